package dev.mailwarden.config;

import static dev.mailwarden.message.Action.DELETE_ATTACHMENT;
import static dev.mailwarden.message.Action.DELETE_MESSAGE;
import static dev.mailwarden.message.Action.DISINFECT;
import static dev.mailwarden.message.Action.QUARANTINE;
import static dev.mailwarden.message.Action.REJECT;
import static dev.mailwarden.message.Action.SKIP;
import static dev.mailwarden.message.Action.TEMPFAIL;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mailwarden.message.Action;
import dev.mailwarden.message.ModuleName;
import dev.mailwarden.message.Status;
import dev.mailwarden.policy.Condition;
import dev.mailwarden.policy.Criterion;
import dev.mailwarden.policy.DefaultPolicy;
import dev.mailwarden.policy.DefaultReactions;
import dev.mailwarden.policy.Lists;
import dev.mailwarden.policy.Policy;
import dev.mailwarden.policy.Reaction;
import dev.mailwarden.policy.Rule;
import dev.mailwarden.policy.Scan;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PolicyFileTest {

    private static final String EVERYBODY = "senders: [\"*\"], recipients: [\"*\"]";

    private static final Set<Status> INFECTED = Set.of(Status.INFECTED, Status.DISINFECTED);

    @TempDir Path directory;

    @Test
    void aFileThatSaysNothingMeansTheDefaults() {
        assertThat(PolicyFiles.valid("")).isEqualTo(DefaultPolicy.policy());
        assertThat(PolicyFiles.valid("  default-rule:\n  protection:\n  lists:\n"))
                .isEqualTo(DefaultPolicy.policy());
    }

    @ParameterizedTest(name = "{0} {1}: {2} {4}")
    @CsvSource(
            textBlock =
                    """
                    ANTIVIRUS, INFECTED, DISINFECT, true, [Infected]
                    ANTIVIRUS, DISINFECTED, DISINFECT, true, [Cured]
                    ANTIVIRUS, ENCRYPTED, SKIP, false, [Encrypted]
                    ANTIVIRUS, MACROS_DETECTED, SKIP, false, [Macros]
                    ANTIVIRUS, INTRUSION_THREAT, REJECT, false, ''
                    ANTIVIRUS, ERROR, TEMPFAIL, false, ''
                    ANTIVIRUS, BASES_ERROR, TEMPFAIL, false, ''
                    LINKS, DETECTED, REJECT, false, [Malicious link]
                    LINKS, ERROR, SKIP, false, ''
                    ANTISPAM, SPAM, SKIP, false, [Spam]
                    ANTISPAM, PROBABLE_SPAM, SKIP, false, [Probable spam]
                    ANTISPAM, MASS_MAIL, SKIP, false, [Bulk]
                    ANTISPAM, DENYLISTED, SKIP, false, [Spam]
                    ANTISPAM, ERROR, SKIP, false, ''
                    ANTIPHISHING, PHISHING, REJECT, false, [Phishing]
                    ANTIPHISHING, ERROR, SKIP, false, ''
                    IMPERSONATION, DETECTED, SKIP, false, [Impersonation]
                    IMPERSONATION, ERROR, SKIP, false, ''
                    AUTHENTICATION, VIOLATION_FOUND, SKIP, false, ''
                    AUTHENTICATION, ERROR, SKIP, false, ''
                    """)
    void aRuleThatSaysNothingOfAModuleMeansTheTable(
            ModuleName module, Status status, Action action, boolean backup, String tag) {
        Scan scan = rule("name: a, " + EVERYBODY).scan();
        assertThat(scan.asks(module)).isTrue();
        assertThat(scan.to(module, status)).isEqualTo(new Reaction(action, backup, tag));
    }

    @Test
    void modulesThatAreOffByDefaultHaveDefaultsToo() {
        assertThat(rule("name: a, " + EVERYBODY).scan().reactions().keySet())
                .doesNotContain(ModuleName.CONTENT, ModuleName.SANDBOX);
        Scan scan =
                rule("name: a, scan: {content: {on: true}, sandbox: {on: true}}, " + EVERYBODY)
                        .scan();
        assertThat(scan.reactions().get(ModuleName.SANDBOX))
                .isEqualTo(
                        Map.of(
                                Status.DETECTED,
                                new Reaction(DELETE_MESSAGE, true, "[Sandbox detection]"),
                                Status.ERROR,
                                Reaction.NONE));
        assertThat(scan.reactions().get(ModuleName.CONTENT))
                .isEqualTo(Map.of(Status.ERROR, Reaction.NONE));
        assertThat(scan.antivirus())
                .isEqualTo(new Scan.Antivirus(DELETE_ATTACHMENT, true, false, List.of()));
    }

    @Test
    void nothingInfectedIsDeliveredWholeWhenDisinfectionFails() {
        assertThat(DefaultReactions.IF_DISINFECTION_FAILS)
                .containsExactly(DELETE_ATTACHMENT, QUARANTINE, REJECT, DELETE_MESSAGE);
    }

    @Test
    void onlyAFailureCanBeAnsweredWithTryAgain() {
        for (ModuleName module : ModuleName.values()) {
            for (DefaultReactions.Choice choice : DefaultReactions.of(module)) {
                assertThat(module.has(choice.status())).isTrue();
                assertThat(choice.allowed())
                        .as("%s %s", module, choice.status())
                        .contains(choice.reaction().action());
                if (!choice.status().isFailure()) {
                    assertThat(choice.allowed()).doesNotContain(TEMPFAIL);
                }
                assertThat(choice.allowed().contains(DISINFECT))
                        .isEqualTo(INFECTED.contains(choice.status()));
            }
        }
    }

    @ParameterizedTest(name = "{0} has {1}")
    @CsvSource({
        "ANTIVIRUS, PT180S",
        "LINKS, PT30S",
        "ANTISPAM, PT30S",
        "ANTIPHISHING, PT30S",
        "IMPERSONATION, PT10S",
        "CONTENT, PT30S",
        "AUTHENTICATION, PT10S",
        "SANDBOX, PT600S"
    })
    void modulesAreOnAndHaveTheTimeLimitsOfTheTable(ModuleName module, Duration limit) {
        assertThat(PolicyFiles.valid("").protection().of(module).on()).isTrue();
        assertThat(PolicyFiles.valid("").protection().of(module).timeLimit()).isEqualTo(limit);
    }

    @Test
    void anActionAloneKeepsTheTag() {
        Scan scan = rule("name: a, scan: {antispam: {spam: quarantine}}, " + EVERYBODY).scan();
        assertThat(scan.to(ModuleName.ANTISPAM, Status.SPAM))
                .isEqualTo(new Reaction(QUARANTINE, false, "[Spam]"));
        assertThat(scan.to(ModuleName.ANTISPAM, Status.MASS_MAIL))
                .isEqualTo(new Reaction(SKIP, false, "[Bulk]"));
    }

    @Test
    void aModuleThatIsOffUnderARuleIsNotAsked() {
        Scan scan = rule("name: a, scan: {links: {on: false}}, " + EVERYBODY).scan();
        assertThat(scan.asks(ModuleName.LINKS)).isFalse();
        assertThat(scan.asks(ModuleName.ANTIVIRUS)).isTrue();
    }

    @Test
    void theDefaultRuleIsLastAndMatchesEverything() {
        Policy policy =
                PolicyFiles.valid(
                        "  default-rule: {mode: reject, description: Nobody}\n"
                                + "  rules: [{name: a, %s}]\n".formatted(EVERYBODY));
        assertThat(policy.rules()).extracting(Rule::id).containsExactly("a", Rule.DEFAULT_ID);
        assertThat(policy.rules().getLast().mode()).isEqualTo(Rule.Mode.REJECT);
        assertThat(policy.rules().getLast().senders().isEverything()).isTrue();
    }

    @ParameterizedTest(name = "{0} is {1}")
    @CsvSource({
        "Tag external senders, tag-external-senders",
        "' ', ''",
        "Größe über 5 MB!, gr-e-ber-5-mb",
        "'Ограничение', ''",
        "Default, ''",
        "A rule with a name that is longer than an id, a-rule-with-a-name-that-is-longer-th",
        "0123456789 0123456789 0123456789 012 45, 0123456789-0123456789-0123456789-012"
    })
    void anIdIsMadeOfTheName(String name, String id) {
        assertThat(RuleSection.idOf(name)).isEqualTo(id);
    }

    @Test
    void readsCriteriaAsTheyAreWritten() {
        Rule rule =
                rule(
                        "name: a, senders: [user@Example.ORG, \"*@example.org\", \"<>\","
                                + " 192.0.2.0/24, \"2001:db8::1\", \"re:^a{1,2}@\","
                                + " \"ü@bücher.example\"], recipients: [\"?@example.org\"]");
        assertThat(rule.senders().any())
                .extracting(c -> c.getClass().getSimpleName() + " " + c)
                .containsExactly(
                        "Address user@example.org",
                        "Mask *@example.org",
                        "Nobody <>",
                        "Client 192.0.2.0/24",
                        "Client 2001:db8:0:0:0:0:0:1/128",
                        "Expression re:^a{1,2}@",
                        "Address ü@xn--bcher-kva.example");
        assertThat(rule.recipients().any()).containsExactly(new Criterion.Mask("?@example.org"));
    }

    @Test
    void readsListEntriesInBothForms() {
        Lists lists =
                PolicyFiles.valid(
                                """
                                  lists:
                                    deny: {entries: ["*@spam.example", 192.0.2.7]}
                                    allow:
                                      entries:
                                        - sender: boss@partner.example
                                          recipients: ["*@example.org"]
                                          bound: Partner.example
                                          comment: asked for by sales
                                          author: anna
                                          expires: 2030-12-31
                                """)
                        .lists();
        assertThat(lists.deny())
                .extracting(entry -> entry.sender().toString())
                .containsExactly("*@spam.example", "192.0.2.7/32");
        Lists.Entry entry = lists.allow().getFirst();
        assertThat(entry.bound()).contains(new Lists.Identity.Authenticated("partner.example"));
        assertThat(entry.expires()).contains(Instant.parse("2030-12-31T00:00:00Z"));
        assertThat(entry.author()).isEqualTo("anna");
    }

    @Test
    void readsMoreEntriesFromAFile() throws IOException {
        Files.writeString(
                directory.resolve("deny.txt"), "# seen in May\n*@a.example, b@b.example\n");
        Policy policy =
                PolicyFiles.valid(
                        "  lists: {deny: {entries: [\"<>\"], file: deny.txt}}\n",
                        directory.resolve("mailwarden.yaml"));
        assertThat(policy.lists().deny())
                .extracting(entry -> entry.sender().toString())
                .containsExactly("<>", "*@a.example", "b@b.example");
    }

    @Test
    void namesTheLineOfAFileOfEntries() throws IOException {
        Path file = Files.writeString(directory.resolve("deny.txt"), "a@a.example\n\nnonsense\n");
        Reading reading =
                PolicyFiles.read(
                        "  lists: {deny: {file: deny.txt}}\n",
                        directory.resolve("mailwarden.yaml"));
        assertThat(((Reading.Invalid) reading).problems())
                .filteredOn(p -> p.severity() == Problem.Severity.ERROR)
                .singleElement()
                .asString()
                .startsWith(
                        file
                                + ":3:1: settings.lists.deny.file: nonsense is not allowed; an address");
    }

    @Test
    void readsConditions() {
        List<Condition> conditions =
                rule("""
                name: a, senders: ["*"], recipients: ["*"], scan: {content: {on: true,
                    strictest: true, expressions: [{name: x, all: false, reaction: reject,
                    conditions: [{size-over: 5 MiB},
                      {header: {name: X-A, masks: ["y*"], among: false}},
                      {inner-name: {masks: ["*.exe"]}},
                      {attachment-type: {types: [pdf], inside: false}}]}]}}
                """)
                        .scan()
                        .content()
                        .expressions()
                        .getFirst()
                        .conditions();
        assertThat(conditions)
                .containsExactly(
                        new Condition.SizeOver(5 << 20),
                        new Condition.Text(Condition.Place.HEADER, "X-A", false, masks("y*")),
                        new Condition.Text(Condition.Place.INNER_NAME, "", true, masks("*.exe")),
                        new Condition.Type(true, List.of("pdf"), List.of(), false));
    }

    private static Condition.Patterns masks(String mask) {
        return new Condition.Patterns(List.of(), List.of(mask), List.of(), List.of());
    }

    @Test
    void warnsOfRulesThatAreNeverReached() {
        assertThat(
                        PolicyFiles.warnings(
                                """
                                  rules:
                                    - {name: off, senders: ["*"], recipients: ["*"], enabled: false}
                                    - {name: all, senders: ["*"], recipients: ["*"]}
                                    - {name: late, senders: ["<>"], recipients: ["*"]}
                                """))
                .containsExactly("settings.rules[3]: is never reached: all matches everything");
    }

    @Test
    void warnsOnceOfAllowEntriesThatAnybodyCanUse() {
        assertThat(
                        PolicyFiles.warnings(
                                "  lists: {allow: {entries: [192.0.2.1, \"*@b.example\", c@c.example]}}\n"))
                .containsExactly(
                        "settings.lists.allow: 2 entries, the first is \"*@b.example\", are not"
                                + " bound to what vouches for the sender; they let in whoever uses"
                                + " the name");
    }

    @Test
    void tellsWhereAReferenceLeadsNowhere() {
        assertThat(
                        PolicyFiles.errors(
                                """
                                  dictionaries:
                                    - {name: Words, texts: [a]}
                                    - {name: Kinds, types: [pdf]}
                                  templates:
                                    - {name: Letter, subject: Hello, text: Hello}
                                    - {name: Note, text: Hello}
                                  rules:
                                    - name: a
                                      senders: ["*"]
                                      recipients: ["*"]
                                      notices:
                                        - {of: infected, sender: Leter, others: Letter}
                                        - {of: infected, recipients: Note}
                                      warnings: {template: Not, of: [infected]}
                                      disclaimer: {template: Note}
                                      scan:
                                        content:
                                          expressions:
                                            - name: x
                                              conditions:
                                                - subject: {dictionaries: [Word]}
                                                - attachment-type: {dictionaries: [Words]}
                                                - body: {dictionaries: [Kinds]}
                                """))
                .containsExactly(
                        "17:26: settings.rules[1].notices[1].sender: there is no template Leter;"
                                + " there are: Letter, Note, to-others, to-recipients, to-sender,"
                                + " warning",
                        "18:12: settings.rules[1].notices[2].of: another notice of this rule tells"
                                + " of the same",
                        "18:26: settings.rules[1].notices[2].recipients: the template Note has no"
                                + " subject",
                        "19:18: settings.rules[1].warnings.template: there is no template Not;"
                                + " there are: Letter, Note, to-others, to-recipients, to-sender,"
                                + " warning",
                        "26:29: settings.rules[1].scan.content.expressions[1].conditions[1]"
                                + ".subject.dictionaries: there is no dictionary Word; there are:"
                                + " Kinds, Words",
                        "27:37: settings.rules[1].scan.content.expressions[1].conditions[2]"
                                + ".attachment-type.dictionaries: the dictionary Words has no types",
                        "28:26: settings.rules[1].scan.content.expressions[1].conditions[3]"
                                + ".body.dictionaries: the dictionary Kinds has no texts, masks or"
                                + " expressions");
    }

    @Test
    void theDefaultRuleMustFindItsTemplatesToo() {
        assertThat(PolicyFiles.errors("  default-rule: {disclaimer: {template: Legal}}\n"))
                .containsExactly(
                        "6:31: settings.default-rule.disclaimer.template: there is no template"
                                + " Legal; there are: to-others, to-recipients, to-sender,"
                                + " warning");
    }

    private static Rule rule(String keys) {
        return PolicyFiles.valid("  rules: [{" + keys + "}]\n").rules().getFirst();
    }
}
