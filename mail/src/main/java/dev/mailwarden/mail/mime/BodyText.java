package dev.mailwarden.mail.mime;

import java.util.Set;

/**
 * The body of a part as characters.
 *
 * @param charset the name of the charset that was used
 * @param isWhole whether there is no more; if not, the text is only the beginning
 * @param ambiguities what about the charset readers take differently
 */
public record BodyText(
        String content, String charset, boolean isWhole, Set<Ambiguity> ambiguities) {

    public BodyText {
        ambiguities = Set.copyOf(ambiguities);
    }
}
