package dev.mailwarden.mail.edit;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.mailwarden.mail.Fuzzes;
import dev.mailwarden.mail.SharedData;
import dev.mailwarden.mail.TarArchive;
import dev.mailwarden.mail.mime.HeaderBlock;
import dev.mailwarden.mail.mime.Part;
import dev.mailwarden.mail.mime.TransferEncoding;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

/** Messages as any stranger may send them, changed in every way. */
@Fuzzes({HtmlPlaces.class, DkimCover.class, TransferEncoding.class})
class AlterationFuzzTest {

    private static final int MAX_SEED = 3_000;
    private static final long SEEDS = 60;

    @MethodSource("messages")
    @FuzzTest
    void aTagIsPutOnceAndNothingElseChanges(byte[] message) {
        byte[] tagged = Altering.octets(message, change -> change.tagSubject("[Spam]"));
        assertThat(Altering.octets(tagged, change -> change.tagSubject("[Spam]")))
                .isEqualTo(tagged);
        int before = HeaderBlock.read(message).bodyStart();
        int after = HeaderBlock.read(tagged).bodyStart();
        assertThat(Arrays.copyOfRange(tagged, after, tagged.length))
                .isEqualTo(Arrays.copyOfRange(message, before, message.length));
    }

    @MethodSource("messages")
    @FuzzTest
    void aTextIsPutInAndCanBeFound(byte[] message) {
        byte[] after =
                Altering.octets(message, change -> change.addText("our own note", "", false));
        assertThat(Altering.parse(after).leaves())
                .anyMatch(part -> Altering.latin(Altering.body(part)).contains("our own note"));
    }

    @MethodSource("messages")
    @FuzzTest
    void aRemovedPartIsGoneWhereverItWasFound(byte[] message) {
        for (Part part : Altering.parse(message).parts().stream().limit(10).toList()) {
            byte[] after =
                    Altering.octets(message, change -> change.removePart(part.path(), "gone now"));
            assertThat(Altering.latin(after)).contains("gone now");
            byte[] marked =
                    Altering.octets(
                            message, change -> change.addPartField(part.path(), "X-Mark", "1"));
            assertThat(marked.length).isBetween(message.length + 11, message.length + 15);
        }
    }

    @MethodSource("messages")
    @FuzzTest
    void placesInAPageAreWithinIt(byte[] page) {
        String text = new String(page, StandardCharsets.ISO_8859_1);
        Optional<HtmlPlaces> places = HtmlPlaces.in(text);
        places.ifPresent(found -> {
            assertThat(found.top()).isBetween(0, found.bottom());
            assertThat(found.bottom()).isLessThanOrEqualTo(text.length());
        });
    }

    @MethodSource("messages")
    @FuzzTest
    void coverOfASignatureIsReadWithoutFailing(byte[] field) {
        byte[] header =
                ("DKIM-Signature: v=1; h="
                                + new String(field, StandardCharsets.ISO_8859_1)
                                        .replaceAll("[\r\n]+", " ")
                                + "\r\nFrom: a\r\n\r\n")
                        .getBytes(StandardCharsets.ISO_8859_1);
        HeaderBlock block = HeaderBlock.read(header);
        assertThat(DkimCover.isBroken(block, block, false)).isFalse();
        assertThat(DkimCover.isBroken(block, block, true)).isTrue();
    }

    @MethodSource("messages")
    @FuzzTest
    void anEncodingIsUndoneWhateverTheOctetsAre(byte[] body) {
        for (TransferEncoding encoding : TransferEncoding.values()) {
            assertThat(encoding.decode(body).length).isLessThanOrEqualTo(200 * body.length);
        }
    }

    static Stream<byte[]> messages() {
        List<byte[]> own =
                List.of(
                        Altering.crlf("Subject: a\nContent-Type: text/html\n\n<body>x</body>\n"),
                        Altering.crlf("<!-- <body> --><body><script></body></script></html>\n"));
        return Stream.concat(own.stream(), shared());
    }

    private static Stream<byte[]> shared() {
        return SharedData.find("suites/mime.tar.gz").stream()
                .flatMap(file -> {
                    try {
                        return TarArchive.read(file).values().stream();
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                })
                .filter(octets -> octets.length <= MAX_SEED)
                .limit(SEEDS);
    }
}
