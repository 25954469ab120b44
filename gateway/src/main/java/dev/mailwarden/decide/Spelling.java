package dev.mailwarden.decide;

import dev.mailwarden.mail.smtp.Domain;
import dev.mailwarden.mail.smtp.Mailbox;
import java.text.Normalizer;
import java.util.List;

/**
 * An address as it is compared with criteria: case folded, the local part without its quotes.
 *
 * @param local folded
 * @param domain in A-labels
 * @param domains the domain in A-labels, and in U-labels where that differs
 */
record Spelling(String local, String domain, List<String> domains) {

    Spelling {
        domains = List.copyOf(domains);
    }

    static Spelling of(Mailbox mailbox) {
        return new Spelling(
                folded(mailbox.localPart()), mailbox.domain().name(), ways(mailbox.domain()));
    }

    private static List<String> ways(Domain domain) {
        String unicode = folded(domain.toUnicode());
        return unicode.equals(domain.name())
                ? List.of(domain.name())
                : List.of(domain.name(), unicode);
    }

    /** What an index keeps for exactly this address. */
    String key() {
        return local + "@" + domain;
    }

    /** The whole address, once for each way of writing its domain. */
    List<String> texts() {
        return domains.stream().map(way -> local + "@" + way).toList();
    }

    /**
     * Makes texts equal that differ in case, or in whether an accent is a character of its own.
     * Folds one character to one, so that {@code ?} in a mask stands for one character of either.
     */
    static String folded(String text) {
        String composed =
                Normalizer.isNormalized(text, Normalizer.Form.NFC)
                        ? text
                        : Normalizer.normalize(text, Normalizer.Form.NFC);
        int[] folded =
                composed.codePoints()
                        .map(c -> Character.toLowerCase(Character.toUpperCase(c)))
                        .toArray();
        return new String(folded, 0, folded.length);
    }
}
