package dev.mailwarden.scan.text;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Locale;
import java.util.Set;
import org.jsoup.nodes.Comment;
import org.jsoup.nodes.Element;
import org.jsoup.nodes.Node;
import org.jsoup.nodes.TextNode;
import org.jsoup.select.NodeVisitor;

/** Goes through the tree of a page once, without recursion, and collects what is there. */
final class HtmlWalk implements NodeVisitor {

    /** Elements whose text is no text. */
    private static final Set<String> SILENT =
            Set.of("script", "style", "template", "noframes", "title", "datalist");

    /** Elements besides those that HTML calls blocks that end a line. */
    private static final Set<String> LINES = Set.of("br", "tr", "option", "legend", "caption");

    /** An element that is open, and how text in it looks. */
    private record Open(Look look, boolean silent, int visibleAt, int hiddenAt) {}

    private static final int MAX_SHOWN = 1000;

    private final Collected found;
    private final StyleSheet styles;
    private final Deque<Open> open = new ArrayDeque<>();

    HtmlWalk(Collected found, StyleSheet styles) {
        this.found = found;
        this.styles = styles;
        open.push(new Open(Look.PLAIN, false, 0, 0));
    }

    @Override
    public void head(Node node, int depth) {
        switch (node) {
            case Element element -> enter(element);
            case TextNode text -> {
                if (!now().silent()) {
                    lines().add(text.getWholeText());
                }
            }
            case Comment comment -> comment(comment.getData());
            default -> {}
        }
    }

    @Override
    public void tail(Node node, int depth) {
        if (node instanceof Element element) {
            leave(element);
        }
    }

    private Open now() {
        return open.element();
    }

    private TextLines lines() {
        return now().look().hides() ? found.hidden() : found.visible();
    }

    private void enter(Element element) {
        String tag = element.normalName();
        breakLine(element, tag);
        Look look = now().look().inside(element, styles);
        boolean silent = now().silent() || SILENT.contains(tag);
        open.push(new Open(look, silent, found.visible().length(), found.hidden().length()));
        replaced(element, tag);
        sources(element, tag);
        events(element);
    }

    private void leave(Element element) {
        Open left = open.pop();
        if (element.normalName().equals("a") || element.normalName().equals("area")) {
            String shown = found.visible().from(left.visibleAt());
            String text = shown.isEmpty() ? found.hidden().from(left.hiddenAt()) : shown;
            found.point(HtmlLink.Kind.LINK, target(element), shortened(text));
        }
        breakLine(element, element.normalName());
    }

    private static String shortened(String text) {
        return text.substring(0, Math.min(text.length(), MAX_SHOWN));
    }

    private static String target(Element element) {
        return element.hasAttr("href") ? element.attr("href") : element.attr("xlink:href");
    }

    private void breakLine(Element element, String tag) {
        if (tag.equals("td") || tag.equals("th")) {
            found.visible().space();
            found.hidden().space();
        } else if (element.isBlock() || LINES.contains(tag)) {
            found.visible().endLine();
            found.hidden().endLine();
        }
    }

    /** Elements that show something else than their text. */
    private void replaced(Element element, String tag) {
        String type = element.attr("type").toLowerCase(Locale.ROOT);
        if (tag.equals("img")
                || tag.equals("area")
                || (tag.equals("input") && type.equals("image"))) {
            lines().add(element.attr("alt"));
        } else if (tag.equals("input") && type.equals("hidden")) {
            found.hidden().add(' ' + element.attr("value"));
        } else if (tag.equals("input")) {
            lines().add(' ' + element.attr("value") + ' ' + element.attr("placeholder") + ' ');
            if (type.equals("password")) {
                found.add(HtmlFinding.PASSWORD_FIELD);
            }
        }
    }

    private void sources(Element element, String tag) {
        switch (tag) {
            case "img", "image" -> {
                found.point(HtmlLink.Kind.IMAGE, element.attr("src"), element.attr("alt"));
                found.point(HtmlLink.Kind.IMAGE, element.attr("xlink:href"), "");
            }
            case "form" -> {
                found.add(HtmlFinding.FORM);
                found.point(HtmlLink.Kind.FORM, element.attr("action"), "");
            }
            case "base" -> {
                found.add(HtmlFinding.BASE);
                found.point(HtmlLink.Kind.BASE, element.attr("href"), "");
            }
            case "meta" -> refresh(element);
            case "link" -> found.point(HtmlLink.Kind.RESOURCE, element.attr("href"), "");
            case "script" -> {
                found.add(HtmlFinding.SCRIPT);
                found.point(HtmlLink.Kind.RESOURCE, element.attr("src"), "");
            }
            case "iframe", "frame", "embed", "object", "applet" -> {
                found.add(HtmlFinding.ACTIVE_CONTENT);
                found.point(HtmlLink.Kind.RESOURCE, element.attr("src"), "");
                found.point(HtmlLink.Kind.RESOURCE, element.attr("data"), "");
            }
            default -> found.point(HtmlLink.Kind.RESOURCE, element.attr("src"), "");
        }
        found.point(HtmlLink.Kind.IMAGE, element.attr("background"), "");
        found.point(HtmlLink.Kind.FORM, element.attr("formaction"), "");
    }

    /** {@code content="5; url=..."}. */
    private void refresh(Element element) {
        String content = element.attr("content");
        int at = content.toLowerCase(Locale.ROOT).indexOf("url");
        if (element.attr("http-equiv").strip().equalsIgnoreCase("refresh")) {
            found.add(HtmlFinding.REFRESH);
            if (at >= 0) {
                String target = content.substring(at + 3).strip().replaceFirst("^=\\s*", "");
                found.point(HtmlLink.Kind.REFRESH, target.replaceAll("^['\"]|['\"]$", ""), "");
            }
        }
    }

    private void events(Element element) {
        if (element.attributesSize() > 0
                && element.attributes().asList().stream()
                        .anyMatch(a -> a.getKey().toLowerCase(Locale.ROOT).startsWith("on"))) {
            found.add(HtmlFinding.SCRIPT);
        }
    }

    private void comment(String text) {
        if (text.strip().startsWith("[if")) {
            found.add(HtmlFinding.CONDITIONAL_COMMENT);
        }
        found.comments().endLine();
        found.comments().add(text);
        found.comments().endLine();
    }
}
