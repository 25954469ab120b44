package dev.mailwarden.cli;

import dev.mailwarden.mail.smtp.IpAddress;
import dev.mailwarden.mail.smtp.Mailbox;
import dev.mailwarden.operate.Call;
import dev.mailwarden.operate.Calls.CheckArguments;
import dev.mailwarden.operate.CheckRow;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code mailwarden check …}. */
@Command(
        name = "check",
        description = {
            "Say what would become of a message, and why. The running gateway judges it by the"
                    + " rules in force; nothing is sent, kept or recorded."
        },
        footer = {
            "",
            "Examples:",
            "  mailwarden check message.eml --from a@example.net --to user@example.org",
            "  mailwarden check message.eml --from '<>' --to user@example.org --ip 192.0.2.1 --json"
        })
final class CheckCommand implements Callable<Integer> {

    /** Longer lists of addresses do not fit into a request. */
    private static final int MOST_RECIPIENTS = 100;

    @Mixin private Options options = new Options();

    @Parameters(paramLabel = "MESSAGE", description = "The message, with its header.")
    private Path message = Path.of("");

    @Option(
            names = "--from",
            paramLabel = "ADDRESS",
            required = true,
            description = "The reverse-path; '<>' for the null one.")
    private String from = "";

    @Option(
            names = "--to",
            paramLabel = "ADDRESS",
            required = true,
            arity = "1..*",
            description = "The recipients, at most " + MOST_RECIPIENTS + ".")
    private List<String> to = List.of();

    @Option(
            names = "--ip",
            paramLabel = "ADDRESS",
            description = "The client (default: one that no rule names).")
    private Optional<String> ip = Optional.empty();

    @Option(
            names = "--helo",
            paramLabel = "NAME",
            description = "What the client calls itself (default: its address).")
    private Optional<String> helo = Optional.empty();

    @Option(names = "--user", paramLabel = "NAME", description = "Who has logged in.")
    private Optional<String> user = Optional.empty();

    @Override
    public Integer call() {
        demandAddresses();
        if (Files.isDirectory(message)) {
            options.complain(message + " is not a file");
            return ExitCode.FAILED;
        }
        try (InputStream octets = Files.newInputStream(message)) {
            return options.show(
                    Call.CHECK,
                    new CheckArguments(
                            from.equals("<>") ? "" : from, to, ip, helo, user, Files.size(message)),
                    octets,
                    row -> lines(row).forEach(options::say));
        } catch (NoSuchFileException e) {
            options.complain("there is no " + message);
        } catch (IOException e) {
            options.complain(message + " cannot be read: " + e.getMessage());
        }
        return ExitCode.FAILED;
    }

    private void demandAddresses() {
        if (!from.equals("<>") && Mailbox.parse(from).isEmpty()) {
            throw options.misuse("--from: not an address: " + from);
        }
        for (String recipient : to) {
            if (Mailbox.parse(recipient).isEmpty()) {
                throw options.misuse("--to: not an address: " + recipient);
            }
        }
        if (to.size() > MOST_RECIPIENTS) {
            throw options.misuse("--to: at most " + MOST_RECIPIENTS + " addresses");
        }
        if (ip.isPresent() && IpAddress.parse(ip.get()).isEmpty()) {
            throw options.misuse("--ip: not an IP address: " + ip.get());
        }
    }

    /** {@return a row for people} */
    static List<String> lines(CheckRow row) {
        var text = new WhyText();
        text.heading("For " + WhyText.recipients(row.recipients(), row.moreRecipients()));
        text.why(row.why());
        text.add("reply", row.reply());
        text.add("changes", row.edits());
        if (row.signatureBroken()) {
            text.add("", "a DKIM signature of the message does not hold any more then");
        }
        text.add("copies", row.copies());
        text.add("notifications", row.letters());
        text.heading("");
        return text.lines();
    }
}
