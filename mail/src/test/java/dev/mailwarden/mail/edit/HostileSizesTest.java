package dev.mailwarden.mail.edit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.mailwarden.mail.mime.HeaderBlock;
import dev.mailwarden.mail.mime.Octets;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Messages that strangers made so that changing them is dear, or misses something. Each of these
 * takes a second at most; with time that grows by the square it would be half a minute to hours.
 */
@Timeout(value = 20, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class HostileSizesTest {

    private static final int FIELDS = 3 * HeaderBlock.MAX_FIELDS;
    private static final String REST = "From: <a@b.example>\r\n\r\nbody\r\n";

    private static byte[] octets(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    @Test
    void aPageOfCommentsIsReadOnce() {
        String page = "<body>" + "<!-- -->".repeat(1_000_000) + "x</body>";
        assertThat(HtmlPlaces.in(page)).contains(new HtmlPlaces(6, page.length() - 7));
        assertThat(HtmlPlaces.in("<!--".repeat(1_000_000))).isEmpty();
        assertThat(HtmlPlaces.in("<a b=\"".repeat(1_000_000))).isEmpty();
        assertThat(HtmlPlaces.in("<script></scripts".repeat(500_000))).isEmpty();
    }

    @Test
    void endsOfCommentsAreThoseOfTheStandard() {
        assertThat(HtmlPlaces.in("<!-- <body> --!><body>x")).contains(new HtmlPlaces(22, 23));
        assertThat(HtmlPlaces.in("<!-- -- > <body> ---><body>x")).contains(new HtmlPlaces(27, 28));
        assertThat(HtmlPlaces.in("<!--><body>x")).contains(new HtmlPlaces(11, 12));
    }

    @Test
    void lettersThatGrowInLowerCaseMoveNoPlace() {
        String page = "\u0130".repeat(50) + "<BODY>x</BODY>";
        assertThat(HtmlPlaces.in(page)).contains(new HtmlPlaces(56, 57));
    }

    @Test
    void fieldsBehindTenThousandOthersAreChangedToo() {
        String many = "A: b\r\n".repeat(FIELDS);
        byte[] before = octets("Top: 1\r\n" + many + "X-Old: 1\r\nSubject: s\r\n" + REST);
        byte[] after =
                Altering.octets(
                        before,
                        change -> {
                            change.addField("X-New", "2");
                            change.tagSubject("[Spam]");
                            change.deleteFields("X-Old");
                            change.setField("X-Set", "3");
                        });
        String expected =
                "X-New: 2\r\nTop: 1\r\n"
                        + many
                        + "Subject: [Spam] s\r\nFrom: <a@b.example>\r\nX-Set: 3\r\n\r\nbody\r\n";
        assertThat(Altering.latin(after).equals(expected)).isTrue();
    }

    @Test
    void aHeaderOfManyMegabytesIsChangedAtItsTrueEnds() {
        String many = ("A: " + "b".repeat(900) + "\r\n").repeat(3 * HeaderBlock.MAX_OCTETS / 900);
        byte[] after =
                Altering.octets(
                        octets(many + "X-Old: 1\r\n" + REST),
                        change -> {
                            change.addField("X-New", "2");
                            change.setField("X-Old", "3");
                        });
        String expected = "X-New: 2\r\n" + many + "From: <a@b.example>\r\nX-Old: 3\r\n\r\nbody\r\n";
        assertThat(Altering.latin(after).equals(expected)).isTrue();
    }

    @Test
    void aHeaderBeyondWhatListenersTakeIsNotChangedAndSaysSo() throws IOException {
        byte[] message = octets("A: " + "b".repeat(HeaderText.MAX_OCTETS) + "\r\n" + REST);
        var alterations = new Alterations();
        alterations.deleteFields("X-Old");
        assertThatExceptionOfType(UneditableException.class)
                .isThrownBy(() ->
                        alterations.of(
                                Altering.parse(message),
                                Altering.budget(),
                                new SplittableRandom(1)));
        assertThat(HeaderText.read(Octets.of(octets(REST)))).hasSize(REST.length() - 6);
    }

    @Test
    void aTextIsPutBesideAMessageWhoseTypeStandsBehindWhatIsRead() {
        String many = ("A: " + "b".repeat(900) + "\r\n").repeat(HeaderBlock.MAX_OCTETS / 900);
        String type = "Content-Type: multipart/mixed; boundary=m\r\n";
        byte[] before = octets(many + type + "\r\npreamble\r\n--m\r\n\r\nhello\r\n--m--\r\n");
        byte[] after = Altering.octets(before, change -> change.addText("Note.", "", false));
        assertThat(Altering.latin(after).substring(many.length()))
                .matches("(?s)MIME-Version: 1.0\r\nContent-Type: multipart/mixed;.*")
                .contains(
                        type + "\r\npreamble\r\n--m\r\n\r\nhello\r\n--m--\r\n\r\n--=_mw_", "Note.");
    }

    @Test
    void manyFieldsThatGoCostNoMoreThanOneReading() {
        byte[] before = octets("X-Old: 1\r\nSubject: s\r\n".repeat(60_000) + REST);
        byte[] after =
                Altering.octets(
                        before,
                        change -> {
                            for (int i = 0; i < 50; i++) {
                                change.setField("X-Old", "1");
                                change.addField("X-New", "1");
                            }
                            change.deleteFieldsBeginning("x-");
                            change.tagSubject("[Spam]");
                        });
        String expected =
                "Subject: [Spam] s\r\n".repeat(60_000) + "From: <a@b.example>\r\n\r\nbody\r\n";
        assertThat(Altering.latin(after).equals(expected)).isTrue();
    }

    @Test
    void aSignatureOfManyNamesIsHeldAgainstManyFields() {
        String names =
                IntStream.range(0, 80_000).mapToObj(i -> "n" + i).collect(Collectors.joining(":"));
        String fields =
                IntStream.range(0, 80_000)
                        .mapToObj(i -> "n" + i + ": 1\r\n")
                        .collect(Collectors.joining());
        byte[] before = octets("DKIM-Signature: h=" + names + "\r\n" + fields + REST);
        assertThat(Altering.altered(before, change -> change.addField("X-A", "1")))
                .returns(false, Altered::breaksSignature);
        assertThat(Altering.altered(before, change -> change.deleteFields("n79999")))
                .returns(true, Altered::breaksSignature);
    }

    @Test
    void manyPartsAreReplacedAndMarkedInOneGo() {
        int parts = 8_000;
        String part = "Content-Type: application/octet-stream\r\n\r\nbad\r\n";
        byte[] before =
                octets(
                        "A: b\r\nContent-Type: multipart/mixed; boundary=m\r\n\r\n"
                                + ("--m\r\n" + part).repeat(parts)
                                + "--m--\r\n");
        byte[] after =
                Altering.octets(
                        before,
                        change ->
                                IntStream.rangeClosed(1, parts)
                                        .forEach(i -> {
                                            if (i % 2 == 0) {
                                                change.removePart("1." + i, "gone");
                                            } else {
                                                change.addPartField("1." + i + ".1", "X-Mark", "1");
                                            }
                                        }));
        String text = Altering.latin(after);
        assertThat(text.split("\r\ngone\r\n", -1)).hasSize(parts / 2 + 1);
        assertThat(text.split("--m\r\nX-Mark: 1\r\n", -1)).hasSize(parts / 2 + 1);
        assertThat(text.split("\r\nbad\r\n", -1)).hasSize(parts / 2 + 1);
    }

    @Test
    void partsThatOnlySomeReadersSeeAreFoundAmongMany() {
        int parts = 4_900;
        String part = "Content-Type: text/plain\r\n\r\nbegin 644 bad.exe\r\n#86)C\r\n`\r\nend\r\n";
        byte[] before =
                octets(
                        "A: b\r\nContent-Type: multipart/mixed; boundary=m\r\n\r\n"
                                + ("--m\r\n" + part).repeat(parts)
                                + "--m--\r\n");
        byte[] after =
                Altering.octets(
                        before,
                        change ->
                                IntStream.rangeClosed(1, parts)
                                        .forEach(i -> change.removePart("1." + i + "~1", "gone")));
        assertThat(Altering.latin(after)).doesNotContain("bad.exe");
    }

    @Test
    void aLargeTextOfOtherLettersIsEncodedInOneGo() {
        String line = "Gr\u00c3\u00bc\u00c3\u009fe an alle hier, and more of it\r\n";
        byte[] before =
                octets(
                        "Content-Type: text/plain; charset=utf-8\r\n"
                                + "Content-Transfer-Encoding: quoted-printable\r\n\r\n"
                                + Altering.latin(
                                        QuotedPrintableText.encode(octets(line.repeat(200_000)))));
        byte[] after = Altering.octets(before, change -> change.addText("Note.", "", true));
        assertThat(after.length).isGreaterThan(before.length);
    }
}
