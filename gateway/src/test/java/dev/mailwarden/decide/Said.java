package dev.mailwarden.decide;

import dev.mailwarden.message.Finding;
import dev.mailwarden.message.ModuleName;
import dev.mailwarden.message.ModuleResult;
import dev.mailwarden.message.Reason;
import dev.mailwarden.message.Status;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** What modules say, for tests. */
final class Said {

    private Said() {}

    static ModuleResult clean(ModuleName module) {
        return ModuleResult.of(module, module.clean(), List.of(), Duration.ZERO);
    }

    /** It did not look, since others had decided. */
    static ModuleResult leftOut(ModuleName module) {
        return ModuleResult.because(module, Reason.ALREADY_PROCESSED, Duration.ZERO);
    }

    /** A result with the first reason that it can have whatever others say, if it needs one. */
    static ModuleResult of(ModuleName module, Status status, Finding... findings) {
        Optional<Reason> reason =
                Arrays.stream(Reason.values())
                        .filter(it -> it.of() == status)
                        .filter(it -> it != Reason.ALREADY_PROCESSED)
                        .findFirst();
        return new ModuleResult(
                module, status, reason, List.of(findings), false, Optional.empty(), Duration.ZERO);
    }

    static ModuleResult macros(Status status, Finding... findings) {
        return new ModuleResult(
                ModuleName.ANTIVIRUS,
                status,
                Optional.empty(),
                List.of(findings),
                true,
                Optional.empty(),
                Duration.ZERO);
    }

    static Finding in(String part) {
        return new Finding("virus", "Eicar-Test", part, "invoice.exe", 0, "engine");
    }

    static Finding by(String expression, String part) {
        return new Finding("matched", "a word", part, "list.xls", 0, expression);
    }
}
