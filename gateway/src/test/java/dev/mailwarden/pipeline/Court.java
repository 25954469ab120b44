package dev.mailwarden.pipeline;

import dev.mailwarden.act.Dispatch;
import dev.mailwarden.act.MemoryIntake;
import dev.mailwarden.config.Configuration;
import dev.mailwarden.config.ConfigurationFile;
import dev.mailwarden.config.Preparation;
import dev.mailwarden.config.Reading;
import dev.mailwarden.config.Settings;
import dev.mailwarden.decide.Decider;
import dev.mailwarden.decide.Node;
import dev.mailwarden.mail.budget.Budget;
import dev.mailwarden.mail.filetype.Detection;
import dev.mailwarden.mail.filetype.FileType;
import dev.mailwarden.mail.filetype.TypeDetector;
import dev.mailwarden.mail.mime.Octets;
import dev.mailwarden.mail.smtp.BodyType;
import dev.mailwarden.mail.smtp.Domain;
import dev.mailwarden.mail.smtp.MailParameters;
import dev.mailwarden.mail.smtp.Mailbox;
import dev.mailwarden.mail.smtp.RcptParameters;
import dev.mailwarden.mail.smtp.Reply;
import dev.mailwarden.message.Acceptance;
import dev.mailwarden.message.Arrival;
import dev.mailwarden.message.Batch;
import dev.mailwarden.message.Content;
import dev.mailwarden.message.CopyShelf;
import dev.mailwarden.message.Envelope;
import dev.mailwarden.message.Event;
import dev.mailwarden.message.InboundMail;
import dev.mailwarden.message.Journal;
import dev.mailwarden.message.MailReply;
import dev.mailwarden.message.Recipient;
import dev.mailwarden.scan.ContainerOpener;
import dev.mailwarden.scan.FakeOpener;
import dev.mailwarden.scan.Means;
import dev.mailwarden.scan.Samples;
import dev.mailwarden.scan.ScanModule;
import dev.mailwarden.scan.Scanner;
import dev.mailwarden.scan.unpack.Room;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A pipeline under settings of a test, with modules of a test, whose commits, copies and events can
 * be looked at. For one thread.
 */
public final class Court implements AutoCloseable {

    static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
    private static final Domain HOST = Domain.parse("mx.ours.example").orElseThrow();

    private static final TypeDetector TYPES = new TypeDetector();

    private static final String NODE =
            """
            node:
              host-name: mx.ours.example
              data-directory: /data
              listeners: [{name: mx, address: "127.0.0.1:2525"}]
            settings:
              relay:
                local-domains: [ours.example]
                postmaster: postmaster@ours.example
            """;

    /** What was committed, in order. */
    public final List<Batch> batches = new ArrayList<>();

    /** Bodies of copies by their names, ISO 8859-1. */
    public final Map<CopyShelf.CopyName, String> copies = new LinkedHashMap<>();

    /** Events that were part of no commit. */
    public final List<Event> recorded = new ArrayList<>();

    /** Thrown by whoever wants to keep a copy. */
    public Optional<IOException> noShelf = Optional.empty();

    /** Opens archives. */
    public ContainerOpener opener = new FakeOpener();

    /** Where what is to leave is written. */
    final MemoryIntake intake = new MemoryIntake();

    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final Settings settings;
    private final Policies policies;
    private final Pipeline pipeline;
    private final Rehearsal rehearsal;
    private Acceptance acceptance = batches::add;
    private Journal journal = recorded::add;

    private Court(Settings settings, List<ScanModule> modules) {
        this.settings = settings;
        this.policies =
                new Policies(modules.stream().map(ScanModule::name).collect(Collectors.toSet()));
        switch (policies.prepare(settings, 7)) {
            case Preparation.Result.Ready(Runnable putInForce) -> putInForce.run();
            case Preparation.Result.Flawed(List<String> flaws) ->
                    throw new IllegalArgumentException(flaws.toString());
        }
        InstantSource clock = () -> NOW;
        var judge =
                new Judge(
                        policies,
                        () -> settings,
                        new Scanner(modules, threads, System::nanoTime, 2),
                        new Means(
                                opener(),
                                TYPES,
                                Path.of(System.getProperty("java.io.tmpdir")),
                                new Room(1 << 20)),
                        new Decider(new Node("Mailwarden", "mx.ours.example", "192.0.2.1", 25)),
                        clock,
                        System::nanoTime);
        var dispatch =
                new Dispatch(
                        intake, HOST, () -> new Mailbox("postmaster", HOST), clock, new Random(1));
        var turns = new Semaphore(4, true);
        pipeline =
                Pipeline.of(
                        judge,
                        dispatch,
                        new Shelf(),
                        () -> settings,
                        batch -> acceptance.commit(batch),
                        event -> journal.record(event),
                        turns);
        rehearsal =
                new Rehearsal(
                        judge, dispatch, intake, () -> settings, HOST, turns, clock, new Random(2));
    }

