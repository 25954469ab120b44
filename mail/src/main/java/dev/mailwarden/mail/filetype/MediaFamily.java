package dev.mailwarden.mail.filetype;

import static dev.mailwarden.mail.filetype.Certainty.CERTAIN;
import static dev.mailwarden.mail.filetype.Certainty.LIKELY;

/** Pictures, sound and video whose kind stands deeper than a fixed place. */
final class MediaFamily {

    private static final String ASF =
            "0&\u00b2u\u008ef\u00cf\u0011\u00a6\u00d9\u0000\u00aa\u0000b\u00cel";
    private static final String ASF_VIDEO = "\u00c0\u00ef\u0019\u00bcM[\u00cf\u0011";
    private static final int PACKET = 188;
    private static final int DNG_VERSION = 0xc612;
    private static final int MAX_TAGS = 200;

    /** Kilobits a second by the index of a frame, MPEG 1 layer III (ISO 11172-3 §2.4.2.3). */
    private static final int[] RATES_1 = {
        0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320
    };

    /** The same of MPEG 2 and 2.5. */
    private static final int[] RATES_2 = {
        0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160
    };

    private static final int[] FREQUENCIES = {44_100, 48_000, 32_000};

    private MediaFamily() {}

    static void look(Sample sample, Candidates found) {
        if (sample.has(4, "ftyp")) {
            found.add(byBrand(sample.latin1(8, 4)), CERTAIN);
        } else if (sample.has(4, "moov") || sample.has(4, "mdat") || sample.has(4, "wide")) {
            found.add(FileType.QUICKTIME, CERTAIN);
        }
        switch (sample.u8(0)) {
            case 'B' -> bitmap(sample, found);
            case 'I', 'M' -> tiff(sample, found);
            case 0 -> icon(sample, found);
            case 0x1a -> matroska(sample, found);
            case 'O' -> ogg(sample, found);
            case '0' -> asf(sample, found);
            case 'G' -> transport(sample, 0, found);
            case 0xff -> audioFrame(sample, found);
            case 'P' -> netpbm(sample, found);
            default -> {}
        }
        if (sample.u8(4) == 'G') {
            transport(sample, 4, found);
        }
    }

    /** Brands of ISO base media (ISO 14496-12 §4.3). */
    private static FileType byBrand(String brand) {
        return switch (brand) {
            case "avif", "avis" -> FileType.AVIF;
            case "heic", "heix", "heim", "heis", "hevc", "hevx", "mif1", "msf1" -> FileType.HEIC;
            case "jpx ", "jp2 " -> FileType.JPEG2000;
            case "crx " -> FileType.CAMERA_RAW;
            case "M4A ", "M4B ", "M4P " -> FileType.M4A;
            case "qt  " -> FileType.QUICKTIME;
            default -> brand.startsWith("3g") ? FileType.THREE_GP : FileType.MP4;
        };
    }

    private static void bitmap(Sample sample, Candidates found) {
        long header = sample.le32(14);
        if (sample.u8(1) == 'M' && header >= 12 && header <= 124 && sample.le32(10) < 1 << 20) {
            found.add(FileType.BMP, CERTAIN);
        }
    }

    private static void tiff(Sample sample, Candidates found) {
        boolean little = sample.has(0, "II*\0") || sample.has(0, "II+\0");
        if (!little && !sample.has(0, "MM\0*") && !sample.has(0, "MM\0+")) {
            return;
        }
        boolean raw = sample.has(8, "CR\u0002") || (little && rawTag(sample));
        found.add(raw ? FileType.CAMERA_RAW : FileType.TIFF, CERTAIN);
    }

    private static boolean rawTag(Sample sample) {
        long directory = sample.le32(4);
        int count = Math.min(sample.le16(directory), MAX_TAGS);
        for (int i = 0; i < count; i++) {
            if (sample.le16(directory + 2 + 12L * i) == DNG_VERSION) {
                return true;
            }
        }
        return false;
    }

