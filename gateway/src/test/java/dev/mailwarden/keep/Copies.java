package dev.mailwarden.keep;

import dev.mailwarden.message.JourneyId;
import dev.mailwarden.message.Kept;
import dev.mailwarden.message.KeptId;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/** Copies to keep. */
final class Copies {

    static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");

    private Copies() {}

    /** The id of the copy that came so many minutes after noon. */
    static KeptId id(int minute) {
        return new KeptId(JourneyId.of(at(minute), new Random(minute)), 0);
    }

    static Instant at(int minute) {
        return NOON.plus(Duration.ofMinutes(minute));
    }

    static Kept copy(int minute) {
        return new Kept(
                id(minute),
                at(minute),
                "Sender%d@sender.example".formatted(minute),
                List.of("Alice@example.org", "user%d@example.org".formatted(minute)),
                "192.0.2." + minute % 250,
                "Subject 100%% no_%d Grüße".formatted(minute),
                "<%d@sender.example>".formatted(minute),
                "antivirus",
                minute % 2 == 0 ? "Infected" : "Encrypted",
                "rule " + minute % 3,
                "reject",
                "{\"m\":%d}".formatted(minute),
                body(minute).length,
                Optional.empty());
    }

    static Kept ending(int minute, Instant at) {
        Kept copy = copy(minute);
        return new Kept(
                copy.id(),
                copy.at(),
                copy.sender(),
                copy.recipients(),
                copy.client(),
                copy.subject(),
                copy.messageId(),
                copy.module(),
                copy.status(),
                copy.rule(),
                copy.action(),
                copy.verdict(),
                copy.octets(),
                Optional.of(new Kept.End(at, Kept.Way.DELIVER)));
    }

    static byte[] body(int minute) {
        return "Subject: %d\r\n\r\n%s"
                .formatted(minute, "x".repeat(1000 + minute))
                .getBytes(StandardCharsets.US_ASCII);
    }

    static InputStream stream(int minute) {
        return new ByteArrayInputStream(body(minute));
    }

    static void put(MessageStore store, int minute) throws IOException {
        store.put(copy(minute), stream(minute));
    }

    static byte[] read(MessageStore store, KeptId id) throws IOException {
        try (InputStream in = store.open(id).orElseThrow()) {
            return in.readAllBytes();
        }
    }
}
