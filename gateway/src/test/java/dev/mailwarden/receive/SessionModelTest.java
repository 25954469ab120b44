package dev.mailwarden.receive;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailwarden.Scale;
import dev.mailwarden.mail.smtp.Reply;
import dev.mailwarden.message.InboundMail;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * The session against its model: replies in number and order, and exactly the messages that must be
 * taken, with nothing left over from one transaction to the next.
 */
class SessionModelTest {

    private static final int SEQUENCES = Scale.of(20_000, 5_000_000);

    private static final long SEED = 20260301;
    private static final int LONGEST = 40;

    private static final SessionModel.Step[] STEPS = SessionModel.Step.values();

    @Test
    void randomSequencesAgreeWithTheModel() {
        var seeds = new Random(SEED);
        for (int sequence = 0; sequence < SEQUENCES; sequence++) {
            long seed = seeds.nextLong();
            var random = new Random(seed);
            var steps = new ArrayList<SessionModel.Step>();
            if (random.nextInt(4) > 0) {
                steps.add(SessionModel.Step.EHLO);
            }
            for (int count = random.nextInt(LONGEST); count > 0; count--) {
                steps.add(likely(random));
            }
            compare(seed, steps);
        }
    }

    /** P-03. */
    @Test
    void allTriplesAgreeWithTheModel() {
        for (var prefix :
                List.of(
                        List.<SessionModel.Step>of(),
                        List.of(SessionModel.Step.EHLO, SessionModel.Step.MAIL))) {
            for (var first : STEPS) {
                for (var second : STEPS) {
                    for (var third : STEPS) {
                        var steps = new ArrayList<>(prefix);
                        steps.addAll(List.of(first, second, third));
                        compare(SEED, steps);
                    }
                }
            }
        }
    }

    /** Steps that lead on are taken more often, or few sequences would get to content. */
    private static SessionModel.Step likely(Random random) {
        return switch (random.nextInt(10)) {
            case 0, 1 -> SessionModel.Step.MAIL;
            case 2, 3 -> SessionModel.Step.RCPT;
            case 4 -> SessionModel.Step.CHUNK;
            default -> STEPS[random.nextInt(STEPS.length)];
        };
    }

    private static void compare(long seed, List<SessionModel.Step> steps) {
        var model = new SessionModel(new Random(seed));
        steps.forEach(model::step);
        var gateway = new FakeGateway();
        gateway.settings = TestSettings.with(limits -> limits.errors(1000));
        gateway.verdicts.put("<refused>", Reply.of(554, 7, 1, "Refused"));
        var wire = MemoryWire.saying(model.clear.toString(), model.secure.toString());
        assertThat(SessionTest.finals(wire.run(gateway)))
                .as("seed %d, steps %s", seed, steps)
                .isEqualTo(model.codes);
        assertThat(gateway.mails.stream().map(SessionModelTest::taken))
                .as("seed %d, steps %s", seed, steps)
                .isEqualTo(model.taken);
        assertThat(gateway.openDrafts).as("seed %d, steps %s", seed, steps).hasValue(0);
    }

    private static SessionModel.Taken taken(InboundMail mail) {
        return new SessionModel.Taken(
                mail.envelope().reversePath().asMailbox().orElseThrow().toString(),
                mail.envelope().recipients().stream()
                        .map(recipient -> recipient.mailbox().toString())
                        .map(SessionModelTest::asOctets)
                        .toList(),
                FakeGateway.received(mail));
    }

    private static String asOctets(String text) {
        return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
    }
}
