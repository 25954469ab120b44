package dev.mailwarden.bench.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MouldTest {

    private static final MessageId ID = MessageId.parse("0123456789abcdef00000000000000ff");
    private static final byte[] RECEIVED = ascii("Received: from a by b;\r\n\tThu\r\n");

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    /** A message as the sink sees it, passed on by a relay that adds something on top. */
    private static byte[] delivered(byte[] onTop, int octets) {
        var mould = Mould.cast(octets, 7);
        var wire = new byte[mould.wireLength()];
        mould.fill(wire, ID);
        var content = new ContentBuffer();
        content.take(wire, 0, wire.length);
        assertThat(content.isComplete()).isTrue();
        var message = Arrays.copyOf(onTop, onTop.length + content.length());
        System.arraycopy(content.octets(), 0, message, onTop.length, content.length());
        return message;
    }

    private static Inspection inspect(byte[] message) {
        return Inspection.of(message, message.length);
    }

    @ParameterizedTest(name = "{0} octets")
    @ValueSource(ints = {1024, 2048, 4096, 65536, 524288})
    void aMessageHasTheWantedSizeAndIsFoundIntactBelowTraceFields(int octets) {
        byte[] message = delivered(RECEIVED, octets);
        assertThat(message).hasSize(octets + RECEIVED.length);
        assertThat(inspect(message)).isEqualTo(new Inspection.Intact(ID));
    }

    @Test
    void noLineIsLongerThanSmtpAllows() {
        String text = new String(delivered(new byte[0], 65536), StandardCharsets.US_ASCII);
        assertThat(text.split("\r\n", -1)).allMatch(line -> line.length() <= 78);
        assertThat(text.replace("\r\n", "")).doesNotContain("\r", "\n");
    }

    @Test
    void anyChangedOctetBehindTheMarkIsSeen() {
        byte[] original = delivered(new byte[0], 1024);
        for (int i = Mould.MARK_LENGTH; i < original.length; i++) {
            byte[] changed = original.clone();
            changed[i] ^= 1;
            assertThat(inspect(changed)).isInstanceOf(Inspection.Altered.class);
        }
    }

    @Test
    void aCutOrLengthenedMessageIsSeen() {
        byte[] original = delivered(new byte[0], 1024);
        assertThat(inspect(Arrays.copyOf(original, original.length - 2)))
                .isInstanceOf(Inspection.Altered.class);
        assertThat(inspect(Arrays.copyOf(original, original.length + 2)))
                .isInstanceOf(Inspection.Altered.class);
    }

    @Test
    void aFieldThatIsNoTraceOnTopIsSeen() {
        assertThat(inspect(delivered(ascii("X-Spam: no\r\n"), 1024)))
                .isEqualTo(new Inspection.Altered(ID, "more than trace fields on top"));
    }

    @Test
    void aBodyUnderTheMarkOfAnotherMessageIsSeen() {
        byte[] mixed = delivered(new byte[0], 4096);
        MessageId.parse("f".repeat(32)).write(mixed, Mould.MARK.length);
        assertThat(inspect(mixed)).isInstanceOf(Inspection.Altered.class);
    }

    @Test
    void whatTheGeneratorDidNotSendIsForeign() {
        assertThat(inspect(ascii("Subject: hello\r\n\r\nX-Bench\r\n")))
                .isEqualTo(new Inspection.Foreign("has no mark"));
        assertThat(inspect(new byte[0])).isEqualTo(new Inspection.Foreign("has no mark"));
    }
}
