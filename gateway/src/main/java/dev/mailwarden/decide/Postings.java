package dev.mailwarden.decide;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * For each key the numbers of the rules that name it, ascending.
 *
 * @param <K> what is looked up
 */
final class Postings<K> {

    /** Past every number. */
    static final int END = Integer.MAX_VALUE;

    static final int[] NONE = {};

    private final Map<K, int[]> lists = new HashMap<>();
    private final Map<K, Integer> sizes = new HashMap<>();

    /** Numbers of one key must come in ascending order. */
    void add(K key, int number) {
        int size = sizes.getOrDefault(key, 0);
        int[] list = lists.getOrDefault(key, NONE);
        if (size == list.length) {
            list = Arrays.copyOf(list, Math.max(1, size * 2));
            lists.put(key, list);
        }
        list[size] = number;
        sizes.put(key, size + 1);
    }

    /** Ends adding. */
    Postings<K> trimmed() {
        lists.replaceAll((key, list) -> Arrays.copyOf(list, sizes.getOrDefault(key, 0)));
        sizes.clear();
        return this;
    }

    int[] of(K key) {
        return lists.getOrDefault(key, NONE);
    }

    boolean isEmpty() {
        return lists.isEmpty();
    }
}
