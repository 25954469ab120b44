package dev.mailwarden.mail.mime;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Every file name that a mail reader could see in the fields of a part.
 *
 * <p>Fields that are written by the rule have one reading. Others are looked through without any
 * rule: whatever stands behind something that ends in {@code name=} is a name, read with and
 * without comments, escapes and quotes, pieces put together in every order that readers use.
 */
final class FileNames {

    /** Names that are kept of a part. */
    static final int MAX_NAMES = 100;

    /** Characters of a name that are kept. */
    static final int MAX_LENGTH = 1_024;

    private static final int MAX_PIECES = 64;
    private static final String WORD = "name";

    private final Set<String> names = new LinkedHashSet<>();
    private boolean more;

    private FileNames() {}

    /**
     * Finds the names.
     *
     * @param values of the fields Content-Disposition and Content-Type, whoever reads which
     * @param single whether there is one of each at the most
     */
    static FileNames in(
            FieldValue disposition, FieldValue type, Collection<String> values, boolean single) {
        var found = new FileNames();
        disposition.parameter("filename").ifPresent(found::add);
        type.parameter("name").ifPresent(found::add);
        boolean plain = single && !disposition.odd() && !type.odd();
        if (!plain || repeats(disposition) || repeats(type)) {
            found.search(String.join("\n", values));
        }
        return found;
    }

    /** The name of a file that is no part, or none if it is empty. */
    static FileNames of(String name) {
        var found = new FileNames();
        if (!name.isEmpty()) {
            found.names.add(name);
        }
        return found;
    }

    /** The likeliest first. */
    List<String> all() {
        return List.copyOf(names);
    }

    /** Whether these are all; if not, there were more than are looked at. */
    boolean isWhole() {
        return !more;
    }

    private static boolean repeats(FieldValue value) {
        long distinct = value.parameters().stream().map(Parameter::name).distinct().count();
        return distinct < value.parameters().size();
    }

    private void search(String text) {
        more |= text.length() > FieldValue.MAX_LENGTH;
        String cut =
                text.length() > FieldValue.MAX_LENGTH
                        ? text.substring(0, FieldValue.MAX_LENGTH)
                        : text;
        String bare = withoutComments(cut);
        for (String way : new LinkedHashSet<>(List.of(cut, bare, cut.replace("\\", "")))) {
            searchOne(way);
            searchOne(way.replace("\"", ""));
        }
    }

    private void searchOne(String text) {
        String lower = text.toLowerCase(Locale.ROOT);
        var pieces = new ArrayList<Piece>();
        int at = lower.indexOf(WORD);
        while (at >= 0 && pieces.size() < MAX_PIECES) {
            int behind = at + WORD.length();
            int equals = equalsSign(text, behind);
            if (equals >= 0) {
                String mark = text.substring(behind, equals).strip();
                int section = new Parameter(WORD + mark, "").section();
                for (String value : values(text, equals + 1)) {
                    if (section < 0) {
                        add(value);
                    }
                    pieces.add(new Piece(section, value));
                }
            }
            at = lower.indexOf(WORD, behind);
        }
        more |= at >= 0;
        join(pieces);
    }

    /** {@return where the equals sign stands behind a name, or -1} */
    private static int equalsSign(String text, int from) {
        int i = from;
        while (i < text.length() && " \t\r\n*0123456789\"".indexOf(text.charAt(i)) >= 0) {
            i++;
        }
        return i < text.length() && text.charAt(i) == '=' ? i : -1;
    }

    private static Set<String> values(String text, int from) {
        int start = from;
        while (start < text.length() && text.charAt(start) <= ' ' && text.charAt(start) != '\n') {
            start++;
        }
        var values = new LinkedHashSet<String>();
        int line = end(text, start, "\n");
        if (start < line && (text.charAt(start) == '"' || text.charAt(start) == '\'')) {
            int close = text.indexOf(text.charAt(start), start + 1);
            values.add(text.substring(start + 1, close < 0 || close > line ? line : close));
        }
        values.add(text.substring(start, end(text, start, ";\n")).strip());
        values.add(text.substring(start, end(text, start, "; \t\n")));
        values.add(text.substring(start, line).strip());
        return values;
    }

    private static int end(String text, int from, String ends) {
        int i = from;
        while (i < text.length() && ends.indexOf(text.charAt(i)) < 0) {
            i++;
        }
        return i;
    }

    private record Piece(int section, String value) {}

    /** Pieces together: as they are numbered, as they stand, and backwards. */
    private void join(List<Piece> pieces) {
        List<Piece> numbered = pieces.stream().filter(piece -> piece.section() >= 0).toList();
        if (numbered.isEmpty()) {
            return;
        }
        numbered.forEach(piece -> add(piece.value()));
        List<Piece> distinct =
                numbered.stream().filter(piece -> !piece.value().contains(";")).distinct().toList();
        List<Piece> sorted =
                distinct.stream().sorted(Comparator.comparingInt(Piece::section)).toList();
        addJoined(sorted);
        addJoined(distinct);
        addJoined(distinct.reversed());
        addJoined(firstOfEach(sorted));
        addJoined(firstOfEach(sorted.reversed()).reversed());
    }

    private static List<Piece> firstOfEach(List<Piece> pieces) {
        var seen = new LinkedHashSet<Integer>();
        return pieces.stream().filter(piece -> seen.add(piece.section())).toList();
    }

    private void addJoined(List<Piece> pieces) {
        var text = new StringBuilder();
        for (Piece piece : pieces) {
            String value = piece.value();
            boolean prefixed = PercentText.hasCharset(value);
            text.append(
                    prefixed
                            ? value.substring(value.indexOf('\'', value.indexOf('\'') + 1) + 1)
                            : value);
        }
        add(text.toString());
    }

    /** Adds a name as it stands and with every encoding undone. */
    private void add(String name) {
        addOne(name);
        if (name.indexOf('%') >= 0 || PercentText.hasCharset(name)) {
            addOne(PercentText.decode(name));
        }
        if (name.contains("=?")) {
            String decoded = EncodedWords.decode(name);
            addOne(decoded);
            if (decoded.contains("=?")) {
                addOne(EncodedWords.decode(decoded));
            }
            if (decoded.indexOf('%') >= 0) {
                addOne(PercentText.decode(decoded));
            }
        }
    }

    private void addOne(String name) {
        String kept = clean(name);
        if (names.size() < MAX_NAMES) {
            if (!kept.isEmpty()) {
                names.add(kept);
            }
        } else {
            more |= !names.contains(kept);
        }
    }

    /** A name without control characters, and not longer than is kept; its end matters most. */
    private static String clean(String name) {
        var clean = new StringBuilder(name.length());
        name.codePoints().filter(c -> !Character.isISOControl(c)).forEach(clean::appendCodePoint);
        String text = clean.toString().strip();
        return text.length() <= MAX_LENGTH ? text : text.substring(text.length() - MAX_LENGTH);
    }

    private static String withoutComments(String text) {
        var bare = new StringBuilder(text.length());
        int depth = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '(') {
                depth++;
            } else if (c == ')' && depth > 0) {
                depth--;
            } else if (depth == 0) {
                bare.append(c);
            }
        }
        return bare.toString();
    }
}
