package dev.mailwarden.directory;

import dev.mailwarden.config.SecretFile;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.random.RandomGenerator;

/**
 * What the salts of names that have no account are made from. It stays the same for as long as the
 * data directory lives: a salt that changed at a restart would tell that there is no such account.
 */
public final class DecoySecret {

    private static final String NAME = "accounts.decoys";
    private static final int OCTETS = 32;

    private DecoySecret() {}

    /**
     * Reads the secret of a gateway, or makes it the first time.
     *
     * @param random unpredictable
     */
    public static byte[] of(Path dataDirectory, RandomGenerator random) throws IOException {
        Path file = dataDirectory.resolve(NAME);
        try {
            byte[] kept = SecretFile.read(file, OCTETS);
            if (kept.length != OCTETS) {
                throw new IOException(
                        file
                                + " has not "
                                + OCTETS
                                + " octets; where there is none, a new one is made");
            }
            return kept;
        } catch (NoSuchFileException e) {
            byte[] made = new byte[OCTETS];
            random.nextBytes(made);
            PrivateFile.replace(file, made);
            return made;
        }
    }
}
