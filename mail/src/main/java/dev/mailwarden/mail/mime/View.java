package dev.mailwarden.mail.mime;

/**
 * By which way of reading a part was found. Mail readers take broken messages in different ways;
 * each way that gives something of its own is a view, and all views are scanned.
 */
public enum View {
    /** As the message declares its parts; what a reader shows that keeps to the standards. */
    DECLARED,

    /** Another field, or another value of a field, says what the part is. */
    OTHER_FIELD,

    /** Its transfer encoding is another, or is undone in another way. */
    OTHER_ENCODING,

    /** The header ends before a line that is no field, and the body begins there. */
    SHORT_HEADER,

    /** The header begins behind an empty line. */
    LATE_HEADER,

    /** Lines that look like delimiters are some, whatever boundary is declared. */
    OTHER_DELIMITER,

    /** A file that stands in the text of a part, in uuencode, BinHex or yEnc. */
    EMBEDDED,

    /** A message or multipart that comes out when the encoding of the whole is undone. */
    DECODED
}