    /**
     * {@return a pipeline}
     *
     * @param settings keys under {@code settings:} beside {@code relay:}, without indentation
     */
    public static Court under(String settings, ScanModule... modules) {
        return of(NODE + settings.indent(2), modules);
    }

    /** The same where a network is trusted. */
    static Court trusting(String network, String settings, ScanModule... modules) {
        return of(NODE + "    trusted-networks: [" + network + "]\n" + settings.indent(2), modules);
    }

    private static Court of(String file, ScanModule... modules) {
        return switch (ConfigurationFile.read(file, Path.of("/test/mailwarden.yaml"))) {
            case Reading.Valid(Configuration configuration, _) ->
                    new Court(configuration.settings(), List.of(modules));
            case Reading.Invalid(var problems) ->
                    throw new IllegalArgumentException(problems.toString());
        };
    }

    /**
     * {@return a message}
     *
     * @param text with lines ending in LF
     * @param prdr whether a reply for each recipient is asked for
     */
    static InboundMail mail(
            String text, Arrival.Origin origin, boolean prdr, String... recipients) {
        byte[] octets = text.replace("\n", "\r\n").getBytes(StandardCharsets.ISO_8859_1);
        InboundMail sample = Samples.mail(octets);
        Arrival arrival = sample.arrival();
        return new InboundMail(
                sample.journey(),
                new Arrival(
                        arrival.at(),
                        arrival.listener(),
                        arrival.client(),
                        arrival.port(),
                        arrival.helo(),
                        arrival.esmtp(),
                        arrival.user(),
                        origin,
                        arrival.tls()),
                new Envelope(
                        sample.envelope().reversePath(),
                        new MailParameters(
                                OptionalLong.empty(),
                                BodyType.SEVEN_BIT,
                                false,
                                Optional.empty(),
                                Optional.empty(),
                                prdr),
                        Stream.of(recipients)
                                .map(it -> Mailbox.parse(it).orElseThrow())
                                .map(it -> new Recipient(it, RcptParameters.NONE))
                                .toList()),
                new MemoryIntake.Memory(
                        new String(octets, StandardCharsets.ISO_8859_1), sample.content().facts()),
                sample.messageId());
    }

    /** Forgets what was committed, kept and recorded. */
    void forget() {
        batches.clear();
        copies.clear();
        recorded.clear();
    }

    /** Commits are made by somebody else from now on. */
    public void accept(Acceptance other) {
        acceptance = other;
    }

    /** Events that are part of no commit are told to somebody else from now on. */
    void record(Journal other) {
        journal = other;
    }

    /** Whatever opener there is when it is asked. */
    private ContainerOpener opener() {
        return new ContainerOpener() {
            @Override
            public boolean opens(FileType type) {
                return opener.opens(type);
            }

            @Override
            public List<Opened> open(Detection type, Octets container, Budget budget)
                    throws InterruptedException {
                return opener.open(type, container, budget);
            }
        };
    }

    /** {@return the reply to a message} */
    public Reply process(InboundMail mail) throws InterruptedException {
        return pipeline.process(mail).whole();
    }

    /** {@return the reply, and those for each recipient} */
    MailReply answer(InboundMail mail) throws InterruptedException {
        return pipeline.process(mail);
    }

    /** {@return what tries out messages under the same settings} */
    public Rehearsal rehearsal() {
        return rehearsal;
    }

    public Settings settings() {
        return settings;
    }

    public Policies policies() {
        return policies;
    }

    /** {@return events, those of commits first} */
    public List<Event> events() {
        return Stream.concat(
                        batches.stream().flatMap(batch -> batch.events().stream()),
                        recorded.stream())
                .toList();
    }

    /** {@return drafts that nobody closed} */
    public int openDrafts() {
        return intake.open;
    }

    private final class Shelf implements CopyShelf {

        @Override
        public void put(CopyName name, Content body) throws IOException {
            if (noShelf.isPresent()) {
                throw noShelf.get();
            }
            var octets = new ByteArrayOutputStream();
            body.writeTo(octets);
            copies.put(name, octets.toString(StandardCharsets.ISO_8859_1));
        }

        @Override
        public void takeBack(CopyName name) {
            copies.remove(name);
        }

        @Override
        public void enter(Copy copy) {
            throw new UnsupportedOperationException("the queue enters copies");
        }

        @Override
        public void clear(Set<CopyName> named) {
            throw new UnsupportedOperationException("the queue clears");
        }
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
