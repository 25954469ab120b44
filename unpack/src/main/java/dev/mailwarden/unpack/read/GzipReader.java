package dev.mailwarden.unpack.read;

import dev.mailwarden.mail.ForeignOctets;
import dev.mailwarden.unpack.protocol.EntryHead;
import dev.mailwarden.unpack.protocol.EntryKind;
import dev.mailwarden.unpack.protocol.EntryState;
import dev.mailwarden.unpack.protocol.Finding;
import java.io.IOException;
import java.util.zip.CRC32;

/**
 * Reads gzip (RFC 1952). All members together make one entry, as gzip itself has it; readers that
 * stop after the first see its beginning.
 */
@ForeignOctets
public final class GzipReader {

    private static final int HEADER = 10;
    private static final int TRAILER = 8;

    private static final int HAS_HEADER_CHECKSUM = 2;
    private static final int HAS_EXTRA = 4;
    private static final int HAS_NAME = 8;
    private static final int HAS_COMMENT = 16;
    private static final int RESERVED = 0xe0;

    private final Container container;
    private final Output output;
    private final byte[] buffer = new byte[16_384];
    private EntryState state = EntryState.WHOLE;

    /** A member's header: where its content begins, and the file's name. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Header(long content, byte[] name) {}

    private GzipReader(Container container, Output output) {
        this.container = container;
        this.output = output;
    }

    /** {@return whether it could be opened} */
    public static boolean read(Container container, Output output)
            throws IOException, OverBudgetException {
        try {
            new GzipReader(container, output).all();
            return true;
        } catch (DamagedException e) {
            return false;
        }
    }

    private void all() throws IOException, OverBudgetException, DamagedException {
        Header header = header(0);
        output.begin(head(header));
        long end = member(header);
        int members = 1;
        while (end >= 0 && end < container.length()) {
            output.meter().step();
            try {
                header = header(end);
            } catch (DamagedException e) {
                output.found(
                        Finding.Kind.SUFFIX,
                        container.length() - end + " octets after the last member");
                break;
            }
            members++;
            end = member(header);
        }
        output.end(state);
        if (members > 1) {
            output.found(Finding.Kind.SEVERAL_MEMBERS, members + " members");
        }
    }

    private EntryHead head(Header header) {
        String name = Names.unix(header.name);
        return new EntryHead(
                EntryKind.FILE,
                Names.cut(header.name),
                Names.unix(Names.cut(header.name)),
                Names.flaws(name, "", header.name.length),
                "",
                container.length(),
                -1,
                "deflate");
    }

    /** RFC 1952 §2.3. */
    private Header header(long at) throws DamagedException {
        if (!container.has(at, HEADER)
                || container.number16(at) != 0x8b1f
                || container.octet(at + 2) != 8
                || (container.octet(at + 3) & RESERVED) != 0) {
            throw new DamagedException("no member");
        }
        int flags = container.octet(at + 3);
        long next = at + HEADER;
        if ((flags & HAS_EXTRA) != 0) {
            need(next, 2);
            next += 2 + container.number16(next);
        }
        byte[] name = new byte[0];
        if ((flags & HAS_NAME) != 0) {
            long end = afterZero(next);
            name = container.copy(next, (int) Math.min(end - 1 - next, EntryHead.MAX_NAME + 1));
            next = end;
        }
        if ((flags & HAS_COMMENT) != 0) {
            next = afterZero(next);
        }
        if ((flags & HAS_HEADER_CHECKSUM) != 0) {
            next += 2;
        }
        need(next, 1);
        return new Header(next, name);
    }

    private void need(long at, long count) throws DamagedException {
        if (!container.has(at, count)) {
            throw new DamagedException("the header breaks off");
        }
    }

    private long afterZero(long from) throws DamagedException {
        long at = from;
        do {
            need(at, 1);
        } while (container.octet(at++) != 0);
        return at;
    }

    /** {@return where the member ends, or -1 if that cannot be told} */
    private long member(Header header) throws IOException, OverBudgetException {
        var checksum = new CRC32();
        long length = 0;
        try (var decoder = new InflateDecoder(container, header.content)) {
            int count = decoder.read(buffer);
            while (count >= 0) {
                output.content(buffer, count);
                checksum.update(buffer, 0, count);
                length += count;
                count = decoder.read(buffer);
            }
            check(decoder.end(), checksum.getValue(), length);
            return Math.min(decoder.end() + TRAILER, container.length());
        } catch (DamagedException e) {
            damaged(Finding.Kind.DAMAGED, e.reason());
            return -1;
        }
    }

    private void check(long trailer, long checksum, long length) throws IOException {
        if (!container.has(trailer, TRAILER)) {
            damaged(Finding.Kind.DAMAGED, "the last member breaks off");
            return;
        }
        if (container.number32(trailer) != checksum) {
            damaged(Finding.Kind.WRONG_CHECKSUM, "of a member");
        }
        if (container.number32(trailer + 4) != (length & 0xffff_ffffL)) {
            damaged(Finding.Kind.WRONG_LENGTH, "of a member");
        }
    }

    private void damaged(Finding.Kind kind, String detail) throws IOException {
        state = EntryState.DAMAGED;
        output.found(kind, detail);
    }
}
