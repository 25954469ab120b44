package dev.mailwarden.config;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A path, made absolute, and what must be true of the file there.
 *
 * @param condition looks at the file and reports what is wrong
 */
record PathKind(Condition condition) implements Kind<Path> {

    /** Certificates and keys are a few kilobytes. */
    private static final long MAX_PEM = 1 << 20;

    private static final long MAX_PASSWORD = 4 << 10;

    /** What must be true of a file. */
    interface Condition {

        /** {@return what is wrong, or empty} */
        Optional<String> fault(Path path) throws IOException;
    }

    /** Somewhere; it need not exist yet. */
    static final Kind<Path> ANYWHERE = new PathKind(_ -> Optional.empty());

    /** A PEM file with certificates. */
    static final Kind<Path> CERTIFICATES =
            new PathKind(path -> pemFault(path, "-----BEGIN CERTIFICATE-----"));

    /** A PEM file with a private key that others cannot read. */
    static final Kind<Path> PRIVATE_KEY =
            new PathKind(path -> {
                Optional<String> fault = pemFault(path, "-----BEGIN PRIVATE KEY-----");
                return fault.isPresent() ? fault : SecretFile.tooOpen(path);
            });

    /** A file with a password as its first line, that others cannot read. */
    static final Kind<Path> PASSWORD =
            new PathKind(path -> {
                String shown = ScalarKind.shown(path.toString());
                if (!Files.isRegularFile(path) || Files.size(path) > MAX_PASSWORD) {
                    return Optional.of(
                            shown + " is not a file of at most " + Sizes.format(MAX_PASSWORD));
                }
                return SecretFile.tooOpen(path);
            });

    @Override
    public Optional<Path> read(Tree tree, At at) {
        return Kinds.PATH
                .read(tree, at)
                .map(at::resolve)
                .filter(path -> {
                    Optional<String> fault = fault(path);
                    fault.ifPresent(text -> at.error(tree.mark(), text));
                    return fault.isEmpty();
                });
    }

    private Optional<String> fault(Path path) {
        try {
            return condition.fault(path);
        } catch (IOException e) {
            return Optional.of(ScalarKind.shown(path.toString()) + " cannot be read");
        }
    }

    private static Optional<String> pemFault(Path path, String begin) throws IOException {
        String shown = ScalarKind.shown(path.toString());
        if (!Files.isRegularFile(path)) {
            return Optional.of(shown + " is not a file");
        }
        if (Files.size(path) > MAX_PEM) {
            return Optional.of(shown + " is larger than " + Sizes.format(MAX_PEM));
        }
        String text = new String(Files.readAllBytes(path), StandardCharsets.US_ASCII);
        return text.contains(begin)
                ? Optional.empty()
                : Optional.of(shown + " has no line " + begin);
    }

    @Override
    public Tree write(Path value) {
        return Kinds.PATH.write(value);
    }

    @Override
    public String allowed() {
        return Kinds.PATH.allowed();
    }
}
