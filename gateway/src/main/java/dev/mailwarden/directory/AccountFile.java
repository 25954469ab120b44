package dev.mailwarden.directory;

import dev.mailwarden.mail.sasl.ScramVerifier;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
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

    private static final String NAME = "accounts";
    private static final String NO_SCRAM = "-";

    private final Path file;

    /** For the accounts of a gateway. */
    public AccountFile(Path dataDirectory) {
        this.file = dataDirectory.resolve(NAME);
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
     * @throws IOException if the file cannot be read, or if a line is none; the text names it
     */
    public Map<String, Account> read() throws IOException {
        List<String> lines;
        try {
            lines = Files.readAllLines(file);
        } catch (NoSuchFileException e) {
            return Map.of();
        }
        Map<String, Account> accounts = new LinkedHashMap<>();
        for (int i = 0; i < lines.size(); i++) {
            int number = i + 1;
            Account account =
                    parse(lines.get(i))
                            .orElseThrow(() ->
                                    new IOException(
                                            file
                                                    + ":"
                                                    + number
                                                    + ": no account: a line is a name, an"
                                                    + " Argon2id hash and a SCRAM verifier"
                                                    + " or a hyphen, parted by tabs"));
            if (accounts.put(account.name(), account) != null) {
                throw new IOException(file + ":" + number + ": a second " + account.name());
            }
        }
        return accounts;
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

    /** Reads, changes and writes the accounts while nobody else does. */
    public void change(Change change) throws IOException {
        Path locked = file.resolveSibling(NAME + ".lock");
        try (FileChannel channel =
                        FileChannel.open(
                                locked, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                FileLock _ = channel.lock()) {
            Map<String, Account> accounts = new LinkedHashMap<>(read());
            change.apply(accounts);
            write(accounts.values());
        }
    }

    /** Writes all accounts: either all of them are there afterwards, or the file is as it was. */
    void write(Collection<Account> accounts) throws IOException {
        if (accounts.size() > MOST) {
            throw new IOException("at most " + MOST + " accounts can be kept");
        }
        List<String> lines = new ArrayList<>();
        for (Account account : accounts) {
            String scram = account.scram().map(ScramVerifier::text).orElse(NO_SCRAM);
            lines.add(account.name() + "\t" + account.hash().text() + "\t" + scram);
        }
        Path next = file.resolveSibling(NAME + ".new");
        Files.deleteIfExists(next);
        Files.createFile(
                next,
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        giveToOwnerOfDirectory(next);
        Files.write(next, lines);
        try (FileChannel channel = FileChannel.open(next, StandardOpenOption.WRITE)) {
            channel.force(true);
        }
        Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    /** Root may make accounts for a gateway that does not run as root. */
    private void giveToOwnerOfDirectory(Path made) throws IOException {
        PosixFileAttributes directory =
                Files.readAttributes(
                        file.toAbsolutePath().getParent(),
                        PosixFileAttributes.class,
                        LinkOption.NOFOLLOW_LINKS);
        PosixFileAttributes its = Files.readAttributes(made, PosixFileAttributes.class);
        if (!its.owner().equals(directory.owner())) {
            var view = Files.getFileAttributeView(made, PosixFileAttributeView.class);
            view.setOwner(directory.owner());
            view.setGroup(directory.group());
        }
    }
}
