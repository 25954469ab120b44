package dev.mailwarden.config;

import dev.mailwarden.config.Problem.Severity;
import dev.mailwarden.mail.ForeignOctets;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.BiFunction;

/** Reads and writes {@code mailwarden.yaml}. A file is valid as a whole or not at all. */
@ForeignOctets
public final class ConfigurationFile {

    /** Room for 5,000 rules with 100 addresses each, several times over. */
    public static final int MAX_OCTETS = 64 << 20;

    private ConfigurationFile() {}

    /** Reads a file of at most 64 MiB, and the files that it names. */
    public static Reading read(Path file) {
        try {
            return read(text(file), file);
        } catch (IOException e) {
            return invalid(file, "", fault(e));
        }
    }

    /** {@return why a file could not be read, as a sentence about it} */
    public static String fault(IOException failure) {
        return switch (failure) {
            case NoSuchFileException _ -> "there is no such file";
            case CharacterCodingException _ -> "is not UTF-8 text";
            case FileSystemException e ->
                    Optional.ofNullable(e.getReason()).orElse("cannot be read");
            default -> "cannot be read";
        };
    }

    /**
     * Reads a file without looking at what it says.
     *
     * @throws IOException which {@link #fault} explains
     */
    public static String text(Path file) throws IOException {
        if (Files.exists(file) && !Files.isRegularFile(file)) {
            throw new FileSystemException(file.toString(), null, "is not a file");
        }
        try (InputStream in = Files.newInputStream(file)) {
            byte[] octets = in.readNBytes(MAX_OCTETS + 1);
            if (octets.length > MAX_OCTETS) {
                String reason = "is larger than " + Sizes.format(MAX_OCTETS);
                throw new FileSystemException(file.toString(), null, reason);
            }
            return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(octets)).toString();
        }
    }

    /** Reads the text of a file; relative paths in it begin at the file's directory. */
    public static Reading read(String text, Path file) {
        return read(text, file, (tree, at) -> SettingsSection.CONFIGURATION.read(tree, at));
    }

    /**
     * Reads the text of a file that may leave {@code node:} out, as {@code mailwarden export} does.
     *
     * @param node whose settings they are then
     */
    public static Reading read(String text, Path file, Node node) {
        return read(
                text,
                file,
                (tree, at) ->
                        child(tree, "node").isEmpty() && child(tree, "settings").isPresent()
                                ? SettingsSection.alone(node).read(tree, at)
                                : SettingsSection.CONFIGURATION.read(tree, at));
    }

    private static Reading read(
            String text, Path file, BiFunction<Tree, At, Optional<Configuration>> reader) {
        var report = new Report(file);
        try {
            Optional<Configuration> configuration =
                    reader.apply(YamlParser.parse(text), report.root());
            return configuration.isPresent() && !report.hasErrors()
                    ? new Reading.Valid(configuration.get(), report.problems())
                    : new Reading.Invalid(report.problems());
        } catch (YamlParser.SyntaxException e) {
            report.root().error(e.mark, "is not the YAML expected here: " + e.getMessage());
            return new Reading.Invalid(report.problems());
        }
    }

    /**
     * The data directory that a file names, whatever else is wrong with it: a gateway that runs
     * must be reachable while its file is being edited.
     */
    public static Optional<Path> dataDirectory(Path file) {
        try {
            Tree tree = YamlParser.parse(text(file));
            return child(tree, "node")
                    .flatMap(node -> child(node, "data-directory"))
                    .flatMap(value -> PathKind.ANYWHERE.read(value, new Report(file).root()));
        } catch (IOException | YamlParser.SyntaxException e) {
            return Optional.empty();
        }
    }

    private static Optional<Tree> child(Tree tree, String name) {
        return tree instanceof Tree.Fields(var fields, _)
                ? fields.stream()
                        .filter(field -> field.name().equals(name))
                        .map(Tree.Field::value)
                        .findFirst()
                : Optional.empty();
    }

    private static Reading invalid(Path file, String path, String text) {
        var report = new Report(file);
        report.add(Severity.ERROR, path, text);
        return new Reading.Invalid(report.problems());
    }

    /** Writes a file that reads back to an equal configuration, with every setting in it. */
    public static String write(Configuration configuration) {
        return YamlWriter.write(SettingsSection.CONFIGURATION.write(configuration), 0)
                .stripLeading();
    }
}
