package dev.mailwarden.mail.mime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HeaderBlockTest {

    private static final String MESSAGE =
            """
            Received: from b
             by c
            Received: from a
            \tby b
            Subject: one
            FROM : A <a@example.com>
            subject: two
            Message-ID:
             <1@example.com>
            Empty:

            Subject: in the body
            """
                    .replace("\n", "\r\n");

    private final HeaderBlock header = read(MESSAGE);

    @Test
    void findsFieldsInAnyCaseFromTheTopAndFromBelow() {
        assertThat(header.first("SUBJECT").orElseThrow().value()).isEqualTo("one");
        assertThat(header.last("Subject").orElseThrow().value()).isEqualTo("two");
        assertThat(header.all("received"))
                .extracting(HeaderField::value)
                .containsExactly("from b by c", "from a\tby b");
        assertThat(header.count("Received")).isEqualTo(2);
        assertThat(header.first("To")).isEmpty();
        assertThat(header.last("To")).isEmpty();
        assertThat(header.size()).isEqualTo(7);
    }

    @Test
    void unfoldsAndTrims() {
        assertThat(header.first("Message-ID").orElseThrow().value()).isEqualTo("<1@example.com>");
        assertThat(header.first("Empty").orElseThrow().value()).isEmpty();
        assertThat(header.first("From").orElseThrow().name()).isEqualTo("FROM");
    }

    @Test
    void keepsTheOctetsOfAField() {
        HeaderField field = header.field(1);
        assertThat(field.raw()).asString().isEqualTo("Received: from a\r\n\tby b\r\n");
        assertThat(MESSAGE.substring(field.start(), field.end()))
                .isEqualTo(new String(field.raw(), StandardCharsets.ISO_8859_1));
    }

    @Test
    void knowsWhereTheBodyStarts() {
        assertThat(header.isComplete()).isTrue();
        assertThat(MESSAGE.substring(header.bodyStart())).isEqualTo("Subject: in the body\r\n");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "From a@example.com Sat Jan  1\r\nSubject: x\r\n\r\nbody",
                " continuation of nothing\r\nSubject: x\r\n\r\nbody",
                "no colon here\r\nSubject: x\r\n\r\nbody",
                ": no name\r\nSubject: x\r\n\r\nbody",
                "two words: no field\r\nSubject: x\r\n\r\nbody",
                "K\u00f6pfe: no ASCII\r\nSubject: x\r\n\r\nbody",
            })
    void passesOverGarbage(String message) {
        HeaderBlock block = read(message);
        assertThat(block.garbageLines()).isEqualTo(1);
        assertThat(block.size()).isEqualTo(1);
        assertThat(block.first("Subject").orElseThrow().value()).isEqualTo("x");
        assertThat(message.substring(block.bodyStart())).isEqualTo("body");
    }

    @Test
    void countsTheContinuationOfGarbageAsGarbage() {
        HeaderBlock block = read("Subject: x\r\ngarbage\r\n more\r\n\r\n");
        assertThat(block.garbageLines()).isEqualTo(2);
        assertThat(block.first("Subject").orElseThrow().value()).isEqualTo("x");
    }

    @Test
    void takesALineOfBlanksForAContinuationRatherThanTheEnd() {
        HeaderBlock block = read("A: 1\r\n \t\r\nB: 2\r\n\r\n");
        assertThat(block.size()).isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\r\n", "\n", "\r", "A", "A:", "A: b", "A: b\r", "\n\n", " "})
    void endsWithItsInput(String message) {
        HeaderBlock block = read(message);
        assertThat(block.isComplete()).isTrue();
        assertThat(block.bodyStart()).isLessThanOrEqualTo(message.length());
        for (int i = 0; i < block.size(); i++) {
            HeaderField field = block.field(i);
            assertThatCode(field::value).doesNotThrowAnyException();
        }
    }

    @Test
    void takesLineFeedsForLineEnds() {
        HeaderBlock block = read("A: 1\n 2\nB: 3\n\nbody");
        assertThat(block.first("A").orElseThrow().value()).isEqualTo("1 2");
        assertThat(block.bodyStart()).isEqualTo("A: 1\n 2\nB: 3\n\n".length());
    }

    @Test
    void readsUtf8AndShowsWhatIsNot() {
        byte[] utf8 = "Subject: Gr\u00fc\u00dfe\r\n\r\n".getBytes(StandardCharsets.UTF_8);
        assertThat(HeaderBlock.read(utf8).field(0).value()).isEqualTo("Gr\u00fc\u00dfe");
        assertThat(read("Subject: Gr\u00fc\r\n\r\n").field(0).value()).isEqualTo("Gr\ufffd");
    }

    @Test
    void stopsAtItsLimits() {
        HeaderBlock fields = read("a:\n".repeat(HeaderBlock.MAX_FIELDS + 1));
        assertThat(fields.size()).isEqualTo(HeaderBlock.MAX_FIELDS);
        assertThat(fields.isComplete()).isFalse();
        HeaderBlock octets = read("A: " + "x".repeat(2 * HeaderBlock.MAX_OCTETS) + "\r\n\r\n");
        assertThat(octets.isComplete()).isFalse();
        assertThat(octets.field(0).raw()).hasSize(HeaderBlock.MAX_OCTETS);
    }

    @Test
    void looksOnlyAtItsPartOfTheOctets() {
        byte[] octets = "xxA: 1\r\nB: 2\r\n".getBytes(StandardCharsets.ISO_8859_1);
        HeaderBlock block = HeaderBlock.read(octets, 2, 8);
        assertThat(block.size()).isEqualTo(1);
        assertThat(block.field(0).start()).isEqualTo(2);
    }

    private static HeaderBlock read(String octets) {
        return HeaderBlock.read(octets.getBytes(StandardCharsets.ISO_8859_1));
    }
}
