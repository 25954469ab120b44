package dev.mailwarden.mail.filetype;

import static dev.mailwarden.mail.filetype.Certainty.CERTAIN;
import static dev.mailwarden.mail.filetype.Certainty.GUESS;
import static dev.mailwarden.mail.filetype.Certainty.LIKELY;

/** Programs that a processor runs: MZ and its successors, ELF, Mach-O; and Java classes. */
final class Programs {

    private static final int DLL = 0x2000;
    private static final int PE64 = 0x20b;
    private static final int NATIVE = 1;
    private static final int EFI_FIRST = 10;
    private static final int EFI_LAST = 13;
    private static final int MAX_SECTIONS = 96;
    private static final int MAX_COM = 0xff00;

    private Programs() {}

    static void look(Sample sample, Candidates found) {
        switch (sample.be16(0)) {
            case 0x4d5a, 0x5a4d -> mz(sample, found);
            case 0x7f45 -> elf(sample, found);
            case 0xcafe -> classOrFat(sample, found);
            case 0xfeed, 0xcefa, 0xcffa -> machO(sample, found);
            case 0x4c01, 0x6486 -> coff(sample, found);
            default -> com(sample, found);
        }
    }

    /** "MZ" alone makes Windows try to run it, so that is enough. */
    private static void mz(Sample sample, Candidates found) {
        long header = sample.le32(0x3c);
        if (sample.has(header, "PE\0\0")) {
            found.add(portable(sample, header), CERTAIN);
            overlay(sample, header, found);
        } else if (sample.has(header, "NE")) {
            found.add(FileType.NE_EXE, CERTAIN);
        } else if (sample.has(header, "LE") || sample.has(header, "LX")) {
            found.add(FileType.LE_EXE, CERTAIN);
        } else {
            found.add(FileType.DOS_EXE, sample.isText() ? GUESS : LIKELY);
        }
    }

    private static FileType portable(Sample sample, long header) {
        long optional = header + 24;
        boolean wide = sample.le16(optional) == PE64;
        boolean library = (sample.le16(header + 22) & DLL) != 0;
        int subsystem = sample.le16(optional + 68);
        long clr = sample.le32(optional + (wide ? 224 : 208));
        if (clr > 0) {
            return library ? FileType.PE_NET_DLL : FileType.PE_NET_EXE;
        }
        if (subsystem >= EFI_FIRST && subsystem <= EFI_LAST) {
            return FileType.PE_EFI;
        }
        if (subsystem == NATIVE) {
            return FileType.PE_DRIVER;
        }
        if (library) {
            return wide ? FileType.PE_DLL64 : FileType.PE_DLL32;
        }
        return wide ? FileType.PE_EXE64 : FileType.PE_EXE32;
    }

    /** What stands behind the last section: there, self-extracting archives keep theirs. */
    private static void overlay(Sample sample, long header, Candidates found) {
        int sections = Math.min(sample.le16(header + 6), MAX_SECTIONS);
        long table = header + 24 + Math.max(0, sample.le16(header + 20));
        long end = 0;
        for (int i = 0; i < sections; i++) {
            long size = sample.le32(table + 40L * i + 16);
            long from = sample.le32(table + 40L * i + 20);
            end = Math.max(end, from + size);
        }
        if (end > 0) {
            Embedded.archiveAt(sample, end, found);
        }
    }

    private static void elf(Sample sample, Candidates found) {
        if (!sample.has(0, "\u007fELF")) {
            return;
        }
        boolean bigEndian = sample.u8(5) == 2;
        found.add(
                switch (bigEndian ? sample.be16(16) : sample.le16(16)) {
                    case 1 -> FileType.ELF_OBJECT;
                    case 3 -> FileType.ELF_SHARED;
                    case 4 -> FileType.ELF_CORE;
                    default -> FileType.ELF_EXECUTABLE;
                },
                CERTAIN);
    }

    /** Both begin alike: a class has its version where a fat program counts its processors. */
    private static void classOrFat(Sample sample, Candidates found) {
        long magic = sample.be32(0);
        long next = sample.be32(4);
        if (magic == 0xcafebabeL && next > 0) {
            found.add(next < 43 ? FileType.MACHO_FAT : FileType.JAVA_CLASS, CERTAIN);
        } else if (magic == 0xcafebabfL) {
            found.add(FileType.MACHO_FAT, CERTAIN);
        }
    }

    private static void machO(Sample sample, Candidates found) {
        long magic = sample.be32(0);
        if (magic == 0xfeedfaceL
                || magic == 0xfeedfacfL
                || magic == 0xcefaedfeL
                || magic == 0xcffaedfeL) {
            found.add(FileType.MACHO, CERTAIN);
        }
    }

    private static void coff(Sample sample, Candidates found) {
        int sections = sample.le16(2);
        int optional = sample.le16(16);
        if (sections > 0 && sections <= MAX_SECTIONS && optional == 0 && sample.size() > 60) {
            long symbols = sample.le32(8);
            if (symbols >= 20 && symbols < sample.size()) {
                found.add(FileType.COFF, LIKELY);
            }
        }
    }

    /**
     * A program without header is told by how it begins, a jump or a load, and by a call of DOS
     * near its beginning. The test file of virus scanners is one, of text.
     */
    private static void com(Sample sample, Candidates found) {
        if (sample.size() > MAX_COM || sample.size() < 3) {
            return;
        }
        boolean begins =
                switch (sample.u8(0)) {
                    case 0xe9, 0xeb, 0xb4, 0xb8, 0xba, 0xbc, 0x8c, 0xfa, 0xfc -> true;
                    default -> false;
                };
        if (begins && !sample.isText() && Octet.indexOf(sample.head(), "\u00cd!", 512) > 0) {
            found.add(FileType.DOS_COM, GUESS);
        } else if (sample.u8(0) == 'X' && sample.has(0, "X5O!P%@AP[4\\PZX54(P^)7CC)7}$")) {
            found.add(FileType.DOS_COM, LIKELY);
        }
    }
}
