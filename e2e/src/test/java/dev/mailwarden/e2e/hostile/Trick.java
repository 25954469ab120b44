package dev.mailwarden.e2e.hostile;

import java.util.List;
import java.util.Map;

/**
 * One attack, after repetition.
 *
 * @param name of the trick and the values put into it
 * @param options {@code kind}, {@code listener}, {@code policy} and so on
 * @param steps what the client does; empty for {@code starttls-client}
 * @param answers what the server says, by {@code on VERB}, {@code tls VERB} or {@code greeting}
 */
record Trick(
        String name, Map<String, String> options, List<Step> steps, Map<String, String> answers) {

    Trick {
        options = Map.copyOf(options);
        steps = List.copyOf(steps);
        answers = Map.copyOf(answers);
    }

    /** What the client does next. */
    sealed interface Step {

        /**
         * Sends a line and reads one reply, which a trick with {@code decisive} wants to be 2xx.
         */
        record Say(String text, boolean decisive) implements Step {}

        /** Sends octets, in one packet or in two. */
        record Send(List<String> packets) implements Step {
            public Send {
                packets = List.copyOf(packets);
            }
        }

        /** Sends octets as a last chunk and reads one reply. */
        record Chunk(String octets) implements Step {}

        /** Reads one reply. */
        record Read() implements Step {}

        /** Shakes hands. */
        record StartTls() implements Step {}

        /** Wants octets from the server. */
        record Quiet() implements Step {}
    }

    String option(String name, String otherwise) {
        return options.getOrDefault(name, otherwise);
    }

    @Override
    public String toString() {
        return name;
    }
}
