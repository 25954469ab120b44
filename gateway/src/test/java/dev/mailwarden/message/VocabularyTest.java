package dev.mailwarden.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.mailwarden.mail.smtp.Domain;
import dev.mailwarden.mail.smtp.MailParameters;
import dev.mailwarden.mail.smtp.Mailbox;
import dev.mailwarden.mail.smtp.RcptParameters;
import dev.mailwarden.mail.smtp.ReversePath;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a value of the vocabulary promises by itself. */
class VocabularyTest {

    private static final Domain DOMAIN = new Domain("example.org");
    private static final Recipient RECIPIENT =
            new Recipient(new Mailbox("a", DOMAIN), RcptParameters.NONE);

    @Test
    void anEnvelopeNeedsARecipient() {
        assertThatIllegalArgumentException()
                .isThrownBy(
                        () -> new Envelope(new ReversePath.Null(), MailParameters.NONE, List.of()));
    }

    @Test
    void anEnvelopeDoesNotChangeWithTheListItWasMadeOf() {
        List<Recipient> recipients = new ArrayList<>(List.of(RECIPIENT));
        var envelope = new Envelope(new ReversePath.Null(), MailParameters.NONE, recipients);
        recipients.clear();
        assertThat(envelope.recipients()).containsExactly(RECIPIENT);
        assertThatExceptionOfType(UnsupportedOperationException.class)
                .isThrownBy(() -> envelope.recipients().clear());
    }

    @Test
    void aFixedRouteNeedsAHost() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Route.Fixed(List.of(), Route.TlsPolicy.NONE));
    }

    @Test
    void routesThatDifferInAnythingHaveDifferentKeys() {
        var host = new Route.Host(DOMAIN, 25, false);
        assertThat(
                        List.of(
                                new Route.Mx(DOMAIN),
                                new Route.Fixed(List.of(host), Route.TlsPolicy.NONE),
                                new Route.Fixed(List.of(host), Route.TlsPolicy.VERIFY),
                                new Route.Fixed(List.of(host, host), Route.TlsPolicy.NONE),
                                new Route.Fixed(
                                        List.of(new Route.Host(DOMAIN, 26, false)),
                                        Route.TlsPolicy.NONE),
                                new Route.Fixed(
                                        List.of(new Route.Host(DOMAIN, 25, true)),
                                        Route.TlsPolicy.NONE)))
                .extracting(Route::key)
                .doesNotHaveDuplicates();
    }
}
