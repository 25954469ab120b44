package dev.mailwarden.mail.smtp;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

/** Paths made from the grammar of RFC 5321 §4.1.2 and paths that break it, from a fixed seed. */
class PathPropertyTest {

    private static final int PATHS = 50_000;
    private static final long SEED = 5_321;

    @Test
    void takesEveryPathOfTheGrammar() {
        RandomGenerator random = new Random(SEED);
        var paths = new GeneratedPath.Generator(random);
        List<String> refused = new ArrayList<>();
        for (int i = 0; i < PATHS; i++) {
            GeneratedPath path = paths.good();
            Command command = parse(path.text(), random.nextBoolean());
            if (!isMailbox(command, path)) {
                refused.add(path + " gave " + command);
            }
        }
        assertThat(refused).isEmpty();
    }

    @Test
    void refusesEveryPathWithOneThingBroken() {
        RandomGenerator random = new Random(SEED);
        var paths = new GeneratedPath.Generator(random);
        List<String> taken = new ArrayList<>();
        for (int i = 0; i < PATHS; i++) {
            GeneratedPath path = paths.bad();
            Command command = parse(path.text(), random.nextBoolean());
            boolean refused =
                    command instanceof Command.Malformed(Reply reply)
                            && (reply.code() == 500 || reply.code() == 501);
            if (!refused) {
                taken.add(path + " gave " + command);
            }
        }
        assertThat(taken).isEmpty();
    }

    /** The command names the path's mailbox, and that mailbox is printed as itself. */
    private static boolean isMailbox(Command command, GeneratedPath path) {
        return switch (command) {
            case Command.Mail(ReversePath.Of(Mailbox mailbox), _) -> isSame(path, mailbox);
            case Command.Rcpt(ForwardPath.Of(Mailbox mailbox), _) -> isSame(path, mailbox);
            default -> false;
        };
    }

    private static boolean isSame(GeneratedPath path, Mailbox mailbox) {
        return path.isMailbox(mailbox)
                && Mailbox.parse(mailbox.toString()).filter(mailbox::equals).isPresent();
    }

    private static Command parse(String path, boolean mail) {
        String text = mail ? "MAIL FROM:" + path + " SMTPUTF8" : "RCPT TO:" + path;
        byte[] line = text.getBytes(StandardCharsets.UTF_8);
        return CommandParser.parse(line, 0, line.length, true);
    }
}
