package dev.mailwarden.mail.filetype;

/**
 * The octets of one file, read at any place. An implementation over a part of a message, an entry
 * of an archive or a blob is a few lines.
 */
public interface Window {

    /** {@return the number of octets} */
    long size();

    /**
     * Copies octets.
     *
     * @param at the first, from 0
     * @return how many were copied: {@code length}, or fewer if the file ends before
     */
    int copy(long at, byte[] into, int offset, int length);

    /** {@return a view of that array, which has to stay as it is} */
    static Window of(byte[] octets) {
        return new Window() {
            @Override
            public long size() {
                return octets.length;
            }

            @Override
            public int copy(long at, byte[] into, int offset, int length) {
                if (at >= octets.length) {
                    return 0;
                }
                int count = (int) Math.min(length, octets.length - at);
                System.arraycopy(octets, (int) at, into, offset, count);
                return count;
            }
        };
    }
}
