package dev.mailwarden.mail.filetype;

import java.util.List;

/** Fixed octets at fixed places that tell a type. */
record Signature(FileType type, List<Place> places) {

    /** Octets from which a signature is no chance agreement. */
    private static final int CERTAIN_OCTETS = 3;

    /** Letters fewer than these can begin any text. */
    private static final int TELLING_LETTERS = 6;

    /**
     * Octets at one place.
     *
     * @param at from the beginning; negative from the end
     * @param octets what is there under the mask
     * @param mask bits that count
     */
    @SuppressWarnings("ArrayRecordComponent") // private to this package, never compared
    record Place(long at, byte[] octets, byte[] mask) {

        boolean agrees(Sample sample) {
            long from = at >= 0 ? at : sample.size() + at;
            for (int i = 0; i < octets.length; i++) {
                int octet = sample.u8(from + i);
                if (octet < 0 || (octet & mask[i]) != (octets[i] & 0xff)) {
                    return false;
                }
            }
            return true;
        }

        int fixed() {
            int count = 0;
            for (byte bits : mask) {
                count += bits == 0 ? 0 : 1;
            }
            return count;
        }
    }

    boolean agrees(Sample sample) {
        for (Place place : places) {
            if (!place.agrees(sample)) {
                return false;
            }
        }
        return !lettersOnly() || weight() >= TELLING_LETTERS || !sample.isText();
    }

    private boolean lettersOnly() {
        for (Place place : places) {
            for (byte octet : place.octets()) {
                if (octet < ' ') {
                    return false;
                }
            }
        }
        return true;
    }

    /** {@return how many octets have to agree} */
    int weight() {
        return places.stream().mapToInt(Place::fixed).sum();
    }

    Certainty certainty() {
        return weight() >= CERTAIN_OCTETS ? Certainty.CERTAIN : Certainty.LIKELY;
    }

    /** {@return the first octet of files of this type, or {@link Sample#NONE} if several can be} */
    int firstOctet() {
        Place first = places.getFirst();
        return first.at() == 0 && first.mask()[0] == -1 ? first.octets()[0] & 0xff : Sample.NONE;
    }
}
