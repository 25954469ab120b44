package dev.mailwarden.track;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.net.InetAddress;
import java.time.Instant;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JsonLineTest {

    private static String written(Consumer<JsonLine> writing) {
        var line = new JsonLine(1);
        writing.accept(line);
        return new String(line.toByteArray(), UTF_8);
    }

    @ParameterizedTest
    @ValueSource(
            longs = {
                0,
                9,
                10,
                99,
                100,
                999_999_999,
                1_000_000_000,
                -1,
                Long.MIN_VALUE,
                Long.MAX_VALUE
            })
    void aNumberIsWrittenAsJavaWritesIt(long number) {
        assertThat(written(line -> line.decimal(number))).isEqualTo(Long.toString(number));
    }

    @Test
    void everyDayIsWrittenAsJavaWritesIt() {
        for (long day = -719_528; day <= 2_932_896; day += 13) {
            Instant time = Instant.ofEpochSecond(day * 86_400 + 86_399, 123_456_789);
            assertThat(written(line -> line.instant(time))).isEqualTo(time.toString());
        }
    }

    @Test
    void timesSortAsText() {
        Instant time = Instant.parse("2026-03-01T12:00:00Z");
        assertThat(written(line -> line.instant(time))).isEqualTo("2026-03-01T12:00:00.000000000Z");
        assertThat(written(line -> line.shortInstant(time))).isEqualTo("2026-03-01T12:00:00.000Z");
    }

    @ParameterizedTest
    @ValueSource(strings = {"+10000-01-01T00:00:00Z", "-0001-12-31T23:59:59Z"})
    void aYearOfMoreThanFourDigitsIsRefused(Instant time) {
        assertThatIllegalArgumentException().isThrownBy(() -> written(line -> line.instant(time)));
    }

    @ParameterizedTest
    @CsvSource({
        "192.0.2.1, 192.0.2.1",
        "0.0.0.0, 0.0.0.0",
        "255.255.255.255, 255.255.255.255",
        "2001:db8:0:0:0:0:0:1, 2001:db8::1",
        "0:0:0:0:0:0:0:0, ::",
        "0:0:0:0:0:0:0:1, ::1",
        "1:0:0:0:0:0:0:0, 1::",
        "2001:db8:0:1:1:1:1:1, 2001:db8:0:1:1:1:1:1",
        "2001:0:0:1:0:0:0:1, 2001:0:0:1::1",
        "2001:db8:0:0:1:0:0:1, 2001:db8::1:0:0:1",
        "abcd:ef01:2345:6789:abcd:ef01:2345:6789, abcd:ef01:2345:6789:abcd:ef01:2345:6789",
    })
    void addressesHaveTheirShortestForm(String address, String text) {
        assertThat(written(line -> Addresses.write(line, InetAddress.ofLiteral(address))))
                .isEqualTo(text);
    }
}
