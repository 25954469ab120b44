package dev.mailwarden.config;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Optional;
import java.util.Set;

/** A file with a secret in it: small, and for nobody but its owner. */
public final class SecretFile {

    private static final Set<PosixFilePermission> OF_OTHERS =
            Set.of(
                    PosixFilePermission.GROUP_READ,
                    PosixFilePermission.GROUP_WRITE,
                    PosixFilePermission.OTHERS_READ,
                    PosixFilePermission.OTHERS_WRITE);

    private SecretFile() {}

    /**
     * Reads a secret.
     *
     * @param mostOctets of the whole file
     * @throws IOException if it cannot be read, is larger, or can be read or written by others; the
     *     text names it
     */
    public static byte[] read(Path path, int mostOctets) throws IOException {
        Optional<String> fault = tooOpen(path);
        if (fault.isPresent()) {
            throw new IOException(fault.get());
        }
        try (InputStream in = Files.newInputStream(path)) {
            byte[] octets = in.readNBytes(mostOctets + 1);
            if (octets.length > mostOctets) {
                throw new IOException(
                        "%s has more than %d octets"
                                .formatted(ScalarKind.shown(path.toString()), mostOctets));
            }
            return octets;
        }
    }

    /** {@return what is wrong with a file that others can read or write, or empty} */
    static Optional<String> tooOpen(Path path) throws IOException {
        var view = Files.getFileAttributeView(path, PosixFileAttributeView.class);
        if (view == null) {
            return Optional.empty();
        }
        boolean open = view.readAttributes().permissions().stream().anyMatch(OF_OTHERS::contains);
        return open
                ? Optional.of(
                        "%s can be read or written by others; its mode must be 0600 or 0400"
                                .formatted(ScalarKind.shown(path.toString())))
                : Optional.empty();
    }
}
