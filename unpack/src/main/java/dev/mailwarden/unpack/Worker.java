package dev.mailwarden.unpack;

import dev.mailwarden.unpack.confine.Confinement;
import dev.mailwarden.unpack.protocol.ProtocolException;
import dev.mailwarden.unpack.protocol.Reply;
import dev.mailwarden.unpack.protocol.ReplyCodec;
import dev.mailwarden.unpack.protocol.Request;
import dev.mailwarden.unpack.protocol.RequestCodec;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Optional;

/**
 * The process: warms up, gives up its rights, then serves job after job until its input ends. Any
 * fault ends it; the gateway starts another.
 *
 * <p>A container is kept outside of the heap, in memory that is given back with the end of its job:
 * there is no file that could be left behind, the heap stays small however large a container is,
 * and every place in it can be read at once.
 */
public final class Worker {

    /** Octets of the largest container. */
    static final long LARGEST = 256L << 20;

    private static final int PIPE_BUFFER = 65_536;

    /** Beyond its allowance, for reading the container and the look at the clock. */
    private static final int SPARE_CPU_SECONDS = 20;

    private static final int REFUSED = 78;

    private final DataInputStream in;
    private final DataOutputStream out;
    private final Confinement confinement;

    private Worker(DataInputStream in, DataOutputStream out, Confinement confinement) {
        this.in = in;
        this.out = out;
        this.confinement = confinement;
    }

    /**
     * Runs the worker.
     *
     * @param args one word: {@code required}, or {@code available} if parts of the confinement that
     *     the kernel lacks are done without
     */
    public static void main(String[] args) throws IOException {
        boolean required = args.length != 1 || !args[0].equals("available");
        // Neither is ever closed: Java would open a file in its place.
        var in =
                new DataInputStream(
                        new BufferedInputStream(new Blocking(FileDescriptor.in), PIPE_BUFFER));
        var out =
                new DataOutputStream(
                        new BufferedOutputStream(
                                new FileOutputStream(FileDescriptor.out), PIPE_BUFFER));
        Optional<Confinement> confinement = Confinement.ofThisProcess();
        if (confinement.isEmpty()) {
            refuse(out, "system calls of this machine are not known");
        }
        new Worker(in, out, confinement.orElseThrow()).run(required);
    }

    private static void refuse(DataOutputStream out, String reason) throws IOException {
        ReplyCodec.write(out, new Reply.Refused(reason));
        out.flush();
        System.exit(REFUSED);
    }

    private void run(boolean required) throws IOException {
        WarmUp.run(confinement::cpuNanos);
        Confinement.Report report = confinement.apply(LARGEST);
        if (required && !report.isComplete()) {
            refuse(out, report.toString());
        }
        ReplyCodec.write(out, new Reply.Ready(report.toString()));
        out.flush();
        Optional<Request> request = RequestCodec.read(in);
        while (request.isPresent()) {
            if (!(request.get() instanceof Request.Job job)) {
                throw new ProtocolException("a job has to be first");
            }
            serve(job);
            request = RequestCodec.read(in);
        }
    }

    private void serve(Request.Job job) throws IOException {
        confinement.limitCpu(job.allowance().cpuMillis() / 1_000 + SPARE_CPU_SECONDS);
        try (Arena arena = Arena.ofConfined()) {
            boolean fits = job.length() <= LARGEST;
            MemorySegment container = arena.allocate(fits ? job.length() : 0);
            receive(job.length(), container);
            Job task = new Job(job, out, confinement::cpuNanos);
            if (fits) {
                task.run(container);
            } else {
                task.refuse("it is larger than " + LARGEST + " octets");
            }
        }
    }

    /** Takes the container, or lets it pass by if there is no room for it. */
    private void receive(long length, MemorySegment container) throws IOException {
        long at = 0;
        while (true) {
            Request next =
                    RequestCodec.read(in)
                            .orElseThrow(() -> new ProtocolException("a container breaks off"));
            switch (next) {
                case Request.Input(byte[] octets) -> {
                    if (octets.length > length - at) {
                        throw new ProtocolException("a container is longer than declared");
                    }
                    if (container.byteSize() == length) {
                        MemorySegment.copy(
                                octets, 0, container, ValueLayout.JAVA_BYTE, at, octets.length);
                    }
                    at += octets.length;
                }
                case Request.Close() -> {
                    if (at != length) {
                        throw new ProtocolException("a container is shorter than declared");
                    }
                    return;
                }
                case Request.Job _ -> throw new ProtocolException("a job within a job");
            }
        }
    }

    /** Never asks how much can be read: that is a system call that a worker may not make. */
    private static final class Blocking extends FileInputStream {

        Blocking(FileDescriptor descriptor) {
            super(descriptor);
        }

        @Override
        public int available() {
            return 0;
        }
    }
}
