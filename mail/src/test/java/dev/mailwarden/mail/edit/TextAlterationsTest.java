package dev.mailwarden.mail.edit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailwarden.mail.mime.Part;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Texts put into messages (MARK-4, MARK-5). */
class TextAlterationsTest {

    private static final String TEXT = "Our note.";
    private static final String HTML = "<p>Our <b>note</b>.</p>";

    private static final String QUOTED_PRINTABLE =
            "Content-Transfer-Encoding: quoted-printable\n\n";

    private static String bottom(String before) {
        return Altering.text(before, change -> change.addText(TEXT, HTML, false));
    }

    private static String top(String before) {
        return Altering.text(before, change -> change.addText(TEXT, HTML, true));
    }

    @Test
    void plainTextGetsItAboveOrBelowAnEmptyLine() {
        assertThat(bottom("A: b\n\nHello\n")).isEqualTo("A: b\n\nHello\n\nOur note.\n");
        assertThat(top("A: b\n\nHello\n")).isEqualTo("A: b\n\nOur note.\n\nHello\n");
        assertThat(bottom("A: b\n\nHello")).isEqualTo("A: b\n\nHello\n\nOur note.");
        assertThat(bottom("A: b\n\n")).isEqualTo("A: b\n\nOur note.\n");
    }

    @Test
    void severalStandInTheirOrder() {
        String after =
                Altering.text(
                        "A: b\n\nHello\n",
                        change -> {
                            change.addText("one", "", true);
                            change.addText("two", "", true);
                            change.addText("three", "", false);
                            change.addText("four", "", false);
                        });
        assertThat(after).isEqualTo("A: b\n\none\n\ntwo\n\nHello\n\nthree\n\nfour\n");
    }

    @Test
    void pagesGetItWithinTheirBody() {
        String type = "Content-Type: text/html\n\n";
        assertThat(bottom(type + "<html><body class='a>b'>Hi</body></html>\n"))
                .isEqualTo(
                        type
                                + "<html><body class='a>b'>Hi\n<p>Our <b>note</b>.</p>\n</body></html>\n");
        assertThat(top(type + "<!-- <body> --><BODY>Hi</BODY>\n"))
                .isEqualTo(type + "<!-- <body> --><BODY>\n<p>Our <b>note</b>.</p>\nHi</BODY>\n");
        assertThat(top(type + "<b>Hi</b>\n"))
                .isEqualTo(type + "\n<p>Our <b>note</b>.</p>\n<b>Hi</b>\n");
    }

    @Test
    void aPageThatWouldHideItIsLeftAlone() {
        String after = bottom("Content-Type: text/html\n\n<body>Hi<!-- \n");
        assertThat(after)
                .contains("Content-Type: text/html\n\n<body>Hi<!-- \n\n--=_mw_")
                .contains("multipart/mixed");
    }

    @Test
    void eachAlternativeGetsItsFormAndNothingElseIsTouched() {
        String before =
                """
                Content-Type: multipart/mixed; boundary=m

                --m
                Content-Type: multipart/alternative; boundary=a

                --a
                Content-Type: text/plain

                Hello
                --a
                Content-Type: multipart/related; boundary=r

                --r
                Content-Type: text/html

                <body>Hello</body>
                --r
                Content-Type: image/png
                Content-Transfer-Encoding: base64

                iVBORw0KGgo=
                --r--
                --a
                Content-Type: text/calendar; method=REQUEST

                BEGIN:VCALENDAR
                END:VCALENDAR
                --a--
                --m
                Content-Type: text/plain; name=notes.txt

                attached
                --m--
                """;
        String after = bottom(before);
        assertThat(after)
                .isEqualTo(
                        before.replace("\n\nHello\n", "\n\nHello\n\nOur note.\n")
                                .replace(
                                        "<body>Hello</body>",
                                        "<body>Hello\n<p>Our <b>note</b>.</p>\n</body>"));
    }

    @Test
    void quotedPrintableGetsItBetweenItsOctets() {
        String header =
                """
                Content-Type: text/html; charset=iso-8859-1
                Content-Transfer-Encoding: quoted-printable

                """;
        String after = bottom(header + "<body a=3D\"b\">Gr=FC=DFe =\nund</body>\n");
        assertThat(after)
                .isEqualTo(
                        header
                                + "<body a=3D\"b\">Gr=FC=DFe =\nund=\n\n<p>Our <b>note</b>.</p>\n</body>\n");
        byte[] octets = Altering.crlf(after);
        assertThat(Altering.latin(Altering.body(Altering.part(octets, "1"))))
                .isEqualTo(
                        "<body a=\"b\">Gr\u00fc\u00dfe und\r\n<p>Our <b>note</b>.</p>\r\n</body>\r\n");
    }

