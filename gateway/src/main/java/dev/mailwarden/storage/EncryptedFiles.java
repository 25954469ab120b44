package dev.mailwarden.storage;

import dev.mailwarden.storage.BlobFormat.Chunks;
import dev.mailwarden.storage.BlobFormat.Header;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.crypto.Cipher;
import javax.crypto.SecretKey;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Bodies in encrypted files below one directory, in 256 directories by the first octet of their
 * names. A name is a keyed hash of the id. A file gets its name when all of it is on stable
 * storage; until then it is in {@code unfinished}, which is emptied at every start.
 *
 * <p>In memory are two chunks for each body that is written or read.
 */
public final class EncryptedFiles implements BlobStore {

    private static final Logger LOG = LoggerFactory.getLogger(EncryptedFiles.class);
    private static final Pattern NAME = Pattern.compile("[0-9a-f]{40}");
    private static final String SUFFIX = ".blob";

    private final Path directory;
    private final Path unfinished;
    private final String store;
    private final KeyRing ring;
    private final SecureRandom random;
    private final BlobVolume volume;
    private final AtomicLong serial = new AtomicLong();
    private final LongAdder octets = new LongAdder();
    private final LongAdder count = new LongAdder();
    private final Set<String> before;
    private final List<String> foreign;

    /**
     * Opens a store; the key ring may still be locked.
     *
     * @param directory of this store alone; made if it is not there, 0700
     * @param store name of its keys
     */
    public static EncryptedFiles open(
            Path directory, String store, KeyRing ring, SecureRandom random) throws IOException {
        return open(directory, store, ring, random, new BlobVolume.Disk());
    }

    static EncryptedFiles open(
            Path directory, String store, KeyRing ring, SecureRandom random, BlobVolume volume)
            throws IOException {
        Path unfinished = directory.resolve("unfinished");
        OwnerOnly.createDirectory(unfinished);
        for (Path part : list(unfinished)) {
            volume.delete(part);
        }
        return new EncryptedFiles(directory, unfinished, store, ring, random, volume);
    }

    private EncryptedFiles(
            Path directory,
            Path unfinished,
            String store,
            KeyRing ring,
            SecureRandom random,
            BlobVolume volume)
            throws IOException {
        this.directory = directory;
        this.unfinished = unfinished;
        this.store = store;
        this.ring = ring;
        this.random = random;
        this.volume = volume;
        Set<String> names = new HashSet<>();
        List<String> strange = new ArrayList<>();
        for (Path file : files()) {
            String name = name(file);
            if (name.isEmpty()) {
                strange.add(directory.relativize(file).toString());
            } else {
                names.add(name);
                count(1, Files.size(file));
            }
        }
        before = Collections.synchronizedSet(names);
        foreign = List.copyOf(strange);
        if (!foreign.isEmpty()) {
            LOG.warn("{} holds files that are none of its own: {}", directory, foreign);
        }
    }

    private void count(long more, long moreOctets) {
        count.add(more);
        octets.add(moreOctets);
    }

    private List<Path> files() throws IOException {
        List<Path> files = new ArrayList<>();
        for (Path part : list(directory)) {
            if (!part.equals(unfinished) && Files.isDirectory(part)) {
                files.addAll(list(part));
            }
        }
        return files;
    }

