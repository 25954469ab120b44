package dev.mailwarden.storage;

import dev.mailwarden.storage.StorageException.Reason;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;

/** Wrapped keys in a file of lines, for one gateway. */
public final class WrappedKeyFile implements WrappedKeys {

    private static final String HEAD = "mailwarden store keys 1";

    private final Path file;

    /** The file need not be there yet, nor its directory. */
    public WrappedKeyFile(Path file) {
        this.file = file;
    }

    @Override
    public List<WrappedKey> read() throws IOException {
        List<String> lines;
        try {
            lines = Files.readAllLines(file, StandardCharsets.US_ASCII);
        } catch (NoSuchFileException e) {
            return List.of();
        }
        if (lines.isEmpty() || !lines.getFirst().equals(HEAD)) {
            throw new StorageException(Reason.DAMAGED, file + " is no file of store keys");
        }
        List<WrappedKey> keys = new ArrayList<>();
        for (String line : lines.subList(1, lines.size())) {
            keys.add(parse(line));
        }
        return keys;
    }

    private WrappedKey parse(String line) throws StorageException {
        String[] fields = line.split(" ", -1);
        try {
            if (fields.length == 5) {
                return new WrappedKey(
                        fields[0],
                        Integer.parseInt(fields[1]),
                        fields[2],
                        Instant.parse(fields[3]),
                        fields[4]);
            }
        } catch (NumberFormatException | DateTimeParseException e) {
            // Said below.
        }
        throw new StorageException(Reason.DAMAGED, file + " has a line that is no key");
    }

    @Override
    public synchronized boolean replace(List<WrappedKey> before, List<WrappedKey> after)
            throws IOException {
        if (!read().equals(before)) {
            return false;
        }
        var text = new StringBuilder(HEAD).append('\n');
        for (WrappedKey key : after) {
            text.append(key.store()).append(' ').append(key.number()).append(' ');
            text.append(key.master()).append(' ').append(key.made()).append(' ');
            text.append(key.sealed()).append('\n');
        }
        OwnerOnly.createDirectory(OwnerOnly.directoryOf(file));
        OwnerOnly.replace(file, text.toString().getBytes(StandardCharsets.US_ASCII), "rw-------");
        return true;
    }
}
