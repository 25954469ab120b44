package dev.mailwarden.mail.mime;

import dev.mailwarden.mail.budget.Budget;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A part of a message: its header, and where it and its body stand in the octets.
 *
 * <p>Does not change any more once the message is parsed, and may then be read by several threads.
 */
public final class Part {

    private final Octets source;
    private final Optional<Part> parent;
    private final View view;
    private final int number;
    private final int depth;
    private final int viewDepth;
    private final long start;
    private final List<Part> children = new ArrayList<>();
    private final List<Part> views = new ArrayList<>();
    private final Set<Ambiguity> ambiguities = EnumSet.noneOf(Ambiguity.class);

    private PartHeader header = PartHeader.NONE;
    private long bodyStart;
    private long end;
    private BodyCoding coding = BodyCoding.IDENTITY;
    private Range preamble = new Range(0, 0);
    private Range epilogue = new Range(0, 0);

    /** {@link LineFacts} of the body, for a multipart of what is before and behind its parts. */
    private int facts;

    Part(Octets source, Optional<Part> parent, View view, int number, int depth, long start) {
        this.source = source;
        this.parent = parent;
        this.view = view;
        this.number = number;
        this.depth = depth;
        this.viewDepth = parent.map(Part::viewDepth).orElse(0) + (view == View.DECLARED ? 0 : 1);
        this.start = start;
        this.bodyStart = start;
        this.end = start;
    }

    /**
     * Numbers from the message down to the part: {@code 1} is the message, {@code 1.2} its second
     * part, {@code 1.2~3} the third view of that.
     */
    public String path() {
        var path = new StringBuilder();
        Optional<Part> at = Optional.of(this);
        while (at.isPresent()) {
            Part part = at.orElseThrow();
            path.insert(0, part.number);
            part.parent.ifPresent(_ -> path.insert(0, part.view == View.DECLARED ? '.' : '~'));
            at = part.parent;
        }
        return path.toString();
    }

    /** By which way of reading it was found. */
    public View view() {
        return view;
    }

    /** The part that it is in, or is a view of. */
    public Optional<Part> parent() {
        return parent;
    }

    /** How many of the part and those around it are views. */
    int viewDepth() {
        return viewDepth;
    }

    /** How deep it lies; the message itself lies at 1. */
    public int depth() {
        return depth;
    }

    /**
     * The octets that all ranges point into: those of the message, or what came out of the encoding
     * of a part around this one.
     */
    public Octets source() {
        return source;
    }

    /** From the first octet of the header to the end of the body. */
    public Range range() {
        return new Range(start, end);
    }

    /** The header with the empty line behind it. */
    public Range headerRange() {
        return new Range(start, bodyStart);
    }

    /** The body as it is written. */
    public Range bodyRange() {
        return new Range(bodyStart, end);
    }

    /** {@return where a field of the header stands} */
    public Range rangeOf(HeaderField field) {
        return new Range(start + field.start(), start + field.end());
    }

    /** The header fields. */
    public HeaderBlock header() {
        return header.fields();
    }

    /** Type and subtype in lower case, {@code text/plain} if none is given that is valid. */
    public String mediaType() {
        return header.mediaType();
    }

    /** The type as it is written, with its parameters. */
    public FieldValue contentType() {
        return header.type();
    }

    /** The disposition, such as {@code attachment}, with its parameters. */
    public FieldValue disposition() {
        return header.disposition();
    }

    /** How the body is encoded. */
    public TransferEncoding encoding() {
        return coding.encoding();
    }

    /** All file names that any reader could see, the likeliest first. */
    public List<String> names() {
        return header.names().all();
    }

    /** The parts of a multipart, or the message that is enclosed. */
    public List<Part> children() {
        return Collections.unmodifiableList(children);
    }

    /** What other ways of reading make of the same octets. */
    public List<Part> views() {
        return Collections.unmodifiableList(views);
    }

    /** Before the first delimiter of a multipart. */
    public Range preamble() {
        return preamble;
    }

    /** Behind the last delimiter of a multipart. */
    public Range epilogue() {
        return epilogue;
    }

    /** What about the part readers take differently. */
    public Set<Ambiguity> ambiguities() {
        return Collections.unmodifiableSet(ambiguities);
    }

    /** Whether it is not made of other parts, so that its body has to be looked at. */
    public boolean isLeaf() {
        return children.isEmpty();
    }

    /**
     * The body with its encoding undone. Reading fails with {@link OverBudgetException} when the
     * budget runs out, so that nobody takes the beginning for the whole.
     */
    public InputStream body(Budget budget) {
        return new DecodedInput(source, bodyRange(), coding.decoder(), budget);
    }

    /**
     * The beginning of the body as text.
     *
     * @param most octets of the decoded body that are read
     * @param hint a charset that the content names, which counts if the part itself names none
     * @throws OverBudgetException if the budget runs out
     * @throws IOException if the octets cannot be read back
     */
    public BodyText text(Budget budget, int most, Optional<String> hint) throws IOException {
        try (InputStream in = body(budget)) {
            byte[] octets = in.readNBytes(most);
            boolean whole = octets.length < most || in.read() < 0;
            String declared = contentType().parameter("charset").orElse("");
            return new TextReader(octets, whole).read(declared, hint);
        }
    }

    PartHeader partHeader() {
        return header;
    }

    BodyCoding coding() {
        return coding;
    }

    int facts() {
        return facts;
    }

    boolean has(int fact) {
        return LineFacts.has(facts, fact);
    }

    void note(Ambiguity ambiguity) {
        ambiguities.add(ambiguity);
    }

    void header(PartHeader read, long bodyStartsAt) {
        header = read;
        coding = BodyCoding.of(read.encoding());
        bodyStart = bodyStartsAt;
        end = bodyStartsAt;
    }

    void code(BodyCoding other) {
        coding = other;
    }

    void addFacts(int more) {
        facts |= more;
    }

    void end(long at) {
        end = Math.max(at, bodyStart);
    }

    void preamble(long to) {
        preamble = new Range(bodyStart, Math.max(to, bodyStart));
    }

    void epilogue(long from, long to) {
        epilogue = new Range(from, Math.max(from, to));
    }

    /** A new part in this one. */
    Part child(Octets octets, long at) {
        var child =
                new Part(
                        octets,
                        Optional.of(this),
                        View.DECLARED,
                        children.size() + 1,
                        depth + 1,
                        at);
        children.add(child);
        return child;
    }

    /** A new view of this part; it counts once {@link #accept} is called. */
    Part view(View other, Octets octets, long at) {
        return new Part(octets, Optional.of(this), other, views.size() + 1, depth, at);
    }

    void accept(Part other) {
        views.add(other);
    }

    @Override
    public String toString() {
        return path() + " " + mediaType() + " " + range();
    }
}
