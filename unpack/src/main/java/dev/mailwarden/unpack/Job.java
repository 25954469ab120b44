package dev.mailwarden.unpack;

import dev.mailwarden.unpack.protocol.Reply;
import dev.mailwarden.unpack.protocol.Reply.Outcome;
import dev.mailwarden.unpack.protocol.ReplyCodec;
import dev.mailwarden.unpack.protocol.Request;
import dev.mailwarden.unpack.read.Container;
import dev.mailwarden.unpack.read.GzipReader;
import dev.mailwarden.unpack.read.Meter;
import dev.mailwarden.unpack.read.Output;
import dev.mailwarden.unpack.read.OverBudgetException;
import dev.mailwarden.unpack.read.TarReader;
import dev.mailwarden.unpack.read.ZipReader;
import java.io.DataOutputStream;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.function.LongSupplier;

/** Opens one container. */
final class Job {

    private final Request.Job request;
    private final DataOutputStream out;
    private final LongSupplier cpuNanos;

    Job(Request.Job request, DataOutputStream out, LongSupplier cpuNanos) {
        this.request = request;
        this.out = out;
        this.cpuNanos = cpuNanos;
    }

    /** Writes everything that there is to say of a container. */
    void run(MemorySegment octets) throws IOException {
        Container container = new Container(octets);
        Meter meter = new Meter(request.allowance(), container.length(), cpuNanos);
        Outcome outcome = open(container, new Output(out, meter));
        ReplyCodec.write(
                out,
                new Reply.Done(
                        request.id(), outcome, meter.entries(), meter.octets(), meter.cpuMillis()));
        out.flush();
    }

    private Outcome open(Container container, Output output) throws IOException {
        try {
            boolean opened =
                    switch (request.format()) {
                        case ZIP -> ZipReader.read(container, output);
                        case TAR -> TarReader.read(container, output);
                        case GZIP -> GzipReader.read(container, output);
                    };
            return opened
                    ? new Outcome.Opened()
                    : new Outcome.NotOpened("nothing in it can be read as " + request.format());
        } catch (OverBudgetException e) {
            output.breakOff();
            return new Outcome.OverBudget(e.resource());
        }
    }

    /** Says that a container is not even looked at. */
    void refuse(String reason) throws IOException {
        ReplyCodec.write(out, new Reply.Done(request.id(), new Outcome.NotOpened(reason), 0, 0, 0));
        out.flush();
    }
}
