package dev.mailwarden.mail.edit;

import dev.mailwarden.mail.mime.HeaderBlock;
import dev.mailwarden.mail.mime.HeaderField;
import dev.mailwarden.mail.mime.Octets;
import dev.mailwarden.mail.mime.Part;
import dev.mailwarden.mail.mime.Range;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A header while it is changed, all of it: however many fields it has, its top is the top and its
 * end the end. Fields that are not named stay as they are, at their place. A change takes time
 * linear in the fields, and nothing is copied before {@link #octets}. For one thread.
 */
final class HeaderText {

    /** Octets of a header that is changed; a listener can be set to take half as many. */
    static final int MAX_OCTETS = 32 << 20;

    private static final int FIRST_READ = 1 << 16;

    private static final byte[] LINE_END = {'\r', '\n'};
    private static final byte[] NOTHING = {};
    private static final String SUBJECT = "Subject";
    private static final String CONTENT = "Content-";

    private final byte[] octets;
    private final HeaderBlock fields;
    private final boolean eightBit;

    /** Where the empty line begins; the end if there is none. */
    private final int endOfFields;

    /** What fields become, by where they begin; nothing if they are deleted. */
    private final SortedMap<Integer, Splice> changes = new TreeMap<>();

    private final List<HeaderField> top = new ArrayList<>();
    private final List<HeaderField> bottom = new ArrayList<>();
    private boolean closed;

    /** A header with the empty line behind it, if it has one. */
    HeaderText(byte[] octets) {
        this.octets = octets;
        this.fields = HeaderBlock.whole(octets);
        this.eightBit = isEightBit(octets);
        this.endOfFields = endOfFields(octets);
    }

    /**
     * {@return the header of a part}
     *
     * @throws UneditableException if it {@linkplain #isTooLong is too long}
     */
    static HeaderText of(Part part) throws IOException {
        if (isTooLong(part)) {
            throw new UneditableException(MAX_OCTETS);
        }
        return new HeaderText(part.source().copy(part.headerRange()));
    }

    static boolean isTooLong(Part part) {
        return part.headerRange().length() > MAX_OCTETS;
    }

    /**
     * {@return the header at the beginning of a message, with the empty line behind it}
     *
     * @throws UneditableException if it is too long
     */
    static byte[] read(Octets message) throws IOException {
        long most = Math.min(message.length(), MAX_OCTETS);
        long size = Math.min(most, FIRST_READ);
        while (true) {
            byte[] beginning = message.copy(new Range(0, size));
            int end = HeaderBlock.whole(beginning).bodyStart();
            if (end < size || size == message.length()) {
                return Arrays.copyOf(beginning, end);
            }
            if (size == most) {
                throw new UneditableException(MAX_OCTETS);
            }
            size = Math.min(most, size * 4);
        }
    }

    /** {@return the fields that came, whatever became of them} */
    HeaderBlock came() {
        return fields;
    }

    /** {@return the octets as they are now; the very same array if nothing was changed} */
    byte[] octets() {
        if (changes.isEmpty() && top.isEmpty() && bottom.isEmpty() && !closed) {
            return octets;
        }
        var out = new ByteArrayOutputStream(octets.length + 512);
        top.forEach(field -> out.writeBytes(field.raw()));
        byte[] kept = kept();
        out.writeBytes(closed ? lineEnded(kept) : kept);
        bottom.forEach(field -> out.writeBytes(field.raw()));
        out.write(octets, endOfFields, octets.length - endOfFields);
        if (closed && endOfFields == octets.length) {
            out.writeBytes(LINE_END);
        }
        return out.toByteArray();
    }

    private byte[] kept() {
        var kept = new ByteArrayOutputStream(endOfFields);
        int at = 0;
        for (Splice change : changes.values()) {
            kept.write(octets, at, (int) change.range().start() - at);
            kept.writeBytes(change.replacement());
            at = (int) change.range().end();
        }
        kept.write(octets, at, endOfFields - at);
        return kept.toByteArray();
    }

    /** Puts a field on top of all others, but below those put there before. */
    void putOnTop(String name, String value) {
        top.add(parsed(FieldText.field(name, value, eightBit)));
    }

    /** Deletes all fields of a name. */
    void delete(String name) {
        fields.all(name).forEach(this::cut);
        top.removeIf(field -> field.name().equalsIgnoreCase(name));
        bottom.removeIf(field -> field.name().equalsIgnoreCase(name));
    }

    /** Deletes all fields whose names begin so. */
    void deleteBeginning(String prefix) {
        fields.allBeginning(prefix).forEach(this::cut);
        top.removeIf(field -> begins(field.name(), prefix));
        bottom.removeIf(field -> begins(field.name(), prefix));
    }

    /** Deletes all fields of a name and puts one of it at the end. */
    void set(String name, String value) {
        delete(name);
        append(FieldText.field(name, value, eightBit));
    }

    /**
     * Puts a field at the end of the header, before the empty line. A line that is no field is the
     * end of the header for some readers; then it goes on top, where all see it.
     */
    void append(String field) {
        closed = true;
        (fields.garbageLines() > 0 ? top : bottom).add(parsed(field));
    }

    /** Puts a tag before the value of each subject that does not have it yet; never without one. */
    void tag(String tag) {
        boolean onTop = tag(top, tag);
        boolean any = tag(bottom, tag) || onTop;
        for (HeaderField field : fields.all(SUBJECT)) {
            byte[] now = now(field);
            if (now.length > 0) {
                any = true;
                change(field, tagged(HeaderBlock.whole(now).field(0), tag));
            }
        }
        if (!any) {
            append(FieldText.field(SUBJECT, tag, eightBit));
        }
    }

    private static boolean tag(List<HeaderField> own, String tag) {
        boolean any = false;
        for (int i = 0; i < own.size(); i++) {
            if (own.get(i).name().equalsIgnoreCase(SUBJECT)) {
                any = true;
                own.set(i, HeaderBlock.whole(tagged(own.get(i), tag)).field(0));
            }
        }
        return any;
    }

    private static byte[] tagged(HeaderField field, String tag) {
        byte[] raw = field.raw();
        var subject = new SubjectTag(field, tag);
        if (subject.isThere()) {
            return raw;
        }
        var out = new ByteArrayOutputStream(raw.length + 64);
        out.write(raw, 0, subject.place());
        out.writeBytes(subject.insertion().getBytes(StandardCharsets.UTF_8));
        out.write(raw, subject.place(), raw.length - subject.place());
        return out.toByteArray();
    }

    /** {@return the fields that describe the body (RFC 2045 §3), as they came} */
    byte[] contentFields() {
        var found = new ByteArrayOutputStream();
        fields.allBeginning(CONTENT).forEach(field -> found.writeBytes(lineEnded(field.raw())));
        return found.toByteArray();
    }

    /** Deletes the fields that describe the body. */
    void deleteContentFields() {
        deleteBeginning(CONTENT);
    }

    /** Says that the message is written by RFC 2045, if it does not. */
    void requireMime() {
        if (fields.all("MIME-Version").stream().allMatch(field -> now(field).length == 0)) {
            append("MIME-Version: 1.0\r\n");
        }
    }

    /**
     * {@return a header of nothing but the fields that came} Lines that are none, and lines of
     * blanks within a field, could be the end of the header for some reader, and what stands behind
     * them its body.
     */
    HeaderText fieldsOnly() {
        var kept = new ByteArrayOutputStream(octets.length);
        for (int i = 0; i < fields.size(); i++) {
            String raw = new String(fields.field(i).raw(), StandardCharsets.ISO_8859_1);
            kept.writeBytes(withoutBlankLines(raw).getBytes(StandardCharsets.ISO_8859_1));
        }
        kept.writeBytes(LINE_END);
        return new HeaderText(kept.toByteArray());
    }

    private static String withoutBlankLines(String field) {
        var kept = new StringBuilder(field.length());
        for (String line : field.split("\r\n|\r|\n", -1)) {
            if (!line.isBlank()) {
                boolean fresh = kept.isEmpty() || line.charAt(0) == ' ' || line.charAt(0) == '\t';
                kept.append(fresh ? "" : " ").append(line).append("\r\n");
            }
        }
        return kept.toString();
    }

    private byte[] now(HeaderField field) {
        return Optional.ofNullable(changes.get(field.start()))
                .map(Splice::replacement)
                .orElseGet(field::raw);
    }

    private void cut(HeaderField field) {
        change(field, NOTHING);
    }

    private void change(HeaderField field, byte[] to) {
        changes.put(field.start(), Splice.of(new Range(field.start(), field.end()), to));
    }

    private static HeaderField parsed(String field) {
        return HeaderBlock.whole(field.getBytes(StandardCharsets.UTF_8)).field(0);
    }

    private static boolean begins(String name, String prefix) {
        return name.regionMatches(true, 0, prefix, 0, prefix.length());
    }

    /** Whether it holds octets above 127, and so may hold UTF-8 (RFC 6532). */
    private static boolean isEightBit(byte[] octets) {
        int bits = 0;
        for (byte octet : octets) {
            bits |= octet;
        }
        return bits < 0;
    }

    private static int endOfFields(byte[] octets) {
        int end = octets.length;
        if (end == 0 || octets[end - 1] != '\n') {
            return end;
        }
        int line = end > 1 && octets[end - 2] == '\r' ? end - 2 : end - 1;
        return line == 0 || octets[line - 1] == '\n' ? line : end;
    }

    private static byte[] lineEnded(byte[] raw) {
        if (raw.length == 0 || raw[raw.length - 1] == '\n') {
            return raw;
        }
        byte[] ended = Arrays.copyOf(raw, raw.length + 2);
        System.arraycopy(LINE_END, 0, ended, raw.length, 2);
        return ended;
    }
}
