package dev.mailwarden.cli;

import dev.mailwarden.config.ConfigurationFile;
import dev.mailwarden.directory.Account;
import dev.mailwarden.directory.AccountFile;
import dev.mailwarden.mail.sasl.PreparedText;
import java.io.BufferedReader;
import java.io.Console;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code mailwarden users …}. Works on the file of accounts; a running gateway notices. */
@Command(
        name = "users",
        description =
                "Change who may log in to send mail. A running gateway knows within a second.")
final class UsersCommand {

    private final RandomGenerator random;

    @Spec private CommandSpec spec = CommandSpec.create();

    /**
     * @param random unpredictable
     */
    UsersCommand(RandomGenerator random) {
        this.random = random;
    }

    @Command(
            name = "add",
            description = {
                "Add an account. The password is asked for, or read as one line where there is"
                        + " no terminal."
            },
            footer = {
                "",
                "Examples:",
                "  mailwarden users add ann@example.org",
                "  mailwarden users add --scram scanner <password.txt"
            })
    int add(@Mixin Target target, @Mixin Scram scram, @Mixin Name name) throws IOException {
        Account account = Account.of(name.read(spec), newPassword(), scram.wanted, random);
        target.file()
                .change(accounts -> {
                    if (accounts.putIfAbsent(account.name(), account) != null) {
                        throw new IOException(
                                "there is an account "
                                        + account.name()
                                        + " already; `users password` changes it");
                    }
                });
        return say(account.name() + " may log in");
    }

    @Command(
            name = "password",
            description = "Give an account a new password. What it had for SCRAM it has again.")
    int password(@Mixin Target target, @Mixin Scram scram, @Mixin Name name) throws IOException {
        String its = name.read(spec);
        String password = newPassword();
        target.file()
                .change(accounts -> {
                    Optional<Account> old = Optional.ofNullable(accounts.get(its));
                    boolean hadScram =
                            old.orElseThrow(() -> new IOException("there is no account " + its))
                                    .scram()
                                    .isPresent();
                    accounts.put(its, Account.of(its, password, scram.wanted || hadScram, random));
                });
        return say(its + " has a new password");
    }

    @Command(name = "remove", description = "Remove an account.")
    int remove(@Mixin Target target, @Mixin Name name) throws IOException {
        String its = name.read(spec);
        target.file()
                .change(accounts -> {
                    if (accounts.remove(its) == null) {
                        throw new IOException("there is no account " + its);
                    }
                });
        return say(its + " may not log in any more");
    }

    @Command(name = "list", description = "List the accounts.")
    int list(@Mixin Target target) throws IOException {
        Table table = new Table("NAME", "SCRAM");
        Map<String, Account> accounts = target.file().read();
        accounts.values()
                .forEach(account ->
                        table.add(account.name(), account.scram().isPresent() ? "yes" : "no"));
        if (!table.isEmpty()) {
            table.print(spec.commandLine().getOut());
        }
        return ExitCode.OK;
    }

    private int say(String text) {
        spec.commandLine().getOut().println(text);
        return ExitCode.OK;
    }

    private String newPassword() throws IOException {
        Optional<Console> terminal =
                Optional.ofNullable(System.console()).filter(Console::isTerminal);
        String text = terminal.isPresent() ? ask(terminal.get()) : readLine();
        String prepared =
                PreparedText.of(text)
                        .orElseThrow(() ->
                                new IOException(
                                        "the password is empty, holds a character that no program"
                                                + " could type, or is longer than "
                                                + PreparedText.MAX_OCTETS
                                                + " octets"));
        if (prepared.codePointCount(0, prepared.length()) < Account.LEAST_PASSWORD) {
            throw new IOException(
                    "the password is too short; it needs at least "
                            + Account.LEAST_PASSWORD
                            + " characters");
        }
        return prepared;
    }

    private static String ask(Console terminal) throws IOException {
        char[] once = terminal.readPassword("Password: ");
        char[] twice = terminal.readPassword("Once more: ");
        if (once == null || twice == null || !Arrays.equals(once, twice)) {
            throw new IOException("these were two different passwords");
        }
        return new String(once);
    }

    private static String readLine() throws IOException {
        var reader = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        return Optional.ofNullable(reader.readLine())
                .orElseThrow(() -> new IOException("no password came in"));
    }

    /** Whose account. */
    static final class Name {

        @Parameters(paramLabel = "NAME", description = "The name to log in with, in any case.")
        private String text = "";

        private String read(CommandSpec spec) {
            return Account.nameOf(text)
                    .orElseThrow(() ->
                            new ParameterException(
                                    spec.commandLine(),
                                    "a name has no blanks, no control characters, no letters"
                                            + " unknown to Unicode 3.2, and at most "
                                            + PreparedText.MAX_OCTETS
                                            + " octets"));
        }
    }

    /** Whether the password can be proven without being sent. */
    static final class Scram {

        @Option(
                names = "--scram",
                description = {
                    "Keep a SCRAM-SHA-256 verifier too. SCRAM is offered once every account has"
                            + " one."
                })
        private boolean wanted;
    }

    /** Whose accounts. */
    static final class Target {

        @Option(
                names = "--config",
                paramLabel = "FILE",
                description = "The gateway's configuration (default: ${DEFAULT-VALUE}).")
        private Path config = Path.of("mailwarden.yaml");

        @Option(
                names = "--data",
                paramLabel = "DIR",
                description =
                        "The gateway's data directory, if there is no configuration to name it.")
        private Optional<Path> data = Optional.empty();

        private AccountFile file() throws IOException {
            Path directory =
                    data.or(() -> ConfigurationFile.dataDirectory(config))
                            .orElseThrow(() ->
                                    new IOException(
                                            config
                                                    + " does not name a data directory; use"
                                                    + " --config or --data"));
            if (!Files.isDirectory(directory)) {
                throw new IOException("there is no directory " + directory);
            }
            return new AccountFile(directory);
        }
    }
}
