package dev.mailwarden.track;

import dev.mailwarden.mail.ForeignOctets;
import dev.mailwarden.message.Event;
import dev.mailwarden.message.JourneyId;
import dev.mailwarden.message.WrittenEvents;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32C;

/**
 * The text form of events (LOG-2): one line of JSON each, ending with the member {@code crc}, the
 * CRC32C of all octets of the line before its eight hexadecimal digits. So rot and torn writes show
 * while any JSON tool still reads the line.
 *
 * <p>The members are listed in {@code docs/reference/events.md}. Names and meanings do not change;
 * new members may come, and readers pass over those that they do not know.
 */
@ForeignOctets
public final class EventCodec {

    /** What an ordinary event needs. */
    private static final int EXPECTED_OCTETS = 2048;

    /** The digits of the checksum and what follows them. */
    private static final int CRC_OCTETS = 8 + JsonLine.AFTER_CRC.length();

    private static final byte[] BEFORE_CRC = ",\"crc\":\"".getBytes(StandardCharsets.US_ASCII);

    private EventCodec() {}

    /** {@return the line of one event, with its line end} */
    public static byte[] encode(Event event) {
        var out = new JsonLine(EXPECTED_OCTETS);
        EventEncoder.write(out, event);
        return out.toByteArray();
    }

    /** {@return an event and its line} */
    public static WrittenEvents write(Event event) {
        return new WrittenEvents(encode(event), List.of(event));
    }

    /** {@return the lines of some events in their order} */
    public static byte[] encode(List<Event> events) {
        var out = new JsonLine(EXPECTED_OCTETS);
        events.forEach(event -> EventEncoder.write(out, event));
        return out.toByteArray();
    }

    static byte[] encodePosition(long spool, Instant at) {
        var out = new JsonLine(128);
        EventEncoder.writePosition(out, spool, at);
        return out.toByteArray();
    }

    static byte[] encode(JourneyId id) {
        return EventEncoder.journey(new JsonLine(36), id).toByteArray();
    }

    /** {@return the octets that stand between a string's quotes in a line, to search for it} */
    static byte[] encodeText(String text) {
        return new JsonLine(text.length()).escaped(text).toByteArray();
    }

    /** {@return what each line is; a last one without line end is damaged} */
    public static List<JournalLine> decode(byte[] lines) {
        List<JournalLine> result = new ArrayList<>();
        int from = 0;
        while (from < lines.length) {
            int to = lineEnd(lines, from, lines.length);
            result.add(decode(lines, from, to));
            from = to;
        }
        return result;
    }

    /** {@return what the line in {@code [from, to)}, which includes its line end, is} */
    static JournalLine decode(byte[] octets, int from, int to) {
        return isSound(octets, from, to)
                ? EventDecoder.read(octets, from, to)
                : new JournalLine.Damaged();
    }

    /** {@return the place after the next LF, or {@code to} if there is none} */
    static int lineEnd(byte[] octets, int from, int to) {
        int at = from;
        while (at < to) {
            if (octets[at++] == '\n') {
                return at;
            }
        }
        return to;
    }

    /** Whether the line in {@code [from, to)} ends as a line should and its checksum holds. */
    static boolean isSound(byte[] octets, int from, int to) {
        int digits = to - CRC_OCTETS;
        if (digits - BEFORE_CRC.length < from
                || !holds(octets, digits - BEFORE_CRC.length, BEFORE_CRC)
                || !JsonLine.AFTER_CRC.equals(ascii(octets, digits + 8, to))) {
            return false;
        }
        var crc = new CRC32C();
        crc.update(octets, from, digits - from);
        return crc.getValue() == hexadecimal(octets, digits, 8);
    }

    private static boolean holds(byte[] octets, int at, byte[] wanted) {
        for (int i = 0; i < wanted.length; i++) {
            if (octets[at + i] != wanted[i]) {
                return false;
            }
        }
        return true;
    }

    private static String ascii(byte[] octets, int from, int to) {
        return new String(octets, from, to - from, StandardCharsets.US_ASCII);
    }

    /** {@return the value of lower-case hexadecimal digits, or -1 if there is another octet} */
    static long hexadecimal(byte[] octets, int from, int digits) {
        long value = 0;
        for (int i = from; i < from + digits; i++) {
            int octet = octets[i];
            int digit;
            if (octet >= '0' && octet <= '9') {
                digit = octet - '0';
            } else if (octet >= 'a' && octet <= 'f') {
                digit = octet - 'a' + 10;
            } else {
                return -1;
            }
            value = (value << 4) | digit;
        }
        return value;
    }
}
