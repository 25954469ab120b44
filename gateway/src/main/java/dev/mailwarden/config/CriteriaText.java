package dev.mailwarden.config;

import dev.mailwarden.config.CriterionText.Parsed;
import dev.mailwarden.mail.ForeignOctets;
import dev.mailwarden.policy.Criterion;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Criteria as pasted or uploaded text (RULE-5): one a line, or several with commas between. An
 * expression takes the rest of its line, commas included. A line that begins with {@code #} is a
 * comment. All of it can be used, or nothing is.
 */
@ForeignOctets
public final class CriteriaText {

    /** Entries of one text. */
    public static final int MOST = 500_000;

    /** Faults that are told; more would not be read by anybody. */
    private static final int MOST_FAULTS = 100;

    private final CriterionText.Side side;
    private final Set<Criterion> criteria = new LinkedHashSet<>();
    private final List<Fault> faults = new ArrayList<>();

    private CriteriaText(CriterionText.Side side) {
        this.side = side;
    }

    /** What came of reading a text. */
    public sealed interface Outcome {

        /** In the order of the text; one that is there twice is here once. */
        record Good(List<Criterion> criteria) implements Outcome {
            public Good {
                criteria = List.copyOf(criteria);
            }
        }

        /** At least one fault, the first hundred. */
        record Bad(List<Fault> faults) implements Outcome {
            public Bad {
                faults = List.copyOf(faults);
            }
        }
    }

    /**
     * What is wrong with one line.
     *
     * @param line from 1
     * @param text what is wrong and what is allowed; no control characters
     */
    public record Fault(int line, String text) {}

    /** Reads criteria about senders: addresses, masks, networks, expressions and {@code <>}. */
    public static Outcome senders(String text) {
        return new CriteriaText(CriterionText.Side.SENDERS).read(text);
    }

    /** Reads criteria about recipients: addresses, masks and expressions. */
    public static Outcome recipients(String text) {
        return new CriteriaText(CriterionText.Side.RECIPIENTS).read(text);
    }

    /** The text that reads back to the same criteria, one a line. */
    public static String write(List<Criterion> criteria) {
        return criteria.stream()
                .map(criterion -> CriterionText.format(criterion) + "\n")
                .collect(Collectors.joining());
    }

    private Outcome read(String text) {
        int number = 0;
        for (String line : (Iterable<String>) text.lines()::iterator) {
            number++;
            if (!line.isBlank() && !line.strip().startsWith("#")) {
                line(line.strip(), number);
            }
            if (faults.size() >= MOST_FAULTS) {
                break;
            }
            if (criteria.size() > MOST) {
                faults.add(new Fault(number, "more than " + MOST + " entries are not allowed"));
                break;
            }
        }
        return faults.isEmpty() ? new Outcome.Good(List.copyOf(criteria)) : new Outcome.Bad(faults);
    }

    private void line(String line, int number) {
        int begin = 0;
        while (begin <= line.length()) {
            int end = end(line, begin);
            String entry = line.substring(begin, end).strip();
            if (!entry.isEmpty()) {
                entry(entry, number);
            }
            begin = end + 1;
        }
    }

    /** Where an entry ends: at a comma that is not in quotes, or with the line. */
    private static int end(String line, int begin) {
        if (line.startsWith("re:", begin + blanks(line, begin))) {
            return line.length();
        }
        boolean quoted = false;
        for (int i = begin; i < line.length(); i++) {
            char c = line.charAt(i);
            if (c == '\\' && quoted) {
                i++;
            } else if (c == '"') {
                quoted = !quoted;
            } else if (c == ',' && !quoted) {
                return i;
            }
        }
        return line.length();
    }

    private static int blanks(String line, int begin) {
        int i = begin;
        while (i < line.length() && Character.isWhitespace(line.charAt(i))) {
            i++;
        }
        return i - begin;
    }

    private void entry(String entry, int number) {
        switch (CriterionText.parse(entry, side)) {
            case Parsed.Good(Criterion criterion) -> criteria.add(criterion);
            case Parsed.Wrong(String why) -> faults.add(new Fault(number, why));
        }
    }
}
