package dev.mailwarden.directory;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Who gave the right password a moment ago. Only a hash is kept, under a key that is made at the
 * start and never leaves memory. Safe for any number of threads.
 */
final class RecentLogIns {

    private static final long REMEMBERED = Duration.ofMinutes(5).toNanos();
    private static final int MOST = AccountFile.MOST;

    private final SecretKeySpec key;
    private final LongSupplier ticker;
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<String, Long> since = new LinkedHashMap<>();

    RecentLogIns(RandomGenerator random, LongSupplier ticker) {
        byte[] secret = new byte[32];
        random.nextBytes(secret);
        this.key = new SecretKeySpec(secret, "HmacSHA256");
        this.ticker = ticker;
    }

    /** Whether this password was right for this account, as it is now, in the last 5 minutes. */
    boolean contains(Account account, String password) {
        String fingerprint = fingerprint(account, password);
        lock.lock();
        try {
            Long at = since.get(fingerprint);
            return at != null && ticker.getAsLong() - at < REMEMBERED;
        } finally {
            lock.unlock();
        }
    }

    /** Remembers a password that was right. */
    void add(Account account, String password) {
        String fingerprint = fingerprint(account, password);
        lock.lock();
        try {
            since.remove(fingerprint);
            since.put(fingerprint, ticker.getAsLong());
            if (since.size() > MOST) {
                Iterator<String> oldest = since.keySet().iterator();
                oldest.next();
                oldest.remove();
            }
        } finally {
            lock.unlock();
        }
    }

    /** The stored hash is part of it, so that a new password ends what was known of the old one. */
    private String fingerprint(Account account, String password) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(key);
            String all = account.name() + "\t" + account.hash().text() + "\t" + password;
            return HexFormat.of().formatHex(mac.doFinal(all.getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has HMAC-SHA-256", e);
        }
    }
}
