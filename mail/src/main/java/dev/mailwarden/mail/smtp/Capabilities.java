package dev.mailwarden.mail.smtp;

import dev.mailwarden.mail.ForeignOctets;
import dev.mailwarden.mail.sasl.Mechanism;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;

/**
 * What a server offered in its answer to EHLO, as far as this client knows to use it.
 *
 * @param binaryMime BINARYMIME was offered, and CHUNKING, without which it means nothing
 * @param mechanisms of AUTH, as far as we know them, the best first (RFC 4954 §4)
 * @param size SIZE was offered (RFC 1870)
 * @param maxOctets the largest message the server takes, absent if it did not say
 * @param maxRecipients RCPTMAX of LIMITS (RFC 9422 §4.2), at least 1
 * @param maxTransactions MAILMAX of LIMITS (RFC 9422 §4.1), at least 1
 */
@ForeignOctets
public record Capabilities(
        boolean pipelining,
        boolean chunking,
        boolean binaryMime,
        boolean eightBitMime,
        boolean smtpUtf8,
        boolean dsn,
        boolean startTls,
        List<Mechanism> mechanisms,
        boolean size,
        OptionalLong maxOctets,
        OptionalInt maxRecipients,
        OptionalInt maxTransactions) {

    /** What a server has that knows only HELO. */
    public static final Capabilities NONE = new Reading().finish();

    /** Reads the answer to EHLO; what is not understood is not there (RFC 5321 §4.1.1.1). */
    public static Capabilities of(ServerReply ehlo) {
        Reading reading = new Reading();
        List<String> lines = ehlo.lines();
        for (String line : lines.subList(1, lines.size())) {
            reading.keyword(words(Ascii.upper(line)));
        }
        return reading.finish();
    }

    /** {@return the words of a line, of which there is at least one} */
    private static List<String> words(String line) {
        List<String> words = new ArrayList<>();
        int from = 0;
        while (from < line.length()) {
            int space = line.indexOf(' ', from);
            int to = space < 0 ? line.length() : space;
            if (to > from) {
                words.add(line.substring(from, to));
            }
            from = to + 1;
        }
        return words.isEmpty() ? List.of("") : words;
    }

    private static final class Reading {
        private boolean pipelining;
        private boolean chunking;
        private boolean binaryMime;
        private boolean eightBitMime;
        private boolean smtpUtf8;
        private boolean dsn;
        private boolean startTls;
        private final Set<Mechanism> mechanisms = EnumSet.noneOf(Mechanism.class);
        private boolean size;
        private OptionalLong maxOctets = OptionalLong.empty();
        private OptionalInt maxRecipients = OptionalInt.empty();
        private OptionalInt maxTransactions = OptionalInt.empty();

        void keyword(List<String> words) {
            switch (words.getFirst()) {
                case "PIPELINING" -> pipelining = true;
                case "CHUNKING" -> chunking = true;
                case "BINARYMIME" -> binaryMime = true;
                case "8BITMIME" -> eightBitMime = true;
                case "SMTPUTF8" -> smtpUtf8 = true;
                case "DSN" -> dsn = true;
                case "STARTTLS" -> startTls = true;
                case "AUTH" ->
                        words.forEach(word -> Mechanism.named(word).ifPresent(mechanisms::add));
                case "SIZE" -> size(words);
                case "LIMITS" -> limits(words);
                default -> {
                    // An extension this client does not use.
                }
            }
        }

        /** A SIZE of 0 or none at all is no limit (RFC 1870 §4). */
        private void size(List<String> words) {
            size = true;
            long value = words.size() > 1 ? number(words.get(1)) : 0;
            maxOctets = value > 0 ? OptionalLong.of(value) : OptionalLong.empty();
        }

        private void limits(List<String> words) {
            for (int i = 1; i < words.size(); i++) {
                int equals = words.get(i).indexOf('=');
                long value = equals < 0 ? 0 : number(words.get(i).substring(equals + 1));
                if (value < 1 || value > Integer.MAX_VALUE) {
                    continue;
                }
                switch (words.get(i).substring(0, equals)) {
                    case "RCPTMAX" -> maxRecipients = OptionalInt.of((int) value);
                    case "MAILMAX" -> maxTransactions = OptionalInt.of((int) value);
                    default -> {
                        // A limit this client does not use.
                    }
                }
            }
        }

        /**
         * {@return the number, or 0 for what is none; more digits than a long has mean no limit}
         */
        private static long number(String text) {
            if (text.isEmpty()
                    || text.length() > 18
                    || !text.chars().allMatch(c -> c >= '0' && c <= '9')) {
                return 0;
            }
            return Long.parseLong(text);
        }

        Capabilities finish() {
            return new Capabilities(
                    pipelining,
                    chunking,
                    chunking && binaryMime, // RFC 3030 §3: it needs BDAT
                    eightBitMime,
                    smtpUtf8,
                    dsn,
                    startTls,
                    List.copyOf(mechanisms),
                    size,
                    maxOctets,
                    maxRecipients,
                    maxTransactions);
        }
    }
}
