package dev.mailwarden.mail.mime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailwarden.mail.LockedZip;
import dev.mailwarden.mail.SharedData;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;

/**
 * An attachment is among the parts however its message is broken (mime-is-broken, S-07): each
 * message of the set holds the same archive, and some mail reader finds it.
 */
class HiddenContentTest {

    /** A message of the set that nobody reads differently. */
    private static final String PLAIN = "multipart-basic-singlepart-b64h-basic-base64-basic";

    /** Their content is cut by the program that made them: there is no archive in them. */
    private static final String[] EMPTY = {
        "multipart-basic-singlepart-binhex",
        "multipart-basic-singlepart-binhex40",
        "multipart-basic-singlepart-mac-binhex40"
    };

    @Test
    void theAttachmentIsFoundInEverySpelling() throws IOException {
        Map<String, byte[]> messages =
                LockedZip.open(SharedData.require("suites").resolve("flagged.zip"), "infected")
                        .entrySet()
                        .stream()
                        .filter(file -> file.getKey().contains("/mime-is-broken-content/"))
                        .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
        String archive = archive(messages);
        var missed = new ArrayList<String>();
        int exact = 0;
        int within = 0;
        for (byte[] message : messages.values()) {
            int how = search(Parsed.of(message), archive);
            exact += how == 2 ? 1 : 0;
            within += how == 1 ? 1 : 0;
            if (how == 0) {
                missed.add(HiddenNameTest.id(message));
            }
        }
        System.out.printf(
                "spellings of an attachment: exact=%d within=%d missed=%d%n",
                exact, within, missed.size());
        assertThat(missed).containsExactlyInAnyOrder(EMPTY);
        assertThat(exact).isGreaterThanOrEqualTo(261);
    }

    private static String archive(Map<String, byte[]> messages) {
        return messages.values().stream()
                .filter(message -> HiddenNameTest.id(message).equals(PLAIN))
                .map(message -> Parsed.latin(Parsed.part(Parsed.of(message), "1.2")))
                .findFirst()
                .orElseThrow();
    }

    /** {@return 2 if a part is the archive, 1 if one has it within, 0 if none does} */
    private static int search(Message message, String archive) throws IOException {
        int best = 0;
        for (Part part : message.leaves()) {
            byte[] body = Parsed.body(part);
            String content =
                    new String(isGzip(body) ? unpacked(body) : body, StandardCharsets.ISO_8859_1);
            if (content.equals(archive)) {
                return 2;
            }
            best = Math.max(best, content.contains(archive) ? 1 : 0);
        }
        return best;
    }

    /** As the unpacker will find it, which comes behind the parser. */
    private static boolean isGzip(byte[] body) {
        return body.length > 2 && body[0] == 0x1f && body[1] == (byte) 0x8b;
    }

    private static byte[] unpacked(byte[] body) throws IOException {
        try (var in = new GZIPInputStream(new ByteArrayInputStream(body))) {
            return in.readAllBytes();
        }
    }
}
