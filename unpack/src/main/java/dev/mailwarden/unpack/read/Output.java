package dev.mailwarden.unpack.read;

import dev.mailwarden.unpack.protocol.EntryHead;
import dev.mailwarden.unpack.protocol.EntryState;
import dev.mailwarden.unpack.protocol.Finding;
import dev.mailwarden.unpack.protocol.Frame;
import dev.mailwarden.unpack.protocol.Reply;
import dev.mailwarden.unpack.protocol.ReplyCodec;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;

/** Where readers put what they see, within the budget. */
public final class Output {

    /** Of one kind in one container; more of the same say nothing new. */
    private static final int MOST_FINDINGS = 10;

    private final DataOutputStream out;
    private final Meter meter;
    private final Map<Finding.Kind, Integer> findings = new EnumMap<>(Finding.Kind.class);
    private final byte[] buffer = new byte[Frame.MAX_PIECE];
    private int buffered;
    private long sent;
    private boolean open;

    public Output(DataOutputStream out, Meter meter) {
        this.out = out;
        this.meter = meter;
    }

    Meter meter() {
        return meter;
    }

    void begin(EntryHead head) throws IOException, OverBudgetException {
        meter.entry();
        ReplyCodec.write(out, new Reply.Entry(head));
        buffered = 0;
        sent = 0;
        open = true;
    }

    void content(byte[] octets, int count) throws IOException, OverBudgetException {
        meter.octets(count);
        int done = 0;
        while (done < count) {
            int piece = Math.min(count - done, buffer.length - buffered);
            System.arraycopy(octets, done, buffer, buffered, piece);
            buffered += piece;
            done += piece;
            if (buffered == buffer.length) {
                send();
            }
        }
    }

    private void send() throws IOException {
        ReplyCodec.write(out, new Reply.Content(Arrays.copyOf(buffer, buffered)));
        sent += buffered;
        buffered = 0;
    }

    void end(EntryState state) throws IOException {
        if (buffered > 0) {
            send();
        }
        ReplyCodec.write(out, new Reply.End(state, sent));
        open = false;
    }

    /** Ends the entry that was begun, if any, because there will be no more of it. */
    public void breakOff() throws IOException {
        if (open) {
            end(EntryState.DAMAGED);
        }
    }

    void found(Finding.Kind kind, String detail) throws IOException {
        if (findings.merge(kind, 1, Integer::sum) <= MOST_FINDINGS) {
            ReplyCodec.write(out, new Reply.Found(new Finding(kind, detail)));
        }
    }
}
