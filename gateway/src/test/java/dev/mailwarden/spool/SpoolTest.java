package dev.mailwarden.spool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mailwarden.message.Content;
import dev.mailwarden.message.ContentFacts;
import dev.mailwarden.message.Intake;
import dev.mailwarden.message.WrittenEvents;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SpoolTest {

    private static final Spool.Options SMALL = new Spool.Options(8 << 20);

    @TempDir Path directory;

    @Test
    void givesBackWhatItTookAfterAnOrderlyEnd() throws Exception {
        byte[] body = "Subject: hello\r\n\r\nworld\r\n".getBytes(StandardCharsets.US_ASCII);
        try (Spool spool = open()) {
            spool.append(new Frame(records("one"), WrittenEvents.NONE, content(spool, body), true));
        }
        try (Spool spool = open()) {
            Map<String, Location> found = recover(spool);
            assertThat(found).containsOnlyKeys("one");
            assertThat(read(spool, found.get("one"), body)).isEqualTo(body);
        }
    }

    @Test
    void keepsManyMessagesOfManyThreadsOverManySegments() throws Exception {
        Map<String, byte[]> sent = new ConcurrentHashMap<>();
        try (Spool spool = open();
                var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> ends = new ArrayList<>();
            for (int sender = 0; sender < 16; sender++) {
                int seed = sender;
                ends.add(threads.submit(() -> send(spool, seed, sent)));
            }
            for (Future<?> end : ends) {
                end.get();
            }
        }
        try (Spool spool = open()) {
            Map<String, Location> found = recover(spool);
            assertThat(found.keySet()).isEqualTo(sent.keySet());
            assertThat(found.values().stream().map(Location::segment).distinct().count())
                    .isGreaterThan(2);
            for (var entry : sent.entrySet()) {
                assertThat(read(spool, found.get(entry.getKey()), entry.getValue()))
                        .isEqualTo(entry.getValue());
            }
        }
    }

    @Test
    void refusesASecondOwnerOfTheDirectory() throws Exception {
        try (Spool _ = open()) {
            assertThatThrownBy(this::open)
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("in use by process " + ProcessHandle.current().pid());
        }
        open().close();
    }

    @Test
    void putsLargeContentIntoABlobAndChecksItWhenRead() throws Exception {
        byte[] body = new byte[700_000];
        new Random(7).nextBytes(body);
        try (Spool spool = open()) {
            Content content = content(spool, body);
            assertThat(content).isInstanceOf(BlobContent.class);
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            content.writeTo(out);
            assertThat(out.toByteArray()).isEqualTo(body);
        }
    }

    private void send(Spool spool, int seed, Map<String, byte[]> sent) {
        Random random = new Random(seed);
        for (int n = 0; n < 40; n++) {
            byte[] body = new byte[random.nextInt(SpoolDraft.INLINE_OCTETS)];
            random.nextBytes(body);
            String name = seed + "-" + n;
            try {
                spool.append(
                        new Frame(records(name), WrittenEvents.NONE, content(spool, body), true));
            } catch (IOException | InterruptedException e) {
                throw new IllegalStateException(e);
            }
            sent.put(name, body);
        }
    }

    private Spool open() throws IOException {
        return Spool.open(
                directory,
                SMALL,
                new Random(1),
                new Spool.Journaling(0, () -> Long.MAX_VALUE, new Silent()));
    }

    private static byte[] records(String name) {
        return name.getBytes(StandardCharsets.US_ASCII);
    }

    private static StoredContent content(Spool spool, byte[] body) throws IOException {
        try (Intake.Draft draft = spool.intake().begin(body.length)) {
            draft.write(body, 0, body.length);
            StoredContent content = (StoredContent) draft.finish(ContentFacts.PLAIN);
            if (content instanceof BlobContent blob) {
                blob.keep();
            }
            return content;
        }
    }

    private static Map<String, Location> recover(Spool spool) throws IOException {
        Map<String, Location> found = new TreeMap<>();
        RecoveryReport report =
                spool.recover(
                        new FrameVisitor() {
                            @Override
                            public int frame(Location location, ByteBuffer records) {
                                String name = StandardCharsets.US_ASCII.decode(records).toString();
                                found.put(name, location);
                                spool.retain(location);
                                return 1;
                            }

                            @Override
                            public void events(long lsn, byte[] events) {}
                        });
        assertThat(report.isWhole()).as("%s", report).isTrue();
        return found;
    }

    private static byte[] read(Spool spool, Location location, byte[] expected) throws IOException {
        CRC32C crc = new CRC32C();
        crc.update(expected);
        var digest = new StoredContent.Digest((int) crc.getValue(), new byte[0]);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        spool.content(location, 0, expected.length, digest, ContentFacts.PLAIN).writeTo(out);
        return out.toByteArray();
    }

    private static final class Silent implements CommitListener {

        @Override
        public void durable(long lsn, WrittenEvents events) {}

        @Override
        public void failed(IOException cause) {
            throw new IllegalStateException(cause);
        }

        @Override
        public void recovered() {}
    }
}
