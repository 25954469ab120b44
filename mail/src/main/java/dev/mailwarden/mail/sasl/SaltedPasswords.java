package dev.mailwarden.mail.sasl;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The salted passwords of SCRAM that a client used last. A server gives an account the same salt
 * each time, so that the work of a quarter of a second is done once and not for each connection
 * (RFC 5802 §3). Safe for any number of threads; only one of them computes at a time.
 */
public final class SaltedPasswords {

    /** Entries; each is a log-in at one next hop. */
    static final int MOST = 64;

    private final ReentrantLock lock = new ReentrantLock();
    private final Map<String, byte[]> known = new LinkedHashMap<>(16, 0.75f, true);

    byte[] of(String password, byte[] salt, int iterations) {
        String key = key(password, salt, iterations);
        lock.lock();
        try {
            byte[] salted =
                    known.computeIfAbsent(key, _ -> ScramKeys.salted(password, salt, iterations));
            if (known.size() > MOST) {
                var oldest = known.keySet().iterator();
                oldest.next();
                oldest.remove();
            }
            return salted;
        } finally {
            lock.unlock();
        }
    }

    /** Only a hash, so that the password does not stay in memory. */
    private static String key(String password, byte[] salt, int iterations) {
        var all = new ByteArrayOutputStream();
        all.writeBytes((iterations + "," + salt.length + ",").getBytes(StandardCharsets.US_ASCII));
        all.writeBytes(salt);
        all.writeBytes(password.getBytes(StandardCharsets.UTF_8));
        return HexFormat.of().formatHex(ScramKeys.hash(all.toByteArray()));
    }

    int size() {
        lock.lock();
        try {
            return known.size();
        } finally {
            lock.unlock();
        }
    }
}
