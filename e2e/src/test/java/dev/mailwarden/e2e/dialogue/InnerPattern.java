package dev.mailwarden.e2e.dialogue;

import dev.mailwarden.e2e.fixture.InnerMail;
import java.util.List;

/**
 * One message that must arrive at the inner server: {@code message.eml has <a@b.example>,
 * BODY=8BITMIME lacks RET=}. The words are looked for in envelope and content; {@code *} stands for
 * any content.
 *
 * @param file which the content equals octet for octet, apart from our Received field
 */
record InnerPattern(String file, List<String> has, List<String> lacks) {

    InnerPattern {
        has = List.copyOf(has);
        lacks = List.copyOf(lacks);
    }

    static InnerPattern parse(String text) {
        int lacks = text.indexOf(" lacks ");
        String before = lacks < 0 ? text : text.substring(0, lacks);
        int has = before.indexOf(" has ");
        return new InnerPattern(
                (has < 0 ? before : before.substring(0, has)).strip(),
                has < 0 ? List.of() : List.of(before.substring(has + 5).strip().split(",\\s*")),
                lacks < 0 ? List.of() : List.of(text.substring(lacks + 7).strip().split(",\\s*")));
    }

    boolean anyContent() {
        return file.equals("*");
    }

    /** Whether envelope and content say what they must; the file is for the caller to compare. */
    boolean says(InnerMail mail) {
        String all = mail.envelope() + "\r\n\r\n" + mail.content();
        return has.stream().allMatch(all::contains) && lacks.stream().noneMatch(all::contains);
    }

    @Override
    public String toString() {
        return file + " has " + has + " lacks " + lacks;
    }
}
