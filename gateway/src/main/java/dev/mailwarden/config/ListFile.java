package dev.mailwarden.config;

import dev.mailwarden.config.Problem.Severity;
import dev.mailwarden.policy.Lists.Entry;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Entries of a list in a file of their own, as {@link CriteriaText} reads them. As a kind it is a
 * path that is read at once; errors name the file and the line.
 */
final class ListFile implements Kind<ListFile.Loaded> {

    /** What a file had in it. */
    record Loaded(Path path, List<Entry> entries) {}

    /** Room for half a million entries. */
    private static final long MAX_OCTETS = 64L << 20;

    @Override
    public Optional<Loaded> read(Tree tree, At at) {
        return Kinds.PATH.read(tree, at).flatMap(path -> read(at.resolve(path), tree.mark(), at));
    }

    private static Optional<Loaded> read(Path path, Tree.Mark mark, At at) {
        String shown = ScalarKind.shown(path.toString());
        try {
            if (!Files.isRegularFile(path) || Files.size(path) > MAX_OCTETS) {
                at.error(mark, shown + " is not a file of at most " + Sizes.format(MAX_OCTETS));
                return Optional.empty();
            }
            return entries(Files.readString(path, StandardCharsets.UTF_8), path, at);
        } catch (CharacterCodingException e) {
            at.error(mark, shown + " is not UTF-8 text");
        } catch (IOException e) {
            at.error(mark, shown + " cannot be read");
        }
        return Optional.empty();
    }

    private static Optional<Loaded> entries(String text, Path path, At at) {
        return switch (CriteriaText.senders(text)) {
            case CriteriaText.Outcome.Good(var criteria) ->
                    Optional.of(new Loaded(path, criteria.stream().map(EntryKind::plain).toList()));
            case CriteriaText.Outcome.Bad(var faults) -> {
                for (CriteriaText.Fault fault : faults) {
                    at.report()
                            .add(
                                    new Problem(
                                            Severity.ERROR,
                                            path.toString(),
                                            fault.line(),
                                            1,
                                            at.path(),
                                            fault.text()));
                }
                yield Optional.empty();
            }
        };
    }

    /** For examples only: what was read from a file is written with the other entries. */
    @Override
    public Tree write(Loaded value) {
        return Kinds.PATH.write(value.path());
    }

    @Override
    public String allowed() {
        return "a file with one sender a line; a relative path begins at the directory of this file";
    }
}
