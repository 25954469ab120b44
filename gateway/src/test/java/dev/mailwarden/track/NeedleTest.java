package dev.mailwarden.track;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.Test;

class NeedleTest {

    @Test
    void findsWhatJavaFinds() {
        var random = new Random(3);
        for (int round = 0; round < 20_000; round++) {
            String hay = letters(random, random.nextInt(40));
            String wanted = letters(random, 1 + random.nextInt(5));
            int from = random.nextInt(hay.length() + 1);
            byte[] octets = hay.getBytes(ISO_8859_1);
            int expected =
                    hay.toLowerCase(Locale.ROOT).indexOf(wanted.toLowerCase(Locale.ROOT), from);
            assertThat(new Needle(wanted.getBytes(ISO_8859_1)).find(octets, from, octets.length))
                    .as("%s in %s from %d", wanted, hay, from)
                    .isEqualTo(expected);
        }
    }

    private static String letters(Random random, int length) {
        return random.ints(length, 0, 6)
                .collect(
                        StringBuilder::new,
                        (text, i) -> text.append("abAB@\"".charAt(i)),
                        StringBuilder::append)
                .toString();
    }
}
