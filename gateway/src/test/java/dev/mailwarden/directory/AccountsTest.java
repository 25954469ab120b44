package dev.mailwarden.directory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import dev.mailwarden.message.LogIns.Answer;
import dev.mailwarden.message.LogIns.Pass;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.RunnableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AccountsTest {

    private static final Random RANDOM = new Random(1);
    private static final Account ANN = Account.of("ann", "correct horse", false, RANDOM);
    private static final Account BOB = Account.of("bob", "battery staple", true, RANDOM);

    @TempDir private Path directory;

    private final AtomicLong now = new AtomicLong();
    private final SameThread hashing = new SameThread();

    private AccountFile file() {
        return new AccountFile(directory);
    }

    private Accounts accounts() {
        return new Accounts(file(), decoys(), hashing, RANDOM, now::get);
    }

    private byte[] decoys() {
        try {
            return DecoySecret.of(directory, RANDOM);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void aSecondLater() {
        now.addAndGet(Duration.ofSeconds(1).toNanos());
    }

    @Test
    void withoutAFileNobodyMayLogIn() throws Exception {
        assertThat(accounts().isAnybody()).isFalse();
        assertThat(accounts().isScramForAll()).isFalse();
        assertThat(accounts().check("ann", "correct horse")).isEqualTo(Answer.WRONG);
    }

    @Test
    void theRightPasswordOfAnAccountIsRight() throws Exception {
        file().write(List.of(ANN, BOB));
        Accounts accounts = accounts();
        assertThat(accounts.isAnybody()).isTrue();
        assertThat(accounts.check("ann", "correct horse")).isEqualTo(Answer.RIGHT);
        assertThat(accounts.check("ANN", "correct horse")).isEqualTo(Answer.RIGHT);
        assertThat(accounts.check("ann", "battery staple")).isEqualTo(Answer.WRONG);
        assertThat(accounts.check("eve", "correct horse")).isEqualTo(Answer.WRONG);
    }

    @Test
    void anUnknownNameIsHashedToo() throws Exception {
        file().write(List.of(ANN));
        accounts().check("eve", "correct horse");
        assertThat(hashing.tasks).isEqualTo(1);
    }

    @Test
    void whoWasRightIsNotHashedAgainForFiveMinutesOrUntilThePasswordChanges() throws Exception {
        file().write(List.of(ANN));
        Accounts accounts = accounts();
        assertThat(accounts.check("ann", "correct horse")).isEqualTo(Answer.RIGHT);
        assertThat(accounts.check("ann", "correct horse")).isEqualTo(Answer.RIGHT);
        assertThat(hashing.tasks).isEqualTo(1);
        now.addAndGet(Duration.ofMinutes(5).toNanos());
        assertThat(accounts.check("ann", "correct horse")).isEqualTo(Answer.RIGHT);
        assertThat(hashing.tasks).isEqualTo(2);
        file().write(List.of(Account.of("ann", "another password", false, RANDOM)));
        aSecondLater();
        assertThat(accounts.check("ann", "correct horse")).isEqualTo(Answer.WRONG);
        assertThat(accounts.check("ann", "another password")).isEqualTo(Answer.RIGHT);
    }

    @Test
    void aChangeCountsWithinASecond() throws Exception {
        Accounts accounts = accounts();
        file().write(List.of(ANN));
        aSecondLater();
        assertThat(accounts.isAnybody()).isTrue();
        Files.delete(directory.resolve("accounts"));
        aSecondLater();
        assertThat(accounts.isAnybody()).isFalse();
    }

    @Test
    void aBrokenFileLeavesTheAccountsAsTheyWere() throws Exception {
        file().write(List.of(ANN));
        Accounts accounts = accounts();
        Files.writeString(directory.resolve("accounts"), "ann\tnonsense\t-\n");
        allow("rw-------");
        aSecondLater();
        assertThat(accounts.check("ann", "correct horse")).isEqualTo(Answer.RIGHT);
        assertThatIOException()
                .isThrownBy(() -> file().read())
                .withMessageContaining("accounts:1: no account");
    }

    @Test
    void scramIsOfferedOnlyWhenEveryAccountHasIt() throws Exception {
        file().write(List.of(ANN, BOB));
        assertThat(accounts().isScramForAll()).isFalse();
        file().write(List.of(BOB));
        aSecondLater();
        assertThat(accounts().isScramForAll()).isTrue();
    }

    @Test
    void aNameThatIsNotKnownHasAVerifierThatStaysTheSame() throws Exception {
        file().write(List.of(BOB));
        Accounts accounts = accounts();
        assertThat(accounts.verifier("bob")).isEqualTo(BOB.scram().orElseThrow());
        assertThat(accounts.verifier("eve")).isEqualTo(accounts.verifier("eve"));
    }

    @Test
    void nobodyLearnsFromItsSaltThatANameIsNotKnown() throws Exception {
        file().write(List.of(BOB));
        Accounts accounts = accounts();
        assertThat(accounts.verifier("BOB")).isEqualTo(accounts.verifier("bob"));
        assertThat(accounts.verifier("EVE")).isEqualTo(accounts.verifier("eve"));
        assertThat(accounts.verifier("eve"))
                .as("the same after a restart")
                .isEqualTo(accounts().verifier("eve"));
        assertThat(directory.resolve("accounts.decoys")).hasSize(32);
    }

    @Test
    void aFileThatCouldNotBeReadIsTriedAgain() throws Exception {
        file().write(List.of(ANN));
        allow("rw-r--r--");
        Accounts accounts = accounts();
        assertThat(accounts.isAnybody()).as("there may be accounts").isTrue();
        assertThat(accounts.isScramForAll()).isFalse();
        assertThat(accounts.check("ann", "correct horse")).isEqualTo(Answer.NOT_NOW);
        allow("rw-------");
        aSecondLater();
        assertThat(accounts.check("ann", "correct horse")).isEqualTo(Answer.RIGHT);
    }

    private void allow(String permissions) throws IOException {
        Files.setPosixFilePermissions(
                directory.resolve("accounts"), PosixFilePermissions.fromString(permissions));
    }

    @Test
    void aPassIsGoodForAsLongAsTheAccountHasItsPassword() throws Exception {
        file().write(List.of(ANN, BOB));
        Accounts accounts = accounts();
        Pass ann = accounts.pass("Ann").orElseThrow();
        Pass bob = accounts.pass("bob").orElseThrow();
        assertThat(ann.name()).isEqualTo("ann");
        assertThat(accounts.pass("eve")).isEmpty();
        assertThat(ann.isValid()).isTrue();
        file().write(List.of(Account.of("ann", "another password", false, RANDOM)));
        aSecondLater();
        assertThat(ann.isValid()).isFalse();
        assertThat(bob.isValid()).isFalse();
        assertThat(accounts.pass("ann").orElseThrow().isValid()).isTrue();
    }

    /** U+04C0 and U+10A0 have no lower case in Unicode 3.2. */
    @ParameterizedTest
    @ValueSource(strings = {"\u04c0", "a\u10a0b", "two words", "\u2003", "a\u0007", ""})
    void aNameThatCouldNotBeReadBackIsNone(String name) {
        assertThat(Account.nameOf(name)).isEmpty();
    }

    @Test
    void onlyTheOwnerOfTheDirectoryChangesAccounts() {
        var somebody = new AccountFile(directory, Optional.of("somebody"));
        assertThatIOException()
                .isThrownBy(() -> somebody.change(accounts -> accounts.put("ann", ANN)))
                .withMessageContaining("sudo -u ");
        assertThat(directory).isEmptyDirectory();
    }

    @Test
    void noLinkIsFollowed() throws IOException {
        Path elsewhere = directory.resolve("elsewhere");
        Files.writeString(elsewhere, "precious");
        Files.createSymbolicLink(directory.resolve("accounts.new"), elsewhere);
        file().change(accounts -> accounts.put("ann", ANN));
        assertThat(file().read()).containsOnlyKeys("ann");
        Files.delete(directory.resolve("accounts.lock"));
        Files.createSymbolicLink(directory.resolve("accounts.lock"), elsewhere);
        assertThatIOException().isThrownBy(() -> file().change(_ -> {}));
        assertThat(elsewhere).hasContent("precious");
    }

    @Test
    void aFileForOthersOrOutOfSizeIsNotRead() throws IOException {
        file().write(List.of(ANN));
        allow("rw-rw----");
        assertThatIOException()
                .isThrownBy(() -> file().read())
                .withMessageContaining("its mode must be 0600");
        allow("rw-------");
        try (var large = new RandomAccessFile(directory.resolve("accounts").toFile(), "rw")) {
            large.setLength(AccountFile.MOST * 1024L + 1);
        }
        assertThatIOException().isThrownBy(() -> file().read()).withMessageContaining("more than");
    }

    @Test
    void whoWaitsTooLongIsPutOff() throws Exception {
        file().write(List.of(ANN));
        Accounts accounts = accounts();
        hashing.slow = true;
        assertThat(accounts.check("ann", "correct horse")).isEqualTo(Answer.NOT_NOW);
        hashing.slow = false;
        assertThat(accounts.check("ann", "correct horse")).isEqualTo(Answer.RIGHT);
    }

    @Test
    void aPoolThatIsFullPutsLogInsOff() throws Exception {
        file().write(List.of(ANN));
        Accounts accounts = accounts();
        hashing.full = true;
        assertThat(accounts.check("ann", "correct horse")).isEqualTo(Answer.NOT_NOW);
    }

    @Test
    void theFileIsForItsOwnerAndReadsBack() throws Exception {
        file().write(List.of(ANN, BOB));
        Path accounts = directory.resolve("accounts");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(accounts)))
                .isEqualTo("rw-------");
        assertThat(file().read().keySet()).containsExactly("ann", "bob");
        assertThat(directory).isDirectoryNotContaining("glob:**.new");
    }

    @Test
    void everyWrongLineIsNamed() throws IOException {
        String ann = "ann\t" + ANN.hash().text() + "\t-\n";
        for (String wrong :
                List.of("", "ann\n", ann.replace("ann", "Ann"), ann.replace("\t-", "\tx"), ann)) {
            Files.writeString(
                    directory.resolve("accounts"), ann + wrong + (wrong.isEmpty() ? "\n" : ""));
            allow("rw-------");
            assertThatIOException()
                    .as(wrong)
                    .isThrownBy(() -> file().read())
                    .withMessageContaining("accounts:2: ");
        }
    }

    @Test
    void tooManyAreRefusedBeforeAnythingIsWritten() throws IOException {
        file().write(List.of(ANN));
        List<Account> many = new ArrayList<>();
        for (int i = 0; i <= AccountFile.MOST; i++) {
            many.add(ANN);
        }
        assertThatIOException().isThrownBy(() -> file().write(many));
        assertThat(file().read()).hasSize(1);
    }

    /** Counts what it is given and does it at once. */
    private static final class SameThread extends AbstractExecutorService {

        private int tasks;
        private boolean full;
        private boolean slow;

        @Override
        protected <T> RunnableFuture<T> newTaskFor(Callable<T> task) {
            return slow
                    ? new FutureTask<>(task) {
                        @Override
                        public void run() {}

                        @Override
                        public T get(long time, TimeUnit unit) throws TimeoutException {
                            throw new TimeoutException();
                        }
                    }
                    : new FutureTask<>(task);
        }

        @Override
        public void execute(Runnable task) {
            if (full) {
                throw new RejectedExecutionException("full");
            }
            tasks++;
            task.run();
        }

        @Override
        public void shutdown() {}

        @Override
        public List<Runnable> shutdownNow() {
            return List.of();
        }

        @Override
        public boolean isShutdown() {
            return false;
        }

        @Override
        public boolean isTerminated() {
            return false;
        }

        @Override
        public boolean awaitTermination(long timeout, TimeUnit unit) {
            return true;
        }
    }
}
