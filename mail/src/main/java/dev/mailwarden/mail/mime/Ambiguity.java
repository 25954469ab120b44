package dev.mailwarden.mail.mime;

/**
 * What about a message is read differently by those who read mail.
 *
 * <p>Those that are {@linkplain #isHarmful() harmful} can show one reader what another does not
 * see, and are rare in honest mail. The others are sloppiness that is common.
 */
public enum Ambiguity {
    /** A multipart names no boundary. Some take it for text, others guess at the delimiters. */
    BOUNDARY_MISSING(true),

    /** Several boundaries are given: by some the first counts, by others the last. */
    BOUNDARY_TWICE(true),

    /** The boundary is written so that it may be read in several ways: comments, broken quotes. */
    BOUNDARY_ODD(true),

    /** It is in RFC 2231 or RFC 2047 form, which most readers do not expect there. */
    BOUNDARY_ENCODED(true),

    /** It ends in white space, which transport removes and only some readers look for. */
    BOUNDARY_ENDS_IN_BLANK(true),

    /** It has more than the 70 characters of RFC 2046 §5.1.1, where some readers cut it. */
    BOUNDARY_LONG(false),

    /** A multipart has the boundary of one around it: its end is taken for that of either. */
    BOUNDARY_REUSED(true),

    /** One boundary is the beginning of another; readers that compare only so far mix them up. */
    BOUNDARY_PREFIX(true),

    /**
     * The boundary stands nowhere in the body; it is text to some, an empty multipart to others.
     */
    DELIMITER_NOT_FOUND(true),

    /** Lines look like delimiters of a boundary that is not declared. */
    DELIMITER_UNDECLARED(true),

    /** A text that is no multipart has in it what looks like parts, such as a quoted message. */
    PARTS_IN_TEXT(false),

    /** A delimiter stands where a header should go on; to some it is a line of the header. */
    DELIMITER_IN_HEADER(true),

    /** The last delimiter is missing, or stands within a part. Some then drop the last part. */
    END_MISSING(false),

    /** Parts follow behind the last delimiter. Many readers do not look there, some do. */
    PARTS_BEHIND_END(true),

    /** There are several fields Content-Type: the first or the last counts, or none. */
    TYPE_TWICE(true),

    /** The type is not one that RFC 2045 §5.1 allows; text to some, attachment to others. */
    TYPE_ODD(true),

    /** There are several fields Content-Transfer-Encoding. */
    ENCODING_TWICE(true),

    /** The encoding is unknown. To most the body is then as it stands, others guess. */
    ENCODING_UNKNOWN(true),

    /** Behind or around a known encoding there is more; some do not know it then. */
    ENCODING_ODD(true),

    /** A multipart is encoded, which RFC 2045 §6.4 forbids: to some it has no parts then. */
    ENCODED_MULTIPART(true),

    /** A multipart says that it is encoded (RFC 2045 §6.4 forbids it) and is not. */
    ENCODING_ON_MULTIPART(false),

    /** An enclosed message is encoded (RFC 2046 §5.2.1 forbids it); some show it undecoded. */
    ENCODED_MESSAGE(false),

    /** A body is all base64 without saying so. Some readers decode it. */
    ENCODING_UNDECLARED(true),

    /** Base64 has octets or padding where none may be; each reader makes its own of that. */
    BASE64_ODD(true),

    /** Base64 ends in the middle of a group. Some drop the rest. */
    BASE64_CUT(false),

    /** Lines of base64 do not end with a group. Some decode each line by itself. */
    BASE64_LINES(false),

    /** Equals signs in quoted-printable begin nothing; kept by some, dropped by others. */
    QUOTED_PRINTABLE_ODD(false),

    /** A file stands in the text itself. Few readers still offer it as an attachment. */
    EMBEDDED_FILE(false),

    /** There are several fields Content-Disposition. */
    DISPOSITION_TWICE(true),

    /** The part has several file names; which one is shown depends on the reader. */
    NAMES_DIFFER(false),

    /** The name is in RFC 2047 form within quotes, which is forbidden and common. */
    NAME_ENCODED(false),

    /** The name has more than 255 characters; systems cut it, and with it the extension. */
    NAME_LONG(true),

    /** A field that may stand once stands several times (RFC 5322 §3.6): first or last counts. */
    FIELD_TWICE(true),

    /** There is no field From. Programs that check the author have none to check. */
    FROM_MISSING(false),

    /** There are several authors; readers show the first, checks may look at the last. */
    FROM_SEVERAL(false),

    /** White space before the colon (RFC 5322 §4.5): not a field to all. */
    SPACE_BEFORE_COLON(true),

    /** A line of the header is no field. To some the body begins there. */
    HEADER_GARBAGE(true),

    /** A line of white space in the header: to some the body begins behind it. */
    HEADER_BLANK_LINE(false),

    /** A carriage return without line feed in the header: to some a line ends there. */
    HEADER_BARE_RETURN(true),

    /** A NUL in the header: to programs in C the line ends there. */
    HEADER_NUL(true),

    /** Other control characters in the header. */
    HEADER_CONTROL(false),

    /** Octets above 127 in the header that are not UTF-8; no reader can know what they mean. */
    HEADER_EIGHT_BIT(false),

    /** The header is longer than is read. */
    HEADER_TOO_LONG(true),

    /** Lines above 998 octets, which are cut or broken on the way. */
    LINE_LONG(false),

    /** Line feeds without carriage return beside whole line ends. */
    LINE_ENDS_MIXED(false),

    /** Carriage returns without line feed in a body that is not encoded. */
    BARE_RETURN(false),

    /** NUL in a body that is not encoded. */
    NUL(false),

    /** Octets above 127 in a body that says it has none. */
    EIGHT_BIT(false),

    /** The charset is one that nobody knows; readers guess. */
    CHARSET_UNKNOWN(false),

    /** The text is not in the charset that it names, by the look of it. */
    CHARSET_WRONG(false),

    /** The text is in UTF-7, which hides markup from those who do not know it. */
    UTF_7(true),

    /** The message is a piece of one (RFC 2046 §5.2.2) that nobody can look into by itself. */
    PARTIAL_MESSAGE(true),

    /** The content is elsewhere (RFC 2046 §5.2.3), and what is there may change. */
    EXTERNAL_BODY(true),

    /** Something lies deeper than is looked. */
    TOO_DEEP(true);

    private final boolean harmful;

    Ambiguity(boolean harmful) {
        this.harmful = harmful;
    }

    /** Whether it may hide something, and is seldom seen in honest mail. */
    public boolean isHarmful() {
        return harmful;
    }
}
