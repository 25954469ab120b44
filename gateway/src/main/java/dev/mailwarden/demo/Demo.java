package dev.mailwarden.demo;

import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/** Sends the samples and tells what became of each. */
public final class Demo {

    /** The domain whose mail the demonstration's gateway takes. */
    public static final String DOMAIN = "demo.example";

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private static final String SENDER = "sender@client.example";

    private final int port;
    private final InnerServer inner;

    Demo(int port, InnerServer inner) {
        this.port = port;
        this.inner = inner;
    }

    private static List<Sample> samples() {
        return List.of(
                new Sample(
                        "ordinary mail",
                        SENDER,
                        "alice@" + DOMAIN,
                        message("ordinary mail", "Good morning, Alice."),
                        "250 2.0.0",
                        1,
                        "accepted and delivered"),
                new Sample(
                        "unknown recipient",
                        SENDER,
                        "nobody@" + DOMAIN,
                        message("unknown recipient", "Is anybody there?"),
                        "550 5.1.1",
                        0,
                        "refused at RCPT"),
                new Sample(
                        "relay attempt",
                        SENDER,
                        "victim@elsewhere.example",
                        message("relay attempt", "Please pass this on."),
                        "550 5.7.1",
                        0,
                        "refused at RCPT"),
                new Sample(
                        "smuggled second message",
                        SENDER,
                        "bob@" + DOMAIN,
                        smuggled(),
                        "550 5.6.11",
                        0,
                        "refused after data, neither arrives"),
                new Sample(
                        "server inside says later",
                        SENDER,
                        "later@" + DOMAIN,
                        message("server inside says later", "No hurry."),
                        "250 2.0.0",
                        1,
                        "accepted, deferred, delivered"));
    }

    private static String message(String subject, String text) {
        return "From: <%s>\r\nSubject: %s\r\nMessage-ID: <%s@client.example>\r\n\r\n%s\r\n.\r\n"
                .formatted(SENDER, subject, subject.replace(' ', '.'), text);
    }

    /** An end of data that only careless servers see, and a transaction behind it. */
    private static String smuggled() {
        return "From: <%s>\r\nSubject: harmless\r\n\r\nfirst\r\n\n.\r\nMAIL FROM:<boss@%s>\r\nRCPT TO:<bob@%s>\r\nDATA\r\nSubject: pay this\r\n\r\nsecond\r\n.\r\n"
                .formatted(SENDER, DOMAIN, DOMAIN);
    }

    /** Sends everything, prints a table. {@return whether all came as expected} */
    boolean run(PrintWriter out) throws IOException {
        List<String[]> rows = new ArrayList<>();
        boolean all = true;
        for (Sample sample : samples()) {
            String reply;
            try (Dialogue dialogue = new Dialogue(port)) {
                reply = dialogue.transaction(sample.from(), sample.to(), sample.octets());
            }
            boolean right = reply.startsWith(sample.reply()) && arrives(sample);
            all &= right;
            rows.add(
                    new String[] {
                        right ? "ok" : "WRONG", sample.name(), sample.expectation(), reply
                    });
        }
        print(rows, out);
        return all;
    }

    /** Waits until the expected number has arrived; more than that is seen too. */
    private boolean arrives(Sample sample) {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (inner.deliveredTo(sample.to()).size() < sample.arrivals()
                && System.nanoTime() < end) {
            LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
        }
        return inner.deliveredTo(sample.to()).size() == sample.arrivals();
    }

    private static void print(List<String[]> rows, PrintWriter out) {
        String format = "%-6s %-26s %-36s %s%n";
        out.printf(format, "", "SAMPLE", "EXPECTED", "LAST REPLY OF THE GATEWAY");
        rows.forEach(row -> out.printf(format, (Object[]) row));
        out.flush();
    }
}
