package dev.mailwarden.deliver;

import dev.mailwarden.config.Settings.Delivery;
import dev.mailwarden.config.Settings.Timeouts;
import dev.mailwarden.mail.smtp.BadReplyException;
import dev.mailwarden.mail.smtp.Capabilities;
import dev.mailwarden.mail.smtp.Domain;
import dev.mailwarden.mail.smtp.IpAddress;
import dev.mailwarden.mail.smtp.ServerReply;
import dev.mailwarden.message.HopFacts;
import dev.mailwarden.message.Route.TlsPolicy;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.SocketChannel;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import javax.net.ssl.SSLSocket;

/**
 * Opens connections up to the point where a transaction can begin: connect, greeting, EHLO, HELO or
 * LHLO, TLS as the policy wants it, log-in where the route has credentials.
 *
 * <p>A policy that wants TLS never says more in clear than EHLO or LHLO and STARTTLS; an implicit
 * one says nothing at all. {@link TlsPolicy#ATTEMPT} goes on in clear if STARTTLS is refused, and
 * once more on a new connection if the handshake fails; but not after plaintext behind the reply to
 * STARTTLS, which only an attacker has a reason to send.
 */
final class Opener {

    private final Domain ownName;
    private final TlsClient tls;
    private final DeadlineKeeper deadlines;
    private final HopLogIn logIn;

    Opener(Domain ownName, TlsClient tls, DeadlineKeeper deadlines, HopLogIn logIn) {
        this.logIn = logIn;
        this.ownName = ownName;
        this.tls = tls;
        this.deadlines = deadlines;
    }

    /**
     * Opens a connection that is ready for MAIL.
     *
     * @throws UnreachableException if no connection came about, or no greeting
     * @throws TroubleException if the host does not get that far
     */
    Connection open(Target target, Delivery delivery) throws TroubleException {
        try {
            return open(target, delivery, target.manner().tls());
        } catch (HandshakeException e) {
            if (target.manner().tls() != TlsPolicy.ATTEMPT) {
                throw new TroubleException(e.trouble);
            }
        }
        try {
            return open(target, delivery, TlsPolicy.NONE);
        } catch (HandshakeException e) {
            throw new IllegalStateException("a handshake without TLS", e);
        }
    }

    private Connection open(Target target, Delivery delivery, TlsPolicy policy)
            throws TroubleException, HandshakeException {
        Connection connection = connect(target, delivery);
        boolean ready = false;
        try {
            Timeouts timeouts = delivery.timeouts();
            switch (policy) {
                case NONE -> {
                    greeting(connection, timeouts);
                    hello(connection, timeouts);
                }
                case ATTEMPT, REQUIRE, VERIFY -> {
                    greeting(connection, timeouts);
                    hello(connection, timeouts);
                    startTls(connection, policy, timeouts);
                }
                case IMPLICIT, IMPLICIT_VERIFY -> {
                    boolean verify = policy == TlsPolicy.IMPLICIT_VERIFY;
                    handshake(connection, verify, true, timeouts);
                    greeting(connection, timeouts);
                    hello(connection, timeouts);
                }
            }
            logIn.run(connection, timeouts);
            ready = true;
            return connection;
        } catch (IOException e) {
            throw new TroubleException(connection.trouble(e));
        } finally {
            if (!ready) {
                connection.close();
            }
        }
    }

    private Connection connect(Target target, Delivery delivery) throws TroubleException {
        HopFacts hop = target.inClear();
        try {
            SocketChannel channel = SocketChannel.open();
            DeadlineKeeper.Deadline deadline =
                    deadlines.watch(() -> Connection.closeQuietly(channel));
            boolean connected = false;
            try {
                deadline.in(delivery.timeouts().connect());
                channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
                bind(channel, target, delivery);
                channel.connect(target.socketAddress());
                deadline.clear();
                Connection connection = new Connection(target, channel, deadline);
                connected = true;
                return connection;
            } catch (IOException e) {
                String why = deadline.hasPassed() ? "timed out" : String.valueOf(e.getMessage());
                throw new UnreachableException(
                        Trouble.passing(hop, 4, 1, "cannot connect to " + target + ": " + why));
            } finally {
                if (!connected) {
                    deadline.close();
                    Connection.closeQuietly(channel);
                }
            }
        } catch (IOException e) {
            throw new TroubleException(
                    Trouble.passing(hop, 4, 1, "cannot open a socket: " + e.getMessage()));
        }
    }

    /** An address that this machine does not have now is our trouble, not the host's. */
    private static void bind(SocketChannel channel, Target target, Delivery delivery)
            throws TroubleException {
        Optional<InetAddress> source = source(target, delivery);
        if (source.isEmpty()) {
            return;
        }
        try {
            channel.bind(new InetSocketAddress(source.get(), 0));
        } catch (IOException e) {
            String from = IpAddress.format(source.get());
            throw new TroubleException(
                    Trouble.passing(
                            target.inClear(),
                            3,
                            5,
                            "cannot send from " + from + ": " + e.getMessage()));
        }
    }

