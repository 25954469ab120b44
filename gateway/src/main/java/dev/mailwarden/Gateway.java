package dev.mailwarden;

import dev.mailwarden.deliver.SmtpCourier;
import dev.mailwarden.operate.ControlSocket;
import dev.mailwarden.queue.MessageQueue;
import dev.mailwarden.receive.Smtpd;
import dev.mailwarden.spool.RecoveryReport;
import dev.mailwarden.spool.Spool;
import dev.mailwarden.track.EventJournal;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A gateway with all its parts, as {@link Wiring} made it: started once, stopped once, in the order
 * of a message's life.
 */
final class Gateway {

    private static final Logger LOG = LoggerFactory.getLogger(Gateway.class);

    /** How long transactions and deliveries may go on after a stop was asked for (O-10). */
    private static final Duration GRACE = Duration.ofSeconds(12);

    private final Parts parts;
    private final CountDownLatch indexed = new CountDownLatch(1);

    /**
     * What a gateway is made of.
     *
     * @param others closed last, in this order
     */
    record Parts(
            EventJournal journal,
            Spool spool,
            MessageQueue queue,
            SmtpCourier courier,
            Smtpd smtpd,
            ControlSocket control,
            ExecutorService tasks,
            List<AutoCloseable> others) {}

    Gateway(Parts parts) {
        this.parts = parts;
    }

    /** Takes mail from now on, and reads the queue of before meanwhile. */
    void start() {
        parts.smtpd().start();
        parts.tasks().execute(this::serveControl);
        parts.tasks().execute(this::recover);
        LOG.info("ready on {}", parts.smtpd().ports());
    }

    private void serveControl() {
        try {
            parts.control().serve(parts.tasks());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void recover() {
        try {
            RecoveryReport report =
                    parts.queue().recover((events, _) -> parts.journal().replay(events));
            parts.journal().endReplay();
            if (report.isWhole()) {
                LOG.info("the queue holds {} messages", parts.queue().size());
            } else {
                LOG.error("CRITICAL: the spool is damaged: {}", report);
            }
        } catch (IOException | RuntimeException e) {
            LOG.error("CRITICAL: the spool cannot be read; what it holds is not delivered", e);
        } finally {
            indexed.countDown();
        }
    }

    /** Waits until what was queued before is known. */
    void awaitIndexed() throws InterruptedException {
        indexed.await();
    }

    /** Port of each listener by its name. */
    Map<String, Integer> ports() {
        return parts.smtpd().ports();
    }

    /** The queue, for those who ask about it. */
    MessageQueue queue() {
        return parts.queue();
    }

    /** Lets nobody in, lets what runs come to its end, writes everything down. */
    void stop() throws InterruptedException {
        LOG.info("stopping");
        parts.smtpd().stop(GRACE);
        parts.queue().stopDelivering(GRACE);
        awaitIndexed();
        close("queue", parts.queue());
        close("courier", parts.courier());
        close("spool", parts.spool());
        close("journal", parts.journal());
        close("control socket", parts.control());
        parts.others().forEach(other -> close("part", other));
        parts.tasks().shutdownNow();
        LOG.info("stopped");
    }

    private static void close(String what, AutoCloseable part) {
        try {
            part.close();
        } catch (Exception e) {
            LOG.error("the {} could not be closed in order", what, e);
        }
    }

    /** Why the gateway cannot go on, if so. */
    Optional<String> fault() {
        if (!parts.journal().isRunning()) {
            return Optional.of("the writer of the event journal has ended");
        }
        return parts.spool().isHealthy()
                ? Optional.empty()
                : Optional.of("the spool cannot be written");
    }
}
