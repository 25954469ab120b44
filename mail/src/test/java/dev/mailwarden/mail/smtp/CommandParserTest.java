package dev.mailwarden.mail.smtp;

import static java.util.regex.Matcher.quoteReplacement;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;
import org.junit.jupiter.params.provider.ValueSource;

class CommandParserTest {

    private static final Pattern OCTET = Pattern.compile("%([0-9a-f]{2})%");
    private static final Pattern REPEAT = Pattern.compile("%([0-9]+)\\*(.)%");

    /**
     * P-02, P-07. The table holds octets as characters, so that broken UTF-8 can be written in it.
     */
    @ParameterizedTest(name = "{0} {1} gives {2}")
    @CsvFileSource(
            resources = {
                "commands.txt",
                "mail-parameters.txt",
                "rcpt-parameters.txt",
                "parameter-combinations.txt",
                "paths.txt"
            },
            delimiterString = " => ",
            quoteCharacter = '\0',
            maxCharsPerColumn = 2_000)
    void readsOrRefuses(String line, String expected) {
        boolean smtpUtf8 = line.startsWith("(utf8) ");
        String text = smtpUtf8 ? line.substring("(utf8) ".length()) : line;
        assertThat(describe(parse(octets(repeated(text)), smtpUtf8)))
                .isEqualTo(repeated(expected.strip()));
    }

    @Test
    void readsAllParametersOfMail() {
        Command command =
                parse(
                        "MAIL FROM:<a@example.com> SIZE=1000 BODY=8BITMIME SMTPUTF8 RET=HDRS"
                                + " ENVID=QQ+2B1+20x",
                        false);
        assertThat(command)
                .isEqualTo(
                        new Command.Mail(
                                new ReversePath.Of(mailbox("a@example.com")),
                                new MailParameters(
                                        OptionalLong.of(1000),
                                        BodyType.EIGHT_BIT_MIME,
                                        true,
                                        Optional.of(Ret.HDRS),
                                        Optional.of("QQ+1 x"),
                                        false)));
    }

    @Test
    void readsAllParametersOfRcpt() {
        Command command =
                parse(
                        "RCPT TO:<b@example.com> NOTIFY=SUCCESS,DELAY ORCPT=rfc822;b+2B1@example.com",
                        false);
        assertThat(command)
                .isEqualTo(
                        new Command.Rcpt(
                                new ForwardPath.Of(mailbox("b@example.com")),
                                new RcptParameters(
                                        Set.of(Notify.SUCCESS, Notify.DELAY),
                                        Optional.of("rfc822;b+2B1@example.com"))));
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "ab\0"})
    void readsOnlyItsPartOfTheBuffer(String around) {
        String buffer = around + "QUIT" + around;
        byte[] octets = buffer.getBytes(StandardCharsets.ISO_8859_1);
        assertThat(CommandParser.parse(octets, around.length(), 4, false))
                .isEqualTo(new Command.Quit());
    }

    @Test
    void refusesOctetsThatAreNotUtf8EvenWithSmtpUtf8() {
        assertThat(describe(parse("MAIL FROM:<j\u00f6rg@example.com> SMTPUTF8", false)))
                .isEqualTo("501 5.1.7");
    }

    private static Mailbox mailbox(String text) {
        return Mailbox.parse(text).orElseThrow();
    }

    private static Command parse(String octets, boolean smtpUtf8) {
        byte[] line = octets.getBytes(StandardCharsets.ISO_8859_1);
        return CommandParser.parse(line, 0, line.length, smtpUtf8);
    }

    /** What the tables call a command. */
    private static String describe(Command command) {
        return switch (command) {
            case Command.Malformed(Reply reply) -> reply.code() + " " + reply.status();
            case Command.Mail(var path, var p) -> path + mailParameters(p);
            case Command.Rcpt(ForwardPath.Postmaster(), var p) -> "postmaster" + rcptParameters(p);
            case Command.Rcpt(ForwardPath.Of(var mailbox), var p) ->
                    "<" + mailbox + ">" + rcptParameters(p);
            case Command.Helo(var name) -> "helo " + name;
            case Command.Ehlo(var name) -> "ehlo " + name;
            case Command.Bdat(long size, boolean last) -> "bdat " + size + (last ? " last" : "");
            case Command.Auth(var mechanism, var response) ->
                    "auth " + mechanism + response.map(text -> " " + text).orElse("");
            case Command.FromFront(var client) ->
                    client.told().entrySet().stream()
                            .map(told -> " " + told.getKey() + "=" + told.getValue())
                            .collect(Collectors.joining("", "xclient", ""));
            case Command.NotOffered(var verb) -> "not offered " + verb;
            case Command.Data() -> "data";
            case Command.Rset() -> "rset";
            case Command.Noop() -> "noop";
            case Command.Quit() -> "quit";
            case Command.StartTls() -> "starttls";
            case Command.Vrfy() -> "vrfy";
            case Command.Help() -> "help";
        };
    }

    private static String mailParameters(MailParameters p) {
        return (p.size().isPresent() ? " size=" + p.size().getAsLong() : "")
                + (p.body() == BodyType.SEVEN_BIT ? "" : " body=" + p.body().keyword())
                + (p.smtpUtf8() ? " smtputf8" : "")
                + p.ret().map(ret -> " ret=" + ret).orElse("")
                + p.envid().map(envid -> " envid=" + envid).orElse("");
    }

    private static String rcptParameters(RcptParameters p) {
        var events = new StringBuilder();
        for (Notify event : Notify.values()) {
            if (p.notifyOn().contains(event)) {
                events.append(events.isEmpty() ? " notify=" : ",").append(event);
            }
        }
        return events + p.orcpt().map(orcpt -> " orcpt=" + orcpt).orElse("");
    }

    /** UTF-8 in the table becomes its octets; {@code %f6%} is an octet. */
    private static String octets(String text) {
        String octets =
                new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
        return OCTET.matcher(octets)
                .replaceAll(m -> quoteReplacement("" + (char) Integer.parseInt(m.group(1), 16)));
    }

    /** {@code %100*a%} is a hundred times a. */
    private static String repeated(String text) {
        return REPEAT.matcher(text)
                .replaceAll(m -> quoteReplacement(m.group(2).repeat(Integer.parseInt(m.group(1)))));
    }
}
