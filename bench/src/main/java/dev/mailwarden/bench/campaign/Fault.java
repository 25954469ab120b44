package dev.mailwarden.bench.campaign;

import dev.mailwarden.bench.load.AckLog;
import dev.mailwarden.bench.load.Tally;
import dev.mailwarden.bench.machine.Gateway;
import java.io.IOException;
import java.util.List;

/** What is done to a gateway in the middle of its work. */
@FunctionalInterface
interface Fault {

    /**
     * Ends the gateway.
     *
     * @return the acknowledgements that it has to stand by
     */
    List<AckLog.Ack> strike(Gateway gateway, Tally tally) throws IOException, InterruptedException;
}
