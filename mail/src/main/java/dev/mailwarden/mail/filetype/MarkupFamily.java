package dev.mailwarden.mail.filetype;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/** HTML, and XML by its root element. */
final class MarkupFamily {

    /** Root elements, in lower case and without prefix. */
    private static final Map<String, FileType> ROOTS =
            Map.ofEntries(
                    Map.entry("svg", FileType.SVG),
                    Map.entry("worddocument", FileType.WORD_XML),
                    Map.entry("scriptlet", FileType.WSF),
                    Map.entry("abiword", FileType.ABIWORD),
                    Map.entry("fictionbook", FileType.FB2),
                    Map.entry("stylesheet", FileType.XSLT),
                    Map.entry("transform", FileType.XSLT),
                    Map.entry("plist", FileType.PLIST),
                    Map.entry("rss", FileType.FEED),
                    Map.entry("kml", FileType.KML),
                    Map.entry("gpx", FileType.KML),
                    Map.entry("xfdf", FileType.FDF),
                    Map.entry("jnlp", FileType.JNLP),
                    Map.entry("assembly", FileType.CLICKONCE),
                    Map.entry("mmc_consolefile", FileType.MSC),
                    Map.entry("librarydescription", FileType.LIBRARY_MS),
                    Map.entry("persistedquery", FileType.LIBRARY_MS),
                    Map.entry("pcsettings", FileType.SETTING_CONTENT),
                    Map.entry("asx", FileType.PLAYLIST),
                    Map.entry("smil", FileType.PLAYLIST));

    /** Flat OpenDocument by its media type. */
    private static final Map<String, FileType> FLAT =
            Map.of(
                    "opendocument.text", FileType.ODT,
                    "opendocument.spreadsheet", FileType.ODS,
                    "opendocument.presentation", FileType.ODP,
                    "opendocument.graphics", FileType.ODG);

    /**
     * Elements by which browsers take a page for HTML (WHATWG MIME Sniffing §7.1), and usual ones.
     */
    private static final List<String> HTML =
            List.of(
                    "!doctype html",
                    "html",
                    "head",
                    "script",
                    "iframe",
                    "h1",
                    "div",
                    "font",
                    "table",
                    "a",
                    "style",
                    "title",
                    "b",
                    "body",
                    "br",
                    "p",
                    "span",
                    "center",
                    "meta",
                    "img",
                    "form",
                    "frameset",
                    "object",
                    "embed",
                    "applet",
                    "base",
                    "link",
                    "hr",
                    "pre");

    private MarkupFamily() {}

    /**
     * {@return the kind of markup, if the text is some}
     *
     * @param text in lower case, without white space before
     */
    static Optional<FileType> type(String text) {
        if (!text.startsWith("<")) {
            return Optional.empty();
        }
        if (text.contains("<hta:application")) {
            return Optional.of(FileType.HTA);
        }
        boolean declared = text.startsWith("<?xml");
        int root = root(text);
        if (root < 0) {
            return declared ? Optional.of(FileType.XML) : comment(text);
        }
        Optional<FileType> known = byRoot(text, root, declared);
        if (known.isPresent()) {
            return known;
        }
        if (!declared && isHtml(text, root)) {
            return Optional.of(FileType.HTML);
        }
        boolean xml = declared || text.contains(" xmlns=\"") || text.contains(" xmlns:");
        return xml ? Optional.of(FileType.XML) : Optional.empty();
    }

    /** A page may begin with a comment longer than what is read. */
    private static Optional<FileType> comment(String text) {
        return text.startsWith("<!--") || text.startsWith("<!doctype html")
                ? Optional.of(FileType.HTML)
                : Optional.empty();
    }

    /** {@return where the first element begins, behind declarations and comments, or -1} */
    private static int root(String text) {
        int at = 0;
        while (at >= 0 && at < text.length() && text.charAt(at) == '<') {
            if (text.startsWith("<!--", at)) {
                at = behind(text, at, "-->");
            } else if (text.startsWith("<?", at)) {
                at = behind(text, at, "?>");
            } else if (text.startsWith("<!", at)) {
                int subset = text.indexOf('[', at);
                int end = text.indexOf('>', at);
                boolean inside = subset > 0 && subset < end;
                at = inside ? behind(text, behind(text, at, "]"), ">") : behind(text, at, ">");
            } else {
                return at;
            }
        }
        return -1;
    }

    private static int behind(String text, int from, String end) {
        int at = from < 0 ? -1 : text.indexOf(end, from);
        if (at < 0) {
            return -1;
        }
        int next = at + end.length();
        while (next < text.length() && Character.isWhitespace(text.charAt(next))) {
            next++;
        }
        return next;
    }

    private static Optional<FileType> byRoot(String text, int at, boolean declared) {
        int end = at + 1;
        while (end < text.length() && "> /\t\r\n".indexOf(text.charAt(end)) < 0) {
            end++;
        }
        String name = text.substring(at + 1, end);
        String local = name.substring(name.indexOf(':') + 1);
        return switch (local) {
            case "html" ->
                    Optional.of(
                            declared || text.contains("xhtml1") ? FileType.XHTML : FileType.HTML);
            case "package" -> Optional.of(packageType(text, at));
            case "workbook" ->
                    Optional.of(
                            text.contains("office:spreadsheet")
                                    ? FileType.EXCEL_XML
                                    : FileType.XML);
            case "document" -> flat(text);
            case "component", "job" ->
                    text.contains("<script") ? Optional.of(FileType.WSF) : Optional.empty();
            case "feed" ->
                    text.contains("w3.org/2005/atom")
                            ? Optional.of(FileType.FEED)
                            : Optional.empty();
            default -> Optional.ofNullable(ROOTS.get(local));
        };
    }

    /** Word's package of parts in one file, a set of scripts, or something else of that name. */
    private static FileType packageType(String text, int at) {
        if (text.contains("schemas.microsoft.com/office/2006/xmlpackage")) {
            return FileType.WORD_XML;
        }
        boolean script = text.indexOf("<job", at) > 0 || text.indexOf("<component", at) > 0;
        return script ? FileType.WSF : FileType.XML;
    }

    private static Optional<FileType> flat(String text) {
        return FLAT.entrySet().stream()
                .filter(entry -> text.contains(entry.getKey()))
                .map(Map.Entry::getValue)
                .findFirst();
    }

    private static boolean isHtml(String text, int at) {
        for (String tag : HTML) {
            int end = at + 1 + tag.length();
            if (text.startsWith(tag, at + 1)
                    && (end >= text.length() || "> \t\r\n/".indexOf(text.charAt(end)) >= 0)) {
                return true;
            }
        }
        return text.startsWith("<!doctype html") || text.contains("<html") || text.contains("</");
    }
}
