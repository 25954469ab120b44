package dev.mailwarden.message;

import dev.mailwarden.mail.smtp.Domain;
import dev.mailwarden.mail.smtp.Mailbox;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * Shortens what an event says of a judgement: strangers choose most of it, and every node keeps it
 * several times. What is short enough stays as it is, and so does what was shortened before.
 *
 * @param text octets that the text of a finding may take, and the name of its object
 * @param name octets that its code, part and source may take, which other things are found by
 */
record Brevity(int text, int name) {

    /** What the findings of all modules take in a line of the journal. */
    private static final int MAX_EVIDENCE = 32 << 10;

    private static final int MAX_ADDRESSES = 20;
    private static final int MAX_SUBJECT = 3000;
    private static final int MAX_MESSAGE_ID = 2000;
    private static final int MAX_RULE_NAME = 1200;

    /** Of a finding: names of members, quotes and the longest number. */
    private static final int AROUND_FINDING = 90;

    /** Weights beyond are written as this one. */
    private static final double MAX_WEIGHT = 1e9;

    /** So shortened, everything fits in the end. */
    private static final List<Brevity> MEASURES =
            List.of(
                    new Brevity(1800, 1800),
                    new Brevity(600, 600),
                    new Brevity(200, 300),
                    new Brevity(60, 300),
                    new Brevity(20, 60),
                    new Brevity(20, 20));

    private Finding of(Finding finding) {
        return new Finding(
                cut(finding.code(), name),
                cut(finding.text(), text),
                cut(finding.part(), name),
                cut(finding.object(), text),
                weight(finding.weight()),
                cut(finding.source(), name));
    }

    private Verdict of(Verdict verdict) {
        return new Verdict(
                verdict.results().entrySet().stream()
                        .collect(
                                Collectors.toMap(
                                        Map.Entry::getKey, entry -> of(entry.getValue()))));
    }

    private ModuleResult of(ModuleResult result) {
        return result.with(result.findings().stream().map(this::of).toList());
    }

    static List<Mailbox> addresses(List<Mailbox> addresses) {
        return List.copyOf(addresses.subList(0, Math.min(addresses.size(), MAX_ADDRESSES)));
    }

    static Set<Domain> domains(Set<Domain> domains) {
        return domains.stream()
                .sorted()
                .limit(MAX_ADDRESSES)
                .collect(Collectors.toUnmodifiableSet());
    }

    static String subject(String subject) {
        return cut(subject, MAX_SUBJECT);
    }

    static String messageId(String messageId) {
        return cut(messageId, MAX_MESSAGE_ID);
    }

    static String ruleName(String ruleName) {
        return cut(ruleName, MAX_RULE_NAME);
    }

    static Verdict verdict(Verdict verdict) {
        Verdict shorter = verdict;
        for (ModuleResult result : verdict.results().values()) {
            shorter = shorter.with(result.with(few(result)));
        }
        for (Brevity measure : MEASURES) {
            shorter = measure.of(shorter);
            if (octets(shorter) <= MAX_EVIDENCE) {
                break;
            }
        }
        return shorter;
    }

    /**
     * The first findings, and a last one that says how many more there are. Deciding once more must
     * come to the same: it asks for sources, and whether everything found is in parts.
     */
    private static List<Finding> few(ModuleResult result) {
        List<Finding> all = result.findings();
        if (all.size() <= Event.Judged.MAX_FINDINGS) {
            return all;
        }
        Set<String> sources = new HashSet<>();
        Set<String> ofMessage = new HashSet<>();
        Set<Integer> chosen = new TreeSet<>();
        choose(chosen, all, finding -> sources.add(finding.source()));
        choose(chosen, all, finding -> finding.part().isEmpty() && ofMessage.add(finding.source()));
        choose(chosen, all, _ -> true);
        List<Finding> few = new ArrayList<>();
        List<Finding> others = new ArrayList<>();
        for (int i = 0; i < all.size(); i++) {
            (chosen.contains(i) ? few : others).add(all.get(i));
        }
        boolean mayBeMore =
                all.size() == ModuleResult.MAX_FINDINGS
                        && (result.module() != ModuleName.CONTENT || sources.size() == 1);
        few.add(
                new Finding(
                        "more",
                        others.size() + " more",
                        mayBeMore ? "" : others.getFirst().part(),
                        "",
                        0,
                        others.getFirst().source()));
        return few;
    }

    private static void choose(Set<Integer> chosen, List<Finding> all, Predicate<Finding> wanted) {
        for (int i = 0; i < all.size() && chosen.size() < Event.Judged.MAX_FINDINGS - 1; i++) {
            if (!chosen.contains(i) && wanted.test(all.get(i))) {
                chosen.add(i);
            }
        }
    }

    private static int octets(Verdict verdict) {
        return verdict.results().values().stream()
                .flatMap(result -> result.findings().stream())
                .mapToInt(Brevity::octets)
                .sum();
    }

    private static int octets(Finding finding) {
        return AROUND_FINDING
                + octets(finding.code())
                + octets(finding.text())
                + octets(finding.part())
                + octets(finding.object())
                + octets(finding.source());
    }

    private static int octets(String text) {
        return text.chars().map(Brevity::octets).sum();
    }

    /** At most: what is not plain may have to be written as an escape. */
    private static int octets(int character) {
        if (character == '"' || character == '\\') {
            return 2;
        }
        return character >= 0x20 && character < 0x7f ? 1 : 6;
    }

    /** Cuts a text, not within a character, so that it takes at most so many octets. */
    private static String cut(String text, int most) {
        int octets = 0;
        for (int i = 0; i < text.length(); i++) {
            octets += octets(text.charAt(i));
            if (octets > most) {
                int end = Character.isLowSurrogate(text.charAt(i)) ? i - 1 : i;
                return text.substring(0, Math.max(0, end));
            }
        }
        return text;
    }

    /** What every reader of JSON takes for the same number. */
    private static double weight(double weight) {
        if (Double.isNaN(weight) || Math.abs(weight) < 1 / MAX_WEIGHT) {
            return 0;
        }
        return Math.clamp(weight, -MAX_WEIGHT, MAX_WEIGHT);
    }
}
