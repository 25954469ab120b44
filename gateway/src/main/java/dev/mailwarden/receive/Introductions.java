package dev.mailwarden.receive;

import dev.mailwarden.config.Settings;
import dev.mailwarden.config.Settings.Limits;
import dev.mailwarden.mail.smtp.Command;
import dev.mailwarden.mail.smtp.Reply;
import dev.mailwarden.mail.smtp.XClient;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * The commands by which a session learns whom it serves and how they talk: the greeting, HELO,
 * EHLO, STARTTLS, AUTH and XCLIENT. For one thread.
 */
final class Introductions {

    private final Edge edge;
    private final Wire wire;
    private final Client client;
    private final Dialogue dialogue;
    private final Standing standing;

    Introductions(Edge edge, Wire wire, Client client, Dialogue dialogue, Standing standing) {
        this.edge = edge;
        this.wire = wire;
        this.client = client;
        this.dialogue = dialogue;
        this.standing = standing;
    }

    /** Greets a client that has just connected. */
    void greet() throws IOException {
        Limits limits = standing.limits();
        if (limits.greetingDelay().isPositive()) {
            dialogue.setPatience(standing.patience());
            dialogue.pause(limits.greetingDelay());
        }
        sayHello();
    }

    private void sayHello() throws IOException {
        dialogue.replyLine("220 " + edge.hostName() + " ESMTP " + standing.limits().greeting());
    }

    void helo(String name) throws IOException {
        standing.become(new State.Greeted(new State.Hello(name, false)));
        standing.countUnproductive();
        dialogue.replyLine("250 " + edge.hostName());
    }

    void ehlo(String name) throws IOException {
        standing.become(new State.Greeted(new State.Hello(name, true)));
        standing.countUnproductive();
        dialogue.replyLine("250-" + edge.hostName());
        List<String> keywords = client.keywords(client.limits(edge.settings().get()));
        for (String keyword : keywords) {
            dialogue.replyLine((keyword.equals(keywords.getLast()) ? "250 " : "250-") + keyword);
        }
    }

    void auth(Command.Auth auth) throws IOException, InterruptedException {
        standing.countUnproductive();
        Limits now = client.limits(edge.settings().get());
        Optional<Reply> refusal = client.refuseLogIn(now);
        if (refusal.isPresent()) {
            standing.answer(
                    refusal.get().isTransient()
                            ? client.recorded("auth", standing.state().helo(), refusal.get())
                            : refusal.get());
            return;
        }
        switch (standing.state()) {
            case State.Silent() -> standing.answer(Replies.HELLO_FIRST);
            case State.Envelope _, State.Chunks _ -> standing.answer(Replies.NOT_IN_TRANSACTION);
            case State.Greeted(var hello) -> {
                switch (client.logIn(hello, auth, dialogue, now)) {
                    case LogIn.Result.In _ -> standing.answer(Replies.LOGGED_IN);
                    case LogIn.Result.Out(var reply) -> standing.answer(reply);
                    case LogIn.Result.Unclean() -> standing.unclean();
                    case LogIn.Result.Gone() -> standing.ended();
                }
            }
        }
    }

    /** XCLIENT begins the session anew, for another client (Postfix, XCLIENT_README). */
    void fromFront(XClient facts) throws IOException {
        Optional<Reply> refusal = client.refuseTelling(facts);
        if (refusal.isPresent()) {
            standing.answer(client.recorded("xclient", standing.state().helo(), refusal.get()));
        } else if (standing.state().current().isPresent()) {
            standing.answer(Replies.NOT_IN_TRANSACTION);
        } else {
            Settings settings = edge.settings().get();
            Optional<Reply> tooMany = client.become(facts, settings);
            standing.begin(settings);
            standing.become(
                    facts.helo()
                            .<State>map(name ->
                                    new State.Greeted(new State.Hello(name, !facts.isPlainSmtp())))
                            .orElseGet(State.Silent::new));
            if (tooMany.isPresent()) {
                standing.close(client.recorded("connect", standing.state().helo(), tooMany.get()));
            } else {
                sayHello();
            }
        }
    }

    void startTls() throws IOException {
        if (wire.tls().isPresent()) {
            standing.answer(Replies.TLS_ACTIVE);
        } else if (!client.canStartTls()) {
            standing.answer(Replies.TLS_NOT_OFFERED);
        } else if (standing.state() instanceof State.Silent) {
            standing.answer(Replies.HELLO_FIRST);
        } else {
            dialogue.reply(Replies.READY_FOR_TLS);
            standing.become(new State.Silent());
            dialogue.startTls();
        }
    }
}
