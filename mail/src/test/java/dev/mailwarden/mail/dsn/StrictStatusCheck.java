package dev.mailwarden.mail.dsn;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Checks the content of message/delivery-status, or of its global kind, against the grammar of RFC
 * 3464 §2 and RFC 6533 §3. Written from these, and shares nothing with the code under test.
 */
final class StrictStatusCheck {

    private static final Set<String> OF_MESSAGE =
            Set.of(
                    "original-envelope-id",
                    "reporting-mta",
                    "dsn-gateway",
                    "received-from-mta",
                    "arrival-date");

    private static final Set<String> OF_RECIPIENT =
            Set.of(
                    "original-recipient",
                    "final-recipient",
                    "action",
                    "status",
                    "remote-mta",
                    "diagnostic-code",
                    "last-attempt-date",
                    "final-log-id",
                    "will-retry-until");

    /** The type is an atom (RFC 3464 §2.1.2), the rest is not empty. */
    private static final Pattern TYPED = Pattern.compile("[A-Za-z0-9.-]+; ?\\S.*");

    private static final Pattern FIELD = Pattern.compile("([!-9;-~]+):(.*)", Pattern.DOTALL);

    /** RFC 5322 §3.3 with the four digits of a year and a numeric zone (RFC 3464 §2.2.5). */
    private static final Pattern DATE =
            Pattern.compile(
                    "((?:Mon|Tue|Wed|Thu|Fri|Sat|Sun), (\\d{1,2} [A-Z][a-z]{2} \\d{4}))"
                            + " ([01]\\d|2[0-3]):[0-5]\\d(:([0-5]\\d|60))? [+-]\\d{4}( \\(.*\\))?");

    private static final Pattern STATUS =
            Pattern.compile("([245])\\.(0|[1-9]\\d{0,2})\\.(0|[1-9]\\d{0,2})( \\(.*\\))?");

    private static final Pattern MAILBOX =
            Pattern.compile(
                    "rfc822; ?(\"([^\"\\\\]|\\\\.)*\"|[^\"<>@\\s]+)@[^<>@\\s]+",
                    Pattern.CASE_INSENSITIVE);

    private final boolean global;
    private final List<String> faults = new ArrayList<>();

    private StrictStatusCheck(boolean global) {
        this.global = global;
    }

    /** {@return what is wrong, each with the section that is broken} */
    static List<String> faults(String content, boolean global) {
        var check = new StrictStatusCheck(global);
        check.checkAll(content);
        return check.faults;
    }

    private void checkAll(String content) {
        String text =
                content.endsWith("\r\n") ? content.substring(0, content.length() - 2) : content;
        String[] groups = text.split("\r\n\r\n", -1);
        require(groups.length >= 2, "§2.1: needs a group for the message and one for a recipient");
        for (int i = 0; i < groups.length; i++) {
            Map<String, String> fields = fields(groups[i], i == 0 ? OF_MESSAGE : OF_RECIPIENT);
            if (i == 0) {
                checkMessage(fields);
            } else {
                checkRecipient(fields);
            }
        }
    }

    private Map<String, String> fields(String group, Set<String> known) {
        Map<String, String> fields = new HashMap<>();
        String unfolded = group.replaceAll("\r\n(?=[ \t])", "");
        for (String line : unfolded.split("\r\n", -1)) {
            var matcher = FIELD.matcher(line);
            if (!matcher.matches()) {
                faults.add("§2.1: not a field, or more than one empty line: \"" + line + "\"");
                continue;
            }
            String name = matcher.group(1).toLowerCase(Locale.ROOT);
            require(known.contains(name) || name.startsWith("x-"), "§2.1: not here: " + name);
            Optional<String> earlier =
                    Optional.ofNullable(fields.put(name, matcher.group(2).strip()));
            require(earlier.isEmpty(), "§2.1: twice: " + name);
            require(!matcher.group(2).isBlank(), "§2.1: empty: " + name);
        }
        return fields;
    }

    private void checkMessage(Map<String, String> fields) {
        require(fields.containsKey("reporting-mta"), "§2.2.2: no Reporting-MTA");
        checkTyped(fields, "reporting-mta", "dsn-gateway", "received-from-mta");
        checkDates(fields, "arrival-date");
    }

    private void checkRecipient(Map<String, String> fields) {
        for (String required : List.of("final-recipient", "action", "status")) {
            require(fields.containsKey(required), "§2.3: no " + required);
        }
        checkTyped(
                fields, "original-recipient", "final-recipient", "remote-mta", "diagnostic-code");
        checkDates(fields, "last-attempt-date", "will-retry-until");
        checkAddress(fields.getOrDefault("original-recipient", ""));
        checkAddress(fields.getOrDefault("final-recipient", ""));
        checkOutcome(fields);
        String diagnostic = fields.getOrDefault("diagnostic-code", "");
        require(
                !diagnostic.startsWith("smtp;") || diagnostic.matches("smtp; ?[2-5]\\d\\d[ -].*"),
                "§2.3.6: no SMTP reply: " + diagnostic);
    }

    private void checkOutcome(Map<String, String> fields) {
        String action = fields.getOrDefault("action", "");
        String status = fields.getOrDefault("status", "");
        require(STATUS.matcher(status).matches(), "§2.3.4: no status: " + status);
        String classes =
                switch (action) {
                    case "failed" -> "45";
                    case "delayed" -> "4";
                    case "delivered", "relayed", "expanded" -> "2";
                    default -> "";
                };
        require(!classes.isEmpty(), "§2.3.3: no action: " + action);
        require(
                !status.isEmpty() && classes.indexOf(status.charAt(0)) >= 0,
                "§2.3.3, §2.3.4: " + action + " with " + status);
        require(
                !fields.containsKey("will-retry-until") || action.equals("delayed"),
                "§2.3.9: Will-Retry-Until without a delay");
    }

    /** RFC 6533 §3: the type utf-8 is written in US-ASCII unless the part is of the global kind. */
    private void checkAddress(String value) {
        boolean ascii = value.chars().allMatch(c -> c >= ' ' && c <= '~');
        boolean utf8 = value.toLowerCase(Locale.ROOT).startsWith("utf-8;");
        require(ascii || (global && utf8), "§2.3.1: not US-ASCII: " + value);
        boolean mailbox = value.toLowerCase(Locale.ROOT).startsWith("rfc822;");
        require(!mailbox || MAILBOX.matcher(value).matches(), "§2.3.2: no mailbox: " + value);
    }

    private void checkTyped(Map<String, String> fields, String... names) {
        Arrays.stream(names)
                .filter(fields::containsKey)
                .forEach(name ->
                        require(
                                TYPED.matcher(fields.get(name)).matches(),
                                "§2.1.2: no type in " + name + ": " + fields.get(name)));
    }

    private void checkDates(Map<String, String> fields, String... names) {
        Arrays.stream(names)
                .filter(fields::containsKey)
                .forEach(name ->
                        require(
                                isDate(fields.get(name)),
                                "RFC 5322 §3.3: " + name + ": " + fields.get(name)));
    }

    static boolean isDate(String text) {
        var matcher = DATE.matcher(text);
        if (!matcher.matches()) {
            return false;
        }
        try {
            LocalDate.parse(
                    matcher.group(1),
                    DateTimeFormatter.ofPattern("EEE, d MMM uuuu", Locale.ENGLISH));
            return true;
        } catch (DateTimeException _) {
            return false;
        }
    }

    private void require(boolean condition, String fault) {
        if (!condition) {
            faults.add(fault);
        }
    }
}
