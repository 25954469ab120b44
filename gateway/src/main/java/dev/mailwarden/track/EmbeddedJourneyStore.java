package dev.mailwarden.track;

import dev.mailwarden.message.JourneyId;
import dev.mailwarden.storage.SqliteDatabase;
import dev.mailwarden.storage.StorageException;
import dev.mailwarden.storage.StorageException.Reason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Journeys in SQLite files by time. The newest file takes new journeys until it is a sixteenth of a
 * limit; then it is sealed with an index for parts of texts, and the oldest files are deleted until
 * the limits hold. What happens later on a journey is written to the file that it is in.
 *
 * <p>A file that turns out to be damaged is set aside, and the others go on.
 */
public final class EmbeddedJourneyStore implements JourneyStore {

    private static final Logger LOG = LoggerFactory.getLogger(EmbeddedJourneyStore.class);
    private static final Pattern NAME = Pattern.compile("([0-9]{15})\\.db");

    /** A file is at most such a part of a limit (DATA-4). */
    private static final int PARTS = 16;

    private static final long LONGEST_FILE = 64L << 20;

    /** With limits far above the default, files grow with them so that there are not too many. */
    private static final int MOST_FILES = 128;

    /** Of a file's size when it is sealed: the index makes it larger. */
    private static final double BEFORE_INDEX = 0.75;

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /** After so long a search shows what it has. */
    private static final long SEARCH_NANOS = Duration.ofSeconds(3).toNanos();

    private final Path directory;
    private final Supplier<Limits> limits;
    private final InstantSource clock;
    private final LongSupplier ticker;

    /** The oldest first. Changed by the writer, and by whoever finds a damaged one. */
    private final List<JourneyFileStore> files = new CopyOnWriteArrayList<>();

    /**
     * What is kept, whichever comes first.
     *
     * @param octets on the disk
     * @param age of the oldest file's beginning
     */
    public record Limits(long octets, Duration age) {}

    /**
     * Opens the store.
     *
     * @param directory of it alone; made if it is not there, 0700
     * @param limits asked at each change
     */
    public static EmbeddedJourneyStore open(
            Path directory, Supplier<Limits> limits, InstantSource clock, LongSupplier ticker)
            throws IOException {
        var store = new EmbeddedJourneyStore(directory, limits, clock, ticker);
        DiskVolume.createDirectory(directory);
        List<Path> found = list(directory);
        for (int i = 0; i < found.size(); i++) {
            store.openFile(found.get(i), i == found.size() - 1);
        }
        if (store.files.isEmpty() || store.newest().isSealed()) {
            store.begin(store.place());
        }
        return store;
    }

    private static List<Path> list(Path directory) throws IOException {
        try (Stream<Path> all = Files.list(directory)) {
            return all.filter(file -> NAME.matcher(file.getFileName().toString()).matches())
                    .sorted(Comparator.comparing(Path::getFileName))
                    .toList();
        }
    }

    private EmbeddedJourneyStore(
            Path directory, Supplier<Limits> limits, InstantSource clock, LongSupplier ticker) {
        this.directory = directory;
        this.limits = limits;
        this.clock = clock;
        this.ticker = ticker;
    }

    /** Only the file that is written is looked through; the others when they are read. */
    private void openFile(Path file, boolean check) throws IOException {
        try {
            files.add(JourneyFileStore.open(file, begun(file), options(check), ticker));
        } catch (StorageException e) {
            if (e.reason() != Reason.DAMAGED) {
                throw e;
            }
            setAside(file, e);
        }
    }

    private static SqliteDatabase.Options options(boolean check) {
        return new SqliteDatabase.Options(
                SqliteDatabase.Durability.IN_ORDER, 2, PATIENCE, Long.MAX_VALUE, check);
    }

    private static void setAside(Path file, StorageException cause) throws IOException {
        Path aside = SqliteDatabase.setAside(file);
        LOG.error("journeys: {} is damaged and was moved to {}", file, aside, cause);
    }

