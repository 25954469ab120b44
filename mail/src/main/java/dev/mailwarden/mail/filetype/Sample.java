package dev.mailwarden.mail.filetype;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.Arrays;

/**
 * What is read of one file: its head at once, other places by pages, and no more than a limit in
 * all. Places that do not exist, or that the limit forbids, read as {@value #NONE}.
 */
final class Sample {

    /** Octets read at once from the beginning. */
    static final int HEAD = 4096;

    /** The answer for a place without an octet. */
    static final int NONE = -1;

    private static final int PAGE = 512;

    /** Bits of BEL, BS, TAB, LF, VT, FF, CR, SUB and ESC. */
    private static final int WHITE = 0x3f80 | (1 << 0x1a) | (1 << 0x1b);

    private final Window window;
    private final long size;
    private final byte[] head;
    private final byte[] page = new byte[PAGE];
    private long pageAt = NONE;
    private int pageLength;
    private long left;
    private boolean complete = true;
    private int firstControl = NONE;

    Sample(Window window, long limit) {
        this.window = window;
        this.size = window.size();
        byte[] octets = new byte[(int) Math.min(Math.min(HEAD, limit), size)];
        int count = window.copy(0, octets, 0, octets.length);
        this.head = count == octets.length ? octets : Arrays.copyOf(octets, count);
        this.left = limit - octets.length;
    }

    long size() {
        return size;
    }

    /** {@return the beginning; callers do not change it} */
    byte[] head() {
        return head;
    }

    /**
     * {@return whether the head has no octet that text does not have: controls other than white
     * space, escape and the end that DOS gave texts}
     */
    boolean isText() {
        if (firstControl < 0) {
            firstControl = 0;
            while (firstControl < head.length && !isControl(head[firstControl])) {
                firstControl++;
            }
        }
        return firstControl == head.length;
    }

    private static boolean isControl(byte octet) {
        return octet >= 0 && octet < ' ' && (WHITE >>> octet & 1) == 0;
    }

    /** {@return whether the limit has forbidden nothing so far} */
    boolean complete() {
        return complete;
    }

    /** {@return the octet there, 0 to 255, or {@value #NONE}} */
    int u8(long at) {
        if (at >= 0 && at < head.length) {
            return head[(int) at] & 0xff;
        }
        if (at < 0 || at >= size) {
            return NONE;
        }
        if (at < pageAt || at >= pageAt + pageLength || pageAt < 0) {
            turnTo(at);
        }
        return at - pageAt < pageLength ? page[(int) (at - pageAt)] & 0xff : NONE;
    }

    private void turnTo(long at) {
        pageAt = at - at % PAGE;
        pageLength = 0;
        if (left < PAGE) {
            complete = false;
            return;
        }
        left -= PAGE;
        pageLength = window.copy(pageAt, page, 0, PAGE);
    }

    /**
     * {@return octets of a range, fewer where the file or the limit ends}
     *
     * @param length at most; bounded by the limit
     */
    byte[] range(long at, long length) {
        if (at < 0 || at >= size || length <= 0) {
            return new byte[0];
        }
        long wanted = Math.min(length, size - at);
        if (at + wanted <= head.length) {
            return Arrays.copyOfRange(head, (int) at, (int) (at + wanted));
        }
        int allowed = (int) Math.min(wanted, left);
        complete &= allowed == wanted;
        left -= allowed;
        byte[] octets = new byte[allowed];
        int count = window.copy(at, octets, 0, allowed);
        return count == allowed ? octets : Arrays.copyOf(octets, count);
    }

    /** {@return two octets, the low one first, or {@value #NONE}} */
    int le16(long at) {
        int low = u8(at);
        int high = u8(at + 1);
        return low < 0 || high < 0 ? NONE : (high << 8) | low;
    }

    /** {@return two octets, the high one first, or {@value #NONE}} */
    int be16(long at) {
        int high = u8(at);
        int low = u8(at + 1);
        return low < 0 || high < 0 ? NONE : (high << 8) | low;
    }

    /** {@return four octets without a sign, the low one first, or {@value #NONE}} */
    long le32(long at) {
        long low = le16(at);
        long high = le16(at + 2);
        return low < 0 || high < 0 ? NONE : (high << 16) | low;
    }

    /** {@return four octets without a sign, the high one first, or {@value #NONE}} */
    long be32(long at) {
        long high = be16(at);
        long low = be16(at + 2);
        return low < 0 || high < 0 ? NONE : (high << 16) | low;
    }

    /** {@return whether these characters of one octet each stand there} */
    boolean has(long at, String text) {
        for (int i = 0; i < text.length(); i++) {
            if (u8(at + i) != text.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    /** {@return octets of a range as characters of the same number} */
    String latin1(long at, int length) {
        return new String(range(at, length), ISO_8859_1);
    }
}
