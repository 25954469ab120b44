package dev.mailwarden.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailwarden.config.SettingsForm.Difference;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** WHAT-4, CONF-1: settings as they are kept, compared and exported. */
class SettingsFormTest {

    private static final Path FILE = Path.of("/nowhere/mailwarden.yaml");

    private static final String NODE =
            """
            node:
              host-name: mx.example.org
              data-directory: data
              listeners: [{name: mx, address: "127.0.0.1:2525"}]
            """;

    private static Configuration valid(String text) {
        return valid(ConfigurationFile.read(text, FILE));
    }

    private static Configuration valid(Reading reading) {
        return switch (reading) {
            case Reading.Valid(Configuration configuration, _) -> configuration;
            case Reading.Invalid(var problems) -> throw new AssertionError(problems);
        };
    }

    private static SettingsForm form(String settings) {
        return SettingsForm.of(valid(NODE + "settings:\n" + settings).settings());
    }

    private static void survives(Configuration configuration) {
        SettingsForm form = SettingsForm.of(configuration.settings());
        Node node = configuration.node();

        assertThat(valid(form.read("revision 1", node)).settings())
                .isEqualTo(configuration.settings());
        Configuration exported = valid(ConfigurationFile.read(form.text(), FILE, node));
        assertThat(exported).isEqualTo(configuration);
        assertThat(SettingsForm.of(exported.settings()).text()).isEqualTo(form.text());
        assertThat(SettingsForm.of(exported.settings()).since(form)).isEmpty();
    }

    @Test
    void whatWasChosenAtRandomSurvives() {
        for (int seed = 0; seed < 200; seed++) {
            survives(valid(ConfigurationRoundTripTest.random(new SplittableRandom(seed))));
        }
    }

    @Test
    void aPolicyWithEveryKeySurvives() {
        survives(PolicyFiles.configuration(PolicyRoundTripTest.EVERY_KEY, FILE));
    }

    @Test
    void differencesAreSaidByKey() {
        SettingsForm before = form("  limits: {hops: 40}\n  rules: []\n");
        SettingsForm after =
                form(
                        """
                          limits: {hops: 41}
                          listener-limits: [{listener: mx, recipients: 7}]
                        """);

        assertThat(after.since(before))
                .extracting(Difference::key)
                .containsExactly("limits", "listener-limits");
        assertThat(after.since(before).getFirst().lines().unified())
                .contains("-  hops: 40", "+  hops: 41");
        assertThat(before.since(after).getLast().lines().unified())
                .containsExactly(
                        "@@ -1,3 +1,0 @@",
                        "-listener-limits:",
                        "-  - listener: mx",
                        "-    recipients: 7");
    }

    @Test
    void entriesOfListsAreComparedWithoutTheirOrder() {
        SettingsForm before = form("  lists: {deny: {entries: [\"a*\", \"b*\", \"c*\"]}}\n");

        assertThat(form("  lists: {deny: {entries: [\"c*\", \"b*\", \"a*\"]}}\n").since(before))
                .isEmpty();
        List<Difference> differences =
                form("  lists: {deny: {entries: [\"c*\", \"d*\", \"a*\"]}, allow: {entries: [192.0.2.1]}}\n")
                        .since(before);
        assertThat(differences).extracting(Difference::key).containsExactly("lists");
        assertThat(differences.getFirst().lines().unified())
                .containsExactly(
                        "@@ -1,1 +1,2 @@",
                        "-deny: [\"b*\"]",
                        "+deny: [\"d*\"]",
                        "+allow: [192.0.2.1/32]");
    }

    @Test
    void faultsHaveTheLinesOfTheExport() {
        Configuration good = valid(NODE);
        SettingsForm form = SettingsForm.of(good.settings());
        Map<String, String> documents = new java.util.HashMap<>(form.documents());
        documents.computeIfPresent("limits", (_, text) -> text.replaceAll("hops: \\d+", "hops: 0"));
        documents.put("of-tomorrow", "of-tomorrow: 1\n");
        var broken = new SettingsForm(documents, form.lists());

        List<String> lines = broken.text().lines().toList();
        assertThat(broken.read("revision 7", good.node()))
                .isInstanceOfSatisfying(
                        Reading.Invalid.class,
                        invalid ->
                                assertThat(invalid.problems())
                                        .filteredOn(p -> p.severity() == Problem.Severity.ERROR)
                                        .extracting(Problem::toString)
                                        .containsExactly(
                                                "revision 7:%d:11: settings.limits.hops: 0 is not allowed; a whole number from 10 to 1000"
                                                        .formatted(
                                                                lines.indexOf("    hops: 0") + 1),
                                                invalid.problems().getLast().toString())
                                        .last()
                                        .asString()
                                        .startsWith(
                                                "revision 7:%d:3: settings.of-tomorrow: there is no such setting"
                                                        .formatted(
                                                                lines.indexOf("  of-tomorrow: 1")
                                                                        + 1)));
    }

    @Test
    void aLimitForAListenerThatIsNotThereYetDoesNoHarm() {
        Configuration old =
                valid(NODE + "settings: {listener-limits: [{listener: mx, recipients: 7}]}\n");
        Configuration renamed = valid(NODE.replace("name: mx", "name: in"));

        assertThat(SettingsForm.of(old.settings()).read("revision 1", renamed.node()))
                .isInstanceOfSatisfying(
                        Reading.Valid.class,
                        valid ->
                                assertThat(valid.warnings())
                                        .extracting(Problem::text)
                                        .contains("there is no listener mx; there are: in"));
    }
}
