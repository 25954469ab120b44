package dev.mailwarden.track;

import dev.mailwarden.message.JourneyId;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/**
 * Which journeys to list. Everything given must hold; what is said of recipients must hold of one
 * and the same.
 *
 * @param from begun not before
 * @param to begun before
 * @param equal exact values, in any case
 * @param containing part of a sender, recipient, subject, Message-ID, client or HELO name, in any
 *     case; empty for none
 * @param before journeys begun before this one, the last of the page before; empty for the first
 *     page
 * @param most on a page
 */
public record JourneyQuery(
        Instant from,
        Instant to,
        Map<Field, String> equal,
        String containing,
        Optional<JourneyId> before,
        int most) {

    /** The largest page. */
    public static final int LARGEST_PAGE = 1_000;

    /** The end of all time, as far as ids of journeys go. */
    private static final Instant LATEST = Instant.ofEpochMilli((1L << 48) - 1);

    /** What can be asked for exactly, the most telling first: the first one given leads. */
    public enum Field {
        MESSAGE_ID,
        RECIPIENT,
        SENDER,
        CLIENT,
        RULE,
        STATUS,
        ACTION,
        /** Of the sender or of a recipient. */
        DOMAIN,
        OUTCOME
    }

    public JourneyQuery {
        equal = Map.copyOf(equal);
        if (most < 1 || most > LARGEST_PAGE) {
            throw new IllegalArgumentException("a page has 1 to " + LARGEST_PAGE + " journeys");
        }
        if (from.isBefore(Instant.EPOCH) || to.isAfter(LATEST)) {
            throw new IllegalArgumentException("no journey begins then");
        }
    }

    /** {@return the newest journeys} */
    public static JourneyQuery newest(int most) {
        return new JourneyQuery(Instant.EPOCH, LATEST, Map.of(), "", Optional.empty(), most);
    }

    /** {@return the same, and with this value} */
    public JourneyQuery with(Field field, String value) {
        Map<Field, String> more = new EnumMap<>(Field.class);
        more.putAll(equal);
        more.put(field, value);
        return new JourneyQuery(from, to, more, containing, before, most);
    }

    /** {@return the same, and with this text somewhere} */
    public JourneyQuery containing(String text) {
        return new JourneyQuery(from, to, equal, text, before, most);
    }

    /** {@return the same, of this time} */
    public JourneyQuery between(Instant first, Instant end) {
        return new JourneyQuery(first, end, equal, containing, before, most);
    }

    /** {@return the page that follows the one which this journey ended} */
    public JourneyQuery after(JourneyId last) {
        return new JourneyQuery(from, to, equal, containing, Optional.of(last), most);
    }

    /** {@return the first id that is wanted} */
    JourneyId first() {
        return new JourneyId(from.toEpochMilli() << 16, 0);
    }

    /** {@return the id before which journeys are wanted} */
    JourneyId end() {
        JourneyId byTime = new JourneyId(to.toEpochMilli() << 16, 0);
        return before.filter(id -> id.compareTo(byTime) < 0).orElse(byTime);
    }
}
