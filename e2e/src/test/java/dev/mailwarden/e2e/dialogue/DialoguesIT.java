package dev.mailwarden.e2e.dialogue;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailwarden.e2e.fixture.EventJournal;
import dev.mailwarden.e2e.fixture.GatewayProcess;
import dev.mailwarden.e2e.fixture.Site;
import dev.mailwarden.e2e.wire.Await;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** Every dialogue below {@code e2e/cases}, played to the packaged product. */
class DialoguesIT {

    private static final Duration EVENTS = Duration.ofSeconds(20);

    @TempDir private static Path temporary;

    private static final Map<CaseDirectory.Setup, Site> SITES = new HashMap<>();

    /** So that a gateway that cannot start is waited for once only. */
    private static final Set<CaseDirectory.Setup> TRIED = new HashSet<>();

    @AfterAll
    static void stop() throws IOException {
        for (Site site : SITES.values()) {
            site.close();
        }
    }

    @TestFactory
    Stream<DynamicContainer> everyDialogueIsAnsweredAsWritten() throws IOException {
        return CaseDirectory.all().stream()
                .map(directory ->
                        DynamicContainer.dynamicContainer(
                                directory.name(),
                                directory.dialogues().stream()
                                        .map(dialogue -> test(directory, dialogue))));
    }

    private static DynamicTest test(CaseDirectory directory, Dialogue dialogue) {
        return DynamicTest.dynamicTest(
                dialogue.name(), () -> play(dialogue, site(directory.setup())));
    }

    private static Site site(CaseDirectory.Setup setup) throws Exception {
        GatewayProcess.launcher();
        Site site = SITES.get(setup);
        if (site == null) {
            assertThat(TRIED.add(setup))
                    .as("the gateway did not start for an earlier case")
                    .isTrue();
            Path directory = Files.createTempDirectory(temporary, "site");
            site = Site.start(directory, setup.config(), setup.zone(), List.of());
            SITES.put(setup, site);
        }
        return site;
    }

    private static void play(Dialogue dialogue, Site site) throws Exception {
        site.inbox().clear();
        long begun = System.currentTimeMillis();
        try (var player =
                new DialoguePlayer(
                        dialogue, () -> site.open(dialogue.listener(), dialogue.client()))) {
            player.play();
            player.checkInner(site.inbox(), 1);
        }
        if (dialogue.events().isPresent()) {
            checkEvents(dialogue.events().get(), site.journal(), begun);
        }
    }

    private static void checkEvents(List<EventPattern> wanted, EventJournal journal, long begun)
            throws Exception {
        Await.asserted(
                EVENTS,
                () -> {
                    var events = new ArrayList<>(journal.events());
                    events.removeIf(event -> EventJournal.begun(event) < begun);
                    // The rules of this site do nothing, and say so of every message.
                    events.removeIf(event -> EventJournal.kind(event).equals("judged"));
                    assertThat(EventPattern.differences(wanted, events)).isEmpty();
                });
    }
}
