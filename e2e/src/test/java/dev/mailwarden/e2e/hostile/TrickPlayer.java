package dev.mailwarden.e2e.hostile;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.mailwarden.e2e.fixture.Inbox;
import dev.mailwarden.e2e.wire.Wire;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.Executors;

/** Plays one trick and says whether it worked. */
final class TrickPlayer {

    private static final Duration SILENCE = Duration.ofMillis(300);
    private static final Duration BETWEEN_PACKETS = Duration.ofMillis(30);

    private static final int AT_ONCE = 12;

    private final Wire wire;
    private final List<String> said = new ArrayList<>();

    private TrickPlayer(Wire wire) {
        this.wire = wire;
    }

    /**
     * Plays the steps on a connection that was just opened.
     *
     * @return what worked, empty if nothing did
     */
    static Optional<String> play(Trick trick, Wire wire) {
        var player = new TrickPlayer(wire);
        try {
            wire.patience(Duration.ofSeconds(5));
            for (Trick.Step step : trick.steps()) {
                Optional<String> worked = player.play(step);
                if (worked.isPresent()) {
                    return worked.map(text -> text + " after " + player.said);
                }
                if (player.isRefused()) {
                    return Optional.empty();
                }
            }
            wire.line("QUIT");
            wire.readReply();
        } catch (IOException e) {
            return Optional.empty(); // the gateway has closed, or says no more: no success
        }
        return Optional.empty();
    }

    /** Opens a connection for a trick and reads the greeting. */
    interface Door {
        Wire open(Trick trick) throws IOException;
    }

    /** Plays tricks, some at a time; returns what worked, by the name of the trick. */
    static Map<String, String> playAll(List<Trick> tricks, Door door) {
        var worked = new ConcurrentSkipListMap<String, String>();
        try (var threads = Executors.newFixedThreadPool(AT_ONCE)) {
            for (Trick trick : tricks) {
                threads.execute(() -> {
                    try (Wire wire = door.open(trick)) {
                        play(trick, wire).ifPresent(what -> worked.put(trick.name(), what));
                    } catch (IOException e) {
                        worked.put(trick.name(), "could not be played: " + e);
                    }
                });
            }
        }
        return worked;
    }

    private Optional<String> play(Trick.Step step) throws IOException {
        switch (step) {
            case Trick.Step.Say say -> {
                String reply = say(say.text());
                return say.decisive() && reply.startsWith("2")
                        ? Optional.of(say.text() + " was answered " + reply)
                        : Optional.empty();
            }
            case Trick.Step.Send send -> send(send.packets());
            case Trick.Step.Chunk chunk -> {
                send(List.of("BDAT " + chunk.octets().length() + " LAST\r\n" + chunk.octets()));
                read();
            }
            case Trick.Step.Read _ -> read();
            case Trick.Step.StartTls _ -> wire.startTls();
            case Trick.Step.Quiet _ -> {
                return wire.quietFor(SILENCE)
                        ? Optional.empty()
                        : Optional.of("an answer to what was no command");
            }
        }
        return Optional.empty();
    }

    private String say(String text) throws IOException {
        wire.write((text + "\r\n").getBytes(ISO_8859_1));
        said.add(text);
        return read();
    }

    private String read() throws IOException {
        String reply = wire.readReply().getLast();
        said.add(reply);
        return reply;
    }

    private void send(List<String> packets) throws IOException {
        for (int i = 0; i < packets.size(); i++) {
            if (i > 0) {
                wire.quietFor(BETWEEN_PACKETS);
            }
            wire.write(packets.get(i).getBytes(ISO_8859_1));
        }
    }

    /** Whether DATA was the last command and the server does not want the message. */
    private boolean isRefused() {
        return said.size() >= 2
                && said.get(said.size() - 2).toUpperCase(Locale.ROOT).equals("DATA")
                && !said.getLast().startsWith("354");
    }

    /** What the server behind the gateway should never have heard. */
    static List<String> heardOfVictims(Inbox inbox) {
        return inbox.commands().stream()
                .filter(line -> line.toUpperCase(Locale.ROOT).matches("(TLS )?(MAIL|RCPT) .*"))
                .filter(line -> line.contains("victim"))
                .toList();
    }
}
