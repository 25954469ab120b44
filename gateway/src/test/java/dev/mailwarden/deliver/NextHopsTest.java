package dev.mailwarden.deliver;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailwarden.config.Settings;
import dev.mailwarden.mail.dns.Answer;
import dev.mailwarden.mail.dns.Dns;
import dev.mailwarden.mail.dns.FakeDns;
import dev.mailwarden.mail.dns.MailExchanger;
import dev.mailwarden.mail.smtp.Domain;
import dev.mailwarden.message.Route;
import dev.mailwarden.message.Route.TlsPolicy;
import java.io.UncheckedIOException;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** N-08 and the DNS part of N-10. */
class NextHopsTest {

    private static final String ZONE =
            """
            plain.example      MX  20 second.example
            plain.example      MX  10 first.example
            first.example      A    192.0.2.1
            first.example      AAAA 2001:db8::1
            second.example     A    192.0.2.2
            bare.example       A    192.0.2.3
            alias.example      CNAME plain.example
            null.example       MX  0 .
            hollow.example     MX  10 nowhere.example
            half.example       MX  10 nowhere.example
            half.example       MX  20 second.example
            shaky.example      MX  10 broken.example
            shaky.example      MX  20 second.example
            lame.example       MX  10 broken.example
            broken.example     FAIL SERVFAIL
            mailless.example   CNAME text.example
            a.text.example     A 192.0.2.99
            gateway.example    A    192.0.2.7
            self.example       MX  10 gateway.example
            backup.example     MX  10 first.example
            backup.example     MX  20 gateway.example
            backup.example     MX  30 second.example
            equal.example      MX  10 gateway.example
            equal.example      MX  10 first.example
            hidden.example     MX  10 othername.example
            hidden.example     MX  20 second.example
            othername.example  A    192.0.2.7
            own.example        A    192.0.2.7
            """;

    private static final OwnHosts OWN = own();

    @ParameterizedTest(name = "{0} is found at {1}")
    @CsvSource({
        "plain.example, 192.0.2.1 2001:db8::1 192.0.2.2",
        "alias.example, 192.0.2.1 2001:db8::1 192.0.2.2",
        "bare.example, 192.0.2.3",
        "half.example, 192.0.2.2",
        "shaky.example, 192.0.2.2",
        "backup.example, 192.0.2.1 2001:db8::1",
        "[192.0.2.9], 192.0.2.9",
        "[IPv6:2001:db8::9], 2001:db8::9",
    })
    void mailGoesTo(String domain, String addresses) throws Exception {
        assertThat(found(domain, Parcels.DELIVERY)).isEqualTo(addresses);
    }

    @ParameterizedTest(name = "{0} comes to {1}")
    @CsvSource({
        "missing.example, 5.1.2",
        "null.example, 5.1.10",
        "hollow.example, 5.4.4",
        "mailless.example, 5.4.4",
        "broken.example, 4.4.3",
        "lame.example, 4.4.3",
        "self.example, 5.4.6",
        "equal.example, 5.4.6",
        "hidden.example, 5.4.6",
        "own.example, 5.4.6",
        "[192.0.2.7], 5.4.6",
    })
    void mailGoesNowhere(String domain, String status) throws Exception {
        assertThat(find(domain, Parcels.DELIVERY))
                .isInstanceOfSatisfying(
                        NextHops.None.class,
                        none -> assertThat(none.trouble().status()).hasToString(status));
    }

    @Test
    void aHostThatDnsCouldNotTellIsRemembered() throws Exception {
        assertThat(find("shaky.example", Parcels.DELIVERY))
                .isInstanceOfSatisfying(
                        NextHops.Found.class, found -> assertThat(found.missing()).isPresent());
        assertThat(find("plain.example", Parcels.DELIVERY))
                .isInstanceOfSatisfying(
                        NextHops.Found.class, found -> assertThat(found.missing()).isEmpty());
    }

    @Test
    void ipv6MayComeFirst() throws Exception {
        assertThat(found("plain.example", ipv6First()))
                .isEqualTo("2001:db8::1 192.0.2.1 192.0.2.2");
    }

    @Test
    void equalsComeInRandomOrderAndOthersNever() throws Exception {
        String zone =
                """
                many.example MX 10 a.example
                many.example MX 10 b.example
                many.example MX 20 c.example
                a.example A 192.0.2.11
                b.example A 192.0.2.12
                c.example A 192.0.2.13
                """;
        NextHops hops = new NextHops(OWN, FakeDns.of(zone), new Random(5), System::nanoTime);
        Set<String> orders = new HashSet<>();
        for (int i = 0; i < 100; i++) {
            orders.add(text(hops.find(new Route.Mx(new Domain("many.example")), Parcels.DELIVERY)));
        }
        assertThat(orders)
                .containsExactlyInAnyOrder(
                        "192.0.2.11 192.0.2.12 192.0.2.13", "192.0.2.12 192.0.2.11 192.0.2.13");
    }

    @Test
    void hostsOfAFixedRouteComeInTheirOrder() throws Exception {
        Route route =
                new Route.Fixed(
                        List.of(
                                Parcels.host("second.example", 2525),
                                Parcels.host("[192.0.2.77]", 26),
                                new Route.Host(new Domain("plain.example"), 27, true)),
                        TlsPolicy.REQUIRE);
        assertThat(text(hops().find(route, Parcels.DELIVERY)))
                .isEqualTo("192.0.2.2 192.0.2.77 192.0.2.1 2001:db8::1 192.0.2.2");
    }

