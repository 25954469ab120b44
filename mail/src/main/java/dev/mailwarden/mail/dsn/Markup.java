package dev.mailwarden.mail.dsn;

import java.util.ArrayList;
import java.util.List;

/** The words of a text in HTML, roughly: without tags, a line for each line of the source. */
final class Markup {

    private final List<String> words = new ArrayList<>();
    private boolean inTag;

    private Markup() {}

    static List<String> words(List<String> lines) {
        var markup = new Markup();
        lines.forEach(markup::add);
        return List.copyOf(markup.words);
    }

    private void add(String line) {
        var text = new StringBuilder(line.length());
        for (int i = 0; i < line.length(); i++) {
            char c = line.charAt(i);
            if (c == '<') {
                inTag = true;
                text.append(' ');
            } else if (c == '>') {
                inTag = false;
            } else if (!inTag) {
                text.append(c);
            }
        }
        words.add(
                text.toString()
                        .replace("&lt;", "<")
                        .replace("&gt;", ">")
                        .replace("&quot;", "\"")
                        .replace("&nbsp;", " ")
                        .replace("&amp;", "&"));
    }
}
