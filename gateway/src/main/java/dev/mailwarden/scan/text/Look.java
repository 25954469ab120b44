package dev.mailwarden.scan.text;

import java.util.Map;
import java.util.OptionalInt;
import org.jsoup.nodes.Element;

/**
 * How the text of an element looks.
 *
 * @param gone nothing inside can be seen, whatever its own style says
 * @param invisible {@code visibility: hidden}, which a child can undo
 * @param size of letters in pixels
 * @param colour of letters, 24 bits or {@link Css#TRANSPARENT}
 * @param background behind them, 24 bits; {@link #PICTURE} if it is a picture
 */
record Look(boolean gone, boolean invisible, double size, int colour, int background) {

    /** A page without any style. */
    static final Look PLAIN = new Look(false, false, 16, 0x000000, 0xffffff);

    /** A background that is not one colour. */
    static final int PICTURE = -2;

    /** Letters of this size and below nobody reads. */
    private static final double UNREADABLE = 1.5;

    /** Sum of the differences of red, green and blue up to which letters are not seen. */
    private static final int SAME_COLOUR = 24;

    private static final double FAR_AWAY = -400;

    /** {@return whether a reader does not see text that looks so} */
    boolean hides() {
        return gone || invisible || size < UNREADABLE || colour == Css.TRANSPARENT || sameColour();
    }

    private boolean sameColour() {
        if (background < 0) {
            return false;
        }
        int difference = 0;
        for (int shift = 0; shift < 24; shift += 8) {
            difference += Math.abs((colour >> shift & 0xff) - (background >> shift & 0xff));
        }
        return difference <= SAME_COLOUR;
    }

    /** {@return how text looks inside that element} */
    Look inside(Element element, StyleSheet styles) {
        Look look = attributes(element);
        for (Map<String, String> rule : styles.of(element)) {
            look = look.with(rule);
        }
        return element.hasAttr("style") ? look.with(Css.declarations(element.attr("style"))) : look;
    }

    private Look attributes(Element element) {
        Look look = element.hasAttr("hidden") ? vanished() : this;
        if (element.hasAttr("bgcolor")) {
            look = look.onto(Css.colour(element.attr("bgcolor")));
        }
        if (element.hasAttr("background")) {
            look = look.onto(OptionalInt.of(PICTURE));
        }
        boolean font = element.normalName().equals("font");
        if (font && element.hasAttr("color")) {
            look = look.coloured(Css.colour(element.attr("color")));
        }
        if (element.normalName().equals("body") && element.hasAttr("text")) {
            look = look.coloured(Css.colour(element.attr("text")));
        }
        return look;
    }

    private Look with(Map<String, String> style) {
        Look look = this;
        for (Map.Entry<String, String> declaration : style.entrySet()) {
            look = look.with(declaration.getKey(), declaration.getValue());
        }
        boolean clipped = style.getOrDefault("overflow", "").startsWith("hidden");
        boolean noRoom =
                zero(style, "height")
                        || zero(style, "width")
                        || zero(style, "max-height")
                        || zero(style, "max-width");
        return clipped && noRoom ? look.vanished() : look;
    }

    private boolean zero(Map<String, String> style, String property) {
        String value = style.get(property);
        return value != null && Css.pixels(value, size).orElse(size) <= 1;
    }

    private Look with(String property, String value) {
        return switch (property) {
            case "display" -> value.startsWith("none") ? vanished() : this;
            case "visibility" ->
                    new Look(gone, !value.startsWith("visible"), size, colour, background);
            case "mso-hide" -> value.startsWith("all") ? vanished() : this;
            case "opacity" -> Css.pixels(value, size).orElse(1) < 0.05 ? vanished() : this;
            case "font-size" -> sized(value);
            case "font" -> value.matches("(.* )?0(px|pt|em)?[ /].*") ? sized("0") : this;
            case "color" -> coloured(Css.colour(value));
            case "background-color" -> onto(Css.colour(value));
            case "background" -> onto(background(value));
            case "text-indent", "left", "top", "right", "margin-left", "margin-top" ->
                    Css.pixels(value, size).orElse(0) < FAR_AWAY ? vanished() : this;
            case "clip" ->
                    value.replace(" ", "").startsWith("rect(0") && zeros(value) ? vanished() : this;
            case "clip-path" -> value.startsWith("inset(100%") ? vanished() : this;
            case "transform" -> value.replace(" ", "").startsWith("scale(0)") ? vanished() : this;
            default -> this;
        };
    }

    /** {@return whether all four sides of {@code rect()} are at most 1} */
    private static boolean zeros(String rectangle) {
        return rectangle.matches("rect\\(\\s*([01](px)?[,\\s]*){4}\\)");
    }

    /** A picture hides the colour; else the first colour among the words. */
    private static OptionalInt background(String value) {
        if (value.contains("url(") || value.contains("gradient(")) {
            return OptionalInt.of(PICTURE);
        }
        int function = value.indexOf("rgb");
        if (function >= 0) {
            return Css.colour(value.substring(function));
        }
        for (String word : value.split("\\s+", 10)) {
            OptionalInt colour = Css.colour(word);
            if (colour.isPresent()) {
                return colour;
            }
        }
        return OptionalInt.empty();
    }

    private Look sized(String value) {
        return Css.pixels(value, size).stream()
                .mapToObj(pixels -> new Look(gone, invisible, pixels, colour, background))
                .findFirst()
                .orElseGet(() -> named(value));
    }

    private Look named(String value) {
        return value.matches("(x+-)?(small|large)|medium")
                ? new Look(gone, invisible, 16, colour, background)
                : this;
    }

    private Look coloured(OptionalInt given) {
        return given.isPresent()
                ? new Look(gone, invisible, size, given.getAsInt(), background)
                : this;
    }

    /** Through a transparent background the one behind is seen. */
    private Look onto(OptionalInt given) {
        return given.isPresent() && given.getAsInt() != Css.TRANSPARENT
                ? new Look(gone, invisible, size, colour, given.getAsInt())
                : this;
    }

    private Look vanished() {
        return new Look(true, invisible, size, colour, background);
    }
}
