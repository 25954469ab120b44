package dev.mailwarden;

import dev.mailwarden.act.Dispatch;
import dev.mailwarden.config.LiveSettings;
import dev.mailwarden.config.Node;
import dev.mailwarden.config.SettingsChanges;
import dev.mailwarden.decide.Decider;
import dev.mailwarden.deliver.CallAhead;
import dev.mailwarden.deliver.NextHops;
import dev.mailwarden.deliver.OwnHosts;
import dev.mailwarden.deliver.SmtpCourier;
import dev.mailwarden.deliver.TlsClient;
import dev.mailwarden.deliver.TransportMap;
import dev.mailwarden.directory.AccountFile;
import dev.mailwarden.directory.Accounts;
import dev.mailwarden.directory.DecoySecret;
import dev.mailwarden.keep.Shelves;
import dev.mailwarden.mail.dns.Dns;
import dev.mailwarden.mail.smtp.IpAddress;
import dev.mailwarden.mail.smtp.Mailbox;
import dev.mailwarden.message.CopyShelf;
import dev.mailwarden.message.Intake;
import dev.mailwarden.message.WrittenEvents;
import dev.mailwarden.observe.Metrics;
import dev.mailwarden.observe.Metrics.Figure;
import dev.mailwarden.observe.MetricsServer;
import dev.mailwarden.operate.ControlSocket;
import dev.mailwarden.operate.GatewayCommands;
import dev.mailwarden.operate.JudgementCommands;
import dev.mailwarden.operate.SettingsCommands;
import dev.mailwarden.operate.Switches;
import dev.mailwarden.operate.Switches.Flow;
import dev.mailwarden.pipeline.Judge;
import dev.mailwarden.pipeline.Overload;
import dev.mailwarden.pipeline.PastPolicies;
import dev.mailwarden.pipeline.Pipeline;
import dev.mailwarden.pipeline.Policies;
import dev.mailwarden.pipeline.Rehearsal;
import dev.mailwarden.queue.MessageQueue;
import dev.mailwarden.receive.ListeningSockets;
import dev.mailwarden.receive.Ports;
import dev.mailwarden.receive.Smtpd;
import dev.mailwarden.receive.StaticRecipients;
import dev.mailwarden.spool.CommitListener;
import dev.mailwarden.spool.Spool;
import dev.mailwarden.track.EventJournal;
import dev.mailwarden.track.JourneyFollower;
import dev.mailwarden.track.Trace;
import dev.mailwarden.track.TransferLog;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes a gateway: every object is built here by hand, in the order in which things depend on one
 * another, and nothing else wires.
 */
final class Wiring {

    private static final Logger LOG = LoggerFactory.getLogger(Wiring.class);

    /** An eighth of the heap may hold young messages, so that they are not read back from disk. */
    private static final int HOT_SHARE = 8;

    private static final String PRODUCT = "Mailwarden";

    private static final int HASHING_THREADS = 2;

    /** Passwords that may wait to be checked, about ten seconds of work. */
    private static final int MOST_HASHING = 100;

    private final Node node;
    private final LiveSettings settings;
    private final SettingsChanges changes;
    private final Dns dns;
    private final InstantSource clock = InstantSource.system();
    private final LongSupplier ticker = System::nanoTime;
    private final Policies policies;
    private final SecureRandom random;

    /**
     * What differs between a real gateway and a demonstration.
     *
     * @param policies made ready for the settings
     * @param kept closed after the gateway
     * @param random unpredictable, and safe for any number of threads
     */
    Wiring(Node node, KeptSettings kept, Policies policies, Dns dns, SecureRandom random) {
        this.node = node;
        this.settings = kept.live();
        this.changes = kept.changes();
        this.policies = policies;
        this.dns = dns;
        this.random = random;
    }

