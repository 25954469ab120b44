package dev.mailwarden.scan.text;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/** As much of CSS as says whether text can be seen: declarations, lengths and colours. */
final class Css {

    /** The colour of what is behind shows through. */
    static final int TRANSPARENT = -1;

    private static final int MAX_DECLARATIONS = 100;

    private static final Map<String, Integer> NAMES =
            Map.ofEntries(
                    Map.entry("white", 0xffffff),
                    Map.entry("black", 0x000000),
                    Map.entry("red", 0xff0000),
                    Map.entry("green", 0x008000),
                    Map.entry("blue", 0x0000ff),
                    Map.entry("yellow", 0xffff00),
                    Map.entry("gray", 0x808080),
                    Map.entry("grey", 0x808080),
                    Map.entry("silver", 0xc0c0c0),
                    Map.entry("navy", 0x000080),
                    Map.entry("maroon", 0x800000),
                    Map.entry("olive", 0x808000),
                    Map.entry("purple", 0x800080),
                    Map.entry("teal", 0x008080),
                    Map.entry("aqua", 0x00ffff),
                    Map.entry("cyan", 0x00ffff),
                    Map.entry("fuchsia", 0xff00ff),
                    Map.entry("magenta", 0xff00ff),
                    Map.entry("lime", 0x00ff00),
                    Map.entry("orange", 0xffa500),
                    Map.entry("whitesmoke", 0xf5f5f5),
                    Map.entry("snow", 0xfffafa),
                    Map.entry("ivory", 0xfffff0),
                    Map.entry("ghostwhite", 0xf8f8ff),
                    Map.entry("floralwhite", 0xfffaf0),
                    Map.entry("lightgray", 0xd3d3d3),
                    Map.entry("lightgrey", 0xd3d3d3),
                    Map.entry("darkgray", 0xa9a9a9),
                    Map.entry("transparent", TRANSPARENT));

    private Css() {}

    /** {@return property to value, in lower case; of two the last, as in CSS} */
    static Map<String, String> declarations(String style) {
        var found = new LinkedHashMap<String, String>();
        int at = 0;
        while (at < style.length() && found.size() < MAX_DECLARATIONS) {
            int end = style.indexOf(';', at);
            end = end < 0 ? style.length() : end;
            int colon = style.indexOf(':', at);
            if (colon > 0 && colon < end) {
                String value = style.substring(colon + 1, end).toLowerCase(Locale.ROOT);
                found.put(
                        style.substring(at, colon).strip().toLowerCase(Locale.ROOT),
                        value.replace("!important", "").strip());
            }
            at = end + 1;
        }
        return found;
    }

    /**
     * {@return a length in pixels; empty if it is none, or relative to what is not known}
     *
     * @param em pixels of the letters around
     */
    static OptionalDouble pixels(String value, double em) {
        int end = 0;
        while (end < value.length() && "+-.0123456789".indexOf(value.charAt(end)) >= 0) {
            end++;
        }
        try {
            double number = Double.parseDouble(value.substring(0, end));
            return switch (value.substring(end).strip()) {
                case "", "px" -> OptionalDouble.of(number);
                case "pt" -> OptionalDouble.of(number * 4 / 3);
                case "pc" -> OptionalDouble.of(number * 16);
                case "in" -> OptionalDouble.of(number * 96);
                case "cm" -> OptionalDouble.of(number * 96 / 2.54);
                case "mm" -> OptionalDouble.of(number * 96 / 25.4);
                case "em" -> OptionalDouble.of(number * em);
                case "rem" -> OptionalDouble.of(number * 16);
                case "%" -> OptionalDouble.of(number * em / 100);
                default -> number == 0 ? OptionalDouble.of(0) : OptionalDouble.empty();
            };
        } catch (NumberFormatException _) {
            return OptionalDouble.empty();
        }
    }

    /** {@return red, green and blue in 24 bits, or {@link #TRANSPARENT}; empty if it is none} */
    static OptionalInt colour(String value) {
        String word = value.strip().toLowerCase(Locale.ROOT);
        if (NAMES.containsKey(word)) {
            return OptionalInt.of(NAMES.get(word));
        }
        if (word.startsWith("rgb")) {
            return function(word);
        }
        return hexadecimal(word.startsWith("#") ? word.substring(1) : word);
    }

    private static OptionalInt hexadecimal(String digits) {
        if (digits.length() < 3
                || digits.length() > 8
                || !digits.chars().allMatch(c -> Character.digit(c, 16) >= 0)) {
            return OptionalInt.empty();
        }
        long value = Long.parseLong(digits, 16);
        return switch (digits.length()) {
            case 3 -> OptionalInt.of(doubled((int) value));
            case 4 -> OptionalInt.of((value & 0xf) == 0 ? TRANSPARENT : doubled((int) value >> 4));
            case 6 -> OptionalInt.of((int) value);
            case 8 -> OptionalInt.of((value & 0xff) == 0 ? TRANSPARENT : (int) (value >> 8));
            default -> OptionalInt.empty();
        };
    }

    private static int doubled(int rgb) {
        int red = (rgb >> 8) & 0xf;
        int green = (rgb >> 4) & 0xf;
        int blue = rgb & 0xf;
        return 0x110000 * red + 0x1100 * green + 0x11 * blue;
    }

    private static OptionalInt function(String word) {
        int open = word.indexOf('(');
        int close = word.indexOf(')');
        if (open < 0 || close < open) {
            return OptionalInt.empty();
        }
        String[] parts = word.substring(open + 1, close).strip().split("[,/\\s]+", 5);
        if (parts.length < 3) {
            return OptionalInt.empty();
        }
        if (parts.length > 3 && part(parts[3], 1) == 0) {
            return OptionalInt.of(TRANSPARENT);
        }
        int rgb = 0;
        for (int i = 0; i < 3; i++) {
            rgb = (rgb << 8) | (int) Math.clamp(part(parts[i], 255), 0, 255);
        }
        return OptionalInt.of(rgb);
    }

    private static double part(String value, double whole) {
        boolean percent = value.endsWith("%");
        try {
            double number =
                    Double.parseDouble(percent ? value.substring(0, value.length() - 1) : value);
            return percent ? number * whole / 100 : number;
        } catch (NumberFormatException _) {
            return whole;
        }
    }
}