    @Test
    void base64IsWrittenAnewAndTheTextStays() {
        String encoded =
                Base64.getMimeEncoder()
                        .encodeToString("Hello".repeat(50).getBytes(StandardCharsets.US_ASCII))
                        .replace("\r", "");
        String after =
                bottom(
                        "Content-Type: text/plain\nContent-Transfer-Encoding: base64\n\n"
                                + encoded
                                + "\n");
        assertThat(Altering.latin(Altering.body(Altering.part(Altering.crlf(after), "1"))))
                .isEqualTo("Hello".repeat(50) + "\r\n\r\nOur note.");
        assertThat(after.lines().mapToInt(String::length).max().orElseThrow()).isEqualTo(76);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "us-ascii",
                "iso-8859-1",
                "utf-8",
                "koi8-r",
                "utf-16",
                "gb18030",
                "windows-1252"
            })
    void whatACharsetCannotSayIsSaidInUtf8(String charset) {
        String note = "Gr\u00fc\u00dfe \u2014 \u4e2d\u6587 \u0416";
        String shown = charset.equals("koi8-r") ? "\u041f\u0440\u0438" : "Hello";
        String said = charset.equals("gb18030") ? "\u6771 Hello" : shown;
        byte[] body = said.getBytes(Charset.forName(charset));
        String message =
                "Content-Type: text/plain; charset="
                        + charset
                        + "; format=fixed\nContent-Transfer-Encoding: base64\n\n"
                        + Base64.getEncoder().encodeToString(body)
                        + "\n";
        byte[] after =
                Altering.octets(Altering.crlf(message), change -> change.addText(note, "", false));
        Part part = Altering.part(after, "1");
        Charset used = Charset.forName(part.contentType().parameter("charset").orElseThrow());
        assertThat(new String(Altering.body(part), used)).isEqualTo(said + "\r\n\r\n" + note);
        assertThat(part.contentType().parameter("format")).contains("fixed");
    }

    @ParameterizedTest
    @ValueSource(strings = {"iso-2022-jp", "shift_jis", "euc-kr", "big5"})
    void whatProgramsReadInDifferentCharactersIsNotWrittenInUtf8(String charset) {
        byte[] body = "\u6771 Hello\r\n".getBytes(Charset.forName(charset));
        String header = "Content-Type: text/plain; charset=" + charset + "\n\n";
        String message = header + Altering.latin(body).replace("\r\n", "\n");
        String after = Altering.text(message, change -> change.addText("\u00fc \u0b95", "", false));
        assertThat(after).contains(message).contains("=C3=BC =E0=AE=95");
        assertThat(Altering.text(message, change -> change.addText("ASCII", "", false)))
                .contains("ASCII")
                .doesNotContain("multipart/mixed");
    }

    @Test
    void quotedPrintableWithBlanksAtLineEndsStaysAsItIs() {
        String type = "Content-Type: text/plain; charset=utf-8\n";
        String before =
                type + QUOTED_PRINTABLE + "Hello  \n == a=@b =\n  c=C3=BC   \t\n-- \nx =20  \n";
        assertThat(bottom(before)).isEqualTo(before + "\nOur note.\n");
        String header = type.replace("plain", "html") + QUOTED_PRINTABLE;
        String page = header + "<p>a  \n b  </p>  \n</body>  \n</html>\n";
        assertThat(bottom(page)).isEqualTo(page.replace("</body>", "\n" + HTML + "\n</body>"));
    }

    @Test
    void whatReadersDecodeDifferentlyIsNotEncodedAnew() {
        String type = "Content-Type: text/html; charset=iso-2022-jp\n";
        String before = type + QUOTED_PRINTABLE + "<p>=3D==3D==</p>\n";
        assertThat(bottom(before))
                .contains(before.substring(before.indexOf("\n\n")))
                .contains("multipart/mixed");
    }

    @Test
    void pagesSayItInAnyCharset() {
        String before =
                "Content-Type: text/html; charset=iso-8859-1\n\n<body>Gr\u00fc\u00dfe</body>\n";
        String after = Altering.text(before, change -> change.addText("x", "<p>\u4e2d</p>", false));
        assertThat(after).isEqualTo(before.replace("</body>", "\n<p>&#20013;</p>\n</body>"));
    }

    @Test
    void flowedTextIsNotFlowedIntoOurs() {
        String header = "Content-Type: text/plain; format=flowed\n\n";
        String after =
                Altering.text(
                        header + "A flowed \nline \n",
                        change -> change.addText("> ours \nFrom us\n-- \nx", "", false));
        assertThat(after).isEqualTo(header + "A flowed \nline \n\n > ours\n From us\n-- \nx\n");
    }

    @Test
    void linesThatWouldBeDelimitersAreEncoded() {
        String before = "Content-Type: multipart/mixed; boundary=\"--\"\n\n----\n\nHello\n------\n";
        byte[] after =
                Altering.octets(
                        Altering.crlf(before), change -> change.addText("---- \nnote", "", false));
        assertThat(Altering.latin(Altering.body(Altering.part(after, "1.1"))))
                .isEqualTo("Hello\r\n\r\n---- \r\nnote");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                """
                Content-Type: multipart/signed; boundary=s

                --s

                Hi
                --s
                Content-Type: application/pgp-signature

                sig
                --s--
                """,
                "Content-Type: multipart/encrypted; boundary=s\n\n--s\n\nHi\n--s--\n",
                """
                Content-Type: application/pkcs7-mime; name=smime.p7m
                Content-Transfer-Encoding: base64

                MIIB
                """,
                "\n-----BEGIN PGP SIGNED MESSAGE-----\n\nHi\n-----BEGIN PGP SIGNATURE-----\n",
                "Content-Type: text/plain\n\nHi\n-----BEGIN PGP MESSAGE-----\n",
                "Content-Type: application/pdf; name=a.pdf\n\npdf\n",
                """
                Content-Type: multipart/alternative; boundary=s

                --s

                Hi
                --s
                Content-Type: multipart/signed; boundary=t

                --t

                Hi
                --t--
                --s--
                """,
                "Content-Type: text/plain\nContent-Transfer-Encoding: x-uuencode\n\nbegin 644 a\n",
                "Content-Type: text/plain; charset=utf-7\n\nHi\n"
            })
    void whatMustNotBeChangedStandsBesideItOctetForOctet(String entity) {
        byte[] message = Altering.crlf("Subject: s\n" + entity);
        byte[] after = Altering.octets(message, change -> change.addText(TEXT, HTML, false));
        Part root = Altering.part(after, "1");
        assertThat(root.mediaType()).isEqualTo("multipart/mixed");
        assertThat(root.children()).hasSize(2);
        Part inner = root.children().getFirst();
        String octets = Altering.latin(after);
        assertThat(octets.substring((int) inner.range().start(), (int) inner.range().end()))
                .isEqualTo(Altering.latin(Altering.crlf(entity)));
        assertThat(octets).startsWith("Subject: s\r\nMIME-Version: 1.0\r\nContent-Type: multipart");
        assertThat(root.children().getLast().mediaType()).isEqualTo("multipart/alternative");
        byte[] above = Altering.octets(message, change -> change.addText(TEXT, "", true));
        assertThat(Altering.part(above, "1.1").mediaType()).isEqualTo("text/plain");
        assertThat(Altering.latin(above))
                .endsWith(
                        Altering.latin(Altering.crlf(entity))
                                + "\r\n--"
                                + boundary(above)
                                + "--\r\n");
    }

    @Test
    void textBehindBase64IsNotLost() {
        String body =
                Base64.getEncoder().encodeToString("Hello there".getBytes(StandardCharsets.UTF_8));
        String entity = "Content-Transfer-Encoding: base64\n\n" + body + "\n\nA list's footer\n";
        assertThat(bottom(entity)).contains(entity, "multipart/mixed");
    }

    @Test
    void fieldsAreWrittenWhereAllReadersSeeThem() {
        String before = "A: b\nContent-Type: text/plain; charset=utf-8\nno field\nC: d\n\nHello\n";
        String after = Altering.text(before, change -> change.addText("\u00fc", "", false));
        assertThat(after).startsWith("Content-Transfer-Encoding: quoted-printable\nA: b\n");
    }

    private static String boundary(byte[] message) {
        return Altering.part(message, "1").contentType().parameter("boundary").orElseThrow();
    }

    @Test
    void eightBitTextStaysWhatItsHeaderSays() {
        String seven = "Content-Type: text/plain; charset=utf-8\n\nHello\n";
        byte[] after =
                Altering.octets(
                        Altering.crlf(seven), change -> change.addText("\u00fc", "", false));
        assertThat(Altering.latin(after))
                .isEqualTo(
                        """
                        Content-Type: text/plain; charset=utf-8\r
                        Content-Transfer-Encoding: quoted-printable\r
                        \r
                        Hello\r
                        \r
                        =C3=BC\r
                        """);
        String eight =
                "Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: 8BIT\n\n";
        after =
                Altering.octets(
                        Altering.crlf(eight + "Hello\n"),
                        change -> change.addText("\u00fc", "", false));
        assertThat(after)
                .isEqualTo(
                        (eight + "Hello\n\n\u00fc\n")
                                .replace("\n", "\r\n")
                                .getBytes(StandardCharsets.UTF_8));
    }
}
