package dev.mailwarden.mail.smtp;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.mailwarden.mail.Fuzzes;
import dev.mailwarden.mail.SharedData;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

/** Command lines and domains as any stranger may send them (target F-02). */
@Fuzzes({
    CommandParser.class,
    Domain.class,
    IpAddress.class,
    Mailbox.class,
    OriginalRecipient.class,
    XClient.class,
    Xtext.class
})
class CommandFuzzTest {

    private static final List<String> TABLES =
            List.of("commands.txt", "mail-parameters.txt", "rcpt-parameters.txt", "paths.txt");
    private static final Set<String> VERBS =
            Set.of(
                    "HELO",
                    "EHLO",
                    "MAIL",
                    "RCPT",
                    "DATA",
                    "BDAT",
                    "RSET",
                    "NOOP",
                    "QUIT",
                    "HELP",
                    "VRFY",
                    "EXPN",
                    "AUTH",
                    "STARTTLS",
                    "XCLIENT",
                    "TURN",
                    "ATRN",
                    "ETRN",
                    "SEND",
                    "SOML",
                    "SAML");
    private static final Pattern SIMPLE_IPV6 =
            Pattern.compile(
                    "([0-9a-f]{1,4}:){7}[0-9a-f]{1,4}|::([0-9a-f]{1,4}:){0,5}[0-9a-f]{1,4}");
    private static final Pattern QUOTED_STRING = Pattern.compile("\"(<[^\"]*>)\"");

    @MethodSource("commandLines")
    @FuzzTest
    void aCommandIsPrintedAsItself(byte[] line) {
        Command command = CommandParser.parse(line, 0, line.length, true);
        String verb = verb(line);
        if (command instanceof Command.Malformed(Reply reply)) {
            assertThat(reply.code()).isBetween(500, 555);
            assertThat(reply.equals(Refusals.UNKNOWN_COMMAND) && VERBS.contains(verb)).isFalse();
            return;
        }
        assertThat(print(command).split(" ", 2)[0]).isEqualTo(verb);
        byte[] printed = print(command).getBytes(StandardCharsets.UTF_8);
        assertThat(CommandParser.parse(printed, 0, printed.length, true)).isEqualTo(command);
        for (byte octet : printed) {
            assertThat(octet < 0 || (octet >= ' ' && octet != 0x7f)).isTrue();
        }
    }

    @MethodSource("names")
    @FuzzTest
    void aDomainIsItsOwnNormalForm(byte[] octets) {
        String text = new String(octets, StandardCharsets.UTF_8);
        Optional<Domain> domain = Domain.parse(text);
        domain.ifPresent(d -> {
            assertThat(Domain.parse(d.name())).contains(d);
            assertThat(d.name()).matches("[a-z0-9_.-]{1,253}|\\[[0-9A-Za-fIPv.:]+]");
            assertThat(Domain.parse(d.toUnicode())).contains(d);
        });
    }

    @MethodSource("names")
    @FuzzTest
    void anAddressIsItsOwnForm(byte[] octets) {
        String text = new String(octets, StandardCharsets.UTF_8);
        Optional<InetAddress> address = IpAddress.parse(text);
        address.ifPresent(a -> {
            assertThat(IpAddress.parse(IpAddress.format(a))).contains(a);
            assertThat(InetAddress.ofLiteral(text)).isEqualTo(a);
        });
        if (SIMPLE_IPV6.matcher(text).matches()) {
            assertThat(address).isPresent();
        }
    }

    @MethodSource("originalRecipients")
    @FuzzTest
    void anOriginalRecipientIsItsOwnForm(byte[] octets) {
        String text = new String(octets, StandardCharsets.UTF_8);
        OriginalRecipient.parse(text)
                .ifPresent(original -> {
                    boolean mislabelled =
                            original.isUtf8() && !text.regionMatches(true, 0, "utf-8", 0, 5);
                    assertThat(text)
                            .startsWithIgnoringCase(
                                    (mislabelled ? "rfc822" : original.type()) + ";");
                    assertThat(original.type()).matches("[^;\\x00-\\x20]+");
                    assertThat(original.address()).matches("[^\\x00-\\x1f\\x7f]+");
                    if (mislabelled) {
                        assertThat(original.address()).matches("(?s).*[^\\x00-\\x7f].*");
                    } else if (!original.isUtf8()) {
                        String written = original.type() + ";" + Xtext.encode(original.address());
                        assertThat(OriginalRecipient.parse(written)).contains(original);
                    } else if (!text.contains("\\")) {
                        assertThat(text).endsWith(";" + original.address());
                    }
                });
        if (text.matches("rfc822;[a-z0-9@.]{1,200}")) {
            assertThat(OriginalRecipient.parse(text)).isPresent();
        }
    }

