package dev.mailwarden.config;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is said of a policy that cannot be used: where it is wrong and what is allowed. */
class PolicyErrorsTest {

    private static final String SENDER =
            "an address such as user@example.org, a mask such as *@example.org, a network such as"
                    + " 192.0.2.0/24, <> for none, or re: and an expression";

    private static final String RECIPIENT =
            "an address such as user@example.org, a mask such as *@example.org, or re: and an"
                    + " expression";

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
                    example.org          | example.org is not allowed; SENDER
                    10.0.0.1/8           | 10.0.0.1/8 is not allowed; SENDER
                    ""                   | "" is not allowed; SENDER
                    "a b*@c.example"     | "a b*@c.example" is not allowed; SENDER
                    "*@a.example,b"      | "*@a.example,b" is not allowed; SENDER
                    "*@"                 | "*@" is not allowed; SENDER
                    "a*@b..example"      | "a*@b..example" is not allowed; SENDER
                    "#*"                 | "#*" is not allowed; SENDER
                    "re:("               | "re:(" is not allowed; missing closing )
                    "re:"                | re: is not allowed; an expression has 1 to 1000 characters
                    "re:(a{900}){900}"   | "re:(a{900}){900}" is not allowed; its counted repetitions make it too large
                    "re:(?=a)"           | "re:(?=a)" is not allowed; invalid or unsupported Perl syntax
                    "re:a "              | "re:a " is not allowed; an expression has no control characters, and no blank at its ends; \\x20 is one
                    {mask: a}            | must be a text; SENDER
                    """)
    void ofSenders(String sender, String problem) {
        assertThat(
                        PolicyFiles.errors(
                                "  rules: [{name: a, recipients: [\"*\"], senders: [%s]}]\n"
                                        .formatted(sender)))
                .containsExactly(
                        "6:50: settings.rules[1].senders[1]: " + problem.replace("SENDER", SENDER));
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({"<>", "192.0.2.1", "2001:db8::/32", "nobody"})
    void ofRecipients(String recipient) {
        assertThat(
                        PolicyFiles.errors(
                                "  rules: [{name: a, senders: [\"*\"], recipients: [\"%s\"]}]\n"
                                        .formatted(recipient)))
                .containsExactly(
                        "6:50: settings.rules[1].recipients[1]: "
                                + ScalarKind.shown(recipient)
                                + " is not allowed; "
                                + RECIPIENT);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
                    senders: []                   | 6:54: settings.rules[1].senders: 0 entries are not allowed; a list of 1 to 100000 entries, each
                    sender: ["*"]                 | 6:45: settings.rules[1].sender: there is no such setting; did you mean senders?
                    senders: ["*"], mode: refuse  | 6:67: settings.rules[1].mode: refuse is not allowed; scan, skip, reject, delete
                    senders: ["*"], id: Default   | 6:65: settings.rules[1].id: Default is not allowed; 1 to 36 letters a-z, digits and hyphens, other than default
                    senders: ["*"], id: default   | 6:65: settings.rules[1].id: default is not allowed; 1 to 36
                    senders: ["*", "*"]           | 6:60: settings.rules[1].senders[2]: is the same as entry 1
                    senders: ["*"], headers: {delete: ["X Y"]}          | 6:80: settings.rules[1].headers.delete[1]: "X Y" is not allowed; the name of a header field, of 1 to 450 printable
                    senders: ["*"], headers: {set: [{name: "X:", value: a}]}     | 6:84: settings.rules[1].headers.set[1].name: X: is not allowed; the name of a header field
                    senders: ["*"], headers: {set: [{name: X, value: "a\\nb"}]}  | 6:94: settings.rules[1].headers.set[1].value: "a\\nb" is not allowed; at most 450 printable ASCII characters
                    senders: ["*"], headers: {set: [{name: X, value: a}, {name: x, value: b}]}   | 6:99: settings.rules[1].headers.set[2].name: entry 1 sets the same field
                    senders: ["*"], notices: [{of: infected}]           | 6:71: settings.rules[1].notices[1]: tells nobody; it needs a template in sender, recipients or others
                    senders: ["*"], notices: [{of: infected, sender: a, attach-original: true}] | 6:71: settings.rules[1].notices[1].others: is missing: list and attach-original need a template
                    senders: ["*"], warnings: {template: a, of: []}     | 6:89: settings.rules[1].warnings.of: 0 entries are not allowed; a list of 1 to 7 entries
                    senders: ["*"], blind-copies: [example.org]         | 6:76: settings.rules[1].blind-copies[1]: example.org is not allowed; an address such as user@example.org
                    senders: ["*"], scan: {links: {detected: disinfect}}                  | 6:86: settings.rules[1].scan.links.detected: disinfect is not allowed; skip, quarantine, reject, delete-message
                    senders: ["*"], scan: {antispam: {spam: {action: delete-attachment}}} | 6:94: settings.rules[1].scan.antispam.spam.action: delete-attachment is not allowed; skip, quarantine, reject, delete-message
                    senders: ["*"], scan: {content: {error: quarantine}}                  | 6:85: settings.rules[1].scan.content.error: quarantine is not allowed; skip, reject, delete-message
                    senders: ["*"], scan: {antivirus: {disinfected: skip}}                | 6:93: settings.rules[1].scan.antivirus.disinfected: skip is not allowed; disinfect, delete-attachment
                    senders: ["*"], scan: {antivirus: {if-disinfection-fails: skip}}      | 6:103: settings.rules[1].scan.antivirus.if-disinfection-fails: skip is not allowed; delete-attachment, quarantine, reject, delete-message
                    senders: ["*"], scan: {antivirus: {infected: }}                       | 6:89: settings.rules[1].scan.antivirus.infected: has no value; the keys action, backup, tag
                    senders: ["*"], scan: {antispam: {spam: {tag: " [x]"}}}               | 6:91: settings.rules[1].scan.antispam.spam.tag: " [x]" is not allowed; at most 64 printable
                    senders: ["*"], scan: {antispam: {trusted: skip}}                     | 6:79: settings.rules[1].scan.antispam.trusted: there is no such setting; the keys on, spam
                    """)
    void ofRules(String keys, String problem) {
        assertThat(
                        PolicyFiles.errors(
                                "  rules: [{name: rule a, recipients: [\"*\"], %s}]\n"
                                        .formatted(keys)))
                .hasSizeBetween(1, 2) // a misspelt key that is needed is missing as well
                .anySatisfy(error -> assertThat(error).startsWith(problem));
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
                    {}                                | is 0 conditions; each entry is one of size-over, subject, body, sender, recipient, cc, attachment-name, inner-name, header, attachment-type
                    {size-over: 1, subject: {texts: [a]}} | is 2 conditions; each entry is one of size-over, subject, body, sender, recipient, cc, attachment-name, inner-name, header, attachment-type
                    {subject: {}}                     | .subject: looks for nothing; it needs texts, masks, expressions or dictionaries
                    {header: {texts: [a]}}            | .header.name: is missing; the name of a header field, of 1 to 450 printable ASCII characters without a colon or a blank
                    {attachment-type: {among: false}} | .attachment-type: looks for nothing; it needs types or dictionaries
                    {attachment-type: {types: [P]}}   | .attachment-type.types[1]: P is not allowed; the id of a file type or of a category, such as pdf or executables, or unknown
                    {body: {expressions: ["[a"]}}     | .body.expressions[1]: "[a" is not allowed; missing closing ]
                    {body: {expressions: ["(a)\\\\1"]}} | .body.expressions[1]: "(a)\\\\1" is not allowed; invalid escape sequence
                    """)
    void ofConditions(String condition, String problem) {
        String path = "settings.rules[1].scan.content.expressions[1].conditions[1]";
        assertThat(
                        PolicyFiles.errors(
                                "  rules: [{name: a, senders: [\"*\"], recipients: [\"*\"], scan: {content: {expressions: [{name: x, conditions: [%s]}]}}}]\n"
                                        .formatted(condition)))
                .singleElement()
                .asString()
                .endsWith(path + (problem.startsWith(".") ? "" : ": ") + problem);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
                    a, a    | 7:5: settings.rules[2]: rule 1 has the same name
                    A-b, a b | 7:5: settings.rules[2]: rule 1 has the id a-b already; it needs another
                    a, Default | 7:5: settings.rules[2]: is named as the default rule
                    a, Правило | 7:5: settings.rules[2]: needs an id, since none can be made of its name
                    """)
    void ofNamesOfRules(String names, String problem) {
        String[] both = names.split(", ", -1);
        assertThat(
                        PolicyFiles.errors(
                                """
                                  rules: [{name: %s, senders: ["<>"], recipients: ["*"]},
                                    {name: %s, senders: ["*"], recipients: ["*"]}]
                                """
                                        .formatted(both[0], both[1])))
                .containsExactly(problem);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
                    dictionaries: [{name: a}]                         | 6:18: settings.dictionaries[1]: needs either types, or texts, masks or expressions
                    dictionaries: [{name: a, texts: [b], types: [c]}] | 6:18: settings.dictionaries[1]: needs either types, or texts, masks or expressions
                    dictionaries: [{name: a, texts: [b]}, {name: a, types: [c]}] | 6:42: settings.dictionaries[2].name: another entry has this name
                    dictionaries: [{name: " a", texts: [b]}]          | 6:25: settings.dictionaries[1].name: " a" is not allowed; 1 to 100 printable characters with no blank at the ends
                    templates: [{name: a}]                            | 6:15: settings.templates[1].text: is missing; at most 20000 characters, without control characters
                    templates: [{name: a, text: "%SENDR%"}]           | 6:25: settings.templates[1].text: there is no macro %SENDR%; there are: AFFECTED_RECIPIENTS, AFFECTED_RULES, ALL_RECIPIENTS, DATA_BEGIN, DATA_END, DATE, FINDING, MESSAGE_ACTION, MESSAGE_ID, NODE_IP, NODE_NAME, NODE_PORT, OBJECT_NAME, PRODUCT_NAME, SENDER, SENDER_IP, SMTP_MESSAGE_ID, SUBJECT
                    templates: [{name: a, text: b, html: "%DATA_END%"}]   | 6:34: settings.templates[1].html: %DATA_BEGIN% and %DATA_END% must come in turn
                    templates: [{name: a, text: "%DATA_BEGIN%"}]      | 6:25: settings.templates[1].text: %DATA_BEGIN% has no %DATA_END% after it
                    templates: [{name: a, text: "\\a"}]               | 6:31: settings.templates[1].text: "\\u0007" is not allowed; at most 20000 characters
                    lists: {deny: {entries: [b@b.example, {sender: "*", bound: b.example}]}} | 6:18: settings.lists.deny.entries: entry 2 is bound, which only allow entries can be
                    lists: {deny: {entries: [a]}}                     | 6:28: settings.lists.deny.entries[1]: a is not allowed; an address such as
                    lists: {deny: {entries: [{sender: "*", bound: "[192.0.2.1]"}]}} | 6:49: settings.lists.deny.entries[1].bound: "[192.0.2.1]" is not allowed; the client's network such as 192.0.2.0/24, or a domain
                    lists: {deny: {entries: [{sender: "*", expires: 2030-02-30}]}}  | 6:51: settings.lists.deny.entries[1].expires: 2030-02-30 is not allowed; a day such as 2030-12-31, or a moment
                    lists: {deny: {file: nowhere.txt}}                | 6:24: settings.lists.deny.file: /nowhere/nowhere.txt is not a file of at most 64 MiB
                    protection: {links: {time-limit: 601s}}           | 6:36: settings.protection.links.time-limit: 601s is not allowed; a time from 1s to 10m, in s, m, h or d
                    protection: {sandbox: {time-limit: 59s}}          | 6:38: settings.protection.sandbox.time-limit: 59s is not allowed; a time from 1m to 1d, in s, m, h or d
                    protection: {budget: {depth: 20001}}              | 6:32: settings.protection.budget.depth: 20001 is not allowed; a whole number from 1 to 20000
                    protection: {mode: none}                          | 6:22: settings.protection.mode: none is not allowed; full, restricted, off
                    default-rule: {senders: ["*"]}                    | 6:18: settings.default-rule.senders: there is no such setting; did you mean headers?
                    """)
    void ofWhatRulesReferTo(String keys, String problem) {
        assertThat(PolicyFiles.errors("  " + keys + "\n"))
                .singleElement()
                .asString()
                .startsWith(problem);
    }
}
