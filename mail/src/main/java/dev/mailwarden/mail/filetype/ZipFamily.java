package dev.mailwarden.mail.filetype;

import static dev.mailwarden.mail.filetype.Certainty.CERTAIN;
import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/** ZIP archives, and the formats that are ZIP archives with certain entries in them. */
final class ZipFamily {

    /** Octets of the end-of-directory record with the longest comment. */
    private static final int MAX_TAIL = 22 + 0xffff;

    private static final int MAX_ENTRIES = 1000;
    private static final int MAX_DIRECTORY = 64 * 1024;
    private static final int MAX_NAME = 512;
    private static final int MAX_CONTENT_TYPES = 64 * 1024;
    private static final int LOCAL_HEADER = 30;
    private static final int DIRECTORY_HEADER = 46;

    /** Compression method 8. */
    private static final int DEFLATED = 8;

    /** One entry, as far as it is needed. */
    private record Entry(String name, int method, long packed, long local) {}

    private final Sample sample;

    private ZipFamily(Sample sample) {
        this.sample = sample;
    }

    /** Looks at the beginning, and at the end, where readers of ZIP begin. */
    static void look(Sample sample, Candidates found) {
        boolean begins = sample.has(0, "PK");
        if (begins && sample.has(2, "\u0007\u0008")) {
            begins = sample.has(4, "PK\u0003\u0004");
            found.add(begins ? FileType.ZIP : FileType.ZIP_PART, CERTAIN);
        } else if (begins) {
            begins = sample.has(2, "\u0003\u0004") || sample.has(2, "\u0005\u0006");
        }
        var zip = new ZipFamily(sample);
        Optional<List<Entry>> directory = zip.directory();
        if (begins) {
            found.add(zip.kind(directory.orElseGet(zip::localHeaders)), CERTAIN);
        } else {
            directory.ifPresent(entries -> found.addEmbedded(zip.kind(entries), CERTAIN));
        }
    }

    /** {@return the entries of the central directory; empty if there is none} */
    private Optional<List<Entry>> directory() {
        long end = endOfDirectory();
        if (end < 0) {
            return Optional.empty();
        }
        long size = sample.le32(end + 12);
        long said = sample.le32(end + 16);
        long at = end - size;
        if (sample.le32(at) != 0x02014b50L) {
            at = said;
        }
        if (sample.le32(at) != 0x02014b50L) {
            return size == 0 ? Optional.of(List.of()) : Optional.empty(); // in another part
        }
        return Optional.of(entries(sample.range(at, MAX_DIRECTORY), at - said));
    }

    private long endOfDirectory() {
        long plain = sample.size() - 22;
        if (sample.has(plain, "PK\u0005\u0006")) {
            return plain;
        }
        long from = Math.max(0, sample.size() - MAX_TAIL);
        byte[] tail = sample.range(from, MAX_TAIL);
        int at = Octet.lastZipEnd(tail);
        return at < 0 ? -1 : from + at;
    }

    /**
     * Reads directory entries.
     *
     * @param shift octets before the archive that its offsets do not count
     */
    private static List<Entry> entries(byte[] directory, long shift) {
        var entries = new ArrayList<Entry>();
        var octets = new Sample(Window.of(directory), directory.length);
        int at = 0;
        while (entries.size() < MAX_ENTRIES && octets.le32(at) == 0x02014b50L) {
            int name = octets.le16(at + 28);
            int extra = octets.le16(at + 30);
            int comment = octets.le16(at + 32);
            if (name < 0 || extra < 0 || comment < 0) {
                break;
            }
            entries.add(
                    new Entry(
                            text(directory, at + DIRECTORY_HEADER, Math.min(name, MAX_NAME)),
                            octets.le16(at + 10),
                            octets.le32(at + 20),
                            octets.le32(at + 42) + shift));
            at += DIRECTORY_HEADER + name + extra + comment;
        }
        return entries;
    }

    private static String text(byte[] octets, int at, int length) {
        int count = Math.clamp(octets.length - at, 0, length);
        return new String(octets, Math.min(at, octets.length), count, ISO_8859_1);
    }

