package dev.mailwarden.e2e.interop;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mailwarden.e2e.fixture.GatewayConfig;
import dev.mailwarden.e2e.fixture.Inbox;
import dev.mailwarden.e2e.fixture.InnerMail;
import dev.mailwarden.e2e.fixture.InnerServer;
import dev.mailwarden.e2e.fixture.Installation;
import dev.mailwarden.e2e.fixture.Mailer;
import dev.mailwarden.e2e.fixture.Manners;
import dev.mailwarden.e2e.fixture.Site;
import dev.mailwarden.e2e.fixture.Tap;
import dev.mailwarden.e2e.interop.MailPeer.Door;
import dev.mailwarden.e2e.wire.Await;
import dev.mailwarden.e2e.wire.Octets;
import dev.mailwarden.e2e.wire.TestTls;
import dev.mailwarden.e2e.wire.Wire;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A gateway and another mail server that know each other's certificates and passwords, and behind
 * each a recorder. Mail for {@code open.example} goes from the peer to the gateway, mail for {@code
 * peer.example} from the gateway to the peer; all else goes to the recorder of who has it.
 */
final class Meeting implements Closeable {

    static final String SENDER = "sender@client.example";

    /** The largest message that the gateway takes. */
    static final int MOST_OCTETS = 16 << 20;

    private static final String PEER_NAME = "mx.peer.example";
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /** Starts a peer. */
    interface Starter {
        MailPeer start(Surroundings surroundings) throws Exception;
    }

    private final Site site;
    private final MailPeer peer;
    private final InnerServer recorder;
    private final Inbox peerInbox;
    private final Tap poorDoor;

    private Meeting(Site site, MailPeer peer, InnerServer recorder, Inbox peerInbox, Tap poorDoor) {
        this.site = site;
        this.peer = peer;
        this.recorder = recorder;
        this.peerInbox = peerInbox;
        this.poorDoor = poorDoor;
    }

    static Meeting start(Path directory, Starter starter) throws Exception {
        var inbox = new Inbox();
        InnerServer recorder = InnerServer.start(Manners.MODERN, inbox);
        Path certificate = Files.createDirectory(directory.resolve("certificate"));
        TestTls.make(certificate, PEER_NAME, "RSA");
        Installation.giveAway(certificate);
        var doors = new EnumMap<Door, Integer>(Door.class);
        for (Door door : Door.values()) {
            doors.put(door, GatewayConfig.freePort());
        }
        Path home = Files.createDirectory(directory.resolve("gateway"));
        Tap poorDoor = Tap.before(doors.get(Door.POOR));
        Site site = gateway(home, doors, poorDoor.port(), certificate.resolve(PEER_NAME + ".p12"));
        ClientInterop.addUser(site);
        Map<String, Integer> listeners =
                Stream.of("mx", "submission", "submissions")
                        .collect(Collectors.toMap(name -> name, site::port));
        var surroundings =
                new Surroundings(
                        Files.createDirectory(directory.resolve("peer")),
                        doors,
                        recorder.port(),
                        certificate,
                        listeners,
                        home.resolve("chain.pem"),
                        ClientInterop.PASSWORD);
        return new Meeting(site, starter.start(surroundings), recorder, inbox, poorDoor);
    }

    private static Site gateway(Path home, Map<Door, Integer> doors, int poorDoor, Path trusted)
            throws Exception {
        Path right = secret(home, "right", ClientInterop.PASSWORD);
        Path wrong = secret(home, "wrong", "incorrect-horse");
        String config =
                """
                settings:
                  limits: {message-octets: %d}
                  relay:
                    local-domains: [open.example, peer.example, ours.example]
                    recipients: {domains: [open.example, peer.example]}
                  delivery: {idle: 0s}
                  bounce: {outside: send}
                  routes:
                    entries:
                """
                                .formatted(MOST_OCTETS)
                        + route("plain@peer.example", doors.get(Door.OPEN), "none", "")
                        + route("starttls@peer.example", doors.get(Door.OPEN), "verify", "")
                        + route(
                                "implicit@peer.example",
                                doors.get(Door.IMPLICIT),
                                "implicit-verify",
                                "")
                        + route(
                                "auth-plain@peer.example",
                                doors.get(Door.AUTH_PLAIN),
                                "verify",
                                credentials(right))
                        + route(
                                "auth-login@peer.example",
                                doors.get(Door.AUTH_LOGIN),
                                "verify",
                                credentials(right))
                        + route(
                                "auth-scram@peer.example",
                                doors.get(Door.AUTH_SCRAM),
                                "verify",
                                credentials(right))
                        + route(
                                "wrong-password@peer.example",
                                doors.get(Door.AUTH_PLAIN),
                                "verify",
                                credentials(wrong))
                        + route("poor@peer.example", poorDoor, "none", "")
                        + route("small@peer.example", doors.get(Door.SMALL), "none", "")
                        + route("peer.example", doors.get(Door.OPEN), "attempt", "")
                        + "      - {match: untrusted@peer.example, hosts: ['other.peer.example:%d'], tls: verify}\n"
                                .formatted(doors.get(Door.OPEN));
        String zone = PEER_NAME + " A 127.0.0.1\nother.peer.example A 127.0.0.1\n";
        String options =
                "MAILWARDEN_JAVA_OPTIONS=-Xmx512m -Djavax.net.ssl.trustStore=%s -Djavax.net.ssl.trustStorePassword=password"
                        .formatted(trusted);
        return Site.start(
                home, GatewayConfig.standard().with(config), zone, List.of("env", options));
    }

