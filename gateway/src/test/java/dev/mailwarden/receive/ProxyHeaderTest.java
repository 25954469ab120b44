package dev.mailwarden.receive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.mailwarden.Fuzzes;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Headers of the PROXY protocol, right and wrong (N-14). */
@Fuzzes({ProxyHeader.class})
class ProxyHeaderTest {

    @ParameterizedTest
    @CsvSource({
        "203.0.113.9, 203.0.113.9, 4711, 0",
        "2001:db8::9, 2001:db8::9, 65535, 0",
        "::ffff:203.0.113.9, 203.0.113.9, 1, 0",
        "203.0.113.9, 203.0.113.9, 0, 4068",
    })
    void tellsWhoseTheConnectionIs(String written, String client, int port, int tlvOctets)
            throws IOException {
        var in = new ByteArrayInputStream(ProxyHeaders.proxied(written, port, tlvOctets));
        assertThat(ProxyHeader.read(in))
                .isEqualTo(new ProxyHeader.Proxied(TestSettings.address(client), port));
        assertThat(in.available()).isZero();
    }

    @Test
    void leavesWhatFollows() throws IOException {
        byte[] header = ProxyHeaders.proxied("203.0.113.9", 4711, 7);
        byte[] both = Arrays.copyOf(header, header.length + 3);
        var in = new ByteArrayInputStream(both);
        ProxyHeader.read(in);
        assertThat(in.available()).isEqualTo(3);
    }

    @Test
    void aConnectionOfTheBalancerIsItsOwn() throws IOException {
        byte[] header = ProxyHeaders.of(ProxyHeaders.LOCAL, 0, new byte[12]);
        assertThat(ProxyHeader.read(new ByteArrayInputStream(header)))
                .isEqualTo(new ProxyHeader.Own());
    }

    @Test
    void whoClosesAtOnceSaysNothing() throws IOException {
        assertThat(ProxyHeader.read(new ByteArrayInputStream(new byte[0])))
                .isEqualTo(new ProxyHeader.Absent());
    }

    static Stream<Arguments> wrongHeaders() {
        byte[] right = ProxyHeaders.proxied("203.0.113.9", 4711, 0);
        return Stream.of(
                Arguments.of("does not begin with a header", ascii("EHLO client.example\r\n")),
                Arguments.of(
                        "does not begin with a header",
                        ascii("PROXY TCP4 203.0.113.9 192.0.2.1 4711 25\r\n")),
                Arguments.of("does not begin with a header", Arrays.copyOf(right, 15)),
                Arguments.of("is cut short", Arrays.copyOf(right, right.length - 1)),
                Arguments.of("not of version 2", ProxyHeaders.of(0x11, 0x11, new byte[12])),
                Arguments.of("not of version 2", ProxyHeaders.of(0x22, 0x11, new byte[12])),
                Arguments.of("no address", ProxyHeaders.of(ProxyHeaders.PROXY, 0, new byte[0])),
                Arguments.of("no address", ProxyHeaders.of(ProxyHeaders.PROXY, 0x12, new byte[12])),
                Arguments.of(
                        "no address", ProxyHeaders.of(ProxyHeaders.PROXY, 0x31, new byte[216])),
                Arguments.of("no room", ProxyHeaders.of(ProxyHeaders.PROXY, 0x11, new byte[11])),
                Arguments.of("no room", ProxyHeaders.of(ProxyHeaders.PROXY, 0x21, new byte[35])),
                Arguments.of("longer than", ProxyHeaders.proxied("203.0.113.9", 1, 4069)),
                Arguments.of("longer than", ProxyHeaders.of(0x20, 0, new byte[65535])));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("wrongHeaders")
    void believesNothingElse(String reason, byte[] octets) {
        assertThatThrownBy(() -> ProxyHeader.read(new ByteArrayInputStream(octets)))
                .isInstanceOf(ProxyHeader.MalformedException.class)
                .hasMessageContaining(reason);
    }

    static Stream<byte[]> headers() {
        return Stream.concat(
                wrongHeaders().map(arguments -> (byte[]) arguments.get()[1]),
                Stream.of(
                        new byte[0],
                        ProxyHeaders.proxied("203.0.113.9", 4711, 3),
                        ProxyHeaders.proxied("2001:db8::9", 4711, 0)));
    }

    @MethodSource("headers")
    @FuzzTest
    void whatIsBelievedIsWhatWasWritten(byte[] octets) throws IOException {
        var in = new ByteArrayInputStream(octets);
        try {
            switch (ProxyHeader.read(in)) {
                case ProxyHeader.Absent() -> assertThat(octets).isEmpty();
                case ProxyHeader.Own() -> assertThat(octets[12]).isEqualTo((byte) 0x20);
                case ProxyHeader.Proxied(var client, var port) -> {
                    byte[] address = client.getAddress();
                    byte[] written = ProxyHeaders.proxied(client, port);
                    int source = octets[13] == 0x11 ? 4 : 16;
                    assertThat(
                                    Arrays.copyOfRange(
                                            octets, 16 + source - address.length, 16 + source))
                            .isEqualTo(Arrays.copyOfRange(written, 16, 16 + address.length));
                }
            }
        } catch (ProxyHeader.MalformedException e) {
            assertThat(e).hasMessageNotContaining("\n");
        }
        assertThat(octets.length - in.available()).isLessThanOrEqualTo(4096);
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
