package dev.mailwarden.unpack.read;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What extended headers of pax say of the entry that follows (POSIX.1, pax). */
final class PaxRecords {

    /** Octets of one extended header; what is longer is damage. */
    static final int LONGEST = 1 << 20;

    private static final String SPARSE_OFFSET = "GNU.sparse.offset";
    private static final String SPARSE_LENGTH = "GNU.sparse.numbytes";

    /** The keys that matter here; others are not kept, as there may be any number of them. */
    private static final Set<String> KEPT =
            Set.of(
                    "path",
                    "linkpath",
                    "size",
                    "GNU.sparse.major",
                    "GNU.sparse.name",
                    "GNU.sparse.realsize",
                    "GNU.sparse.size",
                    "GNU.sparse.map");

    private final Map<String, byte[]> values = new HashMap<>();

    /** The pieces of GNU's sparse format 0.0, which says one key again and again. */
    private final List<Long> sparse = new ArrayList<>();

    /**
     * Adds the records of a header; later ones hold.
     *
     * @return whether all of them could be read
     */
    boolean add(byte[] header) {
        int at = 0;
        while (at < header.length && header[at] != 0) {
            int space = at;
            while (space < header.length && space < at + 8 && Character.isDigit(header[space])) {
                space++;
            }
            if (space == at || space >= header.length || header[space] != ' ') {
                return false;
            }
            int length = Integer.parseInt(ascii(header, at, space));
            int end = at + length;
            int equals = space + 1;
            while (equals < Math.min(end, header.length) && header[equals] != '=') {
                equals++;
            }
            if (end > header.length || equals >= end - 1 || header[end - 1] != '\n') {
                return false;
            }
            put(ascii(header, space + 1, equals), Arrays.copyOfRange(header, equals + 1, end - 1));
            at = end;
        }
        return true;
    }

    private static String ascii(byte[] octets, int from, int to) {
        return new String(octets, from, to - from, StandardCharsets.ISO_8859_1);
    }

    private void put(String key, byte[] value) {
        if (key.equals(SPARSE_OFFSET) || key.equals(SPARSE_LENGTH)) {
            if (sparse.size() <= 2 * SparseFile.MOST_PIECES) {
                sparse.add(parse(value).orElse(-1L));
            }
        } else if (KEPT.contains(key)) {
            values.put(key, value);
        }
    }

    Optional<byte[]> value(String key) {
        return Optional.ofNullable(values.get(key));
    }

    Optional<Long> number(String key) {
        return value(key).flatMap(PaxRecords::parse);
    }

    /** {@return offsets and lengths by turns, of GNU's sparse formats 0.0 and 0.1} */
    List<Long> sparseMap() {
        Optional<byte[]> map = value("GNU.sparse.map");
        if (map.isEmpty()) {
            return List.copyOf(sparse);
        }
        String text = new String(map.get(), StandardCharsets.ISO_8859_1);
        return Arrays.stream(text.split(",", -1))
                .map(number -> parse(number.getBytes(StandardCharsets.ISO_8859_1)).orElse(-1L))
                .toList();
    }

    static Optional<Long> parse(byte[] decimal) {
        String text = new String(decimal, StandardCharsets.ISO_8859_1);
        return text.length() <= 18
                        && text.chars().allMatch(c -> c >= '0' && c <= '9')
                        && !text.isEmpty()
                ? Optional.of(Long.valueOf(text))
                : Optional.empty();
    }
}