    private static String route(String match, int port, String tls, String more) {
        return "      - {match: %s, hosts: ['%s:%d'], tls: %s%s}\n"
                .formatted(match, PEER_NAME, port, tls, more);
    }

    private static String credentials(Path password) {
        return ", credentials: {user: %s, password-file: %s}"
                .formatted(Surroundings.USER, password);
    }

    private static Path secret(Path home, String name, String password) throws IOException {
        Path file = Files.writeString(home.resolve(name), password + "\n");
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    }

    Site site() {
        return site;
    }

    MailPeer peer() {
        return peer;
    }

    /** The port where one of the two takes mail from anyone. */
    private int entrance(Direction direction) {
        return switch (direction) {
            case IN -> peer.port(Door.OPEN);
            case OUT -> site.port("mx");
        };
    }

    /** What is behind who is the server. */
    private Inbox goal(Direction direction) {
        return switch (direction) {
            case IN -> site.inbox();
            case OUT -> peerInbox;
        };
    }

    /** A recipient whom the client hands to the server, over the way that the local part names. */
    static String recipient(Direction direction, String localPart) {
        return localPart
                + switch (direction) {
                    case IN -> "@open.example";
                    case OUT -> "@peer.example";
                };
    }

    /** Gives a message to who is to be the client; parameters begin with a blank. */
    void give(Direction direction, String mailParameters, List<String> recipients, byte[] message)
            throws IOException {
        try (Wire wire = Wire.connect(entrance(direction))) {
            wire.readReply();
            assertThat(wire.command("EHLO client.example")).startsWith("250");
            assertThat(wire.command("MAIL FROM:<" + SENDER + ">" + mailParameters))
                    .startsWith("250");
            for (String recipient : recipients) {
                assertThat(wire.command("RCPT TO:" + recipient)).startsWith("250");
            }
            assertThat(wire.command("DATA")).startsWith("354");
            wire.write(Octets.stuffed(message));
            assertThat(wire.readReply().getLast()).startsWith("250");
            wire.command("QUIT");
        }
    }

    /** Waits for a message behind the server, by its subject. */
    InnerMail arrived(Direction direction, String id) {
        return take(goal(direction), id, mail -> Mailer.id(mail).equals(id));
    }

    /** Waits for a message behind the client, to which reports about its mail go. */
    InnerMail reported(Direction direction, String... parts) {
        return switch (direction) {
            case IN -> take(peerInbox, Arrays.toString(parts), contains(parts));
            case OUT -> take(site.inbox(), Arrays.toString(parts), contains(parts));
        };
    }

    /** Waits for a message behind the gateway. */
    InnerMail behindTheGateway(String... parts) {
        return take(site.inbox(), Arrays.toString(parts), contains(parts));
    }

    /** A report to the sender; one to a postmaster would say the same. */
    private static Predicate<InnerMail> contains(String... parts) {
        return mail ->
                mail.rcpts().getFirst().contains("<" + SENDER + ">")
                        && Arrays.stream(parts)
                                .allMatch(part -> lower(mail.content()).contains(lower(part)));
    }

    /** Names of header fields may be written in any case. */
    private static String lower(String text) {
        return text.toLowerCase(Locale.ROOT);
    }

    private InnerMail take(Inbox inbox, String what, Predicate<InnerMail> fits) {
        var found = new InnerMail[1];
        Await.until(
                PATIENCE,
                () -> what + " arrives: " + inbox.mails() + "\n" + peer.log(),
                () -> {
                    for (InnerMail mail : inbox.take(fits)) {
                        found[0] = mail;
                    }
                    return found[0] != null;
                });
        return found[0];
    }

    /** How many messages of this subject are behind the server now. */
    long count(Direction direction, String id) {
        return goal(direction).mails().stream().filter(mail -> Mailer.id(mail).equals(id)).count();
    }

    /** Waits for something in the peer's log. */
    void logged(String... parts) {
        Await.until(
                PATIENCE,
                () -> Arrays.toString(parts) + " in one line of:\n" + peer.log(),
                () ->
                        peer.log()
                                .lines()
                                .anyMatch(line -> Stream.of(parts).allMatch(line::contains)));
    }

    /** Waits for an event of the gateway's. */
    void recorded(String... parts) {
        Await.until(
                PATIENCE,
                () -> Arrays.toString(parts) + " in one of:\n" + site.journal().events(),
                () -> !events(parts).isEmpty());
    }

    /** The gateway's events so far that contain all this. */
    List<String> events(String... parts) {
        return site.journal().events().stream()
                .map(Object::toString)
                .filter(event -> Stream.of(parts).allMatch(event::contains))
                .toList();
    }

    /** Waits for the end of the gateway's connection to the poor door that brought a message. */
    List<String> turnsAtThePoorDoor(String id) {
        Predicate<List<String>> brought =
                turns -> turns.stream().anyMatch(turn -> turn.contains("\r\nSubject: " + id));
        Await.until(
                PATIENCE,
                () -> id + " in " + poorDoor.turns(),
                () -> poorDoor.turns().stream().anyMatch(brought));
        return poorDoor.turns().stream().filter(brought).findFirst().orElseThrow();
    }

    /** Octets of a text. */
    static byte[] octets(String text) {
        return text.getBytes(UTF_8);
    }

    @Override
    public void close() throws IOException {
        site.close();
        peer.close();
        poorDoor.close();
        recorder.close();
    }
}
