package dev.mailwarden.mail.mime;

import dev.mailwarden.mail.budget.Budget;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.zip.CRC32;

/** Looks whether an encoded body is read alike by all, and finds the ways in which it is not. */
final class BodyCheck {

    private static final int PIECE = 1 << 13;

    private final Octets octets;
    private final Range body;
    private final Budget budget;

    BodyCheck(Octets octets, Range body, Budget budget) {
        this.octets = octets;
        this.body = body;
        this.budget = budget;
    }

    /** {@return what is odd about base64} */
    Set<Ambiguity> base64() throws IOException {
        long digits = 0;
        boolean open = false; // whether a digit here would be odd
        boolean uneven = false;
        boolean unevenLine = false;
        boolean padded = false;
        boolean odd = false;
        try (InputStream in = octets.stream(body)) {
            byte[] piece = piece();
            for (int count = in.read(piece); count >= 0; count = in.read(piece)) {
                for (int i = 0; i < count; i++) {
                    int value = Base64Decoder.value(piece[i]);
                    if (value >= 0) {
                        digits++;
                        if (open) {
                            odd |= padded;
                            uneven |= unevenLine;
                        }
                    } else if (value == Base64Decoder.PAD) {
                        padded = true;
                        open = true;
                        digits++;
                    } else {
                        odd |= Base64Decoder.isForeign(value);
                        unevenLine = digits % 4 != 0 && Base64Decoder.isLineEnd(value);
                        open = padded || unevenLine;
                    }
                }
            }
        }
        Set<Ambiguity> found = EnumSet.noneOf(Ambiguity.class);
        if (odd || (padded && digits % 4 != 0)) {
            found.add(Ambiguity.BASE64_ODD);
        } else if (digits % 4 != 0) {
            found.add(Ambiguity.BASE64_CUT);
        }
        if (uneven) {
            found.add(Ambiguity.BASE64_LINES);
        }
        return found;
    }

    /** Whether a body that says nothing about it is all base64, in lines or in one. */
    boolean looksLikeBase64() throws IOException {
        if (body.length() < 24) {
            return false;
        }
        long digits = 0;
        try (InputStream in = octets.stream(body)) {
            byte[] piece = piece();
            for (int count = in.read(piece); count >= 0; count = in.read(piece)) {
                for (int i = 0; i < count; i++) {
                    int value = Base64Decoder.value(piece[i]);
                    if (value < 0
                            && value != Base64Decoder.PAD
                            && !Base64Decoder.isLineEnd(value)) {
                        return false;
                    }
                    digits += value >= 0 || value == Base64Decoder.PAD ? 1 : 0;
                }
            }
        }
        return digits % 4 == 0;
    }

    /** {@return whether equals signs in quoted-printable are not all read alike} */
    boolean isQuotedPrintableOdd() throws IOException {
        var signs = new SignCheck();
        try (InputStream in = octets.stream(body)) {
            byte[] piece = piece();
            for (int count = in.read(piece); count >= 0; count = in.read(piece)) {
                signs.look(piece, count);
            }
        }
        return signs.isOdd();
    }

    private byte[] piece() {
        return new byte[Math.clamp(body.length(), 1, PIECE)];
    }

    /** {@return those codings that give something else than the first, each of its own} */
    List<BodyCoding> different(BodyCoding first, List<BodyCoding> others) throws IOException {
        var decoders = new ArrayList<Decoder>();
        var prints = new ArrayList<Fingerprint>();
        decoders.add(first.decoder());
        others.forEach(other -> decoders.add(other.decoder()));
        decoders.forEach(_ -> prints.add(new Fingerprint()));
        decode(decoders, prints);
        var seen = new HashSet<>(List.of(prints.getFirst()));
        var different = new ArrayList<BodyCoding>();
        for (int i = 0; i < others.size(); i++) {
            Fingerprint print = prints.get(i + 1);
            if (print.length > 0 && seen.add(print)) {
                different.add(others.get(i));
            }
        }
        return different;
    }

    private void decode(List<Decoder> decoders, List<Fingerprint> prints) throws IOException {
        var sink = new Sink();
        try (InputStream in = octets.stream(body)) {
            byte[] piece = piece();
            for (int count = in.read(piece); count >= 0; count = in.read(piece)) {
                if (!budget.isInTime()) {
                    return;
                }
                for (int i = 0; i < decoders.size(); i++) {
                    sink.clear();
                    decoders.get(i).feed(piece, 0, count, sink);
                    prints.get(i).add(sink);
                }
            }
        }
        for (int i = 0; i < decoders.size(); i++) {
            sink.clear();
            decoders.get(i).end(sink);
            prints.get(i).add(sink);
        }
    }

    /** Length and check sum of what a decoder gives. */
    private static final class Fingerprint {

        private final CRC32 sum = new CRC32();
        private long length;

        void add(Sink sink) {
            sum.update(sink.octets(), 0, sink.length());
            length += sink.length();
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Fingerprint print
                    && print.length == length
                    && print.sum.getValue() == sum.getValue();
        }

        @Override
        public int hashCode() {
            return Long.hashCode(sum.getValue());
        }
    }
}
