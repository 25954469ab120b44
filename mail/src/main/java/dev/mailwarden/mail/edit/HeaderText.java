package dev.mailwarden.mail.edit;

import dev.mailwarden.mail.mime.HeaderBlock;
import dev.mailwarden.mail.mime.HeaderField;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * The octets of a header while they are changed. Fields that are not named stay as they are, at
 * their place. For one thread.
 */
final class HeaderText {

    private byte[] octets;

    /** Behind the fields that were put on top. */
    private int top;

    /** A header with the empty line behind it, if it has one. */
    HeaderText(byte[] octets) {
        this.octets = octets;
    }

    byte[] octets() {
        return octets;
    }

    HeaderBlock fields() {
        return HeaderBlock.read(octets);
    }

    /** Whether it holds octets above 127, and so may hold UTF-8 (RFC 6532). */
    boolean isEightBit() {
        for (byte octet : octets) {
            if (octet < 0) {
                return true;
            }
        }
        return false;
    }

    /** Puts a field on top of all others, but below those put there before. */
    void putOnTop(String name, String value) {
        byte[] field = FieldText.field(name, value, isEightBit()).getBytes(StandardCharsets.UTF_8);
        replace(top, top, field);
        top += field.length;
    }

    /** Deletes all fields of a name. */
    void delete(String name) {
        for (HeaderField field : fields().all(name).reversed()) {
            cut(field);
        }
    }

    /** Deletes all fields of a name and puts one of it at the end. */
    void set(String name, String value) {
        delete(name);
        append(FieldText.field(name, value, isEightBit()));
    }

    /**
     * Puts lines at the end of the header, before the empty line. A line that is no field is the
     * end of the header for some readers; then they go on top, where all see them.
     */
    void append(String lines) {
        append(lines.getBytes(StandardCharsets.UTF_8));
    }

    private void append(byte[] lines) {
        close();
        int at = fields().garbageLines() > 0 ? top : endOfFields();
        replace(at, at, lines);
    }

    /** Puts a tag before the value of each subject that does not have it yet; never without one. */
    void tag(String tag) {
        List<HeaderField> subjects = fields().all("Subject");
        if (subjects.isEmpty()) {
            append(FieldText.field("Subject", tag, isEightBit()));
            return;
        }
        for (HeaderField field : subjects.reversed()) {
            var subject = new SubjectTag(field, tag);
            if (!subject.isThere()) {
                int at = field.start() + subject.place();
                replace(at, at, subject.insertion().getBytes(StandardCharsets.UTF_8));
            }
        }
    }

    /** {@return the fields that describe the body (RFC 2045 §3), as they are} */
    byte[] contentFields() {
        var found = new ByteArrayOutputStream();
        HeaderBlock fields = fields();
        for (int i = 0; i < fields.size(); i++) {
            if (isContent(fields.field(i))) {
                found.writeBytes(lineEnded(fields.field(i).raw()));
            }
        }
        return found.toByteArray();
    }

    /** Deletes the fields that describe the body. */
    void deleteContentFields() {
        HeaderBlock fields = fields();
        for (int i = fields.size() - 1; i >= 0; i--) {
            if (isContent(fields.field(i))) {
                cut(fields.field(i));
            }
        }
    }

    /** Says that the message is written by RFC 2045, if it does not. */
    void requireMime() {
        if (fields().count("MIME-Version") == 0) {
            append("MIME-Version: 1.0\r\n");
        }
    }

    /**
     * Leaves nothing but fields: lines that are none, and lines of blanks within a field, could be
     * the end of the header for some reader, and what stands behind them its body.
     */
    void keepFieldsOnly() {
        HeaderBlock fields = fields();
        var kept = new ByteArrayOutputStream(octets.length);
        for (int i = 0; i < fields.size(); i++) {
            String raw = new String(fields.field(i).raw(), StandardCharsets.ISO_8859_1);
            kept.writeBytes(withoutBlankLines(raw).getBytes(StandardCharsets.ISO_8859_1));
        }
        octets = kept.toByteArray();
        top = 0;
        close();
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

    /** Gives the header its empty line if it has none. */
    void close() {
        boolean lineEnded = octets.length == 0 || octets[octets.length - 1] == '\n';
        if (!lineEnded) {
            replace(octets.length, octets.length, new byte[] {'\r', '\n'});
        }
        if (endOfFields() == octets.length) {
            replace(octets.length, octets.length, new byte[] {'\r', '\n'});
        }
    }

    /** Where the empty line begins; the end if there is none. */
    private int endOfFields() {
        int end = octets.length;
        if (end == 0 || octets[end - 1] != '\n') {
            return end;
        }
        int line = end > 1 && octets[end - 2] == '\r' ? end - 2 : end - 1;
        return line == 0 || octets[line - 1] == '\n' ? line : end;
    }

    private static boolean isContent(HeaderField field) {
        return field.name().toLowerCase(Locale.ROOT).startsWith("content-");
    }

    private static byte[] lineEnded(byte[] raw) {
        if (raw.length > 0 && raw[raw.length - 1] == '\n') {
            return raw;
        }
        byte[] ended = Arrays.copyOf(raw, raw.length + 2);
        ended[raw.length] = '\r';
        ended[raw.length + 1] = '\n';
        return ended;
    }

    private void cut(HeaderField field) {
        replace(field.start(), field.end(), new byte[0]);
        if (field.end() <= top) {
            top -= field.end() - field.start();
        }
    }

    private void replace(int from, int to, byte[] by) {
        byte[] changed = new byte[octets.length - (to - from) + by.length];
        System.arraycopy(octets, 0, changed, 0, from);
        System.arraycopy(by, 0, changed, from, by.length);
        System.arraycopy(octets, to, changed, from + by.length, octets.length - to);
        octets = changed;
    }
}