    /** Binds, opens and builds everything; nothing is let in yet. */
    Gateway build() throws IOException {
        ListeningSockets sockets = ListeningSockets.bind(node);
        ExecutorService tasks = Executors.newVirtualThreadPerTaskExecutor();
        Path data = node.dataDirectory();
        Metrics metrics = new Metrics();
        Switches switches = Switches.open(data);

        TransferLog transferLog =
                TransferLog.open(data.resolve("transfer"), () -> settings.get().logs(), clock);
        Stores stores = Stores.open(node, settings, random, clock, ticker);
        CopyShelf shelf = new Shelves(stores.keep());
        EventJournal journal =
                EventJournal.open(
                        data.resolve("journal"),
                        () -> settings.get().logs(),
                        clock,
                        List.of(
                                transferLog,
                                metrics,
                                new JourneyFollower(data.resolve("journal"), stores.journeys())));
        journal.beginReplay();
        Spool spool =
                Spool.open(
                        data.resolve("spool"),
                        Spool.Options.DEFAULT,
                        random,
                        new Spool.Journaling(
                                journal.syncedPosition(),
                                journal::syncedPosition,
                                feeding(journal)));
        SmtpCourier courier =
                new SmtpCourier(
                        node.hostName(),
                        settings,
                        new NextHops(
                                OwnHosts.of(node.hostName(), sockets.addresses()),
                                dns,
                                random,
                                ticker),
                        TlsClient.withDefaultTrust(),
                        random,
                        ticker);
        TransportMap routes = new TransportMap(settings);
        MessageQueue queue =
                new MessageQueue(
                        spool,
                        new MessageQueue.Surroundings(
                                node.hostName(),
                                routes,
                                courier,
                                settings,
                                clock,
                                random,
                                Runtime.getRuntime().maxMemory() / HOT_SHARE,
                                () -> spool.isHealthy() && journal.healthy(),
                                () -> switches.isOn(Flow.SENDING),
                                shelf));
        Overload overload =
                new Overload(
                        spool,
                        queue::size,
                        journal::healthy,
                        () -> switches.isOn(Flow.RECEIVING),
                        settings,
                        ticker);
        ExecutorService hashing = hashing();
        Modules modules = Modules.start(node, ticker);
        Intake intake = spool.intake();
        Mailbox postmaster = new Mailbox("postmaster", node.hostName());
        Judge judge = judge(modules, sockets);
        var dispatch =
                new Dispatch(
                        intake,
                        node.hostName(),
                        () -> settings.get().relay().postmasterOfSite().orElse(postmaster),
                        clock,
                        random);
        var turns = new Semaphore(Modules.AT_ONCE, true);
        Pipeline pipeline = Pipeline.of(judge, dispatch, shelf, settings, queue, journal, turns);
        var rehearsal =
                new Rehearsal(
                        judge, dispatch, intake, settings, node.hostName(), turns, clock, random);
        CallAhead callAhead = new CallAhead(courier, routes, settings, ticker);
        Ports ports =
                new Ports(
                        new StaticRecipients(settings),
                        callAhead,
                        dns,
                        routes,
                        new Accounts(
                                new AccountFile(data),
                                DecoySecret.of(data, random),
                                hashing,
                                random,
                                ticker),
                        overload,
                        intake,
                        pipeline,
                        journal);
        Smtpd smtpd = Smtpd.open(sockets, settings, ports, clock, ticker, random);
        var trace = new Trace(data.resolve("journal"));
        ControlSocket control =
                ControlSocket.open(
                        data,
                        Stream.of(
                                        new GatewayCommands(queue, trace, switches).all(),
                                        new JudgementCommands(
                                                        trace,
                                                        new PastPolicies(policies, changes, node),
                                                        settings,
                                                        rehearsal)
                                                .all(),
                                        new SettingsCommands(changes, smtpd.certificate()::renew)
                                                .all())
                                .flatMap(List::stream)
                                .toList());
        watch(metrics, queue, spool, smtpd, journal);
        watch(metrics, callAhead);
        List<AutoCloseable> others = new ArrayList<>();
        others.add(hashing::shutdownNow);
        others.add(modules);
        others.add(stores);
        if (node.metrics().isPresent()) {
            others.add(
                    MetricsServer.start(
                            node.metrics().get(),
                            metrics,
                            () ->
                                    overload.refuseTransaction(0).isEmpty()
                                            ? MetricsServer.Health.READY
                                            : MetricsServer.Health.BUSY,
                            tasks));
        }
        return new Gateway(
                new Gateway.Parts(journal, spool, queue, courier, smtpd, control, tasks, others));
    }

    private Judge judge(Modules modules, ListeningSockets sockets) {
        InetSocketAddress listener = sockets.addresses().getFirst();
        return new Judge(
                policies,
                settings,
                modules.scanner(),
                modules.means(),
                new Decider(
                        new dev.mailwarden.decide.Node(
                                PRODUCT,
                                node.hostName().name(),
                                IpAddress.format(listener.getAddress()),
                                listener.getPort())),
                clock,
                ticker);
    }

    /** Passwords are checked on two threads at most, however many clients log in. */
    private static ExecutorService hashing() {
        var pool =
                new ThreadPoolExecutor(
                        HASHING_THREADS,
                        HASHING_THREADS,
                        1,
                        TimeUnit.MINUTES,
                        new ArrayBlockingQueue<>(MOST_HASHING),
                        Thread.ofPlatform().daemon().name("log-in-", 0).factory());
        pool.allowCoreThreadTimeOut(true);
        return pool;
    }

    private static CommitListener feeding(EventJournal journal) {
        return new CommitListener() {
            @Override
            public void durable(long lsn, WrittenEvents events) {
                journal.append(lsn, events);
            }

            @Override
            public void failed(IOException cause) {
                LOG.error("CRITICAL: the spool cannot be written; mail is answered 4xx", cause);
            }

            @Override
            public void recovered() {
                LOG.debug("the spool has a segment to write to");
            }
        };
    }

    private static void watch(Metrics metrics, CallAhead callAhead) {
        metrics.watch(Figure.CALL_AHEAD_PROBES, callAhead::probes);
        metrics.watch(Figure.CALL_AHEAD_UNKNOWN, callAhead::unknown);
        metrics.watch(Figure.CALL_AHEAD_UNSURE, callAhead::unsure);
        metrics.watch(Figure.CALL_AHEAD_REMEMBERED, callAhead::remembered);
    }

    private static void watch(
            Metrics metrics, MessageQueue queue, Spool spool, Smtpd smtpd, EventJournal journal) {
        metrics.watch(Figure.QUEUE_MESSAGES, queue::size);
        metrics.watch(Figure.QUEUE_INDEXED, () -> queue.isRecovered() ? 1 : 0);
        metrics.watch(Figure.CONNECTIONS_OPEN, smtpd::connections);
        metrics.watch(Figure.SPOOL_HEALTHY, () -> spool.isHealthy() ? 1 : 0);
        metrics.watch(Figure.SPOOL_BACKLOG_OCTETS, spool::backlogOctets);
        metrics.watch(Figure.JOURNAL_EVENTS, journal::recorded);
        metrics.watch(Figure.JOURNAL_LOST, journal::lost);
    }
}
