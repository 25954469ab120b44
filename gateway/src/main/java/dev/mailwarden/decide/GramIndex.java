package dev.mailwarden.decide;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Finds those of many masks and expressions that match an address without trying all of them. Each
 * is filed under three characters side by side that stand in everything it matches, the rarest it
 * has among all; an address is compared with what is filed under any three characters of its own.
 */
final class GramIndex {

    private static final int GRAM = 3;

    private final Map<String, List<Filed>> byGram = new HashMap<>();

    /**
     * What is filed.
     *
     * @param matches whether it matches an address
     * @param texts that stand in every address it matches
     * @param number of the rule that names it
     */
    record Filed(Predicate<Spelling> matches, List<String> texts, int number) {

        Filed {
            texts = List.copyOf(texts);
        }

        /** Whether it has three characters to be filed under. */
        boolean isFit() {
            return texts.stream().anyMatch(text -> text.length() >= GRAM);
        }
    }

    /** Files what {@link Filed#isFit}. */
    GramIndex(List<Filed> all) {
        Map<String, Integer> counts = new HashMap<>();
        for (Filed one : all) {
            grams(one.texts()).forEach(gram -> counts.merge(gram, 1, Integer::sum));
        }
        for (Filed one : all) {
            grams(one.texts()).stream()
                    .min(Comparator.comparingInt(gram -> counts.getOrDefault(gram, 0)))
                    .ifPresent(
                            gram -> byGram.computeIfAbsent(gram, _ -> new ArrayList<>()).add(one));
        }
    }

    /** {@return the numbers of the rules of what matches one of the addresses, ascending} */
    int[] find(Party party) {
        if (byGram.isEmpty()) {
            return Postings.NONE;
        }
        var found = new BitSet();
        for (Spelling address : party.addresses()) {
            for (String gram : grams(address.texts())) {
                for (Filed one : byGram.getOrDefault(gram, List.of())) {
                    if (!found.get(one.number()) && one.matches().test(address)) {
                        found.set(one.number());
                    }
                }
            }
        }
        return found.stream().toArray();
    }

    private static Set<String> grams(List<String> texts) {
        Set<String> grams = new HashSet<>();
        for (String text : texts) {
            for (int i = 0; i + GRAM <= text.length(); i++) {
                grams.add(text.substring(i, i + GRAM));
            }
        }
        return grams;
    }
}
