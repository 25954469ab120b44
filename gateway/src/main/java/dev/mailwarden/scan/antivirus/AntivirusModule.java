package dev.mailwarden.scan.antivirus;

import dev.mailwarden.mail.filetype.Detection;
import dev.mailwarden.mail.mime.Octets;
import dev.mailwarden.mail.mime.OverBudgetException;
import dev.mailwarden.message.ModuleName;
import dev.mailwarden.message.Reason;
import dev.mailwarden.scan.Examination;
import dev.mailwarden.scan.Fitness;
import dev.mailwarden.scan.MailObject;
import dev.mailwarden.scan.ScanModule;
import dev.mailwarden.scan.Subject;
import dev.mailwarden.scan.Wanted;
import dev.mailwarden.scan.structure.Structure;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Looks for malware with any number of engines, and for what is built to break in.
 *
 * <p>Engines get the whole message, which they take apart in their own way. What they may miss,
 * they get by itself: every part if readers could differ about the message, and what is in archives
 * that programs unpack differently. Where something was found, the parts follow as well, so that it
 * is known which of them it is in. Safe for any number of threads.
 */
public final class AntivirusModule implements ScanModule {

    private final List<Engine> engines;

    /**
     * @param engines with none of them only threats in how a message is built are found, and
     *     everything else is told of as not scanned
     */
    public AntivirusModule(List<Engine> engines) {
        this.engines = List.copyOf(engines);
    }

    @Override
    public ModuleName name() {
        return ModuleName.ANTIVIRUS;
    }

    @Override
    public Turn turn() {
        return Turn.SECOND;
    }

    @Override
    public Fitness fitness() {
        return engines.stream()
                .map(Engine::fitness)
                .max(Comparator.comparing(Fitness::state))
                .orElse(new Fitness(Fitness.State.ABSENT, "there is no engine", Optional.empty()));
    }

    @Override
    public Examination examine(Subject subject, Wanted wanted) throws Exception {
        Map<MailObject, Detection> types = new HashMap<>();
        for (MailObject object : subject.objects()) {
            types.put(object, subject.type(object));
        }
        List<Seen> seen = new ArrayList<>();
        for (Engine engine : engines) {
            look(engine, subject, seen);
        }
        return new Findings(
                seen,
                types,
                Structure.threats(subject),
                Structure.macros(subject),
                !engines.isEmpty(),
                basesDate());
    }

    private Optional<Instant> basesDate() {
        return engines.stream()
                .flatMap(engine -> engine.fitness().basesDate().stream())
                .min(Comparator.naturalOrder());
    }

    private static void look(Engine engine, Subject subject, List<Seen> seen)
            throws IOException, InterruptedException {
        Answer whole = ask(engine, subject, subject.whole());
        boolean tooMuch = isTooMuch(whole);
        if (!tooMuch) {
            seen.add(new Seen(Optional.empty(), engine.name(), whole));
        }
        if (whole instanceof Answer.Failed && !tooMuch) {
            return;
        }
        boolean inside = !(whole instanceof Answer.Clean) || hasOddContainers(subject);
        boolean parts = inside || isAmbiguous(subject);
        for (MailObject object : subject.objects()) {
            if (object.isInside() ? inside : parts) {
                Answer answer = ask(engine, subject, subject.octets(object));
                seen.add(new Seen(Optional.of(object), engine.name(), answer));
            }
        }
    }

    /** Whether the parts, which are smaller and less deep, may still be looked at. */
    private static boolean isTooMuch(Answer whole) {
        return whole instanceof Answer.Failed(Reason reason, _)
                && (reason == Reason.SIZE_LIMIT || reason == Reason.NESTING_LEVEL);
    }

    private static boolean isAmbiguous(Subject subject) {
        return !subject.message().findings().isEmpty();
    }

    private static boolean hasOddContainers(Subject subject)
            throws IOException, InterruptedException {
        return subject.objects().stream().anyMatch(object -> !object.look().oddities().isEmpty());
    }

    private static Answer ask(Engine engine, Subject subject, Octets octets)
            throws IOException, InterruptedException {
        Duration left = subject.budget().left();
        if (!subject.budget().isInTime()) {
            throw new OverBudgetException(subject.budget());
        }
        return engine.scan(octets, left);
    }
}
