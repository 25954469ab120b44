package dev.mailwarden.receive;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.mailwarden.Scale;
import dev.mailwarden.config.Settings;
import dev.mailwarden.message.Envelope;
import dev.mailwarden.message.Event;
import dev.mailwarden.message.Recipient;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** SMTP-4: over a limit there is a reply that says so, and an event. */
@Timeout(value = 180, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class LimitsTest {

    private static final String ENVELOPE =
            "EHLO c.example\r\nMAIL FROM:<>\r\nRCPT TO:<anna@ours.example>\r\n";

    private final FakeGateway gateway = new FakeGateway();

    private List<Event.Refused> refusals() {
        return gateway.events.stream().map(Event.Refused.class::cast).toList();
    }

    private static String code(List<String> replies) {
        return replies.getLast().replaceFirst(" \\(.*", "");
    }

    @Test
    void tooManyErrorsLeaveAnEvent() {
        gateway.settings = TestSettings.with(limits -> limits.errors(2));
        List<String> replies = MemoryWire.saying(ENVELOPE + "BAD\r\n".repeat(5)).run(gateway);
        assertThat(code(replies)).isEqualTo("421 4.7.0 Too many errors");
        assertThat(refusals()).extracting(Event.Refused::command).containsExactly("session");
        assertThat(replies.getLast()).contains(refusals().getFirst().journey().toString());
    }

    @Test
    void tooManyTransactionsLeaveAnEvent() {
        gateway.settings = TestSettings.with(limits -> limits.transactions(1));
        List<String> replies =
                MemoryWire.saying(ENVELOPE + "RSET\r\nMAIL FROM:<>\r\n").run(gateway);
        assertThat(code(replies)).startsWith("421 4.5.3 Too many transactions");
        assertThat(refusals()).extracting(Event.Refused::command).containsExactly("session");
        assertThat(refusals().getFirst().helo()).isEqualTo("c.example");
    }

    @Test
    void anEndlessChunkLeavesAnEvent() {
        List<String> replies = MemoryWire.saying(ENVELOPE + "BDAT 9000000000\r\n").run(gateway);
        assertThat(code(replies)).startsWith("421 4.3.4 ");
        assertThat(refusals()).extracting(Event.Refused::command).containsExactly("session");
    }

    @Test
    void aClientThatIsTooSlowLeavesAnEvent() throws IOException {
        try (TestServer server = TestServer.start(gateway, gateway.nanos::get);
                SmtpClient client = server.connect()) {
            client.say(ENVELOPE + "DATA\r\nhalf a mess");
            for (String code : List.of("220", "250", "250", "250", "354")) {
                assertThat(client.reply()).startsWith(code);
            }
            TestServer.await(() -> {
                gateway.nanos.addAndGet(Duration.ofSeconds(10).toNanos());
                return !gateway.events.isEmpty();
            });
            assertThat(client.reply()).startsWith("421 4.4.2 Waited too long (");
        }
        assertThat(refusals()).extracting(Event.Refused::command).containsExactly("session");
        assertThat(refusals().getFirst().reversePath()).isPresent();
    }

    @Test
    void aListenerMayHaveLimitsOfItsOwn() {
        gateway.settings =
                TestSettings.of(TestSettings.LIMITS, List.of(own("other", 1), own("test", 2)));
        String rcpt = "RCPT TO:<x@below.example>\r\n";
        List<String> replies =
                MemoryWire.saying("EHLO c\r\nMAIL FROM:<>\r\n" + rcpt.repeat(3)).run(gateway);
        assertThat(replies).contains("250-LIMITS RCPTMAX=2 MAILMAX=1000", "250-SIZE 70000");
        assertThat(SessionTest.finals(replies))
                .containsExactly("220", "250", "250", "250", "250", "452");
        assertThat(
                        MemoryWire.saying("EHLO c\r\nMAIL FROM:<> SIZE=80000\r\n")
                                .run(gateway)
                                .getLast())
                .startsWith("552 5.3.4 Message is too big");
    }

    private static Settings.ListenerLimits own(String listener, int recipients) {
        return new Settings.ListenerLimits(
                listener,
                Optional.of(70_000L),
                Optional.of(recipients),
                Optional.of(1),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    @Test
    void aListenerWithLimitsOfItsOwnCountsByItself() {
        var clients = new Clients(gateway.nanos::get, 1_000);
        Settings settings = TestSettings.of(TestSettings.LIMITS, List.of(own("strict", 1)));
        var address = TestSettings.address("203.0.113.9");
        for (String listener : List.of("mx", "mx", "strict")) {
            assertThat(clients.admit(address, settings, listener))
                    .isInstanceOf(Clients.Admitted.Yes.class);
        }
        assertThat(clients.admit(address, settings, "strict"))
                .isEqualTo(new Clients.Admitted.No(Replies.TOO_MANY_FROM_YOU));
        assertThat(clients.admit(address, settings, "mx")).isInstanceOf(Clients.Admitted.Yes.class);
    }

    /** R-06. */
    @ParameterizedTest
    @ValueSource(ints = {1_000, 100_000})
    void aThousandRecipientsAndNoMore(int asked) {
        gateway.settings = TestSettings.with(limits -> limits.recipients(999));
        var script = new StringBuilder("EHLO c\r\nMAIL FROM:<>\r\n");
        for (int i = 0; i < asked; i++) {
            script.append("RCPT TO:<user").append(i).append("@below.example>\r\n");
        }
        List<String> codes =
                MemoryWire.saying(script + "DATA\r\nx\r\n.\r\n").run(gateway).stream()
                        .filter(line -> !line.startsWith("250-"))
                        .map(line -> line.substring(0, 9))
                        .toList();
        assertThat(codes).filteredOn("250 2.1.5"::equals).hasSize(999);
        assertThat(codes).filteredOn("452 4.5.3"::equals).hasSize(asked - 999);
        assertThat(gateway.mails.getFirst().envelope().recipients()).hasSize(999);
        assertThat(refusals()).as("one event, not %d", asked).hasSize(1);
    }

    /** R-06: what stays of a recipient. */
    @Test
    void aRecipientTakesLessThanAKilobyte() throws IOException {
        int count = 5_000;
        gateway.settings = TestSettings.with(limits -> limits.recipients(count));
        try (TestServer server = TestServer.start(gateway, System::nanoTime);
                SmtpClient client = server.connect()) {
            client.say("EHLO c\r\nMAIL FROM:<>\r\n");
            for (String code : List.of("220", "250", "250")) {
                assertThat(client.reply()).startsWith(code);
            }
            long before = usedHeap();
            for (int i = 0; i < count; i += 1_000) {
                var some = new StringBuilder();
                for (int j = i; j < i + 1_000; j++) {
                    some.append("RCPT TO:<user").append(j).append("@below.example>\r\n");
                }
                client.say(some.toString());
                for (int j = 0; j < 1_000; j++) {
                    assertThat(client.reply()).startsWith("250 ");
                }
            }
            assertThat((usedHeap() - before) / count).isLessThan(1_000);
            client.say("RCPT TO:<one@below.example>\r\n");
            assertThat(client.reply()).startsWith("452 4.5.3 ");
        }
    }

    /** Whatever is taken has to fit a frame of the spool; the rest comes in another transaction. */
    @Test
    void theRecipientsOfATransactionTakeLimitedRoom() {
        gateway.settings = TestSettings.with(limits -> limits.recipients(5_000));
        String local = "u".repeat(60);
        var script = new StringBuilder("EHLO c\r\nMAIL FROM:<>\r\n");
        for (int i = 10_000; i < 15_000; i++) {
            String user = (local + i).substring(5);
            script.append("RCPT TO:<").append(user).append("@below.example>\r\n");
        }
        List<String> codes =
                MemoryWire.saying(script + "DATA\r\nx\r\n.\r\n").run(gateway).stream()
                        .filter(line -> !line.startsWith("250-"))
                        .map(line -> line.substring(0, 9))
                        .toList();
        List<Recipient> taken = gateway.mails.getFirst().envelope().recipients();
        int octets = taken.stream().mapToInt(Envelope::octetsOf).sum();
        assertThat(octets).isBetween(Envelope.MAX_OCTETS, Envelope.MAX_OCTETS + 1_000);
        assertThat(taken).hasSizeBetween(4_000, 4_999);
        assertThat(codes).filteredOn("452 4.5.3"::equals).hasSize(5_000 - taken.size());
    }

    private static long usedHeap() {
        System.gc();
        Runtime runtime = Runtime.getRuntime();
        return runtime.totalMemory() - runtime.freeMemory();
    }

    /** R-12: all that is allocated while such a message comes in, let alone what stays of it. */
    @ParameterizedTest(name = "{1} times {0}: {2}")
    @CsvSource({
        "X: y, 1000000, 552 5.3.4 Message header is too big",
        "X-Long, 1, 552 5.3.4 Message header is too big",
        "Received: by x, 100000, 554 5.4.6 Too many hops: the message seems to be in a loop",
    })
    void aBombInAHeaderIsRefused(String field, int times, String reply) {
        gateway.settings =
                TestSettings.with(limits -> limits.messageOctets(20 << 20).headerOctets(1 << 20));
        String header =
                field.equals("X-Long")
                        ? "X: " + ("y".repeat(900) + "\r\n ").repeat(11_000) + "\r\n"
                        : (field + "\r\n").repeat(times);
        MemoryWire wire = MemoryWire.saying(ENVELOPE + "DATA\r\n" + header + "\r\n.\r\n");
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = threads.getCurrentThreadAllocatedBytes();
        List<String> replies = wire.run(gateway);
        long allocated = threads.getCurrentThreadAllocatedBytes() - before;
        assertThat(code(replies)).isEqualTo(reply);
        assertThat(allocated).isLessThan(3L * header.length() + (1 << 20));
        assertThat(refusals()).extracting(Event.Refused::command).containsExactly("message");
        assertThat(gateway.mails).isEmpty();
    }

    /** R-04: ten sources connect as fast as they can, and an eleventh is served. */
    @Test
    void aFloodOfConnectionsIsStoppedBySource() throws IOException {
        int floods = Scale.of(1_000, 20_000);
        gateway.settings = TestSettings.with(limits -> limits.connectionsPerMinute(5));
        try (TestServer server = TestServer.start(gateway, gateway.nanos::get)) {
            long before = usedHeap();
            int greeted = 0;
            for (int i = 0; i < floods; i++) {
                try (SmtpClient client = from("127.0.0." + (10 + i % 10), server)) {
                    String reply = client.reply();
                    if (reply != null && reply.startsWith("220 ")) {
                        greeted++;
                    } else {
                        assertThat(reply).startsWith("421 4.7.0 Too many new connections");
                    }
                }
            }
            server.awaitQuiet();
            assertThat(greeted).isEqualTo(50);
            TestServer.await(() -> gateway.events.size() == floods - 50); // after the reply
            assertThat((usedHeap() - before) / floods).isLessThan(4_096);
            try (SmtpClient other = from("127.0.0.99", server)) {
                assertThat(other.reply()).startsWith("220 ");
            }
        }
    }

    private static SmtpClient from(String source, TestServer server) throws IOException {
        return new SmtpClient(
                new Socket(
                        TestSettings.address("127.0.0.1"),
                        server.port(),
                        TestSettings.address(source),
                        0));
    }
}
