package dev.mailwarden.mail.mime;

import dev.mailwarden.mail.ForeignOctets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * The header of a message: its fields as slices of the octets they were read from.
 *
 * <p>Never fails, whatever the octets are. Lines may end in CRLF or LF. A line that is neither a
 * field nor the continuation of one is passed over and counted; the header ends only at an empty
 * line, so that a line of garbage cannot hide the fields behind it. The octets are shared, not
 * copied: whoever made the block must not change them.
 */
@ForeignOctets
public final class HeaderBlock {

    /** Octets of a header that are looked at (SMTP-4). */
    public static final int MAX_OCTETS = 1 << 20;

    /** Fields that are looked at; real messages have a few hundred at the most. */
    public static final int MAX_FIELDS = 10_000;

    private static final int INTS_PER_FIELD = 3;

    private final byte[] octets;

    /** For each field: where it starts, its colon, behind its last line end. */
    private final int[] slices;

    private final int end;
    private final int garbageLines;
    private final boolean complete;

    private HeaderBlock(HeaderScan scan) {
        this.octets = scan.octets();
        this.slices = scan.slices();
        this.end = scan.position();
        this.garbageLines = scan.garbageLines();
        this.complete = scan.complete();
    }

    /** Reads the header at the beginning of a message or of a part of it. */
    public static HeaderBlock read(byte[] octets) {
        return read(octets, 0, octets.length);
    }

    /** Reads the header at {@code offset}; nothing at or behind {@code end} is looked at. */
    public static HeaderBlock read(byte[] octets, int offset, int end) {
        return new HeaderBlock(HeaderScan.run(octets, offset, end));
    }

    /**
     * Reads all fields, however many octets and fields the header has. For those who change a
     * header, or must see its last field too, and have limited the octets themselves.
     */
    public static HeaderBlock whole(byte[] octets) {
        return new HeaderBlock(HeaderScan.whole(octets));
    }

    /** Fields in all. */
    public int size() {
        return slices.length / INTS_PER_FIELD;
    }

    /** {@return the field at an index, counted from the top} */
    public HeaderField field(int index) {
        int i = index * INTS_PER_FIELD;
        return new HeaderField(octets, slices[i], slices[i + 1], slices[i + 2]);
    }

    /** {@return the topmost field of that name, in any case} */
    public Optional<HeaderField> first(String name) {
        return indexes(name).mapToObj(this::field).findFirst();
    }

    /** {@return the lowest field of that name, in any case} */
    public Optional<HeaderField> last(String name) {
        return indexes(name).mapToObj(this::field).reduce((_, lower) -> lower);
    }

    /** {@return all fields of that name, in any case, from the top} */
    public List<HeaderField> all(String name) {
        return indexes(name).mapToObj(this::field).toList();
    }

    /** {@return all fields whose names begin so, in any case, from the top} */
    public List<HeaderField> allBeginning(String prefix) {
        return IntStream.range(0, size())
                .filter(i -> nameLength(i) >= prefix.length() && beginsWith(i, prefix))
                .mapToObj(this::field)
                .toList();
    }

    /** How many fields have that name, in any case. */
    public int count(String name) {
        return (int) indexes(name).count();
    }

    /** Lines that belong to no field. */
    public int garbageLines() {
        return garbageLines;
    }

    /**
     * Whether the header was read to its end. If not, it has more than {@value #MAX_OCTETS} octets
     * or {@value #MAX_FIELDS} fields, and what was found is only its beginning.
     */
    public boolean isComplete() {
        return complete;
    }

    /** {@return the index of the first octet behind the header and its empty line} */
    public int bodyStart() {
        return end;
    }

    private IntStream indexes(String name) {
        return IntStream.range(0, size())
                .filter(i -> nameLength(i) == name.length() && beginsWith(i, name));
    }

    private int nameLength(int index) {
        int start = slices[index * INTS_PER_FIELD];
        return HeaderField.nameEnd(octets, start, slices[index * INTS_PER_FIELD + 1]) - start;
    }

    private boolean beginsWith(int index, String name) {
        int start = slices[index * INTS_PER_FIELD];
        for (int i = 0; i < name.length(); i++) {
            if (lower(octets[start + i]) != lower(name.charAt(i))) {
                return false;
            }
        }
        return true;
    }

    private static int lower(int c) {
        return c >= 'A' && c <= 'Z' ? c + ('a' - 'A') : c;
    }

    @Override
    public String toString() {
        return size() + " fields " + Arrays.toString(slices);
    }
}
