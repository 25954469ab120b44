package dev.mailwarden.receive;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.mailwarden.Fuzzes;
import dev.mailwarden.config.Listener;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Whole sessions as any stranger may hold them (target F-01). The first octet says how the input is
 * cut and whether bare LF is tolerated; the text {@code <TLS>} stands for the client's handshake.
 */
@Fuzzes({Session.class})
class SessionFuzzTest {

    private static final String TLS = "<TLS>";

    @MethodSource("sessions")
    @FuzzTest
    void aSessionStaysInOrder(byte[] input) {
        if (input.length == 0) {
            return;
        }
        String octets = new String(input, 1, input.length - 1, StandardCharsets.ISO_8859_1);
        FakeGateway whole = run(octets, Integer.MAX_VALUE, input[0] < 0);
        FakeGateway cut = run(octets, 1 + (input[0] & 0x7f), input[0] < 0);
        assertThat(cut.mails.stream().map(FakeGateway::text))
                .as("cutting the input makes no difference")
                .isEqualTo(whole.mails.stream().map(FakeGateway::text).toList());
        for (var mail : whole.mails) {
            String text = FakeGateway.text(mail);
            assertThat(text).endsWith("\r\n");
            assertThat(text.replace("\r\n", "")).doesNotContain("\r", "\n", "\0");
            assertThat(mail.envelope().recipients())
                    .allMatch(to ->
                            to.mailbox().domain().name().endsWith("ours.example")
                                    || to.mailbox().domain().name().endsWith("below.example"));
        }
    }

    private static FakeGateway run(String octets, int piece, boolean lenient) {
        var gateway = new FakeGateway();
        int tls = octets.indexOf(TLS);
        MemoryWire wire =
                tls < 0
                        ? MemoryWire.saying(octets, piece)
                        : MemoryWire.saying(
                                octets.substring(0, tls), octets.substring(tls + TLS.length()));
        Listener listener =
                TestSettings.listener(
                        Listener.Kind.MX,
                        Listener.Tls.NONE,
                        lenient ? Listener.LineEndings.LENIENT : Listener.LineEndings.STRICT);
        List<String> replies = wire.run(gateway, listener);
        assertThat(replies).allMatch(line -> line.matches("[2-5]\\d\\d[ -][ -~]+"));
        long commands = octets.lines().count();
        assertThat(SessionTest.finals(replies).size())
                .as("one reply for a command, one greeting, one last word")
                .isLessThanOrEqualTo(Math.toIntExact(commands * 2 + 2));
        assertThat(gateway.openDrafts).hasValue(0);
        return gateway;
    }

    /** Sessions of the model, so that the fuzzer begins deep in the protocol. */
    static Stream<byte[]> sessions() {
        SessionModel.Step[] steps = SessionModel.Step.values();
        return IntStream.range(0, 60)
                .mapToObj(seed -> {
                    var random = new Random(seed);
                    var model = new SessionModel(random);
                    model.step(SessionModel.Step.EHLO);
                    model.step(SessionModel.Step.MAIL);
                    model.step(SessionModel.Step.RCPT);
                    for (int count = 0; count < 8; count++) {
                        model.step(steps[random.nextInt(steps.length)]);
                    }
                    String script =
                            model.secure.isEmpty()
                                    ? model.clear.toString()
                                    : model.clear + TLS + model.secure;
                    byte[] octets = (" " + script).getBytes(StandardCharsets.ISO_8859_1);
                    byte[] seeded = Arrays.copyOf(octets, octets.length);
                    seeded[0] = (byte) random.nextInt();
                    return seeded;
                });
    }
}
