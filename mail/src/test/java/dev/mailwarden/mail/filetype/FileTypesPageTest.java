package dev.mailwarden.mail.filetype;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** The page is made from the declarations; {@code -Dmailwarden.regenerate=true} writes it. */
class FileTypesPageTest {

    @Test
    void thePageSaysWhatTheCodeSays() throws IOException {
        Path file = Path.of("..", "docs", "reference", "file-types.md");
        if (Boolean.getBoolean("mailwarden.regenerate")) {
            Files.writeString(file, FileTypesPage.text());
        }
        assertThat(file).hasContent(FileTypesPage.text());
    }
}
