package dev.mailwarden.directory;

import dev.mailwarden.mail.sasl.ScramVerifier;
import dev.mailwarden.message.LogIns;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The accounts of a running gateway. A change of the file counts within a second; a file that
 * cannot be read, or has a line that is none, leaves the accounts as they were, and is tried again
 * each second. Until it could be read once, log-ins are put off.
 *
 * <p>Hashes are computed on a pool of their own, so that log-ins never take more of the machine
 * than that. Who was right a moment ago is not computed again: mail programs log in for every
 * message.
 */
public final class Accounts implements LogIns {

    private static final Logger LOG = LoggerFactory.getLogger(Accounts.class);

    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final long WARN_AGAIN = Duration.ofMinutes(1).toNanos();
    private static final long LOOK_AGAIN = Duration.ofSeconds(1).toNanos();

    private final AccountFile file;
    private final ExecutorService hashing;
    private final LongSupplier ticker;
    private final RecentLogIns recent;
    private final RandomGenerator random;
    private final byte[] decoys;
    private final AtomicLong warnedAt;

    private final ReentrantLock reading = new ReentrantLock();
    private Optional<AccountFile.Version> version = Optional.empty();
    private volatile long lookedAt;
    private String complaint = "";
    private volatile Optional<Known> known = Optional.empty();

    /**
     * What is known since the file was read.
     *
     * @param nobody stands for names that have no account
     */
    private record Known(Map<String, Account> accounts, boolean scramForAll, PasswordHash nobody) {

        static Known of(Map<String, Account> accounts, RandomGenerator random) {
            return new Known(
                    accounts,
                    !accounts.isEmpty()
                            && accounts.values().stream().allMatch(a -> a.scram().isPresent()),
                    PasswordHash.ofNothing(
                            PasswordHash.Cost.ofMost(
                                    accounts.values().stream().map(a -> a.hash().cost())),
                            random));
        }
    }

    /**
     * Reads the accounts.
     *
     * @param decoys as of {@link DecoySecret}
     * @param hashing a small pool with a bounded queue
     * @param random unpredictable
     * @param ticker nanoseconds, as of {@link System#nanoTime}
     */
    public Accounts(
            AccountFile file,
            byte[] decoys,
            ExecutorService hashing,
            RandomGenerator random,
            LongSupplier ticker) {
        this.file = file;
        this.hashing = hashing;
        this.ticker = ticker;
        this.recent = new RecentLogIns(random, ticker);
        this.random = random;
        this.decoys = decoys.clone();
        this.warnedAt = new AtomicLong(ticker.getAsLong() - WARN_AGAIN);
        this.lookedAt = ticker.getAsLong() - LOOK_AGAIN;
        refresh();
    }

    @Override
    public boolean isAnybody() {
        refresh();
        return known.isEmpty() || !known.get().accounts().isEmpty();
    }

    @Override
    public boolean isScramForAll() {
        refresh();
        return known.filter(Known::scramForAll).isPresent();
    }

    @Override
    public Optional<Pass> pass(String user) {
        return find(user).map(Held::new);
    }

    private final class Held implements Pass {

        private final Account account;

        Held(Account account) {
            this.account = account;
        }

        @Override
        public String name() {
            return account.name();
        }

        @Override
        public boolean isValid() {
            return find(account.name())
                    .filter(now -> now.hash().text().equals(account.hash().text()))
                    .isPresent();
        }
    }

    @Override
    public ScramVerifier verifier(String user) {
        return find(user)
                .flatMap(Account::scram)
                .orElseGet(() -> ScramVerifier.decoy(Account.nameOf(user).orElse(user), decoys));
    }

    @Override
    public Answer check(String user, String password) throws InterruptedException {
        Optional<Account> account = find(user);
        Optional<Known> all = known;
        if (all.isEmpty()) {
            return Answer.NOT_NOW;
        }
        if (account.isPresent() && recent.contains(account.get(), password)) {
            return Answer.RIGHT;
        }
        PasswordHash hash = account.map(Account::hash).orElse(all.get().nobody());
        Optional<Boolean> matches = compute(hash, password);
        if (matches.isEmpty()) {
            return Answer.NOT_NOW;
        }
        if (account.isEmpty() || !matches.get()) {
            return Answer.WRONG;
        }
        recent.add(account.get(), password);
        return Answer.RIGHT;
    }

    /** Empty if there is no time for it now. */
    private Optional<Boolean> compute(PasswordHash hash, String password)
            throws InterruptedException {
        try {
            Future<Boolean> matches = hashing.submit(() -> hash.matches(password));
            try {
                return Optional.of(matches.get(PATIENCE.toNanos(), TimeUnit.NANOSECONDS));
            } finally {
                matches.cancel(false);
            }
        } catch (RejectedExecutionException | TimeoutException e) {
            warn();
            return Optional.empty();
        } catch (ExecutionException e) {
            LOG.error("a password could not be checked", e.getCause());
            return Optional.empty();
        }
    }

    /** Clients can bring this about as often as they like; the log is told once a minute. */
    private void warn() {
        long now = ticker.getAsLong();
        long last = warnedAt.get();
        if (now - last >= WARN_AGAIN && warnedAt.compareAndSet(last, now)) {
            LOG.warn("log-ins are put off: too many passwords wait to be checked");
        }
    }

    private Optional<Account> find(String user) {
        refresh();
        return known.flatMap(all -> Account.nameOf(user).map(all.accounts()::get));
    }

    private void refresh() {
        if (ticker.getAsLong() - lookedAt < LOOK_AGAIN || !reading.tryLock()) {
            return;
        }
        try {
            lookedAt = ticker.getAsLong();
            AccountFile.Version now = file.version();
            if (!version.equals(Optional.of(now))) {
                known = Optional.of(Known.of(file.read(), random));
                version = Optional.of(now);
            }
            complaint = "";
        } catch (IOException e) {
            String text = e.toString();
            if (!text.equals(complaint)) {
                complaint = text;
                LOG.error("the accounts cannot be read; they stay as they were: {}", text);
            }
        } finally {
            reading.unlock();
        }
    }
}
