package dev.mailwarden;

import dev.mailwarden.config.LiveSettings;
import dev.mailwarden.config.Node;
import dev.mailwarden.config.Settings;
import dev.mailwarden.keep.Keep;
import dev.mailwarden.keep.Room;
import dev.mailwarden.storage.Database;
import dev.mailwarden.storage.KeyRing;
import dev.mailwarden.storage.Migrations;
import dev.mailwarden.storage.PostgresDatabase;
import dev.mailwarden.storage.WrappedKeyFile;
import dev.mailwarden.storage.WrappedKeyStore;
import dev.mailwarden.storage.WrappedKeys;
import dev.mailwarden.track.EmbeddedJourneyStore;
import dev.mailwarden.track.JourneyStore;
import dev.mailwarden.track.SharedJourneyStore;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The stores of a node beside its spool, opened together. */
final class Stores implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Stores.class);

    /** Of PostgreSQL, for these stores together. */
    private static final int CONNECTIONS = 10;

    private final KeyRing ring;
    private final Keep keep;
    private final JourneyStore journeys;

    private Stores(KeyRing ring, Keep keep, JourneyStore journeys) {
        this.ring = ring;
        this.keep = keep;
        this.journeys = journeys;
    }

    /** Opens them where the node says; without a master key what is kept stays locked. */
    static Stores open(
            Node node,
            LiveSettings settings,
            SecureRandom random,
            InstantSource clock,
            LongSupplier ticker)
            throws IOException {
        return switch (node.storage().engine()) {
            case EMBEDDED -> embedded(node, settings, random, clock, ticker);
            case POSTGRESQL -> shared(node, settings, random, clock);
        };
    }

    private static Stores embedded(
            Node node,
            LiveSettings settings,
            SecureRandom random,
            InstantSource clock,
            LongSupplier ticker)
            throws IOException {
        Path data = node.dataDirectory();
        KeyRing ring = ring(node, new WrappedKeyFile(data.resolve("store-keys")), random, clock);
        Keep keep =
                Keep.open(
                        data.resolve("kept"),
                        node.hostName().name(),
                        ring,
                        random,
                        limits(settings),
                        ticker);
        try {
            return new Stores(
                    ring,
                    keep,
                    EmbeddedJourneyStore.open(
                            data.resolve("journeys"), journeyLimits(settings), clock, ticker));
        } catch (IOException | RuntimeException e) {
            keep.close();
            throw e;
        }
    }

    private static Stores shared(
            Node node, LiveSettings settings, SecureRandom random, InstantSource clock)
            throws IOException {
        List<Migrations> schema = new ArrayList<>(Keep.SCHEMA);
        schema.add(WrappedKeyStore.SCHEMA);
        schema.add(SharedJourneyStore.SCHEMA);
        Database database =
                PostgresDatabase.open(KeptSettings.access(node.storage(), CONNECTIONS), schema);
        try {
            KeyRing ring = ring(node, new WrappedKeyStore(database), random, clock);
            return new Stores(
                    ring,
                    Keep.open(
                            database,
                            node.dataDirectory().resolve("kept"),
                            node.hostName().name(),
                            ring,
                            random,
                            limits(settings)),
                    SharedJourneyStore.open(
                            database, node.hostName().name(), journeyLimits(settings), clock));
        } catch (IOException | RuntimeException e) {
            database.close();
            throw e;
        }
    }

    private static KeyRing ring(
            Node node, WrappedKeys kept, SecureRandom random, InstantSource clock) {
        KeyRing ring = new KeyRing(kept, random, clock);
        node.masterKeyFile().ifPresent(ring::unlock);
        if (ring.state() instanceof KeyRing.State.Locked(String reason)) {
            LOG.warn(
                    "Backup and quarantine are locked, and mail for them is answered 451: {}",
                    reason);
        }
        return ring;
    }

    private static Keep.Limits limits(LiveSettings settings) {
        return new Keep.Limits(
                () -> {
                    Settings.Backup backup = settings.get().stores().backup();
                    return new Room(backup.octets(), backup.messages());
                },
                () -> {
                    Settings.Quarantine quarantine = settings.get().stores().quarantine();
                    return new Room(quarantine.octets(), quarantine.messages());
                });
    }

    /** Rows of journeys are kept as long as the events that they are made from. */
    private static Supplier<EmbeddedJourneyStore.Limits> journeyLimits(LiveSettings settings) {
        return () -> {
            Settings.Logs logs = settings.get().logs();
            return new EmbeddedJourneyStore.Limits(logs.eventOctets(), logs.eventAge());
        };
    }

    /** {@return the keys of the stores} */
    KeyRing ring() {
        return ring;
    }

    /** {@return kept messages} */
    Keep keep() {
        return keep;
    }

    /** {@return the rows of journeys} */
    JourneyStore journeys() {
        return journeys;
    }

    /** Called when nothing writes to them any more. */
    @Override
    public void close() {
        journeys.close();
        keep.close();
    }
}
