package dev.mailwarden.mail.smtp;

import java.util.List;
import java.util.Optional;

/**
 * One reply of a server, as foreign as everything else that comes from outside.
 *
 * @param code 200 to 599
 * @param status the enhanced code at the start of the text, if there is one whose first digit is
 *     that of {@code code} (RFC 2034 §4)
 * @param lines the text of each line, without code and separator; printable US-ASCII, whatever else
 *     was sent is a question mark; at least one line, often empty
 */
public record ServerReply(int code, Optional<EnhancedStatusCode> status, List<String> lines) {

    public ServerReply {
        lines = List.copyOf(lines);
        if (code < 200 || code > 599 || lines.isEmpty()) {
            throw new IllegalArgumentException("not a reply: " + code + " " + lines);
        }
    }

    /** The command did what was asked (RFC 5321 §4.2.1, 2yz). */
    public boolean isPositive() {
        return code / 100 == 2;
    }

    /** The server waits for more (RFC 5321 §4.2.1, 3yz). */
    public boolean isIntermediate() {
        return code / 100 == 3;
    }

    /** The client should try again later (RFC 5321 §4.2.1, 4yz). */
    public boolean isTransient() {
        return code / 100 == 4;
    }

    /** The client should not try again (RFC 5321 §4.2.1, 5yz). */
    public boolean isPermanent() {
        return code / 100 == 5;
    }

    /** The server closes the connection whatever was asked (RFC 5321 §3.8). */
    public boolean isClosing() {
        return code == 421;
    }

    /** {@return the whole reply on one line, cut after {@code limit} characters} */
    public String text(int limit) {
        String whole = toString();
        return whole.length() <= limit ? whole : whole.substring(0, limit);
    }

    @Override
    public String toString() {
        return code + " " + (lines.size() == 1 ? lines.getFirst() : String.join(" ", lines));
    }
}
