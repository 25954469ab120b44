package dev.mailwarden.decide;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.function.IntPredicate;

/**
 * The numbers of all rules one side of which matches a party, as the index found them: sorted lists
 * that are sure, and others whose criteria have to be tried one by one and are only if it matters.
 * Used by one thread.
 */
final class Hits {

    private final List<int[]> sure = new ArrayList<>();
    private final List<Unsure> unsure = new ArrayList<>();

    /** Numbers whose answer costs something; each is tried once. */
    private static final class Unsure {

        private final int[] numbers;
        private final IntPredicate test;
        private final BitSet tried = new BitSet();
        private final BitSet held = new BitSet();

        Unsure(int[] numbers, IntPredicate test) {
            this.numbers = numbers;
            this.test = test;
        }

        boolean holds(int number) {
            if (!tried.get(number)) {
                tried.set(number);
                held.set(number, test.test(number));
            }
            return held.get(number);
        }
    }

    void add(int[] numbers) {
        if (numbers.length > 0) {
            sure.add(numbers);
        }
    }

    void addUnsure(int[] numbers, IntPredicate test) {
        if (numbers.length > 0) {
            unsure.add(new Unsure(numbers, test));
        }
    }

    Hits or(Hits other) {
        var both = new Hits();
        both.sure.addAll(sure);
        both.sure.addAll(other.sure);
        both.unsure.addAll(unsure);
        both.unsure.addAll(other.unsure);
        return both;
    }

    /**
     * {@return the lowest number that both sides have and that is acceptable, or {@link
     * Postings#END}}
     */
    static int first(Hits senders, Hits recipients, IntPredicate acceptable) {
        var left = senders.new Cursor();
        var right = recipients.new Cursor();
        int number = left.next(0);
        while (number != Postings.END) {
            int other = right.next(number);
            if (other == number) {
                if (acceptable.test(number) && left.holds() && right.holds()) {
                    return number;
                }
                number = left.next(number + 1);
            } else {
                number = other == Postings.END ? other : left.next(other);
            }
        }
        return number;
    }

    /** Walks all lists at once; each step is a search that begins where the last one ended. */
    private final class Cursor {

        private final int[] positions = new int[sure.size() + unsure.size()];
        private int at = -1;

        /** {@return the lowest number that is at least as high; must never fall} */
        int next(int atLeast) {
            at = Postings.END;
            for (int i = 0; i < positions.length; i++) {
                int[] list = list(i);
                positions[i] = advance(list, positions[i], atLeast);
                if (positions[i] < list.length) {
                    at = Math.min(at, list[positions[i]]);
                }
            }
            return at;
        }

        /** Whether the number that was reached truly matches. */
        boolean holds() {
            for (int i = 0; i < sure.size(); i++) {
                if (isAt(i)) {
                    return true;
                }
            }
            for (int i = 0; i < unsure.size(); i++) {
                if (isAt(sure.size() + i) && unsure.get(i).holds(at)) {
                    return true;
                }
            }
            return false;
        }

        private boolean isAt(int i) {
            return positions[i] < list(i).length && list(i)[positions[i]] == at;
        }

        private int[] list(int i) {
            return i < sure.size() ? sure.get(i) : unsure.get(i - sure.size()).numbers;
        }
    }

    /** Gallops, then halves: the time grows with the logarithm of the distance. */
    private static int advance(int[] list, int from, int atLeast) {
        int low = from;
        int step = 1;
        while (low + step < list.length && list[low + step] < atLeast) {
            low += step;
            step *= 2;
        }
        int high = Math.min(low + step, list.length);
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (list[middle] < atLeast) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }
}