    private static Instant begun(Path file) {
        Matcher name = NAME.matcher(file.getFileName().toString());
        return Instant.ofEpochMilli(name.matches() ? Long.parseLong(name.group(1)) : 0);
    }

    private JourneyFileStore newest() {
        return files.getLast();
    }

    /** The newest file says it; a file that was set aside is made again from the journal. */
    @Override
    public JournalPlace place() throws IOException {
        return files.isEmpty() ? JournalPlace.BEGINNING : newest().place();
    }

    private void begin(JournalPlace place) throws IOException {
        long millis = clock.millis();
        if (!files.isEmpty()) {
            millis = Math.max(millis, newest().begun().toEpochMilli() + 1);
        }
        Path file = directory.resolve(String.format(Locale.ROOT, "%015d.db", millis));
        var begun =
                JourneyFileStore.open(file, Instant.ofEpochMilli(millis), options(true), ticker);
        begun.apply(List.of(), Optional.of(place));
        files.add(begun);
    }

    @Override
    public void apply(List<JourneyChange> changes, JournalPlace place) throws IOException {
        rollOver();
        JourneyFileStore newest = newest();
        Map<JourneyFileStore, List<JourneyChange>> byFile = byFile(changes, newest);
        List<JourneyChange> ofNewest = byFile.getOrDefault(newest, List.of());
        byFile.remove(newest);
        // The newest one last: it says that the others have it too.
        for (var older : byFile.entrySet()) {
            guarded(
                    older.getKey(),
                    file -> {
                        file.apply(older.getValue(), Optional.empty());
                        return true;
                    });
        }
        newest.apply(ofNewest, Optional.of(place));
        prune();
    }

    private Map<JourneyFileStore, List<JourneyChange>> byFile(
            List<JourneyChange> changes, JourneyFileStore newest) throws IOException {
        Set<JourneyId> unplaced = new HashSet<>();
        changes.forEach(change -> unplaced.add(change.journey()));
        Map<JourneyId, JourneyFileStore> places = new LinkedHashMap<>();
        for (JourneyFileStore file : files.reversed()) {
            Set<JourneyId> perhaps = new HashSet<>(unplaced);
            perhaps.removeIf(id -> !file.spans(id));
            for (JourneyId id : guarded(file, it -> it.present(perhaps)).orElse(Set.of())) {
                places.put(id, file);
                unplaced.remove(id);
            }
        }
        Map<JourneyFileStore, List<JourneyChange>> byFile = new LinkedHashMap<>();
        for (JourneyChange change : changes) {
            byFile.computeIfAbsent(
                            places.getOrDefault(change.journey(), newest), _ -> new ArrayList<>())
                    .add(change);
        }
        return byFile;
    }

    /** Begins a file when the newest is large or old enough. */
    private void rollOver() throws IOException {
        JourneyFileStore newest = newest();
        Limits now = limits.get();
        long longest =
                Math.min(Math.max(LONGEST_FILE, now.octets() / MOST_FILES), now.octets() / PARTS);
        boolean old = !newest.begun().plus(now.age().dividedBy(PARTS)).isAfter(clock.instant());
        if (newest.octets() >= longest * BEFORE_INDEX || (old && newest.last().isPresent())) {
            begin(newest.place());
            guarded(
                    newest,
                    file -> {
                        file.seal();
                        return true;
                    });
        }
    }

    /** Deletes the oldest files until the limits hold; never the newest. */
    private void prune() throws IOException {
        Limits now = limits.get();
        Instant notBefore = clock.instant().minus(now.age());
        long octets = octets();
        while (files.size() > 1
                && (octets > now.octets() || files.getFirst().begun().isBefore(notBefore))) {
            JourneyFileStore oldest = files.removeFirst();
            octets -= oldest.octets();
            oldest.close();
            SqliteDatabase.delete(oldest.file());
        }
    }

