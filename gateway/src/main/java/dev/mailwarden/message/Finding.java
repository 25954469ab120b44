package dev.mailwarden.message;

/**
 * One piece of evidence.
 *
 * @param code what was found, a short name that does not change between versions
 * @param text the same for people, one line, at most {@value #MAX_TEXT} characters
 * @param part the MIME part it was found in, such as {@code 1.2}; empty for the whole message, and
 *     then deleting attachments does not remove it
 * @param object the name of the attachment or archive entry, as far as it has one
 * @param weight how much it counts where evidence is added up, else 0
 * @param source who says so: an engine, a list, a rule; of the content module the name of the
 *     expression
 */
public record Finding(
        String code, String text, String part, String object, double weight, String source) {

    /** More would fill journeys with the texts of strangers. */
    public static final int MAX_TEXT = 300;

    /** The code of what tells, beside what was found, that not everything could be looked at. */
    public static final String UNSEEN = "unseen";

    public Finding {
        text = printable(text);
        object = printable(object);
    }

    /** Evidence about the whole message. */
    public static Finding ofMessage(String code, String text, String source) {
        return new Finding(code, text, "", "", 0, source);
    }

    /** {@return what tells that not everything could be looked at} */
    public static Finding unseen(String why) {
        return ofMessage(UNSEEN, why, "");
    }

    private static String printable(String text) {
        String line = text.codePoints().anyMatch(Character::isISOControl) ? masked(text) : text;
        return line.length() <= MAX_TEXT ? line : line.substring(0, MAX_TEXT);
    }

    private static String masked(String text) {
        return text.codePoints()
                .map(c -> Character.isISOControl(c) ? '?' : c)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }
}
