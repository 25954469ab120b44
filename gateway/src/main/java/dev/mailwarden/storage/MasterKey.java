package dev.mailwarden.storage;

import dev.mailwarden.storage.StorageException.Reason;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.Set;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;

/**
 * The key that wraps the keys of the stores (DATA-31). It comes from outside the data directory: a
 * file of 64 hexadecimal digits, for nobody but the gateway's account. It is in no log, and in no
 * text form of this class.
 */
public final class MasterKey {

    private static final int OCTETS = 32;
    private static final int DIGITS = 2 * OCTETS;
    private static final Set<PosixFilePermission> FORBIDDEN =
            EnumSet.complementOf(
                    EnumSet.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE));

    private final SecretKey key;
    private final String id;

    /**
     * Takes a key.
     *
     * @param octets 32 of them, which nobody can guess
     */
    public MasterKey(byte[] octets) {
        if (octets.length != OCTETS) {
            throw new IllegalArgumentException("a master key has 32 octets");
        }
        key = new SecretKeySpec(octets, "AES");
        id = HexFormat.of().formatHex(Crypto.mac(octets, "mailwarden master key"), 0, 8);
    }

    /** Makes a new one. */
    public static MasterKey generate(SecureRandom random) {
        return new MasterKey(octets(random));
    }

    private static byte[] octets(SecureRandom random) {
        byte[] octets = new byte[OCTETS];
        random.nextBytes(octets);
        return octets;
    }

    /**
     * Reads a key file.
     *
     * @throws StorageException with {@code LOCKED} if it is not there, is no key, or is one that
     *     others can read; the text names the file and the fault, never what is in it
     */
    public static MasterKey read(Path file) throws StorageException {
        try {
            Set<PosixFilePermission> mode = Files.getPosixFilePermissions(file);
            if (mode.stream().anyMatch(FORBIDDEN::contains)) {
                throw locked(file, "can be read by others; its mode must be 0400");
            }
            byte[] text;
            try (InputStream in = Files.newInputStream(file)) {
                text = in.readNBytes(DIGITS + 3);
            }
            return new MasterKey(parse(file, text));
        } catch (StorageException e) {
            throw e;
        } catch (IOException e) {
            throw new StorageException(
                    Reason.LOCKED, "the master key %s cannot be read".formatted(file), e);
        }
    }

    private static byte[] parse(Path file, byte[] text) throws StorageException {
        try {
            return HexFormat.of()
                    .parseHex(new String(text, StandardCharsets.US_ASCII).strip())
                    .clone();
        } catch (IllegalArgumentException e) {
            // Its text would quote what is in the file.
            throw locked(file, "is not 64 hexadecimal digits");
        } finally {
            Arrays.fill(text, (byte) 0);
        }
    }

    private static StorageException locked(Path file, String fault) {
        return new StorageException(Reason.LOCKED, "the master key %s %s".formatted(file, fault));
    }

    /**
     * Makes a key file, 0400, that must not be there. Nothing that is there is ever replaced.
     *
     * @throws FileAlreadyExistsException if something is there
     */
    public static MasterKey create(Path file, SecureRandom random) throws IOException {
        OwnerOnly.createDirectory(OwnerOnly.directoryOf(file));
        byte[] octets = octets(random);
        byte[] text = (HexFormat.of().formatHex(octets) + "\n").getBytes(StandardCharsets.US_ASCII);
        OwnerOnly.createDurably(file, text, "r--------");
        return new MasterKey(octets);
    }

    /** Whether something is where the key should be, though it may be no key. */
    public static boolean isThere(Path file) {
        return Files.exists(file, LinkOption.NOFOLLOW_LINKS);
    }

    /** {@return a name for it that says nothing of it} */
    public String id() {
        return id;
    }

    SecretKey key() {
        return key;
    }

    @Override
    public String toString() {
        return "master key " + id;
    }
}
