package dev.mailwarden.cli;

import dev.mailwarden.config.Configuration;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;

/** Starts gateways for the command line. */
public interface GatewayStarter {

    /**
     * Runs a gateway until it is asked to stop.
     *
     * @param file where the configuration was read
     * @param apply whether its settings become a revision if they differ from those that are kept
     * @param err takes why it does not start
     * @return the exit code
     */
    int run(Path file, Configuration configuration, boolean apply, PrintWriter err)
            throws IOException, InterruptedException;

    /**
     * Starts a gateway on high ports with a server behind it, sends it samples and shows what
     * became of them.
     *
     * @param exit whether to stop then rather than go on running
     * @return 0 only if every sample had its expected outcome
     */
    int demo(boolean exit, PrintWriter out) throws IOException, InterruptedException;
}
