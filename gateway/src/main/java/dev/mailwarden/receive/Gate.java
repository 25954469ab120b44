package dev.mailwarden.receive;

import dev.mailwarden.config.Listener;
import dev.mailwarden.config.Settings;
import dev.mailwarden.config.Verification;
import dev.mailwarden.mail.smtp.Command;
import dev.mailwarden.mail.smtp.ForwardPath;
import dev.mailwarden.mail.smtp.Mailbox;
import dev.mailwarden.mail.smtp.Reply;
import dev.mailwarden.mail.smtp.ReversePath;
import dev.mailwarden.message.RecipientCheck.Answer;
import dev.mailwarden.message.Route;
import dev.mailwarden.message.TlsFacts;
import dev.mailwarden.resolve.DnsBudget;
import java.time.Duration;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Judges senders and recipients of one session's transactions before any content comes. */
final class Gate {

    /** What came of judging a recipient. */
    sealed interface Judgement {

        /** Mail for this mailbox is taken. */
        record Taken(Mailbox mailbox) implements Judgement {}

        /**
         * Refused.
         *
         * @param mailbox empty if there is no postmaster to speak of
         * @param why what the client is not told, for administrators
         */
        record Refused(Optional<Mailbox> mailbox, Reply reply, String why) implements Judgement {}

        /**
         * Taken in appearance, so that nobody can harvest addresses; the whole message is to be
         * refused at its end.
         *
         * @param reply as it would have been
         * @param atEnd the reply to the message
         */
        record RefusedLater(Mailbox mailbox, Reply reply, Reply atEnd, String why)
                implements Judgement {}
    }

    private static final Logger LOG = LoggerFactory.getLogger(Gate.class);

    /** All that one transaction waits for DNS; its delivery has an own budget. */
    static final Duration DNS_BUDGET = Duration.ofSeconds(10);

    private final Ports ports;
    private final Peer peer;
    private MailDomains domains;

    Gate(Ports ports, Peer peer) {
        this.ports = ports;
        this.peer = peer;
        this.domains = newDomains();
    }

    private MailDomains newDomains() {
        return new MailDomains(new DnsBudget(ports.dns(), Thread::startVirtualThread, DNS_BUDGET));
    }

    /** {@return the refusal of a transaction at MAIL, or empty if it may begin} */
    Optional<Reply> refuseMail(
            Command.Mail mail,
            Settings settings,
            Optional<TlsFacts> tls,
            boolean canStartTls,
            boolean loggedIn)
            throws InterruptedException {
        domains = newDomains();
        Optional<Reply> refusal =
                refuseForTls(tls)
                        .or(() ->
                                refuseClient(
                                        settings.relay(), tls.isPresent() || canStartTls, loggedIn))
                        .or(() -> refuseSize(mail, settings.limitsOf(peer.listener().name())));
        return refusal.isPresent() ? refusal : refuseSender(mail.reversePath(), settings, loggedIn);
    }

    /** By what holds for the client's address, which may be another than the connection's. */
    private Optional<Reply> refuseForTls(Optional<TlsFacts> tls) {
        Listener.TlsRule rule = peer.listener().tlsRule(peer.address());
        boolean certificate = rule.clientCertificates() == Listener.ClientCertificates.REQUIRE;
        if (tls.isEmpty()) {
            return certificate
                    ? Optional.of(Replies.CERTIFICATE_OVER_TLS)
                    : rule.tls() == Listener.Tls.REQUIRE
                            ? Optional.of(Replies.TLS_REQUIRED)
                            : Optional.empty();
        }
        if (!certificate) {
            return Optional.empty();
        }
        return switch (tls.get().verification()) {
            case PKIX -> Optional.empty();
            case NONE ->
                    Optional.of(
                            tls.get().peer().isEmpty()
                                    ? Replies.CERTIFICATE_NEEDED
                                    : Replies.CERTIFICATE_UNVERIFIED);
        };
    }

    /**
     * @param mayHaveTls now, or after STARTTLS
     */
    private Optional<Reply> refuseClient(
            Settings.Relay relay, boolean mayHaveTls, boolean loggedIn) {
        if (new RelayPolicy(relay).admits(peer.listener().kind(), peer.address(), loggedIn)) {
            return Optional.empty();
        }
        return Optional.of(offersLogIn(mayHaveTls) ? Replies.LOG_IN_FIRST : Replies.NOT_FOR_YOU);
    }

    private Optional<Reply> refuseSize(Command.Mail mail, Settings.Limits limits) {
        long octets = mail.parameters().size().orElse(limits.messageOctets());
        if (octets > limits.messageOctets()) {
            return Optional.of(Replies.MESSAGE_TOO_BIG);
        }
        return peer.presence().refuseMessage(limits).or(() -> refuseForRoom(octets));
    }

