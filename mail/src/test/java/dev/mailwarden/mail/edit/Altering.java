package dev.mailwarden.mail.edit;

import dev.mailwarden.mail.budget.Budget;
import dev.mailwarden.mail.budget.Limits;
import dev.mailwarden.mail.mime.Message;
import dev.mailwarden.mail.mime.Octets;
import dev.mailwarden.mail.mime.Part;
import dev.mailwarden.mail.mime.Range;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.SplittableRandom;
import java.util.function.Consumer;

/** Messages changed in memory. */
final class Altering {

    private Altering() {}

    static Budget budget() {
        return Budget.open(Limits.DEFAULT, () -> 0, Duration.ofMinutes(1));
    }

    static Message parse(byte[] octets) {
        try {
            return Message.parse(Octets.of(octets), budget());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Altered altered(byte[] before, Consumer<Alterations> changes) {
        var alterations = new Alterations();
        changes.accept(alterations);
        try {
            return alterations.of(parse(before), budget(), new SplittableRandom(1));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static byte[] octets(byte[] before, Consumer<Alterations> changes) {
        Octets after = altered(before, changes).octets();
        try {
            return after.copy(new Range(0, after.length()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Lines end in LF here and there, in CRLF between; a character is an octet. */
    static String text(String before, Consumer<Alterations> changes) {
        return latin(octets(crlf(before), changes)).replace("\r\n", "\n");
    }

    static byte[] crlf(String text) {
        return text.replace("\n", "\r\n").getBytes(StandardCharsets.ISO_8859_1);
    }

    static String latin(byte[] octets) {
        return new String(octets, StandardCharsets.ISO_8859_1);
    }

    static Part part(byte[] message, String path) {
        return parse(message).parts().stream()
                .filter(part -> part.path().equals(path))
                .findFirst()
                .orElseThrow();
    }

    static byte[] body(Part part) {
        try (InputStream in = part.body(budget())) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
