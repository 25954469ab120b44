package dev.mailwarden.keep;

import dev.mailwarden.message.KeptId;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/**
 * Which kept copies to list. Everything given must hold.
 *
 * @param from not before
 * @param to before
 * @param equal exact values; addresses in any case
 * @param containing part of sender, a recipient, subject or Message-ID, in any case; empty for none
 * @param leastOctets of the body
 * @param mostOctets of the body
 * @param before copies older than this one, which ended the page before; empty for the first page
 * @param most on a page
 */
public record KeptQuery(
        Instant from,
        Instant to,
        Map<Field, String> equal,
        String containing,
        long leastOctets,
        long mostOctets,
        Optional<KeptId> before,
        int most) {

    /** The largest page. */
    public static final int LARGEST_PAGE = 1_000;

    /** What can be asked for exactly. */
    public enum Field {
        JOURNEY,
        SENDER,
        RECIPIENT,
        MESSAGE_ID,
        CLIENT,
        STATUS,
        ACTION,
        RULE
    }

    public KeptQuery {
        equal = Map.copyOf(equal);
        if (most < 1 || most > LARGEST_PAGE) {
            throw new IllegalArgumentException("a page has 1 to " + LARGEST_PAGE + " copies");
        }
    }

    /** {@return the newest copies} */
    public static KeptQuery newest(int most) {
        return new KeptQuery(
                Instant.EPOCH,
                Instant.ofEpochMilli(Long.MAX_VALUE),
                Map.of(),
                "",
                0,
                Long.MAX_VALUE,
                Optional.empty(),
                most);
    }

    /** {@return the same, and with this value} */
    public KeptQuery with(Field field, String value) {
        Map<Field, String> more = new EnumMap<>(Field.class);
        more.putAll(equal);
        more.put(field, value);
        return new KeptQuery(from, to, more, containing, leastOctets, mostOctets, before, most);
    }

    /** {@return the same, and with this text somewhere} */
    public KeptQuery containing(String text) {
        return new KeptQuery(from, to, equal, text, leastOctets, mostOctets, before, most);
    }

    /** {@return the same, of this time} */
    public KeptQuery between(Instant first, Instant end) {
        return new KeptQuery(first, end, equal, containing, leastOctets, mostOctets, before, most);
    }

    /** {@return the same, with bodies of these sizes} */
    public KeptQuery sized(long least, long largest) {
        return new KeptQuery(from, to, equal, containing, least, largest, before, most);
    }

    /** {@return the page that follows the one which this copy ended} */
    public KeptQuery after(KeptId last) {
        return new KeptQuery(
                from, to, equal, containing, leastOctets, mostOctets, Optional.of(last), most);
    }
}
