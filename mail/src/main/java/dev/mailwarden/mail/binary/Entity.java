package dev.mailwarden.mail.binary;

import dev.mailwarden.mail.mime.HeaderBlock;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/** A message, or a part of one: a header and a body (RFC 2045 §2.4). For one thread. */
final class Entity {

    /** How its body is made. */
    enum Kind {
        /** Octets. */
        LEAF,
        /** Entities between delimiters. */
        MULTIPART,
        /** One entity. */
        MESSAGE
    }

    private static final List<String> MESSAGES = List.of("message/rfc822", "message/global");
    private static final List<String> SEALED = List.of("multipart/signed", "multipart/encrypted");

    private final int number;
    private final HeaderBlock header;
    private final byte[] headerOctets;
    private final Kind kind;
    private final TypeField type;
    private final Label label;
    private final byte[] delimiter;
    private final boolean sealed;

    /** A multipart whose closing delimiter was seen. */
    boolean closed;

    /** The body has an octet above 127; for a composite, what becomes of it will have one. */
    boolean eightBit;

    /** The body has NUL, bare CR or bare LF. */
    boolean unclean;

    /** A line of the body has more than 998 octets. */
    boolean longLine;

    /** Octets of the body of a leaf. */
    long bodyOctets;

    /**
     * @param number counted from the top, 0 for the message
     * @param parent what it is a part of, absent for the message
     */
    Entity(int number, byte[] octets, Optional<Entity> parent) {
        this.number = number;
        this.headerOctets = octets;
        this.header = HeaderBlock.read(octets);
        boolean inDigest = parent.map(p -> p.type.name().equals("multipart/digest")).orElse(false);
        this.type = TypeField.of(header, inDigest ? "message/rfc822" : "text/plain");
        this.label = Label.of(header);
        this.kind = kindSaid();
        this.delimiter = ("--" + type.boundary().orElse("")).getBytes(StandardCharsets.US_ASCII);
        this.sealed = parent.map(p -> p.sealed || SEALED.contains(p.type.name())).orElse(false);
    }

    /** What is encoded as a whole has no parts that could be seen (RFC 2045 §6.4). */
    private Kind kindSaid() {
        if (label == Label.ENCODED || label == Label.UNKNOWN) {
            return Kind.LEAF;
        }
        if (type.boundary().isPresent()) {
            return Kind.MULTIPART;
        }
        return MESSAGES.contains(type.name()) ? Kind.MESSAGE : Kind.LEAF;
    }

    int number() {
        return number;
    }

    byte[] headerOctets() {
        return headerOctets;
    }

    Kind kind() {
        return kind;
    }

    TypeField type() {
        return type;
    }

    Label label() {
        return label;
    }

    /** Whether it lies within something signed or encrypted, where nothing may be changed. */
    boolean isSealed() {
        return sealed;
    }

    /** Two hyphens and the boundary. */
    byte[] delimiter() {
        return delimiter;
    }

    boolean hasEightBitHeader() {
        for (byte octet : headerOctets) {
            if (octet < 0) {
                return true;
            }
        }
        return false;
    }

    /** {@return why its header may be read in several ways} */
    Optional<String> doubt() {
        if (number == 0 && header.count("MIME-Version") == 0) {
            return Optional.of("it has no MIME-Version");
        }
        if (header.garbageLines() > 0) {
            return Optional.of("a header has lines that are no fields");
        }
        if (type.isDoubtful() || header.count(Label.FIELD) > 1) {
            return Optional.of("a header does not say clearly what its part is");
        }
        return type.name().startsWith("multipart/") && kind == Kind.LEAF
                ? Optional.of("a multipart is encoded as a whole")
                : Optional.empty();
    }

    /** Whether its header was read to its end, and ends in an empty line. */
    boolean hasWholeHeader() {
        int end = headerOctets.length;
        return header.isComplete()
                && end >= 2
                && header.bodyStart() == end
                && headerOctets[end - 2] == '\r'
                && (end == 2 || headerOctets[end - 3] == '\n');
    }

    /** Octets of its Content-Transfer-Encoding, 0 if it has none. */
    int labelOctets() {
        return header.first(Label.FIELD).map(field -> field.end() - field.start()).orElse(0);
    }

    /** Its header with another Content-Transfer-Encoding. */
    byte[] headerSaying(Form form) {
        byte[] said = form.field();
        int from = header.first(Label.FIELD).map(f -> f.start()).orElse(headerOctets.length - 2);
        int to = from + labelOctets();
        byte[] changed = new byte[headerOctets.length - (to - from) + said.length];
        System.arraycopy(headerOctets, 0, changed, 0, from);
        System.arraycopy(said, 0, changed, from, said.length);
        System.arraycopy(headerOctets, to, changed, from + said.length, headerOctets.length - to);
        return changed;
    }
}
