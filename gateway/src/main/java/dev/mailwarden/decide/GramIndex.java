package dev.mailwarden.decide;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Finds those of many masks that match an address without trying all of them. Every mask is filed
 * under three characters that stand in it side by side, the rarest it has among all masks; an
 * address is compared with the masks that are filed under any three characters of its own.
 */
final class GramIndex {

    private static final int GRAM = 3;

    private final List<Filed> filed;
    private final Map<String, List<Filed>> byGram = new HashMap<>();

    /** A mask and the rule that names it. */
    record Filed(Mask mask, int number) {}

    /**
     * @param masks all of which {@link #takes}
     */
    GramIndex(List<Filed> masks) {
        this.filed = List.copyOf(masks);
        Map<String, Integer> counts = new HashMap<>();
        for (Filed one : filed) {
            grams(one.mask()).forEach(gram -> counts.merge(gram, 1, Integer::sum));
        }
        for (Filed one : filed) {
            rarest(one.mask(), counts)
                    .ifPresent(
                            gram -> byGram.computeIfAbsent(gram, _ -> new ArrayList<>()).add(one));
        }
    }

    /** Whether a mask has three characters to be filed under. */
    static boolean takes(Mask mask) {
        return !grams(mask).isEmpty();
    }

    /** {@return the numbers of the rules that have a mask for one of the addresses, ascending} */
    int[] find(Party party) {
        if (byGram.isEmpty()) {
            return Postings.NONE;
        }
        var found = new BitSet();
        for (Spelling address : party.addresses()) {
            for (String gram : grams(address)) {
                for (Filed one : byGram.getOrDefault(gram, List.of())) {
                    if (!found.get(one.number()) && one.mask().matches(address)) {
                        found.set(one.number());
                    }
                }
            }
        }
        return found.stream().toArray();
    }

    private static Optional<String> rarest(Mask mask, Map<String, Integer> counts) {
        return grams(mask).stream()
                .min((a, b) ->
                        Integer.compare(counts.getOrDefault(a, 0), counts.getOrDefault(b, 0)));
    }

    private static Set<String> grams(Mask mask) {
        Set<String> grams = new HashSet<>();
        mask.literals().forEach(piece -> addGrams(piece, grams));
        return grams;
    }

    private static Set<String> grams(Spelling address) {
        Set<String> grams = new HashSet<>();
        address.texts().forEach(text -> addGrams(text, grams));
        return grams;
    }

    private static void addGrams(String text, Set<String> grams) {
        for (int i = 0; i + GRAM <= text.length(); i++) {
            grams.add(text.substring(i, i + GRAM));
        }
    }
}
