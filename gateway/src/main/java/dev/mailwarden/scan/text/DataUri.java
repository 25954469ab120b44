package dev.mailwarden.scan.text;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.util.Base64;
import java.util.Locale;
import java.util.Optional;

/** Objects inside a URI (RFC 2397). */
final class DataUri {

    private static final String SCHEME = "data:";

    private DataUri() {}

    /** {@return the object; empty if the URI holds none} */
    static Optional<EmbeddedObject> object(String uri) {
        if (!uri.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
            return Optional.empty();
        }
        int comma = uri.indexOf(',');
        if (comma < 0) {
            return Optional.empty();
        }
        String head = uri.substring(SCHEME.length(), comma).strip().toLowerCase(Locale.ROOT);
        int parameters = head.indexOf(';');
        String type = (parameters < 0 ? head : head.substring(0, parameters)).strip();
        byte[] octets = unescaped(uri.substring(comma + 1));
        return Optional.of(
                new EmbeddedObject(
                        type.isEmpty() ? "text/plain" : type,
                        head.endsWith("base64") ? decoded(octets) : octets));
    }

    private static byte[] unescaped(String text) {
        var octets = new ByteArrayOutputStream(text.length());
        int at = 0;
        while (at < text.length()) {
            char c = text.charAt(at);
            int high = at + 2 < text.length() ? Character.digit(text.charAt(at + 1), 16) : -1;
            int low = at + 2 < text.length() ? Character.digit(text.charAt(at + 2), 16) : -1;
            if (c == '%' && high >= 0 && low >= 0) {
                octets.write((high << 4) | low);
                at += 3;
            } else {
                int next = text.offsetByCodePoints(at, 1);
                octets.writeBytes(text.substring(at, next).getBytes(UTF_8));
                at = next;
            }
        }
        return octets.toByteArray();
    }

    /** Reads as browsers do: what is not of the alphabet is skipped, a broken end is left out. */
    private static byte[] decoded(byte[] octets) {
        String clean =
                new String(octets, ISO_8859_1)
                        .replace('-', '+')
                        .replace('_', '/')
                        .replaceAll("[^A-Za-z0-9+/]", "");
        int whole = clean.length() % 4 == 1 ? clean.length() - 1 : clean.length();
        return Base64.getDecoder().decode(clean.substring(0, whole));
    }
}
