package dev.mailwarden.unpack.read;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A file with holes: pieces that are there, and zeros between them.
 *
 * @param pieces in order, none over another
 * @param length of the file with its holes
 * @param stored where the pieces stand in the container, one behind the other
 * @param octets that stand there
 * @param next where the next header may stand
 */
record SparseFile(List<Piece> pieces, long length, long stored, long octets, long next) {

    /** Offset in the file, and length. */
    record Piece(long offset, long length) {}

    private static final int OLD_MAP = 386;
    private static final int OLD_PIECES = 4;
    private static final int OLD_MORE = 482;
    private static final int OLD_LENGTH = 483;
    private static final int MORE_PIECES = 21;
    private static final int MORE_MORE = 504;
    private static final int FIELD = 12;

    /** Pieces of a file; a map of more would not fit into the memory of a worker. */
    static final int MOST_PIECES = 200_000;

    SparseFile {
        pieces = List.copyOf(pieces);
    }

    /** {@return the file of a GNU header of type S, if its map can be} */
    static Optional<SparseFile> gnu(Container container, TarHeader header, long size) {
        List<Long> map = new ArrayList<>();
        addMap(container, header.at() + OLD_MAP, OLD_PIECES, map);
        long at = header.content();
        boolean more = container.octet(header.at() + OLD_MORE) != 0;
        while (more && map.size() < 2 * MOST_PIECES) {
            if (!container.has(at, TarHeader.BLOCK)) {
                return Optional.empty();
            }
            addMap(container, at, MORE_PIECES, map);
            more = container.octet(at + MORE_MORE) != 0;
            at += TarHeader.BLOCK;
        }
        long length = TarHeader.number(container.copy(header.at() + OLD_LENGTH, FIELD));
        long extensions = at - header.content();
        return of(map, length, at, size, saturated(header.after(size), extensions));
    }

    private static void addMap(Container container, long at, int pieces, List<Long> map) {
        for (int i = 0; i < pieces; i++) {
            byte[] offset = container.copy(at + 2L * i * FIELD, FIELD);
            if (offset[0] == 0) {
                return;
            }
            map.add(TarHeader.number(offset));
            map.add(TarHeader.number(container.copy(at + (2L * i + 1) * FIELD, FIELD)));
        }
    }

    /** {@return the file of a pax header, if it is one with holes and its map can be} */
    static Optional<SparseFile> pax(
            Container container, TarHeader header, long size, PaxRecords records) {
        Optional<Long> length =
                records.number("GNU.sparse.realsize").or(() -> records.number("GNU.sparse.size"));
        if (length.isEmpty()) {
            return Optional.empty();
        }
        long next = header.after(size);
        if (records.number("GNU.sparse.major").orElse(0L) != 1) {
            return of(records.sparseMap(), length.get(), header.content(), size, next);
        }
        List<Long> map = new ArrayList<>();
        long end = mapInContent(container, header.content(), map);
        if (end < 0) {
            return Optional.empty();
        }
        long used = end - header.content();
        return of(map, length.get(), end, size - used, next);
    }

    /** Format 1.0: decimal lines in front of the content, the first of them their number. */
    private static long mapInContent(Container container, long from, List<Long> map) {
        long at = from;
        long wanted = 1;
        boolean counted = false;
        while (map.size() < wanted) {
            var line = new ByteArrayOutputStream();
            while (container.has(at, 1) && container.octet(at) != '\n' && line.size() < 20) {
                line.write(container.octet(at++));
            }
            Optional<Long> number = PaxRecords.parse(line.toByteArray());
            if (number.isEmpty() || !container.has(at, 1) || container.octet(at) != '\n') {
                return -1;
            }
            at++;
            if (counted) {
                map.add(number.get());
            } else if (number.get() > MOST_PIECES) {
                return -1;
            } else {
                counted = true;
                wanted = 2 * number.get();
            }
        }
        return from + (at - from + TarHeader.BLOCK - 1) / TarHeader.BLOCK * TarHeader.BLOCK;
    }

    private static Optional<SparseFile> of(
            List<Long> map, long length, long stored, long octets, long next) {
        List<Piece> pieces = new ArrayList<>();
        long end = 0;
        long sum = 0;
        for (int i = 0; i + 1 < map.size(); i += 2) {
            Piece piece = new Piece(map.get(i), map.get(i + 1));
            if (piece.length < 0 || piece.offset < end || piece.offset > length - piece.length) {
                return Optional.empty();
            }
            end = piece.offset + piece.length;
            sum += piece.length;
            pieces.add(piece);
        }
        return map.size() % 2 == 0 && sum <= octets && map.size() <= 2 * MOST_PIECES
                ? Optional.of(new SparseFile(pieces, length, stored, octets, next))
                : Optional.empty();
    }

    private static long saturated(long a, long b) {
        return a > Long.MAX_VALUE - b ? Long.MAX_VALUE : a + b;
    }
}
