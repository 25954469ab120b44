package dev.mailwarden.mail.dsn;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Checks a notification as a whole: a multipart/report (RFC 6522 §3) of two or three parts, lines
 * as RFC 5322 and RFC 2045 want them, the encodings that RFC 3464 §2.1 and RFC 6533 §5 allow, and
 * its fields by {@link StrictStatusCheck}. Written from these documents; shares nothing with the
 * code under test.
 */
public final class StrictReportCheck {

    private static final int MAX_LINE = 998;

    private static final Set<String> RETURNED =
            Set.of(
                    "message/rfc822",
                    "text/rfc822-headers",
                    "message/global",
                    "message/global-headers");

    private static final Pattern BOUNDARY = Pattern.compile("boundary=(\"([^\"]{1,70})\"|(\\S+))");

    private final List<String> faults = new ArrayList<>();

    private StrictReportCheck() {}

    /** {@return what is wrong, each with the section that is broken; nothing if all is well} */
    public static List<String> faults(byte[] message) {
        var check = new StrictReportCheck();
        check.checkAll(new String(message, StandardCharsets.UTF_8));
        return check.faults;
    }

    private void checkAll(String message) {
        checkLines(message);
        String header = header(message);
        String type = field(header, "Content-Type");
        require(field(header, "MIME-Version").equals("1.0"), "RFC 2045 §4: no MIME-Version");
        require(!field(header, "Message-ID").isEmpty(), "RFC 5322 §3.6.4: no Message-ID");
        require(StrictStatusCheck.isDate(field(header, "Date")), "RFC 5322 §3.3: Date");
        require(isAscii(header), "RFC 5322 §2.2: header not US-ASCII");
        require(type.startsWith("multipart/report;"), "RFC 6522 §3: " + type);
        require(type.contains("report-type=delivery-status"), "RFC 3464 §2: report-type");
        Matcher boundary = BOUNDARY.matcher(type);
        require(boundary.find(), "RFC 2046 §5.1.1: no boundary");
        String delimiter = boundary.hasMatch() ? unquoted(boundary) : "";
        List<String> parts = parts(message.substring(header.length()), "\r\n--" + delimiter);
        require(parts.size() == 2 || parts.size() == 3, "RFC 6522 §3: parts " + parts.size());
        if (parts.size() >= 2) {
            checkText(parts.getFirst());
            checkStatus(parts.get(1));
            parts.stream().skip(2).forEach(this::checkReturned);
            parts.forEach(part -> checkEncoding(header, part));
        }
    }

    private void checkLines(String message) {
        require(message.endsWith("\r\n"), "RFC 5321 §2.3.8: no line end at the end");
        require(
                !message.replace("\r\n", "").matches("(?s).*[\r\n\0].*"),
                "RFC 5321 §2.3.8: bare CR, LF or NUL");
        for (String line : message.split("\r\n", -1)) {
            int octets = line.getBytes(StandardCharsets.UTF_8).length;
            require(octets <= MAX_LINE, "RFC 5322 §2.1.1: line of " + octets + " octets");
        }
    }

    private List<String> parts(String body, String delimiter) {
        String[] pieces = body.split(Pattern.quote(delimiter), -1);
        require(pieces[pieces.length - 1].startsWith("--"), "RFC 2046 §5.1.1: not closed");
        var parts = new ArrayList<String>();
        for (int i = 1; i < pieces.length - 1; i++) {
            require(pieces[i].startsWith("\r\n"), "RFC 2046 §5.1.1: delimiter with more behind");
            parts.add(pieces[i].substring(Math.min(2, pieces[i].length())));
        }
        return parts;
    }

    private void checkText(String part) {
        String type = field(header(part), "Content-Type").toLowerCase(Locale.ROOT);
        require(type.isEmpty() || type.startsWith("text/"), "RFC 6522 §3: for people: " + type);
        require(!body(part).isBlank(), "RFC 6522 §3: nothing for people");
    }

    private void checkStatus(String part) {
        String type = field(header(part), "Content-Type").toLowerCase(Locale.ROOT);
        boolean global = type.equals("message/global-delivery-status");
        require(global || type.equals("message/delivery-status"), "RFC 3464 §2.1: " + type);
        String encoding = field(header(part), "Content-Transfer-Encoding");
        require(
                encoding.isEmpty()
                        || encoding.equals("7bit")
                        || (global && encoding.equals("8bit")),
                "RFC 3464 §2.1, RFC 6533 §5: " + encoding);
        require(global || isAscii(body(part)), "RFC 3464 §2.1: not US-ASCII");
        faults.addAll(StrictStatusCheck.faults(body(part), global));
    }

    private void checkReturned(String part) {
        String type = field(header(part), "Content-Type").toLowerCase(Locale.ROOT);
        require(RETURNED.contains(type), "RFC 6522 §3: " + type);
        boolean headers = type.equals("text/rfc822-headers");
        require(
                !headers || !body(part).strip().contains("\r\n\r\n"),
                "RFC 6522 §4: more than a header");
    }

    /** RFC 2045 §6: 8-bit content is announced by the part, and by what encloses it (§6.4). */
    private void checkEncoding(String header, String part) {
        String own = field(header(part), "Content-Transfer-Encoding");
        String outer = field(header, "Content-Transfer-Encoding");
        require(isAscii(body(part)) || own.equals("8bit"), "RFC 2045 §6.2: 8-bit as " + own);
        require(!own.equals("8bit") || outer.equals("8bit"), "RFC 2045 §6.4: 8bit in " + outer);
    }

    private static String header(String text) {
        int end = text.startsWith("\r\n") ? 0 : text.indexOf("\r\n\r\n");
        return end < 0 ? text : text.substring(0, end + 2);
    }

    private static String body(String part) {
        String header = header(part);
        return part.substring(Math.min(header.length() + 2, part.length()));
    }

    private static String field(String header, String name) {
        String unfolded = header.replaceAll("\r\n(?=[ \t])", "");
        return unfolded.lines()
                .filter(line -> line.regionMatches(true, 0, name + ":", 0, name.length() + 1))
                .map(line -> line.substring(name.length() + 1).strip())
                .findFirst()
                .orElse("");
    }

    private static String unquoted(Matcher boundary) {
        String value = boundary.group(1);
        return value.startsWith("\"") ? value.substring(1, value.length() - 1) : value;
    }

    private static boolean isAscii(String text) {
        return text.chars().allMatch(c -> c < 0x80);
    }

    private void require(boolean condition, String fault) {
        if (!condition) {
            faults.add(fault);
        }
    }
}
