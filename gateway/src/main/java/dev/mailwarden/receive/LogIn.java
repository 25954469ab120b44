package dev.mailwarden.receive;

import dev.mailwarden.config.Settings.Limits;
import dev.mailwarden.mail.sasl.Base64Text;
import dev.mailwarden.mail.sasl.Mechanism;
import dev.mailwarden.mail.sasl.SaslServer;
import dev.mailwarden.mail.sasl.SaslStep;
import dev.mailwarden.mail.sasl.ScramVerifier;
import dev.mailwarden.mail.smtp.Command;
import dev.mailwarden.mail.smtp.Reply;
import dev.mailwarden.message.LogIns;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.random.RandomGenerator;

/**
 * What follows AUTH until its outcome is known (RFC 4954 §4). For one thread and one attempt.
 *
 * <p>What the client says is judged in its turn, and a failure counts before the turn ends: with
 * many connections a client gains no more attempts than with one.
 */
final class LogIn {

    /** What came of it. */
    sealed interface Result {

        /** 235; everything after it is this account's. */
        record In(LogIns.Pass pass) implements Result {}

        /** Not logged in; the session goes on. */
        record Out(Reply reply) implements Result {}

        /**
         * The line ended in an unclear way: what comes behind it may be no answer of this client.
         */
        record Unclean() implements Result {}

        /** The client went away. */
        record Gone() implements Result {}
    }

    /** What to do after the client has said something. */
    private sealed interface Next {

        @SuppressWarnings("ArrayRecordComponent") // sent once, never compared
        record Ask(byte[] challenge) implements Next {}

        record End(Result result) implements Next {}
    }

    private final LogIns logIns;
    private final Dialogue dialogue;
    private final Runnable beforeWork;
    private final Clients.Presence presence;
    private final Limits limits;
    private final RandomGenerator random;

    private Optional<LogIns.Pass> pass = Optional.empty();
    private boolean saltWasTold;

    /**
     * @param beforeWork called before a wait that is ours, not the client's
     */
    LogIn(
            LogIns logIns,
            Dialogue dialogue,
            Runnable beforeWork,
            Clients.Presence presence,
            Limits limits,
            RandomGenerator random) {
        this.logIns = logIns;
        this.dialogue = dialogue;
        this.beforeWork = beforeWork;
        this.presence = presence;
        this.limits = limits;
        this.random = random;
    }

    /** What EHLO offers, the best first: SCRAM only where it works for everybody. */
    static List<Mechanism> offered(LogIns logIns) {
        return logIns.isScramForAll()
                ? List.of(Mechanism.SCRAM_SHA_256, Mechanism.PLAIN, Mechanism.LOGIN)
                : List.of(Mechanism.PLAIN, Mechanism.LOGIN);
    }

    /** Talks until the outcome is known; its reply is the caller's to send. */
    Result run(Command.Auth auth) throws IOException, InterruptedException {
        Optional<Mechanism> mechanism =
                Mechanism.named(auth.mechanism()).filter(offered(logIns)::contains);
        if (mechanism.isEmpty()) {
            return new Result.Out(Replies.MECHANISM_NOT_OFFERED);
        }
        SaslServer server = SaslServer.of(mechanism.get(), this::verifier, random);
        Optional<String> response = auth.initialResponse();
        Next next =
                response.isPresent()
                        ? judge(response.get().equals("=") ? "" : response.get(), server)
                        : next(server.begin());
        while (next instanceof Next.Ask(byte[] challenge)) {
            dialogue.replyLine("334 " + Base64Text.encode(challenge));
            next = answered(server);
        }
        return ((Next.End) next).result();
    }

    /** The account that was tried, if there is one. */
    Optional<String> account() {
        return pass.map(LogIns.Pass::name);
    }

    private Next answered(SaslServer server) throws IOException, InterruptedException {
        return switch (dialogue.readLine()) {
            case COMPLETE -> {
                String line = dialogue.text();
                yield line.equals("*")
                        ? givenUp(new Result.Out(Replies.LOG_IN_CANCELLED))
                        : judge(line, server);
            }
            case TOO_LONG -> givenUp(new Result.Out(Replies.LOG_IN_LINE_TOO_LONG));
            case UNCLEAN -> givenUp(new Result.Unclean());
            case END -> givenUp(new Result.Gone());
        };
    }

    /** Who leaves once he knows the salt of a name has tried the name, if not a password. */
    private Next givenUp(Result result) {
        if (saltWasTold) {
            presence.countFailedLogIn(limits);
        }
        return new Next.End(result);
    }

    private Next judge(String base64, SaslServer server) throws InterruptedException {
        beforeWork.run();
        Optional<Reply> refusal = presence.beginCheck(limits);
        if (refusal.isPresent()) {
            return new Next.End(new Result.Out(refusal.get()));
        }
        try {
            return next(
                    Base64Text.decode(base64)
                            .map((Function<byte[], SaslStep>) server::next)
                            .orElseGet(SaslStep.Malformed::new));
        } finally {
            presence.endCheck();
        }
    }

    private Next next(SaslStep step) throws InterruptedException {
        return switch (step) {
            case SaslStep.Challenge(var text) -> new Next.Ask(text);
            case SaslStep.Claimed(var user, var password) -> new Next.End(check(user, password));
            case SaslStep.Proven _ -> new Next.End(in());
            case SaslStep.Refused(var user) -> {
                pass = logIns.pass(user);
                yield new Next.End(failed(Replies.LOG_IN_FAILED));
            }
            case SaslStep.Malformed() -> new Next.End(failed(Replies.LOG_IN_MALFORMED));
        };
    }

    private ScramVerifier verifier(String user) {
        pass = logIns.pass(user);
        saltWasTold = true;
        return logIns.verifier(user);
    }

    private Result check(String user, String password) throws InterruptedException {
        pass = logIns.pass(user);
        return switch (logIns.check(user, password)) {
            case RIGHT -> in();
            case WRONG -> failed(Replies.LOG_IN_FAILED);
            case NOT_NOW -> new Result.Out(Replies.LOG_IN_LATER);
        };
    }

    /** An account that came or went while its password was checked has to be tried again. */
    private Result in() {
        return pass.<Result>map(Result.In::new)
                .orElseGet(() -> new Result.Out(Replies.LOG_IN_LATER));
    }

    private Result failed(Reply reply) {
        presence.countFailedLogIn(limits);
        return new Result.Out(reply);
    }
}
