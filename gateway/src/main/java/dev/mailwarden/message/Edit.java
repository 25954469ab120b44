package dev.mailwarden.message;

/** One change to the message that a recipient gets. What no edit names stays octet for octet. */
public sealed interface Edit {

    /** A tag before the subject, unless it stands there already (MARK-1). The last stands first. */
    record TagSubject(String tag) implements Edit {}

    /** A field of ours, at the top of the header below those before it (MARK-2). */
    record AddField(String name, String value) implements Edit {}

    /** A field of ours on an affected part, or on the signed whole that it is in (MARK-2). */
    record AddPartField(String part, String name, String value) implements Edit {}

    /** All fields of a name go (MARK-3). */
    record DeleteFields(String name) implements Edit {}

    /** All fields go whose names begin so: only we write such (MARK-2). */
    record DeleteFamily(String beginning) implements Edit {}

    /** All fields of a name go, and one of it stands at the end of the header (MARK-3). */
    record SetField(String name, String value) implements Edit {}

    /**
     * A part is replaced by a text that says what was removed (ACT-2).
     *
     * @param part of a view: the smallest declared part around it goes
     */
    record RemovePart(String part, String text) implements Edit {}

    /**
     * Text is put into the body (MARK-4, MARK-5).
     *
     * @param html a fragment without html and body elements; empty if the text is to be shown
     */
    record AddText(String text, String html, boolean top) implements Edit {}

    /**
     * Whether it changes what a DKIM signature may cover (MARK-6). Whether it did is known once it
     * is made.
     */
    default boolean mayBreakSignatures() {
        return switch (this) {
            case TagSubject _, DeleteFields _, DeleteFamily _, SetField _ -> true;
            case AddPartField _, RemovePart _, AddText _ -> true;
            case AddField _ -> false;
        };
    }
}
