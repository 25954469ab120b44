package dev.mailwarden.mail.binary;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Finds the entities of a message while its octets pass, whatever they are; they may be cut
 * anywhere. All octets are told, in their order. Only a CRLF ends a line, so a delimiter within
 * binary octets is one only behind a CRLF (RFC 2046 §5.1.1).
 *
 * <p>Where readers might disagree it goes on with the likely reading, and says that there is a
 * doubt. Memory: one header, one line that begins as a delimiter does, and what encloses the place
 * that was reached. For one thread.
 */
final class EntityWalk {

    /** Told of what is found. */
    interface Visitor {

        /** A header, its empty line included. */
        void header(Entity entity) throws IOException;

        /** Octets of the body of a leaf; the array may be reused. */
        void body(Entity leaf, byte[] octets, int length) throws IOException;

        /** Delimiters, and what nobody reads before and after parts. */
        void frame(byte[] octets, int length) throws IOException;

        /**
         * The body of an entity has ended.
         *
         * @param parent what it is a part of
         * @param cut it ended with the message, within a line
         */
        void ended(Entity entity, Optional<Entity> parent, boolean cut) throws IOException;

        /** The message may be read in several ways. */
        void doubt(String why);

        /** The message is past help, or cannot be read within the limits. */
        void giveUp(String why) throws IOException;
    }

    /** Entities within one another. */
    static final int MAX_DEPTH = 50;

    /** Entities of a message. */
    static final int MAX_ENTITIES = 10_000;

    /** Octets of one header. */
    static final int MAX_HEADER = 1 << 20;

    /** Longer than a delimiter with some blanks behind it. */
    private static final int MAX_CANDIDATE = TypeField.MAX_BOUNDARY + 56;

    private static final int MAX_LINE = 998;
    private static final int BLOCK = 8_192;

    private enum Zone {
        HEADER,
        BODY,
        FRAME
    }

    private final Visitor visitor;
    private final List<Entity> open = new ArrayList<>();
    private final ByteArrayOutputStream header = new ByteArrayOutputStream();
    private final ByteArrayOutputStream candidate = new ByteArrayOutputStream();
    private final byte[] run = new byte[BLOCK];
    private int runLength;

    private Zone zone = Zone.HEADER;
    private int entities;
    private int lineOctets;
    private boolean isCandidate;
    private boolean carriageReturn; // seen, and not handed on
    private boolean lineEnd; // seen, and not handed on: it belongs to a delimiter that follows

    EntityWalk(Visitor visitor) {
        this.visitor = visitor;
    }

    void take(byte[] octets, int offset, int length) throws IOException {
        for (int i = offset; i < offset + length; i++) {
            take(octets[i]);
        }
    }

    void finish() throws IOException {
        if (carriageReturn) {
            carriageReturn = false;
            text((byte) '\r');
        }
        if (isCandidate) {
            endCandidate(false);
        }
        boolean cut = zone == Zone.BODY && lineOctets > 0;
        if (zone == Zone.HEADER) {
            endHeader();
        }
        handOnLineEnd();
        while (!open.isEmpty()) {
            close(cut);
        }
    }

    private void take(byte octet) throws IOException {
        if (carriageReturn) {
            carriageReturn = false;
            if (octet == '\n') {
                endLine();
                return;
            }
            text((byte) '\r');
        }
        if (octet == '\r') {
            carriageReturn = true;
        } else {
            text(octet);
        }
    }

    private void text(byte octet) throws IOException {
        lineOctets++;
        note(octet);
        if (isCandidate) {
            candidate.write(octet);
            boolean fits = lineOctets != 2 || octet == '-';
            if (!fits || candidate.size() > MAX_CANDIDATE) {
                dropCandidate();
            }
        } else if (lineOctets == 1 && octet == '-' && !open.isEmpty()) {
            isCandidate = true;
            candidate.write(octet);
        } else {
            handOnLineEnd();
            put(octet);
        }
    }

    private void note(byte octet) throws IOException {
        boolean unclean = octet == 0 || octet == '\r' || octet == '\n';
        if (unclean && zone != Zone.BODY) {
            visitor.giveUp("there are NULs or bare line ends outside of its parts");
        }
        if (!open.isEmpty()) {
            Entity innermost = open.getLast();
            innermost.eightBit |= octet < 0;
            innermost.unclean |= unclean;
            innermost.longLine |= lineOctets > MAX_LINE;
        }
    }

    private void endLine() throws IOException {
        boolean empty = lineOctets == 0;
        if (isCandidate && endCandidate(true)) {
            return;
        }
        lineOctets = 0;
        if (zone == Zone.HEADER) {
            put((byte) '\r');
            put((byte) '\n');
            if (empty) {
                endHeader();
            }
        } else {
            handOnLineEnd();
            lineEnd = true;
        }
    }

