package dev.mailwarden.scan.unpack;

import dev.mailwarden.mail.ForeignOctets;
import dev.mailwarden.unpack.protocol.Allowance;
import dev.mailwarden.unpack.protocol.EntryHead;
import dev.mailwarden.unpack.protocol.EntryState;
import dev.mailwarden.unpack.protocol.Finding;
import dev.mailwarden.unpack.protocol.ProtocolException;
import dev.mailwarden.unpack.protocol.Reply;
import dev.mailwarden.unpack.protocol.Reply.Outcome;
import dev.mailwarden.unpack.protocol.ReplyCodec;
import java.io.DataInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Writes down what a worker says about one container, and believes no more of it than it must. */
@ForeignOctets
final class Transcript {

    /** An honest worker says less. */
    private static final int MOST_FINDINGS = 1_000;

    private final long id;
    private final Allowance allowance;
    private final Scratch store;
    private final List<Entry> entries = new ArrayList<>();
    private final List<Finding> findings = new ArrayList<>();
    private Optional<EntryHead> open = Optional.empty();
    private int begun;
    private long entryOctets;
    private long octets;

    /**
     * @param id of the job
     * @param allowance that the worker has to keep
     * @param store for the contents of entries
     */
    Transcript(long id, Allowance allowance, Scratch store) {
        this.id = id;
        this.allowance = allowance;
        this.store = store;
    }

    /**
     * Reads to the end of the job.
     *
     * @throws IOException if the worker dies or lies, or its words cannot be kept
     */
    Opening read(DataInputStream in) throws IOException {
        while (true) {
            Reply reply =
                    ReplyCodec.read(in).orElseThrow(() -> new ProtocolException("the worker died"));
            if (reply instanceof Reply.Done done) {
                return opening(done);
            }
            take(reply);
        }
    }

    private void take(Reply reply) throws IOException {
        switch (reply) {
            case Reply.Entry(EntryHead head) -> begin(head);
            case Reply.Content(byte[] piece) -> content(piece);
            case Reply.End(EntryState state, long length) -> end(state, length);
            case Reply.Found(Finding finding) -> {
                check(findings.size() < MOST_FINDINGS, "too many findings");
                findings.add(finding);
            }
            case Reply.Ready _, Reply.Refused _, Reply.Done _ ->
                    throw new ProtocolException("out of order");
        }
    }

    private void begin(EntryHead head) throws IOException {
        check(open.isEmpty(), "an entry within an entry");
        check(begun < allowance.entries(), "more entries than allowed");
        begun++;
        open = Optional.of(head);
        entryOctets = 0;
        store.begin();
    }

    private void content(byte[] piece) throws IOException {
        check(open.isPresent(), "content of no entry");
        check(octets + piece.length <= allowance.octets(), "more octets than allowed");
        octets += piece.length;
        entryOctets += piece.length;
        store.add(piece, piece.length);
    }

    private void end(EntryState state, long length) throws IOException {
        check(length == entryOctets, "an entry's length is wrong");
        entries.add(
                new Entry(
                        open.orElseThrow(() -> new ProtocolException("the end of no entry")),
                        state,
                        store.end()));
        open = Optional.empty();
    }

    private Opening opening(Reply.Done done) throws IOException {
        check(open.isEmpty(), "an entry has no end");
        check(done.id() == id, "the end of another job");
        check(done.entries() == begun && done.octets() == octets, "wrong totals");
        Contents contents = new Contents(entries, findings, octets, done.cpuMillis(), store);
        return switch (done.outcome()) {
            case Outcome.OverBudget(var resource) -> new Opening.OverBudget(resource, contents);
            case Outcome.NotOpened(String reason) -> {
                contents.close();
                yield new Opening.NotOpened(reason);
            }
            case Outcome.Opened() ->
                    entries.stream().anyMatch(entry -> entry.state() == EntryState.ENCRYPTED)
                            ? new Opening.Encrypted(contents)
                            : new Opening.Opened(contents);
        };
    }

    private static void check(boolean holds, String otherwise) throws ProtocolException {
        if (!holds) {
            throw new ProtocolException(otherwise);
        }
    }
}
