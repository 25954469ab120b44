package dev.mailwarden.storage;

import dev.mailwarden.storage.StorageException.Reason;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.regex.Pattern;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;

/**
 * The keys of all stores (DATA-31). Each store has its own; they are kept wrapped by the master
 * key. While that is not there the ring is locked, and so is every store.
 *
 * <p>Everything changes while the stores are in use: a new key for a store writes from then on
 * while the older ones still read, and a key may be wrapped by two master keys for a while, so that
 * there is no moment at which neither opens it.
 *
 * <p>Safe for any number of threads.
 */
public final class KeyRing {

    private static final int OCTETS = 32;
    private static final Pattern NAME = Pattern.compile("[a-z][a-z.-]{0,39}");

    private final WrappedKeys kept;
    private final SecureRandom random;
    private final InstantSource clock;
    private final ReentrantLock changing = new ReentrantLock();
    private final ConcurrentMap<String, StoreKeys> unwrapped = new ConcurrentHashMap<>();
    private volatile Optional<MasterKey> master = Optional.empty();
    private volatile State state = new State.Locked("no master key was given");

    /** Whether the stores can be used. */
    public sealed interface State {

        /** They can. */
        record Unlocked() implements State {}

        /**
         * They cannot: mail that would have to be kept is answered 451.
         *
         * @param reason for the administrator; it names files and ids, never a key
         */
        record Locked(String reason) implements State {}
    }

    /** Makes a ring, still locked. */
    public KeyRing(WrappedKeys kept, SecureRandom random, InstantSource clock) {
        this.kept = kept;
        this.random = random;
        this.clock = clock;
    }

    /** {@return whether the stores can be used} */
    public State state() {
        return state;
    }

    /**
     * Unlocks with the key in a file. At the very first start, when there is neither the file nor
     * any wrapped key, a master key is made there, 0400. A file that is missing beside keys that
     * need it is never made: a new key would open nothing, and look as if all were well.
     *
     * @return the state afterwards; a key that does not fit leaves the ring as it was
     */
    public State unlock(Path file) {
        try {
            if (MasterKey.isThere(file)) {
                return unlock(MasterKey.read(file));
            }
            if (kept.read().isEmpty()) {
                return unlock(MasterKey.create(file, random));
            }
            return refuse(
                    "the master key %s is missing; put back the one with id %s"
                            .formatted(file, masters(kept.read())));
        } catch (IOException e) {
            return refuse(String.valueOf(e.getMessage()));
        }
    }

    /**
     * Unlocks with a key.
     *
     * @return the state afterwards; a key that does not fit leaves the ring as it was
     */
    public State unlock(MasterKey given) {
        changing.lock();
        try {
            List<WrappedKey> keys = kept.read();
            if (!keys.isEmpty() && !masters(keys).contains(given.id())) {
                return refuse(
                        "the master key has id %s, but the stores' keys need the one with id %s"
                                .formatted(given.id(), masters(keys)));
            }
            master = Optional.of(given);
            state = new State.Unlocked();
            return state;
        } catch (IOException e) {
            return refuse(String.valueOf(e.getMessage()));
        } finally {
            changing.unlock();
        }
    }

    private State refuse(String reason) {
        if (master.isEmpty()) {
            state = new State.Locked(reason);
        }
        return state;
    }

    private static Set<String> masters(List<WrappedKey> keys) {
        Set<String> ids = new TreeSet<>();
        keys.forEach(key -> ids.add(key.master()));
        return ids;
    }

    /**
     * {@return the keys of a store; its first one is made if there is none}
     *
     * @throws StorageException with {@code LOCKED} while there is no master key
     */
    StoreKeys keys(String store) throws IOException {
        StoreKeys known = unwrapped.get(store);
        return known == null ? load(store) : known;
    }

    private StoreKeys load(String store) throws IOException {
        if (!NAME.matcher(store).matches()) {
            throw new IllegalArgumentException("not the name of a store: " + store);
        }
        changing.lock();
        try {
            MasterKey wrapping = wrapping();
            List<WrappedKey> keys = kept.read();
            while (!has(keys, store)) {
                List<WrappedKey> more = new ArrayList<>(keys);
                more.add(fresh(wrapping, store, 1));
                kept.replace(keys, more);
                keys = kept.read(); // perhaps another node's
            }
            StoreKeys result = unwrap(wrapping, keys, store);
            unwrapped.put(store, result);
            return result;
        } finally {
            changing.unlock();
        }
    }

    private static boolean has(List<WrappedKey> keys, String store) {
        return keys.stream().anyMatch(key -> key.store().equals(store));
    }

    private MasterKey wrapping() throws StorageException {
        return master.orElseThrow(() -> new StorageException(Reason.LOCKED, text(state)));
    }

    private static String text(State state) {
        return switch (state) {
            case State.Locked(String reason) -> "the stores are locked: " + reason;
            case State.Unlocked() -> "the stores are unlocked";
        };
    }

