package dev.mailwarden.spool;

import dev.mailwarden.message.ContentFacts;
import dev.mailwarden.message.WrittenEvents;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * A spool's life on a test disk, all in one thread: messages come in singly and in batches, inline
 * and as blobs, are done, and old segments are cleaned. It notes when what was promised, counted in
 * operations of the disk, so that any disk left by a crash can be judged.
 */
final class Story {

    static final int SEGMENT = 32 * 1024;

    final TestDisk disk;
    final Random random;
    final Map<Integer, Integer> submitted = new TreeMap<>();
    final Map<Integer, Integer> acked = new TreeMap<>();
    final Map<Integer, Integer> doneSubmitted = new TreeMap<>();
    final Map<Integer, Integer> doneDurable = new TreeMap<>();
    final TreeSet<Integer> refused = new TreeSet<>();
    final Listener listener = new Listener();
    Mailbox mailbox = new Mailbox();
    Spool spool;
    long ticks;
    int moves;
    int next = 1;

    /** What the committer says. */
    static final class Listener implements CommitListener {
        long lastLsn;
        int failures;
        int recoveries;

        @Override
        public void durable(long lsn, WrittenEvents events) {
            if (lsn <= lastLsn) {
                throw new AssertionError("LSN " + lsn + " after " + lastLsn);
            }
            lastLsn = lsn;
        }

        @Override
        public void failed(IOException cause) {
            failures++;
        }

        @Override
        public void recovered() {
            recoveries++;
        }
    }

    /** A message on its way. */
    private record Sending(int id, int length, String blob, PendingFrame frame) {}

    Story(TestDisk disk, long seed) {
        this.disk = disk;
        this.random = new Random(seed);
    }

    /** Opens the spool on what is visible of the disk, as after a start or a kill. */
    RecoveryReport start() throws IOException {
        moves += mailbox.moves;
        mailbox = new Mailbox();
        spool =
                new Spool(
                        DirectoryLock.NONE,
                        disk.log(),
                        disk.blobs(),
                        SEGMENT,
                        random,
                        new Spool.Journaling(0, () -> Long.MAX_VALUE, listener),
                        () -> ticks);
        spool.committer().begin();
        RecoveryReport report = spool.recover(mailbox);
        mailbox.serve(spool);
        return report;
    }

    /** Lets the committer do all it has to, and what is due soon. */
    void work() {
        for (int round = 0; round < 3; round++) {
            while (spool.committer().work()) {
                // until it is idle
            }
            ticks += 30_000_000;
        }
    }

    void waitForRetry() {
        ticks += 20_000_000_000L;
        spool.keeper().step();
        work();
    }

    void housekeeping() {
        ticks += 11_000_000_000L;
        spool.keeper().step();
        work();
    }

    /** Some messages come in at once. */
    void receive(int count) throws IOException {
        List<Sending> sendings = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            int id = next++;
            submitted.put(id, disk.now());
            try {
                sendings.add(submit(id));
            } catch (IOException e) {
                refused.add(id);
            }
        }
        work();
        for (Sending sending : sendings) {
            settle(sending);
        }
    }

    private Sending submit(int id) throws IOException {
        if (random.nextInt(12) == 0) {
            int length = random.nextInt(1, 9000);
            BlobContent blob = blob(id, length);
            Frame frame =
                    new Frame(
                            Mailbox.message(id, length, blob.name()),
                            WrittenEvents.ofLines(Mailbox.events(id)),
                            blob,
                            true);
            return new Sending(id, length, blob.name(), spool.submit(frame, true, _ -> acked(id)));
        }
        int length = random.nextInt(4) == 0 ? random.nextInt(4000) : random.nextInt(300);
        return new Sending(
                id, length, "", spool.submit(Mailbox.inline(id, length), true, _ -> acked(id)));
    }

    private void acked(int id) {
        acked.put(id, disk.now());
    }

    private BlobContent blob(int id, int length) throws IOException {
        byte[] body = Mailbox.body(id, length);
        Blobs.Incoming incoming = new Blobs(disk.blobs(), random).begin();
        incoming.take(new ArrayList<>(List.of(ByteBuffer.wrap(body))));
        return incoming.finish(
                length,
                new StoredContent.Digest(Mailbox.crc(body), new byte[0]),
                ContentFacts.PLAIN);
    }

    private void settle(Sending sending) {
        if (!sending.frame().hasEnded()) {
            throw new AssertionError("message " + sending.id() + " got no answer");
        }
        try {
            Location location = sending.frame().await(() -> {});
            mailbox.live.put(
                    sending.id(), new Mailbox.Mail(location, sending.length(), sending.blob()));
        } catch (IOException e) {
            refused.add(sending.id());
        }
    }

    /** A message is delivered: a note says so, and then it is not needed any more. */
    void deliver(int id) throws IOException {
        Mailbox.Mail mail = mailbox.live.remove(id);
        mailbox.done.add(id);
        doneSubmitted.put(id, disk.now());
        Spool its = spool;
        its.appendLater(
                Mailbox.done(id),
                _ -> {
                    doneDurable.put(id, disk.now());
                    its.release(mail.location());
                    if (!mail.blob().isEmpty()) {
                        its.deleteBlob(mail.blob());
                    }
                });
    }

    void deliverSome(int percent) throws IOException {
        for (int id : List.copyOf(mailbox.live.keySet())) {
            boolean slow = id % 8 == 0 && random.nextInt(30) > 0;
            if (random.nextInt(100) < percent && !slow) {
                deliver(id);
            }
        }
    }

    /** A day in the life. */
    void live(int messages) throws IOException {
        while (next <= messages) {
            receive(random.nextInt(8) == 0 ? random.nextInt(2, 20) : 1);
            if (random.nextInt(4) == 0) {
                deliverSome(30);
            }
            if (random.nextInt(10) == 0) {
                deliverSome(90);
            }
            if (random.nextInt(6) == 0) {
                housekeeping();
            }
        }
        work();
    }

    /** An orderly end. */
    void end() {
        work();
        spool.committer().finish();
    }

    /**
     * Judges a disk that a crash left when so many operations were done.
     *
     * @return what is wrong, or empty
     */
    List<String> judge(TestDisk left, int operations) {
        List<String> wrong = new ArrayList<>();
        left.recordNothing();
        Story after = new Story(left, operations);
        try {
            RecoveryReport report = after.start();
            if (!report.isWhole()) {
                wrong.add("a crash alone is no damage, but: " + report);
            }
            judge(after, operations, wrong);
        } catch (IOException | RuntimeException e) {
            wrong.add("start failed: " + e);
        }
        return wrong;
    }

    private void judge(Story after, int operations, List<String> wrong) {
        acked.forEach((id, at) -> {
            boolean mayBeDone = doneSubmitted.getOrDefault(id, Integer.MAX_VALUE) <= operations;
            if (at <= operations && !mayBeDone && !after.mailbox.live.containsKey(id)) {
                wrong.add("lost " + id);
            }
        });
        after.mailbox.live.forEach((id, mail) -> {
            if (doneDurable.getOrDefault(id, Integer.MAX_VALUE) <= operations) {
                wrong.add("revived " + id);
            }
            if (submitted.getOrDefault(id, Integer.MAX_VALUE) > operations) {
                wrong.add("never sent " + id);
            }
            if (!Mailbox.isIntact(after.spool, id, mail)) {
                wrong.add("not intact " + id);
            }
        });
    }
}
