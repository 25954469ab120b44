package dev.mailwarden;

import dev.mailwarden.cli.GatewayStarter;
import dev.mailwarden.config.Configuration;
import dev.mailwarden.config.Node;
import dev.mailwarden.config.Settings;
import dev.mailwarden.demo.Demonstration;
import dev.mailwarden.observe.Logging;
import dev.mailwarden.pipeline.Policies;
import dev.mailwarden.resolve.DnsResolver;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;

/** Starts gateways for the command line, and stops them when the process is asked to end. */
final class Starter implements GatewayStarter {

    /** A spool that cannot be written for so long ends the process, for its supervisor to see. */
    private static final Duration FAULT_PATIENCE = Duration.ofSeconds(30);

    private static final int SOFTWARE_FAULT = 70;

    @Override
    public int run(Path file, Configuration configuration, boolean apply, PrintWriter err)
            throws IOException, InterruptedException {
        Node node = configuration.node();
        Policies policies = new Policies(Modules.BUILT);
        var settings = new AtomicReference<Supplier<Settings>>(configuration::settings);
        try (Logging _ = Logging.toFiles(node.dataDirectory(), () -> limits(settings.get()));
                KeptSettings kept = KeptSettings.open(policies, configuration, file, apply)) {
            settings.set(kept.live());
            return run(node, kept, policies);
        } catch (KeptSettings.UnusableException e) {
            err.println(e.getMessage());
            return e.exitCode();
        }
    }

    private static int run(Node node, KeptSettings kept, Policies policies)
            throws IOException, InterruptedException {
        Gateway gateway = wiring(node, kept, policies).build();
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch stopped = new CountDownLatch(1);
        Runtime.getRuntime().addShutdownHook(stopping(asked, stopped));
        gateway.start();
        boolean faulty = awaitStop(gateway, asked);
        gateway.stop();
        stopped.countDown();
        return faulty ? SOFTWARE_FAULT : 0;
    }

    private static Logging.Limits limits(Supplier<Settings> settings) {
        Settings.Logs logs = settings.get().logs();
        return new Logging.Limits(logs.messagesOctets(), logs.importantOctets());
    }

    private static Wiring wiring(Node node, KeptSettings kept, Policies policies) {
        return new Wiring(node, kept, policies, DnsResolver.of(node.dns()), random());
    }

    /** On SIGTERM: asks for the stop, and keeps the process until it is done. */
    private static Thread stopping(CountDownLatch asked, CountDownLatch stopped) {
        return new Thread(
                () -> {
                    asked.countDown();
                    try {
                        stopped.await(FAULT_PATIENCE.toSeconds(), TimeUnit.SECONDS);
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                },
                "stop");
    }

    /** {@return whether the gateway cannot go on, rather than was asked to stop} */
    private static boolean awaitStop(Gateway gateway, CountDownLatch asked)
            throws InterruptedException {
        long faultySince = System.nanoTime();
        while (!asked.await(1, TimeUnit.SECONDS)) {
            Optional<String> fault = gateway.fault();
            if (fault.isEmpty()) {
                faultySince = System.nanoTime();
            } else if (System.nanoTime() - faultySince > FAULT_PATIENCE.toNanos()) {
                return true;
            }
        }
        return false;
    }

    @Override
    public int demo(boolean exit, PrintWriter out) throws IOException, InterruptedException {
        Policies policies = new Policies(Modules.BUILT);
        try (Demonstration demonstration = Demonstration.prepare(random());
                KeptSettings kept =
                        KeptSettings.open(
                                policies,
                                demonstration.configuration(),
                                demonstration.file(),
                                false)) {
            CountDownLatch asked = new CountDownLatch(1);
            CountDownLatch stopped = new CountDownLatch(1);
            Runtime.getRuntime().addShutdownHook(stopping(asked, stopped));
            Gateway gateway = wiring(demonstration.configuration().node(), kept, policies).build();
            try {
                gateway.start();
                boolean right = demonstration.run(portOf(gateway), out);
                if (!exit) {
                    demonstration.invite(portOf(gateway), out);
                    awaitStop(gateway, asked);
                }
                return right ? 0 : 1;
            } finally {
                gateway.stop();
                stopped.countDown();
            }
        } catch (KeptSettings.UnusableException e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    private static int portOf(Gateway gateway) {
        return gateway.ports().values().iterator().next();
    }

    /** Unpredictable, and safe for any number of threads. */
    private static SecureRandom random() {
        return new SecureRandom();
    }
}
