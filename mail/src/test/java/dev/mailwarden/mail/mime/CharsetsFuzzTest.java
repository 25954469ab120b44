package dev.mailwarden.mail.mime;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.mailwarden.mail.Fuzzes;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

/** A label of the sender's choice up to the first NUL, then text. */
@Fuzzes(Charsets.class)
class CharsetsFuzzTest {

    /** Characters that one octet may become at the most. */
    private static final int MOST = 4;

    @MethodSource("texts")
    @FuzzTest
    void everythingIsSomeText(byte[] octets) {
        int end = 0;
        while (end < octets.length && octets[end] != 0) {
            end++;
        }
        String label = new String(octets, 0, end, ISO_8859_1);
        byte[] text = Arrays.copyOfRange(octets, Math.min(end + 1, octets.length), octets.length);
        assertThat(Charsets.decode(text, label).length())
                .isLessThanOrEqualTo(MOST * (text.length + 1));
    }

    static Stream<byte[]> texts() {
        return Stream.of(
                        "utf-8\0text",
                        "utf-7\0+AGE-b+",
                        "iso-2022-jp\0\u001b$B$",
                        "utf-16\0a\0b",
                        "no such\0text",
                        "\0",
                        "")
                .map(text -> text.getBytes(UTF_8));
    }
}
