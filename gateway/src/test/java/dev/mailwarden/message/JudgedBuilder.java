package dev.mailwarden.message;

import dev.mailwarden.mail.smtp.Mailbox;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Judgements as events, for tests: delivered under the rule Default unless told otherwise. */
public final class JudgedBuilder {

    private final JourneyId journey;
    private final List<Mailbox> recipients;
    private int sequence = Event.Judged.FIRST_SEQUENCE;
    private String subject = "";
    private String messageId = "";
    private String rule = "Default";
    private Verdict verdict = Verdict.NONE;
    private Action action = Action.SKIP;
    private Optional<ModuleName> decidedBy = Optional.empty();
    private Judgement.Fate fate = Judgement.Fate.DELIVERED;

    private JudgedBuilder(JourneyId journey, List<Mailbox> recipients) {
        this.journey = journey;
        this.recipients = recipients;
    }

    public static JudgedBuilder judged(JourneyId journey, String... recipients) {
        return new JudgedBuilder(
                journey, Stream.of(recipients).map(it -> Mailbox.parse(it).orElseThrow()).toList());
    }

    public JudgedBuilder asSecond() {
        sequence = Event.Judged.FIRST_SEQUENCE + 1;
        return this;
    }

    public JudgedBuilder about(String itsSubject, String itsMessageId) {
        subject = itsSubject;
        messageId = itsMessageId;
        return this;
    }

    public JudgedBuilder under(String ruleName) {
        rule = ruleName;
        return this;
    }

    public JudgedBuilder saying(ModuleName module, Status status, Finding... findings) {
        verdict = verdict.with(ModuleResult.of(module, status, List.of(findings), Duration.ZERO));
        return this;
    }

    public JudgedBuilder saying(ModuleName module, Reason reason) {
        verdict = verdict.with(ModuleResult.because(module, reason, Duration.ZERO));
        return this;
    }

    public JudgedBuilder macros() {
        verdict =
                verdict.with(
                        new ModuleResult(
                                ModuleName.ANTIVIRUS,
                                Status.NOT_DETECTED,
                                Optional.empty(),
                                List.of(),
                                true,
                                Optional.empty(),
                                Duration.ZERO));
        return this;
    }

    public JudgedBuilder to(Action strictest, ModuleName by, Judgement.Fate itsFate) {
        action = strictest;
        decidedBy = Optional.of(by);
        fate = itsFate;
        return this;
    }

    public Event.Judged event() {
        return new Event.Judged(
                journey,
                sequence,
                Instant.parse("2026-03-01T12:00:00Z"),
                7,
                Arrival.Origin.OUTSIDE,
                List.of(),
                Set.of(),
                subject,
                messageId,
                recipients,
                IntStream.range(0, recipients.size()).boxed().toList(),
                Set.of(),
                "default",
                rule,
                verdict,
                action,
                decidedBy,
                fate,
                List.of(),
                false);
    }
}
