package dev.mailwarden.decide;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailwarden.Scale;
import dev.mailwarden.mail.smtp.Mailbox;
import dev.mailwarden.policy.Criterion;
import dev.mailwarden.policy.Lists;
import dev.mailwarden.policy.Rule;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * The index finds the same rule as somebody who reads rules from the top. The reader here knows
 * masks as expressions of the JDK and nothing of the index; names come from a small alphabet, so
 * that they meet often.
 */
class IndexAgreesTest {

    private static final String[] LABELS = {"a", "b", "ab", "mail", "xn--mnchen-3ya", "nap"};
    private static final String[] LOCALS = {"a", "Ab", "news", "newsletter", "boss", "x.boss", "é"};

    @Test
    void withEveryPolicyAndEveryPair() {
        var random = new Random(20260301);
        int policies = Scale.of(1_500, 30_000);
        int matches = 0;
        for (int i = 0; i < policies; i++) {
            List<Rule> rules = rules(random);
            PolicySnapshot snapshot = Trial.compiled(Trial.policy(rules, Lists.EMPTY));
            for (int pair = 0; pair < 20; pair++) {
                Sender sender = sender(random);
                Mailbox recipient = mailbox(random);
                Rule expected = read(rules, sender, recipient);
                assertThat(snapshot.matcher(sender, Trial.NOW).rule(recipient))
                        .as("policy %s, %s to %s of %s", i, sender, recipient, rules)
                        .isSameAs(expected);
                matches += expected.isDefault() ? 0 : 1;
            }
        }
        assertThat(matches).as("pairs that a rule named").isBetween(policies, policies * 19);
    }

    private static Rule read(List<Rule> rules, Sender sender, Mailbox recipient) {
        for (Rule rule : rules) {
            List<Mailbox> senders =
                    rule.senderIsFrom()
                            ? sender.from()
                            : sender.reversePath().asMailbox().map(List::of).orElse(List.of());
            if (rule.enabled()
                    && rule.senders().any().stream().anyMatch(it -> names(it, senders, sender))
                    && rule.recipients().any().stream()
                            .anyMatch(it -> names(it, List.of(recipient), sender))) {
                return rule;
            }
        }
        throw new AssertionError("the default rule matches");
    }

    private static boolean names(Criterion criterion, List<Mailbox> parties, Sender sender) {
        return switch (criterion) {
            case Criterion.Address(var mailbox) ->
                    parties.stream()
                            .anyMatch(it ->
                                    it.domain().equals(mailbox.domain())
                                            && it.localPart()
                                                    .equalsIgnoreCase(mailbox.localPart()));
            case Criterion.Nobody() -> parties.isEmpty();
            case Criterion.Client(var network) -> network.contains(sender.client());
            case Criterion.Mask(String mask) ->
                    mask.equals("*") || parties.stream().anyMatch(it -> isMasked(mask, it));
            case Criterion.Expression(String text) ->
                    parties.stream()
                            .anyMatch(it ->
                                    compiled(text)
                                                    .matcher(it.localPart() + "@" + it.domain())
                                                    .find()
                                            || compiled(text)
                                                    .matcher(
                                                            it.localPart()
                                                                    + "@"
                                                                    + it.domain().toUnicode())
                                                    .find());
        };
    }

    private static Pattern compiled(String text) {
        return Pattern.compile(text, Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE);
    }

    private static boolean isMasked(String mask, Mailbox mailbox) {
        int at = mask.lastIndexOf('@');
        String ascii = mailbox.domain().name();
        String unicode = mailbox.domain().toUnicode();
        if (at < 0) {
            return isMasked(mask, mailbox.localPart() + "@" + ascii)
                    || isMasked(mask, mailbox.localPart() + "@" + unicode);
        }
        String domain = mask.substring(at + 1);
        return isMasked(mask.substring(0, at), mailbox.localPart())
                && (isMasked(domain, ascii) || isMasked(domain, unicode));
    }

    private static boolean isMasked(String mask, String text) {
        String expression =
                mask.codePoints()
                        .mapToObj(c ->
                                c == '*'
                                        ? ".*"
                                        : c == '?' ? "." : Pattern.quote(Character.toString(c)))
                        .collect(Collectors.joining());
        return compiled(expression).matcher(text).matches();
    }

    private static List<Rule> rules(Random random) {
        List<Rule> rules = new ArrayList<>();
        int count = 1 + random.nextInt(12);
        for (int i = 0; i < count; i++) {
            var rule = RuleBuilder.rule("r" + i);
            String[] senders = some(random, true);
            rule = random.nextInt(4) == 0 ? rule.fromHeader(senders) : rule.from(senders);
            rule = rule.to(some(random, false));
            rules.add((random.nextInt(8) == 0 ? rule.disabled() : rule).build());
        }
        rules.add(RuleBuilder.defaultRule().build());
        return rules;
    }

    private static String[] some(Random random, boolean sender) {
        String[] some = new String[1 + random.nextInt(3)];
        for (int i = 0; i < some.length; i++) {
            some[i] = criterion(random, sender);
        }
        return some;
    }

    private static String criterion(Random random, boolean sender) {
        String domain = domain(random);
        String local = LOCALS[random.nextInt(LOCALS.length)];
        return switch (random.nextInt(sender ? 15 : 12)) {
            case 0, 1 -> local + "@" + domain;
            case 2 -> "*@" + domain;
            case 3 -> "*@*." + domain;
            case 4 -> local.charAt(0) + "*@" + domain;
            case 5 -> local + "@*";
            case 6 -> "*" + local.substring(local.length() - 1) + "?@*";
            case 7 -> "*" + domain.substring(domain.length() / 2);
            case 8 -> local + "?@?." + domain;
            case 9 -> random.nextInt(3) == 0 ? "*" : "*@*.*";
            case 10 -> "re:" + local.toUpperCase(Locale.ROOT).charAt(0) + ".*@";
            case 11 -> "*@münch*";
            case 12 -> "10." + random.nextInt(3) + ".0.0/16";
            case 13 -> "10.0.0.0/" + (8 + random.nextInt(2));
            default -> "<>";
        };
    }

    private static String domain(Random random) {
        String domain = LABELS[random.nextInt(LABELS.length)] + ".example";
        return random.nextInt(3) == 0
                ? LABELS[random.nextInt(LABELS.length)] + "." + domain
                : domain;
    }

    private static Mailbox mailbox(Random random) {
        return Mailbox.parse(LOCALS[random.nextInt(LOCALS.length)] + "@" + domain(random))
                .orElseThrow();
    }

    private static Sender sender(Random random) {
        Optional<Mailbox> path =
                random.nextInt(6) == 0 ? Optional.empty() : Optional.of(mailbox(random));
        List<Mailbox> from = new ArrayList<>();
        for (int i = random.nextInt(3); i > 0; i--) {
            from.add(mailbox(random));
        }
        return new Sender(
                path.<dev.mailwarden.mail.smtp.ReversePath>map(
                                dev.mailwarden.mail.smtp.ReversePath.Of::new)
                        .orElseGet(dev.mailwarden.mail.smtp.ReversePath.Null::new),
                from,
                RuleBuilder.address("10." + random.nextInt(130) % 4 + ".0.1"),
                java.util.Set.of());
    }
}