    /** {@return whether the line is a delimiter} */
    private boolean endCandidate(boolean terminated) throws IOException {
        byte[] line = candidate.toByteArray();
        Optional<Entity> of = delimited(line);
        if (of.isEmpty()) {
            dropCandidate();
            return false;
        }
        isCandidate = false;
        candidate.reset();
        lineOctets = 0;
        boolean closing = isClosing(of.get(), line);
        if (zone == Zone.HEADER) {
            endHeader();
        }
        while (open.getLast() != of.get()) {
            close(false);
        }
        handOn();
        zone = Zone.FRAME;
        handOnLineEnd();
        for (byte octet : line) {
            put(octet);
        }
        if (terminated) {
            put((byte) '\r');
            put((byte) '\n');
        }
        handOn();
        of.get().closed = closing;
        zone = closing ? Zone.FRAME : Zone.HEADER;
        return true;
    }

    private Optional<Entity> delimited(byte[] line) {
        Optional<Entity> found = Optional.empty();
        boolean similar = false;
        for (Entity entity : open.reversed()) {
            if (entity.kind() != Entity.Kind.MULTIPART || !begins(line, entity.delimiter())) {
                continue;
            }
            boolean exact =
                    isBlankBehind(line, entity.delimiter().length) || isClosing(entity, line);
            similar |= !exact || entity.closed || found.isPresent();
            if (exact && !entity.closed && found.isEmpty()) {
                found = Optional.of(entity);
            }
        }
        if (similar) {
            visitor.doubt("a line is like a delimiter of its parts and is none");
        }
        return found;
    }

    private static boolean isClosing(Entity entity, byte[] line) {
        int end = entity.delimiter().length;
        return line.length >= end + 2
                && line[end] == '-'
                && line[end + 1] == '-'
                && isBlankBehind(line, end + 2);
    }

    private static boolean begins(byte[] line, byte[] with) {
        for (int i = 0; i < with.length; i++) {
            if (i >= line.length || line[i] != with[i]) {
                return false;
            }
        }
        return true;
    }

    private static boolean isBlankBehind(byte[] line, int from) {
        for (int i = from; i < line.length; i++) {
            if (line[i] != ' ' && line[i] != '\t') {
                return false;
            }
        }
        return true;
    }

    /** What looked like a delimiter is none. */
    private void dropCandidate() throws IOException {
        byte[] line = candidate.toByteArray();
        isCandidate = false;
        candidate.reset();
        if (line.length > MAX_CANDIDATE && delimited(line).isPresent()) {
            visitor.doubt("a delimiter of its parts is too long");
        }
        handOnLineEnd();
        for (byte octet : line) {
            put(octet);
        }
    }

    private void endHeader() throws IOException {
        Optional<Entity> parent = open.isEmpty() ? Optional.empty() : Optional.of(open.getLast());
        Entity entity = new Entity(entities++, header.toByteArray(), parent);
        header.reset();
        entity.doubt().ifPresent(visitor::doubt);
        open.add(entity);
        if (entities > MAX_ENTITIES) {
            visitor.giveUp("it has more than " + MAX_ENTITIES + " parts");
        }
        if (open.size() > MAX_DEPTH) {
            visitor.giveUp("its parts are nested more than " + MAX_DEPTH + " deep");
        }
        zone =
                switch (entity.kind()) {
                    case LEAF -> Zone.BODY;
                    case MULTIPART -> Zone.FRAME;
                    case MESSAGE -> Zone.HEADER;
                };
        visitor.header(entity);
    }

    /** Ends the innermost entity. */
    private void close(boolean cut) throws IOException {
        handOn();
        Entity entity = open.removeLast();
        if (entity.kind() == Entity.Kind.MULTIPART && !entity.closed) {
            visitor.doubt("a multipart has no end");
        }
        visitor.ended(entity, open.isEmpty() ? Optional.empty() : Optional.of(open.getLast()), cut);
    }

    private void handOnLineEnd() throws IOException {
        if (lineEnd) {
            lineEnd = false;
            put((byte) '\r');
            put((byte) '\n');
        }
    }

    private void put(byte octet) throws IOException {
        if (zone == Zone.HEADER) {
            if (header.size() >= MAX_HEADER) {
                visitor.giveUp("a header has more than " + MAX_HEADER + " octets");
            } else {
                header.write(octet);
            }
            return;
        }
        run[runLength++] = octet;
        if (runLength == BLOCK) {
            handOn();
        }
    }

    private void handOn() throws IOException {
        int length = runLength;
        runLength = 0;
        if (length == 0) {
            return;
        }
        if (zone == Zone.BODY) {
            visitor.body(open.getLast(), run, length);
        } else {
            visitor.frame(run, length);
        }
    }
}
