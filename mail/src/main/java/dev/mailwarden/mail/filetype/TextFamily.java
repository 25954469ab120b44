package dev.mailwarden.mail.filetype;

import static dev.mailwarden.mail.filetype.Certainty.GUESS;
import static dev.mailwarden.mail.filetype.Certainty.LIKELY;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16BE;
import static java.nio.charset.StandardCharsets.UTF_16LE;

import java.util.EnumSet;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Formats of text. A telling beginning or root element is likely; words of a programming language
 * are a guess; between formats that any text can be, the declared name decides.
 */
final class TextFamily {

    /** Formats that a reader takes any text for, if only its name says so. */
    private static final Set<FileType> ANY_TEXT =
            EnumSet.of(
                    FileType.SHELL,
                    FileType.PYTHON,
                    FileType.PERL,
                    FileType.RUBY,
                    FileType.PHP,
                    FileType.JAVASCRIPT,
                    FileType.VBSCRIPT,
                    FileType.POWERSHELL,
                    FileType.BATCH,
                    FileType.WSF,
                    FileType.HTA,
                    FileType.LUA,
                    FileType.INF,
                    FileType.IQY,
                    FileType.RDP,
                    FileType.CSV,
                    FileType.JSON,
                    FileType.YAML,
                    FileType.MARKDOWN,
                    FileType.CSS,
                    FileType.DIFF,
                    FileType.SOURCE,
                    FileType.SQL,
                    FileType.INI,
                    FileType.LATEX,
                    FileType.SUBTITLES,
                    FileType.PLAYLIST,
                    FileType.HTML,
                    FileType.PLAIN_TEXT);

    private static final Map<String, FileType> BY_EXTENSION = byExtension();
    private static final Map<String, FileType> BY_MEDIA_TYPE = byMediaType();

    private TextFamily() {}

    private static Map<String, FileType> byExtension() {
        var types = new HashMap<String, FileType>();
        ANY_TEXT.forEach(type -> type.extensions().forEach(end -> types.putIfAbsent(end, type)));
        return Map.copyOf(types);
    }

    private static Map<String, FileType> byMediaType() {
        var types = new HashMap<String, FileType>();
        ANY_TEXT.forEach(type -> type.mediaTypes().forEach(word -> types.putIfAbsent(word, type)));
        types.put("text/plain", FileType.PLAIN_TEXT);
        return Map.copyOf(types);
    }

    static void look(Sample sample, Declared declared, Candidates found) {
        Optional<String> text = text(sample);
        if (text.isEmpty()) {
            return;
        }
        String lower = text.orElseThrow().toLowerCase(Locale.ROOT);
        String start = lower.stripLeading();
        Optional<FileType> begins = TextBeginnings.type(start);
        Optional<FileType> marked = begins.isPresent() ? begins : MarkupFamily.type(start);
        marked.ifPresent(type -> found.add(type, LIKELY));
        boolean known = found.hasBeginning();
        if (!known && MailHeader.looksLike(lower)) {
            found.add(MailHeader.type(lower), LIKELY);
            known = true;
        }
        guess(lower, start, declared, known, found);
    }

    private static void guess(
            String lower, String start, Declared declared, boolean known, Candidates found) {
        Optional<FileType> script = known ? Optional.empty() : ScriptWords.type(lower);
        Optional<FileType> said = said(declared);
        if (said.isPresent()) {
            FileType type = said.orElseThrow();
            if (!known || type.category() == FileCategory.EXECUTABLES) {
                found.add(type, GUESS);
            }
        }
        if (!known && (lower.contains("<script") || lower.contains("<html"))) {
            found.add(FileType.HTML, GUESS);
        }
        script.ifPresent(type -> found.add(type, GUESS));
        if (!found.hasAnyBeginning()) {
            boolean json = start.startsWith("{") || start.startsWith("[");
            found.add(json && Json.looksLike(start) ? FileType.JSON : FileType.PLAIN_TEXT, GUESS);
        }
        if (lower.contains("<?php")) {
            found.addEmbedded(FileType.PHP, GUESS);
        }
    }

    /** The name goes before the media type: programs open a file by its name. */
    private static Optional<FileType> said(Declared declared) {
        FileType named = BY_EXTENSION.get(declared.extension());
        return Optional.ofNullable(named != null ? named : BY_MEDIA_TYPE.get(declared.mediaType()));
    }

    /** {@return the head as text, if it is: of octets, or of UTF-16} */
    private static Optional<String> text(Sample sample) {
        byte[] head = sample.head();
        if (sample.has(0, "\u00ef\u00bb\u00bf")) {
            return Optional.of(new String(head, 3, head.length - 3, ISO_8859_1));
        }
        if (sample.has(0, "\u00ff\u00fe") || zeros(head, 1)) {
            return wide(new String(head, UTF_16LE));
        }
        if (sample.has(0, "\u00fe\u00ff") || zeros(head, 0)) {
            return wide(new String(head, UTF_16BE));
        }
        return sample.isText() ? Optional.of(new String(head, ISO_8859_1)) : Optional.empty();
    }

    /** {@return whether every second octet of the first 64 is zero and no other} */
    private static boolean zeros(byte[] head, int from) {
        int end = Math.min(head.length, 64);
        for (int i = 0; i < end; i++) {
            if (head[i] == 0 != (i % 2 == from)) {
                return false;
            }
        }
        return end >= 8;
    }

    private static Optional<String> wide(String text) {
        String content = text.startsWith("\ufeff") ? text.substring(1) : text;
        return content.chars().anyMatch(c -> c < ' ' && "\t\n\r\f".indexOf(c) < 0)
                ? Optional.empty()
                : Optional.of(content);
    }
}
