package dev.mailwarden.bench.jmh;

import dev.mailwarden.mail.smtp.WireReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** Reading the command lines of twenty pipelined transactions; the figure is for one line. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class LineBenchmark {

    private static final int TRANSACTIONS = 20;
    private static final int LINES = 3 * TRANSACTIONS;

    private final byte[] wire =
            "MAIL FROM:<sender@bench.example> SIZE=4096\r\nRCPT TO:<recipient@d0000.example>\r\nDATA\r\n"
                    .repeat(TRANSACTIONS)
                    .getBytes(StandardCharsets.US_ASCII);

    /** Reads all lines. */
    @Benchmark
    @OperationsPerInvocation(LINES)
    public int lines() throws IOException {
        var reader = new WireReader(new ByteArrayInputStream(wire), () -> {});
        int octets = 0;
        while (reader.readLine() == WireReader.Line.COMPLETE) {
            octets += reader.lineLength();
        }
        return octets;
    }
}
