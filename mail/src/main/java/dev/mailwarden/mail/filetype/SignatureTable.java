package dev.mailwarden.mail.filetype;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;

/** All signatures of {@code signatures.txt}, found by the first octet of a file. */
final class SignatureTable {

    private static final Pattern WORD = Pattern.compile("(?:\"[^\"]*\"|[^\\s\"])+");
    private static final Pattern PIECE = Pattern.compile("\"([^\"]*)\"|([0-9A-F?])([0-9A-F?])");

    /** Read once: it never changes. */
    static final SignatureTable STANDARD = load();

    private final List<List<Signature>> byFirstOctet;
    private final List<Signature> elsewhere;

    private SignatureTable(List<Signature> signatures) {
        List<Signature> heaviestFirst =
                signatures.stream()
                        .sorted(Comparator.comparingInt(Signature::weight).reversed())
                        .toList();
        byFirstOctet = new ArrayList<>();
        for (int octet = Sample.NONE; octet < 0x100; octet++) {
            int first = octet;
            byFirstOctet.add(heaviestFirst.stream().filter(s -> s.firstOctet() == first).toList());
        }
        elsewhere = byFirstOctet.removeFirst();
    }

    /**
     * Notes the signature with most octets at the beginning that agrees, and all that agree
     * elsewhere.
     */
    void look(Sample sample, Candidates found) {
        int first = sample.u8(0);
        if (first >= 0) {
            for (Signature signature : byFirstOctet.get(first)) {
                if (signature.agrees(sample)) {
                    found.add(signature.type(), signature.certainty());
                    break;
                }
            }
        }
        for (Signature signature : elsewhere) {
            if (signature.agrees(sample)) {
                found.add(signature.type(), signature.certainty());
            }
        }
    }

    private static SignatureTable load() {
        try (InputStream in = SignatureTable.class.getResourceAsStream("signatures.txt")) {
            String text = new String(Objects.requireNonNull(in).readAllBytes(), US_ASCII);
            return new SignatureTable(
                    text.lines()
                            .filter(line -> !line.isBlank() && !line.startsWith("#"))
                            .map(SignatureTable::signature)
                            .toList());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Signature signature(String line) {
        List<String> words = WORD.matcher(line).results().map(found -> found.group()).toList();
        FileType type =
                FileType.byId(words.getFirst())
                        .orElseThrow(() -> new IllegalStateException("no such type: " + line));
        return new Signature(type, words.stream().skip(1).map(SignatureTable::place).toList());
    }

    private static Signature.Place place(String word) {
        int colon = word.indexOf(':');
        var octets = new ByteArrayOutputStream();
        var mask = new ByteArrayOutputStream();
        PIECE.matcher(word.substring(colon + 1))
                .results()
                .forEach(piece -> {
                    if (piece.group(1) != null) {
                        octets.writeBytes(piece.group(1).getBytes(US_ASCII));
                        mask.writeBytes(all(piece.group(1).length()));
                    } else {
                        octets.write(digits(piece.group(2), piece.group(3), true));
                        mask.write(digits(piece.group(2), piece.group(3), false));
                    }
                });
        return new Signature.Place(
                Long.parseLong(word.substring(0, colon)), octets.toByteArray(), mask.toByteArray());
    }

    private static byte[] all(int length) {
        byte[] bits = new byte[length];
        Arrays.fill(bits, (byte) 0xff);
        return bits;
    }

    /** Two hexadecimal digits as their value, or as the bits that count. */
    private static int digits(String high, String low, boolean value) {
        return (digit(high, value) << 4) | digit(low, value);
    }

    private static int digit(String digit, boolean value) {
        if (digit.equals("?")) {
            return 0;
        }
        return value ? Character.digit(digit.charAt(0), 16) : 0xf;
    }
}
