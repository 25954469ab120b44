package dev.mailwarden.unpack.read;

import java.util.Arrays;
import java.util.Optional;
import java.util.zip.CRC32;

/**
 * What a local header or an entry of the directory says (APPNOTE 4.3.7, 4.3.12), with the lengths
 * of ZIP64.
 *
 * @param at where it stands
 * @param name as it stands there
 * @param otherName by Info-ZIP's extra field, if it is for this name
 * @param local place of the local header as declared; of a local header its own
 * @param end behind it; of a local header that is where the content begins
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record ZipHeader(
        long at,
        int madeBy,
        int needs,
        int flags,
        int method,
        long checksum,
        long packed,
        long unpacked,
        byte[] name,
        Optional<byte[]> otherName,
        int disk,
        long attributes,
        long local,
        long end) {

    static final int LOCAL = 0x0403_4b50;
    static final int CENTRAL = 0x0201_4b50;

    private static final int LOCAL_SIZE = 30;
    private static final int CENTRAL_SIZE = 46;

    private static final int ENCRYPTED = 1;
    private static final int LENGTHS_FOLLOW = 8;
    private static final int STRONGLY_ENCRYPTED = 1 << 6;
    private static final int MASKED = 1 << 13;
    private static final int AES = 99;

    private static final int EXTRA_ZIP64 = 0x0001;
    private static final int EXTRA_UNICODE_NAME = 0x7075;

    private static final int UNIX = 3;
    private static final int FILE_TYPE = 0xf000;
    private static final int SYMBOLIC_LINK = 0xa000;

    /** {@return the local header at a place, if there is one} */
    static Optional<ZipHeader> local(Container container, long at) {
        if (!container.isAt(at, LOCAL) || !container.has(at, LOCAL_SIZE)) {
            return Optional.empty();
        }
        int nameLength = container.number16(at + 26);
        int extraLength = container.number16(at + 28);
        long extra = at + LOCAL_SIZE + nameLength;
        if (!container.has(extra, extraLength)) {
            return Optional.empty();
        }
        byte[] name = container.copy(at + LOCAL_SIZE, nameLength);
        ZipExtra fields = new ZipExtra(container, extra, extraLength);
        ZipExtra.Numbers numbers = fields.numbers(EXTRA_ZIP64);
        long unpacked = numbers.next(container.number32(at + 22)); // the extra field has this order
        long packed = numbers.next(container.number32(at + 18));
        return Optional.of(
                new ZipHeader(
                        at,
                        0,
                        container.number16(at + 4),
                        container.number16(at + 6),
                        container.number16(at + 8),
                        container.number32(at + 14),
                        packed,
                        unpacked,
                        name,
                        unicodeName(fields, name),
                        0,
                        0,
                        at,
                        extra + extraLength));
    }

    /** {@return the entry of a directory at a place, if there is one} */
    static Optional<ZipHeader> central(Container container, long at) {
        if (!container.isAt(at, CENTRAL) || !container.has(at, CENTRAL_SIZE)) {
            return Optional.empty();
        }
        int nameLength = container.number16(at + 28);
        int extraLength = container.number16(at + 30);
        int commentLength = container.number16(at + 32);
        long extra = at + CENTRAL_SIZE + nameLength;
        if (!container.has(extra, extraLength)) {
            return Optional.empty();
        }
        byte[] name = container.copy(at + CENTRAL_SIZE, nameLength);
        ZipExtra fields = new ZipExtra(container, extra, extraLength);
        ZipExtra.Numbers numbers = fields.numbers(EXTRA_ZIP64);
        long unpacked = numbers.next(container.number32(at + 24));
        long packed = numbers.next(container.number32(at + 20));
        long local = numbers.next(container.number32(at + 42));
        return Optional.of(
                new ZipHeader(
                        at,
                        container.number16(at + 4),
                        container.number16(at + 6),
                        container.number16(at + 8),
                        container.number16(at + 10),
                        container.number32(at + 16),
                        packed,
                        unpacked,
                        name,
                        unicodeName(fields, name),
                        container.number16(at + 34),
                        container.number32(at + 38),
                        local,
                        extra + extraLength + commentLength));
    }

    /** Info-ZIP's name in UTF-8 holds only while the check sum of the plain name agrees. */
    private static Optional<byte[]> unicodeName(ZipExtra fields, byte[] name) {
        return fields.value(EXTRA_UNICODE_NAME)
                .filter(value -> value.length > 5)
                .filter(value -> littleEndian(value, 1) == checksum(name))
                .map(value -> Arrays.copyOfRange(value, 5, value.length));
    }

    private static long littleEndian(byte[] octets, int at) {
        long value = 0;
        for (int i = 3; i >= 0; i--) {
            value = (value << 8) | (octets[at + i] & 0xff);
        }
        return value;
    }

    private static long checksum(byte[] octets) {
        var sum = new CRC32();
        sum.update(octets);
        return sum.getValue();
    }

    boolean isEncrypted() {
        return (flags & (ENCRYPTED | STRONGLY_ENCRYPTED | MASKED)) != 0 || method == AES;
    }

    /** Whether lengths and check sum stand behind the content, in a data descriptor. */
    boolean lengthsFollow() {
        return (flags & LENGTHS_FOLLOW) != 0;
    }

    boolean isLink() {
        return madeBy >> 8 == UNIX && ((attributes >> 16) & FILE_TYPE) == SYMBOLIC_LINK;
    }

    /** Whether this could be a local header and not four octets that happen to look like one. */
    boolean isPlausible() {
        return (needs & 0xff) <= 100
                && (method <= 20 || (method >= 92 && method <= AES))
                && name.length > 0;
    }

    /** Whether another header of the same entry says the same of its content. */
    boolean agreesWith(ZipHeader localHeader) {
        boolean later =
                localHeader.lengthsFollow()
                        && localHeader.packed == 0
                        && localHeader.unpacked == 0
                        && localHeader.checksum == 0;
        boolean same =
                packed == localHeader.packed
                        && unpacked == localHeader.unpacked
                        && checksum == localHeader.checksum;
        return (later || same)
                && method == localHeader.method
                && isEncrypted() == localHeader.isEncrypted()
                && Arrays.equals(name, localHeader.name);
    }
}
