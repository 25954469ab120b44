package dev.mailwarden.operate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailwarden.message.Edit;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Edits in words. */
class CheckRowsTest {

    @Test
    void eachEditHasItsWords() {
        List<Edit> edits =
                List.of(
                        new Edit.TagSubject("[Spam]"),
                        new Edit.AddField("X-A", "1"),
                        new Edit.AddPartField("1.2", "X-A", "1"),
                        new Edit.DeleteFields("X-B"),
                        new Edit.DeleteFamily("X-C-"),
                        new Edit.SetField("X-D", "2"),
                        new Edit.RemovePart("1.3", "Gone:\r\n  tool.exe\r\n"),
                        new Edit.AddText("x".repeat(61), "", true),
                        new Edit.AddText("Bye", "<p>Bye</p>", false));
        assertThat(edits.stream().map(CheckRows::words))
                .containsExactly(
                        "put [Spam] before the subject",
                        "add X-A: 1",
                        "add to part 1.2 X-A: 1",
                        "delete all fields X-B",
                        "delete all fields that begin with X-C-",
                        "set X-D: 2",
                        "put a text in place of part 1.3: Gone: tool.exe",
                        "put a text at the top: " + "x".repeat(60) + "...",
                        "put a text at the end: Bye");
    }
}
