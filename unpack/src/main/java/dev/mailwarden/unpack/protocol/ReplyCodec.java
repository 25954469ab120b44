package dev.mailwarden.unpack.protocol;

import dev.mailwarden.mail.ForeignOctets;
import dev.mailwarden.unpack.protocol.Reply.Outcome;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.Optional;

/** Replies as frames. */
@ForeignOctets
public final class ReplyCodec {

    private static final int READY = 65;
    private static final int REFUSED = 66;
    private static final int ENTRY = 67;
    private static final int CONTENT = 68;
    private static final int END = 69;
    private static final int FOUND = 70;
    private static final int OPENED = 71;
    private static final int NOT_OPENED = 72;
    private static final int OVER_BUDGET = 73;

    private ReplyCodec() {}

    /** Writes a reply; the caller flushes. */
    public static void write(DataOutputStream out, Reply reply) throws IOException {
        frame(reply).write(out);
    }

    private static Frame frame(Reply reply) {
        return switch (reply) {
            case Reply.Ready(String confinement) ->
                    new Frame(READY, new FieldWriter().text(confinement).payload());
            case Reply.Refused(String reason) ->
                    new Frame(REFUSED, new FieldWriter().text(reason).payload());
            case Reply.Entry(EntryHead head) -> new Frame(ENTRY, head(head));
            case Reply.Content(byte[] octets) -> new Frame(CONTENT, octets);
            case Reply.End(EntryState state, long octets) ->
                    new Frame(END, new FieldWriter().one(state).number(octets).payload());
            case Reply.Found(Finding finding) ->
                    new Frame(
                            FOUND,
                            new FieldWriter().one(finding.kind()).text(finding.detail()).payload());
            case Reply.Done done -> done(done);
        };
    }

    private static byte[] head(EntryHead head) {
        return new FieldWriter()
                .one(head.kind())
                .octets(head.rawName())
                .text(head.name())
                .some(head.flaws())
                .text(head.target())
                .number(head.packed())
                .number(head.unpacked())
                .text(head.method())
                .payload();
    }

    private static Frame done(Reply.Done done) {
        FieldWriter totals =
                new FieldWriter()
                        .number(done.id())
                        .number(done.entries())
                        .number(done.octets())
                        .number(done.cpuMillis());
        return switch (done.outcome()) {
            case Outcome.Opened() -> new Frame(OPENED, totals.payload());
            case Outcome.NotOpened(String reason) ->
                    new Frame(NOT_OPENED, totals.text(reason).payload());
            case Outcome.OverBudget(Resource resource) ->
                    new Frame(OVER_BUDGET, totals.one(resource).payload());
        };
    }

    /**
     * {@return the next reply, or empty if the worker has ended}
     *
     * @throws ProtocolException if it is none
     */
    public static Optional<Reply> read(DataInputStream in) throws IOException {
        Optional<Frame> frame = Frame.read(in);
        return frame.isEmpty() ? Optional.empty() : Optional.of(reply(frame.get()));
    }

    private static Reply reply(Frame frame) throws ProtocolException {
        byte[] payload = frame.payload();
        return switch (frame.type()) {
            case READY -> FieldReader.read(payload, fields -> new Reply.Ready(fields.text()));
            case REFUSED -> FieldReader.read(payload, fields -> new Reply.Refused(fields.text()));
            case ENTRY -> FieldReader.read(payload, fields -> new Reply.Entry(head(fields)));
            case CONTENT -> new Reply.Content(Pieces.checked(payload));
            case END ->
                    FieldReader.read(
                            payload,
                            fields ->
                                    new Reply.End(
                                            fields.one(EntryState.class), fields.longNumber()));
            case FOUND ->
                    FieldReader.read(
                            payload,
                            fields ->
                                    new Reply.Found(
                                            new Finding(
                                                    fields.one(Finding.Kind.class),
                                                    fields.text())));
            case OPENED, NOT_OPENED, OVER_BUDGET ->
                    FieldReader.read(payload, fields -> done(fields, frame.type()));
            default -> throw new ProtocolException("no reply has the type " + frame.type());
        };
    }

    private static EntryHead head(FieldReader fields) {
        return new EntryHead(
                fields.one(EntryKind.class),
                fields.octets(),
                fields.text(),
                fields.some(NameFlaw.class),
                fields.text(),
                fields.longNumber(),
                fields.longNumber(),
                fields.text());
    }

    private static Reply done(FieldReader fields, int type) {
        long id = fields.longNumber();
        int entries = fields.number();
        long octets = fields.longNumber();
        int cpuMillis = fields.number();
        Outcome outcome =
                switch (type) {
                    case OPENED -> new Outcome.Opened();
                    case NOT_OPENED -> new Outcome.NotOpened(fields.text());
                    default -> new Outcome.OverBudget(fields.one(Resource.class));
                };
        return new Reply.Done(id, outcome, entries, octets, cpuMillis);
    }
}