    /**
     * Gives a store a new key. What is written from now on needs it; what is there keeps its own.
     *
     * @return the number of the new key
     */
    public int rotate(String store) throws IOException {
        changing.lock();
        try {
            int next = keys(store).newest() + 1;
            MasterKey wrapping = wrapping();
            change(keys -> {
                List<WrappedKey> more = new ArrayList<>(keys);
                more.add(fresh(wrapping, store, next));
                return more;
            });
            unwrapped.remove(store);
            return keys(store).newest();
        } finally {
            changing.unlock();
        }
    }

    /** Drops the keys of a store before this one. Nothing may be left that needs them. */
    public void retire(String store, int before) throws IOException {
        changing.lock();
        try {
            if (before > keys(store).newest()) {
                throw new IllegalArgumentException("the newest key stays: " + before);
            }
            change(keys ->
                    keys.stream()
                            .filter(key -> !key.store().equals(store) || key.number() >= before)
                            .toList());
            unwrapped.remove(store);
        } finally {
            changing.unlock();
        }
    }

    /**
     * Wraps all keys with another master key too. From now on either opens the ring, and new keys
     * are wrapped with the other one; {@link #forget} ends that once the other is where the next
     * start finds it.
     */
    public void rewrap(MasterKey next) throws IOException {
        changing.lock();
        try {
            MasterKey now = wrapping();
            change(keys -> {
                List<WrappedKey> more = new ArrayList<>(keys);
                more.removeIf(key -> key.master().equals(next.id()));
                for (WrappedKey key : keys) {
                    if (key.master().equals(now.id()) && !now.id().equals(next.id())) {
                        more.add(wrap(next, key, unwrap(now, key)));
                    }
                }
                return more.isEmpty() ? keys : more;
            });
            master = Optional.of(next);
        } finally {
            changing.unlock();
        }
    }

    /** Drops what is wrapped with another master key than the one in use. */
    public void forget(String masterId) throws IOException {
        changing.lock();
        try {
            MasterKey now = wrapping();
            if (masterId.equals(now.id())) {
                throw new IllegalArgumentException("this master key is in use: " + masterId);
            }
            change(keys -> {
                Set<String> safe = new HashSet<>();
                keys.stream()
                        .filter(key -> key.master().equals(now.id()))
                        .forEach(key -> safe.add(key.store() + key.number()));
                return keys.stream()
                        .filter(key ->
                                !key.master().equals(masterId)
                                        || !safe.contains(key.store() + key.number()))
                        .toList();
            });
        } finally {
            changing.unlock();
        }
    }

    /** A change of the wrapped keys. */
    private interface Change {
        List<WrappedKey> of(List<WrappedKey> keys) throws IOException;
    }

    private void change(Change change) throws IOException {
        List<WrappedKey> before = kept.read();
        while (!kept.replace(before, change.of(before))) {
            before = kept.read();
        }
    }

    private WrappedKey fresh(MasterKey wrapping, String store, int number) {
        byte[] octets = new byte[OCTETS];
        random.nextBytes(octets);
        Instant now = clock.instant().truncatedTo(ChronoUnit.SECONDS);
        return wrap(wrapping, new WrappedKey(store, number, "", now, ""), octets);
    }

    private WrappedKey wrap(MasterKey wrapping, WrappedKey key, byte[] octets) {
        byte[] nonce = new byte[Crypto.NONCE_OCTETS];
        random.nextBytes(nonce);
        byte[] sealed = Crypto.seal(wrapping.key(), nonce, bound(wrapping, key), octets);
        return new WrappedKey(
                key.store(),
                key.number(),
                wrapping.id(),
                key.made(),
                HexFormat.of().formatHex(sealed));
    }

    /** A wrapped key cannot be passed off as that of another store, or another number. */
    private static byte[] bound(MasterKey wrapping, WrappedKey key) {
        return "%s %d %s"
                .formatted(key.store(), key.number(), wrapping.id())
                .getBytes(StandardCharsets.UTF_8);
    }

    private static StoreKeys unwrap(MasterKey wrapping, List<WrappedKey> keys, String store)
            throws StorageException {
        TreeMap<Integer, SecretKey> byNumber = new TreeMap<>();
        for (WrappedKey key : keys) {
            if (key.store().equals(store) && key.master().equals(wrapping.id())) {
                byNumber.put(key.number(), new SecretKeySpec(unwrap(wrapping, key), "AES"));
            }
        }
        if (byNumber.isEmpty()) {
            throw new StorageException(
                    Reason.LOCKED,
                    "the keys of %s are not wrapped by the master key %s"
                            .formatted(store, wrapping.id()));
        }
        return new StoreKeys(byNumber);
    }

    private static byte[] unwrap(MasterKey wrapping, WrappedKey key) throws StorageException {
        try {
            byte[] sealed = HexFormat.of().parseHex(key.sealed());
            if (sealed.length == Crypto.NONCE_OCTETS + OCTETS + Crypto.TAG_OCTETS) {
                return Crypto.open(wrapping.key(), bound(wrapping, key), sealed);
            }
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            // Said below, without what the exceptions may quote.
        }
        throw new StorageException(
                Reason.DAMAGED,
                "key %d of %s was changed or damaged".formatted(key.number(), key.store()));
    }
}
