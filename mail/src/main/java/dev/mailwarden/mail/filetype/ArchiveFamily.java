package dev.mailwarden.mail.filetype;

import static dev.mailwarden.mail.filetype.Certainty.CERTAIN;
import static dev.mailwarden.mail.filetype.Certainty.GUESS;
import static dev.mailwarden.mail.filetype.Certainty.LIKELY;

/** Archives, compressed streams, disks and tables without magic, told by their structure. */
final class ArchiveFamily {

    private static final int BLOCK = 512;
    private static final int CHECKSUM_AT = 148;
    private static final int CHECKSUM = 8;
    private static final long VOLUMES = 32_768;
    private static final int VOLUME = 2048;

    /** Half of a length that is not known. */
    private static final long OPEN = 0xffffffffL;

    private ArchiveFamily() {}

    static void look(Sample sample, Candidates found) {
        tar(sample, found);
        disk(sample, found);
        universalDisc(sample, found);
        switch (sample.u8(0)) {
            case 0x00 -> macBinary(sample, found);
            case 0x03, 0x83, 0x8b, 0xf5, 0x30, 0x31 -> dBase(sample, found);
            case 0x1a -> arc(sample, found);
            case 0x5d -> lzma(sample, found);
            case 0x78 -> zlib(sample, found);
            case 0x80 -> pickle(sample, found);
            case 'b' -> propertyList(sample, found);
            default -> {}
        }
    }

    /** The sum of the header's octets, with blanks for the sum itself (POSIX 1003.1 pax, ustar). */
    private static void tar(Sample sample, Candidates found) {
        if (sample.size() < BLOCK || (sample.u8(0) == 0 && !sample.has(257, "ustar"))) {
            return;
        }
        int said = octal(sample, CHECKSUM_AT, CHECKSUM);
        if (said <= 0) {
            return;
        }
        int unsigned = CHECKSUM * ' ';
        int signed = unsigned;
        for (int i = 0; i < BLOCK; i++) {
            if (i < CHECKSUM_AT || i >= CHECKSUM_AT + CHECKSUM) {
                unsigned += sample.u8(i);
                signed += (byte) sample.u8(i);
            }
        }
        if (said == unsigned || said == signed) {
            found.add(FileType.TAR, CERTAIN);
        } else if (sample.has(257, "ustar")) {
            found.add(FileType.TAR, LIKELY);
        }
    }

    private static int octal(Sample sample, int at, int length) {
        int value = 0;
        int digits = 0;
        for (int i = at; i < at + length; i++) {
            int octet = sample.u8(i);
            if (octet >= '0' && octet <= '7') {
                value = (value << 3) | (octet - '0');
                digits++;
            } else if (octet != ' ' && octet != 0) {
                return Sample.NONE;
            } else if (digits > 0) {
                return value;
            }
        }
        return digits > 0 ? value : Sample.NONE;
    }

    private static void disk(Sample sample, Candidates found) {
        if (sample.u8(510) != 0x55 || sample.u8(511) != 0xaa) {
            return;
        }
        boolean fileSystem =
                sample.has(54, "FAT") || sample.has(82, "FAT32") || sample.has(3, "NTFS    ");
        if (fileSystem || partitions(sample)) {
            found.add(FileType.MBR_DISK, CERTAIN);
        } else if (sample.size() % BLOCK == 0) {
            found.add(FileType.MBR_DISK, GUESS);
        }
    }

    /** Four entries of which each is active or not, and one has a type and a length. */
    private static boolean partitions(Sample sample) {
        boolean any = false;
        for (int at = 446; at < 510; at += 16) {
            int active = sample.u8(at);
            if (active != 0 && active != 0x80) {
                return false;
            }
            any |= sample.u8(at + 4) > 0 && sample.le32(at + 12) > 0;
        }
        return any;
    }

    /** The volume recognition sequence (ECMA-167 part 3, clause 9). */
    private static void universalDisc(Sample sample, Candidates found) {
        for (int i = 0; i < 16; i++) {
            long at = VOLUMES + (long) i * VOLUME + 1;
            if (sample.has(at, "NSR02") || sample.has(at, "NSR03")) {
                found.add(FileType.UDF, CERTAIN);
                return;
            }
            if (!sample.has(at, "BEA01") && !sample.has(at, "CD001") && !sample.has(at, "BOOT2")) {
                return;
            }
        }
    }

    private static void macBinary(Sample sample, Candidates found) {
        int name = sample.u8(1);
        boolean zeros = sample.u8(74) == 0 && sample.u8(82) == 0;
        long data = sample.be32(83);
        long resources = sample.be32(87);
        if (name > 0
                && name < 64
                && zeros
                && data >= 0
                && resources >= 0
                && data + resources > 0
                && 128 + data + resources <= sample.size()
                && printable(sample, 2, name)
                && printable(sample, 65, 8)) {
            found.add(FileType.MACBINARY, LIKELY);
        }
    }

    private static boolean printable(Sample sample, int at, int length) {
        for (int i = at; i < at + length; i++) {
            if (sample.u8(i) < ' ') {
                return false;
            }
        }
        return true;
    }

    private static void dBase(Sample sample, Candidates found) {
        int month = sample.u8(2);
        int day = sample.u8(3);
        int header = sample.le16(8);
        int row = sample.le16(10);
        if (month >= 1
                && month <= 12
                && day >= 1
                && day <= 31
                && header >= 65
                && row > 0
                && (sample.u8(header - 1) == 0x0d || sample.u8(header - 264) == 0x0d)) {
            found.add(FileType.DBASE, CERTAIN);
        }
    }

    private static void arc(Sample sample, Candidates found) {
        int method = sample.u8(1);
        int end = 2;
        while (end < 15 && sample.u8(end) > ' ') {
            end++;
        }
        long packed = sample.le32(15);
        if (method >= 1
                && method <= 9
                && end > 2
                && end < 15
                && sample.u8(end) == 0
                && packed >= 0
                && packed < sample.size()) {
            found.add(FileType.ARC, LIKELY);
        }
    }

    /** Properties of the usual kind, a dictionary of a usual size, a length that can be. */
    private static void lzma(Sample sample, Candidates found) {
        long dictionary = sample.le32(1);
        boolean usual = Long.bitCount(dictionary) <= 2 && dictionary >= 1 << 12;
        boolean length = sample.le32(9) == 0 || (sample.le32(5) == OPEN && sample.le32(9) == OPEN);
        if (sample.u8(13) == 0 && usual && length) {
            found.add(FileType.LZMA, LIKELY);
        }
    }

    private static void zlib(Sample sample, Candidates found) {
        int flags = sample.u8(1);
        boolean usual = flags == 0x01 || flags == 0x5e || flags == 0x9c || flags == 0xda;
        if (usual && sample.size() > 6 && !sample.has(0, "x\u009f>\"")) {
            found.add(FileType.ZLIB, sample.isText() ? GUESS : LIKELY);
        }
    }

    private static void propertyList(Sample sample, Candidates found) {
        if (sample.has(0, "bplist")) {
            boolean page = Octet.indexOf(sample.head(), "WebMainResource", Sample.HEAD) > 0;
            found.add(page ? FileType.WEB_BUNDLE : FileType.BINARY_PLIST, CERTAIN);
        }
    }

    private static void pickle(Sample sample, Candidates found) {
        int protocol = sample.u8(1);
        boolean frame = protocol >= 4 && sample.u8(2) == 0x95;
        boolean old = protocol == 2 || protocol == 3;
        if (protocol <= 5 && (frame || old) && sample.u8(sample.size() - 1) == '.') {
            found.add(FileType.PICKLE, LIKELY);
        }
    }
}