    private long octets() {
        return files.stream().mapToLong(JourneyFileStore::octets).sum();
    }

    /** What is done with a file. */
    private interface Deed<T> {
        T with(JourneyFileStore file) throws IOException;
    }

    /** {@return what was asked for; empty if the file is damaged, which is set aside then} */
    private <T> Optional<T> guarded(JourneyFileStore file, Deed<T> deed) throws IOException {
        try {
            return Optional.of(deed.with(file));
        } catch (StorageException e) {
            if (!files.contains(file)) {
                return Optional.empty(); // deleted meanwhile, as the oldest
            }
            if (e.reason() != Reason.DAMAGED || file == newest()) {
                throw e;
            }
            if (files.remove(file)) {
                file.close();
                setAside(file.file(), e);
            }
            return Optional.empty();
        }
    }

    @Override
    public JourneyPage find(JourneyQuery query) throws IOException {
        long start = ticker.getAsLong();
        List<JourneyRow> rows = new ArrayList<>();
        List<JourneyFileStore> wanted = new ArrayList<>(files.reversed());
        wanted.removeIf(file -> !file.meets(query.first(), query.end()));
        // By their newest journey: a late event can put an old one into a new file.
        wanted.sort(
                Comparator.comparing((JourneyFileStore file) -> file.last().orElseThrow())
                        .reversed());
        for (JourneyFileStore file : wanted) {
            if (rows.size() > query.most() && isBehind(file, rows.get(query.most()))) {
                break;
            }
            if (ticker.getAsLong() - start > SEARCH_NANOS) {
                return page(rows, query, file.last());
            }
            rows.addAll(guarded(file, it -> it.find(query, query.most() + 1)).orElse(List.of()));
            rows.sort(Comparator.comparing(JourneyRow::journey).reversed());
        }
        return page(rows, query, Optional.empty());
    }

    private static boolean isBehind(JourneyFileStore file, JourneyRow row) {
        return file.last().filter(last -> last.compareTo(row.journey()) > 0).isEmpty();
    }

    /**
     * Cuts a page.
     *
     * @param unseen newest journey of what was not searched for want of time
     */
    private static JourneyPage page(
            List<JourneyRow> rows, JourneyQuery query, Optional<JourneyId> unseen) {
        List<JourneyRow> shown = new ArrayList<>(rows);
        unseen.ifPresent(edge -> shown.removeIf(row -> row.journey().compareTo(edge) <= 0));
        boolean full = shown.size() > query.most();
        List<JourneyRow> page = full ? shown.subList(0, query.most()) : shown;
        Optional<JourneyId> next =
                full
                        ? Optional.of(page.getLast().journey())
                        : unseen.map(EmbeddedJourneyStore::after);
        return new JourneyPage(page, next, full || unseen.isEmpty());
    }

    /** {@return the id before which the next page begins so that it still has this one} */
    private static JourneyId after(JourneyId id) {
        long low = id.low() + 1;
        return new JourneyId(low == 0 ? id.high() + 1 : id.high(), low);
    }

    @Override
    public Optional<JourneyStory> story(JourneyId journey) throws IOException {
        for (JourneyFileStore file : files.reversed()) {
            if (file.spans(journey)) {
                Optional<JourneyStory> story =
                        guarded(file, it -> it.story(journey)).flatMap(found -> found);
                if (story.isPresent()) {
                    return story;
                }
            }
        }
        return Optional.empty();
    }

    @Override
    public Stock stock() {
        Limits now = limits.get();
        Optional<Instant> oldest =
                files.size() == 1 && newest().last().isEmpty()
                        ? Optional.empty()
                        : Optional.of(files.getFirst().begun());
        return new Stock(octets(), now.octets(), oldest, oldest.map(at -> at.plus(now.age())));
    }

    @Override
    public void close() {
        files.forEach(JourneyFileStore::close);
    }
}
