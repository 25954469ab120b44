package dev.mailwarden.bench.campaign;

import dev.mailwarden.bench.load.Crowd;
import dev.mailwarden.bench.load.LoadGenerator;
import dev.mailwarden.bench.load.Sink;
import dev.mailwarden.bench.machine.Helper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/**
 * Where a campaign works and how much it does.
 *
 * @param checkout the top of the source tree
 * @param product a copy of what the build packaged, readable by every account
 * @param directory empty, on a real disk, reachable by every account; removed afterwards
 * @param shared the test data that is not part of the source tree
 * @param quick whether a smaller size is enough, as in continuous integration
 * @param withoutSync whether the gateway is started so that it must lose mail
 * @param report gets what was done
 */
public record Place(
        Path checkout,
        Path product,
        Path directory,
        Path shared,
        boolean quick,
        boolean withoutSync,
        Report report) {

    /** {@return one of two sizes} */
    public int size(int full, int quickly) {
        return quick ? quickly : full;
    }

    /** {@return one of two times} */
    public Duration time(Duration full, Duration quickly) {
        return quick ? quickly : full;
    }

    /** Makes a directory below that of the campaign. */
    public Path fresh(String name) throws IOException {
        return Files.createDirectories(directory.resolve(name));
    }

    /** Starts a sink in a process of its own; port 0 is any free one. */
    public Helper sink(String host, int port) throws IOException {
        String at = Integer.toString(port);
        return new Helper(Sink.class, directory.resolve("sink.err"), host, at, "false");
    }

    /** Starts clients that keep a server from its work, in a process of their own. */
    public Helper crowd() throws IOException {
        return new Helper(Crowd.class, directory.resolve("crowd.err"));
    }

    /** Starts a load generator in a process of its own. */
    public Helper generator() throws IOException {
        return new Helper(LoadGenerator.class, directory.resolve("generator.err"));
    }
}
