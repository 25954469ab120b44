package dev.mailwarden.scan.text;

/**
 * How much of a page is read.
 *
 * @param characters of the page
 * @param tags of the page
 * @param depth of elements in one another; deeper ones are taken for siblings
 * @param links kept
 * @param rules of style sheets that are applied
 * @param embedded octets of all objects in the page
 */
public record HtmlLimits(int characters, int tags, int depth, int links, int rules, int embedded) {

    /** What a long newsletter needs several times over. */
    public static final HtmlLimits STANDARD =
            new HtmlLimits(2 * 1024 * 1024, 60_000, 256, 10_000, 2_000, 8 * 1024 * 1024);

    public HtmlLimits {
        if (characters <= 0 || tags <= 0 || depth <= 0 || links < 0 || rules < 0 || embedded < 0) {
            throw new IllegalArgumentException("limits must be positive");
        }
    }
}
