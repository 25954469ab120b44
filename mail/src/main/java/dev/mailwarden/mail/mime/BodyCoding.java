package dev.mailwarden.mail.mime;

import java.util.function.Supplier;

/** How a body is encoded, and which way of undoing that is meant. */
record BodyCoding(TransferEncoding encoding, Supplier<Decoder> decoders) {

    static final BodyCoding IDENTITY =
            new BodyCoding(TransferEncoding.IDENTITY, IdentityDecoder::new);

    static BodyCoding of(TransferEncoding encoding) {
        return switch (encoding) {
            case IDENTITY -> IDENTITY;
            case BASE64 -> base64(Base64Decoder.Way.GROUPS);
            case QUOTED_PRINTABLE -> quotedPrintable(QuotedPrintableDecoder.Way.LITERAL);
            case UUENCODE -> new BodyCoding(encoding, () -> new UuDecoder(true));
            case BINHEX -> new BodyCoding(encoding, BinHexDecoder::new);
            case YENC -> new BodyCoding(encoding, YencDecoder::new);
        };
    }

    static BodyCoding base64(Base64Decoder.Way way) {
        return new BodyCoding(TransferEncoding.BASE64, () -> new Base64Decoder(way));
    }

    static BodyCoding quotedPrintable(QuotedPrintableDecoder.Way way) {
        return new BodyCoding(
                TransferEncoding.QUOTED_PRINTABLE, () -> new QuotedPrintableDecoder(way));
    }

    static BodyCoding filtered(boolean lowerOnly) {
        return new BodyCoding(TransferEncoding.QUOTED_PRINTABLE, () -> new SignFilter(lowerOnly));
    }

    Decoder decoder() {
        return decoders.get();
    }
}
