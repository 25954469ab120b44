package dev.mailwarden.scan.antivirus;

import dev.mailwarden.mail.filetype.Detection;
import dev.mailwarden.message.Action;
import dev.mailwarden.message.Finding;
import dev.mailwarden.message.ModuleName;
import dev.mailwarden.message.ModuleResult;
import dev.mailwarden.message.Reason;
import dev.mailwarden.message.Status;
import dev.mailwarden.policy.Scan;
import dev.mailwarden.scan.Examination;
import dev.mailwarden.scan.Look;
import dev.mailwarden.scan.MailObject;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * All that is known of a message, and what it comes to under a rule.
 *
 * @param seen by engines
 * @param types of all objects
 * @param threats in how it is built
 * @param macros in types that have them
 * @param engines whether there is any engine
 * @param basesDate of the oldest signatures
 */
record Findings(
        List<Seen> seen,
        Map<MailObject, Detection> types,
        List<Finding> threats,
        List<Finding> macros,
        boolean engines,
        Optional<Instant> basesDate)
        implements Examination {

    private static final List<Status> DETECTIONS =
            List.of(Status.INFECTED, Status.INTRUSION_THREAT, Status.ENCRYPTED);

    Findings {
        seen = List.copyOf(seen);
        types = Map.copyOf(types);
        threats = List.copyOf(threats);
        macros = List.copyOf(macros);
    }

    @Override
    public ModuleResult judge(Scan rule) {
        return new Judging(rule).result();
    }

    /** The look at one rule. */
    private final class Judging {

        private final Scan rule;
        private final Exclusions exclusions;
        private final Map<Status, List<Finding>> found = new EnumMap<>(Status.class);
        private final List<Finding> withMacros = new ArrayList<>();
        private Optional<Reason> error = Optional.empty();

        Judging(Scan rule) {
            this.rule = rule;
            this.exclusions = new Exclusions(rule.antivirus(), types);
        }

        ModuleResult result() {
            Set<Answer> explained =
                    seen.stream()
                            .filter(one -> isExcluded(one.object()))
                            .map(Seen::answer)
                            .collect(Collectors.toSet());
            seen.stream()
                    .filter(one -> !isExcluded(one.object()))
                    .filter(one -> !(isOuter(one.object()) && explained.contains(one.answer())))
                    .forEach(this::add);
            threats.forEach(threat -> put(Status.INTRUSION_THREAT, threat));
            types.keySet().stream()
                    .filter(object -> exclusions.of(object).isEmpty())
                    .forEach(this::addLook);
            if (rule.antivirus().macros()) {
                withMacros.addAll(macros);
            }
            return result(strictest());
        }

        private boolean isExcluded(Optional<MailObject> object) {
            return object.flatMap(exclusions::of).isPresent();
        }

        /** Whether what was said of it may be about something in it. */
        private boolean isOuter(Optional<MailObject> object) {
            return object.map(one -> one.look().state() != Look.State.PLAIN).orElse(true);
        }

        private void add(Seen one) {
            switch (one.answer()) {
                case Answer.Clean _ -> {}
                case Answer.Infected(String name) ->
                        put(Status.INFECTED, one.finding("infected", name));
                case Answer.Encrypted(String name) ->
                        put(Status.ENCRYPTED, one.finding("encrypted", name));
                case Answer.Macros(String name) -> {
                    if (rule.antivirus().macros()) {
                        withMacros.add(one.finding("macros", name));
                    }
                }
                case Answer.Failed(Reason reason, String detail) ->
                        fail(reason, one.finding("error", detail));
            }
        }

        private void addLook(MailObject object) {
            Look look = object.look();
            switch (look.state()) {
                case PLAIN, OPENED, ENCRYPTED -> {}
                case DAMAGED -> put(Status.NOT_DETECTED, finding("damaged", look, object));
                case NOT_OPENED -> put(Status.NOT_DETECTED, finding("not-opened", look, object));
                case OVER_BUDGET, FAILED ->
                        fail(look.reason().orElse(Reason.INTERNAL), finding("error", look, object));
            }
            if (look.encrypted()) {
                put(Status.ENCRYPTED, finding("encrypted", look, object));
            }
        }

        private static Finding finding(String code, Look look, MailObject object) {
            return new Finding(code, look.detail(), object.part(), object.path(), 0, "");
        }

        private void fail(Reason reason, Finding finding) {
            error = error.or(() -> Optional.of(reason));
            put(Status.ERROR, finding);
        }

        private void put(Status status, Finding finding) {
            found.computeIfAbsent(status, _ -> new ArrayList<>()).add(finding);
        }

        private List<Finding> of(Status status) {
            return found.getOrDefault(status, List.of());
        }

        /** What was found that calls for the most; of equals, the worst. */
        private Optional<Status> strictest() {
            return Stream.of(
                            Status.INFECTED,
                            Status.INTRUSION_THREAT,
                            Status.ERROR,
                            Status.ENCRYPTED)
                    .filter(found::containsKey)
                    .reduce((a, b) -> action(b).compareTo(action(a)) > 0 ? b : a);
        }

        private Action action(Status status) {
            Action action = rule.to(ModuleName.ANTIVIRUS, status).action();
            return action == Action.DISINFECT ? rule.antivirus().ifDisinfectionFails() : action;
        }

        private ModuleResult result(Optional<Status> strictest) {
            if (strictest.isEmpty()) {
                return unsuspicious();
            }
            Status status = strictest.get();
            List<Finding> findings = new ArrayList<>();
            if (status == Status.ERROR) {
                DETECTIONS.forEach(detection -> findings.addAll(of(detection)));
            }
            findings.addAll(located(of(status)));
            if (status != Status.ERROR) {
                alike(status).forEach(other -> findings.addAll(located(of(other))));
            }
            findings.addAll(withMacros);
            if (status != Status.ERROR && error.isPresent()) {
                findings.add(Finding.unseen("not all was looked at: " + error.get().text()));
            }
            return result(status, status == Status.ERROR ? error : Optional.empty(), findings);
        }

        /** What else was found that calls for the same: to delete one alone would not do. */
        private Stream<Status> alike(Status status) {
            return DETECTIONS.stream()
                    .filter(other -> other != status && found.containsKey(other))
                    .filter(other -> action(other) == action(status));
        }

        /**
         * The parts of findings are what is deleted, so what was said of the whole message is left
         * out if all of it was found again in its parts.
         */
        private List<Finding> located(List<Finding> findings) {
            List<Finding> inParts =
                    findings.stream().filter(finding -> !finding.part().isEmpty()).toList();
            Set<String> known = inParts.stream().map(Finding::text).collect(Collectors.toSet());
            boolean all =
                    findings.stream()
                            .filter(finding -> finding.part().isEmpty())
                            .allMatch(finding -> known.contains(finding.text()));
            return all ? inParts : findings;
        }

        /** Nothing was found; that is not clean if something was left out, or nobody looked. */
        private ModuleResult unsuspicious() {
            Optional<Reason> unseen =
                    engines
                            ? types.keySet().stream()
                                    .flatMap(object -> exclusions.of(object).stream())
                                    .findFirst()
                            : Optional.of(Reason.DISABLED);
            List<Finding> findings = new ArrayList<>(withMacros);
            if (withMacros.isEmpty()) {
                findings.addAll(of(Status.NOT_DETECTED));
            }
            Status status = unseen.isPresent() ? Status.NOT_SCANNED : Status.NOT_DETECTED;
            return result(status, unseen, findings);
        }

        private ModuleResult result(
                Status status, Optional<Reason> reason, List<Finding> findings) {
            return new ModuleResult(
                    ModuleName.ANTIVIRUS,
                    status,
                    reason,
                    findings,
                    !withMacros.isEmpty(),
                    basesDate,
                    Duration.ZERO);
        }
    }
}
