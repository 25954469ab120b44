package dev.mailwarden.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Sizes, times, addresses and slips of the pen, as people write them. */
class WordsTest {

    @ParameterizedTest(name = "{0} is {1} octets")
    @CsvSource({
        "0, 0",
        "1000, 1000",
        "20 MiB, 20971520",
        "20MiB, 20971520",
        "23 GB, 23000000000",
        "1 TiB, 1099511627776",
        "5 kB, 5000",
        "8388607 TiB, 9223370937343148032"
    })
    void readsSizes(String text, long octets) {
        assertThat(Sizes.parse(text)).contains(octets);
        assertThat(Sizes.parse(Sizes.format(octets))).contains(octets);
    }

    @ParameterizedTest(name = "{0} is not a size")
    @ValueSource(
            strings = {
                "",
                "-1",
                "1 mb",
                "1 M",
                "1  MiB",
                "9999999 TiB",
                "9999999999999999999",
                "1.5 GB"
            })
    void refusesOtherSizes(String text) {
        assertThat(Sizes.parse(text)).isEmpty();
    }

    @ParameterizedTest(name = "{0} is {1}")
    @CsvSource({
        "0s, PT0S, 0s",
        "90s, PT90S, 90s",
        "60m, PT1H, 1h",
        "3d, PT72H, 3d",
        "25 h, PT25H, 25h"
    })
    void readsTimes(String text, Duration duration, String written) {
        assertThat(Durations.parse(text)).contains(duration);
        assertThat(Durations.format(duration)).isEqualTo(written);
    }

    @ParameterizedTest(name = "{0} is not a time")
    @ValueSource(strings = {"", "5", "m", "-5m", "5 min", "PT5M", "1h30m", "9999999999d"})
    void refusesOtherTimes(String text) {
        assertThat(Durations.parse(text)).isEmpty();
    }

    @ParameterizedTest(name = "{0} is no address")
    @ValueSource(
            strings = {
                "",
                "1",
                "1.2",
                "1.2.3.256",
                "01.2.3.4",
                "localhost",
                "::g",
                "fe80::1%lo",
                ":",
                "1.2.3.4."
            })
    void refusesWhatWouldNeedGuessing(String text) {
        assertThat(Addresses.address(text)).isEmpty();
    }

    @ParameterizedTest(name = "{0} is written {1}")
    @CsvSource({
        "0.0.0.0:25, 0.0.0.0:25",
        "[::]:25, [::]:25",
        "[2001:DB8::1]:0, [2001:db8::1]:0",
        "[0:0:1:0:0:0:0:8]:1, [0:0:1::8]:1",
        "[fe80:0:0:0:1:1:1:0]:1, [fe80::1:1:1:0]:1",
        "[::10:0:0]:1, [::10:0:0]:1"
    })
    void readsSockets(String text, String written) {
        assertThat(Addresses.socket(text).map(Addresses::format)).contains(written);
    }

    @ParameterizedTest(name = "{0} is no socket")
    @ValueSource(
            strings = {"::1:25", "[127.0.0.1]:25", "127.0.0.1:65536", "127.0.0.1:", ":25", "a:25"})
    void refusesOtherSockets(String text) {
        assertThat(Addresses.socket(text)).isEmpty();
    }

    @ParameterizedTest(name = "{0} means {1}")
    @CsvSource({
        "recipient, recipients",
        "Recipients, recipients",
        "conections, connections",
        "max, ''"
    })
    void guessesWhatWasMeant(String written, String meant) {
        assertThat(Nearest.of(written, List.of("recipients", "connections", "hops")).orElse(""))
                .isEqualTo(meant);
    }
}
