package dev.mailwarden.mail.mime;

import dev.mailwarden.mail.budget.Budget;
import dev.mailwarden.mail.budget.Resource;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Adds to the parts of a message what other ways of reading make of it. A message that follows the
 * rules gets nothing.
 */
final class Views {

    /** Octets of an encoded message that are decoded to be looked into. */
    private static final int MAX_DECODED = 64 << 20;

    /** Octets of a body that show whether it begins like a header. */
    private static final int HEAD = 200;

    /** Views within views that are looked at for other headers, types and delimiters. */
    private static final int MAX_STRUCTURE = 1;

    /** How often the octets of a message may be read for its views, and octets beside that. */
    private static final int MAX_PASSES = 64;

    private static final long PASSES_FROM = 4L << 20;

    private final Budget budget;

    /** Octets that may yet be read again. */
    private long allowance;

    /** In the order in which they were found, parts of views among them. */
    private final List<Part> parts = new ArrayList<>();

    private final Deque<Part> waiting = new ArrayDeque<>();

    private Views(Budget budget) {
        this.budget = budget;
    }

    /** {@return all parts, with those of all views} */
    static List<Part> of(List<Part> declared, Budget budget) throws IOException {
        var views = new Views(budget);
        views.allow(declared.getFirst().range().length());
        views.add(declared);
        views.guess(declared);
        while (!views.waiting.isEmpty() && budget.isInTime()) {
            views.look(views.waiting.remove());
        }
        return views.parts;
    }

    private void add(List<Part> found) {
        parts.addAll(found);
        waiting.addAll(found);
    }

    private void allow(long octets) {
        allowance += PASSES_FROM + octets * MAX_PASSES;
    }

    /** {@return whether so many octets may be read again} */
    private boolean mayRead(long octets) {
        allowance -= octets;
        if (allowance < 0) {
            budget.runOut(Resource.CPU_TIME);
        }
        return allowance >= 0;
    }

    private boolean mayView(Range range) {
        return mayRead(range.length()) && budget.takeParts(1);
    }

    private void look(Part part) throws IOException {
        if (part.view() != View.OTHER_ENCODING) {
            HeaderFindings.note(part);
            if (part.viewDepth() <= MAX_STRUCTURE) {
                headers(part);
                types(part);
            }
            if (part.isLeaf() && mayRead(part.bodyRange().length())) {
                encodings(part);
            }
            embedded(part);
        }
        if (part.viewDepth() <= MAX_STRUCTURE
                && part.isLeaf()
                && isComposite(part)
                && !part.encoding().isIdentity()) {
            decoded(part);
        }
    }

    private static boolean isComposite(Part part) {
        return part.partHeader().isMultipart() || part.partHeader().isMessage();
    }

    // --- delimiters

    /** Looks for delimiters once in the octets of a message, if there is a reason to. */
    private void guess(List<Part> declared) throws IOException {
        if (declared.stream().noneMatch(Views::hasReasonToGuess)
                || !mayRead(2 * declared.getFirst().range().length())) {
            return;
        }
        Part root = declared.getFirst();
        Set<Range> known = new HashSet<>();
        Set<Long> multiparts = new HashSet<>();
        for (Part part : declared) {
            known.add(part.range());
            if (!part.isLeaf()) {
                multiparts.add(part.range().start());
            }
        }
        boolean multipart = declared.stream().anyMatch(part -> part.partHeader().isMultipart());
        for (Range section : DelimiterGuess.in(root.source(), root.bodyRange(), budget)) {
            if (multiparts.contains(section.start()) || !known.add(section) || !mayView(section)) {
                continue;
            }
            root.note(multipart ? Ambiguity.DELIMITER_UNDECLARED : Ambiguity.PARTS_IN_TEXT);
            declared.stream()
                    .filter(part -> isIn(section, part.epilogue()))
                    .forEach(part -> part.note(Ambiguity.PARTS_BEHIND_END));
            Part view = root.view(View.OTHER_DELIMITER, root.source(), section.start());
            root.accept(view);
            add(TreeScan.of(root.source(), section, view, budget));
        }
    }

    private static boolean isIn(Range section, Range outer) {
        return section.start() > outer.start() && section.end() <= outer.end();
    }

