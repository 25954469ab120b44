package dev.mailwarden.queue;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailwarden.Scale;
import dev.mailwarden.keep.Keep;
import dev.mailwarden.keep.KeptQuery;
import dev.mailwarden.keep.MessageStore;
import dev.mailwarden.keep.Room;
import dev.mailwarden.mail.smtp.Domain;
import dev.mailwarden.message.Batch;
import dev.mailwarden.message.Content;
import dev.mailwarden.message.ContentFacts;
import dev.mailwarden.message.CopyShelf.Copy;
import dev.mailwarden.message.CopyShelf.Store;
import dev.mailwarden.message.InboundMail;
import dev.mailwarden.message.Intake;
import dev.mailwarden.message.JourneyId;
import dev.mailwarden.message.Kept;
import dev.mailwarden.message.KeptId;
import dev.mailwarden.spool.Spool;
import dev.mailwarden.storage.KeyRing;
import dev.mailwarden.storage.WrappedKeyFile;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * D-04, D-05: the process is killed while it splits messages, keeps copies of them, writes letters
 * about them and moves all of that, again and again; now and then it is seen what is there.
 */
class BatchKillTest {

    private static final int KILLS = Scale.of(8, 1_000);

    /** Between two looks frames that are left have to be moved, and killed in their move. */
    private static final int KILLS_A_LOOK = 4;

    private static final int RECIPIENTS = 5;

    @TempDir Path directory;

    private final Random random = new Random(45);
    private final TreeSet<Integer> promised = new TreeSet<>();
    private final TreeSet<Integer> unsure = new TreeSet<>();
    private int next;

    /** A queue over a spool and the embedded stores. */
    private static final class Site implements AutoCloseable {

        final Observed observed = new Observed();
        final ScriptedCourier courier = new ScriptedCourier();
        final Keep keep;
        final KeepShelf shelf;
        final Spool spool;
        final MessageQueue queue;
        final SecureRandom random = new SecureRandom();

        Site(Path directory, boolean sends, boolean quarantineFails) throws IOException {
            var ring =
                    new KeyRing(
                            new WrappedKeyFile(directory.resolve("store-keys")),
                            random,
                            InstantSource.system());
            ring.unlock(directory.resolve("master.key"));
            Room room = Room.ofOctets(1L << 40);
            keep =
                    Keep.open(
                            directory.resolve("kept"),
                            "here",
                            ring,
                            random,
                            new Keep.Limits(() -> room, () -> room),
                            System::nanoTime);
            shelf = new KeepShelf(keep, quarantineFails);
            spool = Office.openSpool(directory.resolve("spool"), new Random(), observed);
            queue =
                    new MessageQueue(
                            spool,
                            new MessageQueue.Surroundings(
                                    Domain.parse("mx.ours.example").orElseThrow(),
                                    Post.BY_DOMAIN,
                                    courier,
                                    () -> QueueSettings.DEFAULT,
                                    InstantSource.system(),
                                    random,
                                    1 << 20,
                                    () -> true,
                                    () -> sends,
                                    shelf));
            queue.recover((events, _) -> observed.take(events));
        }

        @Override
        public void close() throws IOException {
            queue.close();
            spool.close();
            keep.close();
        }
    }

    /** What follows from the number of a batch. */
    private record Plan(int number) {

        private Random luck() {
            return new Random(number);
        }

        /** The last recipient gets nothing: the message is in the quarantine for that one. */
        int variants() {
            return 1 + luck().nextInt(3);
        }

        int letters() {
            return number % 3;
        }

        String recipient(int i) {
            return "b%d-r%d@to.example".formatted(number, i);
        }

        String letter(int i) {
            return "b%d-letter%d@ours.example".formatted(number, i);
        }

        String text(String what) {
            int filler = luck().nextInt(number % 7 == 0 ? 400_000 : 20_000);
            return Post.HEADER + "batch " + number + ": " + what + "x".repeat(filler) + "\r\n";
        }

