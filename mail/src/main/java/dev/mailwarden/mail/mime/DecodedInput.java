package dev.mailwarden.mail.mime;

import dev.mailwarden.mail.budget.Budget;
import java.io.IOException;
import java.io.InputStream;

/** What a decoder makes of octets, taken from a budget. */
final class DecodedInput extends InputStream {

    private static final int PIECE = 1 << 13;

    private final InputStream in;
    private final Decoder decoder;
    private final Budget budget;
    private final byte[] piece;
    private final Sink sink = new Sink();
    private int at;
    private boolean ended;

    DecodedInput(Octets octets, Range range, Decoder decoder, Budget budget) {
        this.in = octets.stream(range);
        this.decoder = decoder;
        this.budget = budget;
        this.piece = new byte[(int) Math.min(PIECE, Math.max(1, range.length()))];
    }

    @Override
    public int read() throws IOException {
        return fill() ? sink.octets()[at++] & 0xff : -1;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        if (!fill()) {
            return -1;
        }
        int count = Math.min(length, sink.length() - at);
        System.arraycopy(sink.octets(), at, into, offset, count);
        at += count;
        return count;
    }

    private boolean fill() throws IOException {
        while (at == sink.length()) {
            if (ended) {
                return false;
            }
            at = 0;
            sink.clear();
            int count = in.read(piece);
            if (count < 0) {
                ended = true;
                decoder.end(sink);
            } else {
                decoder.feed(piece, 0, count, sink);
            }
            if (!budget.takeOctets(sink.length()) || !budget.isInTime()) {
                sink.clear();
                throw new OverBudgetException(budget);
            }
        }
        return true;
    }
}
