package dev.mailwarden.storage;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class StorableTest {

    @Test
    void whatNoDatabaseKeepsIsReplaced() {
        assertThat(Storable.text("a\u0000b\ud800c\udc00")).isEqualTo("a\ufffdb\ufffdc\ufffd");
    }

    @Test
    void everythingElseStays() {
        assertThat(Storable.text("Grüße \ud83d\ude00\n")).isEqualTo("Grüße \ud83d\ude00\n");
    }
}
