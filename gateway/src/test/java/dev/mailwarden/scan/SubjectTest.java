package dev.mailwarden.scan;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mailwarden.mail.budget.Budget;
import dev.mailwarden.mail.budget.Limits;
import dev.mailwarden.mail.budget.Resource;
import dev.mailwarden.mail.filetype.Detection;
import dev.mailwarden.mail.filetype.FileType;
import dev.mailwarden.mail.filetype.TypeDetector;
import dev.mailwarden.mail.mime.Octets;
import dev.mailwarden.mail.mime.OverBudgetException;
import dev.mailwarden.mail.mime.Range;
import dev.mailwarden.message.Content;
import dev.mailwarden.message.ContentFacts;
import dev.mailwarden.message.InboundMail;
import dev.mailwarden.message.Reason;
import dev.mailwarden.scan.unpack.Room;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SubjectTest {

    @TempDir Path directory;

    private final Room room = new Room(1 << 20);
    private final AtomicLong now = new AtomicLong();

    private Subject subject(byte[] mail, Limits limits) throws IOException {
        return Subject.of(
                Samples.mail(mail),
                Budget.open(limits, now::get, Duration.ofMinutes(1)),
                new Means(new FakeOpener(), new TypeDetector(), directory, room));
    }

    private Subject subject(String mail) throws IOException {
        return subject(Samples.octets(mail), Limits.DEFAULT);
    }

    private static List<String> paths(List<MailObject> objects) {
        return objects.stream().map(object -> object.part() + " " + object.path()).toList();
    }

    @Test
    void everyPartAndEveryEntryIsAnObject() throws Exception {
        byte[] inner = Samples.zip("run.exe", Samples.program());
        String mail = Samples.withAttachment("a.zip", Samples.zip("b.zip", inner));
        try (Subject subject = subject(mail)) {
            assertThat(paths(subject.parts())).containsExactly("1.1 ", "1.2 a.zip");
            assertThat(paths(subject.objects()))
                    .containsExactly(
                            "1.1 ", "1.2 a.zip", "1.2 a.zip/b.zip", "1.2 a.zip/b.zip/run.exe");
            MailObject last = subject.objects().getLast();
            assertThat(subject.type(last).primary()).isEqualTo(FileType.PE_EXE32);
            assertThat(last.depth()).isEqualTo(4);
            assertThat(subject.objects())
                    .extracting(object -> object.look().state())
                    .containsExactly(
                            Look.State.PLAIN,
                            Look.State.OPENED,
                            Look.State.OPENED,
                            Look.State.PLAIN);
        }
    }

    @Test
    void aMessageInAFileIsOpened() throws Exception {
        String inner = Samples.withAttachment("run.exe", Samples.program());
        String mail = Samples.withAttachment("note.eml", Samples.octets(inner));
        try (Subject subject = subject(mail)) {
            assertThat(paths(subject.objects())).contains("1.2 note.eml/run.exe");
        }
    }

    @Test
    void whatIsTooDeepSaysSo() throws Exception {
        byte[] zip = Samples.zip("run.exe", Samples.program());
        for (int i = 0; i < 9; i++) {
            zip = Samples.zip("next.zip", zip);
        }
        byte[] mail = Samples.octets(Samples.withAttachment("a.zip", zip));
        try (Subject subject = subject(mail, Limits.DEFAULT.withDepth(5))) {
            Look last = subject.objects().getLast().look();
            assertThat(last.state()).isEqualTo(Look.State.OVER_BUDGET);
            assertThat(last.reason()).contains(Reason.NESTING_LEVEL);
            assertThat(subject.budget().exhausted()).contains(Resource.DEPTH);
        }
    }

    @Test
    void whatComesOutOfAnEncodingIsTakenFromTheBudget() throws Exception {
        byte[] mail = Samples.octets(Samples.withAttachment("a.dat", new byte[100_000]));
        try (Subject subject = subject(mail, Limits.DEFAULT.withOctets(50_000))) {
            Look last = subject.objects().getLast().look();
            assertThat(last.reason()).contains(Reason.SIZE_LIMIT);
            MailObject object = subject.objects().getLast();
            assertThatThrownBy(() -> subject.octets(object))
                    .isInstanceOf(OverBudgetException.class);
        }
    }

    @Test
    void whoeverIsLateLeavesTheWholeToTheNext() throws Exception {
        String mail = Samples.withAttachment("a.zip", Samples.zip("b.txt", new byte[10]));
        try (Subject subject = subject(mail)) {
            Subject late = subject.within(Duration.ofSeconds(1));
            now.set(Duration.ofSeconds(2).toNanos());
            assertThatThrownBy(late::objects).isInstanceOf(OverBudgetException.class);
            assertThat(late.budget().exhausted()).contains(Resource.WALL_TIME);
            assertThat(subject.budget().exhausted()).isEmpty();
            assertThat(paths(subject.objects()))
                    .containsExactly("1.1 ", "1.2 a.zip", "1.2 a.zip/b.txt");
        }
    }

    @Test
    void largeOctetsAreReadBackFromAFileWithoutAName() throws Exception {
        byte[] large = new byte[2_000_000];
        new Random(1).nextBytes(large);
        byte[] mail = Samples.octets(Samples.withAttachment("a.dat", large));
        Subject subject = subject(mail, Limits.DEFAULT);
        Octets octets;
        try (subject) {
            MailObject object = subject.parts().getLast();
            octets = subject.octets(object);
            assertThat(octets.length()).isEqualTo(large.length);
            assertThat(octets.copy(new Range(0, large.length))).isEqualTo(large);
            byte[] some = new byte[10];
            octets.copyTo(1_234_567, some, 3, 5);
            assertThat(some[3]).isEqualTo(large[1_234_567]);
            assertThatThrownBy(() -> octets.copyTo(large.length - 1, some, 0, 2))
                    .isInstanceOf(IndexOutOfBoundsException.class);
            try (Stream<Path> files = Files.list(directory)) {
                assertThat(files).isEmpty();
            }
            assertThat(subject.whole().length()).isEqualTo(mail.length);
        }
        assertThatThrownBy(() -> octets.copy(new Range(0, 1))).isInstanceOf(IOException.class);
    }

    @Test
    void memoryIsGivenBack() throws Exception {
        String mail = Samples.withAttachment("a.txt", "some text".getBytes(US_ASCII));
        try (Subject subject = subject(mail)) {
            assertThat(subject.octets(subject.parts().getLast()).length()).isEqualTo(9);
            assertThat(room.taken()).isEqualTo(9);
        }
        assertThat(room.taken()).isZero();
    }

    @Test
    void ofAnotherReadingThePartItIsAReadingOfWouldHaveToGo() throws Exception {
        String mail =
                """
                Subject: x
                Content-Type: multipart/mixed; boundary=b

                --b
                Content-Type: text/plain

                text
                --b
                Content-Type: application/octet-stream; name=a.dat
                Content-Transfer-Encoding: 7bit
                Content-Transfer-Encoding: base64

                TVqQAAMAAAAEAAAA//8AALgAAAAAAAAA
                --b--
                """;
        try (Subject subject = subject(mail)) {
            assertThat(subject.parts())
                    .anySatisfy(object -> {
                        assertThat(object.isDeclaredView()).isFalse();
                        assertThat(object.part()).isEqualTo("1.2");
                    });
            assertThat(subject.parts())
                    .allSatisfy(object -> assertThat(object.part()).doesNotContain("~"));
        }
    }

    @Test
    void aModuleThatHangsHoldsUpNobodyWhoCloses() throws Exception {
        var hanging = new CountDownLatch(1);
        var end = new CountDownLatch(1);
        var released = new AtomicBoolean();
        ContainerOpener deaf =
                new ContainerOpener() {
                    @Override
                    public boolean opens(FileType type) {
                        return type == FileType.ZIP;
                    }

                    @Override
                    public List<Opened> open(Detection type, Octets container, Budget budget) {
                        hanging.countDown();
                        ScannerTest.awaitDeaf(end);
                        return List.of(
                                new Opened(Look.OPENED, List.of(), () -> released.set(true)));
                    }
                };
        String mail = Samples.withAttachment("a.zip", Samples.zip("b.txt", new byte[10]));
        Subject subject =
                Subject.of(
                        Samples.mail(Samples.octets(mail)),
                        Budget.open(Limits.DEFAULT, now::get, Duration.ofMinutes(1)),
                        new Means(deaf, new TypeDetector(), directory, room));
        var module = new FutureTask<>(subject::objects);
        Thread.ofPlatform().start(module);
        assertThat(hanging.await(10, TimeUnit.SECONDS)).isTrue();
        var closing =
                new FutureTask<Void>(() -> {
                    subject.close();
                    return null;
                });
        Thread.ofPlatform().start(closing);
        closing.get(10, TimeUnit.SECONDS);
        assertThat(room.taken()).as("still in use").isPositive();
        end.countDown();
        assertThat(module.get(10, TimeUnit.SECONDS)).isNotEmpty();
        assertThat(room.taken()).isZero();
        assertThat(released).as("what came out after the closing").isTrue();
        MailObject object = subject.parts().getLast();
        assertThatThrownBy(() -> subject.octets(object)).isInstanceOf(IOException.class);
    }

    @Test
    void whatIsEncryptedToOneReaderIsOpenedAsAnother() throws Exception {
        byte[] zip = Samples.zip("run.exe", Samples.program());
        String mail = Samples.withAttachment("a.dat", Samples.encryptedAnd(zip));
        try (Subject subject = subject(mail)) {
            assertThat(paths(subject.objects())).contains("1.2 a.dat/run.exe");
            assertThat(subject.objects().get(1).look().encrypted()).isTrue();
        }
        try (Subject subject = subject(Samples.octets(mail), Limits.DEFAULT.withDepth(2))) {
            Look look = subject.objects().get(1).look();
            assertThat(look.state()).isEqualTo(Look.State.OVER_BUDGET);
            assertThat(look.encrypted()).as("also where the rest could not be seen").isTrue();
        }
    }

    @Test
    void aMessageInAFileThatWasNotReadToItsEndSaysSo() throws Exception {
        String inner = "Content-Type: multipart/mixed; boundary=i\n\n" + "--i\n\nx\n".repeat(50);
        byte[] mail =
                Samples.octets(
                        Samples.withAttachment("note.eml", Samples.octets("Subject: x\n" + inner)));
        try (Subject subject = subject(mail, Limits.DEFAULT.withParts(20))) {
            Look look = subject.objects().get(1).look();
            assertThat(look.state()).isEqualTo(Look.State.OVER_BUDGET);
            assertThat(look.reason()).contains(Reason.SIZE_LIMIT);
        }
    }

    @Test
    void aBudgetThatIsUsedUpMakesNoReadingLookWhole() throws Exception {
        String inner = Samples.withAttachment("run.exe", Samples.program());
        byte[] mail = Samples.octets(Samples.withAttachment("note.eml", Samples.octets(inner)));
        try (Subject subject = subject(mail, Limits.DEFAULT)) {
            subject.budget().runOut(Resource.PARTS);
            assertThat(subject.objects().get(1).look().reason()).contains(Reason.SIZE_LIMIT);
        }
    }

    @Test
    void evenAnErrorLeavesNothingOpen() {
        var closed = new AtomicBoolean();
        InboundMail mail = Samples.mail(new byte[0]);
        var broken =
                new InboundMail(
                        mail.journey(),
                        mail.arrival(),
                        mail.envelope(),
                        new Unreadable(closed),
                        "");
        assertThatThrownBy(() ->
                        Subject.of(
                                broken,
                                Budget.open(Limits.DEFAULT, now::get, Duration.ofMinutes(1)),
                                new Means(new FakeOpener(), new TypeDetector(), directory, room)))
                .isInstanceOf(StackOverflowError.class);
        assertThat(closed).isTrue();
    }

    /** Content too large for memory that cannot be read. */
    private record Unreadable(AtomicBoolean closed) implements Content {

        @Override
        public long length() {
            return 2 << 20;
        }

        @Override
        public ContentFacts facts() {
            return ContentFacts.PLAIN;
        }

        @Override
        public void writeTo(OutputStream out) throws IOException {
            throw new IOException("not in one piece");
        }

        @Override
        public Reader open() {
            return new Reader() {
                @Override
                public void read(long position, byte[] into, int offset, int count) {
                    throw new StackOverflowError();
                }

                @Override
                public void close() {
                    closed.set(true);
                }
            };
        }
    }
}
