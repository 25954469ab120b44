package dev.mailwarden.mail.edit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.mailwarden.mail.mime.EncodedWords;
import dev.mailwarden.mail.mime.HeaderBlock;
import java.nio.charset.StandardCharsets;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Changes to the header of a message (MARK-1 to MARK-3). */
class HeaderAlterationsTest {

    private static final String REST = "From: <a@b.example>\n\nbody\n";

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            ignoreLeadingAndTrailingWhitespace = false,
            value = {
                "Subject: Hello|Subject: [Spam] Hello",
                "Subject:Hello|Subject: [Spam] Hello",
                "SUBJECT:   Hello|SUBJECT: [Spam]   Hello",
                "Subject:|Subject: [Spam]",
                "Subject: =?utf-8?B?w6Q=?=|Subject: [Spam] =?utf-8?B?w6Q=?=",
                "Subject: M\u00c3\u00bcll|Subject: [Spam] M\u00c3\u00bcll",
                "Subject:\\n Hello|Subject: [Spam]\\n Hello",
                "Subject: Hello\\n there|Subject: [Spam] Hello\\n there",
                "Subject: Re: Hello|Subject: [Spam] Re: Hello",
                "Subject: [Spammer] Hello|Subject: [Spam] [Spammer] Hello",
                "Subject: Hello [Spam]|Subject: [Spam] Hello [Spam]"
            })
    void aTagStandsBeforeTheValueWhichStaysAsItIs(String before, String after) {
        String message = before.replace("\\n", "\n") + "\n" + REST;
        assertThat(Altering.text(message, change -> change.tagSubject("[Spam]")))
                .isEqualTo(after.replace("\\n", "\n") + "\n" + REST);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[Spam] Hello",
                "Re: [Spam] Hello",
                "AW: RE[2]: [list] [Spam] Hello",
                "=?utf-8?Q?=5BSpam=5D_Hello?=",
                "Fwd: =?us-ascii?B?W1NwYW1d?= x",
                "[Spam]"
            })
    void aTagThatIsThereIsNotPutAgain(String subject) {
        byte[] message = Altering.crlf("Subject: " + subject + "\n" + REST);
        assertThat(Altering.octets(message, change -> change.tagSubject("[Spam]")))
                .isEqualTo(message);
        assertThat(
                        Altering.altered(message, change -> change.tagSubject("[Spam]"))
                                .octets()
                                .length())
                .isEqualTo(message.length);
    }

    @Test
    void everySubjectIsTaggedAndOneIsMadeWhereThereIsNone() {
        assertThat(
                        Altering.text(
                                "Subject: a\nX: y\nSubject: b\n" + REST,
                                change -> change.tagSubject("[Spam]")))
                .isEqualTo("Subject: [Spam] a\nX: y\nSubject: [Spam] b\n" + REST);
        assertThat(Altering.text(REST, change -> change.tagSubject("[Spam]")))
                .isEqualTo("From: <a@b.example>\nSubject: [Spam]\n\nbody\n");
    }

    @Test
    void theLastTagStandsFirst() {
        String tagged =
                Altering.text(
                        "Subject: a\n" + REST,
                        change -> {
                            change.tagSubject("[Bulk]");
                            change.tagSubject("[Spam]");
                            change.tagSubject("[Bulk]");
                        });
        assertThat(tagged).isEqualTo("Subject: [Spam] [Bulk] a\n" + REST);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"Hello", "=?utf-8?B?w6Q=?= x", "\n =?utf-8?Q?=C3=A4?=", "M\u00c3\u00bcll"})
    void aTagInOtherLettersIsReadBackBeforeWhatWasThere(String subject) {
        String tag = "[Verd\u00e4chtig \u2014 \u4e2d\u6587]";
        byte[] message = Altering.crlf("Subject: " + subject + "\n" + REST);
        byte[] after = Altering.octets(message, change -> change.tagSubject(tag));
        assertThat(subject(after)).isEqualTo(tag + " " + subject(message));
        assertThat(Altering.octets(after, change -> change.tagSubject(tag))).isEqualTo(after);
        assertThat(Altering.latin(after).substring(0, 20)).matches("Subject: =\\?utf-8\\?.*");
    }

    private static String subject(byte[] message) {
        return EncodedWords.decode(
                HeaderBlock.read(message).first("Subject").orElseThrow().value());
    }

    @Test
    void noLineGrowsTooLong() {
        for (String tag : new String[] {"[Spam]", "[" + "\u4e2d".repeat(40) + "]"}) {
            for (int length : new int[] {60, 70, 100, 989, 2_000}) {
                String line = "Subject: " + "x".repeat(length);
                byte[] message = Altering.crlf(line + "\n" + REST);
                byte[] after = Altering.octets(message, change -> change.tagSubject(tag));
                assertThat(subject(after)).isEqualTo(tag + " " + "x".repeat(length));
                String first = Altering.latin(after).lines().findFirst().orElseThrow();
                assertThat(first.length()).isLessThanOrEqualTo(78);
                int longest =
                        Altering.latin(after).lines().mapToInt(String::length).max().orElseThrow();
                assertThat(longest).isLessThanOrEqualTo(Math.max(78, length + 1));
            }
        }
    }

    @Test
    void fieldsArePutOnTopDeletedAndSet() {
        String after =
                Altering.text(
                        "X-A: 1\nFrom: <a@b.example>\nx-a: 2\n folded\nX-B: 3\n\nX-A: body\n",
                        change -> {
                            change.addField("X-Mailwarden-Journey", "one");
                            change.addField("X-Mailwarden-Rule", "two");
                            change.deleteFields("X-A");
                            change.setField("X-B", "four");
                            change.setField("X-C", "five");
                        });
        assertThat(after)
                .isEqualTo(
                        """
                        X-Mailwarden-Journey: one
                        X-Mailwarden-Rule: two
                        From: <a@b.example>
                        X-B: four
                        X-C: five

                        X-A: body
                        """);
    }

    @Test
    void aFamilyOfFieldsGoesAndWhatIsAddedAfterwardsStays() {
        String after =
                Altering.text(
                        "x-mailwarden-rule : 1\n folded\nX-Mailwarden: 2\nX-MAILWARDEN-X: 3\n"
                                + REST,
                        change -> {
                            change.addField("X-Mailwarden-Before", "1");
                            change.setField("X-Mailwarden-End", "1");
                            change.deleteFieldsBeginning("X-Mailwarden-");
                            change.addField("X-Mailwarden-Rule", "ours");
                        });
        assertThat(after).isEqualTo("X-Mailwarden-Rule: ours\nX-Mailwarden: 2\n" + REST);
    }

    @Test
    void longValuesAreFoldedAndOtherLettersEncoded() {
        String value = String.join(" ", IntStream.range(0, 60).mapToObj(i -> "word" + i).toList());
        byte[] after =
                Altering.octets(
                        Altering.crlf(REST),
                        change -> {
                            change.addField("X-Long", value);
                            change.addField("X-Other", "Gr\u00fc\u00dfe " + value);
                            change.addField("X-Wide", "w".repeat(2_000));
                        });
        HeaderBlock header = HeaderBlock.read(after);
        assertThat(header.first("X-Long").orElseThrow().value()).isEqualTo(value);
        assertThat(EncodedWords.decode(header.first("X-Other").orElseThrow().value()))
                .isEqualTo("Gr\u00fc\u00dfe " + value);
        assertThat(EncodedWords.decode(header.first("X-Wide").orElseThrow().value()))
                .isEqualTo("w".repeat(2_000));
        assertThat(Altering.latin(after).lines().mapToInt(String::length).max().orElseThrow())
                .isLessThanOrEqualTo(78);
    }

    @Test
    void utf8StaysInAHeaderThatHasIt() {
        byte[] message = "From: <j\u00fcrgen@b.example>\r\n\r\n".getBytes(StandardCharsets.UTF_8);
        byte[] after = Altering.octets(message, change -> change.addField("X-A", "\u00fc"));
        assertThat(new String(after, StandardCharsets.UTF_8)).startsWith("X-A: \u00fc\r\nFrom");
    }

    @Test
    void aHeaderWithoutItsEndIsEnded() {
        assertThat(Altering.text("From: x", change -> change.setField("X-A", "1")))
                .isEqualTo("From: x\nX-A: 1\n\n");
        assertThat(Altering.text("\nbody\n", change -> change.setField("X-A", "1")))
                .isEqualTo("X-A: 1\n\nbody\n");
    }

    @Test
    void nothingSmugglesLines() {
        assertThatIllegalArgumentException()
                .isThrownBy(
                        () -> Altering.text(REST, change -> change.addField("X-A", "a\r\nBcc: x")));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Altering.text(REST, change -> change.addField("X A", "a")));
        assertThatIllegalArgumentException()
                .isThrownBy(
                        () -> Altering.text("Subject: a\n\n", change -> change.tagSubject("a\nb")));
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "from:to:subject, tag, true",
        "from:to, tag, false",
        "from:x-mark, add, true",
        "from:to, add, false",
        "from, text, true",
        "from:to:x-old, delete, true",
        "from:to, delete, false"
    })
    void aSignatureIsBrokenByWhatItCovers(String covered, String change, boolean broken) {
        byte[] message =
                Altering.crlf(
                        "DKIM-Signature: v=1; a=rsa-sha256; h="
                                + covered
                                + ";\n b=abc\nFrom: <a@b.example>\nTo: <c@d.example>\n"
                                + "Subject: s\nX-Old: 1\n\nbody\n");
        Altered after =
                Altering.altered(
                        message,
                        changes -> {
                            switch (change) {
                                case "tag" -> changes.tagSubject("[Spam]");
                                case "add" -> changes.addField("X-Mark", "1");
                                case "delete" -> changes.deleteFields("X-Old");
                                default -> changes.addText("note", "", false);
                            }
                        });
        assertThat(after.breaksSignature()).isEqualTo(broken);
    }
}
