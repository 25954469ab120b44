package dev.mailwarden.mail.smtp;

import dev.mailwarden.mail.ForeignOctets;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Turns what a client sends as content into the content: finds the end of DATA, removes
 * dot-stuffing, keeps the line discipline (RFC 5321 §2.3.8, §4.1.1.4, §4.5.2). One is used for one
 * message; how its input is cut into pieces makes no difference.
 *
 * <p>Only {@code CRLF . CRLF} ends DATA; the CRLF of the DATA command counts as the first. Nothing
 * else does, so nothing that this decoder takes for content can be an end for a stricter server,
 * and what it hands on has no bare CR or bare LF unless {@link #fault} says so.
 *
 * <p>Where a bare LF is tolerated it ends a line and becomes CRLF. A line of one dot that is not
 * enclosed in two CRLFs is content and keeps its dot. Where NUL is tolerated it stays, except
 * before a dot that it would hide from dot-stuffing: a server that drops NULs could take such a
 * line for the end.
 *
 * <p>Octets are looked at once, eight at a time, and handed on in long runs of the input array.
 */
@ForeignOctets
public final class DataDecoder {

    /** Takes decoded octets; the array belongs to the caller and may be reused after the call. */
    @FunctionalInterface
    public interface Sink {
        void accept(byte[] octets, int offset, int length);
    }

    /** What is done with lines that are not as they should be. Bare CR is always a fault. */
    public enum Discipline {
        /** Bare LF and NUL are faults. */
        STRICT,
        /** A bare LF becomes CRLF, a NUL stays. */
        LENIENT
    }

    /** How the content is framed. */
    public enum Framing {
        /** DATA: dot-stuffed, ended by a dot. */
        DOTS,
        /** BDAT: lines as they are, ended by {@link #endOfChunks} (RFC 3030 §2). */
        CHUNKS,
        /**
         * BDAT of a message whose body is not made of lines (RFC 3030 §3): it stays as it is, and
         * nothing is added at its end. Its header is made of lines, and strictly so.
         */
        BINARY
    }

    /** The longest line without its CRLF (RFC 5322 §2.1.1). */
    public static final int MAX_LINE = 998;

    private enum State {
        LINE_START,
        LINE_START_AFTER_LF,
        IN_LINE,
        CR,
        DOT,
        DOT_AFTER_LF,
        DOT_CR,
        DOT_CR_AFTER_LF,
        DONE
    }

    private static final VarHandle WORDS =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long ONES = 0x0101_0101_0101_0101L;
    private static final long HIGH_BITS = 0x8080_8080_8080_8080L;
    private static final byte[] NOTHING = {};
    private static final byte[] CR_LF = {'\r', '\n'};
    private static final byte[] DOT_CR_LF = {'.', '\r', '\n'};

    private final Discipline discipline;
    private final Framing framing;
    private final Sink sink;

    private State state = State.LINE_START;
    private @Nullable LineFault fault;
    private boolean inHeader = true;
    private boolean leadingDots;
    private boolean eightBitHeader;
    private boolean eightBitBody;
    private boolean longLines;
    private boolean normalized;
    private long lineOctets;
    private long leadingNuls; // of the line, handed on without fault
    private long headerOctets;

    private byte[] input = NOTHING;
    private int at;
    private int end;
    private int run; // where the octets begin that pass unchanged and are not handed on yet

    public DataDecoder(Framing framing, Discipline discipline, Sink sink) {
        this.framing = framing;
        this.discipline = discipline;
        this.sink = sink;
    }

    /**
     * Takes the next piece of input.
     *
     * @return octets consumed: all of them unless the end of DATA lies within
     */
    public int decode(byte[] octets, int offset, int length) {
        input = octets;
        at = offset;
        end = offset + length;
        run = offset;
        while (at < end && state != State.DONE) {
            step();
        }
        handOn(at);
        input = NOTHING;
        return at - offset;
    }

    /** Ends content that came in chunks; to text a missing final CRLF is added and noted. */
    public void endOfChunks() {
        if (state == State.CR) {
            faultOfText(LineFault.BARE_CR);
        }
        if (framing == Framing.BINARY) {
            endOfBinary();
        } else if (state == State.CR || state == State.IN_LINE) {
            normalized = true;
            sink.accept(CR_LF, 0, 2);
            endLine(State.DONE);
        }
        state = State.DONE;
    }

    private void endOfBinary() {
        if (state == State.CR) {
            sink.accept(CR_LF, 0, 1);
            lineOctets++;
        }
        longLines |= lineOctets > MAX_LINE;
    }

    /** Whether the end of the content has been seen. */
    public boolean isDone() {
        return state == State.DONE;
    }

    /** {@return the first reason to refuse the content, or empty if there is none} */
    public Optional<LineFault> fault() {
        return Optional.ofNullable(fault);
    }

    /** Octets of the header so far, its CRLFs and the empty line included. */
    public long headerOctets() {
        return inHeader ? headerOctets + lineOctets : headerOctets;
    }

    /** Whether a line of the content begins with a dot. */
    public boolean leadingDots() {
        return leadingDots;
    }

    /** Whether an octet above 127 is in the header. */
    public boolean eightBitHeader() {
        return eightBitHeader;
    }

    /** Whether an octet above 127 is in the body. */
    public boolean eightBitBody() {
        return eightBitBody;
    }

    /** Whether a line has more than {@value #MAX_LINE} octets. */
    public boolean longLines() {
        return longLines;
    }

    /** Whether a bare LF became CRLF, or a final CRLF was added; never of binary content. */
    public boolean normalized() {
        return normalized;
    }

    private void step() {
        switch (state) {
            case IN_LINE -> inLine();
            case LINE_START -> lineStart(State.DOT);
            case LINE_START_AFTER_LF -> lineStart(State.DOT_AFTER_LF);
            case CR -> afterCr();
            case DOT -> afterDot(State.DOT_CR);
            case DOT_AFTER_LF -> afterDot(State.DOT_CR_AFTER_LF);
            case DOT_CR -> afterDotCr(State.DONE);
            case DOT_CR_AFTER_LF -> afterDotCr(State.LINE_START);
            case DONE -> throw new IllegalStateException("content has ended");
        }
    }

    private void inLine() {
        if (leadingNuls > 0 && leadingNuls == lineOctets && input[at] == '.') {
            fault(LineFault.NUL);
        }
        while (true) {
            int control = nextControl();
            lineOctets += control - at;
            at = control;
            if (at == end) {
                return;
            }
            if (input[at] == '\r') {
                if (at + 1 == end) {
                    handOn(at++);
                    run = at;
                    state = State.CR;
                    return;
                }
                if (input[at + 1] == '\n') {
                    at += 2;
                    endLine(State.LINE_START);
                    if (at == end || input[at] == '.') {
                        return;
                    }
                    state = State.IN_LINE;
                } else {
                    passFaulty(LineFault.BARE_CR);
                }
            } else if (input[at] == '\n') {
                if (framing == Framing.BINARY) {
                    passFaulty(LineFault.BARE_LF);
                } else {
                    bareLf();
                    return;
                }
            } else if (framing == Framing.BINARY) {
                passFaulty(LineFault.NUL);
            } else {
                nul();
                return;
            }
        }
    }

    private void nul() {
        switch (discipline) {
            case STRICT -> passFaulty(LineFault.NUL);
            case LENIENT -> {
                if (leadingNuls == lineOctets) {
                    leadingNuls++;
                }
                lineOctets++;
                at++;
            }
        }
    }

    private void passFaulty(LineFault cause) {
        faultOfText(cause);
        lineOctets++;
        at++;
    }

    private void bareLf() {
        switch (discipline) {
            case STRICT -> fault(LineFault.BARE_LF);
            case LENIENT -> normalized = true;
        }
        handOn(at++);
        run = at;
        sink.accept(CR_LF, 0, 2);
        endLine(State.LINE_START_AFTER_LF);
    }

    private void lineStart(State dot) {
        state = State.IN_LINE;
        if (input[at] != '.') {
            return;
        }
        if (framing != Framing.DOTS) {
            leadingDots = true;
            return;
        }
        handOn(at++);
        run = at;
        state = dot;
    }

    private void afterCr() {
        if (input[at] == '\n') {
            at++;
            run = at;
            sink.accept(CR_LF, 0, 2);
            endLine(State.LINE_START);
        } else {
            faultOfText(LineFault.BARE_CR);
            lineOctets++;
            sink.accept(CR_LF, 0, 1);
            state = State.IN_LINE;
        }
    }

    private void afterDot(State dotCr) {
        switch (input[at]) {
            case '\r' -> {
                at++;
                run = at;
                state = dotCr;
            }
            case '\n' -> {
                leadingDots = true;
                lineOctets++;
                sink.accept(DOT_CR_LF, 0, 1);
                state = State.IN_LINE;
            }
            case '.' -> {
                leadingDots = true;
                state = State.IN_LINE;
            }
            default -> state = State.IN_LINE;
        }
    }

    private void afterDotCr(State next) {
        if (input[at] != '\n') {
            fault(LineFault.BARE_CR);
            state = State.IN_LINE;
            return;
        }
        at++;
        run = at;
        if (next == State.DONE) {
            state = State.DONE;
        } else {
            leadingDots = true;
            lineOctets++;
            sink.accept(DOT_CR_LF, 0, 3);
            endLine(next);
        }
    }

    private void endLine(State next) {
        if (lineOctets > MAX_LINE) {
            longLines = true;
        }
        if (inHeader) {
            headerOctets += lineOctets + 2;
            inHeader = lineOctets > 0;
        }
        lineOctets = 0;
        leadingNuls = 0;
        state = next;
    }

    /** A fault wherever there have to be lines: everywhere but in a binary body. */
    private void faultOfText(LineFault cause) {
        if (inHeader || framing != Framing.BINARY) {
            fault(cause);
        }
    }

    private void fault(LineFault cause) {
        if (fault == null) {
            fault = cause;
        }
    }

    private void handOn(int to) {
        if (to > run) {
            sink.accept(input, run, to - run);
        }
        run = to;
    }

    /** Finds the next NUL, CR or LF, or the end of the input, and notes octets above 127. */
    private int nextControl() {
        byte[] octets = input;
        int index = at;
        long seen = 0;
        for (int last = end - Long.BYTES; index <= last; index += Long.BYTES) {
            long word = (long) WORDS.get(octets, index);
            // A rough test first: any octet below 14 that is not above 127.
            if (((word - ONES * 14) & ~word & HIGH_BITS) != 0) {
                long controls = zeros(word) | zeros(word ^ ONES * '\r') | zeros(word ^ ONES * '\n');
                if (controls != 0) {
                    // The lowest hit is always true; only those above one may be false.
                    int bit = Long.numberOfTrailingZeros(controls) - 7;
                    noteEightBit(seen | (word & ((1L << bit) - 1)));
                    return index + bit / Byte.SIZE;
                }
            }
            seen |= word;
        }
        for (; index < end; index++) {
            byte octet = octets[index];
            if (octet == '\r' || octet == '\n' || octet == 0) {
                break;
            }
            seen |= octet;
        }
        noteEightBit(seen);
        return index;
    }

    private static long zeros(long word) {
        return (word - ONES) & ~word & HIGH_BITS;
    }

    private void noteEightBit(long seen) {
        if ((seen & HIGH_BITS) == 0) {
            return;
        }
        if (inHeader) {
            eightBitHeader = true;
        } else {
            eightBitBody = true;
        }
    }
}
