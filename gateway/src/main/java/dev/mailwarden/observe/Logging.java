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
import ch.qos.logback.core.rolling.SizeBasedTriggeringPolicy;
import ch.qos.logback.core.util.Duration;
import ch.qos.logback.core.util.FileSize;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
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

    /**
     * How much is kept.
     *
     * @param messagesOctets 23 GB by default
     * @param importantOctets 500 MB by default
     */
    public record Limits(long messagesOctets, long importantOctets) {

        /** Those of DATA-7. */
        public static final Limits STANDARD = new Limits(23_000_000_000L, 500_000_000L);
    }

    /** Logs to standard error only, as the commands do that are no gateway. */
    public static Logging toStandardError(Level least) {
        Logger root = root();
        root.detachAndStopAllAppenders();
        root.setLevel(least);
        root.addAppender(standardError(root.getLoggerContext()));
        return new Logging(root.getLoggerContext());
    }

    /** Logs to files below a data directory, and to standard error. */
    public static Logging toFiles(Path dataDirectory, Limits limits) throws IOException {
        Logging logging = toStandardError(Level.INFO);
        Path directory = dataDirectory.resolve("log");
        Files.createDirectories(
                directory,
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        Logger root = root();
        root.addAppender(
                logging.file(directory.resolve("messages"), limits.messagesOctets(), Level.INFO));
        root.addAppender(
                logging.file(directory.resolve("important"), limits.importantOctets(), Level.WARN));
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

    private Appender<ILoggingEvent> file(Path file, long octets, Level least) {
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

        var full = new SizeBasedTriggeringPolicy<ILoggingEvent>();
        full.setContext(context);
        full.setMaxFileSize(new FileSize(octets / FILES));
        full.setCheckIncrement(Duration.buildByMilliseconds(0)); // at each event
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

    /** Writes what is left; nothing is logged afterwards. */
    @Override
    public void close() {
        context.stop();
    }
}
