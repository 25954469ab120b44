package dev.mailwarden.policy;

import java.util.List;

/** One thing that may hold of a message (CF-2). */
public sealed interface Condition {

    /** The message has more octets than this. */
    record SizeOver(long octets) implements Condition {}

    /**
     * Some text of the message is, or is not, among some patterns.
     *
     * @param place where the text stands
     * @param header its name, if the place is a header field of any name; else empty
     * @param among whether one must match, rather than none
     */
    record Text(Place place, String header, boolean among, Patterns patterns)
            implements Condition {}

    /**
     * Some attachment is, or is not, of a type by its content.
     *
     * @param among whether one attachment must be of one of the types, rather than one be of none
     * @param types ids of types or categories, or {@code unknown}
     * @param dictionaries names of dictionaries with more of them
     * @param inside whether what is in containers counts too
     */
    record Type(boolean among, List<String> types, List<String> dictionaries, boolean inside)
            implements Condition {

        public Type {
            types = List.copyOf(types);
            dictionaries = List.copyOf(dictionaries);
        }
    }

    /** Where a text stands. */
    enum Place {
        SUBJECT,
        BODY,
        /** Reverse-path and From. */
        SENDER,
        /** Forward-paths and To. */
        RECIPIENT,
        CC,
        HEADER,
        /** Of attachments, as any reader may see it. */
        ATTACHMENT_NAME,
        /** The same, of what is in containers too. */
        INNER_NAME
    }

    /**
     * What a text may match.
     *
     * @param texts found anywhere, case aside
     * @param masks that the whole must match, with {@code *} and {@code ?}
     * @param expressions linear-time, found anywhere, case aside
     * @param dictionaries names of dictionaries with more of them
     */
    record Patterns(
            List<String> texts,
            List<String> masks,
            List<String> expressions,
            List<String> dictionaries) {

        public Patterns {
            texts = List.copyOf(texts);
            masks = List.copyOf(masks);
            expressions = List.copyOf(expressions);
            dictionaries = List.copyOf(dictionaries);
        }
    }
}