    private static void icon(Sample sample, Candidates found) {
        int kind = sample.le16(2);
        int count = sample.le16(4);
        boolean directory = sample.le16(0) == 0 && count > 0 && count < 1024 && sample.u8(9) == 0;
        long first = sample.le32(18);
        if (directory && first >= 6 + 16L * count && first < sample.size()) {
            if (kind == 1) {
                found.add(FileType.ICO, CERTAIN);
            } else if (kind == 2) {
                found.add(FileType.CUR, CERTAIN);
            }
        }
        int bits = sample.u8(16);
        boolean targa = bits == 8 || bits == 16 || bits == 24 || bits == 32;
        int coding = sample.u8(2);
        if (targa
                && (coding == 2 || coding == 10)
                && sample.u8(1) == 0
                && sample.le32(4) == 0
                && sample.le16(12) > 0
                && sample.le16(14) > 0) {
            found.add(FileType.TGA, LIKELY);
        }
    }

    private static void matroska(Sample sample, Candidates found) {
        if (sample.has(0, "\u001aE\u00df\u00a3")) {
            boolean web = Octet.indexOf(sample.head(), "webm", 64) > 0;
            found.add(web ? FileType.WEBM : FileType.MATROSKA, CERTAIN);
        }
    }

    private static void ogg(Sample sample, Candidates found) {
        if (sample.has(0, "OggS\0")) {
            boolean video = Octet.indexOf(sample.head(), "\u0080theora", 256) > 0;
            found.add(video ? FileType.OGV : FileType.OGG, CERTAIN);
        }
    }

    private static void asf(Sample sample, Candidates found) {
        if (sample.has(0, ASF)) {
            boolean video = Octet.indexOf(sample.head(), ASF_VIDEO, Sample.HEAD) > 0;
            found.add(video ? FileType.WMV : FileType.WMA, CERTAIN);
        }
    }

    private static void transport(Sample sample, int from, Candidates found) {
        int length = PACKET + from;
        for (int i = 0; i < 4; i++) {
            if (sample.u8(from + (long) i * length) != 'G') {
                return;
            }
        }
        found.add(FileType.MPEG_TS, sample.isText() ? Certainty.GUESS : LIKELY);
    }

    /** The frame names its length; where it ends the next one has to begin, or the file to end. */
    private static void audioFrame(Sample sample, Candidates found) {
        int second = sample.u8(1);
        if ((second & 0xf6) == 0xf0) {
            adts(sample, found);
        } else if ((second & 0xe6) == 0xe2) {
            int length = layerThree(second, sample.u8(2));
            boolean next = sample.be16(length) == (0xff00 | second);
            if (length > 0 && (next || length == sample.size())) {
                found.add(FileType.MP3, LIKELY);
            }
        }
    }

    /** {@return octets of a frame, or 0 if the header is not valid} */
    private static int layerThree(int version, int rates) {
        int rate = rates >> 4;
        int frequency = rates >> 2 & 3;
        if (rates < 0 || rate == 15 || rate == 0 || frequency == 3) {
            return 0;
        }
        int padding = rates >> 1 & 1;
        return switch (version >> 3 & 3) {
            case 3 -> 144_000 * RATES_1[rate] / FREQUENCIES[frequency] + padding;
            case 2 -> 72_000 * RATES_2[rate] / (FREQUENCIES[frequency] / 2) + padding;
            case 0 -> 72_000 * RATES_2[rate] / (FREQUENCIES[frequency] / 4) + padding;
            default -> 0;
        };
    }

    private static void adts(Sample sample, Candidates found) {
        int length = ((sample.u8(3) & 3) << 11) | (sample.u8(4) << 3) | (sample.u8(5) >> 5);
        boolean next = sample.u8(length) == 0xff && sample.u8(length + 1) == sample.u8(1);
        if (length > 7 && (next || length == sample.size())) {
            found.add(FileType.AAC, LIKELY);
        }
    }

    private static void netpbm(Sample sample, Candidates found) {
        int kind = sample.u8(1);
        int blank = sample.u8(2);
        int digit = sample.u8(3);
        boolean white = blank == '\n' || blank == ' ' || blank == '\r' || blank == '\t';
        boolean begins = digit == '#' || (digit >= '0' && digit <= '9') || kind == '7';
        if (kind >= '1' && kind <= '7' && white && begins) {
            found.add(FileType.NETPBM, LIKELY);
        }
    }
}
