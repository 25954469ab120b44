package dev.mailwarden.config;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Numbers of octets, as {@code 20 MiB} (powers of 1024), {@code 23 GB} (of 1000) or plain. */
final class Sizes {

    private static final Pattern SIZE = Pattern.compile("(\\d{1,18}) ?(|[kMGT]B|[KMGT]iB)");

    /** The unit that a size is written in if it is a whole number of it. */
    private enum Unit {
        TIB("TiB", 1L << 40),
        GIB("GiB", 1L << 30),
        MIB("MiB", 1L << 20),
        KIB("KiB", 1L << 10),
        TB("TB", 1_000_000_000_000L),
        GB("GB", 1_000_000_000),
        MB("MB", 1_000_000),
        KB("kB", 1_000),
        OCTET("", 1);

        private final String symbol;
        private final long octets;

        Unit(String symbol, long octets) {
            this.symbol = symbol;
            this.octets = octets;
        }
    }

    private Sizes() {}

    static Optional<Long> parse(String text) {
        Matcher size = SIZE.matcher(text);
        if (!size.matches()) {
            return Optional.empty();
        }
        long number = Long.parseLong(size.group(1));
        for (Unit unit : Unit.values()) {
            if (unit.symbol.equals(size.group(2))) {
                return number > Long.MAX_VALUE / unit.octets
                        ? Optional.empty()
                        : Optional.of(number * unit.octets);
            }
        }
        return Optional.empty();
    }

    static String format(long octets) {
        for (Unit unit : Unit.values()) {
            if (octets != 0 && octets % unit.octets == 0) {
                return (octets / unit.octets + " " + unit.symbol).strip();
            }
        }
        return Long.toString(octets);
    }
}
