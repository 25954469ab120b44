package dev.mailwarden.deliver;

import dev.mailwarden.config.Settings;
import dev.mailwarden.config.Verification;
import dev.mailwarden.config.Verifications;
import dev.mailwarden.mail.smtp.Domain;
import dev.mailwarden.mail.smtp.MailParameters;
import dev.mailwarden.mail.smtp.Mailbox;
import dev.mailwarden.mail.smtp.RcptParameters;
import dev.mailwarden.mail.smtp.ReversePath;
import dev.mailwarden.message.Consignment;
import dev.mailwarden.message.Content;
import dev.mailwarden.message.ContentFacts;
import dev.mailwarden.message.Envelope;
import dev.mailwarden.message.JourneyId;
import dev.mailwarden.message.Recipient;
import dev.mailwarden.message.Route;
import dev.mailwarden.policy.DefaultPolicy;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;

/** Consignments, routes and settings for tests. */
final class Parcels {

    static final String TEXT = "Subject: test\r\n\r\nHello\r\n.dots\r\n";

    private Parcels() {}

    static Route.Fixed to(ScriptedServer server, Route.TlsPolicy tls) {
        return new Route.Fixed(List.of(host("[127.0.0.1]", server.port())), tls);
    }

    static Route.Host host(String name, int port) {
        return new Route.Host(Domain.parse(name).orElseThrow(), port, false);
    }

    static Consignment consignment(Route route, String... recipients) {
        return consignment(route, MailParameters.NONE, text(TEXT), recipients);
    }

    static Consignment consignment(
            Route route, MailParameters parameters, Content content, String... recipients) {
        List<Recipient> all =
                Arrays.stream(recipients)
                        .map(r -> new Recipient(mailbox(r), RcptParameters.NONE))
                        .toList();
        return new Consignment(
                new JourneyId(1, 2),
                route,
                new Envelope(new ReversePath.Of(mailbox("sender@example.org")), parameters, all),
                IntStream.range(0, all.size()).boxed().toList(),
                content);
    }

    /** A gateway that listens nowhere. */
    static OwnHosts nobody() {
        try {
            return OwnHosts.of(new Domain("gateway.example"), List.of());
        } catch (SocketException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Mailbox mailbox(String text) {
        return Mailbox.parse(text).orElseThrow();
    }

    static Content text(String text) {
        return content(text.getBytes(StandardCharsets.UTF_8), ContentFacts.PLAIN);
    }

    static Content content(byte[] octets, ContentFacts facts) {
        return new Content() {
            @Override
            public long length() {
                return octets.length;
            }

            @Override
            public ContentFacts facts() {
                return facts;
            }

            @Override
            public void writeTo(OutputStream out) throws IOException {
                out.write(octets);
            }
        };
    }

    static final Settings.Timeouts RFC =
            new Settings.Timeouts(
                    Duration.ofSeconds(30),
                    Duration.ofMinutes(5),
                    Duration.ofMinutes(5),
                    Duration.ofMinutes(5),
                    Duration.ofMinutes(5),
                    Duration.ofMinutes(2),
                    Duration.ofMinutes(3),
                    Duration.ofMinutes(10));

    static final Settings.Delivery DELIVERY = delivery(RFC);

    /** With every wait this long. */
    static Settings.Delivery delivery(Duration wait) {
        return delivery(new Settings.Timeouts(wait, wait, wait, wait, wait, wait, wait, wait));
    }

    static Settings.Delivery delivery(Settings.Timeouts timeouts) {
        return new Settings.Delivery(
                Route.TlsPolicy.ATTEMPT,
                List.of(),
                true,
                List.of(),
                20,
                200,
                1000,
                Duration.ofSeconds(5),
                25,
                Settings.EightBit.SEND,
                timeouts);
    }

    static Settings settings(Settings.Delivery delivery) {
        return settings(new Settings.Routes(List.of(), Optional.empty()), delivery);
    }

    static Settings settings(Settings.Delivery delivery, Verification.CallAhead callAhead) {
        return settings(
                new Settings.Routes(List.of(), Optional.empty()),
                delivery,
                Verifications.with(callAhead));
    }

    static Settings settings(Settings.Routes routes, Settings.Delivery delivery) {
        return settings(routes, delivery, Verifications.OFF);
    }

    private static Settings settings(
            Settings.Routes routes, Settings.Delivery delivery, Verification verification) {
        Duration hour = Duration.ofHours(1);
        return new Settings(
                new Settings.Relay(
                        Set.of(), Set.of(), Optional.empty(), List.of(), Optional.empty()),
                verification,
                new Settings.Limits(
                        20_971_520,
                        1 << 20,
                        1000,
                        1000,
                        50,
                        100,
                        50,
                        0,
                        0,
                        0,
                        hour,
                        hour,
                        100,
                        20,
                        "ESMTP",
                        Duration.ZERO,
                        Duration.ZERO),
                List.of(),
                routes,
                delivery,
                new Settings.Queue(hour, hour, hour, hour, hour),
                new Settings.Bounce(
                        Settings.Outside.HOLD, hour, Settings.DelayWarnings.ASKED, hour),
                new Settings.Overload(10, 1000, 1000),
                new Settings.Logs(1 << 30, hour, 1 << 30, 1, 1),
                Settings.Stores.DEFAULT,
                DefaultPolicy.policy());
    }
}
