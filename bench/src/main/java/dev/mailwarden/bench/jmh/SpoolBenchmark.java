package dev.mailwarden.bench.jmh;

import dev.mailwarden.message.ContentFacts;
import dev.mailwarden.message.Intake;
import dev.mailwarden.message.WrittenEvents;
import dev.mailwarden.spool.CommitListener;
import dev.mailwarden.spool.Frame;
import dev.mailwarden.spool.FrameOwner;
import dev.mailwarden.spool.FrameVisitor;
import dev.mailwarden.spool.Location;
import dev.mailwarden.spool.Spool;
import dev.mailwarden.spool.StoredContent;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Threads;

/** Appending a message to the spool and waiting until it is on stable storage. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
public class SpoolBenchmark {

    private static final byte[] RECORDS = new byte[200];
    private static final WrittenEvents EVENTS = WrittenEvents.ofLines(new byte[200]);

    /** Octets of a message. */
    @Param({"4096", "65536"})
    public int octets;

    private byte[] message = new byte[0];
    private Optional<Spool> spool = Optional.empty();

    /** Opens an empty spool on the disk of the campaign. */
    @Setup
    public void open() throws IOException {
        message = new byte[octets];
        var random = new SplittableRandom(1);
        random.nextBytes(message);
        Path directory = Path.of(System.getProperty("mailwarden.bench.directory"));
        var durable = new AtomicLong();
        var journaling = new Spool.Journaling(0, durable::get, new Durable(durable));
        var opened =
                Spool.open(
                        Files.createTempDirectory(directory, "spool"),
                        Spool.Options.DEFAULT,
                        random,
                        journaling);
        opened.recover(new Nobody());
        opened.serve(new Nobody(), _ -> false);
        spool = Optional.of(opened);
    }

    /** The journal of this benchmark: whatever is in the log is safe. */
    private record Durable(AtomicLong position) implements CommitListener {
        @Override
        public void durable(long lsn, WrittenEvents events) {
            position.set(lsn);
        }

        @Override
        public void failed(IOException cause) {
            // append throws it to the benchmark, which fails
        }

        @Override
        public void recovered() {
            // the first segment is there
        }
    }

    /** Every frame is released at once, so none is worth moving. */
    private static final class Nobody implements FrameOwner, FrameVisitor {
        @Override
        public int frame(Location location, ByteBuffer records) {
            throw new IllegalStateException("a new spool is empty");
        }

        @Override
        public void events(long lsn, byte[] events) {
            throw new IllegalStateException("a new spool is empty");
        }

        @Override
        public Optional<byte[]> beginMove(Location from, ByteBuffer records) {
            return Optional.empty();
        }

        @Override
        public void endMove(Location from, ByteBuffer records, Optional<Location> to) {
            throw new IllegalStateException("no move was begun");
        }
    }

    /** Closes the spool. */
    @TearDown
    public void close() throws IOException {
        spool.orElseThrow().close();
    }

    /** One session alone pays a whole flush for each message. */
    @Benchmark
    @Threads(1)
    public long alone() throws IOException, InterruptedException {
        return append();
    }

    /** Fifty sessions share their flushes. */
    @Benchmark
    @Threads(50)
    public long fifty() throws IOException, InterruptedException {
        return append();
    }

    private long append() throws IOException, InterruptedException {
        Spool current = spool.orElseThrow();
        try (Intake.Draft draft = current.intake().begin(octets)) {
            draft.write(message, 0, octets);
            var content = (StoredContent) draft.finish(ContentFacts.PLAIN);
            Location location = current.append(new Frame(RECORDS, EVENTS, content, true));
            current.release(location);
            return draft.length();
        }
    }
}
