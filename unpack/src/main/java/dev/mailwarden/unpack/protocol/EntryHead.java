package dev.mailwarden.unpack.protocol;

import java.util.Arrays;
import java.util.Set;

/**
 * What a container says of one entry. Nothing in it is to be believed.
 *
 * @param kind what it says it is
 * @param rawName the octets of the name, at most {@link #MAX_NAME}
 * @param name the same as text, as most readers would show it
 * @param flaws of the name and the target
 * @param target of a link that stands in the entry's head, else empty
 * @param packed octets in the container as declared, -1 if it does not say
 * @param unpacked octets to come out as declared, -1 if it does not say
 * @param method how it is packed, such as {@code deflate}
 */
@SuppressWarnings("ArrayRecordComponent") // copied, and compared by content
public record EntryHead(
        EntryKind kind,
        byte[] rawName,
        String name,
        Set<NameFlaw> flaws,
        String target,
        long packed,
        long unpacked,
        String method) {

    /** Octets of a name; longer ones are cut, which is a flaw. */
    public static final int MAX_NAME = 4_096;

    public EntryHead {
        rawName = rawName.clone();
        flaws = Set.copyOf(flaws);
        if (rawName.length > MAX_NAME) {
            throw new IllegalArgumentException("a name has at most " + MAX_NAME + " octets");
        }
    }

    @Override
    public byte[] rawName() {
        return rawName.clone();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof EntryHead head
                && kind == head.kind
                && Arrays.equals(rawName, head.rawName)
                && name.equals(head.name)
                && flaws.equals(head.flaws)
                && target.equals(head.target)
                && packed == head.packed
                && unpacked == head.unpacked
                && method.equals(head.method);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(rawName) * 31 + name.hashCode();
    }
}
