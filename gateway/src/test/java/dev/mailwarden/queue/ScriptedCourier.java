package dev.mailwarden.queue;

import dev.mailwarden.mail.smtp.EnhancedStatusCode;
import dev.mailwarden.mail.smtp.Mailbox;
import dev.mailwarden.message.Attempt;
import dev.mailwarden.message.Attempt.Custody;
import dev.mailwarden.message.Attempt.Result;
import dev.mailwarden.message.Consignment;
import dev.mailwarden.message.Courier;
import dev.mailwarden.message.DamagedContentException;
import dev.mailwarden.message.HopFacts;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

/** Does with each recipient what the script says, and remembers what it delivered. */
public final class ScriptedCourier implements Courier {

    private final List<Handed> delivered = new CopyOnWriteArrayList<>();
    private final List<Consignment> tried = new CopyOnWriteArrayList<>();
    private volatile Script script = _ -> taken();

    /** What becomes of a recipient. */
    public interface Script {
        Result of(Mailbox recipient) throws InterruptedException;
    }

    /** A message that a recipient got. */
    record Handed(Mailbox recipient, String text) {}

    /** Changes the script. */
    public void follow(Script next) {
        script = next;
    }

    List<Handed> delivered() {
        return delivered;
    }

    List<Mailbox> served() {
        return delivered.stream().map(Handed::recipient).toList();
    }

    List<Consignment> tried() {
        return tried;
    }

    @Override
    public Attempt deliver(Consignment consignment)
            throws DamagedContentException, InterruptedException {
        tried.add(consignment);
        List<Result> results = new CopyOnWriteArrayList<>();
        for (int index : consignment.recipients()) {
            Mailbox recipient = consignment.envelope().recipients().get(index).mailbox();
            Result result = script.of(recipient);
            if (result instanceof Result.Delivered) {
                delivered.add(new Handed(recipient, read(consignment)));
            }
            results.add(result);
        }
        return new Attempt(results, results.stream().allMatch(r -> r.text().equals("route down")));
    }

    private static String read(Consignment consignment) throws DamagedContentException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try {
            consignment.content().writeTo(out);
        } catch (DamagedContentException e) {
            throw e;
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        return out.toString(StandardCharsets.UTF_8);
    }

    /** 250. */
    public static Result taken() {
        return takenInto(Custody.SILENT_HOST);
    }

    /** Taken, by something that reports or does not. */
    static Result takenInto(Custody custody) {
        return new Result.Delivered(
                hop(), new EnhancedStatusCode(2, 0, 0), "250 2.0.0 ok", custody);
    }

    /** 451. */
    public static Result later() {
        return later("later");
    }

    static Result later(String why) {
        return new Result.Deferred(hop(), new EnhancedStatusCode(4, 2, 0), "451 4.2.0 " + why);
    }

    /** 550. */
    public static Result never() {
        return new Result.Failed(hop(), new EnhancedStatusCode(5, 1, 1), "550 5.1.1 nobody here");
    }

    /** Nobody answers. */
    public static Result down() {
        return new Result.Deferred(
                new HopFacts("mx.there.example", "", 0, Optional.empty()),
                new EnhancedStatusCode(4, 4, 1),
                "route down");
    }

    private static HopFacts hop() {
        return new HopFacts("mx.there.example", "192.0.2.1", 25, Optional.empty());
    }
}