    /** The first source address of the target's family, the route's own before the usual ones. */
    private static Optional<InetAddress> source(Target target, Delivery delivery) {
        return Stream.of(target.manner().sourceAddresses(), delivery.sourceAddresses())
                .flatMap(List::stream)
                .map(InetAddress::ofLiteral)
                .filter(address -> address.getClass() == target.address().getClass())
                .findFirst();
    }

    private static void greeting(Connection connection, Timeouts timeouts)
            throws IOException, TroubleException {
        ServerReply greeting;
        try {
            greeting = connection.reply("greeting", timeouts.greeting());
        } catch (IOException e) {
            throw new UnreachableException(connection.trouble(e));
        }
        if (greeting.code() != 220) {
            throw refusal(connection, greeting, "greeting");
        }
        connection.dialogue().expectNothingMore();
    }

    private void hello(Connection connection, Timeouts timeouts)
            throws IOException, TroubleException {
        switch (connection.hop().protocol()) {
            case SMTP -> helloSmtp(connection, timeouts);
            case LMTP -> helloLmtp(connection, timeouts);
        }
    }

    /**
     * Nothing but LHLO (RFC 2033 §4.1). A server that refuses it most likely speaks SMTP, which is
     * a mistake in the settings: mail waits for the administrator to mend it.
     */
    private void helloLmtp(Connection connection, Timeouts timeouts)
            throws IOException, TroubleException {
        connection.dialogue().lhlo(ownName);
        ServerReply reply = connection.reply("LHLO", timeouts.command());
        if (reply.code() != 250) {
            throw new TroubleException(refusal(connection, reply, "LHLO").trouble().asPassing());
        }
        connection.learned(Capabilities.of(reply));
    }

    /** EHLO, and HELO if that is not known (RFC 5321 §3.2). */
    private void helloSmtp(Connection connection, Timeouts timeouts)
            throws IOException, TroubleException {
        connection.dialogue().ehlo(ownName);
        ServerReply reply = connection.reply("EHLO", timeouts.command());
        if (reply.code() == 250) {
            connection.learned(Capabilities.of(reply));
            return;
        }
        if (!reply.isPermanent()) {
            throw refusal(connection, reply, "EHLO");
        }
        connection.dialogue().helo(ownName);
        reply = connection.reply("HELO", timeouts.command());
        if (reply.code() != 250) {
            throw refusal(connection, reply, "HELO");
        }
    }

    private void startTls(Connection connection, TlsPolicy policy, Timeouts timeouts)
            throws IOException, TroubleException, HandshakeException {
        if (!connection.capabilities().startTls()) {
            withoutTls(connection, policy, "TLS is required, but was not offered");
            return;
        }
        connection.dialogue().startTls();
        ServerReply reply = connection.reply("STARTTLS", timeouts.command());
        if (reply.code() != 220) {
            if (!reply.isTransient() && !reply.isPermanent()) {
                throw new BadReplyException("unexpected reply to STARTTLS: " + reply);
            }
            if (reply.isClosing()) {
                throw refusal(connection, reply, "STARTTLS");
            }
            withoutTls(connection, policy, "TLS is required, but was refused: " + reply);
            return;
        }
        connection.dialogue().expectNothingMore();
        handshake(connection, policy == TlsPolicy.VERIFY, false, timeouts);
        hello(connection, timeouts);
    }

    private static void withoutTls(Connection connection, TlsPolicy policy, String text)
            throws TroubleException {
        if (policy != TlsPolicy.ATTEMPT) {
            throw new TroubleException(Trouble.passing(connection.hop(), 7, 4, text));
        }
    }

    private void handshake(
            Connection connection, boolean verify, boolean greetingDue, Timeouts timeouts)
            throws HandshakeException {
        Target target = connection.target();
        try {
            connection.step("TLS handshake", timeouts.command());
            SSLSocket socket = tls.wrap(connection.socket(), target, verify);
            socket.startHandshake();
            HopFacts clear = target.inClear();
            HopFacts facts =
                    new HopFacts(
                            clear.host(),
                            clear.address(),
                            clear.port(),
                            clear.protocol(),
                            Optional.of(TlsClient.facts(socket.getSession(), verify)));
            connection.secured(socket, facts, greetingDue);
        } catch (IOException e) {
            String why = connection.hasTimedOut() ? "timed out" : String.valueOf(e.getMessage());
            throw new HandshakeException(
                    Trouble.passing(connection.hop(), 7, 5, "TLS handshake failed: " + why));
        }
    }

    private static TroubleException refusal(Connection connection, ServerReply reply, String step)
            throws BadReplyException {
        if (!reply.isTransient() && !reply.isPermanent()) {
            throw new BadReplyException("unexpected reply to " + step + ": " + reply);
        }
        return new TroubleException(Trouble.refused(connection.hop(), reply));
    }

    /** TLS was tried and did not come about; another try in clear may be allowed. */
    private static final class HandshakeException extends Exception {

        private static final long serialVersionUID = 1L;

        private final transient Trouble trouble;

        HandshakeException(Trouble trouble) {
            super(trouble.text(), null, false, false);
            this.trouble = trouble;
        }
    }
}
