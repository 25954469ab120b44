package dev.mailwarden.scan.text;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What was found in a page so far, within its limits. */
final class Collected {

    private static final int MAX_TARGET = 8192;

    private final HtmlLimits limits;
    private final TextLines visible = new TextLines();
    private final TextLines hidden = new TextLines();
    private final TextLines comments = new TextLines();
    private final List<HtmlLink> links = new ArrayList<>();
    private final List<EmbeddedObject> embedded = new ArrayList<>();
    private final Set<HtmlFinding> findings = EnumSet.noneOf(HtmlFinding.class);
    private long embeddedCharacters;

    Collected(HtmlLimits limits) {
        this.limits = limits;
    }

    TextLines visible() {
        return visible;
    }

    TextLines hidden() {
        return hidden;
    }

    TextLines comments() {
        return comments;
    }

    void add(HtmlFinding finding) {
        findings.add(finding);
    }

    /** Notes a target as browsers read it: without white space around and line ends inside. */
    void point(HtmlLink.Kind kind, String written, String shown) {
        String target = written.strip().replaceAll("[\\t\\r\\n]", "");
        if (target.isEmpty()) {
            return;
        }
        if (target.regionMatches(true, 0, "data:", 0, 5)) {
            embed(target);
        }
        if (target.regionMatches(true, 0, "javascript:", 0, 11)) {
            add(HtmlFinding.SCRIPT);
        }
        if (links.size() >= limits.links()) {
            add(HtmlFinding.LIMIT_REACHED);
        } else {
            String kept = target.substring(0, Math.min(target.length(), MAX_TARGET));
            links.add(new HtmlLink(kind, kept, shown));
        }
    }

    private void embed(String uri) {
        add(HtmlFinding.EMBEDDED_OBJECT);
        embeddedCharacters += uri.length();
        if (embeddedCharacters > limits.embedded()) {
            add(HtmlFinding.LIMIT_REACHED);
            return;
        }
        Optional<EmbeddedObject> object = DataUri.object(uri);
        object.ifPresent(embedded::add);
    }

    HtmlText text() {
        if (visible.hadInvisible()) {
            add(HtmlFinding.INVISIBLE_CHARACTERS);
        }
        String unseen = hidden.toString();
        if (!unseen.isEmpty()) {
            add(HtmlFinding.HIDDEN_TEXT);
        }
        return new HtmlText(
                visible.toString(), unseen, comments.toString(), links, embedded, findings);
    }
}
