package dev.mailwarden.mail.mime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailwarden.mail.SharedData;
import dev.mailwarden.mail.TarArchive;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import org.junit.jupiter.api.Test;

/** The name of an attachment is seen however it is spelled (mime-is-broken, J-09). */
class HiddenNameTest {

    private static final String ID = "X-Payload-Id: ";

    /** Has no banned name: the sender of the set wanted to see one that is not refused. */
    private static final String HARMLESS = "fname-cdisp.png";

    @Test
    void theNameIsSeenInEverySpelling() throws IOException {
        var missed = new ArrayList<String>();
        int seen = 0;
        for (var file :
                TarArchive.read(SharedData.require("suites").resolve("hostile.tar.gz"))
                        .entrySet()) {
            if (file.getKey().contains("/mime-is-broken-filename/")) {
                Message message = Parsed.of(file.getValue());
                boolean found =
                        message.parts().stream()
                                .flatMap(part -> part.names().stream())
                                .anyMatch(name -> name.endsWith(".zip"));
                seen += found ? 1 : 0;
                if (!found) {
                    missed.add(id(file.getValue()));
                }
            }
        }
        System.out.printf("spellings of a name: seen=%d missed=%d%n", seen, missed.size());
        assertThat(missed).containsExactly(HARMLESS);
        assertThat(seen).isEqualTo(124);
    }

    static String id(byte[] message) {
        String text = new String(message, StandardCharsets.ISO_8859_1);
        int at = text.indexOf(ID) + ID.length();
        return text.substring(at, text.indexOf(" valid", at));
    }
}
