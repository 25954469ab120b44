package dev.mailwarden.unpack.protocol;

import dev.mailwarden.mail.ForeignOctets;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.Optional;

/** Requests as frames. */
@ForeignOctets
public final class RequestCodec {

    private static final int JOB = 1;
    private static final int INPUT = 2;
    private static final int CLOSE = 3;

    private RequestCodec() {}

    /** Writes a request; the caller flushes. */
    public static void write(DataOutputStream out, Request request) throws IOException {
        frame(request).write(out);
    }

    private static Frame frame(Request request) {
        return switch (request) {
            case Request.Job(long id, Format format, Allowance allowance, long length) ->
                    new Frame(
                            JOB,
                            new FieldWriter()
                                    .number(id)
                                    .one(format)
                                    .number(allowance.octets())
                                    .number(allowance.ratio())
                                    .number(allowance.ratioFree())
                                    .number(allowance.entries())
                                    .number(allowance.cpuMillis())
                                    .number(length)
                                    .payload());
            case Request.Input(byte[] octets) -> new Frame(INPUT, octets);
            case Request.Close() -> new Frame(CLOSE, new byte[0]);
        };
    }

    /**
     * {@return the next request, or empty if the gateway has ended}
     *
     * @throws ProtocolException if it is none
     */
    public static Optional<Request> read(DataInputStream in) throws IOException {
        Optional<Frame> frame = Frame.read(in);
        return frame.isEmpty() ? Optional.empty() : Optional.of(request(frame.get()));
    }

    private static Request request(Frame frame) throws ProtocolException {
        return switch (frame.type()) {
            case JOB -> FieldReader.read(frame.payload(), RequestCodec::job);
            case INPUT -> new Request.Input(Pieces.checked(frame.payload()));
            case CLOSE -> FieldReader.read(frame.payload(), _ -> new Request.Close());
            default -> throw new ProtocolException("no request has the type " + frame.type());
        };
    }

    private static Request job(FieldReader fields) {
        return new Request.Job(
                fields.longNumber(),
                fields.one(Format.class),
                new Allowance(
                        fields.longNumber(),
                        fields.number(),
                        fields.longNumber(),
                        fields.number(),
                        fields.number()),
                fields.longNumber());
    }
}