    private static boolean hasReasonToGuess(Part part) {
        return part.has(LineFacts.DASHES)
                || part.ambiguities().contains(Ambiguity.BOUNDARY_REUSED)
                || part.ambiguities().contains(Ambiguity.BOUNDARY_PREFIX)
                || part.ambiguities().contains(Ambiguity.END_MISSING)
                || part.ambiguities().contains(Ambiguity.DELIMITER_NOT_FOUND)
                || part.ambiguities().contains(Ambiguity.DELIMITER_IN_HEADER);
    }

    // --- headers

    private void headers(Part part) throws IOException {
        HeaderFacts facts = part.partHeader().facts();
        if (part.header().size() == 0 && part.isLeaf()) {
            lateHeader(part);
        }
        if (facts.garbageAt() >= 0) {
            shortHeader(part, facts.garbageAt());
        }
        if (facts.blankLineAt() >= 0) {
            shortHeader(part, facts.blankLineAt());
        }
    }

    /** A body that begins like a header, as behind an empty line too many. */
    private void lateHeader(Part part) throws IOException {
        Range body = part.bodyRange();
        byte[] head =
                part.source()
                        .copy(new Range(body.start(), Math.min(body.end(), body.start() + HEAD)));
        if (DelimiterGuess.isField(head, 0, head.length) && mayView(body)) {
            part.note(Ambiguity.HEADER_BLANK_LINE);
            Part view = part.view(View.LATE_HEADER, part.source(), body.start());
            part.accept(view);
            add(TreeScan.of(part.source(), body, view, budget));
        }
    }

    private void shortHeader(Part part, int at) throws IOException {
        long bodyStart = part.range().start() + at;
        if (bodyStart >= part.range().end() || !mayView(part.range())) {
            return;
        }
        byte[] octets = part.source().copy(new Range(part.range().start(), bodyStart));
        PartHeader header = PartHeader.of(octets, FieldValue.NONE);
        part.accept(
                view(part, View.SHORT_HEADER, header, new Range(bodyStart, part.range().end())));
    }

    /** Other values of Content-Type, if they make something else of the body. */
    private void types(Part part) throws IOException {
        PartHeader header = part.partHeader();
        for (String value : header.types().stream().skip(1).toList()) {
            PartHeader other = header.withType(FieldValue.of(value));
            boolean composite = other.isMultipart() || other.isMessage();
            if ((composite || !part.isLeaf()) && mayView(part.bodyRange())) {
                part.accept(view(part, View.OTHER_FIELD, other, part.bodyRange()));
            }
        }
    }

    private Part view(Part part, View way, PartHeader header, Range body) throws IOException {
        Part view = part.view(way, part.source(), body.start());
        add(TreeScan.ofBody(part.source(), body, view, header, budget));
        return view;
    }

    // --- encodings

    private void encodings(Part part) throws IOException {
        var check = new BodyCheck(part.source(), part.bodyRange(), budget);
        EncodingName name = part.partHeader().encodingName();
        Set<TransferEncoding> encodings = new LinkedHashSet<>(name.others());
        boolean unsure = !name.ambiguities().isEmpty() || part.partHeader().facts().isOdd();
        if (unsure || part.encoding().isIdentity()) {
            encodings.addAll(undeclared(part, check));
        }
        encodings.remove(part.encoding());
        var ways = new ArrayList<BodyCoding>();
        encodings.forEach(encoding -> ways.add(BodyCoding.of(encoding)));
        ways.addAll(ways(part, part.encoding(), check));
        for (TransferEncoding encoding : encodings) {
            ways.addAll(ways(part, encoding, check));
        }
        if (!ways.isEmpty()) {
            for (BodyCoding coding : check.different(part.coding(), ways)) {
                recoded(part, coding);
            }
        }
    }

    private static Set<TransferEncoding> undeclared(Part part, BodyCheck check) throws IOException {
        if (part.encoding().isIdentity() && check.looksLikeBase64()) {
            part.note(Ambiguity.ENCODING_UNDECLARED);
            return Set.of(TransferEncoding.BASE64);
        }
        return Set.of();
    }

