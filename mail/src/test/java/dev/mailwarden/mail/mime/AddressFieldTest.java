package dev.mailwarden.mail.mime;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Mailboxes in From, as people, programs and forgers write it. */
class AddressFieldTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\'',
            value = {
                "a@x.example | a@x.example",
                "Ann <a@x.example> | a@x.example",
                "\"Ann, (the first) <c@x.example>\" <a@x.example> | a@x.example",
                "a@x.example (Ann), b@x.example | a@x.example b@x.example",
                "team: a@x.example, B <b@x.example>; | a@x.example b@x.example",
                "<@r.example,@s.example:a@x.example> | a@x.example",
                "<a@x.example><b@y.example> | a@x.example b@y.example",
                "a@x.example <b@y.example> | b@y.example",
                "\"a b\"@x.example | \"a b\"@x.example",
                "a @ x . example | a@x.example",
                "a(c\\)(d))@x.example | a@x.example",
                "a@[IPv6:2001:db8::1] | a@[IPv6:2001:db8::1]",
                "a@x.example, a@x.example | a@x.example",
                "undisclosed:; | ''",
                "<> | ''",
                "nobody | ''",
                "( a@x.example | a@x.example",
                "<a@x.example | a@x.example",
                "\"a@x.example | ''",
            })
    void findsThem(String value, String expected) {
        assertThat(
                        AddressField.mailboxes(value).stream()
                                .map(Object::toString)
                                .reduce((a, b) -> a + " " + b)
                                .orElse(""))
                .isEqualTo(expected);
    }

    @Test
    void takesTimeInLineWithTheLength() {
        // Unended comments are where a reader that looks for their end would look for ever.
        assertThat(AddressField.mailboxes("(".repeat(100_000))).isEmpty();
        assertThat(AddressField.mailboxes("<a@x.example>,".repeat(10_000)))
                .containsExactly(
                        dev.mailwarden.mail.smtp.Mailbox.parse("a@x.example").orElseThrow());
    }
}
