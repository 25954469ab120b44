package dev.mailwarden.mail.filetype;

import static dev.mailwarden.mail.filetype.Certainty.CERTAIN;
import static java.nio.charset.StandardCharsets.UTF_16LE;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** OLE compound files ([MS-CFB]), told apart by the names in their directory and its root class. */
final class OleFamily {

    private static final String MAGIC = "\u00d0\u00cf\u0011\u00e0\u00a1\u00b1\u001a\u00e1";
    private static final int MAX_SECTORS = 64;
    private static final int ENTRY = 128;

    /** Sectors of the allocation table that the header itself lists. */
    private static final int HEADER_TABLE = 109;

    /** Root classes of formats whose streams have no telling names. */
    private static final Map<String, FileType> CLASSES =
            Map.of(
                    "84100c0000000000c000000000000046", FileType.MSI,
                    "86100c0000000000c000000000000046", FileType.MSP,
                    "82100c0000000000c000000000000046", FileType.MSP,
                    "3a8fb774c8c8d111be1100c04fb6faf1", FileType.PROJECT,
                    "0112020000000000c000000000000046", FileType.PUBLISHER,
                    "131a020000000000c000000000000046", FileType.VISIO,
                    "141a020000000000c000000000000046", FileType.VISIO);

    /** Names of entries, the most telling first. */
    private static final Map<String, FileType> NAMES =
            Map.ofEntries(
                    Map.entry("encryptedpackage", FileType.OFFICE_ENCRYPTED),
                    Map.entry("__properties_version1.0", FileType.MSG),
                    Map.entry("__nameid_version1.0", FileType.MSG),
                    Map.entry("worddocument", FileType.DOC),
                    Map.entry("powerpoint document", FileType.PPT),
                    Map.entry("workbook", FileType.XLS),
                    Map.entry("book", FileType.XLS_OLD),
                    Map.entry("visiodocument", FileType.VISIO),
                    Map.entry("bodytext", FileType.HWP),
                    Map.entry("hwpsummaryinformation", FileType.HWP),
                    Map.entry("quill", FileType.PUBLISHER),
                    Map.entry("matost", FileType.WORKS),
                    Map.entry("nativecontent_main", FileType.QUATTRO),
                    Map.entry("perfectoffice_main", FileType.WORDPERFECT),
                    Map.entry("catalog", FileType.THUMBS));

    private final Sample sample;
    private final int sectorSize;

    private OleFamily(Sample sample) {
        this.sample = sample;
        this.sectorSize = sample.le16(30) == 12 ? 4096 : 512;
    }

    static void look(Sample sample, Candidates found) {
        if (sample.has(0, MAGIC)) {
            found.add(new OleFamily(sample).kind(), CERTAIN);
        }
    }

    private FileType kind() {
        FileType byName = FileType.OLE2;
        long sector = sample.le32(48);
        for (int i = 0; i < MAX_SECTORS && sector >= 0 && sector < 0xfffffff0L; i++) {
            long at = (sector + 1) * sectorSize;
            for (int entry = 0; entry < sectorSize / ENTRY; entry++) {
                long from = at + (long) entry * ENTRY;
                Optional<FileType> said = byEntry(from);
                if (said.isPresent() && strongest(said.orElseThrow(), byName)) {
                    byName = said.orElseThrow();
                }
            }
            sector = after(sector);
        }
        return byName;
    }

    /** A mail item holds documents, and an encrypted one is nothing else. */
    private static boolean strongest(FileType said, FileType before) {
        return before == FileType.OLE2
                || before == FileType.THUMBS
                || said == FileType.MSG
                || (said == FileType.OFFICE_ENCRYPTED && before != FileType.MSG);
    }

    private Optional<FileType> byEntry(long at) {
        int kind = sample.u8(at + 66);
        if (kind <= 0) {
            return Optional.empty();
        }
        if (kind == 5) {
            return Optional.ofNullable(CLASSES.get(hex(at + 80)));
        }
        int length = Math.clamp(sample.le16(at + 64) - 2L, 0, 62);
        byte[] octets = new byte[length];
        for (int i = 0; i < length; i++) {
            octets[i] = (byte) sample.u8(at + i);
        }
        String name = new String(octets, UTF_16LE).toLowerCase(Locale.ROOT);
        return Optional.ofNullable(NAMES.get(name.replaceAll("[\\x00-\\x1f]", "")));
    }

    private String hex(long at) {
        var digits = new StringBuilder(32);
        for (int i = 0; i < 16; i++) {
            int octet = sample.u8(at + i);
            if (octet >= 0) {
                digits.append(Character.forDigit(octet >> 4, 16));
                digits.append(Character.forDigit(octet & 0xf, 16));
            }
        }
        return digits.toString();
    }

    /** {@return the sector that follows in its chain, or a number beyond all} */
    private long after(long sector) {
        int perSector = sectorSize / 4;
        long table = sector / perSector;
        if (table >= HEADER_TABLE) {
            return 0xfffffffeL;
        }
        long at = sample.le32(76 + 4 * table);
        return at < 0 ? at : sample.le32((at + 1) * sectorSize + 4 * (sector % perSector));
    }
}
