package dev.mailwarden.scan.text;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jsoup.nodes.Element;

/**
 * The rules of a page's style elements whose selector is an element, a class, an id, or an element
 * with one of these. Later rules win; conditions on media are taken for true; other selectors are
 * left out.
 */
final class StyleSheet {

    /** Declarations by {@code tag}, {@code .class}, {@code #id} and {@code tag.class}. */
    private final Map<String, Map<String, String>> rules = new HashMap<>();

    private final int limit;
    private int count;

    StyleSheet(int limit) {
        this.limit = limit;
    }

    /** Adds rules; {@return whether the limit left room for all} */
    boolean add(String sheet) {
        String css = withoutComments(sheet);
        int at = 0;
        while (at < css.length()) {
            int open = css.indexOf('{', at);
            int close = open < 0 ? -1 : css.indexOf('}', open);
            if (close < 0) {
                return true;
            }
            if (count >= limit) {
                return false;
            }
            int inner = css.indexOf('{', open + 1);
            if (inner > 0 && inner < close) {
                at = open + 1; // the inside of a condition
            } else {
                addRule(css.substring(at, open), css.substring(open + 1, close));
                at = close + 1;
            }
        }
        return true;
    }

    private static String withoutComments(String sheet) {
        var css = new StringBuilder(sheet.length());
        int at = 0;
        while (at < sheet.length()) {
            int comment = sheet.indexOf("/*", at);
            int end = comment < 0 ? -1 : sheet.indexOf("*/", comment + 2);
            css.append(sheet, at, comment < 0 ? sheet.length() : comment);
            at = end < 0 ? sheet.length() : end + 2;
        }
        return css.toString().replace("<!--", "").replace("-->", "");
    }

    private void addRule(String selectors, String body) {
        Map<String, String> declarations = Css.declarations(body);
        for (String selector : selectors.split(",", 50)) {
            String key = selector.replace("}", "").strip().toLowerCase(Locale.ROOT);
            String plain = key.startsWith("*.") || key.startsWith("*#") ? key.substring(1) : key;
            if (plain.matches("[a-z0-9]*[.#]?[\\w-]{1,100}") && count < limit) {
                count++;
                rules.computeIfAbsent(plain, _ -> new LinkedHashMap<>()).putAll(declarations);
            }
        }
    }

    /** {@return what the rules say of that element, weak selectors first} */
    List<Map<String, String>> of(Element element) {
        if (rules.isEmpty()) {
            return List.of();
        }
        var found = new ArrayList<Map<String, String>>(2);
        String tag = element.normalName();
        add(tag, found);
        if (element.hasAttr("class")) {
            for (String name : element.attr("class").split("\\s+", 20)) {
                String lower = name.toLowerCase(Locale.ROOT);
                add('.' + lower, found);
                add(tag + '.' + lower, found);
            }
        }
        if (element.hasAttr("id")) {
            String id = element.id().toLowerCase(Locale.ROOT);
            add('#' + id, found);
            add(tag + '#' + id, found);
        }
        return found;
    }

    private void add(String key, List<Map<String, String>> found) {
        Map<String, String> rule = rules.get(key);
        if (rule != null) {
            found.add(rule);
        }
    }
}
