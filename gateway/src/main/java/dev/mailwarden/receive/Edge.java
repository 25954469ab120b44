package dev.mailwarden.receive;

import dev.mailwarden.config.Settings;
import dev.mailwarden.mail.smtp.Domain;
import java.time.InstantSource;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/**
 * What all sessions share.
 *
 * @param settings the snapshot in force, read once for each transaction
 * @param ticker monotonic nanoseconds, as {@link System#nanoTime}
 * @param random safe for any number of threads
 */
record Edge(
        Domain hostName,
        Supplier<Settings> settings,
        Ports ports,
        DataBuffers buffers,
        InstantSource clock,
        LongSupplier ticker,
        RandomGenerator random) {}
