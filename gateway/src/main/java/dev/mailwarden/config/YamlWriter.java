package dev.mailwarden.config;

import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Writes YAML that {@link YamlParser} reads back to the same tree. */
final class YamlWriter {

    /** What needs no quotes anywhere: not in a list in brackets, not as a key, not as null. */
    private static final Pattern PLAIN =
            Pattern.compile("(?!null$)[A-Za-z0-9/][A-Za-z0-9/._@+-]*([ :]?[A-Za-z0-9/._@+-]+)*");

    private static final int LONGEST_LINE = 90;

    private YamlWriter() {}

    /** The value as it stands after {@code key:}, each line indented by a number of spaces. */
    static String write(Tree tree, int indent) {
        var out = new StringBuilder();
        append(out, tree, indent);
        return out.toString();
    }

    /** The value on one line. */
    static String inline(Tree tree) {
        return switch (tree) {
            case Tree.Scalar scalar -> scalar(scalar.text());
            case Tree.Items(var items, _) ->
                    items.stream()
                            .map(YamlWriter::inline)
                            .collect(Collectors.joining(", ", "[", "]"));
            case Tree.Fields(var fields, _) ->
                    fields.stream()
                            .map(field -> field.name() + ": " + inline(field.value()))
                            .collect(Collectors.joining(", ", "{", "}"));
        };
    }

    private static void append(StringBuilder out, Tree tree, int indent) {
        switch (tree) {
            case Tree.Scalar scalar -> out.append(' ').append(scalar(scalar.text()));
            case Tree.Items(var items, _) -> appendItems(out, items, indent);
            case Tree.Fields(var fields, _) -> appendFields(out, fields, indent);
        }
        if (out.isEmpty() || out.charAt(out.length() - 1) != '\n') {
            out.append('\n');
        }
    }

    private static void appendItems(StringBuilder out, List<Tree> items, int indent) {
        if (items.stream().allMatch(Tree.Scalar.class::isInstance)) {
            String line = " " + inline(new Tree.Items(items, Tree.Mark.NOWHERE));
            if (line.length() + indent <= LONGEST_LINE) {
                out.append(line);
                return;
            }
        }
        out.append('\n');
        for (Tree item : items) {
            out.repeat(' ', indent).append('-');
            if (item instanceof Tree.Fields(var fields, _) && !fields.isEmpty()) {
                var block = new StringBuilder();
                appendFields(block, fields, indent + 2);
                out.append(' ').append(block.toString().stripLeading());
            } else {
                append(out, item, indent + 2);
            }
        }
    }

    private static void appendFields(StringBuilder out, List<Tree.Field> fields, int indent) {
        if (fields.isEmpty()) {
            out.append(" {}");
            return;
        }
        out.append('\n');
        for (Tree.Field field : fields) {
            out.repeat(' ', indent).append(field.name()).append(':');
            append(out, field.value(), indent + 2);
        }
    }

    /** A value in quotes where it needs them. */
    static String scalar(String text) {
        if (PLAIN.matcher(text).matches()) {
            return text;
        }
        var out = new StringBuilder("\"");
        text.codePoints().forEach(c -> appendQuoted(out, c));
        return out.append('"').toString();
    }

    private static void appendQuoted(StringBuilder out, int c) {
        if (c == '"' || c == '\\') {
            out.append('\\').appendCodePoint(c);
        } else if (c == '\n') {
            out.append("\\n");
        } else if ((c >= 0x20 && c < 0x7f) || Character.isLetterOrDigit(c)) {
            out.appendCodePoint(c);
        } else {
            out.append("\\U%08x".formatted(c));
        }
    }
}
