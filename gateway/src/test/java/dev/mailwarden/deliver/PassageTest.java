package dev.mailwarden.deliver;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailwarden.config.Settings.EightBit;
import dev.mailwarden.mail.smtp.BodyType;
import dev.mailwarden.mail.smtp.Capabilities;
import dev.mailwarden.mail.smtp.MailParameters;
import dev.mailwarden.mail.smtp.Notify;
import dev.mailwarden.mail.smtp.RcptParameters;
import dev.mailwarden.mail.smtp.Ret;
import dev.mailwarden.mail.smtp.ReversePath;
import dev.mailwarden.mail.smtp.ServerReply;
import dev.mailwarden.message.Content;
import dev.mailwarden.message.ContentFacts;
import dev.mailwarden.message.Envelope;
import dev.mailwarden.message.HopFacts;
import dev.mailwarden.message.Recipient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PassageTest {

    private static final HopFacts HOP = new HopFacts("mx.example", "", 25, Optional.empty());
    private static final ContentFacts BODY = new ContentFacts(false, false, true, false, false);
    private static final ContentFacts HEADER = new ContentFacts(false, true, false, false, false);

    @ParameterizedTest(name = "from {0} to {1}, declared {2}, 8-bit header {3}: bars {4} and {5}")
    @CsvSource({
        "a@example.org, b@example.com, false, false, nothing, nothing",
        "a@example.org, b@example.com, true, false, nothing, nothing",
        "a@example.org, b@example.com, false, true, nothing, nothing",
        "a@example.org, b@example.com, true, true, 5.6.7, nothing",
        "ä@example.org, b@example.com, true, false, 5.6.7, nothing",
        "a@example.org, ä@example.com, true, false, nothing, 5.6.7",
        "a@example.org, b@bücher.example, true, false, nothing, nothing",
    })
    void withoutSmtpUtf8(
            String from, String to, boolean declared, boolean header, String all, String one) {
        Passage passage =
                passage(from, to, parameters(declared), header ? HEADER : ContentFacts.PLAIN);
        assertThat(status(passage.barredForAll(HOP))).isEqualTo(all);
        assertThat(status(passage.barredFor(recipient(to), HOP))).isEqualTo(one);
        Passage utf8 =
                passage(
                        from,
                        to,
                        parameters(declared),
                        header ? HEADER : ContentFacts.PLAIN,
                        "SMTPUTF8");
        assertThat(utf8.barredForAll(HOP)).isEmpty();
        assertThat(utf8.barredFor(recipient(to), HOP)).isEmpty();
        assertThat(utf8.mailParameters().smtpUtf8())
                .isEqualTo(declared || from.contains("ä") || to.contains("ä"));
    }

    @Test
    void eightBitsWithout8BitMimeAreSentOrBouncedBySetting() {
        assertThat(eightBit(EightBit.SEND).barredForAll(HOP)).isEmpty();
        assertThat(eightBit(EightBit.SEND).mailParameters().body()).isEqualTo(BodyType.SEVEN_BIT);
        assertThat(status(eightBit(EightBit.BOUNCE).barredForAll(HOP))).isEqualTo("5.6.3");
        assertThat(eightBit(EightBit.BOUNCE, "8BITMIME").barredForAll(HOP)).isEmpty();
        assertThat(eightBit(EightBit.SEND, "8BITMIME").mailParameters().body())
                .isEqualTo(BodyType.EIGHT_BIT_MIME);
    }

    @ParameterizedTest(name = "{0} to {1}: {2}, barred {3}, converted {4}")
    @CsvSource({
        "'$binary~~@', CHUNKING BINARYMIME, BINARY_MIME, nothing, false",
        "'$binary~~@', CHUNKING, SEVEN_BIT, nothing, true",
        "'$binary~~@', BINARYMIME 8BITMIME, SEVEN_BIT, nothing, true",
        "'$8bit~~\u00e9~', BINARYMIME, SEVEN_BIT, nothing, false",
        "'$8bit~~\u00e9~', 8BITMIME, EIGHT_BIT_MIME, nothing, false",
        "'$base64~~@', 8BITMIME, SEVEN_BIT, 5.6.3, false",
    })
    void binaryMailIsConvertedOnlyWhereBinaryMimeIsNotOffered(
            String message, String offered, BodyType body, String barred, boolean converted) {
        Passage passage = binary(message, EightBit.SEND, offered.split(" ", -1));
        assertThat(status(passage.barredForAll(HOP))).isEqualTo(barred);
        assertThat(passage.isConverted()).isEqualTo(converted);
        if (barred.equals("nothing")) {
            assertThat(passage.mailParameters().body()).isEqualTo(body);
        }
    }

    @Test
    void eightBitsThatConversionLeavesFollowTheSetting() {
        String left = "$8bit~~\u00e9~";
        assertThat(status(binary(left, EightBit.BOUNCE, "HELP").barredForAll(HOP)))
                .isEqualTo("5.6.3");
        assertThat(binary(left, EightBit.BOUNCE, "CHUNKING", "BINARYMIME").barredForAll(HOP))
                .isEmpty();
        assertThat(binary("$binary~~\u00e9~", EightBit.BOUNCE, "HELP").barredForAll(HOP)).isEmpty();
    }

    @Test
    void theSizeOfWhatIsSentIsSaid() {
        String header = "MIME-Version: 1.0\r\nContent-Transfer-Encoding: base64\r\n\r\n";
        int size = (header + "AAAA\r\n").length();
        Passage passage = binary("$binary~~@@@", EightBit.SEND, "SIZE " + size);
        assertThat(passage.mailParameters().size()).hasValue(size);
        assertThat(passage.barredForAll(HOP)).isEmpty();
        assertThat(
                        status(
                                binary("$binary~~@@@", EightBit.SEND, "SIZE " + (size - 1))
                                        .barredForAll(HOP)))
                .isEqualTo("5.3.4");
    }

    private static Passage binary(String text, EightBit setting, String... offered) {
        String message =
                "MIME-Version: 1.0\r\n"
                        + text.replace("$", "Content-Transfer-Encoding: ")
                                .replace("~", "\r\n")
                                .replace('@', '\0');
        MailParameters parameters =
                new MailParameters(
                        OptionalLong.empty(),
                        BodyType.BINARY_MIME,
                        false,
                        Optional.empty(),
                        Optional.empty(),
                        false);
        return passage(
                envelope("a@example.org", "b@example.com", parameters),
                Parcels.content(message.getBytes(StandardCharsets.ISO_8859_1), BODY),
                capabilities(offered),
                setting);
    }

    @Test
    void parametersOfDsnGoOnlyWhereDsnIsOffered() {
        MailParameters given =
                new MailParameters(
                        OptionalLong.of(5),
                        BodyType.SEVEN_BIT,
                        false,
                        Optional.of(Ret.FULL),
                        Optional.of("id"),
                        false);
        RcptParameters asked =
                new RcptParameters(Set.of(Notify.NEVER), Optional.of("rfc822;b@example.com"));
        Recipient recipient = new Recipient(Parcels.mailbox("b@example.com"), asked);
        Passage plain = passage("a@example.org", "b@example.com", given, ContentFacts.PLAIN);
        assertThat(plain.mailParameters()).isEqualTo(MailParameters.NONE);
        assertThat(plain.rcptParameters(recipient)).isEqualTo(RcptParameters.NONE);
        Passage dsn =
                passage("a@example.org", "b@example.com", given, ContentFacts.PLAIN, "DSN", "SIZE");
        assertThat(dsn.mailParameters().ret()).contains(Ret.FULL);
        assertThat(dsn.mailParameters().envid()).contains("id");
        assertThat(dsn.mailParameters().size()).hasValue(Parcels.TEXT.length());
        assertThat(dsn.rcptParameters(recipient)).isEqualTo(asked);
    }

    @ParameterizedTest(name = "{0}: barred {1}")
    @CsvSource({"SIZE, nothing", "SIZE 0, nothing", "SIZE 31, nothing", "SIZE 30, 5.3.4"})
    void theHopsSizeIsKept(String keyword, String barred) {
        Passage passage =
                passage(
                        "a@example.org",
                        "b@example.com",
                        MailParameters.NONE,
                        ContentFacts.PLAIN,
                        keyword);
        assertThat(status(passage.barredForAll(HOP))).isEqualTo(barred);
    }

    private static Passage eightBit(EightBit setting, String... offered) {
        return passage(
                envelope("a@example.org", "b@example.com", MailParameters.NONE),
                Parcels.content(new byte[9], BODY),
                capabilities(offered),
                setting);
    }

    private static Passage passage(
            String from,
            String to,
            MailParameters parameters,
            ContentFacts facts,
            String... offered) {
        return passage(
                envelope(from, to, parameters),
                Parcels.content(new byte[Parcels.TEXT.length()], facts),
                capabilities(offered),
                EightBit.SEND);
    }

    private static Passage passage(
            Envelope envelope, Content content, Capabilities offered, EightBit setting) {
        try {
            return Passage.of(envelope, content, offered, setting);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Envelope envelope(String from, String to, MailParameters parameters) {
        return new Envelope(
                new ReversePath.Of(Parcels.mailbox(from)), parameters, List.of(recipient(to)));
    }

    private static Recipient recipient(String to) {
        return new Recipient(Parcels.mailbox(to), RcptParameters.NONE);
    }

    private static MailParameters parameters(boolean smtpUtf8) {
        return new MailParameters(
                OptionalLong.empty(),
                BodyType.SEVEN_BIT,
                smtpUtf8,
                Optional.empty(),
                Optional.empty(),
                false);
    }

    private static Capabilities capabilities(String... offered) {
        List<String> lines = new ArrayList<>(List.of("mx.example"));
        lines.addAll(List.of(offered));
        return Capabilities.of(new ServerReply(250, Optional.empty(), lines));
    }

    private static String status(Optional<Trouble> trouble) {
        return trouble.map(t -> t.status().toString()).orElse("nothing");
    }
}
