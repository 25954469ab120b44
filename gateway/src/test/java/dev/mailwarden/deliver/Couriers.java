package dev.mailwarden.deliver;

import dev.mailwarden.config.Settings;
import dev.mailwarden.mail.dns.Dns;
import dev.mailwarden.mail.dns.FakeDns;
import dev.mailwarden.mail.smtp.Domain;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;

/** Couriers for tests, and a way to wait for what they do. */
final class Couriers {

    private static final long PATIENCE = 60_000_000_000L;

    private Couriers() {}

    static SmtpCourier with(Settings.Delivery delivery) {
        return with(delivery, FakeDns.of(""), System::nanoTime);
    }

    static SmtpCourier with(Settings.Delivery delivery, Dns dns, LongSupplier ticker) {
        return with(delivery, dns, ticker, TlsClient.trusting(TestTls.roots()));
    }

    static SmtpCourier with(
            Settings.Delivery delivery, Dns dns, LongSupplier ticker, TlsClient tls) {
        Settings settings = Parcels.settings(delivery);
        return new SmtpCourier(
                new Domain("gateway.example"),
                () -> settings,
                new NextHops(Parcels.nobody(), dns, new Random(1), ticker),
                tls,
                new Random(2),
                ticker);
    }

    static void await(BooleanSupplier condition) {
        long until = System.nanoTime() + PATIENCE;
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > until) {
                throw new AssertionError("waited in vain");
            }
            LockSupport.parkNanos(1_000_000);
        }
    }
}
