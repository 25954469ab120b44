package dev.mailwarden.decide;

import dev.mailwarden.policy.Template;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A template with its macros found, so that none can be unknown when it is needed (NOTE-2). */
final class CompiledTemplate {

    /** Of each text of a template, in characters. */
    static final int MAX = 65_536;

    /** A macro, or two percent signs for one. */
    private static final Pattern MACRO = Pattern.compile("%([A-Z][A-Z0-9_]*)?%");

    private final List<Piece> subject;
    private final List<Piece> text;
    private final Optional<List<Piece>> html;

    private sealed interface Piece {

        /** What stands there as it is. */
        record Fixed(String text) implements Piece {}

        /** What is filled in. */
        record Filled(Macro macro) implements Piece {}

        /** What is repeated for each object. */
        record Block(List<Piece> pieces) implements Piece {}
    }

    private CompiledTemplate(List<Piece> subject, List<Piece> text, Optional<List<Piece>> html) {
        this.subject = subject;
        this.text = text;
        this.html = html;
    }

    /**
     * Reads a template.
     *
     * @throws IllegalArgumentException if it names an unknown macro, or its block does not end; the
     *     message says so
     */
    static CompiledTemplate of(Template template) {
        return new CompiledTemplate(
                read(template.subject()),
                read(template.text()),
                template.html().isEmpty() ? Optional.empty() : Optional.of(read(template.html())));
    }

    /** {@return the subject, one line} */
    String subject(MacroValues values) {
        return filled(subject, values, Form.TEXT).strip();
    }

    String text(MacroValues values) {
        return filled(text, values, Form.TEXT);
    }

    /** {@return the form for HTML, made from the text if the template has none} */
    String html(MacroValues values) {
        return html.map(pieces -> filled(pieces, values, Form.HTML))
                .orElseGet(() -> filled(text, values, Form.HTML_OF_TEXT));
    }

    boolean hasHtml() {
        return html.isPresent();
    }

    /** How fixed text and values are written. */
    private enum Form {
        TEXT,
        HTML,
        HTML_OF_TEXT;

        String fixed(String text) {
            return this == HTML_OF_TEXT
                    ? escaped(text).replace("\r\n", "\n").replace("\n", "<br>\r\n")
                    : text;
        }

        String value(String text) {
            return this == TEXT ? text : escaped(text);
        }
    }

    private static String filled(List<Piece> pieces, MacroValues values, Form form) {
        var out = new StringBuilder();
        for (Piece piece : pieces) {
            switch (piece) {
                case Piece.Fixed(String fixed) -> out.append(form.fixed(fixed));
                case Piece.Filled(Macro macro) -> out.append(form.value(values.of(macro)));
                case Piece.Block(List<Piece> inner) -> fillBlock(inner, values, form, out);
            }
        }
        return out.toString();
    }

    private static void fillBlock(
            List<Piece> pieces, MacroValues values, Form form, StringBuilder out) {
        for (MacroValues.Item item : values.items()) {
            for (Piece piece : pieces) {
                switch (piece) {
                    case Piece.Fixed(String fixed) -> out.append(form.fixed(fixed));
                    case Piece.Filled(Macro macro) ->
                            out.append(form.value(values.of(macro, item)));
                    case Piece.Block _ -> throw new IllegalStateException("a block in a block");
                }
            }
        }
    }

    private static List<Piece> read(String template) {
        if (template.length() > MAX) {
            throw new IllegalArgumentException("a template has at most " + MAX + " characters");
        }
        List<Piece> pieces = new ArrayList<>();
        Optional<List<Piece>> outside = Optional.empty();
        Matcher matcher = MACRO.matcher(template);
        int from = 0;
        while (matcher.find()) {
            addFixed(pieces, template.substring(from, matcher.start()));
            from = matcher.end();
            String name = Optional.ofNullable(matcher.group(1)).orElse("");
            if (name.isEmpty()) {
                addFixed(pieces, "%");
                continue;
            }
            switch (macro(name)) {
                case DATA_BEGIN -> {
                    if (outside.isPresent()) {
                        throw new IllegalArgumentException("%DATA_BEGIN% in a block");
                    }
                    outside = Optional.of(pieces);
                    pieces = new ArrayList<>();
                }
                case DATA_END -> {
                    List<Piece> before =
                            outside.orElseThrow(() ->
                                    new IllegalArgumentException("%DATA_END% without a block"));
                    before.add(new Piece.Block(List.copyOf(pieces)));
                    pieces = before;
                    outside = Optional.empty();
                }
                case Macro other -> pieces.add(new Piece.Filled(other));
            }
        }
        if (outside.isPresent()) {
            throw new IllegalArgumentException("a block without %DATA_END%");
        }
        addFixed(pieces, template.substring(from));
        return List.copyOf(pieces);
    }

    private static void addFixed(List<Piece> pieces, String text) {
        if (!text.isEmpty()) {
            pieces.add(new Piece.Fixed(text));
        }
    }

    private static Macro macro(String name) {
        return Arrays.stream(Macro.values())
                .filter(macro -> macro.name().equals(name))
                .findAny()
                .orElseThrow(
                        () -> new IllegalArgumentException("no macro is called %" + name + "%"));
    }

    /** Makes text stand for itself in HTML, in content and in attributes. */
    static String escaped(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;")
                .replace("'", "&#39;");
    }
}
