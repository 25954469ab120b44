package dev.mailwarden.mail.mime;

import dev.mailwarden.mail.ForeignOctets;
import dev.mailwarden.mail.smtp.Mailbox;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * The mailboxes in an address field such as From (RFC 5322 §3.4), read leniently: with or without
 * names, in groups, with routes, comments and white space where old standards allowed them.
 */
@ForeignOctets
public final class AddressField {

    /** More than anybody writes; what follows is not looked at. */
    public static final int MAX_MAILBOXES = 100;

    private final String value;
    private final Set<String> found = new LinkedHashSet<>();

    /** What stands outside of angle brackets since the last delimiter. */
    private final StringBuilder bare = new StringBuilder();

    /** By the place of the opening parenthesis; made when the first comment is met. */
    private int[] commentEnds = {};

    private boolean angled;
    private int at;

    private AddressField(String value) {
        this.value = value;
    }

    /**
     * {@return the mailboxes of a field, each once, in their order, at most {@value
     * #MAX_MAILBOXES}} Names are not looked into, though people may take what they say for an
     * address.
     *
     * @param value of the field, unfolded
     */
    public static List<Mailbox> mailboxes(String value) {
        var field = new AddressField(value);
        field.read();
        List<Mailbox> mailboxes = new ArrayList<>();
        for (String one : field.found) {
            Mailbox.parse(one).ifPresent(mailboxes::add);
        }
        return List.copyOf(mailboxes);
    }

    private void read() {
        while (at < value.length() && found.size() < MAX_MAILBOXES) {
            char c = value.charAt(at);
            switch (c) {
                case '(' -> at = afterComment(at);
                case '"' -> takeQuoted(bare);
                case '<' -> takeAngle();
                case ',', ';' -> endOfOne();
                case ':' -> beginGroup();
                default -> {
                    if (!isBlank(c)) {
                        bare.append(c);
                    }
                    at++;
                }
            }
        }
        endOfOne();
    }

    /** What stood there was the name of a group, unless it was a domain literal. */
    private void beginGroup() {
        if (bare.indexOf("[") >= 0) {
            bare.append(':');
        } else {
            bare.setLength(0);
        }
        at++;
    }

    private void endOfOne() {
        if (!angled && bare.indexOf("@") >= 0) {
            found.add(bare.toString());
        }
        bare.setLength(0);
        angled = false;
        at++;
    }

    private void takeAngle() {
        var inside = new StringBuilder();
        at++;
        while (at < value.length() && value.charAt(at) != '>') {
            char c = value.charAt(at);
            if (c == '"') {
                takeQuoted(inside);
            } else if (c == '(') {
                at = afterComment(at);
            } else {
                if (!isBlank(c)) {
                    inside.append(c);
                }
                at++;
            }
        }
        at++;
        angled = true;
        found.add(withoutRoute(inside.toString()));
    }

    /** A source route is passed over, as everywhere (RFC 5321 §3.3). */
    private static String withoutRoute(String address) {
        int colon = address.indexOf(':');
        return address.startsWith("@") && colon >= 0 ? address.substring(colon + 1) : address;
    }

    private void takeQuoted(StringBuilder out) {
        out.append('"');
        at++;
        while (at < value.length() && value.charAt(at) != '"') {
            boolean pair = value.charAt(at) == '\\' && at + 1 < value.length();
            out.append(value, at, at + (pair ? 2 : 1));
            at += pair ? 2 : 1;
        }
        out.append('"');
        at++;
    }

    /** {@return where what is behind a comment begins; one that does not end is none} */
    private int afterComment(int from) {
        if (commentEnds.length == 0) {
            commentEnds = commentEnds(from);
        }
        return Math.max(from + 1, commentEnds[from]);
    }

    /** {@return for each opening parenthesis the place behind its closing one, 0 for none} */
    private int[] commentEnds(int from) {
        int[] ends = new int[value.length()];
        int[] open = new int[value.length()];
        int depth = 0;
        for (int i = from; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c == '\\') {
                i++;
            } else if (c == '(') {
                open[depth++] = i;
            } else if (c == ')' && depth > 0) {
                ends[open[--depth]] = i + 1;
            }
        }
        return ends;
    }

    private static boolean isBlank(char c) {
        return c == ' ' || c == '\t' || c == '\r' || c == '\n';
    }
}
