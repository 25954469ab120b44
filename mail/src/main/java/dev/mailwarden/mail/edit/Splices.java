package dev.mailwarden.mail.edit;

import dev.mailwarden.mail.mime.Octets;
import java.util.Comparator;
import java.util.List;

/** Splices of the same octets, none of which touches what another replaces. Immutable. */
final class Splices {

    private static final Comparator<Splice> ORDER =
            Comparator.<Splice>comparingLong(splice -> splice.range().start())
                    .thenComparingLong(splice -> splice.range().end());

    private final List<Splice> inOrder;

    private Splices(List<Splice> inOrder) {
        this.inOrder = inOrder;
    }

    /**
     * Puts splices in order. Insertions at one place stay in the order in which they are given,
     * before a replacement that begins there.
     *
     * @throws IllegalArgumentException if two overlap
     */
    static Splices of(List<Splice> splices) {
        List<Splice> inOrder = splices.stream().sorted(ORDER).toList();
        for (int i = 1; i < inOrder.size(); i++) {
            if (inOrder.get(i).range().start() < inOrder.get(i - 1).range().end()) {
                throw new IllegalArgumentException(
                        inOrder.get(i - 1) + " and " + inOrder.get(i) + " overlap");
            }
        }
        return new Splices(inOrder);
    }

    /** {@return the octets as they are with the splices; the very same if there are none} */
    Octets over(Octets original) {
        return inOrder.isEmpty() ? original : new SplicedOctets(original, inOrder);
    }
}