    private static List<BodyCoding> ways(Part part, TransferEncoding encoding, BodyCheck check)
            throws IOException {
        var ways = new ArrayList<BodyCoding>();
        if (encoding == TransferEncoding.BASE64) {
            Set<Ambiguity> odd = check.base64();
            odd.forEach(part::note);
            if (odd.contains(Ambiguity.BASE64_ODD)) {
                for (Base64Decoder.Way way : Base64Decoder.Way.values()) {
                    ways.add(BodyCoding.base64(way));
                }
            } else if (!odd.isEmpty()) { // each line by itself may give something else
                ways.add(BodyCoding.base64(Base64Decoder.Way.LINES));
                ways.add(BodyCoding.base64(Base64Decoder.Way.LINES_OF_FOURS));
            }
        } else if (encoding == TransferEncoding.QUOTED_PRINTABLE && check.isQuotedPrintableOdd()) {
            part.note(Ambiguity.QUOTED_PRINTABLE_ODD);
            for (int dropped = 0; dropped < 4; dropped++) {
                ways.add(way(dropped, false));
                ways.add(way(dropped, true));
            }
            ways.add(BodyCoding.filtered(true));
            ways.add(BodyCoding.filtered(false));
        }
        return ways;
    }

    private static BodyCoding way(int dropped, boolean upperOnly) {
        return BodyCoding.quotedPrintable(new QuotedPrintableDecoder.Way(dropped, upperOnly));
    }

    private void recoded(Part part, BodyCoding coding) {
        if (budget.takeParts(1)) {
            Part view = part.view(View.OTHER_ENCODING, part.source(), part.range().start());
            view.header(part.partHeader(), part.bodyRange().start());
            view.code(coding);
            view.end(part.range().end());
            part.accept(view);
            parts.add(view);
            if (isComposite(part)) {
                waiting.add(view);
            }
        }
    }

    // --- files in text

    private void embedded(Part part) throws IOException {
        if (!part.encoding().isIdentity()) {
            return;
        }
        int marks = LineFacts.UU_BEGIN | LineFacts.YENC_BEGIN | LineFacts.BINHEX_BEGIN;
        if (!part.has(marks)) {
            return;
        }
        List<Range> texts =
                part.isLeaf()
                        ? List.of(part.bodyRange())
                        : List.of(part.preamble(), part.epilogue());
        for (Range text : texts) {
            for (EmbeddedFile file : EmbeddedFile.in(part.source(), text, budget)) {
                embedded(part, file);
            }
        }
    }

    private void embedded(Part part, EmbeddedFile file) {
        if (mayView(file.range())) {
            part.note(Ambiguity.EMBEDDED_FILE);
            Part view = part.view(View.EMBEDDED, part.source(), file.range().start());
            view.header(PartHeader.ofFile(file.name()), file.range().start());
            view.code(BodyCoding.of(file.encoding()));
            view.end(file.range().end());
            part.accept(view);
            parts.add(view);
        }
    }

    // --- what is encoded as a whole

    private void decoded(Part part) throws IOException {
        boolean message = part.partHeader().isMessage();
        boolean tooLarge = part.bodyRange().length() > MAX_DECODED;
        if (tooLarge) {
            budget.runOut(Resource.OCTETS);
        }
        if (tooLarge || !budget.allowsDepth(part.depth() + 1) || !budget.takeParts(1)) {
            part.note(Ambiguity.TOO_DEEP);
            return;
        }
        byte[] content;
        try (var in = part.body(budget)) {
            content = in.readAllBytes();
        } catch (OverBudgetException _) {
            return; // the budget remembers
        }
        Octets octets = Octets.of(content);
        var all = new Range(0, content.length);
        if (message) {
            part.note(Ambiguity.ENCODED_MESSAGE);
            Part child = part.child(octets, 0);
            List<Part> found = TreeScan.of(octets, all, child, budget);
            allow(content.length);
            add(found);
            guess(found);
        } else {
            Part view = part.view(View.DECODED, octets, 0);
            List<Part> found =
                    TreeScan.ofBody(octets, all, view, part.partHeader().decoded(), budget);
            if (found.size() > 1) {
                part.note(Ambiguity.ENCODED_MULTIPART);
                part.accept(view);
                add(found);
                guess(found);
            }
        }
    }
}
