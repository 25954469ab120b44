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

/** Reads and writes {@code mailwarden.yaml}. A file is valid as a whole or not at all. */
@ForeignOctets
public final class ConfigurationFile {

    /** Room for 5,000 rules with 100 addresses each, several times over. */
    private static final int MAX_OCTETS = 64 << 20;

    private ConfigurationFile() {}

    /** Reads a file of at most 64 MiB, and the files that it names. */
    public static Reading read(Path file) {
        try {
            return read(text(file), file);
        } catch (NoSuchFileException e) {
            return unreadable(file, "there is no such file");
        } catch (CharacterCodingException e) {
            return unreadable(file, "is not UTF-8 text");
        } catch (FileSystemException e) {
            return unreadable(file, Optional.ofNullable(e.getReason()).orElse("cannot be read"));
        } catch (IOException e) {
            return unreadable(file, "cannot be read");
        }
    }

    private static String text(Path file) throws IOException {
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
        var report = new Report(file);
        try {
            Tree tree = YamlParser.parse(text);
            Optional<Configuration> configuration =
                    SettingsSection.CONFIGURATION.read(tree, report.root());
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

    private static Reading unreadable(Path file, String text) {
        return invalid(file, "", text);
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