    @Test
    void aFixedRouteThatDoesNotExistWaitsForTheAdministrator() throws Exception {
        for (boolean mx : new boolean[] {false, true}) {
            Route route =
                    new Route.Fixed(
                            List.of(new Route.Host(new Domain("missing.example"), 25, mx)),
                            TlsPolicy.NONE);
            assertThat(hops().find(route, Parcels.DELIVERY))
                    .isInstanceOfSatisfying(
                            NextHops.None.class,
                            none -> assertThat(none.trouble().isPermanent()).isFalse());
        }
    }

    @Test
    void thePolicyOfTheRecipientsDomainCounts() throws Exception {
        assertThat(find("plain.example", ipv6First()))
                .isInstanceOfSatisfying(
                        NextHops.Found.class,
                        found ->
                                assertThat(found.targets())
                                        .allMatch(t -> t.manner().tls() == TlsPolicy.VERIFY));
        assertThat(find("bare.example", ipv6First()))
                .isInstanceOfSatisfying(
                        NextHops.Found.class,
                        found ->
                                assertThat(found.targets())
                                        .allMatch(t -> t.manner().tls() == TlsPolicy.ATTEMPT));
    }

    @Test
    void dnsIsNotWaitedForLongerThanTheBudget() throws Exception {
        Duration budget = Duration.ofMillis(200);
        for (boolean alsoMx : new boolean[] {true, false}) {
            NextHops hops =
                    new NextHops(
                            OWN, new SilentDns(alsoMx), new Random(1), System::nanoTime, budget);
            long began = System.nanoTime();
            assertThat(hops.find(new Route.Mx(new Domain("slow.example")), Parcels.DELIVERY))
                    .isInstanceOfSatisfying(
                            NextHops.None.class,
                            none -> assertThat(none.trouble().status()).hasToString("4.4.3"));
            assertThat(Duration.ofNanos(System.nanoTime() - began))
                    .isBetween(budget, budget.plusSeconds(2));
        }
        assertThat(NextHops.BUDGET).isLessThanOrEqualTo(Duration.ofSeconds(20));
    }

    /** Otherwise its mail would be tried in vain until it is returned. */
    @Test
    void aHostThatDnsIsSilentAboutKeepsNoOtherFromBeingFound() throws Exception {
        NextHops hops =
                new NextHops(
                        OWN,
                        new SilentDns(false),
                        new Random(1),
                        System::nanoTime,
                        Duration.ofMillis(200));
        assertThat(text(hops.find(new Route.Mx(new Domain("half.example")), Parcels.DELIVERY)))
                .isEqualTo("192.0.2.2");
        Route fixed =
                new Route.Fixed(
                        List.of(
                                Parcels.host("silent1.example", 25),
                                Parcels.host("second.example", 25)),
                        TlsPolicy.NONE);
        assertThat(text(hops.find(fixed, Parcels.DELIVERY))).isEqualTo("192.0.2.2");
    }

    private static Settings.Delivery ipv6First() {
        return new Settings.Delivery(
                TlsPolicy.ATTEMPT,
                List.of(new Settings.DomainTls(new Domain("plain.example"), TlsPolicy.VERIFY)),
                false,
                List.of(),
                20,
                200,
                1000,
                Duration.ofSeconds(5),
                25,
                Settings.EightBit.SEND,
                Parcels.RFC);
    }

    private static String found(String domain, Settings.Delivery delivery) throws Exception {
        return text(find(domain, delivery));
    }

    private static NextHops.Hops find(String domain, Settings.Delivery delivery) throws Exception {
        return hops().find(new Route.Mx(Domain.parse(domain).orElseThrow()), delivery);
    }

    private static NextHops hops() {
        return new NextHops(OWN, FakeDns.of(ZONE), new Random(1), System::nanoTime);
    }

    private static String text(NextHops.Hops hops) {
        return switch (hops) {
            case NextHops.Found(List<Target> targets, _) ->
                    targets.stream()
                            .map(target -> target.inClear().address())
                            .collect(Collectors.joining(" "));
            case NextHops.None(Trouble trouble) -> trouble.toString();
        };
    }

    private static OwnHosts own() {
        try {
            return OwnHosts.of(
                    new Domain("gateway.example"), List.of(new InetSocketAddress("192.0.2.7", 25)));
        } catch (SocketException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Answers nothing about any name but second.example, and MX records at most. */
    private record SilentDns(boolean alsoMx) implements Dns {

        @Override
        public Answer<MailExchanger> mx(Domain domain) throws InterruptedException {
            if (alsoMx) {
                return silence();
            }
            List<MailExchanger> records = new ArrayList<>();
            for (int i = 1; i <= 8; i++) {
                records.add(new MailExchanger(i, new Domain("silent" + i + ".example")));
            }
            if (domain.name().equals("half.example")) {
                records.add(new MailExchanger(9, new Domain("second.example")));
            }
            return new Answer.Found<>(records, Duration.ofHours(1), false);
        }

        @Override
        public Answer<Inet4Address> a(Domain host) throws InterruptedException {
            return host.name().equals("second.example")
                    ? new Answer.Found<>(
                            List.of((Inet4Address) InetAddress.ofLiteral("192.0.2.2")),
                            Duration.ofHours(1),
                            false)
                    : silence();
        }

        @Override
        public Answer<Inet6Address> aaaa(Domain host) throws InterruptedException {
            return host.name().equals("second.example")
                    ? new Answer.NoData<>(Duration.ofHours(1), false)
                    : silence();
        }

        private static <R> Answer<R> silence() throws InterruptedException {
            new CountDownLatch(1).await();
            throw new AssertionError("nobody opens it");
        }
    }
}
