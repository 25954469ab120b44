package dev.mailwarden.mail.mime;

import dev.mailwarden.mail.smtp.Domain;
import dev.mailwarden.mail.smtp.Mailbox;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;

/**
 * The trace field put on top of a message that was taken (RFC 5321 §4.4).
 *
 * <p>What the client claims to be called is repeated only if it is a domain or an address literal;
 * anything else is shown in a comment with every character replaced that could end it.
 *
 * @param helo the name in HELO or EHLO, as hostile as may be
 * @param client the address the connection came from
 * @param by the host that took the message
 * @param id an atom by which the host knows the message
 * @param cipher IANA name of the TLS cipher suite (RFC 8314 §4.3), empty without TLS
 * @param recipient the recipient if there is only one, so that none learns of another; left out if
 *     the header may not show it
 */
public record Received(
        String helo,
        InetAddress client,
        Domain by,
        Protocol protocol,
        String id,
        Optional<String> cipher,
        Optional<Mailbox> recipient,
        Instant at) {

    /** Characters of a name that is no domain shown in the comment. */
    private static final int MAX_CLAIM = 100;

    private static final int MAX_TOKEN = 100;

    public Received {
        if (!isToken(id)) {
            throw new IllegalArgumentException("not an atom: " + id);
        }
        if (!cipher.map(Received::isToken).orElse(true)) {
            throw new IllegalArgumentException("not a cipher suite: " + cipher);
        }
    }

    /** The field with its folding and its last CRLF, in UTF-8. */
    public byte[] octets() {
        var field = new StringBuilder(300);
        field.append("Received: from ").append(from());
        field.append("\r\n\tby ").append(by).append(" with ").append(protocol);
        field.append(" id ").append(id);
        recipient
                .filter(mailbox -> mailbox.isAscii() || protocol.isUtf8())
                .ifPresent(mailbox -> field.append("\r\n\tfor <").append(mailbox).append('>'));
        cipher.ifPresent(name -> field.append("\r\n\ttls ").append(name));
        field.append(";\r\n\t").append(MailDate.format(at)).append("\r\n");
        return field.toString().getBytes(StandardCharsets.UTF_8);
    }

    private String from() {
        String address = Domain.ofAddress(client).name();
        return Domain.parse(helo)
                .map(name -> name + " (" + address + ")")
                .orElseGet(() -> address + " (claimed " + harmless(helo) + ")");
    }

    private static boolean isToken(String text) {
        return !text.isEmpty()
                && text.length() <= MAX_TOKEN
                && text.chars()
                        .allMatch(c ->
                                c < 0x80 && (Character.isLetterOrDigit(c) || c == '-' || c == '_'));
    }

    private static String harmless(String text) {
        var shown = new StringBuilder();
        for (int i = 0; i < text.length() && i < MAX_CLAIM; i++) {
            char c = text.charAt(i);
            boolean plain = c > ' ' && c < 0x7f && "()\\\"<>".indexOf(c) < 0;
            shown.append(plain ? c : '?');
        }
        return shown.toString();
    }
}
