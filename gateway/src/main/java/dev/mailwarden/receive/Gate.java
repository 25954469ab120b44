package dev.mailwarden.receive;

import dev.mailwarden.config.Listener;
import dev.mailwarden.config.Settings;
import dev.mailwarden.mail.smtp.Command;
import dev.mailwarden.mail.smtp.Domain;
import dev.mailwarden.mail.smtp.ForwardPath;
import dev.mailwarden.mail.smtp.Mailbox;
import dev.mailwarden.mail.smtp.Reply;
import java.util.Comparator;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Judges senders and recipients of one session's transactions before any content comes. */
final class Gate {

    /** What came of judging a recipient. */
    sealed interface Judgement {

        /** Mail for this mailbox is taken. */
        record Taken(Mailbox mailbox) implements Judgement {}

        /** Refused; without a mailbox if there is no postmaster to speak of. */
        record Refused(Optional<Mailbox> mailbox, Reply reply) implements Judgement {}
    }

    private static final Logger LOG = LoggerFactory.getLogger(Gate.class);

    private final Ports ports;
    private final Peer peer;

    Gate(Ports ports, Peer peer) {
        this.ports = ports;
        this.peer = peer;
    }

    /** {@return the refusal of a transaction at MAIL, or empty if it may begin} */
    Optional<Reply> refuseMail(
            Command.Mail mail, Settings settings, boolean overTls, boolean loggedIn) {
        Settings.Limits limits = settings.limits();
        if (peer.listener().tls() == Listener.Tls.REQUIRE && !overTls) {
            return Optional.of(Replies.TLS_REQUIRED);
        }
        if (!new RelayPolicy(settings.relay())
                .admits(peer.listener().kind(), peer.address(), loggedIn)) {
            return Optional.of(offersLogIn(overTls) ? Replies.LOG_IN_FIRST : Replies.NOT_FOR_YOU);
        }
        long octets = mail.parameters().size().orElse(limits.messageOctets());
        if (octets > limits.messageOctets()) {
            return Optional.of(Replies.MESSAGE_TOO_BIG);
        }
        return peer.presence().refuseMessage(limits).or(() -> refuseForRoom(octets));
    }

    /** Whether clients may log in now: to submit mail, where nobody else hears the password. */
    boolean offersLogIn(boolean overTls) {
        return peer.listener().kind() == Listener.Kind.SUBMISSION
                && overTls
                && ports.logIns().isAnybody();
    }

    /** {@return the refusal of AUTH, or empty if the client may try} */
    Optional<Reply> refuseLogIn(Settings.Limits limits, boolean overTls, boolean canStartTls) {
        if (offersLogIn(overTls)) {
            return peer.presence().refuseLogIn(limits);
        }
        boolean later = canStartTls && offersLogIn(true);
        return Optional.of(later ? Replies.LOG_IN_OVER_TLS : Replies.NOT_OFFERED);
    }

    private Optional<Reply> refuseForRoom(long octets) {
        try {
            return ports.admission().refuseTransaction(octets);
        } catch (RuntimeException e) {
            LOG.error("admission of a transaction failed", e);
            return Optional.of(Replies.TRY_LATER);
        }
    }

    /** Judges one recipient. */
    Judgement judge(ForwardPath path, Settings.Relay relay, boolean loggedIn)
            throws InterruptedException {
        return switch (path) {
            case ForwardPath.Postmaster() -> postmaster(relay);
            case ForwardPath.Of(var mailbox) ->
                    refuse(mailbox, relay, loggedIn)
                            .<Judgement>map(
                                    reply -> new Judgement.Refused(Optional.of(mailbox), reply))
                            .orElseGet(() -> new Judgement.Taken(mailbox));
        };
    }

    /** The postmaster is always taken (RFC 5321 §4.5.1). */
    private static Judgement postmaster(Settings.Relay relay) {
        return relay.postmaster()
                .or(() -> firstLocal(relay).map(domain -> new Mailbox("postmaster", domain)))
                .<Judgement>map(Judgement.Taken::new)
                .orElseGet(() -> new Judgement.Refused(Optional.empty(), Replies.NO_POSTMASTER));
    }

    private static Optional<Domain> firstLocal(Settings.Relay relay) {
        return relay.localDomains().stream().min(Comparator.naturalOrder());
    }

    private Optional<Reply> refuse(Mailbox mailbox, Settings.Relay relay, boolean loggedIn)
            throws InterruptedException {
        return switch (new RelayPolicy(relay).judge(peer.address(), loggedIn, mailbox)) {
            case DENIED -> Optional.of(Replies.RELAYING_DENIED);
            case RELAYED -> Optional.empty();
            case LOCAL -> refuseLocal(mailbox);
        };
    }

    private Optional<Reply> refuseLocal(Mailbox mailbox) throws InterruptedException {
        try {
            return switch (ports.recipients().check(mailbox)) {
                case KNOWN -> Optional.empty();
                case UNKNOWN -> Optional.of(Replies.NO_SUCH_MAILBOX);
                case UNSURE -> Optional.of(Replies.TRY_LATER);
            };
        } catch (RuntimeException e) {
            LOG.error("recipient check failed", e);
            return Optional.of(Replies.TRY_LATER);
        }
    }
}
