package dev.mailwarden.mail.mime;

import dev.mailwarden.mail.budget.Budget;
import dev.mailwarden.mail.budget.Resource;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * One pass over octets that finds the parts as their headers declare them (RFC 2046 §5.1).
 *
 * <p>Time is linear in the octets, whatever the depth: open boundaries are looked up by their
 * octets. A part ends at a delimiter of any multipart around it, and with that.
 */
final class TreeScan {

    private static final FieldValue TEXT = new FieldValue("text/plain", List.of(), false);
    private static final FieldValue MESSAGE = new FieldValue("message/rfc822", List.of(), false);

    private final Octets octets;
    private final Budget budget;
    private final LineScan lines;
    private final Boundaries boundaries = new Boundaries();

    /** The part that the present line is in; the multiparts around it are its parents. */
    private Part current;

    private boolean inHeader = true;
    private boolean inEpilogue;

    /** Where the budget for parts ended; what follows belongs to the last part. */
    private boolean full;

    private final List<Part> found = new ArrayList<>();

    private TreeScan(Octets octets, Range range, Part root, Budget budget) {
        this.octets = octets;
        this.budget = budget;
        this.lines = new LineScan(octets, range);
        this.current = root;
        found.add(root);
    }

    /**
     * Finds what is in a part that begins with its header.
     *
     * @param root made for the start of the range
     * @return the root and all parts in it, in their order
     */
    static List<Part> of(Octets octets, Range range, Part root, Budget budget) throws IOException {
        var scan = new TreeScan(octets, range, root, budget);
        scan.run(range.end());
        return scan.found;
    }

    /** The same for a part whose header is known and stands somewhere else. */
    static List<Part> ofBody(Octets octets, Range body, Part root, PartHeader header, Budget budget)
            throws IOException {
        var scan = new TreeScan(octets, body, root, budget);
        scan.opened(header, body.start());
        scan.run(body.end());
        return scan.found;
    }

    private void run(long end) throws IOException {
        while (lines.next()) {
            if (!delimiter()) {
                line();
            }
        }
        if (inHeader) {
            endHeader(end);
        }
        close(Optional.empty(), end, end);
    }

    private void line() throws IOException {
        if (!inHeader) {
            current.addFacts(lines.facts());
        } else if (lines.isEmpty()) {
            endHeader(lines.end());
        }
    }

    private void endHeader(long bodyStart) throws IOException {
        long start = current.range().start();
        long cut = Math.min(bodyStart, start + HeaderBlock.MAX_OCTETS + 1);
        PartHeader header = PartHeader.of(octets.copy(new Range(start, cut)), defaultType());
        if (!header.names().isWhole() || !header.fields().isComplete()) {
            budget.runOut(Resource.HEADERS);
        }
        if (!budget.takeHeaders(header.fields().size())) {
            full = true;
        }
        opened(header, bodyStart);
    }

    private FieldValue defaultType() {
        boolean digest =
                current.parent().map(Part::mediaType).orElse("").equals("multipart/digest");
        return digest && current.view() == View.DECLARED ? MESSAGE : TEXT;
    }

    private void opened(PartHeader header, long bodyStart) {
        inHeader = false;
        inEpilogue = false;
        current.header(header, bodyStart);
        if (header.isMultipart()) {
            header.type()
                    .parameter("boundary")
                    .filter(boundary -> !boundary.isEmpty() && mayGoDeeper())
                    .ifPresent(boundary -> boundaries.open(current, boundary));
        } else if (header.isMessage() && header.encoding().isIdentity() && mayGoDeeper()) {
            begin(current, bodyStart);
        }
    }

    private boolean mayGoDeeper() {
        boolean allowed = budget.allowsDepth(current.depth() + 1);
        if (!allowed) {
            current.note(Ambiguity.TOO_DEEP);
        }
        return allowed && !full;
    }

    private void begin(Part parent, long start) {
        if (full || !budget.takeParts(1)) {
            full = true;
            current = parent;
            inHeader = false;
            return;
        }
        current = parent.child(octets, start);
        found.add(current);
        inHeader = true;
        inEpilogue = false;
    }

    /** {@return whether the present line is a delimiter; what it ends and begins is done then} */
    private boolean delimiter() throws IOException {
        if (!LineFacts.has(lines.facts(), LineFacts.DASHES) || boundaries.isEmpty()) {
            return false;
        }
        Optional<Boundaries.Match> match =
                boundaries.match(lines.window(), lines.head(), lines.tail());
        if (match.isEmpty() || full) {
            return false;
        }
        Boundaries.Match found = match.orElseThrow();
        Part multipart = found.multipart();
        long bodyEnd = lines.start() - lines.breakBefore();
        if (inHeader) {
            current.note(Ambiguity.DELIMITER_IN_HEADER);
            endHeader(Math.max(current.range().start(), bodyEnd));
        }
        close(Optional.of(multipart), bodyEnd, lines.start());
        if (found.isLast()) {
            boundaries.close(multipart);
            current = multipart;
            inEpilogue = true;
            multipart.epilogue(lines.end(), lines.end());
        } else {
            begin(multipart, lines.end());
        }
        return true;
    }

    /** Ends all parts within a multipart, or all there are. */
    private void close(Optional<Part> multipart, long bodyEnd, long delimiterAt) {
        Part part = current;
        while (multipart.isEmpty() || part != multipart.orElseThrow()) {
            end(part, bodyEnd);
            if (part.parent().isEmpty() || part == found.getFirst()) {
                return;
            }
            part = part.parent().orElseThrow();
        }
        if (part.children().isEmpty()) {
            part.preamble(delimiterAt);
        }
    }

    private void end(Part part, long bodyEnd) {
        if (part == current && inEpilogue) {
            part.epilogue(part.epilogue().start(), bodyEnd);
        }
        if (boundaries.close(part)) {
            part.note(
                    part.children().isEmpty()
                            ? Ambiguity.DELIMITER_NOT_FOUND
                            : Ambiguity.END_MISSING);
        }
        part.end(bodyEnd);
    }
}
