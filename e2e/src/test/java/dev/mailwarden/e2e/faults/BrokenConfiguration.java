package dev.mailwarden.e2e.faults;

import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/**
 * A configuration with one fault in a random place.
 *
 * @param line of the fault, from 1
 * @param says what the error must say, a regular expression
 */
record BrokenConfiguration(String text, int line, String says) {

    private static final Pattern SETTING = Pattern.compile("( *(?:- )?)([a-z-]{2,})(:.*)");

    /** A setting of few values, or with a number. */
    private static final Pattern VALUE =
            Pattern.compile(
                    "( *(?:- )?(?!name:)[a-z-]+: )(\\d\\w*|strict|lenient|attempt|none|require|implicit|mx|submission)");

    private enum Fault {
        MISSPELT_KEY,
        STRANGE_VALUE,
        LIST_FOR_A_VALUE,
        GIVEN_TWICE,
        TAB,
        OPEN_BRACKET,
        CONTROL_CHARACTER
    }

    /** Breaks a good file, of which each setting has a line of its own. */
    static BrokenConfiguration of(String good, RandomGenerator random) {
        List<String> lines = good.lines().toList();
        Fault[] faults = Fault.values();
        return switch (faults[random.nextInt(faults.length)]) {
            case MISSPELT_KEY -> misspelt(lines, random);
            case STRANGE_VALUE ->
                    value(lines, random, "z" + word(random), "z[a-z]+ is not allowed; \\S+");
            case LIST_FOR_A_VALUE ->
                    value(lines, random, "[" + word(random) + "]", "a list is not allowed; \\S+");
            case GIVEN_TWICE -> twice(lines, random);
            case TAB -> syntax(lines, random, "\tx: y");
            case OPEN_BRACKET -> syntax(lines, random, "- [");
            case CONTROL_CHARACTER -> syntax(lines, random, "\u0001");
        };
    }

    private static BrokenConfiguration misspelt(List<String> lines, RandomGenerator random) {
        int at = pick(lines, SETTING, random);
        Matcher setting = matched(SETTING, lines.get(at));
        String key = setting.group(2);
        int place = 1 + random.nextInt(key.length() - 1);
        String wrong = key.substring(0, place) + "x" + key.substring(place);
        return replaced(
                lines,
                at,
                setting.group(1) + wrong + setting.group(3),
                "there is no such setting; \\S+");
    }

    private static BrokenConfiguration value(
            List<String> lines, RandomGenerator random, String wrong, String says) {
        int at = pick(lines, VALUE, random);
        return replaced(lines, at, matched(VALUE, lines.get(at)).group(1) + wrong, says);
    }

    private static BrokenConfiguration twice(List<String> lines, RandomGenerator random) {
        int at = pick(lines, VALUE, random);
        String again = lines.get(at).replace("- ", "  ");
        return new BrokenConfiguration(inserted(lines, at + 1, again), at + 2, "is given twice");
    }

    /** Nothing of the kind is allowed anywhere between the lines. */
    private static BrokenConfiguration syntax(
            List<String> lines, RandomGenerator random, String wrong) {
        int at = random.nextInt(lines.size());
        return new BrokenConfiguration(
                inserted(lines, at, wrong), 0, "is not the YAML expected here");
    }

    private static int pick(List<String> lines, Pattern pattern, RandomGenerator random) {
        int[] candidates =
                IntStream.range(0, lines.size())
                        .filter(i -> pattern.matcher(lines.get(i)).matches())
                        .toArray();
        return candidates[random.nextInt(candidates.length)];
    }

    private static Matcher matched(Pattern pattern, String line) {
        Matcher matcher = pattern.matcher(line);
        if (!matcher.matches()) {
            throw new IllegalStateException("no longer matches: " + line);
        }
        return matcher;
    }

    private static String word(RandomGenerator random) {
        return random.ints(8, 'a', 'z' + 1)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }

    private static BrokenConfiguration replaced(
            List<String> lines, int at, String line, String says) {
        var changed = new ArrayList<>(lines);
        changed.set(at, line);
        return new BrokenConfiguration(joined(changed), at + 1, says);
    }

    private static String inserted(List<String> lines, int at, String line) {
        var changed = new ArrayList<>(lines);
        changed.add(at, line);
        return joined(changed);
    }

    private static String joined(List<String> lines) {
        return String.join("\n", lines) + "\n";
    }

    /** {@return what an error about it must match} */
    Pattern error() {
        String place = line == 0 ? "[1-9]\\d*" : Integer.toString(line);
        return Pattern.compile("mailwarden\\.yaml:" + place + ":[1-9]\\d*: .*" + says);
    }
}
