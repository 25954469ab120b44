package dev.mailwarden.mail.mime;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.mailwarden.mail.Fuzzes;
import dev.mailwarden.mail.SharedData;
import dev.mailwarden.mail.TarArchive;
import dev.mailwarden.mail.budget.Budget;
import dev.mailwarden.mail.budget.Limits;
import dev.mailwarden.mail.budget.Resource;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

/** Messages as any stranger may send them (targets F-04, F-05). */
@Fuzzes({Message.class, EncodedWords.class})
class MessageFuzzTest {

    private static final int MAX_SEED = 3_000;
    private static final long SEEDS = 60;
    private static final Limits LIMITS =
            Limits.DEFAULT.withParts(300).withDepth(8).withOctets(1 << 20);

    @MethodSource("messages")
    @FuzzTest
    void partsAreWithinOneAnotherAndReadAlikeTwice(byte[] message) throws IOException {
        Budget budget = Parsed.budget(LIMITS);
        Message parsed = Parsed.of(message, budget);
        assertThat(parsed.parts().getFirst()).isSameAs(parsed.root());
        assertThat(parsed.root().range()).isEqualTo(new Range(0, message.length));
        assertThat(parsed.parts().size()).isLessThanOrEqualTo(LIMITS.parts() + 1);
        for (Part part : parsed.parts()) {
            isWithinParent(part);
            assertThat(part.depth()).isLessThanOrEqualTo(LIMITS.depth());
            assertThat(part.names()).hasSizeLessThanOrEqualTo(FileNames.MAX_NAMES);
            part.names().forEach(name -> assertThat(name).doesNotContain("\n", "\0"));
            read(part, budget);
        }
        Message again = Parsed.of(message, Parsed.budget(LIMITS));
        assertThat(again.parts()).hasToString(parsed.parts().toString());
        assertThat(again.findings()).isEqualTo(parsed.findings());
        assertThat(message.length == 0 || budget.used(Resource.PARTS) > 0).isTrue();
    }

    @MethodSource("messages")
    @FuzzTest
    void wordsAreDecodedOrLeft(byte[] field) {
        String text = new String(field, StandardCharsets.ISO_8859_1);
        String decoded = EncodedWords.decode(text);
        assertThat(decoded.length()).isLessThanOrEqualTo(text.length() * 2 + 8);
        if (!text.contains("=?")) {
            assertThat(decoded).isEqualTo(text);
        }
    }

    private static void isWithinParent(Part part) {
        Range range = part.range();
        assertThat(part.bodyRange().start()).isBetween(range.start(), range.end());
        assertThat(range.end()).isLessThanOrEqualTo(part.source().length());
        part.parent()
                .filter(parent -> parent.source().equals(part.source()))
                .ifPresent(parent -> {
                    assertThat(range.start()).isGreaterThanOrEqualTo(parent.range().start());
                    assertThat(range.end()).isLessThanOrEqualTo(parent.range().end());
                });
        long end = part.bodyRange().start();
        for (Part child : part.children()) {
            if (child.source().equals(part.source())) {
                assertThat(child.range().start()).isGreaterThanOrEqualTo(end);
                end = child.range().end();
            }
        }
    }

    private static void read(Part part, Budget budget) throws IOException {
        try (InputStream in = part.body(budget)) {
            long decoded = in.readAllBytes().length;
            assertThat(decoded).isLessThanOrEqualTo(200 * part.bodyRange().length());
            part.text(budget, 1_000, Optional.of("utf-7"));
        } catch (OverBudgetException _) {
            assertThat(budget.exhausted()).isPresent();
        }
    }

    static Stream<byte[]> messages() {
        Stream<byte[]> own =
                Stream.of(
                                "",
                                "A: b\n\nc",
                                "Content-Type: multipart/a;boundary=b\n\n--b\n\nc\n--b--\nd\n--b\n\ne",
                                "Content-Type: multipart/digest;boundary=b\n\n--b\n\nA: b\n\nc\n--b--",
                                "Content-Type: message/rfc822\nContent-Transfer-Encoding: base64\n\n"
                                        + "QTogYgoKYw==",
                                "Content-Transfer-Encoding: quoted-printable\n\n=41=\n=0X==a3 \n",
                                "A: b\n\nbegin 644 a\n#8F%R\n`\nend\n=ybegin line=1 size=1 name=a\nkkk",
                                "Content-Disposition: a; filename*1*=b%41; filename*0*=utf-8''c",
                                "Content-Type: a/b; name=\"=?utf-16?B?AGE=?=\"\rContent-Type: x\n \n",
                                "(This file must be converted with BinHex 4.0)\n:!!3r2cmr2cmr2`!!:",
                                "Content-Type: text/plain; charset=utf-7\n\n+ADw-b+AD4")
                        .map(text -> text.getBytes(StandardCharsets.ISO_8859_1));
        return Stream.concat(own, shared());
    }

    private static Stream<byte[]> shared() {
        return SharedData.find("suites/mime.tar.gz").stream()
                .flatMap(archive -> {
                    try {
                        return TarArchive.read(archive).values().stream();
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                })
                .filter(octets -> octets.length <= MAX_SEED)
                .limit(SEEDS);
    }
}
