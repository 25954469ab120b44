package dev.mailwarden.pipeline;

import dev.mailwarden.message.Action;
import dev.mailwarden.message.Judgement.Fate;
import dev.mailwarden.message.ModuleName;
import dev.mailwarden.message.Status;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What has to become of the message of a cell, written down from the specification (ACT-1 to ACT-7,
 * MARK-1, MARK-2, NOTE-1, BKP-4) and not from the code.
 *
 * @param action that the events tell
 * @param fate for those under the rule of the cell
 * @param fateOfAnother for the recipient under another rule, if there is one
 */
record Expected(Cell cell, Audience audience, Action action, Fate fate, Fate fateOfAnother) {

    private static final String HEAD = "From: Ann <a@from.example>\n";

    private static final String BODY_BEFORE =
            """
            MIME-Version: 1.0
            Content-Type: multipart/mixed; boundary=b1

            --b1

            Here it is.
            --b1
            """;

    private static final String PART =
            """
            Content-Type: application/octet-stream; name="tool.exe"
            Content-Transfer-Encoding: base64

            TVqQAAMAAAAEAAAA//8AALgAAAAAAAAAQAAA\
            """;

    private static final String PLACE =
            """
            Content-Type: text/plain; charset=utf-8
            Content-Transfer-Encoding: 7bit
            Content-Disposition: inline

            Something was removed from this message:
            "tool.exe", because REASON (found)\
            """;

    private static final String BODY_AFTER = "\n--b1--\n";

    /** The message, its lines ending in LF. */
    static final String ORIGINAL = HEAD + "Subject: hello\n" + BODY_BEFORE + PART + BODY_AFTER;

    static Expected of(Cell cell, Audience audience) {
        Action action = cell.action() == Action.DISINFECT ? cell.fallback() : cell.action();
        if (action == Action.DELETE_ATTACHMENT && !cell.located()) {
            action = Action.QUARANTINE; // nothing can be cut out of the whole
        }
        Fate own =
                switch (action) {
                    case SKIP, DISINFECT, DELETE_ATTACHMENT -> Fate.DELIVERED;
                    case TEMPFAIL -> Fate.PUT_OFF;
                    case QUARANTINE -> Fate.QUARANTINED;
                    case REJECT -> Fate.REFUSED;
                    case DELETE_MESSAGE -> Fate.DISCARDED;
                };
        if (audience.eachIsTold() && own != Fate.REFUSED) {
            Fate told = audience.anotherIsRefused() ? Fate.REFUSED : Fate.DELIVERED;
            return new Expected(cell, audience, action, own, told);
        }
        boolean alone = audience.underAnother().isEmpty() || audience.anotherIsRefused();
        if (own == Fate.PUT_OFF || (own == Fate.REFUSED && alone)) {
            return new Expected(cell, audience, action, own, own);
        }
        Fate mixed = own == Fate.REFUSED && !audience.eachIsTold() ? Fate.QUARANTINED : own;
        Fate another =
                switch (audience) {
                    case ANOTHER_IS_REFUSED -> Fate.QUARANTINED;
                    case ANOTHER_IS_REFUSED_AND_IT_GOES -> Fate.DISCARDED;
                    default -> Fate.DELIVERED;
                };
        return new Expected(cell, audience, action, mixed, another);
    }

    /** {@return code and enhanced status of the reply} */
    String reply() {
        return isForAll() ? reply(fate) : "250 2.0.0";
    }

    /** {@return the same for each recipient, if each is told} */
    List<String> replies() {
        return audience.eachIsTold() && !isForAll()
                ? List.of(reply(fate), reply(fateOfAnother))
                : List.of();
    }

    /** Whether nobody gets the message, for one reason. */
    private boolean isForAll() {
        boolean alone = audience.underAnother().isEmpty();
        return alone || (fate == fateOfAnother && !isTaken(fate));
    }

    private static String reply(Fate fate) {
        return switch (fate) {
            case PUT_OFF -> "451 4.7.1";
            case REFUSED -> "550 5.7.1";
            case DELIVERED, QUARANTINED, DISCARDED -> "250 2.0.0";
        };
    }

    boolean isTaken() {
        return isTaken(fate) || (!audience.underAnother().isEmpty() && isTaken(fateOfAnother));
    }

    private static boolean isTaken(Fate fate) {
        return fate != Fate.PUT_OFF && fate != Fate.REFUSED;
    }

    /** {@return who gets the message, and how} */
    Map<String, String> delivered(String journey) {
        Map<String, String> delivered = new TreeMap<>();
        if (fate == Fate.DELIVERED) {
            for (String recipient : audience.underTheRule()) {
                boolean inside = recipient.endsWith("@ours.example");
                delivered.put(recipient, (inside ? fields(journey) : "") + edited());
            }
        }
        if (fateOfAnother == Fate.DELIVERED) {
            for (String recipient : audience.underAnother()) {
                delivered.put(recipient, fieldsOfAnother(journey) + ORIGINAL);
            }
        }
        return delivered;
    }

    private String edited() {
        String place = action == Action.DELETE_ATTACHMENT ? PLACE : PART;
        return HEAD
                + (cell.tagged() ? "Subject: [Tag] hello\n" : "Subject: hello\n")
                + BODY_BEFORE
                + place
                + BODY_AFTER;
    }