        /** Who gets which text. */
        Map<String, String> delivered() {
            Map<String, String> all = new TreeMap<>();
            for (int i = 0; i < RECIPIENTS - 1; i++) {
                all.put(recipient(i), text("variant " + i % variants()));
            }
            for (int i = 0; i < letters(); i++) {
                all.put(letter(i), text("letter " + i));
            }
            return all;
        }

        /** The subjects of copies. */
        List<String> copies(Store store) {
            return switch (store) {
                case BACKUP ->
                        Stream.iterate(0, i -> i < variants(), i -> i + 1)
                                .map(i -> "batch " + number + " copy " + i)
                                .toList();
                case QUARANTINE -> List.of("batch " + number + " copy " + RECIPIENTS);
            };
        }

        Batch batch(Site site) throws IOException {
            InboundMail mail =
                    Post.mail(
                            site.spool,
                            site.random,
                            Post.envelope(
                                    "s@from.example",
                                    Stream.iterate(0, i -> i < RECIPIENTS, i -> i + 1)
                                            .map(this::recipient)
                                            .toArray(String[]::new)),
                            text("original"));
            Intake intake = site.spool.intake().forOneCommit();
            List<Batch.Portion> portions = new ArrayList<>();
            for (int v = 0; v < variants(); v++) {
                int variant = v;
                List<Integer> whom =
                        Stream.iterate(v, i -> i < RECIPIENTS - 1, i -> i + variants()).toList();
                portions.add(new Batch.Portion(content(intake, text("variant " + variant)), whom));
            }
            List<Batch.Post> posts = new ArrayList<>();
            for (int i = 0; i < letters(); i++) {
                posts.add(
                        new Batch.Post(
                                JourneyId.of(Instant.EPOCH, site.random),
                                Post.envelope("", letter(i)),
                                content(intake, text("letter " + i))));
            }
            List<Copy> copies = new ArrayList<>();
            for (Store store : Store.values()) {
                for (String subject : copies(store)) {
                    copies.add(copy(mail, store, copies.size(), subject));
                }
            }
            for (Copy copy : copies) {
                site.shelf.put(copy.name(), mail.content());
            }
            return new Batch(
                    mail.journey(),
                    mail.arrival().origin(),
                    mail.envelope(),
                    portions,
                    posts,
                    copies,
                    List.of(Batch.received(mail, Instant.EPOCH)));
        }

        @SuppressWarnings("resource") // closing the draft would delete what is not yet committed
        private static Content content(Intake intake, String text) throws IOException {
            byte[] octets = text.getBytes(StandardCharsets.UTF_8);
            Intake.Draft draft = intake.begin(octets.length);
            draft.write(octets, 0, octets.length);
            return draft.finish(ContentFacts.PLAIN);
        }

        private static Copy copy(InboundMail mail, Store store, int variant, String subject) {
            return new Copy(
                    store,
                    new Kept(
                            new KeptId(mail.journey(), variant),
                            Instant.EPOCH,
                            "s@from.example",
                            List.of(),
                            "192.0.2.1",
                            subject,
                            "",
                            "antivirus",
                            "Infected",
                            "rule",
                            "Delete",
                            "{}",
                            mail.content().length(),
                            Optional.empty()));
        }
    }

    /** The process that is killed. Tells that it has begun, and what it has promised. */
    public static final class Victim {

        private Victim() {}

        @SuppressWarnings("SystemOut")
        public static void main(String[] arguments) throws Exception {
            boolean quarantineFails = Boolean.parseBoolean(arguments[2]);
            try (Site site = new Site(Path.of(arguments[0]), false, quarantineFails)) {
                System.out.println("begun");
                for (int number = Integer.parseInt(arguments[1]); ; number++) {
                    site.queue.commit(new Plan(number).batch(site));
                    System.out.println(number);
                }
            }
        }
    }

    @Test
    void whatWasPromisedIsThereOnceAndNothingElse() throws Exception {
        int acknowledged = 0;
        int found = 0;
        for (int kill = 1; kill <= KILLS; kill++) {
            runAndKill(random.nextInt(4) == 0 ? 0 : random.nextInt(1, 40));
            if (kill % KILLS_A_LOOK == 0) {
                acknowledged += promised.size();
                found += look();
            }
        }
        System.out.printf(
                "D-04 D-05 kills=%d acknowledged=%d found=%d missing=0 double=0%n",
                KILLS, acknowledged, found);
        assertThat(acknowledged).isPositive();
    }

