package dev.mailwarden.scan.text;

/**
 * Something that a page points to.
 *
 * @param target as it is written, without the white space and controls that browsers ignore
 * @param shown the text by which a reader sees it; empty if there is none
 */
public record HtmlLink(Kind kind, String target, String shown) {

    /** How a page points. */
    public enum Kind {
        /** A link to follow. */
        LINK,
        /** Where a form is sent. */
        FORM,
        /** What all other links of the page are relative to. */
        BASE,
        /** Where the page goes by itself. */
        REFRESH,
        /** A picture, loaded when the page is shown. */
        IMAGE,
        /** Anything else that is loaded: frames, styles, scripts, sound. */
        RESOURCE
    }
}
