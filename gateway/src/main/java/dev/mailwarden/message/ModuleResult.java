package dev.mailwarden.message;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What one module says of a message under one rule.
 *
 * @param reason given for every status that needs one, and for no other
 * @param findings the evidence, the decisive first, at most {@value #MAX_FINDINGS}
 * @param macros whether attachments with macros were found, whatever else was (antivirus only)
 * @param basesDate of what the module knows; empty if it needs nothing of the kind
 * @param time that the module took
 */
public record ModuleResult(
        ModuleName module,
        Status status,
        Optional<Reason> reason,
        List<Finding> findings,
        boolean macros,
        Optional<Instant> basesDate,
        Duration time) {

    public static final int MAX_FINDINGS = 200;

    public ModuleResult {
        if (!module.has(status) || status == Status.MACROS_DETECTED) {
            throw new IllegalArgumentException(module + " has no status " + status);
        }
        boolean needed =
                status == Status.NOT_SCANNED || status == Status.ERROR || status == Status.SKIPPED;
        if (needed != reason.isPresent() || reason.filter(r -> r.of() != status).isPresent()) {
            throw new IllegalArgumentException(status + " for the reason " + reason);
        }
        if (macros && module != ModuleName.ANTIVIRUS) {
            throw new IllegalArgumentException(module + " does not look for macros");
        }
        findings = List.copyOf(findings.subList(0, Math.min(findings.size(), MAX_FINDINGS)));
    }

    /** A result of a module that looked. */
    public static ModuleResult of(
            ModuleName module, Status status, List<Finding> findings, Duration time) {
        return new ModuleResult(
                module, status, Optional.empty(), findings, false, Optional.empty(), time);
    }

    /** The module did not look, could not, or did not wait. */
    public static ModuleResult because(ModuleName module, Reason reason, Duration time) {
        return new ModuleResult(
                module, reason.of(), Optional.of(reason), List.of(), false, Optional.empty(), time);
    }

    /** The same with other evidence. */
    public ModuleResult with(List<Finding> others) {
        return new ModuleResult(module, status, reason, others, macros, basesDate, time);
    }

    /**
     * Whether the findings are all that there is: the module saw everything, and none of what it
     * found had to be left out.
     */
    public boolean isWhole() {
        return !status.isFailure()
                && findings.size() < MAX_FINDINGS
                && findings.stream().noneMatch(finding -> finding.code().equals(Finding.UNSEEN));
    }

    /** {@return the status as people see it, with its reason} */
    public String text() {
        return reason.map(why -> status.text() + " (" + why.text() + ")").orElse(status.text());
    }

    /** {@return the same with the flag of macros, where one line says all} */
    public String textWithMacros() {
        if (!macros) {
            return text();
        }
        String flag = Status.MACROS_DETECTED.text();
        return status == module.clean() ? flag : text() + ", " + flag;
    }
}
