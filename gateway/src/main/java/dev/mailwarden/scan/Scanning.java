package dev.mailwarden.scan;

import dev.mailwarden.message.Finding;
import dev.mailwarden.message.ModuleName;
import dev.mailwarden.message.ModuleResult;
import dev.mailwarden.message.Reason;
import dev.mailwarden.message.Status;
import dev.mailwarden.message.Verdict;
import dev.mailwarden.policy.Policy;
import dev.mailwarden.policy.Protection;
import dev.mailwarden.policy.Scan;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The scan of one message. Used by one thread. */
final class Scanning {

    private static final Logger LOG = LoggerFactory.getLogger(Scanning.class);

    private final Map<ModuleName, Post> posts;
    private final Subject subject;
    private final Policy policy;
    private final LongSupplier left;
    private final List<Sheet> sheets;

    /** What is known for one rule so far. */
    private record Sheet(Asked asked, Map<ModuleName, ModuleResult> results) {

        boolean isOpen(ModuleName module) {
            return asked.rule().asks(module) && !results.containsKey(module);
        }

        void put(ModuleResult result) {
            results.put(result.module(), result);
        }
    }

    /**
     * @param left nanoseconds until all of it has to be over
     */
    Scanning(
            Map<ModuleName, Post> posts,
            Subject subject,
            Policy policy,
            List<Asked> asked,
            LongSupplier left) {
        this.posts = posts;
        this.subject = subject;
        this.policy = policy;
        this.left = left;
        this.sheets =
                asked.stream().map(one -> new Sheet(one, new EnumMap<>(ModuleName.class))).toList();
    }

    List<Verdict> run() throws InterruptedException {
        sheets.forEach(this::fillUnasked);
        for (ScanModule.Turn turn : ScanModule.Turn.values()) {
            take(turn);
        }
        return sheets.stream().map(sheet -> new Verdict(sheet.results())).toList();
    }

    /** Results of modules that are not to look, whatever the message is. */
    private void fillUnasked(Sheet sheet) {
        for (ModuleName module : ModuleName.values()) {
            if (sheet.asked().rule().asks(module)) {
                whyNot(sheet.asked(), module)
                        .or(() -> absent(module))
                        .ifPresent(reason ->
                                sheet.put(ModuleResult.because(module, reason, Duration.ZERO)));
            }
        }
    }

    private Optional<Reason> whyNot(Asked asked, ModuleName module) {
        Protection protection = policy.protection();
        boolean on = protection.of(module).on();
        Optional<Reason> byMode =
                switch (protection.mode()) {
                    case FULL -> on ? Optional.empty() : Optional.of(Reason.DISABLED);
                    case RESTRICTED -> on ? Optional.empty() : Optional.of(Reason.POLICY);
                    case OFF -> Optional.of(Reason.POLICY);
                };
        return byMode.or(() -> Optional.ofNullable(asked.spared().get(module)));
    }

    /** What nobody put to work is down. */
    private Optional<Reason> absent(ModuleName module) {
        return posts.containsKey(module) ? Optional.empty() : Optional.of(Reason.ENGINE_DOWN);
    }

    private void take(ScanModule.Turn turn) throws InterruptedException {
        List<Post> wanted =
                posts.values().stream()
                        .filter(post -> post.module().turn() == turn)
                        .filter(post -> isOpen(post.module().name()))
                        .toList();
        List<Run> runs = new ArrayList<>();
        for (Post post : wanted) {
            if (isNeeded(post.module().name())) {
                runs.add(start(post));
            } else {
                pass(post.module().name());
            }
        }
        try {
            for (Run run : runs) {
                take(run.post().module().name(), run.await());
            }
        } finally {
            runs.forEach(Run::stop);
        }
    }

    private boolean isOpen(ModuleName module) {
        return sheets.stream().anyMatch(sheet -> sheet.isOpen(module));
    }

    /** Whether for some rule the answer of a module could change what becomes of the message. */
    private boolean isNeeded(ModuleName module) {
        return sheets.stream()
                .filter(sheet -> sheet.isOpen(module))
                .anyMatch(sheet ->
                        Severity.isNeeded(sheet.asked().rule(), sheet.results().values(), module));
    }

    private void pass(ModuleName module) {
        sheets.stream()
                .filter(sheet -> sheet.isOpen(module))
                .forEach(sheet ->
                        sheet.put(
                                ModuleResult.because(
                                        module, Reason.ALREADY_PROCESSED, Duration.ZERO)));
    }

    private Run start(Post post) {
        ModuleName module = post.module().name();
        Duration own = policy.protection().of(module).timeLimit();
        Duration all = Duration.ofNanos(left.getAsLong());
        Duration limit = own.compareTo(all) < 0 ? own : all;
        List<Scan> rules =
                sheets.stream()
                        .filter(sheet -> sheet.isOpen(module))
                        .map(sheet -> sheet.asked().rule())
                        .toList();
        return post.start(subject.within(limit), new Wanted(policy, rules), limit);
    }

    private void take(ModuleName module, Outcome outcome) {
        for (Sheet sheet : sheets) {
            if (sheet.isOpen(module)) {
                sheet.put(result(module, outcome, sheet.asked().rule()));
            }
        }
    }

    private ModuleResult result(ModuleName module, Outcome outcome, Scan rule) {
        return switch (outcome) {
            case Outcome.Unable(Reason reason, String detail, Duration time) ->
                    error(module, reason, detail, time);
            case Outcome.Examined examined -> judge(module, examined, rule);
        };
    }

    private ModuleResult judge(ModuleName module, Outcome.Examined examined, Scan rule) {
        Duration time = examined.time();
        try {
            ModuleResult result = examined.examination().judge(rule);
            if (result.module() != module) {
                throw new IllegalStateException(module + " gave a result of " + result.module());
            }
            ModuleResult weighed =
                    examined.unseen()
                            .filter(_ -> !result.status().isFailure())
                            .map(reason -> partial(rule, result, reason))
                            .orElse(result);
            return new ModuleResult(
                    module,
                    weighed.status(),
                    weighed.reason(),
                    weighed.findings(),
                    weighed.macros(),
                    weighed.basesDate(),
                    time);
        } catch (RuntimeException | Error e) {
            LOG.warn("{} could not judge {}", module, subject.mail().journey(), e);
            return error(module, Reason.INTERNAL, e.getClass().getSimpleName(), time);
        }
    }

    /**
     * What is said of a message that was not seen whole: an error if nothing was found, or if the
     * rule is stricter about that. Either way what was found is told.
     */
    private static ModuleResult partial(Scan rule, ModuleResult said, Reason reason) {
        Finding unseen = Finding.unseen("something ran out before all was seen: " + reason.text());
        List<Finding> findings = new ArrayList<>(said.findings());
        boolean clean = said.status() == said.module().clean();
        if (!clean && !Severity.isErrorStricter(rule, said)) {
            findings.add(unseen);
            return said.with(findings);
        }
        findings.addFirst(unseen);
        return new ModuleResult(
                said.module(),
                Status.ERROR,
                Optional.of(reason),
                findings,
                said.macros(),
                said.basesDate(),
                said.time());
    }

    private static ModuleResult error(
            ModuleName module, Reason reason, String detail, Duration time) {
        ModuleResult error = ModuleResult.because(module, reason, time);
        return detail.isEmpty()
                ? error
                : error.with(List.of(Finding.ofMessage("error", detail, "")));
    }
}
