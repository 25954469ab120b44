package dev.mailwarden.scan.structure;

import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** File names that are made to show something else than they are, or to leave their folder. */
final class TrickName {

    private static final Set<String> STARTED =
            Set.of(
                    "exe", "scr", "com", "pif", "bat", "cmd", "vbs", "vbe", "js", "jse", "wsf",
                    "wsh", "hta", "lnk", "ps1", "cpl", "msi", "jar", "reg", "scf", "iso", "img",
                    "vhd", "url", "one", "chm");

    private static final Set<String> SHOWN =
            Set.of(
                    "pdf", "doc", "docx", "xls", "xlsx", "ppt", "pptx", "txt", "rtf", "jpg", "jpeg",
                    "png", "gif", "bmp", "tif", "tiff", "mp3", "mp4", "avi", "htm", "html", "csv",
                    "odt", "ods");

    /** Blanks in a row that push an ending out of sight. */
    private static final int MANY_BLANKS = 10;

    private TrickName() {}

    /** {@return what is wrong with a name} */
    static Optional<String> of(String name) {
        if (name.chars().anyMatch(TrickName::turns)) {
            return Optional.of("a name that is shown backwards");
        }
        if (leavesItsFolder(name)) {
            return Optional.of("a name that leaves its folder");
        }
        String[] ends = name.toLowerCase(Locale.ROOT).strip().split("\\.", -1);
        int last = ends.length - 1;
        if (last < 1 || !STARTED.contains(ends[last].strip())) {
            return Optional.empty();
        }
        if (ends[last - 1].endsWith(" ".repeat(MANY_BLANKS))) {
            return Optional.of("a name whose end is out of sight");
        }
        return last > 1 && SHOWN.contains(ends[last - 1].strip())
                ? Optional.of("a name that ends twice")
                : Optional.empty();
    }

    /** Marks that turn the direction of what follows. */
    private static boolean turns(int c) {
        return c == 0x202e || c == 0x202d || c == 0x2066 || c == 0x2067;
    }

    private static boolean leavesItsFolder(String name) {
        String path = name.replace('\\', '/');
        return path.startsWith("../") || path.contains("/../");
    }
}
