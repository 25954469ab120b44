package dev.mailwarden.mail.binary;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailwarden.mail.Scale;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConversionTest {

    private static final String TOP = "MIME-Version: 1.0\r\n";
    private static final String ENCODING = "Content-Transfer-Encoding: ";
    private static final String MIXED =
            TOP + "Content-Type: multipart/mixed; boundary=b\r\n" + ENCODING + "binary\r\n\r\n";

    @Test
    void aBinaryPartBecomesBase64AndNothingElseChanges() {
        String message =
                MIXED
                        + "preamble\r\n--b\r\nX: 1\r\ncontent-transfer-encoding : BINARY (yes)\r\nY: 2"
                        + "\r\n\r\n\0\r\n\r\n--b \t\r\n\r\ntext .\r\n.\r\n--b--\r\nepilogue\r\n";
        assertThat(Converted.of(message, 3))
                .isEqualTo(
                        MIXED.replace("binary", "7bit")
                                + "preamble\r\n--b\r\nX: 1\r\n"
                                + ENCODING
                                + "base64\r\nY: 2\r\n\r\nAA0K\r\n--b \t\r\n\r\ntext .\r\n.\r\n"
                                + "--b--\r\nepilogue\r\n");
    }

    @ParameterizedTest(name = "{0} saying {1} becomes {2}")
    @CsvSource({
        "text~, binary, 7bit",
        "text, binary, base64", // a CRLF has to be added, and is not of the text
        "t\u00e9xt~, binary, base64",
        "t@xt~, binary, base64",
        "t%xt~, binary, base64",
        "t^xt~, binary, base64",
        "t%, binary, base64",
        "text~, 7bit, 7bit",
        "text, 7bit, 7bit",
        "t\u00e9xt~, 8bit, 8bit",
        "t@xt~, 8bit, base64",
        "t^xt~, 7bit, base64",
        "dGV4dA==, base64, base64",
        "t=E9xt~, quoted-printable, quoted-printable",
        "text~, x-own, x-own",
    })
    void whatItsOctetsNeed(String body, String says, String becomes) {
        String octets = octets(body);
        String header = TOP + ENCODING;
        String converted = Converted.of(header + says + "\r\n\r\n" + octets, 2);
        assertThat(converted).startsWith(header + becomes + "\r\n\r\n").endsWith("\r\n");
        String same = octets.endsWith("\r\n") ? octets : octets + "\r\n";
        boolean encoded = becomes.equals("base64") && !says.equals("base64");
        assertThat(ReadParts.of(converted).getLast())
                .isEqualTo(encoded || says.equals("base64") ? plain(octets, says) : same);
        assertThat(converted.contains(same)).isEqualTo(!encoded);
    }

    private static String plain(String octets, String says) {
        return says.equals("base64") ? "text" : octets;
    }

    @Test
    void linesOf998OctetsStayAndOneMoreIsEncoded() {
        String header = TOP + ENCODING + "binary\r\n\r\n";
        assertThat(Converted.of(header + "x".repeat(998) + "\r\n", 500)).contains("7bit", "xxx");
        assertThat(Converted.of(header + "x".repeat(999) + "\r\n", 500))
                .contains("base64")
                .doesNotContain("xxx");
    }

    @Test
    void aPartWithoutAnEncodingGetsOne() {
        assertThat(Converted.of(MIXED + "--b\r\n\r\n\0\r\n--b--\r\n", 1))
                .endsWith("--b\r\n" + ENCODING + "base64\r\n\r\nAA==\r\n--b--\r\n");
    }

    @Test
    void whatHoldsPartsIsNeverEncoded() {
        String inner = "Content-Type: message/rfc822\r\n" + ENCODING + "binary\r\n\r\n";
        String message = MIXED + "--b\r\n" + inner + ENCODING + "8bit\r\n\r\n\u00e9\r\n--b--\r\n";
        assertThat(Converted.of(message, 4)).isEqualTo(message.replace("binary", "8bit"));
        String ascii = message.replace("\u00e9", "e");
        assertThat(Converted.of(ascii, 4)).isEqualTo(ascii.replace("binary", "7bit"));
    }

    @Test
    void messagesAreTheUsualPartsOfADigest() {
        String digest = MIXED.replace("mixed", "digest");
        String parts = "--b\r\n\r\n" + ENCODING + "binary\r\n\r\n\0\r\n--b--\r\n";
        assertThat(Converted.of(digest + parts, 1))
                .endsWith("--b\r\n\r\n" + ENCODING + "base64\r\n\r\nAA==\r\n--b--\r\n");
    }

    @Test
    void emptyPartsStayEmpty() {
        String parts = "--b\r\n" + ENCODING + "binary\r\n\r\n\r\n--b\r\n\r\n--b--\r\n";
        assertThat(Converted.of(MIXED + parts, 2))
                .isEqualTo((MIXED + parts).replace("binary", "7bit"));
    }

    /** Random trees: what is read of the converted message is what is read of the binary one. */
    @Test
    void partsStayWhatTheyAre() {
        Random random = new Random(20261122);
        for (int round = 0; round < Scale.of(5_000, 500_000); round++) {
            String message = new RandomParts(random).message();
            String converted = Converted.of(message, 1 + random.nextInt(60));
            assertThat(ReadParts.of(converted)).isEqualTo(ReadParts.of(message));
            assertThat(converted.replace("\r\n", "")).doesNotContain("\r", "\n", "\0", "binary");
            assertThat(converted.lines().mapToInt(String::length).max().orElse(0))
                    .isLessThanOrEqualTo(998);
            assertThat(Converted.of(converted, 9)).isEqualTo(converted);
        }
    }

    @ParameterizedTest(name = "within {0}")
    @ValueSource(strings = {"multipart/signed", "multipart/encrypted"})
    void nothingSealedIsChanged(String type) {
        String top = MIXED.replace("multipart/mixed", type);
        String sealed = top + "--b\r\n\r\nlines\r\n--b--\r\n";
        assertThat(Converted.of(sealed, 3)).isEqualTo(sealed.replace("binary", "7bit"));
        assertThat(Converted.refusal(sealed.replace("lines", "\0")))
                .contains("signed or encrypted");
        assertThat(
                        Converted.refusal(
                                sealed.replace(
                                        "\r\n\r\nlines", "\r\n" + ENCODING + "binary\r\n\r\nx")))
                .contains("signed or encrypted");
        String deep = "Content-Type: multipart/mixed; boundary=c\r\n\r\n--c\r\n\r\n\0\r\n--c--\r\n";
        assertThat(Converted.refusal(top + "--b\r\n" + deep + "--b--\r\n"))
                .contains("signed or encrypted");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "'it has no MIME-Version', 'Content-Transfer-Encoding: binary~~@'",
        "'it has no MIME-Version', 'Subject: x~~@'",
        "'does not say clearly', '#Content-Type: multipart/mixed~~@'",
        "'does not say clearly', '#Content-Type: multipart/mixed; boundary=a; boundary=b~~@'",
        "'does not say clearly', '#Content-Type: multipart/mixed; boundary*=a~~@'",
        "'does not say clearly', '#Content-Type: multipart/mixed; boundary=a b~~@'",
        "'does not say clearly', '#Content-Type: a/b~Content-Type: c/d~~@'",
        "'does not say clearly', '#$binary~$8bit~~x~'",
        "'are no fields', '#no field~~@'",
        "'multipart has no end', '#Content-Type: multipart/mixed; boundary=b~~--b~~@'",
        "'like a delimiter', '#Content-Type: multipart/mixed; boundary=b~~--b--x~--b~~@~'",
        "'like a delimiter', '#Content-Type: multipart/mixed; boundary=b~~--b~~@~--bc~--b--'",
        "'like a delimiter', '#Content-Type: multipart/mixed; boundary=b~~--b~~@~--b--~--b~'",
        "'outside of its parts', '#Content-Type: multipart/mixed; boundary=b~~@~--b~~x~--b--'",
        "'outside of its parts', '#Content-Type: multipart/mixed; boundary=b~~--b~X: ^~~x~--b--'",
        "'outside of its parts', '#Content-Type: multipart/mixed; boundary=b~~--b~~x~--b--~%'",
        "'encoding of its own', '#$base64~~@'",
        "'encoding of its own', '#$x-own~~a^b'",
        "'not made of lines', '#Content-Type: message/partial~$binary~~a^b'",
        "'encoded as a whole', '#Content-Type: multipart/mixed; boundary=b~~--b~Content-Type: multipart/x; boundary=c~$base64~~x~--b~~@~--b--'",
        "'header of a part has no end', '#$binary~'",
    })
    void nothingIsGuessed(String why, String message) {
        assertThat(Converted.refusal(octets(message))).contains(why);
    }

    /** It was taken, and no part needs a change: no reason to return it. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "Subject: x~~text~",
                "no field~~text~",
                "Content-Type: multipart/mixed; boundary=b~~--b~~text~",
                "Content-Type: multipart/mixed~~text~",
                "$base64~$8bit~~text~",
                "",
                "~",
                "-",
                "--~~--~"
            })
    void linesPassWhateverTheirPartsAre(String message) {
        String octets = octets(message);
        String ended = octets.endsWith("\r\n") ? octets : octets + "\r\n";
        assertThat(Converted.of(octets, 1)).isEqualTo(ended);
    }

    @Test
    void depthPartsAndHeadersHaveLimits() {
        String deep = TOP + "Content-Type: message/rfc822\r\n\r\n".repeat(49) + "\r\nx\r\n";
        assertThat(Converted.refusal(deep)).isEmpty();
        String deeper = TOP + "Content-Type: message/rfc822\r\n\r\n".repeat(50) + "\r\nx\r\n";
        assertThat(Converted.refusal(deeper)).contains("more than 50 deep");
        assertThat(Converted.refusal(MIXED + "--b\r\n\r\n\r\n".repeat(9_999) + "--b--\r\n"))
                .isEmpty();
        assertThat(Converted.refusal(MIXED + "--b\r\n\r\n\r\n".repeat(10_000) + "--b--\r\n"))
                .contains("more than 10000 parts");
        assertThat(Converted.refusal(MIXED + "--b\r\nX: " + "x".repeat(1 << 20) + "\r\n\r\n"))
                .contains("more than 1048576 octets");
    }

    private static String octets(String text) {
        return text.replace("#", TOP)
                .replace("$", ENCODING)
                .replace("~", "\r\n")
                .replace('@', '\0')
                .replace('%', '\r')
                .replace('^', '\n');
    }
}
