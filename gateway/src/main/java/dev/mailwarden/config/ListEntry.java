package dev.mailwarden.config;

import dev.mailwarden.policy.Lists;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * An entry of the global allow or deny list (LIST-1) as a row.
 *
 * @param id given by the store, 0 before
 */
public record ListEntry(long id, Effect effect, Lists.Entry entry) {

    /** What a match does. */
    public enum Effect {
        ALLOW,
        DENY
    }

    /** An entry that no store has yet. */
    ListEntry(Effect effect, Lists.Entry entry) {
        this(0, effect, entry);
    }

    /** {@return what is the same for entries that are the same, and for no others} */
    String digest() {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            String text = effect + " " + YamlWriter.inline(EntryKind.KIND.write(entry));
            return HexFormat.of().formatHex(digest.digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e); // every JDK has it
        }
    }
}
