package dev.mailwarden.receive;

import dev.mailwarden.config.Listener;
import dev.mailwarden.config.Settings;
import dev.mailwarden.config.Settings.Limits;
import dev.mailwarden.mail.sasl.Mechanism;
import dev.mailwarden.mail.smtp.Command;
import dev.mailwarden.mail.smtp.IpAddress;
import dev.mailwarden.mail.smtp.Reply;
import dev.mailwarden.mail.smtp.XClient;
import dev.mailwarden.message.Arrival;
import dev.mailwarden.message.JourneyId;
import dev.mailwarden.message.LogIns;
import dev.mailwarden.message.Network;
import dev.mailwarden.message.TlsFacts;
import java.io.IOException;
import java.net.InetAddress;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Whom a session serves, as far as it is believed: the peer, or whoever a server in front has told
 * of with XCLIENT; and as whom that one has logged in. For one thread.
 *
 * <p>What a server in front tells replaces what was known: its own log-in and certificate say
 * nothing of its client. A log-in that it vouches for counts on submission listeners only, where
 * users log in anyway; on others a client would gain a way to relay that it does not have itself.
 */
final class Client {

    private final Edge edge;
    private final Wire wire;
    private final boolean isFront;

    private Peer peer;
    private Gate gate;
    private Refusals refusals;
    private Optional<LogIns.Pass> user = Optional.empty();
    private boolean told;

    Client(Edge edge, Peer peer, Wire wire) {
        this.edge = edge;
        this.wire = wire;
        this.isFront = Network.anyContains(peer.listener().xclientFrom(), peer.address());
        this.peer = peer;
        this.gate = new Gate(edge.ports(), peer);
        this.refusals = refusals(edge, peer);
    }

    /** A user for whom a server in front vouches; whether it is one of ours is not asked. */
    private record Vouched(String name) implements LogIns.Pass {

        @Override
        public boolean isValid() {
            return true;
        }
    }

    private static Refusals refusals(Edge edge, Peer peer) {
        return new Refusals(
                edge.ports().journal(), edge.clock(), peer.listener().name(), peer.address());
    }

    Gate gate() {
        return gate;
    }

    Refusals refusals() {
        return refusals;
    }

    boolean isLoggedIn() {
        return user.isPresent();
    }

    /** Whether it logged in to an account that is gone or has another password now. */
    boolean hasLostAccount() {
        return user.isPresent() && !user.get().isValid();
    }

    /** The limits that hold for it in a snapshot. */
    Limits limits(Settings settings) {
        return settings.limitsOf(peer.listener().name());
    }

    void countMessage(Limits limits) {
        peer.presence().countMessage(limits);
    }

    /** TLS of the connection; a certificate only if it is the client's own. */
    Optional<TlsFacts> tls() {
        return told
                ? wire.tls()
                        .map(facts ->
                                new TlsFacts(
                                        facts.protocol(),
                                        facts.cipher(),
                                        "",
                                        TlsFacts.Verification.NONE))
                : wire.tls();
    }

    /**
     * Whether STARTTLS would do something. Not after XCLIENT: what was said in clear is not to be
     * believed then (RFC 3207 §4.2).
     */
    boolean canStartTls() {
        return wire.canStartTls() && !told;
    }

    /** The client is not waited for while something else is asked on its behalf. */
    void expectNothing() {
        wire.expectNothing();
    }

    Arrival arrival(State.Hello hello, Instant now, Settings settings) {
        return new Arrival(
                now,
                peer.listener().name(),
                peer.address(),
                peer.port(),
                hello.name(),
                hello.esmtp(),
                user.map(LogIns.Pass::name),
                new RelayPolicy(settings.relay()).origin(peer.address(), isLoggedIn()),
                tls());
    }

    /** The keywords of the reply to EHLO. */
    List<String> keywords(Limits limits) {
        List<Mechanism> mechanisms =
                gate.offersLogIn(wire.tls().isPresent()) && user.isEmpty()
                        ? LogIn.offered(edge.ports().logIns())
                        : List.of();
        return Announcement.of(
                limits,
                canStartTls(),
                mechanisms,
                isFront ? Optional.of(isLogInBelieved()) : Optional.empty());
    }

    /** {@return the refusal of AUTH now, or empty if the client may try} */
    Optional<Reply> refuseLogIn(Limits limits) {
        return gate.refuseLogIn(limits, wire.tls().isPresent(), canStartTls())
                .or(() ->
                        user.isPresent()
                                ? Optional.of(Replies.LOGGED_IN_ALREADY)
                                : Optional.empty());
    }

    /** Lets the client log in. */
    LogIn.Result logIn(State.Hello hello, Command.Auth auth, Dialogue dialogue, Limits limits)
            throws IOException, InterruptedException {
        var logIn =
                new LogIn(
                        edge.ports().logIns(),
                        dialogue,
                        wire::expectNothing,
                        peer.presence(),
                        limits,
                        edge.random());
        LogIn.Result result = logIn.run(auth);
        return switch (result) {
            case LogIn.Result.In(var pass) -> {
                user = Optional.of(pass);
                yield result;
            }
            case LogIn.Result.Out(var reply) ->
                    new LogIn.Result.Out(recorded("auth", hello.name(), logIn.account(), reply));
            case LogIn.Result.Unclean() -> {
                recorded("auth", hello.name(), logIn.account(), Replies.LINE_UNCLEAN);
                yield result;
            }
            case LogIn.Result.Gone() -> {
                recorded("auth", hello.name(), logIn.account(), Replies.LOG_IN_CANCELLED);
                yield result;
            }
        };
    }

    /**
     * Records a refusal that belongs to no transaction.
     *
     * @return the reply with the id under which it stands
     */
    Reply recorded(String command, String helo, Reply reply) {
        return recorded(command, helo, Optional.empty(), reply);
    }

    private Reply recorded(String command, String helo, Optional<String> account, Reply reply) {
        JourneyId journey = JourneyId.of(edge.clock().instant(), edge.random());
        refusals.outside(journey, command, helo, account, reply);
        return Replies.withId(reply, journey);
    }

    /** {@return the refusal of XCLIENT, or empty if it may be said} */
    Optional<Reply> refuseTelling(XClient facts) {
        if (!isFront) {
            return Optional.of(Replies.XCLIENT_NOT_FROM_YOU);
        }
        return facts.login().isPresent() && !isLogInBelieved()
                ? Optional.of(Replies.XCLIENT_LOGIN_NOT_HERE)
                : Optional.empty();
    }

    private boolean isLogInBelieved() {
        return peer.listener().kind() == Listener.Kind.SUBMISSION;
    }

    /**
     * Serves whom a server in front tells of. What it says nothing of stays as it was, but for the
     * log-in.
     *
     * @return the refusal if that client may not connect now
     */
    Optional<Reply> become(XClient facts, Settings settings) {
        InetAddress address =
                facts.speaksOf(XClient.Attribute.ADDR)
                        ? facts.address().orElse(IpAddress.UNKNOWN)
                        : peer.address();
        int port = facts.speaksOf(XClient.Attribute.PORT) ? facts.port().orElse(0) : peer.port();
        peer = peer.of(address, port);
        gate = new Gate(edge.ports(), peer);
        refusals = refusals(edge, peer);
        user = facts.login().map(Vouched::new);
        told = true;
        return peer.presence().moveTo(address, settings, peer.listener().name());
    }
}
