package dev.mailwarden.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailwarden.config.Configuration;
import dev.mailwarden.mail.smtp.Domain;
import dev.mailwarden.operate.AuditRow;
import dev.mailwarden.operate.Call;
import dev.mailwarden.operate.Calls.ApplyArguments;
import dev.mailwarden.operate.Calls.ChangedRow;
import dev.mailwarden.operate.Calls.CheckArguments;
import dev.mailwarden.operate.Calls.NoticeRow;
import dev.mailwarden.operate.Calls.QueueFilter;
import dev.mailwarden.operate.Calls.RevisionRow;
import dev.mailwarden.operate.Calls.SettingsRow;
import dev.mailwarden.operate.CheckRow;
import dev.mailwarden.operate.ControlCommand;
import dev.mailwarden.operate.ControlSocket;
import dev.mailwarden.operate.Ending;
import dev.mailwarden.operate.ExplainRow;
import dev.mailwarden.operate.ExplainRow.RefusalRow;
import dev.mailwarden.operate.QueueRow;
import dev.mailwarden.operate.RecipientRow;
import dev.mailwarden.operate.TraceRow;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MailwardenTest {

    private static final String CONFIGURATION =
            """
            node:
              host-name: mx.example.org
              data-directory: .
              listeners: [{name: mx, address: "127.0.0.1:0"}]
            """;
    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00.5Z");

    private final Path directory;
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private final List<String> started = new ArrayList<>();
    private final List<QueueFilter> filters = new ArrayList<>();
    private final List<CheckArguments> checks = new ArrayList<>();
    private volatile String message = "";
    private final List<String> texts = new ArrayList<>();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    MailwardenTest(@TempDir Path directory) throws IOException {
        this.directory = directory;
        Files.createDirectories(directory.resolve("proc/self"));
        Files.createDirectories(directory.resolve("proc/sys/kernel"));
        Files.writeString(directory.resolve("proc/sys/kernel/hostname"), "Host.example.org\n");
        uids("1000\t1000\t1000\t1000");
    }

    private void uids(String uids) throws IOException {
        Files.writeString(
                directory.resolve("proc/self/status"), "Name:\tjava\nUid:\t" + uids + "\n");
    }

    @AfterEach
    void stop() {
        threads.shutdownNow();
        threads.close();
    }

    private final class Starter implements GatewayStarter {

        @Override
        public int run(Path file, Configuration configuration, boolean apply, PrintWriter to) {
            started.add("run " + configuration.node().hostName() + (apply ? " with its file" : ""));
            return 0;
        }

        @Override
        public int demo(boolean exit, PrintWriter to) {
            started.add("demo " + exit);
            return 5;
        }
    }

    private int mailwarden(String... arguments) {
        return Mailwarden.command(
                        new Starter(),
                        new Machine(directory.resolve("proc")),
                        new Random(1),
                        new PrintWriter(out, true),
                        new PrintWriter(err, true))
                .execute(arguments);
    }

    private String configuration(String text) throws IOException {
        return Files.writeString(directory.resolve("mailwarden.yaml"), text).toString();
    }

    @Test
    void runsWithAValidConfiguration() throws IOException {
        assertThat(mailwarden("run", "--config", configuration(CONFIGURATION))).isZero();
        assertThat(started).containsExactly("run mx.example.org");
        assertThat(err.toString()).contains("warning: settings.relay: all mail is refused");
    }

    @Test
    void runsWithTheSettingsOfItsFileIfAsked() throws IOException {
        String file = configuration(CONFIGURATION);
        assertThat(mailwarden("run", "--apply", "--config", file)).isZero();
        assertThat(started).containsExactly("run mx.example.org with its file");
    }

    @Test
    void doesNotRunWithErrors() throws IOException {
        assertThat(mailwarden("run", "--config", configuration("node: {}"))).isEqualTo(78);
        assertThat(started).isEmpty();
        assertThat(err.toString()).contains("mailwarden.yaml:1:1: node.host-name: is missing;");
    }

    @ParameterizedTest
    @ValueSource(strings = {"0\t0\t0\t0", "1000\t0\t0\t0", "0\t1000\t1000\t1000", ""})
    void doesNotRunAsRoot(String uids) throws IOException {
        uids(uids);
        assertThat(mailwarden("run", "--config", configuration(CONFIGURATION))).isEqualTo(77);
        assertThat(started).isEmpty();
    }

    @Test
    void writesAFirstConfigurationAndKeepsAnOldOne() {
        Path file = directory.resolve("new.yaml");
        assertThat(mailwarden("run", "--config", file.toString())).isZero();
        assertThat(file)
                .content()
                .contains("host-name: " + new Domain("host.example.org"))
                .contains("data-directory: " + directory.resolve("mailwarden-data"));
        assertThat(started).containsExactly("run host.example.org");
    }

    @Test
    void demoReturnsWhatBecameOfIt() {
        assertThat(mailwarden("demo", "--exit")).isEqualTo(5);
        assertThat(started).containsExactly("demo true");
    }

    @Test
    void checksAConfiguration() throws IOException {
        assertThat(mailwarden("check-config", configuration(CONFIGURATION))).isZero();
        assertThat(mailwarden("check-config", configuration(CONFIGURATION + "x: 1\n")))
                .isEqualTo(78);
        assertThat(out.toString()).contains("mailwarden.yaml:5:1: x: there is no such setting");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "nonsense",
                "queue",
                "queue retry",
                "queue delete",
                "trace",
                "explain",
                "check",
                "run -x"
            })
    void refusesWhatItDoesNotUnderstand(String line) {
        String[] words = line.isEmpty() ? new String[0] : line.split(" ", -1);
        assertThat(mailwarden(words)).isEqualTo(64);
        assertThat(err.toString()).containsAnyOf("Usage: mailwarden", "Unmatched argument");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "run",
                "demo",
                "queue",
                "queue list",
                "queue delete",
                "trace",
                "explain",
                "check"
            })
    void helps(String line) {
        assertThat(mailwarden((line + " --help").strip().split(" ", -1))).isZero();
        assertThat(out.toString()).contains("Usage: mailwarden").contains("78   the configuration");
    }

    @Test
    void tellsItsVersion() {
        assertThat(mailwarden("version")).isZero();
        assertThat(out.toString()).startsWith("Mailwarden ").contains("Java 2");
    }

    @Test
    void saysThatNoGatewayRuns() throws IOException {
        assertThat(mailwarden("reload", "--config", configuration(CONFIGURATION))).isEqualTo(69);
        assertThat(err.toString()).contains("no gateway answers at " + directory);
    }

    @Test
    void findsTheGatewayEvenIfItsFileHasErrors() throws IOException {
        serve();
        String file = configuration("node: {data-directory: ., x: 1}\nsettings: {y: 1}\n");
        assertThat(mailwarden("reload", "--config", file)).isEqualTo(1);
        assertThat(out.toString())
                .isEqualToIgnoringNewLines("SEVERITY  TEXT" + "error     no such setting");
        assertThat(err.toString()).isEqualToIgnoringNewLines("mailwarden: not reloaded");
    }

    @Test
    void sendsTheTextOfAFileAndShowsWhatItChanges() throws IOException {
        serve();
        String file = configuration(CONFIGURATION);
        String data = directory.toString();
        assertThat(mailwarden("apply", file, "--comment", "why", "--data", data)).isEqualTo(78);
        assertThat(texts).containsExactly(CONFIGURATION);
        assertThat(out.toString().lines()).containsExactly("+" + file + " why false");
        assertThat(err.toString().strip()).isEqualTo("mailwarden: wrong");
        assertThat(mailwarden("apply", "--dry-run", "--author", "a b", "--data", data))
                .isEqualTo(78);
        assertThat(texts).containsExactly(CONFIGURATION, "");
        assertThat(out.toString()).contains("+a b  true");
        assertThat(mailwarden("apply", data + "/none", "--data", data)).isEqualTo(78);
        assertThat(err.toString()).contains("none there is no such file");
    }

    @Test
    void listsRevisions() throws IOException {
        serve();
        assertThat(mailwarden("history", "--limit", "3", "--data", directory.toString())).isZero();
        assertThat(out.toString().lines().toList().getLast().split("  +", -1))
                .containsExactly("3", "2026-03-01T12:00:00Z", "root", "in force", "why");
    }

    @Test
    void aRevisionIsANumber() {
        assertThat(mailwarden("rollback", "x")).isEqualTo(64);
        assertThat(mailwarden("rollback")).isEqualTo(64);
        assertThat(mailwarden("diff", "1", "2", "3")).isEqualTo(64);
    }

    @Test
    void listsTheQueueInColumnsWithHostileTextInert() throws IOException {
        serve();
        assertThat(mailwarden("queue", "list", "--data", directory.toString())).isZero();
        List<String> lines = out.toString().lines().toList();
        assertThat(lines.getFirst()).startsWith("JOURNEY  STATE     ACCEPTED              OCTETS");
        assertThat(lines.getLast().split("  +", -1))
                .containsExactly(
                        "id",
                        "deferred",
                        "2026-03-01T12:00:00Z",
                        "7",
                        "<>",
                        "b@c.example +1",
                        "2",
                        "-",
                        "\\u001b[2J451 later");
    }

    @Test
    void showsRowsAsJson() throws IOException {
        serve();
        assertThat(mailwarden("queue", "audit", "--json", "--data", directory.toString())).isZero();
        assertThat(out.toString().strip())
                .isEqualTo(
                        "{\"accepted\":6,\"delivered\":1,\"bounced\":1,\"queued\":1,\"held\":1,"
                                + "\"setAside\":0,\"removed\":1}");
    }

    @Test
    void auditShowsWhatIsMissing() throws IOException {
        serve();
        mailwarden("queue", "audit", "--data", directory.toString());
        assertThat(out.toString().lines().toList().getLast().split(" +", -1))
                .containsExactly("6", "1", "1", "1", "1", "0", "1", "1");
    }

    @Test
    void deletesOnlyWhatWasNamed() throws IOException {
        serve();
        String data = directory.toString();
        assertThat(mailwarden("queue", "delete", "--from", "", "--data", data)).isZero();
        assertThat(mailwarden("queue", "retry", "id", "--data", data)).isZero();
        assertThat(mailwarden("queue", "retry", "--all", "id", "--data", data)).isEqualTo(64);
        assertThat(mailwarden("queue", "retry", "--all", "--data", data)).isZero();
        assertThat(filters)
                .extracting(QueueFilter::fitsEverything)
                .containsExactly(false, false, true);
        assertThat(filters.getFirst().sender()).contains("");
        assertThat(filters.get(1).journey()).contains("id");
    }

    @Test
    void traces() throws IOException {
        serve();
        assertThat(mailwarden("trace", "u@a.example", "--data", directory.toString())).isZero();
        assertThat(out.toString()).contains("delivered").contains("inner[192.0.2.1]:25");
        assertThat(mailwarden("queue", "show", "id", "--data", directory.toString())).isEqualTo(1);
        assertThat(err.toString()).contains("mailwarden: no such journey");
    }

    private static Ending explain(Object which, String caller, ControlCommand.Rows<ExplainRow> rows)
            throws IOException {
        for (String recipient : List.of("b@c.example", "d@c.example")) {
            rows.add(
                    new ExplainRow(
                            "id",
                            NOON,
                            "",
                            "192.0.2.1",
                            "\u001b[2Jhello",
                            List.of(recipient),
                            2,
                            Optional.of(new RefusalRow("rcpt", "550 5.1.1 no", "client")),
                            Optional.empty()));
        }
        return Ending.done();
    }

    private Ending tryOut(
            CheckArguments arguments, String caller, ControlCommand.Rows<CheckRow> rows)
            throws IOException {
        checks.add(arguments);
        try (InputStream octets = rows.ask(arguments.octets())) {
            message = new String(octets.readAllBytes(), StandardCharsets.ISO_8859_1);
        }
        return Ending.done();
    }

    @Test
    void explainsEachRecipientUnderOneHeading() throws IOException {
        serve();
        assertThat(mailwarden("explain", "id", "--data", directory.toString())).isZero();
        assertThat(out.toString().lines())
                .containsExactly(
                        "Journey id",
                        "  at              2026-03-01T12:00:00Z",
                        "  from            <> by client 192.0.2.1",
                        "  subject         \\u001b[2Jhello",
                        "",
                        "For b@c.example and 2 more",
                        "  refused at      rcpt",
                        "  reply           550 5.1.1 no",
                        "",
                        "For d@c.example and 2 more",
                        "  refused at      rcpt",
                        "  reply           550 5.1.1 no");
    }

    private int check(String... arguments) throws IOException {
        Path file = Files.writeString(directory.resolve("a.eml"), "Subject: a\n\nb\n");
        List<String> words = new ArrayList<>(List.of("check", file.toString()));
        words.addAll(List.of(arguments));
        words.addAll(List.of("--data", directory.toString()));
        return mailwarden(words.toArray(String[]::new));
    }

    @Test
    void sendsAMessageToBeChecked() throws IOException {
        serve();
        assertThat(
                        check(
                                "--from",
                                "<>",
                                "--to",
                                "a@b.example",
                                "c@b.example",
                                "--to",
                                "d@b.example",
                                "--ip",
                                "192.0.2.1",
                                "--helo",
                                "x",
                                "--user",
                                "bob"))
                .isZero();
        assertThat(checks)
                .containsExactly(
                        new CheckArguments(
                                "",
                                List.of("a@b.example", "c@b.example", "d@b.example"),
                                Optional.of("192.0.2.1"),
                                Optional.of("x"),
                                Optional.of("bob"),
                                14));
        assertThat(message).isEqualTo("Subject: a\n\nb\n");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--from x --to a@b.example",
                "--from <> --to b.example",
                "--from <> --to a@b.example --ip 127.1",
                "--from <>",
                "--to a@b.example"
            })
    void saysWhichAddressIsNone(String arguments) throws IOException {
        assertThat(check(arguments.split(" ", -1))).isEqualTo(64);
        assertThat(err.toString()).containsAnyOf("not an", "Missing required option");
        assertThat(checks).isEmpty();
    }

    @Test
    void saysThatThereIsNoSuchMessage() {
        String[] transaction = {"--from", "<>", "--to", "a@b.example"};
        List<String> words = new ArrayList<>(List.of("check", "/no/such.eml"));
        words.addAll(List.of(transaction));
        assertThat(mailwarden(words.toArray(String[]::new))).isEqualTo(1);
        assertThat(err.toString()).contains("mailwarden: there is no /no/such.eml");
        words.set(1, directory.toString());
        assertThat(mailwarden(words.toArray(String[]::new))).isEqualTo(1);
        assertThat(err.toString()).contains(directory + " is not a file");
    }

    private void serve() throws IOException {
        ControlSocket socket =
                ControlSocket.open(
                        directory,
                        List.of(
                                new ControlCommand<>(
                                        Call.QUEUE_LIST, (_, _, rows) -> add(rows, row())),
                                new ControlCommand<>(Call.QUEUE_SHOW, MailwardenTest::show),
                                new ControlCommand<>(Call.EXPLAIN, MailwardenTest::explain),
                                new ControlCommand<>(Call.CHECK, this::tryOut),
                                new ControlCommand<>(Call.QUEUE_DELETE, this::change),
                                new ControlCommand<>(Call.QUEUE_RETRY, this::change),
                                new ControlCommand<>(
                                        Call.QUEUE_AUDIT,
                                        (_, _, rows) ->
                                                add(rows, new AuditRow(6, 1, 1, 1, 1, 0, 1))),
                                new ControlCommand<>(
                                        Call.TRACE, (_, _, rows) -> add(rows, event())),
                                new ControlCommand<>(Call.APPLY, this::apply),
                                new ControlCommand<>(
                                        Call.HISTORY,
                                        (which, _, rows) ->
                                                add(
                                                        rows,
                                                        new RevisionRow(
                                                                which.most(),
                                                                NOON,
                                                                "root",
                                                                "why",
                                                                true))),
                                new ControlCommand<>(
                                        Call.RELOAD,
                                        (_, _, rows) -> {
                                            rows.add(new NoticeRow("error", "no such setting"));
                                            return Ending.failed("not reloaded");
                                        })));
        threads.execute(() -> {
            try (socket) {
                socket.serve(threads);
            } catch (IOException e) {
                throw new AssertionError(e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
    }

    private Ending apply(
            ApplyArguments arguments,
            String text,
            String caller,
            ControlCommand.Rows<SettingsRow> rows)
            throws IOException {
        texts.add(text);
        String who = arguments.file().or(arguments::author).orElse(caller);
        rows.add(
                new SettingsRow(
                        "diff", "+" + who + " " + arguments.comment() + " " + arguments.dryRun()));
        return Ending.invalid("wrong");
    }

    private static <R> Ending add(ControlCommand.Rows<R> rows, R row) throws IOException {
        rows.add(row);
        return Ending.done();
    }

    private static Ending show(
            Object which, String caller, ControlCommand.Rows<RecipientRow> rows) {
        return Ending.notFound("no such journey");
    }

    private Ending change(QueueFilter filter, String caller, ControlCommand.Rows<ChangedRow> rows)
            throws IOException {
        filters.add(filter);
        return add(rows, new ChangedRow("id", 1));
    }

    private static QueueRow row() {
        return new QueueRow(
                "id",
                "deferred",
                "",
                List.of("b@c.example", "d@c.example"),
                7,
                NOON,
                Optional.empty(),
                2,
                "mx:c.example",
                "\u001b[2J451 later");
    }

    private static TraceRow event() {
        return new TraceRow(
                "id",
                1,
                NOON,
                "delivered",
                "",
                List.of("b@c.example"),
                "inner[192.0.2.1]:25",
                "",
                "2.0.0",
                "ok");
    }
}
