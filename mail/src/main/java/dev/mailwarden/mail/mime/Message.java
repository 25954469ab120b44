package dev.mailwarden.mail.mime;

import dev.mailwarden.mail.ForeignOctets;
import dev.mailwarden.mail.budget.Budget;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A message taken apart: the tree of its parts as it declares them, and beside it what other ways
 * of reading make of the same octets (RFC 2045, 2046).
 *
 * <p>Never fails, whatever the octets are, and leaves them as they are. All that the standards and
 * known mail readers could see is among the {@linkplain #parts() parts}, unless the budget ran out;
 * that the budget remembers. Immutable.
 */
@ForeignOctets
public final class Message {

    private final Part root;
    private final List<Part> parts;

    private Message(Part root, List<Part> parts) {
        this.root = root;
        this.parts = List.copyOf(parts);
    }

    /**
     * Takes a message apart. The octets are read once, and those parts again that readers may take
     * differently.
     *
     * @throws IOException if the octets cannot be read back
     */
    public static Message parse(Octets octets, Budget budget) throws IOException {
        Message message = declared(octets, budget);
        return new Message(message.root, Views.of(message.parts, budget));
    }

    /**
     * Takes a message apart as it declares itself, and looks for nothing that other ways of reading
     * make of it. Not for whoever judges it.
     *
     * @throws IOException if the octets cannot be read back
     */
    public static Message declared(Octets octets, Budget budget) throws IOException {
        var root = new Part(octets, Optional.empty(), View.DECLARED, 1, 1, 0);
        budget.takeParts(1);
        return new Message(root, TreeScan.of(octets, new Range(0, octets.length()), root, budget));
    }

    /** The message itself as the part around all others. */
    public Part root() {
        return root;
    }

    /** All parts of all views, each behind the part that it is in or a view of. */
    public List<Part> parts() {
        return parts;
    }

    /** {@return the parts whose bodies have to be looked at: all that are not made of others} */
    public List<Part> leaves() {
        return parts.stream().filter(Part::isLeaf).toList();
    }

    /** What about the parts readers take differently. */
    public List<Finding> findings() {
        var findings = new ArrayList<Finding>();
        for (Part part : parts) {
            if (!part.ambiguities().isEmpty()) {
                String path = part.path();
                part.ambiguities().forEach(found -> findings.add(new Finding(path, found)));
            }
        }
        return List.copyOf(findings);
    }
}
