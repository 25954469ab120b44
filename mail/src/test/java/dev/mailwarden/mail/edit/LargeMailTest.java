package dev.mailwarden.mail.edit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.mailwarden.mail.mime.Octets;
import dev.mailwarden.mail.mime.Part;
import dev.mailwarden.mail.mime.Range;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Messages of unusual size, depth and octets; and splices of any kind. */
class LargeMailTest {

    @Test
    void tenMegabytesBesideTheMarkStayAsTheyAre() {
        String attachment = "A".repeat(76).concat("\r\n").repeat(10 << 20 >> 6);
        byte[] message =
                ("Subject: s\r\nContent-Type: multipart/mixed; boundary=m\r\n\r\n--m\r\n\r\nHello\r\n"
                                + "--m\r\nContent-Type: application/pdf\r\n"
                                + "Content-Transfer-Encoding: base64\r\n\r\n"
                                + attachment
                                + "--m--\r\n")
                        .getBytes(StandardCharsets.US_ASCII);
        assertThat(message.length).isGreaterThan(10 << 20);
        byte[] after =
                Altering.octets(
                        message,
                        change -> {
                            change.tagSubject("[Spam]");
                            change.addText("Note.", "", false);
                        });
        String expected =
                Altering.latin(message)
                        .replace("Subject: s", "Subject: [Spam] s")
                        .replace("Hello\r\n", "Hello\r\n\r\nNote.\r\n");
        assertThat(Altering.latin(after).equals(expected)).isTrue();
        byte[] text =
                ("Subject: s\r\n\r\n" + "line\r\n".repeat(4 << 20))
                        .getBytes(StandardCharsets.US_ASCII);
        byte[] beside = Altering.octets(text, change -> change.addText("Note.", "", true));
        assertThat(Altering.part(beside, "1.2").bodyRange().length()).isEqualTo(text.length - 14);
    }

    @Test
    void aTextIsFoundAtAnyDepth() {
        var message = new StringBuilder("Subject: s\r\n");
        for (int i = 0; i < 25; i++) {
            message.append(
                    "Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n".formatted(i, i));
        }
        message.append("\r\nHello");
        for (int i = 24; i >= 0; i--) {
            message.append("\r\n--b%d--\r\n".formatted(i));
        }
        byte[] octets = message.toString().getBytes(StandardCharsets.US_ASCII);
        byte[] after = Altering.octets(octets, change -> change.addText("Note.", "", false));
        assertThat(Altering.latin(after))
                .isEqualTo(message.toString().replace("Hello", "Hello\r\n\r\nNote."));
    }

    @Test
    void binaryAndInternationalMailKeepsItsOctets() {
        byte[] binary = new byte[5_000];
        new Random(1).nextBytes(binary);
        byte[] head =
                ("From: <j\u00fcrgen@b.example>\r\nSubject: \u00dcbung\r\nContent-Type: application/x-b;"
                                + " name=\"\u00fc.bin\"\r\nContent-Transfer-Encoding: binary\r\n\r\n")
                        .getBytes(StandardCharsets.UTF_8);
        var message = new ByteArrayOutputStream();
        message.writeBytes(head);
        message.writeBytes(binary);
        byte[] after =
                Altering.octets(
                        message.toByteArray(),
                        change -> {
                            change.addText("Note.", "", false);
                            change.tagSubject("[Spam]");
                        });
        Part inner = Altering.part(after, "1.1");
        assertThat(Altering.body(inner)).isEqualTo(binary);
        assertThat(inner.names()).contains("\u00fc.bin");
        assertThat(new String(after, StandardCharsets.UTF_8))
                .startsWith("From: <j\u00fcrgen@b.example>\r\nSubject: [Spam] \u00dcbung\r\n")
                .contains("boundary=", "Content-Transfer-Encoding: binary\r\n\r\n--=_mw_");
    }

    @Test
    void splicesGiveWhatReplacingOneByOneGives() throws IOException {
        var random = new Random(7);
        for (int round = 0; round < 500; round++) {
            byte[] original = new byte[random.nextInt(60)];
            random.nextBytes(original);
            List<Splice> splices = new ArrayList<>();
            var expected = new ByteArrayOutputStream();
            int at = 0;
            while (at <= original.length && random.nextInt(5) > 0) {
                int start = at + random.nextInt(original.length - at + 1);
                int end = start + random.nextInt(original.length - start + 1);
                byte[] fresh = new byte[random.nextInt(4)];
                random.nextBytes(fresh);
                splices.add(Splice.of(new Range(start, end), fresh));
                expected.write(original, at, start - at);
                expected.writeBytes(fresh);
                at = end;
            }
            expected.write(original, at, original.length - at);
            Octets spliced = Splices.of(splices).over(Octets.of(original));
            byte[] all = expected.toByteArray();
            assertThat(spliced.copy(new Range(0, spliced.length()))).isEqualTo(all);
            int from = random.nextInt(all.length + 1);
            int to = from + random.nextInt(all.length - from + 1);
            assertThat(spliced.copy(new Range(from, to)))
                    .isEqualTo(java.util.Arrays.copyOfRange(all, from, to));
        }
    }

    @Test
    void splicesThatOverlapAreRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() ->
                        Splices.of(
                                List.of(
                                        Splice.of(new Range(0, 5), new byte[0]),
                                        Splice.of(new Range(4, 6), new byte[0]))));
    }
}