    /** Without a directory: from header to header, as far as their sizes are known. */
    private List<Entry> localHeaders() {
        var entries = new ArrayList<Entry>();
        long at = sample.has(0, "PK\u0007\u0008") ? 4 : 0;
        while (entries.size() < MAX_ENTRIES && sample.le32(at) == 0x04034b50L) {
            long packed = sample.le32(at + 18);
            int name = sample.le16(at + 26);
            int extra = sample.le16(at + 28);
            if (packed < 0 || name < 0 || extra < 0) {
                break;
            }
            entries.add(
                    new Entry(
                            sample.latin1(at + LOCAL_HEADER, Math.min(name, MAX_NAME)),
                            sample.le16(at + 8),
                            packed,
                            at));
            at += LOCAL_HEADER + name + extra + packed;
        }
        return entries;
    }

    private FileType kind(List<Entry> entries) {
        var names = new EntryNames(entries.stream().map(Entry::name).toList());
        Optional<FileType> declared =
                find(entries, "mimetype").flatMap(entry -> byMediaType(content(entry)));
        if (declared.isPresent()) {
            return declared.orElseThrow();
        }
        return find(entries, "[Content_Types].xml")
                .map(entry -> names.officeType(content(entry)))
                .orElseGet(() -> javaMark(entries) ? FileType.JAR : names.otherType());
    }

    /** The tool jar leaves a field of this number in the first entry. */
    private boolean javaMark(List<Entry> entries) {
        if (entries.isEmpty()) {
            return false;
        }
        long at = entries.getFirst().local();
        int name = sample.le16(at + 26);
        return sample.le16(at + 28) >= 4 && sample.le16(at + LOCAL_HEADER + name) == 0xcafe;
    }

    private static Optional<Entry> find(List<Entry> entries, String name) {
        return entries.stream().filter(entry -> entry.name().equalsIgnoreCase(name)).findFirst();
    }

    /** {@return the entry's beginning as text; empty if it is packed in another way than these} */
    private String content(Entry entry) {
        int name = Math.max(0, sample.le16(entry.local() + 26));
        int extra = Math.max(0, sample.le16(entry.local() + 28));
        byte[] packed =
                sample.range(
                        entry.local() + LOCAL_HEADER + name + extra,
                        Math.min(entry.packed(), MAX_CONTENT_TYPES));
        if (entry.method() != DEFLATED) {
            return new String(packed, ISO_8859_1);
        }
        try (var inflater = new Inflater(true)) {
            inflater.setInput(packed);
            byte[] text = new byte[MAX_CONTENT_TYPES];
            int length = inflater.inflate(text);
            return new String(text, 0, length, ISO_8859_1);
        } catch (DataFormatException _) {
            return "";
        }
    }

    private static final Map<String, FileType> MEDIA_TYPES =
            Map.ofEntries(
                    Map.entry("application/vnd.oasis.opendocument.text", FileType.ODT),
                    Map.entry("application/vnd.oasis.opendocument.spreadsheet", FileType.ODS),
                    Map.entry("application/vnd.oasis.opendocument.presentation", FileType.ODP),
                    Map.entry("application/vnd.oasis.opendocument.graphics", FileType.ODG),
                    Map.entry("application/vnd.oasis.opendocument.base", FileType.ODB),
                    Map.entry("application/vnd.oasis.opendocument.database", FileType.ODB),
                    Map.entry("application/epub+zip", FileType.EPUB),
                    Map.entry("application/hwp+zip", FileType.HWPX));

    /** Templates and masters are of their documents' type. */
    private static Optional<FileType> byMediaType(String text) {
        String word = text.strip().replaceFirst("-(template|master|web)$", "");
        if (MEDIA_TYPES.containsKey(word)) {
            return Optional.of(MEDIA_TYPES.get(word));
        }
        if (word.startsWith("application/vnd.oasis.opendocument.")) {
            return Optional.of(FileType.ODF);
        }
        return word.startsWith("application/vnd.sun.xml.")
                ? Optional.of(FileType.STAROFFICE)
                : Optional.empty();
    }
}