    private String fields(String journey) {
        String what = action == Action.DELETE_ATTACHMENT ? "AttachmentDeleted" : "Skipped";
        Map<String, String> fields = new TreeMap<>();
        fields.put("Journey", journey);
        fields.put("Rule", "default");
        fields.put("Action", what + decider().map(it -> ", " + Told.name(it)).orElse(""));
        for (ModuleName module : ModuleName.values()) {
            fields.put(
                    Told.name(module),
                    module == cell.module()
                            ? Told.text(cell.status())
                            : "NotScanned (disabled by settings)");
        }
        boolean looked =
                switch (cell.status()) {
                    case NOT_SCANNED, ERROR, BASES_ERROR, SKIPPED -> false;
                    default -> true;
                };
        if (cell.module() == ModuleName.ANTISPAM && looked) {
            fields.put("Spam-Score", cell.isFound() ? "7" : "0");
        }
        return lines(fields);
    }

    private static String fieldsOfAnother(String journey) {
        Map<String, String> fields = new TreeMap<>();
        fields.put("Journey", journey);
        fields.put("Rule", "open");
        fields.put("Action", "Skipped");
        for (ModuleName module : ModuleName.values()) {
            fields.put(Told.name(module), "NotScanned (policy)");
        }
        return lines(fields);
    }

    private static String lines(Map<String, String> fields) {
        var lines = new StringBuilder();
        fields.forEach((name, value) ->
                lines.append("X-Mailwarden-").append(name).append(": ").append(value).append('\n'));
        return lines.toString();
    }

    /** {@return the module that the action is due to} */
    Optional<ModuleName> decider() {
        boolean silent =
                cell.status() == cell.module().clean() || cell.status() == Status.NOT_SCANNED;
        return silent ? Optional.empty() : Optional.of(cell.module());
    }

    /** {@return what is sent because of it: to whom, and with what subject} */
    List<String> posts() {
        List<String> posts = new ArrayList<>();
        if (!cell.company() || fate == Fate.PUT_OFF) {
            return posts;
        }
        Told.kind(cell.module(), cell.status())
                .ifPresent(kind -> {
                    String done = done() + (cell.backup() ? ", backed up" : "");
                    if (audience.isVerified()) {
                        posts.add("[a@from.example] You sent it: " + done);
                    }
                    posts.add(
                            audience.underTheRule().stream().sorted().toList()
                                    + " You got it: "
                                    + done);
                    posts.add("[watch@open.example] " + kind + ": " + done);
                });
        posts.add("[blind@open.example] hello");
        return posts;
    }

    private String done() {
        return switch (fate) {
            case DELIVERED -> action == Action.DELETE_ATTACHMENT ? "AttachmentDeleted" : "Skipped";
            case REFUSED -> "Rejected";
            case PUT_OFF -> "PutOff";
            case QUARANTINED -> "Quarantined";
            case DISCARDED -> "Deleted";
        };
    }

    /** {@return the copies that are kept: store, for whom, rule, status} */
    List<String> copies() {
        List<String> copies = new ArrayList<>();
        String of =
                " %s Default %s"
                        .formatted(
                                audience.underTheRule(),
                                decider().map(_ -> Told.text(cell.status())).orElse(""));
        if (cell.backup() && fate != Fate.PUT_OFF) {
            copies.add("BACKUP" + of);
        }
        if (fate == Fate.QUARANTINED) {
            copies.add("QUARANTINE" + of);
        }
        if (!audience.underAnother().isEmpty() && fateOfAnother == Fate.QUARANTINED) {
            copies.add("QUARANTINE " + audience.underAnother() + " Closed ");
        }
        return copies;
    }

    /** {@return the judgements: who, by what rule, what is done, what became, how much is kept} */
    List<String> judged() {
        List<String> judged = new ArrayList<>();
        int kept =
                (cell.backup() && fate != Fate.PUT_OFF ? 1 : 0)
                        + (fate == Fate.QUARANTINED ? 1 : 0);
        String of = " Default %s %s kept %d".formatted(action, fate, kept);
        if (audience == Audience.INSIDE_AND_OUTSIDE && fate == Fate.DELIVERED) {
            audience.underTheRule().forEach(recipient -> judged.add("[" + recipient + "]" + of));
        } else {
            judged.add(audience.underTheRule() + of);
        }
        if (!audience.underAnother().isEmpty()) {
            judged.add(
                    "%s %s %s %s kept %d"
                            .formatted(
                                    audience.underAnother(),
                                    switch (audience) {
                                        case ANOTHER_IS_REFUSED,
                                                ANOTHER_IS_REFUSED_AND_EACH_IS_TOLD ->
                                                "Closed";
                                        case ANOTHER_IS_REFUSED_AND_IT_GOES -> "Void";
                                        default -> "Open";
                                    },
                                    audience.anotherIsRefused() ? Action.REJECT : Action.SKIP,
                                    fateOfAnother,
                                    fateOfAnother == Fate.QUARANTINED ? 1 : 0));
        }
        return judged;
    }
}
