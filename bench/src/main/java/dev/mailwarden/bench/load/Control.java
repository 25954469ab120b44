package dev.mailwarden.bench.load;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/**
 * How a campaign talks to its generator and sink: a line in, a line out, words {@code key=value}.
 * The end of input ends the process, so none outlives its campaign.
 */
final class Control {

    private Control() {}

    /** Carries out one command and returns the words of the answer. */
    interface Commands {
        String answer(String command, Words words) throws IOException, InterruptedException;
    }

    static void serve(String greeting, Commands commands) throws IOException, InterruptedException {
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        out.println(greeting);
        var in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            String[] parts = line.strip().split(" ", 2);
            out.println(commands.answer(parts[0], Words.of(parts.length > 1 ? parts[1] : "")));
        }
    }

    /** CPU milliseconds of this process so far. */
    static long cpuMillis() {
        return ProcessHandle.current()
                .info()
                .totalCpuDuration()
                .orElseThrow(() -> new IllegalStateException("no CPU accounting"))
                .toMillis();
    }
}