    private static List<Path> list(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.toList();
        }
    }

    /** {@return the name of a file in its place, or empty} */
    private String name(Path file) {
        String text = file.getFileName().toString();
        String name = text.endsWith(SUFFIX) ? text.substring(0, text.length() - 5) : "";
        return NAME.matcher(name).matches() && file.equals(place(name)) ? name : "";
    }

    private Path place(String name) {
        return directory.resolve(name.substring(0, 2)).resolve(name + SUFFIX);
    }

    /** The key of names is one of its own and never changes, so that an id has one name. */
    private String nameOf(String id) throws IOException {
        SecretKey key = ring.keys(store + ".names").key(1).orElseThrow();
        return HexFormat.of().formatHex(Crypto.mac(key.getEncoded(), id), 0, 20);
    }

    @Override
    public long put(String id, InputStream body) throws IOException {
        StoreKeys keys = ring.keys(store);
        String name = nameOf(id);
        Path part = unfinished.resolve(name + "." + serial.incrementAndGet());
        long length;
        try {
            length = write(part, name, id, keys, body);
            publish(part, name);
        } catch (IOException | RuntimeException e) {
            discard(part, e);
            throw e;
        }
        return length;
    }

    private void publish(Path part, String name) throws IOException {
        long size = Files.size(part);
        Path place = place(name);
        long replaced = Files.exists(place) ? Files.size(place) : -1;
        volume.publish(part, place);
        before.remove(name);
        count(replaced < 0 ? 1 : 0, size - Math.max(0, replaced));
    }

    private void discard(Path part, Exception cause) {
        try {
            volume.delete(part);
        } catch (IOException e) {
            cause.addSuppressed(e); // the next start deletes it
        }
    }

    private long write(Path part, String name, String id, StoreKeys keys, InputStream body)
            throws IOException {
        byte[] salt = new byte[BlobFormat.SALT_OCTETS];
        random.nextBytes(salt);
        Header header = new Header(keys.newest(), salt);
        SecretKey key = header.derive(keys.key(keys.newest()).orElseThrow(), name);
        Chunks chunks = new Chunks(Cipher.ENCRYPT_MODE, key);
        byte[] clear = new byte[BlobFormat.CHUNK_OCTETS];
        byte[] sealed = new byte[BlobFormat.CHUNK_OCTETS + Crypto.TAG_OCTETS];
        try (BlobVolume.Sink sink = volume.create(part)) {
            sink.write(header.write());
            byte[] idChunk = BlobFormat.idChunk(id);
            int count = chunks.next(idChunk, idChunk.length, sealed, false);
            sink.write(ByteBuffer.wrap(sealed, 0, count));
            long length = 0;
            int read;
            do {
                read = body.readNBytes(clear, 0, clear.length);
                length += read;
                // A full chunk is never the last one, so that its end is known when it is read.
                count = chunks.next(clear, read, sealed, read < clear.length);
                sink.write(ByteBuffer.wrap(sealed, 0, count));
            } while (read == clear.length);
            sink.force();
            return length;
        }
    }

    @Override
    public Optional<InputStream> open(String id) throws IOException {
        return reader(nameOf(id)).map(reader -> reader);
    }

    private Optional<BlobReader> reader(String name) throws IOException {
        StoreKeys keys = ring.keys(store);
        InputStream file;
        try {
            file = Files.newInputStream(place(name));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
        try {
            return Optional.of(new BlobReader(file, keys, name));
        } catch (IOException | RuntimeException e) {
            file.close();
            throw e;
        }
    }

    @Override
    public boolean has(String id) throws IOException {
        if (!Files.exists(unfinished)) {
            throw new NoSuchFileException(directory + " is not mounted");
        }
        return Files.exists(place(nameOf(id)));
    }

    @Override
    public boolean delete(String id) throws IOException {
        return deleteNamed(nameOf(id));
    }

    private boolean deleteNamed(String name) throws IOException {
        Path place = place(name);
        long size = Files.exists(place) ? Files.size(place) : 0;
        boolean was = volume.delete(place);
        before.remove(name);
        if (was) {
            count(-1, -size);
        }
        return was;
    }

    @Override
    public void forEach(Consumer<String> ids) throws IOException {
        for (Path file : files()) {
            String name = name(file);
            if (!name.isEmpty()) {
                Optional<BlobReader> reader = reader(name);
                if (reader.isPresent()) {
                    ids.accept(reader.get().id());
                    reader.get().close();
                }
            }
        }
    }

    @Override
    public int sweep(Iterable<String> wanted) throws IOException {
        Set<String> unwanted = new HashSet<>(before);
        for (String id : wanted) {
            unwanted.remove(nameOf(id));
        }
        int deleted = 0;
        for (String name : unwanted) {
            // What was put again since is wanted after all.
            if (before.contains(name) && deleteNamed(name)) {
                deleted++;
            }
        }
        before.clear();
        return deleted;
    }

    @Override
    public boolean reseal(String id) throws IOException {
        Optional<BlobReader> reader = reader(nameOf(id));
        if (reader.isEmpty()) {
            return false;
        }
        try (BlobReader body = reader.get()) {
            if (body.key() != ring.keys(store).newest()) {
                put(id, body);
            }
        }
        return true;
    }

    @Override
    public long octets() {
        return octets.sum();
    }

    @Override
    public long count() {
        return count.sum();
    }

    @Override
    public List<String> foreign() {
        return foreign;
    }

    @Override
    public void close() {
        before.clear();
    }

    /** {@return whether the store can be used; if not, why} */
    public KeyRing.State state() {
        return ring.state();
    }
}
