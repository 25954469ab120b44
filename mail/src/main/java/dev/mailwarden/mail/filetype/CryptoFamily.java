package dev.mailwarden.mail.filetype;

import static dev.mailwarden.mail.filetype.Certainty.CERTAIN;
import static dev.mailwarden.mail.filetype.Certainty.LIKELY;

/** Keys, certificates and signed or encrypted data in binary: DER and OpenPGP packets. */
final class CryptoFamily {

    private static final int SEQUENCE = 0x30;
    private static final int INTEGER = 0x02;
    private static final int BIT_STRING = 0x03;
    private static final int OBJECT_ID = 0x06;
    private static final int SET = 0x31;
    private static final int CONTEXT_0 = 0xa0;

    /** Object identifier of CMS content types without its last number (RFC 5652 §4). */
    private static final String CMS = "\u0006\u0009*\u0086H\u0086\u00f7\r\u0001\u0007";

    private CryptoFamily() {}

    static void look(Sample sample, Candidates found) {
        int first = sample.u8(0);
        if (first == SEQUENCE) {
            der(sample, found);
        } else if (first >= 0x80) {
            openPgp(sample, first, found);
        }
    }

    private static void der(Sample sample, Candidates found) {
        long in = inside(sample, 0);
        if (in < 0 || !fits(sample)) {
            return;
        }
        if (sample.has(in, CMS)) {
            switch (sample.u8(in + CMS.length())) {
                case 2 -> found.add(FileType.PKCS7_SIGNED, CERTAIN);
                case 3 -> found.add(FileType.PKCS7_ENCRYPTED, CERTAIN);
                default -> found.add(FileType.PKCS7_OTHER, CERTAIN);
            }
        } else if (sample.has(in, "\u0006\u000b*\u0086H\u0086\u00f7\r\u0001\t\u0010\u0001")) {
            found.add(FileType.PKCS7_OTHER, CERTAIN);
        } else if (sample.u8(in) == INTEGER) {
            keys(sample, in, found);
        } else if (sample.u8(in) == SEQUENCE) {
            signed(sample, in, found);
        }
    }

    /** {@return whether the outer length agrees with the file's, or is left open (BER)} */
    private static boolean fits(Sample sample) {
        long end = end(sample, 0);
        return sample.u8(1) == 0x80
                || (end > 4 && end <= sample.size() && end > sample.size() - 16);
    }

    /** A number first: PKCS #12 has 3, keys have 0 or 1, of which those of RSA go on in numbers. */
    private static void keys(Sample sample, long in, Candidates found) {
        long next = end(sample, in);
        int version = sample.u8(in + 2);
        int tag = sample.u8(next);
        if (version == 3 && tag == SEQUENCE && sample.has(inside(sample, next), CMS)) {
            found.add(FileType.PKCS12, CERTAIN);
        } else if (version == 0
                && tag == SEQUENCE
                && sample.u8(inside(sample, next)) == OBJECT_ID) {
            found.add(FileType.PRIVATE_KEY, CERTAIN);
        } else if (version <= 1
                && version >= 0
                && sample.u8(in + 1) == 1
                && (tag == INTEGER || tag == 0x04)) {
            found.add(FileType.PRIVATE_KEY, LIKELY);
        }
    }

    /** A certificate, a request or a list is a sequence that is signed; a public key is not. */
    private static void signed(Sample sample, long at, Candidates found) {
        long in = inside(sample, at);
        long next = end(sample, at);
        int tag = sample.u8(in);
        if (tag == OBJECT_ID && sample.u8(next) == BIT_STRING) {
            found.add(FileType.PUBLIC_KEY, CERTAIN);
        } else if (sample.u8(next) != SEQUENCE || sample.u8(inside(sample, next)) != OBJECT_ID) {
            return;
        } else if (tag == CONTEXT_0) {
            found.add(FileType.CERTIFICATE, CERTAIN);
        } else if (tag == INTEGER) {
            numbered(sample, in, found);
        } else if (tag == SEQUENCE) {
            found.add(FileType.REVOCATION_LIST, LIKELY);
        }
    }

    /** Request: version 0, then a name. Certificate of version 1: serial. List: version 1. */
    private static void numbered(Sample sample, long in, Candidates found) {
        long next = end(sample, in);
        boolean name = sample.u8(inside(sample, next)) == SET || sample.le16(next) == 0x0030;
        if (name && sample.u8(in + 2) == 0) {
            found.add(FileType.CERTIFICATE_REQUEST, CERTAIN);
        } else {
            long issuer = end(sample, next);
            long third = end(sample, issuer);
            boolean list = sample.u8(third) != SEQUENCE;
            found.add(list ? FileType.REVOCATION_LIST : FileType.CERTIFICATE, CERTAIN);
        }
    }

    /** {@return where the content of the element begins, or {@link Sample#NONE}} */
    private static long inside(Sample sample, long at) {
        int length = sample.u8(at + 1);
        if (at < 0 || length < 0 || length > 0x84) {
            return Sample.NONE;
        }
        return at + 2 + (length > 0x80 ? length - 0x80 : 0);
    }

    /** {@return where the element ends, or {@link Sample#NONE}} */
    private static long end(Sample sample, long at) {
        long from = inside(sample, at);
        if (from < 0) {
            return Sample.NONE;
        }
        long length = sample.u8(at + 1);
        if (length > 0x80) {
            length = 0;
            for (long i = at + 2; i < from; i++) {
                length = (length << 8) | (sample.u8(i) & 0xff);
            }
        }
        return from + length;
    }

    /**
     * The first packet: its tag, a length that is in the file, a version it can have (RFC 9580).
     */
    private static void openPgp(Sample sample, int first, Candidates found) {
        boolean modern = (first & 0x40) != 0;
        int tag = modern ? first & 0x3f : first >> 2 & 0xf;
        int header = modern ? modernHeader(sample) : oldHeader(sample, first & 3);
        if (header <= 0) {
            return;
        }
        int version = sample.u8(header);
        switch (tag) {
            case 1 -> message(version == 3 || version == 6, found);
            case 3 -> message(version >= 4 && version <= 6, found);
            case 18 -> message(version == 1 || version == 2, found);
            case 2 -> {
                int hash = sample.u8(header + 3);
                if ((version == 4 || version == 3 || version == 6) && hash <= 22) {
                    found.add(FileType.PGP_SIGNATURE, LIKELY);
                }
            }
            case 5, 6 -> {
                if (version >= 3 && version <= 6 && sample.u8(header + 5) <= 28) {
                    found.add(FileType.PGP_KEY, LIKELY);
                }
            }
            default -> {}
        }
    }

    private static void message(boolean valid, Candidates found) {
        if (valid) {
            found.add(FileType.PGP_MESSAGE, LIKELY);
        }
    }

    /** {@return octets before the body of a packet of the old form, or 0 if that cannot be} */
    private static int oldHeader(Sample sample, int lengthKind) {
        long length =
                switch (lengthKind) {
                    case 0 -> sample.u8(1);
                    case 1 -> sample.be16(1);
                    case 2 -> sample.be32(1);
                    default -> Sample.NONE;
                };
        int header = 1 + (1 << lengthKind);
        return length > 8 && header + length <= sample.size() ? header : 0;
    }

    private static int modernHeader(Sample sample) {
        int length = sample.u8(1);
        if (length < 192) {
            return length > 8 && 2 + length <= sample.size() ? 2 : 0;
        }
        if (length < 224) {
            return 3 + ((length - 192) << 8) + 192 <= sample.size() ? 3 : 0;
        }
        return length == 255 && sample.be32(2) + 6 <= sample.size() ? 6 : 2;
    }
}
