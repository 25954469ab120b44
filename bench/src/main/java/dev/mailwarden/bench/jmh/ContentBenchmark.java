package dev.mailwarden.bench.jmh;

import dev.mailwarden.mail.smtp.DataDecoder;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** Finding the end of DATA and removing dot-stuffing, in reads of 16 KiB. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class ContentBenchmark {

    private static final int READ = 16 * 1024;
    private static final int LINE = 76;

    /** Octets of the content. */
    @Param({"4096", "65536"})
    public int octets;

    /** Lines for each line that begins with a dot. */
    @Param({"14", "1000000"})
    public int linesPerDot;

    private byte[] wire = new byte[0];
    private long handedOn;

    /** Makes text in lines of 76 letters. */
    @Setup
    public void makeContent() {
        var random = new SplittableRandom(1);
        var out = new ByteArrayOutputStream();
        for (int line = 1; out.size() < octets; line++) {
            if (line % linesPerDot == 0) {
                out.writeBytes("..".getBytes(StandardCharsets.US_ASCII));
            }
            for (int i = 0; i < LINE; i++) {
                out.write('A' + random.nextInt(26));
            }
            out.writeBytes("\r\n".getBytes(StandardCharsets.US_ASCII));
        }
        out.writeBytes(".\r\n".getBytes(StandardCharsets.US_ASCII));
        wire = out.toByteArray();
    }

    /** Decodes one message. */
    @Benchmark
    public long dotUnstuffing() {
        handedOn = 0;
        var decoder =
                new DataDecoder(
                        DataDecoder.Framing.DOTS,
                        DataDecoder.Discipline.STRICT,
                        (_, _, length) -> handedOn += length);
        int at = 0;
        while (!decoder.isDone()) {
            at += decoder.decode(wire, at, Math.min(READ, wire.length - at));
        }
        return handedOn;
    }
}
