package dev.mailwarden.mail.filetype;

import java.util.Locale;

/**
 * What the sender calls a file. It decides only between formats of text that content does not tell
 * apart.
 *
 * @param mediaType such as {@code text/csv}, in lower case and without parameters; empty if not
 *     declared
 * @param name the file's name; empty if not declared
 */
public record Declared(String mediaType, String name) {

    /** Nothing is declared. */
    public static final Declared NOTHING = new Declared("", "");

    /** {@return the end of the name in lower case, without its dot; empty if it has none} */
    String extension() {
        int dot = name.lastIndexOf('.');
        return dot < 0 ? "" : name.substring(dot + 1).strip().toLowerCase(Locale.ROOT);
    }
}
