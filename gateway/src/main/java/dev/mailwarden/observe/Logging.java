package dev.mailwarden.observe;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.filter.ThresholdFilter;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.OutputStreamAppender;
import ch.qos.logback.core.encoder.Encoder;
import ch.qos.logback.core.rolling.FixedWindowRollingPolicy;
import ch.qos.logback.core.rolling.RollingFileAppender;
import ch.qos.logback.core.rolling.TriggeringPolicyBase;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.slf4j.LoggerFactory;

/**
 * Sets up the log for people (DATA-7): {@code log/messages} and, of warnings and errors only,
 * {@code log/important} below the data directory, and standard error. Each file and its
 * predecessors stay within a limit; the oldest are deleted first.
 */
public final class Logging implements AutoCloseable {

    /** A file and nineteen predecessors. */
    private static final int FILES = 20;

    private final LoggerContext context;

    private Logging(LoggerContext context) {
        this.context = context;
    }

    /** How much is kept of each log. */
    public record Limits(long messagesOctets, long importantOctets) {}

    /** Logs to standard error only, as the commands do that are no gateway. */
    public static Logging toStandardError(Level least) {
        Logger root = root();
        root.detachAndStopAllAppenders();
        root.setLevel(least);
        root.addAppender(standardError(root.getLoggerContext()));
        return new Logging(root.getLoggerContext());
    }

    /**
     * Logs to files below a data directory, and to standard error.
     *
     * @param limits asked at each line, so that a change is effective at once
     */
    public static Logging toFiles(Path dataDirectory, Supplier<Limits> limits) throws IOException {
        Logging logging = toStandardError(Level.INFO);
        Path directory = dataDirectory.resolve("log");
        Files.createDirectories(
                directory,
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        Logger root = root();
        root.addAppender(
                logging.file(
                        directory.resolve("messages"),
                        () -> limits.get().messagesOctets(),
                        Level.INFO));
        root.addAppender(
                logging.file(
                        directory.resolve("important"),
                        () -> limits.get().importantOctets(),
                        Level.WARN));
        return logging;
    }

    private static Logger root() {
        return ((LoggerContext) LoggerFactory.getILoggerFactory())
                .getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    }

    private static Appender<ILoggingEvent> standardError(LoggerContext context) {
        var appender = new ConsoleAppender<ILoggingEvent>();
        appender.setName("stderr");
        appender.setTarget("System.err");
        start(appender, context);
        return appender;
    }

    private static void start(OutputStreamAppender<ILoggingEvent> appender, LoggerContext context) {
        Encoder<ILoggingEvent> encoder = new LogLine();
        encoder.setContext(context);
        encoder.start();
        appender.setContext(context);
        appender.setEncoder(encoder);
        appender.start();
    }

    private Appender<ILoggingEvent> file(Path file, LongSupplier octets, Level least) {
        var appender = new RollingFileAppender<ILoggingEvent>();
        appender.setContext(context);
        appender.setFile(file.toString());

        var rolling = new FixedWindowRollingPolicy();
        rolling.setContext(context);
        rolling.setParent(appender);
        rolling.setFileNamePattern(file + ".%i");
        rolling.setMinIndex(1);
        rolling.setMaxIndex(FILES - 1);
        rolling.start();

        var full = new WhenFull(octets);
        full.setContext(context);
        full.start();

        var threshold = new ThresholdFilter();
        threshold.setLevel(least.toString());
        threshold.start();

        appender.setRollingPolicy(rolling);
        appender.setTriggeringPolicy(full);
        appender.addFilter(threshold);
        start(appender, context);
        return appender;
    }

    /** Begins a new file when one has its share of the limit. */
    private static final class WhenFull extends TriggeringPolicyBase<ILoggingEvent> {

        private final LongSupplier octets;

        WhenFull(LongSupplier octets) {
            this.octets = octets;
        }

        @Override
        public boolean isTriggeringEvent(File active, ILoggingEvent event) {
            return active.length() >= octets.getAsLong() / FILES;
        }
    }

    /** Writes what is left; nothing is logged afterwards. */
    @Override
    public void close() {
        context.stop();
    }
}
