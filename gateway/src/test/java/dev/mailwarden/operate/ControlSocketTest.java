package dev.mailwarden.operate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.mailwarden.operate.Calls.ApplyArguments;
import dev.mailwarden.operate.Calls.ChangedRow;
import dev.mailwarden.operate.Calls.CheckArguments;
import dev.mailwarden.operate.Calls.NoArguments;
import dev.mailwarden.operate.Calls.QueueFilter;
import dev.mailwarden.operate.Calls.WhichJourney;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ControlSocketTest {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final QueueFilter ALL =
            new QueueFilter(
                    Optional.empty(),
                    Optional.of("a@b.example"),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    3);
    private static final QueueRow ROW =
            new QueueRow(
                    "id",
                    "deferred",
                    "ö\n@a.example",
                    List.of("b@c.example"),
                    7,
                    Instant.parse("2026-03-01T12:00:00.123Z"),
                    Optional.empty(),
                    2,
                    "mx:c.example",
                    "");

    private final Path directory;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final List<QueueFilter> asked = new ArrayList<>();
    private final List<String> texts = new ArrayList<>();
    private byte[] taken = {};
    private ControlSocket socket;
    private final ControlClient client;

    ControlSocketTest(@TempDir Path directory) throws IOException {
        this.directory = directory;
        this.socket = open();
        this.client = new ControlClient(directory, PATIENCE);
    }

    private ControlSocket open() throws IOException {
        return ControlSocket.open(
                directory,
                List.of(
                        new ControlCommand<>(Call.QUEUE_LIST, this::list),
                        new ControlCommand<>(
                                Call.QUEUE_SHOW, (which, _, _) -> Ending.notFound(which.journey())),
                        new ControlCommand<>(
                                Call.APPLY,
                                (which, text, _, _) -> {
                                    texts.add(text);
                                    return Ending.invalid(which.file().orElse(""));
                                }),
                        new ControlCommand<>(Call.CHECK, this::take),
                        new ControlCommand<>(Call.QUEUE_RETRY, ControlSocketTest::thousands),
                        new ControlCommand<>(
                                Call.QUEUE_AUDIT,
                                (_, _, _) -> {
                                    throw new IllegalStateException("planted");
                                })));
    }

    private Ending list(QueueFilter filter, String caller, ControlCommand.Rows<QueueRow> rows)
            throws IOException {
        asked.add(filter);
        rows.add(ROW);
        return Ending.done();
    }

    /** Takes some of the octets that the caller has, as many as it says with its name. */
    private Ending take(CheckArguments arguments, String caller, ControlCommand.Rows<CheckRow> rows)
            throws IOException {
        if (arguments.from().isEmpty()) {
            return Ending.failed("not wanted");
        }
        InputStream octets = rows.ask(arguments.octets());
        taken = octets.readNBytes(Integer.parseInt(arguments.from()));
        return Ending.done();
    }

    private Ending send(String wanted, long octets, InputStream source) throws Exception {
        var arguments =
                new CheckArguments(
                        wanted,
                        List.of(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        octets);
        return client.call(Call.CHECK, arguments, source, _ -> {});
    }

    @Test
    void carriesOctetsThatAreAskedFor() throws Exception {
        byte[] octets = new byte[3_000_000];
        new Random(1).nextBytes(octets);
        int all = octets.length;
        assertThat(send("" + all, all, new ByteArrayInputStream(octets))).isEqualTo(Ending.done());
        assertThat(taken).isEqualTo(octets);
        assertThat(send("10", all, new ByteArrayInputStream(octets))).isEqualTo(Ending.done());
        assertThat(taken).isEqualTo(Arrays.copyOf(octets, 10));
        assertThat(send("", all, new ByteArrayInputStream(octets)))
                .isEqualTo(Ending.failed("not wanted"));
        assertThat(send("0", 0, InputStream.nullInputStream())).isEqualTo(Ending.done());
    }

    @Test
    void aCallerWithFewerOctetsThanItSaidHasNoAnswer() {
        assertThatThrownBy(() -> send("9", 9, new ByteArrayInputStream(new byte[8])))
                .isInstanceOf(ControlClient.UnavailableException.class)
                .hasMessageContaining("1 octets less than before");
    }

    private static Ending thousands(
            QueueFilter filter, String caller, ControlCommand.Rows<ChangedRow> rows)
            throws IOException {
        for (int i = 0; i < filter.most(); i++) {
            rows.add(new ChangedRow("journey " + i, i));
        }
        return Ending.done();
    }

    @BeforeEach
    void serve() {
        ControlSocket serving = socket;
        threads.execute(() -> {
            try {
                serving.serve(threads);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
    }

    @AfterEach
    void stop() throws IOException {
        socket.close();
        threads.shutdownNow();
        threads.close();
    }

    @Test
    void carriesArgumentsAndRowsUnchanged() throws Exception {
        List<QueueRow> rows = new ArrayList<>();
        assertThat(client.call(Call.QUEUE_LIST, ALL, rows::add)).isEqualTo(Ending.done());
        assertThat(asked).containsExactly(ALL);
        assertThat(rows).containsExactly(ROW);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 10_000, 5_000_000})
    void carriesATextOfAnyLength(int length) throws Exception {
        String text = "\u00e9\n".repeat(length);
        var arguments = new ApplyArguments(Optional.of("x"), Optional.empty(), "", true);
        assertThat(client.call(Call.APPLY, arguments, text, _ -> {}))
                .isEqualTo(Ending.invalid("x"));
        assertThat(texts).containsExactly(text);
    }

    @Test
    void refusesATextThatIsTooLongOrNoText() throws Exception {
        String request =
                Wire.request(
                        "apply",
                        new ApplyArguments(Optional.empty(), Optional.empty(), "", true),
                        1);
        assertThat(exchange(request.replace("\"octets\":1", "\"octets\":99000000") + "\n"))
                .contains("a text has at most 67108864 octets");
        assertThat(exchange(request.replace("\"octets\":1", "\"octets\":-1") + "\n"))
                .contains("a text has at most 67108864 octets");
        assertThat(exchange(request + "\n\u00e9")).contains("the text is not UTF-8");
        assertThat(texts).isEmpty();
    }

    @Test
    void streamsManyRows() throws Exception {
        List<Integer> rows = new ArrayList<>();
        QueueFilter many = QueueFilter.everything(20_000);
        client.call(Call.QUEUE_RETRY, many, row -> rows.add(row.recipients()));
        assertThat(rows).isEqualTo(IntStream.range(0, 20_000).boxed().toList());
    }

    @Test
    void tellsHowACallEnded() throws Exception {
        assertThat(client.call(Call.QUEUE_SHOW, new WhichJourney("x"), _ -> {}))
                .isEqualTo(Ending.notFound("x"));
        assertThat(client.call(Call.QUEUE_AUDIT, new NoArguments(), _ -> {}).status())
                .isEqualTo(Ending.Status.FAILED);
        assertThat(client.call(Call.RELOAD, new NoArguments(), _ -> {}).text())
                .contains("does not know the call reload");
    }

    @Test
    void isForItsOwnAccountOnly() throws IOException {
        Path file = directory.resolve(ControlSocket.NAME);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        try (var files = Files.list(directory)) {
            assertThat(files).containsExactly(file);
        }
    }

    /** Needs root, to become somebody else. */
    @Test
    void answersNobodyElseEvenIfTheFileIsOpen() throws Exception {
        Path python = Path.of("/usr/bin/python3");
        assumeTrue(Files.getOwner(directory).getName().equals("root") && Files.exists(python));
        Path file = directory.resolve(ControlSocket.NAME);
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-rw-rw-"));
        String script =
                """
                import os, socket, sys
                os.setuid(int(sys.argv[1]))
                s = socket.socket(socket.AF_UNIX)
                s.connect(sys.argv[2])
                try:
                    s.sendall(b'{"call":"queue-show","arguments":{"journey":"x"}}\\n')
                    print(s.recv(1000))
                except ConnectionError:
                    print(b'')
                """;
        for (String uid : List.of("65534", "0")) {
            Process process =
                    new ProcessBuilder(python.toString(), "-c", script, uid, file.toString())
                            .redirectErrorStream(true)
                            .start();
            String answer =
                    new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(answer).as("as %s", uid).contains(uid.equals("0") ? "NOT_FOUND" : "b''");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{",
                "[]",
                "null",
                "{\"call\":\"queue-list\"}",
                "{\"call\":\"queue-list\",\"arguments\":{}}",
                "{\"call\":\"queue-list\",\"arguments\":{\"journey\":null,\"sender\":null,"
                        + "\"recipient\":null,\"domain\":null,\"reason\":null,\"most\":1,\"x\":2}}",
                "{\"call\":\"queue-show\",\"arguments\":{\"journey\":null}}"
            })
    void refusesWhatItDoesNotUnderstand(String request) throws IOException {
        assertThat(exchange(request + "\n")).contains("\"end\":\"FAILED\"");
        assertThat(asked).isEmpty();
    }

    @Test
    void closesOnARequestWithoutEnd() throws IOException {
        assertThat(exchange("x".repeat(70_000))).isEmpty();
    }

    private String exchange(String request) throws IOException {
        try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            channel.connect(UnixDomainSocketAddress.of(directory.resolve(ControlSocket.NAME)));
            channel.write(ByteBuffer.wrap(request.getBytes(StandardCharsets.ISO_8859_1)));
            return new String(
                    Channels.newInputStream(channel).readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            return ""; // closed with octets unread: reset
        }
    }

    @Test
    void removesItsFileWhenItCloses() throws IOException {
        socket.close();
        assertThat(directory.resolve(ControlSocket.NAME)).doesNotExist();
        assertThatThrownBy(() -> client.call(Call.QUEUE_LIST, ALL, _ -> {}))
                .isInstanceOf(ControlClient.UnavailableException.class)
                .hasMessageContaining("no gateway answers");
    }

    @Test
    void replacesWhatAKilledGatewayLeft() throws Exception {
        socket.close();
        Path file = directory.resolve(ControlSocket.NAME);
        try (ServerSocketChannel left = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            left.bind(UnixDomainSocketAddress.of(file));
        }
        assertThat(file).exists();
        socket = open();
        serve();
        assertThat(client.call(Call.QUEUE_LIST, ALL, _ -> {})).isEqualTo(Ending.done());
    }

    @Test
    void doesNotReplaceAFileOfSomebodyElse() throws IOException {
        socket.close();
        Path file = Files.writeString(directory.resolve(ControlSocket.NAME), "mine");
        assertThatThrownBy(this::open).isInstanceOf(FileAlreadyExistsException.class);
        assertThat(file).hasContent("mine");
    }
}
