package dev.mailwarden.scan.content;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Finds any of many texts in another, in one pass whatever their number is (Aho and Corasick).
 * Immutable once made, safe for any number of threads.
 */
final class WordSearch {

    private static final int ROOT = 0;

    /** State and character to state. */
    private final Map<Long, Integer> edges = new HashMap<>();

    /** Where to go on when there is no edge: the longest end of the state that begins a text. */
    private final List<Integer> fallbacks = new ArrayList<>(List.of(ROOT));

    /** A text that ends at a state. */
    private final List<Optional<String>> ends = new ArrayList<>(List.of(Optional.empty()));

    /**
     * @param texts folded; empty ones are left out
     */
    WordSearch(Collection<String> texts) {
        Map<Integer, List<Character>> out = new HashMap<>();
        for (String text : texts) {
            if (!text.isEmpty()) {
                add(text, out);
            }
        }
        link(out);
    }

    private void add(String text, Map<Integer, List<Character>> out) {
        int state = ROOT;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            Integer next = edges.get(key(state, c));
            if (next == null) {
                next = fallbacks.size();
                fallbacks.add(ROOT);
                ends.add(Optional.empty());
                edges.put(key(state, c), next);
                out.computeIfAbsent(state, _ -> new ArrayList<>()).add(c);
            }
            state = next;
        }
        ends.set(state, Optional.of(text));
    }

    private void link(Map<Integer, List<Character>> out) {
        Deque<Integer> waiting = new ArrayDeque<>(List.of(ROOT));
        while (!waiting.isEmpty()) {
            int state = waiting.remove();
            for (char c : out.getOrDefault(state, List.of())) {
                int next = edges.getOrDefault(key(state, c), ROOT);
                int fallback = state == ROOT ? ROOT : step(fallbacks.get(state), c);
                fallbacks.set(next, fallback);
                if (ends.get(next).isEmpty()) {
                    ends.set(next, ends.get(fallback));
                }
                waiting.add(next);
            }
        }
    }

    private int step(int from, char c) {
        int state = from;
        while (true) {
            Integer next = edges.get(key(state, c));
            if (next != null) {
                return next;
            }
            if (state == ROOT) {
                return ROOT;
            }
            state = fallbacks.get(state);
        }
    }

    private static long key(int state, char c) {
        return ((long) state << 16) | c;
    }

    /** {@return the first of the texts that stands in a folded one} */
    Optional<String> find(String folded) {
        int state = ROOT;
        for (int i = 0; i < folded.length(); i++) {
            state = step(state, folded.charAt(i));
            if (ends.get(state).isPresent()) {
                return ends.get(state);
            }
        }
        return Optional.empty();
    }
}
