package dev.mailwarden.observe;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.classic.spi.StackTraceElementProxy;
import ch.qos.logback.core.encoder.EncoderBase;
import java.nio.charset.StandardCharsets;
import java.time.Instant;

/**
 * One event of the log for people: time in UTC, level, journey if there is one, short name of the
 * logger, text. What strangers sent stays in its line (TRUST-7); the lines of a stack trace begin
 * with a tab.
 */
final class LogLine extends EncoderBase<ILoggingEvent> {

    /** Longer text is cut: a line is for reading. */
    private static final int LONGEST_TEXT = 4_000;

    private static final int DEEPEST_CAUSE = 8;

    @Override
    public byte[] encode(ILoggingEvent event) {
        var line = new StringBuilder(160);
        line.append(Instant.ofEpochMilli(event.getTimeStamp()))
                .append(' ')
                .append(event.getLevel())
                .append(' ')
                .append(shortName(event.getLoggerName()))
                .append(": ");
        if (Journeys.CURRENT.isBound()) {
            line.append('[').append(Journeys.CURRENT.get()).append("] ");
        }
        line.append(Inert.text(String.valueOf(event.getFormattedMessage()), LONGEST_TEXT))
                .append('\n');
        appendCauses(line, event);
        return line.toString().getBytes(StandardCharsets.UTF_8);
    }

    private static void appendCauses(StringBuilder line, ILoggingEvent event) {
        IThrowableProxy cause = event.getThrowableProxy();
        for (int depth = 0; cause != null && depth < DEEPEST_CAUSE; depth++) {
            line.append('\t')
                    .append(depth == 0 ? "" : "because of ")
                    .append(cause.getClassName())
                    .append(": ")
                    .append(Inert.text(String.valueOf(cause.getMessage()), LONGEST_TEXT))
                    .append('\n');
            for (StackTraceElementProxy element : cause.getStackTraceElementProxyArray()) {
                line.append("\t    ").append(Inert.text(element.toString())).append('\n');
            }
            cause = cause.getCause();
        }
    }

    private static String shortName(String logger) {
        return logger.substring(logger.lastIndexOf('.') + 1);
    }

    @Override
    public byte[] headerBytes() {
        return new byte[0];
    }

    @Override
    public byte[] footerBytes() {
        return new byte[0];
    }
}
