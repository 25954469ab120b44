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
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The accounts of a running gateway. A change of the file counts within a second; a file that
 * cannot be read, or has a line that is none, leaves the accounts as they were.
 *
 * <p>Hashes are computed on a pool of their own, so that log-ins never take more of the machine
 * than that. Who was right a moment ago is not computed again: mail programs log in for every
 * message.
 */
public final class Accounts implements LogIns {

    private static final Logger LOG = LoggerFactory.getLogger(Accounts.class);

    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final long LOOK_AGAIN = Duration.ofSeconds(1).toNanos();

    private final AccountFile file;
    private final ExecutorService hashing;
    private final LongSupplier ticker;
    private final RecentLogIns recent;
    private final PasswordHash nobody;
    private final byte[] decoys = new byte[32];

    private final ReentrantLock reading = new ReentrantLock();
    private Optional<AccountFile.Version> version = Optional.empty();
    private volatile long lookedAt;
    private volatile Map<String, Account> known = Map.of();

    /**
     * Reads the accounts.
     *
     * @param hashing a small pool with a bounded queue
     * @param random unpredictable
     * @param ticker nanoseconds, as of {@link System#nanoTime}
     */
    public Accounts(
            AccountFile file,
            ExecutorService hashing,
            RandomGenerator random,
            LongSupplier ticker) {
        this.file = file;
        this.hashing = hashing;
        this.ticker = ticker;
        this.recent = new RecentLogIns(random, ticker);
        this.nobody = PasswordHash.ofNothing(random);
        random.nextBytes(decoys);
        this.lookedAt = ticker.getAsLong() - LOOK_AGAIN;
        refresh();
    }

    @Override
    public boolean isAnybody() {
        refresh();
        return !known.isEmpty();
    }

    @Override
    public boolean isScramForAll() {
        refresh();
        Map<String, Account> all = known;
        return !all.isEmpty()
                && all.values().stream().allMatch(account -> account.scram().isPresent());
    }

    @Override
    public String nameOf(String user) {
        return Account.nameOf(user).orElse(user);
    }

    @Override
    public ScramVerifier verifier(String user) {
        return find(user)
                .flatMap(Account::scram)
                .orElseGet(() -> ScramVerifier.decoy(user, decoys));
    }

    @Override
    public Answer check(String user, String password) throws InterruptedException {
        Optional<Account> account = find(user);
        if (account.isPresent() && recent.contains(account.get(), password)) {
            return Answer.RIGHT;
        }
        PasswordHash hash = account.map(Account::hash).orElse(nobody);
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
            LOG.warn("a log-in was put off: too many passwords wait to be checked");
            return Optional.empty();
        } catch (ExecutionException e) {
            LOG.error("a password could not be checked", e.getCause());
            return Optional.empty();
        }
    }

    private Optional<Account> find(String user) {
        refresh();
        return Account.nameOf(user).map(known::get);
    }

    private void refresh() {
        if (ticker.getAsLong() - lookedAt < LOOK_AGAIN || !reading.tryLock()) {
            return;
        }
        try {
            lookedAt = ticker.getAsLong();
            AccountFile.Version now = file.version();
            if (!version.equals(Optional.of(now))) {
                version = Optional.of(now);
                known = file.read();
            }
        } catch (IOException e) {
            LOG.error("the accounts cannot be read; they stay as they were: {}", e.getMessage());
        } finally {
            reading.unlock();
        }
    }
}
