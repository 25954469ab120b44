package dev.mailwarden.mail.binary;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A reader of well-formed messages in the fewest lines, which shares nothing with the code under
 * test: what a part holds, whatever its encoding is.
 */
final class ReadParts {

    private static final Pattern BOUNDARY = Pattern.compile("multipart/.*boundary=\"([^\"]*)\"");
    private static final Pattern ENCODING =
            Pattern.compile("Content-Transfer-Encoding: *([a-z0-9]*)\r\n");

    private ReadParts() {}

    /** Headers without their encodings, and decoded bodies of leaves, in their order. */
    static List<String> of(String message) {
        List<String> found = new ArrayList<>();
        add(message, found);
        return found;
    }

    private static void add(String entity, List<String> found) {
        int end = entity.startsWith("\r\n") ? 2 : entity.indexOf("\r\n\r\n") + 4;
        String header = entity.substring(0, end);
        String body = entity.substring(end);
        found.add(ENCODING.matcher(header).replaceAll(""));
        Matcher boundary = BOUNDARY.matcher(header);
        if (boundary.find()) {
            String delimiter = "\r\n--" + boundary.group(1);
            String text = "\r\n" + body;
            int closing = text.indexOf(delimiter + "--\r\n");
            String[] parts =
                    text.substring(0, closing).split(Pattern.quote(delimiter + "\r\n"), -1);
            found.add(parts[0]);
            for (int i = 1; i < parts.length; i++) {
                add(parts[i], found);
            }
            found.add(text.substring(closing));
        } else if (header.contains("message/rfc822")) {
            add(body, found);
        } else {
            found.add(decoded(header, body));
        }
    }

    private static String decoded(String header, String body) {
        Matcher encoding = ENCODING.matcher(header);
        if (!encoding.find() || !encoding.group(1).equals("base64")) {
            return body;
        }
        byte[] octets = body.getBytes(StandardCharsets.ISO_8859_1);
        return new String(Base64.getMimeDecoder().decode(octets), StandardCharsets.ISO_8859_1);
    }
}
