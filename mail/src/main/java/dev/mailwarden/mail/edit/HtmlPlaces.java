package dev.mailwarden.mail.edit;

import dev.mailwarden.mail.ForeignOctets;
import java.util.List;
import java.util.Optional;

/**
 * Where in a page of HTML something is shown at the top or the bottom. Comments, scripts, styles
 * and the like are passed over: tags in them are none.
 *
 * @param top behind the body tag, or where the body begins without one
 * @param bottom before the last end tag of the body, or at the end
 */
@ForeignOctets
record HtmlPlaces(int top, int bottom) {

    /** Elements whose content is not markup (HTML standard, 13.2.5). */
    private static final List<String> RAW =
            List.of(
                    "script",
                    "style",
                    "title",
                    "textarea",
                    "xmp",
                    "iframe",
                    "noembed",
                    "noframes",
                    "noscript",
                    "plaintext",
                    "template");

    /** {@return the places; empty for a page that ends within a comment or the like} */
    static Optional<HtmlPlaces> in(String page) {
        return new Scan(page).run();
    }

    private static final class Scan {

        private final String page;
        private final String lower;
        private int afterBody = -1;
        private int afterHead = -1;
        private int afterHtml = -1;
        private int afterDoctype;
        private int endOfBody = -1;
        private int endOfHtml = -1;
        private int at;

        Scan(String page) {
            this.page = page;
            this.lower = lower(page);
        }

        /** Of US-ASCII only: with others the places could move, as some become two letters. */
        private static String lower(String page) {
            char[] lower = page.toCharArray();
            for (int i = 0; i < lower.length; i++) {
                if (lower[i] >= 'A' && lower[i] <= 'Z') {
                    lower[i] = (char) (lower[i] + 'a' - 'A');
                }
            }
            return new String(lower);
        }

        Optional<HtmlPlaces> run() {
            at = next(0);
            while (at < page.length()) {
                int end = lower.startsWith("<!--", at) ? comment() : tag();
                if (end < 0) {
                    return Optional.empty();
                }
                at = next(end);
            }
            int top = first(afterBody, afterHead, afterHtml, afterDoctype);
            int bottom = first(endOfBody, endOfHtml, page.length());
            return bottom < top ? Optional.empty() : Optional.of(new HtmlPlaces(top, bottom));
        }

        private int next(int from) {
            int found = page.indexOf('<', from);
            return found < 0 ? page.length() : found;
        }

        private static int first(int... places) {
            for (int place : places) {
                if (place >= 0) {
                    return place;
                }
            }
            return 0;
        }

        /** {@return behind the comment, -1 if it does not end} */
        private int comment() {
            if (page.startsWith(">", at + 4)) {
                return at + 5;
            }
            if (page.startsWith("->", at + 4)) {
                return at + 6;
            }
            int dashes = page.indexOf("--", at + 4);
            while (dashes >= 0) {
                if (page.startsWith(">", dashes + 2)) {
                    return dashes + 3;
                }
                if (page.startsWith("!>", dashes + 2)) {
                    return dashes + 4;
                }
                dashes = page.indexOf("--", dashes + 1);
            }
            return -1;
        }

        private int tag() {
            boolean closing = page.startsWith("/", at + 1);
            int nameStart = at + (closing ? 2 : 1);
            if (nameStart >= page.length()) {
                return page.length();
            }
            char first = lower.charAt(nameStart);
            if (first == '!' || first == '?') {
                return declaration();
            }
            if (first < 'a' || first > 'z') {
                return nameStart;
            }
            int nameEnd = nameStart;
            while (nameEnd < page.length() && isNamePart(lower.charAt(nameEnd))) {
                nameEnd++;
            }
            int end = tagEnd(nameEnd);
            if (end < 0) {
                return -1;
            }
            String name = lower.substring(nameStart, nameEnd);
            if (!closing && RAW.contains(name)) {
                return rawEnd(name, end);
            }
            note(name, closing, end);
            return end;
        }

        private static boolean isNamePart(char c) {
            return c > ' ' && c != '/' && c != '>';
        }

        private void note(String name, boolean closing, int end) {
            switch (name) {
                case "body" -> {
                    if (closing) {
                        endOfBody = at;
                    } else if (afterBody < 0) {
                        afterBody = end;
                    }
                }
                case "head" -> afterHead = closing ? end : afterHead;
                case "html" -> {
                    if (closing) {
                        endOfHtml = at;
                    } else if (afterHtml < 0) {
                        afterHtml = end;
                    }
                }
                default -> {}
            }
        }

        private int declaration() {
            int end = page.indexOf('>', at);
            boolean doctype = lower.startsWith("<!doctype", at);
            if (doctype && end >= 0 && afterDoctype == 0) {
                afterDoctype = end + 1;
            }
            return end < 0 ? -1 : end + 1;
        }

        /** Behind the tag; within quotes of a value there is no end. */
        private int tagEnd(int from) {
            boolean value = false;
            for (int i = from; i < page.length(); i++) {
                char c = page.charAt(i);
                if (c == '>') {
                    return i + 1;
                }
                if (value && (c == '"' || c == '\'')) {
                    i = page.indexOf(c, i + 1);
                    if (i < 0) {
                        return -1;
                    }
                }
                value = c == '=' || (value && c <= ' ');
            }
            return -1;
        }

        private int rawEnd(String name, int from) {
            String end = "</" + name;
            int found = lower.indexOf(end, from);
            while (found >= 0) {
                int behind = found + end.length();
                if (behind >= page.length() || !isNamePart(page.charAt(behind))) {
                    return found;
                }
                found = lower.indexOf(end, behind);
            }
            return -1;
        }
    }
}
