package dev.mailwarden.mail.smtp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.mailwarden.mail.Scale;
import dev.mailwarden.mail.smtp.DataDecoder.Discipline;
import dev.mailwarden.mail.smtp.DataDecoder.Framing;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class DataDecoderTest {

    private static final List<String> LINE_ENDS =
            List.of("\r\n", "\n", "\r", "\r\r\n", "\n\r", "\r\n\0", "\0\r\n", "\r\0\n", "\0", "");

    private static final Pattern HIDDEN_DOT = Pattern.compile("(^|\r\n)\0+\\.");

    /** What came of decoding one stream. */
    private record Decoded(
            String content,
            Optional<LineFault> fault,
            int consumed,
            boolean done,
            List<Object> facts) {}

    @ParameterizedTest(name = "{0} is decoded to {1}")
    @CsvSource(
            textBlock =
                    """
                    '.~',                    ''
                    'a~.~',                  'a~'
                    'a~..~.~',               'a~.~'
                    'a~...b~.~',             'a~..b~'
                    '.a~.~',                 'a~'
                    '~.~',                   '~'
                    'a~. ~.~',               'a~ ~'
                    'Subject: x~~body~.~',   'Subject: x~~body~'
                    """)
    void removesDotStuffing(String wire, String content) {
        Decoded decoded = decode(crlf(wire), Framing.DOTS, Discipline.STRICT, 1000);
        assertThat(decoded.content()).isEqualTo(crlf(content));
        assertThat(decoded.done()).isTrue();
        assertThat(decoded.fault()).isEmpty();
    }

    @Test
    void leavesWhatFollowsTheEnd() {
        String wire = "a\r\n.\r\nMAIL FROM:<>\r\n";
        for (int piece = 1; piece <= wire.length(); piece++) {
            assertThat(decode(wire, Framing.DOTS, Discipline.STRICT, piece).consumed())
                    .isEqualTo(6);
        }
    }

    /** P-01: everything that might be an end, before and after the dot, cut at every place. */
    @ParameterizedTest
    @EnumSource(Discipline.class)
    void onlyOneSequenceEndsTheData(Discipline discipline) {
        int combinations = 0;
        for (String before : LINE_ENDS) {
            for (String dots : List.of(".", "..", "")) {
                for (String after : LINE_ENDS) {
                    String wire = "a" + before + dots + after + "b\r\n.\r\nQUIT\r\n";
                    Decoded whole = decode(wire, Framing.DOTS, discipline, wire.length());
                    assertTrueEnd(wire, discipline, whole);
                    for (int piece = 1; piece < wire.length(); piece++) {
                        combinations++;
                        assertThat(decode(wire, Framing.DOTS, discipline, piece))
                                .as("%s in pieces of %d", visible(wire), piece)
                                .isEqualTo(whole);
                    }
                }
            }
        }
        assertThat(combinations).isGreaterThan(2_500);
    }

    @ParameterizedTest
    @EnumSource(Discipline.class)
    void publishedSmugglingSequencesDoNotEndTheData(Discipline discipline) throws IOException {
        for (String sequence : smugglingSequences()) {
            String wire = "a" + sequence + "MAIL FROM:<smuggled@a.example>\r\n.\r\n";
            Decoded decoded = decode(wire, Framing.DOTS, discipline, wire.length());
            assertThat(decoded.consumed()).as(visible(sequence)).isEqualTo(wire.length());
            assertTrueEnd(wire, discipline, decoded);
        }
    }

    /** J-05: random octets from an evil alphabet, cut at random. */
    @ParameterizedTest
    @EnumSource(Discipline.class)
    void cutsMakeNoDifference(Discipline discipline) {
        Random random = new Random(20260301);
        for (int round = 0; round < Scale.of(20_000, 2_000_000); round++) {
            String wire = evil(random);
            for (Framing framing : Framing.values()) {
                Decoded whole = decode(wire, framing, discipline, wire.length());
                Decoded cut = decode(wire, framing, discipline, 1 + random.nextInt(5));
                assertThat(cut).as(visible(wire)).isEqualTo(whole);
                if (framing == Framing.DOTS) {
                    assertTrueEnd(wire, discipline, whole);
                }
            }
        }
    }

    /** The oracle is the definition itself: the first CRLF . CRLF of the stream. */
    private static void assertTrueEnd(String wire, Discipline discipline, Decoded decoded) {
        int end = ("\r\n" + wire).indexOf("\r\n.\r\n");
        assertThat(decoded.done()).as(visible(wire)).isEqualTo(end >= 0);
        if (end < 0) {
            return;
        }
        assertThat(decoded.consumed()).as(visible(wire)).isEqualTo(end + 3);
        String sent = wire.substring(0, end);
        boolean bareCr = sent.replace("\r\n", "").contains("\r");
        boolean bareNewline = sent.replace("\r\n", "").contains("\n");
        boolean refused =
                switch (discipline) {
                    case STRICT -> bareCr || bareNewline || sent.contains("\0");
                    case LENIENT -> bareCr || HIDDEN_DOT.matcher(decoded.content()).find();
                };
        assertThat(decoded.fault().isPresent()).as(visible(wire)).isEqualTo(refused);
        if (!refused) {
            assertCanonical(decoded.content());
        }
    }

    /** J-03: what is handed on can be read in one way only, also by those who drop NULs. */
    private static void assertCanonical(String content) {
        String rest = content.replace("\r\n", "");
        assertThat(rest).as(visible(content)).doesNotContain("\r", "\n");
        assertThat(content.isEmpty() || content.endsWith("\r\n")).isTrue();
        String stuffed = ("\r\n" + content).replace("\r\n.", "\r\n..");
        assertThat(stuffed.replace("\0", "")).as(visible(content)).doesNotContain("\r\n.\r\n");
    }

    @ParameterizedTest(name = "{0} has the fault {1}")
    @CsvSource({
        "'a@b~.~', NUL",
        "'a%b~.~', BARE_CR",
        "'a^b~.~', BARE_LF",
        "'a%^b~.^.~.~', BARE_LF",
        "'a%%^.~', BARE_CR"
    })
    void namesTheFault(String wire, LineFault fault) {
        String octets = crlf(wire).replace('%', '\r').replace('^', '\n').replace('@', '\0');
        assertThat(decode(octets, Framing.DOTS, Discipline.STRICT, 100).fault()).contains(fault);
    }

    @Test
    void normalizedLoneDotsStayContent() {
        String wire = "a\n.\nb\n.\r\nc\r\n.\nd\r\n.\r\n";
        Decoded decoded = decode(wire, Framing.DOTS, Discipline.LENIENT, 100);
        assertThat(decoded.content()).isEqualTo("a\r\n.\r\nb\r\n.\r\nc\r\n.\r\nd\r\n");
        assertThat(decoded.fault()).isEmpty();
        assertThat(decoded.facts()).first().isEqualTo(true);
    }

    @Test
    void normalizedLinesAreUnstuffed() {
        Decoded decoded = decode("a\n..b\n.\n\r\n.\r\n", Framing.DOTS, Discipline.LENIENT, 100);
        assertThat(decoded.content()).isEqualTo("a\r\n.b\r\n.\r\n\r\n");
    }

    @Test
    void toleratedNulsStay() {
        String content = "a\0b\r\n\0\r\n\0\0c.\r\n.\0\r\n";
        String wire = content.replace("\r\n.", "\r\n..") + ".\r\n";
        for (int piece = 1; piece <= wire.length(); piece++) {
            Decoded decoded = decode(wire, Framing.DOTS, Discipline.LENIENT, piece);
            assertThat(decoded.content()).isEqualTo(content);
            assertThat(decoded.fault()).isEmpty();
        }
    }

    @ParameterizedTest(name = "{0} is refused")
    @ValueSource(strings = {"@.~", "~@.~", "~@@.x~", "^@.~", "~.@.~"})
    void noNulHidesADot(String text) {
        String wire = crlf("a" + text + "b~.~").replace('@', '\0').replace('^', '\n');
        String from = text.startsWith("@") ? wire.substring(1) : wire;
        for (int piece = 1; piece <= from.length(); piece++) {
            assertThat(decode(from, Framing.DOTS, Discipline.LENIENT, piece).fault())
                    .contains(LineFault.NUL);
        }
    }

    @Test
    void chunksHaveNoDots() {
        var seen = new ByteArrayOutputStream();
        var decoder = new DataDecoder(Framing.CHUNKS, Discipline.STRICT, seen::write);
        byte[] wire = octets("..a\r\n.\r\nb\r");
        decoder.decode(wire, 0, wire.length);
        decoder.decode(octets("\n.c"), 0, 3);
        decoder.endOfChunks();
        assertThat(seen.toString(StandardCharsets.ISO_8859_1)).isEqualTo("..a\r\n.\r\nb\r\n.c\r\n");
        assertThat(decoder.leadingDots()).isTrue();
        assertThat(decoder.normalized()).as("a final CRLF was added").isTrue();
        assertThat(decoder.fault()).isEmpty();
    }

    /** Whatever the octets are and however they are cut; only a header has to be clean. */
    @ParameterizedTest
    @EnumSource(Discipline.class)
    void binaryContentStaysAsItIs(Discipline discipline) {
        Random random = new Random(20261122);
        for (int round = 0; round < Scale.of(20_000, 2_000_000); round++) {
            String wire = (random.nextBoolean() ? "A: b\r\n\r\n" : "") + evil(random);
            Decoded decoded = decode(wire, Framing.BINARY, discipline, 1 + random.nextInt(5));
            assertThat(decoded.content()).as(visible(wire)).isEqualTo(wire);
            int end = ("\r\n" + wire).indexOf("\r\n\r\n");
            String header = end < 0 ? wire : wire.substring(0, end);
            assertThat(decoded.fault().isPresent())
                    .as(visible(wire))
                    .isEqualTo(!header.replace("\r\n", "").matches("[^\r\n\0]*"));
        }
    }

    @Test
    void chunksThatEndInCrHaveABareCr() {
        var decoder = new DataDecoder(Framing.CHUNKS, Discipline.LENIENT, (_, _, _) -> {});
        decoder.decode(octets("a\r"), 0, 2);
        decoder.endOfChunks();
        assertThat(decoder.fault()).contains(LineFault.BARE_CR);
    }

    @ParameterizedTest(name = "{0} octets are a long line: {1}")
    @CsvSource({"997, false", "998, false", "999, true", "1000, true", "70000, true"})
    void notesLongLines(int octets, boolean isLong) {
        for (int piece : new int[] {1, 7, 64, 100_000}) {
            var decoder = new DataDecoder(Framing.DOTS, Discipline.STRICT, (_, _, _) -> {});
            feed(decoder, "Subject: x\r\n\r\n." + ".".repeat(octets) + "\r\n.\r\n", piece);
            assertThat(decoder.longLines()).as("pieces of %d", piece).isEqualTo(isLong);
        }
    }

    @Test
    void tellsHeaderFromBody() {
        String header = "Subject: x\r\nTo: y\r\n\r\n";
        for (int high = 0; high < 40; high++) {
            var wire = new StringBuilder(header + "body body body body body\r\n.\r\n");
            if (wire.charAt(high) < ' ') {
                continue;
            }
            wire.setCharAt(high, 'é');
            var decoder = new DataDecoder(Framing.DOTS, Discipline.STRICT, (_, _, _) -> {});
            feed(decoder, wire.toString(), 1 + high % 9);
            assertThat(decoder.eightBitHeader()).isEqualTo(high < header.length());
            assertThat(decoder.eightBitBody()).isEqualTo(high >= header.length());
            assertThat(decoder.headerOctets()).isEqualTo(header.length());
        }
    }

    @Test
    void handsOnLongRuns() {
        String wire = "Subject: x\r\n\r\n" + "some text\r\n".repeat(1000) + ".\r\n";
        var calls = new ArrayList<Integer>();
        var decoder =
                new DataDecoder(
                        Framing.DOTS, Discipline.STRICT, (_, _, length) -> calls.add(length));
        feed(decoder, wire, wire.length());
        assertThat(calls).containsExactly(wire.length() - 3);
    }

    private static Decoded decode(String wire, Framing framing, Discipline discipline, int piece) {
        var content = new ByteArrayOutputStream();
        var decoder = new DataDecoder(framing, discipline, content::write);
        int consumed = feed(decoder, wire, piece);
        if (framing != Framing.DOTS) {
            decoder.endOfChunks();
        }
        return new Decoded(
                content.toString(StandardCharsets.ISO_8859_1),
                decoder.fault(),
                consumed,
                decoder.isDone(),
                List.of(
                        decoder.normalized(),
                        decoder.leadingDots(),
                        decoder.longLines(),
                        decoder.eightBitHeader(),
                        decoder.eightBitBody(),
                        decoder.headerOctets()));
    }

    private static int feed(DataDecoder decoder, String wire, int piece) {
        byte[] octets = octets(wire);
        int consumed = 0;
        while (consumed < octets.length && !decoder.isDone()) {
            int length = Math.min(piece, octets.length - consumed);
            // A copy between other octets: the decoder must not look beyond its piece.
            byte[] padded = new byte[length + 16];
            Arrays.fill(padded, (byte) '\n');
            System.arraycopy(octets, consumed, padded, 8, length);
            consumed += decoder.decode(padded, 8, length);
        }
        return consumed;
    }

    private static String evil(Random random) {
        String[] tokens = {
            "\r\n", "\r\n", "\r\n.", ".", "\n", "\r", "\0", "a", "\t", "é", "abcdefghi"
        };
        int kinds = random.nextBoolean() ? tokens.length : 4;
        var wire = new StringBuilder();
        for (int count = random.nextInt(14); count >= 0; count--) {
            int pick = random.nextInt(tokens.length + 4);
            wire.append(pick < tokens.length ? tokens[pick % kinds] : "text");
        }
        return wire + (random.nextInt(4) > 0 ? "\r\n.\r\nQUIT\r\n" : "");
    }

    private static List<String> smugglingSequences() throws IOException {
        String configured = System.getenv("MAILWARDEN_SHARED");
        Path shared = configured == null ? Path.of("../../shared") : Path.of(configured);
        Path file = shared.resolve("suites/smtp/smuggling-sequences.json");
        assumeThat(file).exists();
        var sequences = new ArrayList<String>();
        Matcher quoted =
                Pattern.compile("^ {2}\"(.*)\",?$", Pattern.MULTILINE)
                        .matcher(Files.readString(file));
        while (quoted.find()) {
            sequences.add(
                    quoted.group(1)
                            .replace("\\r", "\r")
                            .replace("\\n", "\n")
                            .replace("\\u0000", "\0"));
        }
        assertThat(sequences).hasSizeGreaterThanOrEqualTo(16);
        return sequences;
    }

    private static String crlf(String text) {
        return text.replace("~", "\r\n");
    }

    private static byte[] octets(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    private static String visible(String wire) {
        return wire.replace("\r", "<CR>").replace("\n", "<LF>").replace("\0", "<NUL>");
    }
}
