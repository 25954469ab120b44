package dev.mailwarden.config;

import dev.mailwarden.mail.smtp.Domain;
import dev.mailwarden.mail.smtp.Mailbox;
import dev.mailwarden.message.Network;
import dev.mailwarden.policy.Criterion;
import java.util.Optional;
import java.util.regex.Pattern;

/** One criterion as people write it (RULE-5). */
final class CriterionText {

    private static final String PREFIX = "re:";

    /** A comma would end it in a list, and {@code #} at its beginning make it a comment. */
    private static final Pattern MASK = Pattern.compile("(?!#)[\\P{C}&&[^\\s,<>\"\\\\]]{1,254}");

    private CriterionText() {}

    /** Whom a criterion is about. */
    enum Side {
        SENDERS(
                "an address such as user@example.org, a mask such as *@example.org, a network such"
                        + " as 192.0.2.0/24, <> for none, or re: and an expression"),
        RECIPIENTS(
                "an address such as user@example.org, a mask such as *@example.org, or re: and an"
                        + " expression");

        private final String allowed;

        Side(String allowed) {
            this.allowed = allowed;
        }

        String allowed() {
            return allowed;
        }
    }

    /** What a text is. */
    sealed interface Parsed {

        record Good(Criterion criterion) implements Parsed {}

        /** With what is allowed, as a sentence about the text. */
        record Wrong(String why) implements Parsed {}
    }

    static Parsed parse(String text, Side side) {
        if (text.startsWith(PREFIX)) {
            return expression(text);
        }
        Optional<Criterion> criterion = criterion(text);
        if (criterion.isEmpty()) {
            return wrong(text, side.allowed());
        }
        return switch (criterion.get()) {
            case Criterion.Nobody _, Criterion.Client _ when side == Side.RECIPIENTS ->
                    wrong(text, side.allowed());
            case Criterion good -> new Parsed.Good(good);
        };
    }

    private static Parsed expression(String text) {
        String expression = text.substring(PREFIX.length());
        return LinearExpression.fault(expression)
                .map(fault -> wrong(text, fault))
                .orElseGet(() -> new Parsed.Good(new Criterion.Expression(expression)));
    }

    private static Parsed wrong(String text, String why) {
        return new Parsed.Wrong(ScalarKind.shown(text) + " is not allowed; " + why);
    }

    private static Optional<Criterion> criterion(String text) {
        if (text.equals("<>")) {
            return Optional.of(new Criterion.Nobody());
        }
        if (text.contains("*") || text.contains("?")) {
            return MASK.matcher(text).matches() && hasBothSides(text)
                    ? Optional.of(new Criterion.Mask(text))
                    : Optional.empty();
        }
        Optional<Network> network = Addresses.network(text);
        return network.isPresent()
                ? network.map(Criterion.Client::new)
                : Mailbox.parse(text).map(Criterion.Address::new);
    }

    /** A mask without {@code @} is about the whole address. */
    private static boolean hasBothSides(String mask) {
        int at = mask.lastIndexOf('@');
        String domain = mask.substring(at + 1);
        boolean isMask = domain.contains("*") || domain.contains("?");
        return at < 0 || (at > 0 && (isMask || Domain.parse(domain).isPresent()));
    }

    /** What {@link #parse} reads back to the same. */
    static String format(Criterion criterion) {
        return switch (criterion) {
            case Criterion.Address(Mailbox mailbox) -> format(mailbox);
            case Criterion.Client(Network network) -> Kinds.format(network);
            case Criterion.Nobody _, Criterion.Mask _, Criterion.Expression _ ->
                    criterion.toString();
        };
    }

    private static String format(Mailbox mailbox) {
        return mailbox.localPart().startsWith("#") && !mailbox.toString().startsWith("\"")
                ? '"' + mailbox.localPart() + "\"@" + mailbox.domain()
                : mailbox.toString();
    }
}
