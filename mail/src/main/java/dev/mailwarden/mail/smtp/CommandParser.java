package dev.mailwarden.mail.smtp;

import dev.mailwarden.mail.ForeignOctets;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads one command line (RFC 5321 §4.1).
 *
 * <p>Verbs and keywords are taken in any case. Spaces are taken beyond the grammar in three places
 * where senders put them and nothing can be misread: at the end of the line (RFC 5321 §4.1.1),
 * between {@code FROM:} or {@code TO:} and the path, and more than one between parameters. A space
 * before the verb or before the colon, and a path without angle brackets, are refused.
 */
@ForeignOctets
public final class CommandParser {

    /** Characters kept of the name in HELO and EHLO; a domain has no more (RFC 1035 §2.3.4). */
    private static final int MAX_NAME = 255;

    /** RFC 4954 §4, with the names of RFC 4422 §3.1; whether it is BASE64 is seen later. */
    private static final Pattern AUTH =
            Pattern.compile("([A-Za-z0-9_-]{1,20})(?: +(=|[A-Za-z0-9+/]+={0,2}))?");

    private CommandParser() {}

    /**
     * Reads a line without its CRLF; the caller has limited its length.
     *
     * @param smtpUtf8 whether the open transaction has SMTPUTF8, so that RCPT may name a mailbox in
     *     UTF-8 (RFC 6531 §3.4); MAIL says it for itself
     */
    public static Command parse(byte[] line, int offset, int length, boolean smtpUtf8) {
        int end = offset + length;
        while (end > offset && (line[end - 1] == ' ' || line[end - 1] == '\t')) {
            end--;
        }
        int bits = 0;
        for (int i = offset; i < end; i++) {
            byte octet = line[i];
            if ((octet >= 0 && octet < ' ') || octet == 0x7f) {
                return new Command.Malformed(Refusals.CONTROL_CHARACTER);
            }
            bits |= octet;
        }
        // What is not UTF-8 becomes U+FFFD, which no argument may contain.
        var charset = bits < 0 ? StandardCharsets.UTF_8 : StandardCharsets.ISO_8859_1;
        return parse(new String(line, offset, end - offset, charset), smtpUtf8);
    }

    private static Command parse(String line, boolean smtpUtf8) {
        int space = line.indexOf(' ');
        String verb = space < 0 ? line : line.substring(0, space);
        String argument = space < 0 ? "" : line.substring(space + 1);
        return switch (Ascii.upper(verb)) {
            case "MAIL" -> mail(argument);
            case "RCPT" -> rcpt(argument, smtpUtf8);
            case "DATA" -> alone(argument, new Command.Data());
            case "BDAT" -> bdat(argument);
            case "HELO" -> isName(argument) ? new Command.Helo(argument) : badName();
            case "EHLO" -> isName(argument) ? new Command.Ehlo(argument) : badName();
            case "RSET" -> alone(argument, new Command.Rset());
            case "QUIT" -> alone(argument, new Command.Quit());
            case "STARTTLS" -> alone(argument, new Command.StartTls());
            case "AUTH" -> auth(argument);
            case "XCLIENT" ->
                    XClient.parse(argument)
                            .<Command>map(Command.FromFront::new)
                            .orElseGet(() -> new Command.Malformed(Refusals.XCLIENT_SYNTAX));
            case "NOOP" -> new Command.Noop();
            case "HELP" -> new Command.Help();
            case "VRFY" ->
                    argument.isEmpty()
                            ? new Command.Malformed(Refusals.ARGUMENT_NEEDED)
                            : new Command.Vrfy();
            case "EXPN", "TURN", "ATRN", "ETRN", "SEND", "SOML", "SAML" ->
                    new Command.NotOffered(Ascii.upper(verb));
            default -> new Command.Malformed(Refusals.UNKNOWN_COMMAND);
        };
    }

    private static Command mail(String argument) {
        int from = pathStart(argument, "FROM:");
        int end = from < 0 ? -1 : Paths.end(argument, from);
        if (end < 0) {
            return new Command.Malformed(from < 0 ? Refusals.MAIL_SYNTAX : Refusals.BAD_SENDER);
        }
        var parameters = new MailParameterTaker();
        Optional<Reply> problem = ParameterList.read(argument, end, parameters);
        if (problem.isPresent()) {
            return new Command.Malformed(problem.get());
        }
        String path = argument.substring(from, end);
        if (!parameters.smtpUtf8() && !Ascii.isAscii(path)) {
            return new Command.Malformed(Refusals.NEEDS_SMTPUTF8);
        }
        return Paths.reverse(path)
                .<Command>map(reverse -> new Command.Mail(reverse, parameters.parameters()))
                .orElseGet(() -> new Command.Malformed(Refusals.BAD_SENDER));
    }

    private static Command rcpt(String argument, boolean smtpUtf8) {
        int from = pathStart(argument, "TO:");
        int end = from < 0 ? -1 : Paths.end(argument, from);
        if (end < 0) {
            return new Command.Malformed(from < 0 ? Refusals.RCPT_SYNTAX : Refusals.BAD_RECIPIENT);
        }
        var parameters = new RcptParameterTaker();
        Optional<Reply> problem = ParameterList.read(argument, end, parameters);
        if (problem.isPresent()) {
            return new Command.Malformed(problem.get());
        }
        if (!smtpUtf8 && !Ascii.isAscii(argument)) {
            return new Command.Malformed(Refusals.NEEDS_SMTPUTF8);
        }
        return Paths.forward(argument.substring(from, end))
                .<Command>map(forward -> new Command.Rcpt(forward, parameters.parameters()))
                .orElseGet(() -> new Command.Malformed(Refusals.BAD_RECIPIENT));
    }

    /** {@return where the path starts behind the keyword, or -1 if the keyword is not there} */
    private static int pathStart(String argument, String keyword) {
        if (!Ascii.startsWithIgnoreCase(argument, keyword)) {
            return -1;
        }
        int i = keyword.length();
        while (i < argument.length() && argument.charAt(i) == ' ') {
            i++;
        }
        return i;
    }

    /**
     * Reads BDAT. After a malformed one nobody knows how many octets follow, so the session has to
     * end.
     */
    private static Command bdat(String argument) {
        int space = argument.indexOf(' ');
        String digits = space < 0 ? argument : argument.substring(0, space);
        boolean last = space >= 0 && Ascii.equalsIgnoreCase(argument.substring(space + 1), "LAST");
        OptionalLong size = Decimals.parse(digits);
        return size.isEmpty() || (space >= 0 && !last)
                ? new Command.Malformed(Refusals.BAD_BDAT)
                : new Command.Bdat(size.getAsLong(), last);
    }

    private static Command auth(String argument) {
        Matcher matcher = AUTH.matcher(argument);
        return matcher.matches()
                ? new Command.Auth(matcher.group(1), Optional.ofNullable(matcher.group(2)))
                : new Command.Malformed(Refusals.AUTH_SYNTAX);
    }

    private static Command alone(String argument, Command command) {
        return argument.isEmpty() ? command : new Command.Malformed(Refusals.NO_ARGUMENT_ALLOWED);
    }

    private static Command badName() {
        return new Command.Malformed(Refusals.BAD_NAME);
    }

    private static boolean isName(String text) {
        return !text.isEmpty()
                && text.length() <= MAX_NAME
                && text.indexOf(' ') < 0
                && Ascii.isAscii(text);
    }
}
