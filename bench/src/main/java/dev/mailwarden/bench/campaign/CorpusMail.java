package dev.mailwarden.bench.campaign;

import dev.mailwarden.bench.load.Mailroom;
import dev.mailwarden.bench.load.MessageId;
import dev.mailwarden.bench.load.Parcel;
import dev.mailwarden.bench.load.Supply;
import dev.mailwarden.bench.load.TraceFields;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Sends each message of the corpus once, its number in the recipient, and compares what arrives
 * with the file, octet for octet below added trace fields.
 *
 * <p>Safe for a sender's and a sink's thread at once.
 */
final class CorpusMail implements Supply, Mailroom {

    private static final int EXAMPLES = 10;

    private final List<Path> files;
    private final Map<Long, Integer> arrivals = new HashMap<>();
    private final List<String> examples = new ArrayList<>();
    private int next;
    private long altered;
    private long foreign;

    CorpusMail(List<Path> files) {
        this.files = List.copyOf(files);
    }

    @Override
    public synchronized boolean next(Parcel parcel) {
        if (next == files.size()) {
            return false;
        }
        long number = next++;
        byte[] message = message(number);
        byte[] wire = Corpus.wire(message);
        parcel.address(
                new MessageId(0, number),
                "<corpus@bench.example> BODY=8BITMIME SIZE=" + message.length,
                "<m" + number + "@ours.example>");
        parcel.content(wire, wire.length);
        return true;
    }

    @Override
    public synchronized void received(String from, List<String> to, byte[] message, int length) {
        long number = to.size() == 1 ? number(to.getFirst()) : -1;
        if (number < 0 || number >= files.size()) {
            foreign++;
            example("foreign: " + from + " to " + to);
            return;
        }
        arrivals.merge(number, 1, Integer::sum);
        byte[] sent = message(number);
        int added = length - sent.length;
        if (added < 0
                || !Arrays.equals(message, added, length, sent, 0, sent.length)
                || !TraceFields.fill(message, added)) {
            altered++;
            example("altered: " + files.get((int) number).getFileName());
        }
    }

    private static long number(String recipient) {
        String local = recipient.substring(0, Math.max(0, recipient.indexOf('@')));
        return local.matches("m\\d{1,9}") ? Long.parseLong(local.substring(1)) : -1;
    }

    private byte[] message(long number) {
        try {
            return Corpus.message(files.get((int) number));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void example(String text) {
        if (examples.size() < EXAMPLES) {
            examples.add(
                    text.getBytes(StandardCharsets.UTF_8).length > 200
                            ? text.substring(0, 200)
                            : text);
        }
    }

    /** {@return whether a message must be refused everywhere} */
    boolean mustBeRefused(MessageId id) {
        return Corpus.hasBareCr(message(id.low()));
    }

    String name(MessageId id) {
        return String.valueOf(files.get((int) id.low()).getFileName());
    }

    synchronized int sent() {
        return next;
    }

    synchronized long arrived() {
        return arrivals.size();
    }

    synchronized long duplicated() {
        return arrivals.values().stream().mapToLong(count -> count - 1L).sum();
    }

    synchronized long altered() {
        return altered;
    }

    synchronized long foreign() {
        return foreign;
    }

    synchronized List<String> examples() {
        return List.copyOf(examples);
    }
}