    /** Kills it after so many batches, at once or a little later. */
    private void runAndKill(int batches) throws Exception {
        Process process =
                new ProcessBuilder(
                                List.of(
                                        Path.of(System.getProperty("java.home"), "bin", "java")
                                                .toString(),
                                        "--enable-native-access=ALL-UNNAMED",
                                        "-XX:TieredStopAtLevel=1",
                                        "-cp",
                                        System.getProperty("java.class.path"),
                                        Victim.class.getName(),
                                        directory.toString(),
                                        String.valueOf(next),
                                        String.valueOf(random.nextInt(3) > 0)))
                        .redirectError(ProcessBuilder.Redirect.INHERIT)
                        .start();
        try (BufferedReader lines = process.inputReader(StandardCharsets.US_ASCII)) {
            assertThat(lines.readLine()).isEqualTo("begun");
            for (int i = 0; i < batches; i++) {
                promise(lines.readLine());
            }
            LockSupport.parkNanos(random.nextLong(TimeUnit.MILLISECONDS.toNanos(20)));
            process.toHandle().destroyForcibly(); // leaves what it has told to be read
            lines.lines().forEach(this::promise);
            process.waitFor();
        }
        unsure.add(next);
        next++;
    }

    private void promise(String line) {
        assertThat(line).isEqualTo(String.valueOf(next));
        promised.add(next);
        next++;
    }

    /** Delivers what is owed and compares. {@return how many batches are there} */
    private int look() throws Exception {
        try (Site site = new Site(directory, true, false)) {
            Office.await(() -> site.queue.size() == 0);
            Map<String, String> delivered = new TreeMap<>();
            for (ScriptedCourier.Handed each : site.courier.delivered()) {
                String to = each.recipient().toString();
                assertThat(delivered.put(to, each.text())).as("%s twice", to).isNull();
            }
            List<Plan> there = new ArrayList<>();
            promised.forEach(number -> there.add(new Plan(number)));
            unsure.stream()
                    .map(Plan::new)
                    .filter(plan -> delivered.containsKey(plan.recipient(0)))
                    .forEach(there::add);
            Map<String, String> expected = new TreeMap<>();
            there.forEach(plan -> expected.putAll(plan.delivered()));
            assertThat(delivered.keySet()).isEqualTo(expected.keySet());
            assertThat(delivered.equals(expected)).as("everybody got their own text").isTrue();
            hasCopies(site.keep.backup(), Store.BACKUP, there);
            hasCopies(site.keep.quarantine(), Store.QUARANTINE, there);
            assertThat(site.queue.audit().difference()).isZero();
            Office.await(() -> isEmpty(directory.resolve("spool/blobs")));
            promised.clear();
            unsure.clear();
            return there.size();
        }
    }

    private static void hasCopies(MessageStore store, Store which, List<Plan> plans)
            throws IOException {
        Map<String, String> expected = new TreeMap<>();
        for (Plan plan : plans) {
            plan.copies(which).forEach(subject -> expected.put(subject, plan.text("original")));
        }
        Office.await(() -> rows(store).size() >= expected.size());
        List<Kept> rows = rows(store);
        assertThat(rows)
                .extracting(Kept::subject)
                .containsExactlyInAnyOrderElementsOf(expected.keySet());
        assertThat(store.usage().messages()).as("bodies, each of a row").isEqualTo(rows.size());
        for (Kept row : rows) {
            try (InputStream body = store.open(row.id()).orElseThrow()) {
                String text = new String(body.readAllBytes(), StandardCharsets.UTF_8);
                assertThat(text.equals(expected.get(row.subject()))).as(row.subject()).isTrue();
            }
            store.delete(row.id());
        }
    }

    private static List<Kept> rows(MessageStore store) {
        try {
            return store.find(KeptQuery.newest(KeptQuery.LARGEST_PAGE));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static boolean isEmpty(Path directory) {
        try (Stream<Path> files = Files.list(directory)) {
            return files.findAny().isEmpty();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
