package dev.mailwarden.pipeline;

import dev.mailwarden.message.ModuleName;
import dev.mailwarden.message.Status;
import java.util.List;
import java.util.Optional;

/** What statuses are called where people are told of them: a table made from NOTE-1 and MARK-2. */
final class Told {

    /** Kinds of notifications. */
    static final List<String> KINDS =
            List.of(
                    "infected",
                    "encrypted",
                    "scan-error",
                    "macros",
                    "content",
                    "phishing",
                    "links",
                    "sandbox",
                    "authentication",
                    "impersonation");

    private Told() {}

    /** {@return the kind of notification about a status; empty if nobody is told} */
    static Optional<String> kind(ModuleName module, Status status) {
        return switch (status) {
            case ERROR, BASES_ERROR -> Optional.of("scan-error");
            case INFECTED, DISINFECTED, INTRUSION_THREAT -> Optional.of("infected");
            case ENCRYPTED -> Optional.of("encrypted");
            case MACROS_DETECTED -> Optional.of("macros");
            case PHISHING -> Optional.of("phishing");
            case MATCHED, BANNED_FILE_NAME, BANNED_FILE_FORMAT, SIZE_EXCEEDED ->
                    Optional.of("content");
            case VIOLATION_FOUND -> Optional.of("authentication");
            case DETECTED -> Optional.of(Cell.word(module.name()));
            case NOT_DETECTED,
                    NOT_SCANNED,
                    SKIPPED,
                    SPAM,
                    PROBABLE_SPAM,
                    MASS_MAIL,
                    DENYLISTED,
                    TRUSTED,
                    FORMAL,
                    VIOLATION_NOT_FOUND ->
                    Optional.empty();
        };
    }

    /** {@return a status in header fields and in the stores} */
    static String text(Status status) {
        return switch (status) {
            case NOT_SCANNED -> "NotScanned (filename)";
            case ERROR -> "Error (timeout)";
            case SKIPPED -> "Skipped (timeout)";
            default -> status.text();
        };
    }

    /** {@return a module in header fields} */
    static String name(ModuleName module) {
        return switch (module) {
            case ANTIVIRUS -> "Antivirus";
            case LINKS -> "Links";
            case ANTISPAM -> "Antispam";
            case ANTIPHISHING -> "Antiphishing";
            case IMPERSONATION -> "Impersonation";
            case CONTENT -> "Content";
            case AUTHENTICATION -> "Authentication";
            case SANDBOX -> "Sandbox";
        };
    }
}
