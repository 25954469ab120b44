package dev.mailwarden.scan.text;

import dev.mailwarden.mail.ForeignOctets;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.jsoup.parser.Parser;

/**
 * Takes a page of HTML apart: what a reader sees, what is hidden, what it points to.
 *
 * <p>The tree is the one that browsers make of broken HTML. Of styles, those are known that mails
 * hide text with: inline styles, attributes, and rules with simple selectors. A style that is not
 * known leaves text visible, so hidden text can be missed; visible text is not lost.
 *
 * <p>Work is bounded by {@link HtmlLimits}: a page beyond them is cut, and that is a finding.
 * Immutable, safe for any number of threads.
 */
@ForeignOctets
public final class HtmlReader {

    private final HtmlLimits limits;

    /** A reader with limits of its own. */
    public HtmlReader(HtmlLimits limits) {
        this.limits = limits;
    }

    /** {@return the page taken apart; never fails, whatever the text is} */
    public HtmlText read(String html) {
        String page = withinLimits(html);
        var found = new Collected(limits);
        if (page.length() < html.length()) {
            found.add(HtmlFinding.LIMIT_REACHED);
        }
        Document document = parse(page);
        var styles = new StyleSheet(limits.rules());
        for (Element style : document.getElementsByTag("style")) {
            if (!styles.add(style.data())) {
                found.add(HtmlFinding.LIMIT_REACHED);
            }
        }
        document.traverse(new HtmlWalk(found, styles));
        return found.text();
    }

    private Document parse(String page) {
        Parser parser = Parser.htmlParser().setMaxDepth(limits.depth());
        return parser.parseInput(page, "");
    }

    /** Cuts where the page has too many characters or tags: the tree costs memory for each tag. */
    private String withinLimits(String html) {
        int end = Math.min(html.length(), limits.characters());
        int tags = 0;
        for (int at = html.indexOf('<'); at >= 0 && at < end; at = html.indexOf('<', at + 1)) {
            tags++;
            if (tags > limits.tags()) {
                return html.substring(0, at);
            }
        }
        return html.substring(0, end);
    }
}
