package dev.mailwarden.mail.binary;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** Surveys and converts messages, whose octets are characters of the same number. */
final class Converted {

    private Converted() {}

    static Verdict survey(String message, int piece) {
        try {
            var survey = new BinarySurvey();
            feed(message, piece, survey);
            return survey.finish();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The message made of lines; its length was foretold. */
    static String of(String message, int piece) {
        Verdict verdict = survey(message, piece);
        assertThat(verdict).isInstanceOf(Verdict.Convertible.class);
        Conversion conversion = ((Verdict.Convertible) verdict).conversion();
        String lines = carriedOut(conversion, message, piece);
        assertThat(lines).hasSize((int) conversion.length());
        return lines;
    }

    static String carriedOut(Conversion conversion, String message, int piece) {
        try {
            var out = new ByteArrayOutputStream();
            ConversionStream stream = conversion.into(out);
            feed(message, piece, stream);
            stream.finish();
            return out.toString(StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** {@return why it is refused, or "" if it is not} */
    static String refusal(String message) {
        return switch (survey(message, message.length() + 1)) {
            case Verdict.Convertible _ -> "";
            case Verdict.Refused(String why) -> why;
        };
    }

    private static void feed(String message, int piece, OutputStream out) throws IOException {
        byte[] octets = message.getBytes(StandardCharsets.ISO_8859_1);
        for (int from = 0; from < octets.length; from += piece) {
            out.write(octets, from, Math.min(piece, octets.length - from));
        }
    }
}
