package dev.mailwarden.storage;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;

/** An empty file whose being there says something, also after a loss of power. */
public final class Marker {

    private Marker() {}

    /** Sets it, with the directories above it. */
    public static void set(Path file) throws IOException {
        OwnerOnly.createDirectory(OwnerOnly.directoryOf(file));
        try {
            OwnerOnly.createDurably(file, new byte[0], "rw-------");
        } catch (FileAlreadyExistsException e) {
            // It is set.
        }
    }

    /** Whether it is set. */
    public static boolean isSet(Path file) {
        return Files.exists(file);
    }

    /** Takes it away. */
    public static void clear(Path file) throws IOException {
        if (Files.deleteIfExists(file)) {
            OwnerOnly.force(OwnerOnly.directoryOf(file));
        }
    }
}
