package dev.mailwarden.e2e.dialogue;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.mailwarden.e2e.fixture.Inbox;
import dev.mailwarden.e2e.fixture.InnerMail;
import dev.mailwarden.e2e.wire.Await;
import dev.mailwarden.e2e.wire.Octets;
import dev.mailwarden.e2e.wire.Wire;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Plays a dialogue as the client and checks what the server says and passes on. */
final class DialoguePlayer implements Closeable {

    private static final String SHARE_TAKEN = "421 4.7.0 Too many connections";
    private static final Duration ARRIVAL = Duration.ofSeconds(60);
    private static final Duration SILENCE = Duration.ofMillis(300);

    /** Opens one session of a dialogue. */
    interface Door {
        Wire open() throws IOException;
    }

    private final Dialogue dialogue;
    private final Door door;
    private final Map<String, Wire> sessions = new HashMap<>();
    private final Set<String> greeted = new HashSet<>();
    private final StringBuilder said = new StringBuilder();

    DialoguePlayer(Dialogue dialogue, Door door) {
        this.dialogue = dialogue;
        this.door = door;
    }

    void play() throws IOException {
        for (Step step : dialogue.steps()) {
            try {
                play(step);
            } catch (IOException e) {
                throw new AssertionError(at(step, e.toString()), e);
            }
        }
    }

    private void play(Step step) throws IOException {
        Wire wire = session(step.session());
        boolean first = greeted.add(step.session());
        switch (step) {
            case Step.Send send -> {
                note("C", send.octets());
                wire.write(send.octets().getBytes(ISO_8859_1));
            }
            case Step.SendFile send -> {
                note("C", "<file " + send.file() + ">");
                wire.write(Octets.stuffed(content(send.file())));
            }
            case Step.Expect expect when first -> greet(wire, expect);
            case Step.Expect expect -> expect(expect, lines(wire, expect));
            case Step.StartTls _ -> wire.startTls();
            case Step.Quiet _ -> check(step, wire.quietFor(SILENCE), "the server was not quiet");
            case Step.End _ -> check(step, wire.ends(), "the server did not close");
            case Step.Close _ -> wire.close();
        }
    }

    private Wire session(String name) throws IOException {
        Wire wire = sessions.get(name);
        if (wire == null) {
            wire = door.open();
            sessions.put(name, wire);
        }
        return wire;
    }

    private static List<String> lines(Wire wire, Step.Expect expect) throws IOException {
        return expect.pattern().wholeReply() ? wire.readReply() : List.of(wire.readLine());
    }

    /**
     * The first words of a session. What connected before may count against the client's share for
     * a moment after it has left; then the session begins anew.
     */
    private void greet(Wire wire, Step.Expect expect) throws IOException {
        List<String> lines = lines(wire, expect);
        long end = System.nanoTime() + ARRIVAL.toNanos();
        while (lines.getFirst().startsWith(SHARE_TAKEN)
                && !expect.pattern().fits(lines)
                && System.nanoTime() < end) {
            sessions.remove(expect.session()).close();
            lines = lines(session(expect.session()), expect);
        }
        expect(expect, lines);
    }

    private void expect(Step.Expect expect, List<String> lines) {
        lines.forEach(line -> note("S", line));
        check(expect, expect.pattern().fits(lines), "expected " + expect.pattern());
    }

    private void note(String who, String text) {
        String shown = text.length() > 300 ? text.substring(0, 300) + "..." : text;
        said.append(who).append(": ").append(Octets.show(shown.getBytes(ISO_8859_1))).append('\n');
    }

    private void check(Step step, boolean good, String problem) {
        if (!good) {
            throw new AssertionError(at(step, problem));
        }
    }

    private String at(Step step, String problem) {
        return "%s.dialog:%d: %s%n%s".formatted(dialogue.name(), step.line(), problem, said);
    }

    /** A file of the case: {@code .raw} octet for octet, others with CRLF for LF. */
    private byte[] content(String name) throws IOException {
        Path file = dialogue.directory().resolve(name);
        byte[] octets = Files.readAllBytes(file);
        return name.endsWith(".raw") ? octets : Octets.withNetworkLineEnds(octets);
    }

    /**
     * Checks what arrived.
     *
     * @param hops how many Received fields were put before the content on its way
     */
    void checkInner(Inbox inbox, int hops) throws IOException {
        for (InnerPattern pattern : dialogue.inner()) {
            var taken = new ArrayList<InnerMail>();
            Await.until(
                    ARRIVAL,
                    () -> dialogue.name() + ": no mail fits " + pattern + ": " + inbox.mails(),
                    () -> taken.addAll(inbox.take(pattern::says)));
            if (!pattern.anyContent()) {
                compare(pattern.file(), taken.getFirst(), hops);
            }
        }
        if (inbox.size() > 0) {
            throw new AssertionError(dialogue.name() + ": not expected: " + inbox.mails());
        }
    }

    private void compare(String file, InnerMail mail, int hops) throws IOException {
        String expected = Octets.latin1(content(file));
        String arrived = mail.withoutTrace(hops);
        if (!arrived.equals(expected)) {
            throw new AssertionError(
                    "%s: %s arrived as:%n%s%nexpected:%n%s"
                            .formatted(dialogue.name(), file, show(arrived), show(expected)));
        }
    }

    private static String show(String octets) {
        String head = octets.substring(0, Math.min(octets.length(), 4_000));
        return Octets.show(head.getBytes(ISO_8859_1)).replace("\\r\\n", "\\r\\n\n");
    }

    @Override
    public void close() throws IOException {
        for (Wire wire : sessions.values()) {
            wire.close();
        }
    }
}
