package dev.mailwarden.mail.budget;

import java.time.Duration;

/**
 * How much of each resource one message may use.
 *
 * @param octets that decoders and unpackers may give, at least 1
 * @param ratio octets out for each octet in, once more than {@code ratioFrom} are out
 * @param ratioFrom octets of one container that may come out at any ratio
 * @param entries of containers
 * @param depth from 1 to {@value #MAX_DEPTH}; a message that holds nothing else has depth 1
 * @param parts of messages, each view of a part counted
 * @param headers fields of all headers
 * @param urls found anywhere
 * @param cpu time of a processor for one object
 */
public record Limits(
        long octets,
        int ratio,
        long ratioFrom,
        int entries,
        int depth,
        int parts,
        int headers,
        int urls,
        Duration cpu) {

    /** The greatest depth that can be set. */
    public static final int MAX_DEPTH = 20_000;

    /**
     * 1 GiB out, a ratio of 100 after the first 10 MiB, 10,000 entries, depth 32, 10,000 parts,
     * 100,000 header fields, 10,000 URLs, 10 seconds for an object.
     */
    public static final Limits DEFAULT =
            new Limits(
                    1L << 30,
                    100,
                    10L << 20,
                    10_000,
                    32,
                    10_000,
                    100_000,
                    10_000,
                    Duration.ofSeconds(10));

    public Limits {
        if (octets < 1 || ratio < 1 || ratioFrom < 0 || entries < 1 || parts < 1) {
            throw new IllegalArgumentException("octets, ratio, entries, parts: at least 1");
        }
        if (depth < 1 || depth > MAX_DEPTH) {
            throw new IllegalArgumentException("depth must be from 1 to " + MAX_DEPTH);
        }
        if (headers < 1 || urls < 1 || !cpu.isPositive()) {
            throw new IllegalArgumentException("headers, urls, cpu: at least 1");
        }
    }

    /** {@return the same limits with another depth} */
    public Limits withDepth(int other) {
        return new Limits(octets, ratio, ratioFrom, entries, other, parts, headers, urls, cpu);
    }

    /** {@return the same limits with another number of octets} */
    public Limits withOctets(long other) {
        return new Limits(other, ratio, ratioFrom, entries, depth, parts, headers, urls, cpu);
    }

    /** {@return the same limits with another number of parts} */
    public Limits withParts(int other) {
        return new Limits(octets, ratio, ratioFrom, entries, depth, other, headers, urls, cpu);
    }
}
