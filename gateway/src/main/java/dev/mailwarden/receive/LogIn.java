package dev.mailwarden.receive;

import dev.mailwarden.mail.sasl.Base64Text;
import dev.mailwarden.mail.sasl.Mechanism;
import dev.mailwarden.mail.sasl.SaslServer;
import dev.mailwarden.mail.sasl.SaslStep;
import dev.mailwarden.mail.smtp.Command;
import dev.mailwarden.mail.smtp.Reply;
import dev.mailwarden.message.LogIns;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.random.RandomGenerator;

/** What follows AUTH until its outcome is known (RFC 4954 §4). For one thread. */
final class LogIn {

    /** What came of it. */
    sealed interface Result {

        /** 235; everything after it is this user's. */
        record In(String user) implements Result {}

        /** Not logged in; the session goes on. */
        record Out(Reply reply) implements Result {}

        /** The client went away. */
        record Gone() implements Result {}
    }

    private final LogIns logIns;
    private final Dialogue dialogue;
    private final Runnable beforeWork;
    private final RandomGenerator random;

    /**
     * @param beforeWork called before a wait that is ours, not the client's
     */
    LogIn(LogIns logIns, Dialogue dialogue, Runnable beforeWork, RandomGenerator random) {
        this.logIns = logIns;
        this.dialogue = dialogue;
        this.beforeWork = beforeWork;
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
        SaslServer server = SaslServer.of(mechanism.get(), logIns::verifier, random);
        SaslStep step =
                auth.initialResponse()
                        .map(response -> decoded(response.equals("=") ? "" : response, server))
                        .orElseGet(server::begin);
        while (step instanceof SaslStep.Challenge(byte[] text)) {
            dialogue.replyLine("334 " + Base64Text.encode(text));
            switch (dialogue.readLine()) {
                case COMPLETE -> {
                    String line = dialogue.text();
                    if (line.equals("*")) {
                        return new Result.Out(Replies.LOG_IN_CANCELLED);
                    }
                    step = decoded(line, server);
                }
                case TOO_LONG, UNCLEAN -> step = new SaslStep.Malformed();
                case END -> {
                    return new Result.Gone();
                }
            }
        }
        return outcome(step);
    }

    private static SaslStep decoded(String base64, SaslServer server) {
        return Base64Text.decode(base64)
                .map((Function<byte[], SaslStep>) server::next)
                .orElseGet(SaslStep.Malformed::new);
    }

    private Result outcome(SaslStep last) throws InterruptedException {
        return switch (last) {
            case SaslStep.Claimed(var user, var password) -> checked(user, password);
            case SaslStep.Proven(var user) -> new Result.In(logIns.nameOf(user));
            case SaslStep.Refused _ -> new Result.Out(Replies.LOG_IN_FAILED);
            case SaslStep.Malformed() -> new Result.Out(Replies.LOG_IN_MALFORMED);
            case SaslStep.Challenge _ -> throw new IllegalStateException("it goes on");
        };
    }

    private Result checked(String user, String password) throws InterruptedException {
        beforeWork.run();
        return switch (logIns.check(user, password)) {
            case RIGHT -> new Result.In(logIns.nameOf(user));
            case WRONG -> new Result.Out(Replies.LOG_IN_FAILED);
            case NOT_NOW -> new Result.Out(Replies.LOG_IN_LATER);
        };
    }
}
