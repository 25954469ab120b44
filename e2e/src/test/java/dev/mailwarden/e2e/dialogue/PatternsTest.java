package dev.mailwarden.e2e.dialogue;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailwarden.e2e.fixture.EventJournal;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

class PatternsTest {

    @ParameterizedTest(name = "\"{0}\" and \"{1}\": {2}")
    @CsvSource({
        "250 2.1.0 ok, 250 2.1.0 ok, true",
        "250 2.1.0 ok, 250 2.1.0 okay, false",
        "250 ~, 250 anything, true",
        "250 ~, 250-more, false",
        "250 with SIZE ~, 250 SIZE 100, true",
        "250 with SIZE, 250 SIZE 100, false",
        "250 without SIZE ~, 250 SIZE 100, false",
        "250 with size ~ without DSN, 250 SIZE 100, true",
        "250 with SIZE ~, 550 SIZE 100, false"
    })
    void aReplyFitsOrNot(String pattern, String reply, boolean fits) {
        assertThat(ReplyPattern.parse(pattern).fits(List.of(reply))).isEqualTo(fits);
    }

    private static List<String> differences(String wanted, String... events) {
        List<JsonNode> nodes = Stream.of(events).map(EventJournal::json).toList();
        return EventPattern.differences(EventPattern.parse(wanted), nodes);
    }

    private static final String RECEIVED = "{\"journey\":\"a\",\"kind\":\"received\",\"octets\":5}";
    private static final String DELIVERED =
            "{\"journey\":\"a\",\"kind\":\"delivered\",\"hop\":{\"host\":\"h\"},\"recipients\":[\"x\",\"y\"]}";

    @Test
    void eventsFitByKindAndByAttributesAtAnyDepth() {
        assertThat(
                        differences(
                                "received(octets=5), delivered(host=h, recipients=y)",
                                RECEIVED,
                                DELIVERED))
                .isEmpty();
    }

    @Test
    void missingSuperfluousAndMisorderedEventsAreTold() {
        assertThat(differences("received, delivered", RECEIVED)).hasSize(1);
        assertThat(differences("received", RECEIVED, DELIVERED)).hasSize(1);
        assertThat(differences("received, delivered", DELIVERED, RECEIVED)).hasSize(1);
        assertThat(differences("received(octets=6)", RECEIVED)).hasSize(2);
        assertThat(differences("delivered(host=g~)", DELIVERED)).hasSize(2);
    }
}
