package dev.mailwarden.scan.text;

/** What is worth telling of a page. */
public enum HtmlFinding {
    /** There is text that a reader does not see. */
    HIDDEN_TEXT,
    /** Visible text has characters without width or with power over the direction. */
    INVISIBLE_CHARACTERS,
    /** There are parts that only some programs show. */
    CONDITIONAL_COMMENT,
    /** Scripts, or elements that run one on an event. */
    SCRIPT,
    /** A form that asks for something. */
    FORM,
    /** A field for a password. */
    PASSWORD_FIELD,
    /** Links are relative to an address that the page sets. */
    BASE,
    /** The page goes elsewhere by itself. */
    REFRESH,
    /** Frames, objects or applets. */
    ACTIVE_CONTENT,
    /** Objects stand in the page itself. */
    EMBEDDED_OBJECT,
    /** The page was longer, deeper or fuller than the limits: what comes behind was not read. */
    LIMIT_REACHED
}
