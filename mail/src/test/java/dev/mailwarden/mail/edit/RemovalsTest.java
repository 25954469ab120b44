package dev.mailwarden.mail.edit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailwarden.mail.mime.Part;
import org.junit.jupiter.api.Test;

/** Parts replaced by texts about them (ACT-2), and fields on parts (MARK-2). */
class RemovalsTest {

    private static final String NOTE = "bad.exe was removed.\r\nIt was infected.";
    private static final String PART =
            """
            Content-Type: text/plain; charset=utf-8
            Content-Transfer-Encoding: 7bit
            Content-Disposition: inline

            bad.exe was removed.
            It was infected.\
            """;
    private static final String BEFORE =
            "A: b\nContent-Type: multipart/mixed; boundary=m\n\n--m\n\nHello\n--m\n";
    private static final String BAD =
            """
            Content-Type: application/octet-stream; name=bad.exe
            Content-Transfer-Encoding: base64

            TVqQAA==\
            """;

    @Test
    void aPartIsReplacedAndTheRestStays() {
        assertThat(
                        Altering.text(
                                BEFORE + BAD + "\n--m--\n",
                                change -> change.removePart("1.2", NOTE)))
                .isEqualTo(BEFORE + PART + "\n--m--\n");
    }

    @Test
    void aPartThatNothingEndsIsReplacedToTheEnd() {
        assertThat(Altering.text(BEFORE + BAD, change -> change.removePart("1.2", NOTE)))
                .isEqualTo(BEFORE + PART + "\n");
        assertThat(Altering.text(BEFORE + "--m--\n", change -> change.removePart("1.2", NOTE)))
                .isEqualTo(BEFORE + PART + "\n--m--\n");
    }

    @Test
    void theMessageItselfKeepsItsOtherFields() {
        String after =
                Altering.text(
                        "A: b\nno field\n" + BAD + "\n", change -> change.removePart("1", NOTE));
        assertThat(after).isEqualTo("A: b\nMIME-Version: 1.0\n" + PART + "\n");
    }

    @Test
    void anEnclosedMessageKeepsItsOtherFields() {
        String around = BEFORE + "Content-Type: message/rfc822\n\n";
        String after =
                Altering.text(
                        around + "Subject: s\n" + BAD + "\n--m--\n",
                        change -> change.removePart("1.2.1", NOTE));
        assertThat(after)
                .isEqualTo(around + "Subject: s\nMIME-Version: 1.0\n" + PART + "\n--m--\n");
    }

    @Test
    void ofPartsWithinOneAnotherTheOuterGoesWithAllThatIsSaid() {
        String after =
                Altering.text(
                        BEFORE
                                + "Content-Type: multipart/mixed; boundary=n\n\n--n\n"
                                + BAD
                                + "\n--n\n"
                                + BAD
                                + "\n--n--\n\n--m--\n",
                        change -> {
                            change.removePart("1.2.1", "one");
                            change.removePart("1.2", "two");
                            change.removePart("1.2.2", "three");
                        });
        assertThat(after).contains("one\n\ntwo\n\nthree\n--m--").doesNotContain("TVqQ", "bad.exe");
    }

    @Test
    void whatOnlySomeReadersSeeGoesWithTheDeclaredPartAroundIt() {
        byte[] message =
                Altering.crlf(
                        BEFORE
                                + "Content-Type: text/plain\n\nbegin 644 bad.exe\n#86)C\n`\nend\n--m--\n");
        Part hidden =
                Altering.parse(message).parts().stream()
                        .filter(part -> part.names().contains("bad.exe"))
                        .findFirst()
                        .orElseThrow();
        assertThat(hidden.path()).isEqualTo("1.2~1");
        String after =
                Altering.latin(
                        Altering.octets(
                                message,
                                change -> {
                                    change.removePart(hidden.path(), NOTE);
                                    change.addPartField("1.2~1", "X-Mark", "1");
                                }));
        assertThat(after.replace("\r\n", "\n")).isEqualTo(BEFORE + PART + "\n--m--\n");
    }

    @Test
    void longNotesAndOtherLettersAreEncoded() {
        String note = "\u00e4 = " + "x".repeat(100) + "\r\n--m--\r\nend ";
        byte[] after =
                Altering.octets(
                        Altering.crlf(BEFORE + BAD + "\n--m--\n"),
                        change -> change.removePart("1.2", note));
        Part part = Altering.part(after, "1.2");
        assertThat(new String(Altering.body(part), java.nio.charset.StandardCharsets.UTF_8))
                .isEqualTo(note.stripTrailing());
        assertThat(Altering.latin(after).lines().mapToInt(String::length).max().orElseThrow())
                .isLessThanOrEqualTo(78);
    }

    @Test
    void aPartGetsAFieldButNotWithinASignature() {
        assertThat(
                        Altering.text(
                                BEFORE + BAD + "\n--m--\n",
                                change -> change.addPartField("1.2", "X-Mark", "Infected")))
                .isEqualTo(BEFORE + "X-Mark: Infected\n" + BAD + "\n--m--\n");
        String signed =
                "A: b\nContent-Type: multipart/signed; boundary=m\n\n--m\n" + BAD + "\n--m--\n";
        assertThat(
                        Altering.text(
                                signed, change -> change.addPartField("1.1", "X-Mark", "Infected")))
                .isEqualTo("X-Mark: Infected\n" + signed);
    }
}
