package dev.mailwarden.scan.unpack;

import dev.mailwarden.unpack.protocol.Allowance;
import dev.mailwarden.unpack.protocol.Format;
import dev.mailwarden.unpack.protocol.Frame;
import dev.mailwarden.unpack.protocol.ProtocolException;
import dev.mailwarden.unpack.protocol.Reply;
import dev.mailwarden.unpack.protocol.ReplyCodec;
import dev.mailwarden.unpack.protocol.Request;
import dev.mailwarden.unpack.protocol.RequestCodec;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Optional;

/** One worker and the pipes to it. For one thread at a time, but {@link #kill} is for any. */
final class WorkerProcess {

    private final Process process;
    private final DataInputStream in;
    private final DataOutputStream out;
    private int jobs;

    WorkerProcess(Process process) {
        this.process = process;
        this.in = new DataInputStream(process.getInputStream());
        this.out =
                new DataOutputStream(
                        new BufferedOutputStream(process.getOutputStream(), Frame.MAX_PIECE));
    }

    /**
     * Waits until the worker is confined.
     *
     * @return what holds of its confinement
     * @throws IOException if it will not work
     */
    String awaitReady() throws IOException {
        Optional<Reply> reply = ReplyCodec.read(in);
        if (reply.isEmpty()) {
            throw new EOFException("it ended before it was ready");
        }
        return switch (reply.get()) {
            case Reply.Ready(String confinement) -> confinement;
            case Reply.Refused(String reason) ->
                    throw new IOException("it refuses to work here: " + reason);
            case Reply.Entry _, Reply.Content _, Reply.End _, Reply.Found _, Reply.Done _ ->
                    throw new ProtocolException("it is not ready");
        };
    }

    /**
     * Has a container opened.
     *
     * @param container at least {@code length} octets; read to there, not closed
     * @throws IOException if the worker dies or lies, or the container cannot be read
     */
    Opening open(
            Format format, InputStream container, long length, Allowance allowance, Scratch store)
            throws IOException {
        jobs++;
        RequestCodec.write(out, new Request.Job(jobs, format, allowance, length));
        byte[] buffer = new byte[Frame.MAX_PIECE];
        long left = length;
        while (left > 0) {
            int count = container.read(buffer, 0, (int) Math.min(buffer.length, left));
            if (count < 0) {
                throw new EOFException("the container is shorter than declared");
            }
            RequestCodec.write(out, new Request.Input(Arrays.copyOf(buffer, count)));
            left -= count;
        }
        RequestCodec.write(out, new Request.Close());
        out.flush();
        return new Transcript(jobs, allowance, store).read(in);
    }

    /** Jobs that were begun. */
    int jobs() {
        return jobs;
    }

    boolean isAlive() {
        return process.isAlive();
    }

    long processId() {
        return process.pid();
    }

    /** Ends the process at once, whatever it does; whoever waits for it gets an end of input. */
    void kill() {
        process.destroyForcibly();
    }
}
