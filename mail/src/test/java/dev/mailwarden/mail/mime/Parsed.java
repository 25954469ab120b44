package dev.mailwarden.mail.mime;

import dev.mailwarden.mail.budget.Budget;
import dev.mailwarden.mail.budget.Limits;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Messages taken apart in memory, with a budget that is not in the way. */
final class Parsed {

    private Parsed() {}

    static Budget budget() {
        return budget(Limits.DEFAULT);
    }

    static Budget budget(Limits limits) {
        return Budget.open(limits, () -> 0, Duration.ofMinutes(1));
    }

    static Message of(byte[] octets) {
        return of(octets, budget());
    }

    static Message of(byte[] octets, Budget budget) {
        try {
            return Message.parse(Octets.of(octets), budget);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Of lines that end in a line feed here and in CRLF there. */
    static Message lines(String text) {
        return of(text.replace("\n", "\r\n").getBytes(StandardCharsets.ISO_8859_1));
    }

    static byte[] body(Part part) {
        try (InputStream in = part.body(budget())) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static String latin(Part part) {
        return new String(body(part), StandardCharsets.ISO_8859_1);
    }

    static String text(Part part) {
        try {
            return part.text(budget(), 1 << 20, Optional.empty()).content();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Part part(Message message, String path) {
        List<Part> found =
                message.parts().stream().filter(part -> part.path().equals(path)).toList();
        return found.getFirst();
    }
}
