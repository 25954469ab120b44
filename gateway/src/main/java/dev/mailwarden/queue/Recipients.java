package dev.mailwarden.queue;

import java.util.BitSet;
import java.util.List;
import java.util.function.IntPredicate;

/**
 * Lists of recipients' indexes, which may be thousands: no list is searched for each of another.
 */
final class Recipients {

    private Recipients() {}

    /** {@return what says whether an index is in a list} */
    static IntPredicate among(List<Integer> indexes) {
        if (indexes.size() == 1) {
            int only = indexes.getFirst();
            return index -> index == only;
        }
        BitSet set = new BitSet();
        indexes.forEach(set::set);
        return set::get;
    }

    /** Those of a list that are not in another. */
    static List<Integer> without(List<Integer> all, List<Integer> gone) {
        if (all.equals(gone)) {
            return List.of();
        }
        IntPredicate isGone = among(gone);
        return all.stream().filter(index -> !isGone.test(index)).toList();
    }
}
