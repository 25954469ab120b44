package dev.mailwarden.directory;

import dev.mailwarden.config.SecretFile;
import dev.mailwarden.mail.sasl.ScramVerifier;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The accounts on disk: {@code accounts} in the data directory, for its owner only. A line is a
 * name, an Argon2id hash and a SCRAM verifier or a hyphen, parted by tabs.
 */
public final class AccountFile {

    /** The most accounts of a gateway; a larger organisation has a directory. */
    public static final int MOST = 10_000;

    /** Octets of a line: a name of 500, a hash and a verifier of 200 each, and some room. */
    private static final int MOST_LINE = 1024;

    private static final String NAME = "accounts";
    private static final String NO_SCRAM = "-";

    private final Path file;
    private final Optional<String> runsAs;

    /** For the accounts of a gateway. */
    public AccountFile(Path dataDirectory) {
        this(dataDirectory, ProcessHandle.current().info().user());
    }

    /**
     * @param runsAs account of this process, where the system can say it
     */
    AccountFile(Path dataDirectory, Optional<String> runsAs) {
        this.file = dataDirectory.resolve(NAME);
        this.runsAs = runsAs;
    }

    /**
     * What tells one state of the file from the next.
     *
     * @param key of the file in its file system, as text; empty if there is no file
     */
    record Version(long changed, long octets, String key) {}

    Version version() throws IOException {
        try {
            var attributes = Files.readAttributes(file, BasicFileAttributes.class);
            return new Version(
                    attributes.lastModifiedTime().toMillis(),
                    attributes.size(),
                    String.valueOf(attributes.fileKey()));
        } catch (NoSuchFileException e) {
            return new Version(0, 0, "");
        }
    }

    /**
     * Reads all accounts in their order.
     *
     * @throws IOException if the file cannot be read, is too large or open to others, or if a line
     *     is none; the text names it
     */
    public Map<String, Account> read() throws IOException {
        List<String> lines;
        try {
            lines = lines(SecretFile.read(file, MOST * MOST_LINE));
        } catch (NoSuchFileException e) {
            return Map.of();
        }
        if (lines.size() > MOST) {
            throw new IOException(file + " has more than " + MOST + " accounts");
        }
        Map<String, Account> accounts = new LinkedHashMap<>();
        for (int i = 0; i < lines.size(); i++) {
            int number = i + 1;
            Account account = parse(lines.get(i)).orElseThrow(() -> noAccount(number));
            if (accounts.put(account.name(), account) != null) {
                throw new IOException(file + ":" + number + ": a second " + account.name());
            }
        }
        return accounts;
    }

    private List<String> lines(byte[] octets) throws IOException {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(octets))
                    .toString()
                    .lines()
                    .toList();
        } catch (CharacterCodingException e) {
            throw new IOException(file + " is not UTF-8", e);
        }
    }

    private IOException noAccount(int line) {
        return new IOException(
                file
                        + ":"
                        + line
                        + ": no account: a line is a name, an Argon2id hash and a SCRAM verifier"
                        + " or a hyphen, parted by tabs");
    }

    private static Optional<Account> parse(String line) {
        String[] parts = line.split("\t", -1);
        if (parts.length != 3 || !Account.nameOf(parts[0]).equals(Optional.of(parts[0]))) {
            return Optional.empty();
        }
        Optional<ScramVerifier> scram = ScramVerifier.parse(parts[2]);
        if (scram.isEmpty() && !parts[2].equals(NO_SCRAM)) {
            return Optional.empty();
        }
        return PasswordHash.parse(parts[1]).map(hash -> new Account(parts[0], hash, scram));
    }

    /** What is to become of the accounts, in the order of the file. */
    @FunctionalInterface
    public interface Change {
        void apply(Map<String, Account> accounts) throws IOException;
    }

    /**
     * Reads, changes and writes the accounts while nobody else does. Only for the owner of the
     * directory: a gateway must be able to read its accounts, and whoever has more rights than the
     * gateway must not write where the gateway can put links.
     */
    public void change(Change change) throws IOException {
        expectOwner();
        Path locked = file.resolveSibling(NAME + ".lock");
        try (FileChannel channel = PrivateFile.open(locked, StandardOpenOption.CREATE);
                FileLock _ = channel.lock()) {
            Map<String, Account> accounts = new LinkedHashMap<>(read());
            change.apply(accounts);
            write(accounts.values());
        }
    }

    private void expectOwner() throws IOException {
        Path directory = file.toAbsolutePath().getParent();
        String owner = Files.getOwner(directory).getName();
        if (runsAs.isPresent() && !runsAs.get().equals(owner)) {
            throw new IOException(
                    "%s belongs to %s, and only that account may change it: sudo -u %s mailwarden users ..."
                            .formatted(directory, owner, owner));
        }
    }

    /** Writes all accounts: either all of them are there afterwards, or the file is as it was. */
    void write(Collection<Account> accounts) throws IOException {
        if (accounts.size() > MOST) {
            throw new IOException("at most " + MOST + " accounts can be kept");
        }
        var text = new StringBuilder();
        for (Account account : accounts) {
            text.append(account.name()).append('\t').append(account.hash().text()).append('\t');
            text.append(account.scram().map(ScramVerifier::text).orElse(NO_SCRAM)).append('\n');
        }
        PrivateFile.replace(file, text.toString().getBytes(StandardCharsets.UTF_8));
    }
}
