package dev.mailwarden.mail.edit;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/** Writes text as encoded words in UTF-8 (RFC 2047 §2, §4). */
final class EncodedText {

    private static final String Q = "=?utf-8?Q?";
    private static final String B = "=?utf-8?B?";

    /** Characters of a word within its frame; 75 with it, less to leave room for a short name. */
    private static final int MAX_TEXT = 52;

    /** Octets that Q leaves as they are; what is safe in every field (RFC 2047 §5). */
    private static final String SAFE = "!*+-/";

    private EncodedText() {}

    /**
     * {@return the words with a blank between them; readers drop the blanks}
     *
     * @param blankAtEnd whether a blank is to be seen behind the text although another encoded word
     *     follows
     */
    static String words(String text, boolean blankAtEnd) {
        String shown = blankAtEnd ? text + " " : text;
        boolean base64 = qLength(shown) > shown.getBytes(StandardCharsets.UTF_8).length * 2;
        List<String> words = new ArrayList<>();
        var word = new StringBuilder();
        int size = 0;
        for (int i = 0; i < shown.length(); ) {
            int point = shown.codePointAt(i);
            String character = Character.toString(point);
            int cost =
                    base64
                            ? character.getBytes(StandardCharsets.UTF_8).length * 4
                            : q(character).length();
            if (size + cost > (base64 ? MAX_TEXT * 3 : MAX_TEXT)) {
                words.add(framed(word.toString(), base64));
                word.setLength(0);
                size = 0;
            }
            word.append(character);
            size += cost;
            i += Character.charCount(point);
        }
        words.add(framed(word.toString(), base64));
        return String.join(" ", words);
    }

    private static String framed(String text, boolean base64) {
        String content =
                base64
                        ? Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8))
                        : q(text);
        return (base64 ? B : Q) + content + "?=";
    }

    private static int qLength(String text) {
        return q(text).length();
    }

    private static String q(String text) {
        var encoded = new StringBuilder();
        for (byte octet : text.getBytes(StandardCharsets.UTF_8)) {
            if (octet == ' ') {
                encoded.append('_');
            } else if (isSafe(octet)) {
                encoded.append((char) octet);
            } else {
                encoded.append("=%02X".formatted(octet & 0xff));
            }
        }
        return encoded.toString();
    }

    private static boolean isSafe(byte octet) {
        return (octet >= '0' && octet <= '9')
                || (octet >= 'A' && octet <= 'Z')
                || (octet >= 'a' && octet <= 'z')
                || SAFE.indexOf(octet) >= 0;
    }
}
