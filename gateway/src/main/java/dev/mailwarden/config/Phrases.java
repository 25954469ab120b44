package dev.mailwarden.config;

import dev.mailwarden.mail.smtp.Mailbox;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/** The kinds of texts that rules and what belongs to them are made of. */
final class Phrases {

    private static final String PRINTABLE = "[^\\p{C}\\p{Zl}\\p{Zp}]";
    private static final String NAMED = "(?!\\s)" + PRINTABLE + "{1,100}(?<!\\s)";

    /** What people call something by. */
    static final Kind<String> NAME =
            Kinds.text(
                    "1 to 100 printable characters with no blank at the ends",
                    Pattern.compile(NAMED));

    static final Kind<String> DESCRIPTION =
            Kinds.text(
                    "at most 1000 printable characters", Pattern.compile(PRINTABLE + "{0,1000}"));

    static final Kind<String> TAG =
            Kinds.text(
                    "at most 64 printable characters with no blank at the ends",
                    Pattern.compile("|(?!\\s)" + PRINTABLE + "{1,64}(?<!\\s)"));

    /** The name of a template, or none. */
    static final Kind<String> TEMPLATE =
            Kinds.text("the name of a template", Pattern.compile("|" + NAMED));

    /** What is looked for. */
    static final Kind<String> SOUGHT =
            Kinds.text("1 to 1000 printable characters", Pattern.compile(PRINTABLE + "{1,1000}"));

    static final Kind<String> MASK =
            Kinds.text(
                    "1 to 254 printable characters, * for any text and ? for any character",
                    Pattern.compile(PRINTABLE + "{1,254}"));

    static final Kind<String> EXPRESSION = new ExpressionKind();

    /** Addresses, written in the order of the alphabet: they have no order of their own. */
    static final Kind<Set<Mailbox>> MAILBOXES =
            new ListKind<>(Kinds.MAILBOX, 0, 1_000)
                    .as(
                            list -> Collections.unmodifiableSet(new LinkedHashSet<>(list)),
                            set -> sorted(set));

    private static final int MOST = 100_000;

    private Phrases() {}

    /** A list of many. */
    static Kind<List<String>> many(Kind<String> entry) {
        return new ListKind<>(entry, 0, MOST, false);
    }

    private static List<Mailbox> sorted(Set<Mailbox> set) {
        return set.stream().sorted(Comparator.comparing(Mailbox::toString)).toList();
    }
}
