package dev.mailwarden.mail.filetype;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.util.HexFormat;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** Octets written in {@code specimens.txt}. */
final class SpecimenText {

    private static final Pattern PIECE =
            Pattern.compile("\"((?:[^\"\\\\]|\\\\.)*)\"|@(\\d+)|((?:[0-9A-F]{2})+)");

    private SpecimenText() {}

    static byte[] octets(String text) {
        var octets = new ByteArrayOutputStream();
        PIECE.matcher(text).results().forEach(piece -> write(piece, octets));
        return octets.toByteArray();
    }

    private static void write(MatchResult piece, ByteArrayOutputStream octets) {
        if (piece.group(1) != null) {
            octets.writeBytes(piece.group(1).translateEscapes().getBytes(ISO_8859_1));
        } else if (piece.group(2) != null) {
            octets.writeBytes(new byte[Integer.parseInt(piece.group(2)) - octets.size()]);
        } else {
            octets.writeBytes(HexFormat.of().parseHex(piece.group(3)));
        }
    }
}
