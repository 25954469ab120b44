package dev.mailwarden.mail.mime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mailwarden.mail.budget.Budget;
import dev.mailwarden.mail.budget.Limits;
import dev.mailwarden.mail.budget.Resource;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MessageTest {

    private static final String MIXED =
            """
            From: a@example.com
            Content-Type: multipart/mixed; boundary="b"

            before
            --b
            Content-Type: text/plain; charset=utf-8
            Content-Transfer-Encoding: quoted-printable

            caf=C3=A9
            --b
            Content-Type: message/rfc822

            From: b@example.com
            Content-Type: application/x; name=inner.bin
            Content-Transfer-Encoding: base64

            aGVsbG8=
            --b--
            behind
            """;

    @Test
    void partsAreFoundWithTheirPlaces() throws IOException {
        Message message = Parsed.lines(MIXED);
        assertThat(message.parts())
                .extracting(Part::path)
                .containsExactly("1", "1.1", "1.2", "1.2.1");
        assertThat(message.findings()).isEmpty();
        Part root = message.root();
        assertThat(text(root, root.preamble())).isEqualTo("before\r\n");
        assertThat(text(root, root.epilogue())).isEqualTo("behind\r\n");
        Part first = Parsed.part(message, "1.1");
        assertThat(text(first, first.bodyRange())).isEqualTo("caf=C3=A9");
        assertThat(text(first, first.rangeOf(first.header().field(1))))
                .isEqualTo("Content-Transfer-Encoding: quoted-printable\r\n");
        assertThat(Parsed.text(first)).isEqualTo("café");
        Part inner = Parsed.part(message, "1.2.1");
        assertThat(Parsed.latin(inner)).isEqualTo("hello");
        assertThat(inner.names()).containsExactly("inner.bin");
        assertThat(inner.depth()).isEqualTo(3);
    }

    @Test
    void windowsOfTheScanMakeNoDifference() {
        var random = new Random(3);
        for (int padding : new int[] {65_000, 65_400, 65_536, 131_000}) {
            String filler = "x".repeat(padding + random.nextInt(200));
            Message message =
                    Parsed.lines(
                            "Content-Type: multipart/a; boundary=b\n\n--b\n\n"
                                    + filler
                                    + "\n--b\n\nlast\n--b--\n");
            assertThat(message.root().children()).hasSize(2);
            assertThat(Parsed.latin(Parsed.part(message, "1.1"))).isEqualTo(filler);
            assertThat(Parsed.latin(Parsed.part(message, "1.2"))).isEqualTo("last");
        }
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(
            delimiter = '|',
            value = {
                "boundary=b; boundary=c                     | BOUNDARY_TWICE",
                "boundary*=utf-8''b                         | BOUNDARY_ENCODED",
                "boundary=b(c)                              | BOUNDARY_ODD",
                "boundary=\"b \"                            | BOUNDARY_ENDS_IN_BLANK",
                "charset=x                                  | BOUNDARY_MISSING",
                "boundary=z                                 | DELIMITER_NOT_FOUND"
            })
    void whatIsOddAboutABoundaryIsSaid(String parameters, Ambiguity ambiguity) {
        Message message =
                Parsed.lines(
                        "Content-Type: multipart/mixed; "
                                + parameters
                                + "\n\n--b\nContent-Type: text/plain\n\nhidden\n--b--\n");
        assertThat(message.root().ambiguities()).contains(ambiguity);
        assertThat(message.leaves()).extracting(Parsed::latin).contains("hidden");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            value = {
                "Subject: a%Subject: b                                | FIELD_TWICE",
                "Content-Transfer-Encoding: 7bit%Content-Transfer-Encoding: base64 | ENCODING_TWICE",
                "Content-Transfer-Encoding: x-new                     | ENCODING_UNKNOWN",
                "Content-Transfer-Encoding: base64 x                  | ENCODING_ODD",
                "Content-Type: text                                   | TYPE_ODD",
                "Content-Type: a/b%Content-Type: c/d                  | TYPE_TWICE",
                "Content-Type: message/partial; id=1                  | PARTIAL_MESSAGE",
                "Subject : a                                          | SPACE_BEFORE_COLON",
                "no field                                             | HEADER_GARBAGE",
                "From: a@example.com, b@example.com                   | FROM_SEVERAL",
                "Content-Disposition: a%Content-Disposition: b        | DISPOSITION_TWICE"
            })
    void whatIsOddAboutAHeaderIsSaid(String header, Ambiguity ambiguity) {
        Message message = Parsed.lines(header.replace('%', '\n') + "\n\ntext\n");
        assertThat(message.root().ambiguities()).contains(ambiguity);
        assertThat(message.findings()).contains(new Finding("1", ambiguity));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Content-Transfer-Encoding: 7bit\nContent-Transfer-Encoding: base64\n\naGlkZGVu",
                "Content-Transfer-Encoding: (c) base64\n\naGlkZGVu",
                "X: y\rContent-Transfer-Encoding: base64\n\naGlkZGVu",
                "Content-Transfer-Encoding: base64\naGlkZGVu",
                "Content-Transfer-Encoding: base64\n\naGl=kZGVu",
                "Content-Transfer-Encoding: quoted-printable\n\n=h=69dden",
                "A: b\n\nbegin 644 x\n&:&ED9&5N\n`\nend",
                "Content-Type: text/plain\nContent-Type: message/rfc822\n\nA: b\n\nhidden"
            })
    void whatSomeReaderSeesIsAmongTheParts(String text) {
        assertThat(Parsed.lines(text).leaves())
                .extracting(part -> Parsed.latin(part).strip())
                .contains("hidden");
    }

    @Test
    void anEncodedMessageIsLookedInto() {
        Message message =
                Parsed.lines(
                        """
                        Content-Type: message/rfc822
                        Content-Transfer-Encoding: base64

                        QTogYgoKaGlkZGVu
                        """);
        assertThat(Parsed.latin(Parsed.part(message, "1.1"))).isEqualTo("hidden");
        assertThat(message.root().ambiguities()).contains(Ambiguity.ENCODED_MESSAGE);
    }

    @Test
    void tooManyPartsAndTooDeepOnesRunOutOfBudget() {
        Budget parts = Parsed.budget(Limits.DEFAULT.withParts(3));
        String many = "Content-Type: multipart/a; boundary=b\n\n" + "--b\n\nx\n".repeat(10);
        assertThat(Parsed.of(octets(many), parts).root().children()).hasSize(2);
        assertThat(parts.exhausted()).contains(Resource.PARTS);
        Budget depth = Parsed.budget(Limits.DEFAULT.withDepth(5));
        Message deep = Parsed.of(octets("Content-Type: message/rfc822\n\n".repeat(10)), depth);
        assertThat(depth.exhausted()).contains(Resource.DEPTH);
        assertThat(deep.parts().getLast().ambiguities()).contains(Ambiguity.TOO_DEEP);
    }

    @Test
    void aDepthOfTwentyThousandIsReadInLinearTime() {
        Budget budget =
                Parsed.budget(Limits.DEFAULT.withDepth(Limits.MAX_DEPTH).withParts(100_000));
        byte[] deep = octets("Content-Type: message/rfc822\n\n".repeat(19_999) + "A: b\n\nx");
        Message message = Parsed.of(deep, budget);
        assertThat(message.parts()).hasSize(20_000);
        assertThat(message.parts().getLast().depth()).isEqualTo(20_000);
    }

    @Test
    void aBodyOverBudgetFailsInsteadOfEnding() {
        Part root = Parsed.of(octets("A: b\n\n" + "x".repeat(100))).root();
        Budget budget = Parsed.budget(Limits.DEFAULT.withOctets(99));
        assertThatThrownBy(() -> root.body(budget).readAllBytes())
                .isInstanceOf(OverBudgetException.class)
                .hasMessageContaining("size-limit");
        assertThat(budget.exhausted()).contains(Resource.OCTETS);
    }

    @ParameterizedTest(name = "{0} in {1}")
    @CsvSource(
            delimiter = '|',
            value = {
                "+ADw-b+AD4 | utf-7           | <b>  | UTF-7",
                "caf\u00e9  | iso-8859-1      | café | windows-1252",
                "caf\u00c3\u00a9 |            | café | UTF-8",
                "caf\u00c3\u00a9 | us-new     | café | UTF-8",
                "\u00ef\u00bb\u00bfa | iso-8859-1 | a | UTF-8"
            })
    void theCharsetIsFound(String body, String declared, String text, String charset)
            throws IOException {
        String label = declared == null ? "" : "; charset=" + declared;
        Part root = Parsed.lines("Content-Type: text/plain" + label + "\n\n" + body).root();
        BodyText read = root.text(Parsed.budget(), 1_000, Optional.empty());
        assertThat(read.content()).isEqualTo(text);
        assertThat(read.charset()).isEqualTo(charset);
        assertThat(read.isWhole()).isTrue();
        assertThat(root.text(Parsed.budget(), 1, Optional.empty()).isWhole()).isFalse();
    }

    @Test
    void encodedWordsAreDecoded() {
        assertThat(EncodedWords.decode("a =?utf-8?q?caf=C3?= =?utf-8?B?qQ==?= b"))
                .isEqualTo("a café b");
        assertThat(EncodedWords.decode("=?x?= and =?utf-8?z?a?="))
                .isEqualTo("=?x?= and =?utf-8?z?a?=");
    }

    @Test
    void decodersGiveTheSameHoweverTheInputIsCut() {
        byte[] input =
                octets("QU=JD\nREVG#x\n=41=4=\n begin 644 a\n#8F%R\n:!!3r2c`!!:=ybegin a\nk=}k");
        for (Decoder[] pair : decoders()) {
            var out = new Sink();
            for (int i = 0; i < input.length; i++) {
                pair[0].feed(input, i, i + 1, out);
            }
            pair[0].end(out);
            assertThat(out.copy()).isEqualTo(pair[1].decode(input));
        }
    }

    private static List<Decoder[]> decoders() {
        var all = new ArrayList<Decoder[]>();
        for (Base64Decoder.Way way : Base64Decoder.Way.values()) {
            all.add(new Decoder[] {new Base64Decoder(way), new Base64Decoder(way)});
        }
        for (int dropped = 0; dropped < 4; dropped++) {
            var way = new QuotedPrintableDecoder.Way(dropped, dropped == 2);
            all.add(
                    new Decoder[] {
                        new QuotedPrintableDecoder(way), new QuotedPrintableDecoder(way)
                    });
        }
        all.add(new Decoder[] {new SignFilter(true), new SignFilter(true)});
        all.add(new Decoder[] {new SignFilter(false), new SignFilter(false)});
        all.add(new Decoder[] {new UuDecoder(true), new UuDecoder(true)});
        all.add(new Decoder[] {new BinHexDecoder(), new BinHexDecoder()});
        all.add(new Decoder[] {new YencDecoder(), new YencDecoder()});
        return all;
    }

    private static byte[] octets(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    private static String text(Part part, Range range) throws IOException {
        return new String(part.source().copy(range), StandardCharsets.ISO_8859_1);
    }

    /** What is not kept was not seen, and what was not seen whole is never clean (MSG-3). */
    @ParameterizedTest
    @CsvSource({"sections, PARTS", "files, PARTS", "names, HEADERS"})
    void whatIsMoreThanIsKeptEndsTheBudget(String what, Resource resource) {
        for (int count : new int[] {10, 1_100}) {
            Budget budget = Parsed.budget();
            String text =
                    switch (what) {
                        case "sections" ->
                                "From: a@b\n\n" + "--x\nContent-Type: a/b\n\nz\n".repeat(count);
                        case "files" ->
                                "From: a@b\n\n" + "begin 644 a\n#86)C\n`\nend\n".repeat(count);
                        default -> "Content-Disposition: attachment; x\n" + names(count) + "\n\n";
                    };
            Parsed.of(text.replace("\n", "\r\n").getBytes(StandardCharsets.US_ASCII), budget);
            assertThat(budget.exhausted())
                    .isEqualTo(count == 10 ? Optional.empty() : Optional.of(resource));
        }
    }

    private static String names(int count) {
        var fields = new StringBuilder("Content-Type: a/b");
        for (int i = 0; i < count; i++) {
            fields.append("; name=n").append(i);
        }
        return fields.toString();
    }

    @Test
    void anEncodedMessageTooLargeToBeDecodedIsRemembered() throws IOException {
        byte[] head =
                "Content-Type: message/rfc822\r\nContent-Transfer-Encoding: base64\r\n\r\n"
                        .getBytes(StandardCharsets.US_ASCII);
        byte[] line = ("QUJD".repeat(18) + "\r\n").getBytes(StandardCharsets.US_ASCII);
        Octets large =
                new Octets() {
                    @Override
                    public long length() {
                        return head.length + 65L * (1 << 20) / line.length * line.length;
                    }

                    @Override
                    public void copyTo(long position, byte[] into, int offset, int count) {
                        for (int i = 0; i < count; i++) {
                            long at = position + i;
                            into[offset + i] =
                                    at < head.length
                                            ? head[(int) at]
                                            : line[(int) ((at - head.length) % line.length)];
                        }
                    }
                };
        Budget budget = Parsed.budget(Limits.DEFAULT);
        Message.parse(large, budget);
        assertThat(budget.exhausted()).contains(Resource.OCTETS);
    }
}