    static Stream<byte[]> originalRecipients() {
        return Stream.of(
                        "rfc822;a@example.com",
                        "rfc822;a+2B1@example.com",
                        "rfc822;+CE+B4+CE+BF@example.com",
                        "rfc822;",
                        ";a",
                        "x400;/c+3Dus/",
                        "utf-8;\u00fc@b\u00fccher.example",
                        "utf-8;\\x{5E9}@example.com",
                        "UTF-8;\\x{D800}",
                        "rfc822;a+1",
                        "rfc822;a\0b",
                        "rfc822;" + "a".repeat(493),
                        "rfc822;" + "a".repeat(494))
                .map(CommandFuzzTest::octets);
    }

    static Stream<byte[]> commandLines() {
        Stream<String> own =
                TABLES.stream()
                        .flatMap(table -> lines(Path.of(resource(table))))
                        .map(row -> row.replaceFirst(" => .*", ""));
        Stream<String> paths =
                SharedData.find("suites/smtp/espoofer-cases.json").stream()
                        .flatMap(CommandFuzzTest::lines)
                        .flatMap(line -> QUOTED_STRING.matcher(line).results())
                        .map(match -> "MAIL FROM:" + match.group(1));
        return Stream.concat(own, paths).map(CommandFuzzTest::octets);
    }

    static Stream<byte[]> names() {
        Stream<String> own =
                Stream.of(
                        "example.com",
                        "b\u00fccher.example",
                        "xn--bcher-kva.example",
                        "[192.0.2.1]",
                        "[IPv6:2001:db8::1]",
                        "192.0.2.1",
                        "2001:db8::192.0.2.1",
                        "2001:db8:0:0:1:0:0:1",
                        "::1",
                        "::",
                        "1:2:3:4:5:6:7::",
                        "::ffff:192.0.2.1",
                        "255.255.255.255",
                        "256.1.1.1",
                        "1.2.3.04");
        Stream<String> idna =
                SharedData.find("suites/names/IdnaTestV2.txt").stream()
                        .flatMap(CommandFuzzTest::lines)
                        .filter(line -> !line.startsWith("#") && !line.isBlank())
                        .map(line -> line.substring(0, line.indexOf(';')))
                        .limit(300);
        return Stream.concat(own, idna).map(CommandFuzzTest::octets);
    }

    private static String verb(byte[] line) {
        String text = new String(line, StandardCharsets.ISO_8859_1).split("[ \r\n]", 2)[0];
        return Ascii.upper(text);
    }

    private static String print(Command command) {
        return switch (command) {
            case Command.Helo(var name) -> "HELO " + name;
            case Command.Ehlo(var name) -> "EHLO " + name;
            case Command.Mail(var path, var p) -> "MAIL FROM:" + path + print(p);
            case Command.Rcpt(ForwardPath.Postmaster(), var p) -> "RCPT TO:<Postmaster>" + print(p);
            case Command.Rcpt(ForwardPath.Of(var mailbox), var p) ->
                    "RCPT TO:<" + mailbox + ">" + print(p);
            case Command.Bdat(long size, boolean last) -> "BDAT " + size + (last ? " LAST" : "");
            case Command.Auth(var mechanism, var response) ->
                    "AUTH " + mechanism + response.map(text -> " " + text).orElse("");
            case Command.FromFront(var client) -> "XCLIENT" + print(client);
            case Command.NotOffered(var verb) -> verb;
            case Command.Data() -> "DATA";
            case Command.Rset() -> "RSET";
            case Command.Noop() -> "NOOP";
            case Command.Quit() -> "QUIT";
            case Command.StartTls() -> "STARTTLS";
            case Command.Vrfy() -> "VRFY x";
            case Command.Help() -> "HELP";
            case Command.Malformed(var reply) -> throw new IllegalArgumentException(reply + "");
        };
    }

    private static String print(XClient client) {
        var text = new StringBuilder();
        client.told()
                .forEach((attribute, value) ->
                        text.append(" ")
                                .append(attribute)
                                .append("=")
                                .append(value.isEmpty() ? "[UNAVAILABLE]" : Xtext.encode(value)));
        return text.toString();
    }

    private static String print(MailParameters p) {
        return (p.size().isPresent() ? " SIZE=" + p.size().getAsLong() : "")
                + " BODY="
                + p.body().keyword()
                + (p.smtpUtf8() ? " SMTPUTF8" : "")
                + p.ret().map(ret -> " RET=" + ret).orElse("")
                + p.envid().map(envid -> " ENVID=" + Xtext.encode(envid)).orElse("");
    }

    private static String print(RcptParameters p) {
        String events = p.notifyOn().stream().map(Notify::name).collect(Collectors.joining(","));
        return (events.isEmpty() ? "" : " NOTIFY=" + events)
                + p.orcpt().map(orcpt -> " ORCPT=" + orcpt).orElse("");
    }

    private static byte[] octets(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String resource(String name) {
        return CommandFuzzTest.class.getResource(name).getPath();
    }

    private static Stream<String> lines(Path file) {
        try {
            return Files.readAllLines(file).stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