    /** Looks up the domain of a stranger's sender, if that is wanted. */
    private Optional<Reply> refuseSender(ReversePath path, Settings settings, boolean loggedIn)
            throws InterruptedException {
        Verification how = settings.verification();
        if (how.senderDomain() == Verification.OnUnknown.OFF
                || !(path instanceof ReversePath.Of(Mailbox sender))
                || sender.domain().isAddressLiteral()
                || settings.relay().isLocal(sender.domain())
                || new RelayPolicy(settings.relay()).trusts(peer.address(), loggedIn)) {
            return Optional.empty();
        }
        return switch (domains.judge(sender.domain())) {
            case TAKES_MAIL -> Optional.empty();
            case MISSING -> Optional.of(Replies.NO_SENDER_DOMAIN);
            case NULL_MX -> Optional.of(Replies.SENDER_TAKES_NO_MAIL);
            case UNSURE ->
                    how.senderDomainUnsure() == Verification.OnUnsure.ACCEPT
                            ? Optional.empty()
                            : Optional.of(Replies.SENDER_DOMAIN_UNSURE);
        };
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
    Judgement judge(ForwardPath path, Settings settings, boolean loggedIn)
            throws InterruptedException {
        return switch (path) {
            case ForwardPath.Postmaster() -> postmaster(settings.relay());
            case ForwardPath.Of(var mailbox) ->
                    switch (new RelayPolicy(settings.relay())
                            .judge(peer.address(), loggedIn, mailbox)) {
                        case DENIED -> refused(mailbox, Replies.RELAYING_DENIED);
                        case RELAYED -> relayed(mailbox, settings.verification());
                        case LOCAL -> local(mailbox, settings, loggedIn);
                    };
        };
    }

    private static Judgement refused(Mailbox mailbox, Reply reply) {
        return new Judgement.Refused(Optional.of(mailbox), reply, "");
    }

    /** The postmaster is always taken (RFC 5321 §4.5.1). */
    private static Judgement postmaster(Settings.Relay relay) {
        return relay.postmasterOfSite()
                .<Judgement>map(Judgement.Taken::new)
                .orElseGet(
                        () -> new Judgement.Refused(Optional.empty(), Replies.NO_POSTMASTER, ""));
    }

    /** What DNS cannot tell now is taken: the queue is there to wait for it. */
    private Judgement relayed(Mailbox mailbox, Verification how) throws InterruptedException {
        if (how.unknownRecipientDomain() == Verification.OnUnknown.OFF
                || mailbox.domain().isAddressLiteral()
                || !(ports.router().route(mailbox) instanceof Route.Mx)) {
            return new Judgement.Taken(mailbox);
        }
        return switch (domains.judge(mailbox.domain())) {
            case TAKES_MAIL, UNSURE -> new Judgement.Taken(mailbox);
            case MISSING -> refused(mailbox, Replies.NO_SUCH_DOMAIN);
            case NULL_MX -> refused(mailbox, Replies.DOMAIN_TAKES_NO_MAIL);
        };
    }

    private Judgement local(Mailbox mailbox, Settings settings, boolean loggedIn)
            throws InterruptedException {
        try {
            return switch (check(mailbox, settings.relay(), loggedIn)) {
                case Answer.Known(), Answer.NotChecked() -> new Judgement.Taken(mailbox);
                case Answer.Unknown(var status, String why) ->
                        notTaken(
                                mailbox,
                                Replies.unknown(status),
                                Replies.UNKNOWN_AMONG_RECIPIENTS,
                                why,
                                settings.verification().at());
                case Answer.Unsure(String why) ->
                        notTaken(
                                mailbox,
                                Replies.RECIPIENT_UNSURE,
                                Replies.UNSURE_AMONG_RECIPIENTS,
                                why,
                                settings.verification().at());
            };
        } catch (RuntimeException e) {
            LOG.error("recipient check failed", e);
            return refused(mailbox, Replies.TRY_LATER);
        }
    }

    private Answer check(Mailbox mailbox, Settings.Relay relay, boolean loggedIn)
            throws InterruptedException {
        Answer answer = ports.recipients().check(mailbox);
        return answer instanceof Answer.NotChecked
                        && !new RelayPolicy(relay).trusts(peer.address(), loggedIn)
                ? ports.callAhead().check(mailbox)
                : answer;
    }

    private static Judgement notTaken(
            Mailbox mailbox, Reply reply, Reply atEnd, String why, Verification.Moment at) {
        return switch (at) {
            case RCPT -> new Judgement.Refused(Optional.of(mailbox), reply, why);
            case DATA -> new Judgement.RefusedLater(mailbox, reply, atEnd, why);
        };
    }
}
