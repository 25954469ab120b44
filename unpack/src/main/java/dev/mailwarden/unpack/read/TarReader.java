package dev.mailwarden.unpack.read;

import dev.mailwarden.mail.ForeignOctets;
import dev.mailwarden.unpack.protocol.EntryHead;
import dev.mailwarden.unpack.protocol.EntryKind;
import dev.mailwarden.unpack.protocol.EntryState;
import dev.mailwarden.unpack.protocol.Finding;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Reads tar archives of all kinds. Where readers disagree on the place of the next header (a size
 * said twice, a directory or link with a size), both places are read. After an end mark or damage
 * it goes on to the next block that can be a header.
 */
@ForeignOctets
public final class TarReader {

    private final Container container;
    private final Output output;
    private final byte[] buffer = new byte[16_384];

    /** Where headers may stand, still to be read. */
    private final Deque<Long> places = new ArrayDeque<>();

    private final Set<Long> seen = new HashSet<>();
    private final Set<String> names = new HashSet<>();
    private final PaxRecords global = new PaxRecords();
    private PaxRecords records = new PaxRecords();
    private Optional<byte[]> longName = Optional.empty();
    private Optional<byte[]> longTarget = Optional.empty();
    private boolean opened;

    private TarReader(Container container, Output output) {
        this.container = container;
        this.output = output;
    }

    /** {@return whether there was any entry} */
    public static boolean read(Container container, Output output)
            throws IOException, OverBudgetException {
        TarReader reader = new TarReader(container, output);
        reader.places.add(0L);
        while (!reader.places.isEmpty()) {
            reader.walk(reader.places.remove());
        }
        return reader.opened;
    }

    private void walk(long from) throws IOException, OverBudgetException {
        long at = from;
        boolean ended = false;
        boolean damaged = false;
        while (container.has(at, TarHeader.BLOCK)) {
            output.meter().step();
            if (TarHeader.isThere(container, at)) {
                if (!seen.add(at)) {
                    return;
                }
                if (ended) {
                    output.found(Finding.Kind.SEVERAL_MEMBERS, "entries after the end mark");
                }
                ended = false;
                damaged = false;
                at = header(TarHeader.read(container, at));
                forgetUnlessMeta();
            } else if (TarHeader.isZero(container, at)) {
                ended = true;
                at += TarHeader.BLOCK;
            } else {
                if (!damaged && opened) {
                    output.found(
                            ended ? Finding.Kind.SUFFIX : Finding.Kind.DAMAGED,
                            "no header at octet " + at);
                }
                damaged = true;
                at += TarHeader.BLOCK;
            }
        }
        if (at < container.length() && !ended) {
            output.found(Finding.Kind.SUFFIX, container.length() - at + " octets");
        } else if (at > container.length() || (!ended && !damaged && opened)) {
            output.found(Finding.Kind.DAMAGED, "the archive breaks off");
        }
    }

    private boolean metaBefore;

    /** What extended headers said holds for one entry. */
    private void forgetUnlessMeta() {
        if (!metaBefore) {
            records = new PaxRecords();
            longName = Optional.empty();
            longTarget = Optional.empty();
        }
    }

    /** {@return where the next header should be} */
    private long header(TarHeader header) throws IOException, OverBudgetException {
        if (!header.soundness()) {
            output.found(Finding.Kind.WRONG_CHECKSUM, "of the header at octet " + header.at());
        }
        metaBefore = false;
        if (header.size() < 0) {
            output.found(Finding.Kind.WRONG_LENGTH, "at octet " + header.at());
        }
        long size = Math.max(0, header.size());
        switch (header.type()) {
            case 'x', 'X' -> meta(header, size, records);
            case 'g' -> meta(header, size, global);
            case 'L' -> longName = Optional.of(text(header, size));
            case 'K' -> longTarget = Optional.of(text(header, size));
            default -> {
                return entry(header, size);
            }
        }
        metaBefore = true;
        return header.after(size);
    }

    private void meta(TarHeader header, long size, PaxRecords to) throws IOException {
        if (size > PaxRecords.LONGEST
                || !container.has(header.content(), size)
                || !to.add(container.copy(header.content(), (int) size))) {
            output.found(Finding.Kind.DAMAGED, "the extended header at octet " + header.at());
        }
    }

    /** GNU's long names: content up to a NUL. */
    private byte[] text(TarHeader header, long size) {
        long there = Math.min(size, container.length() - header.content());
        int most = (int) Math.max(0, Math.min(there, EntryHead.MAX_NAME + 1));
        byte[] octets = container.copy(header.content(), most);
        int end = 0;
        while (end < octets.length && octets[end] != 0) {
            end++;
        }
        return Arrays.copyOf(octets, end);
    }

    private Optional<byte[]> said(String key) {
        return records.value(key).or(() -> global.value(key));
    }

    /** {@return where the next header should be} */
    private long entry(TarHeader header, long ustarSize) throws IOException, OverBudgetException {
        opened = true;
        long size = records.number("size").or(() -> global.number("size")).orElse(ustarSize);
        if (size != ustarSize && ustarSize != 0) {
            output.found(Finding.Kind.HEADERS_DISAGREE, "the size at octet " + header.at());
        }
        if (size != ustarSize) {
            places.add(header.after(ustarSize));
        }
        Optional<SparseFile> sparse = sparse(header, size);
        EntryHead head = head(header, size, sparse);
        if (!names.add(head.name().toLowerCase(Locale.ROOT))) {
            output.found(Finding.Kind.DUPLICATE_NAME, "at octet " + header.at());
        }
        if (header.type() == 'M') {
            output.found(Finding.Kind.VOLUME, "an entry began in the volume before");
        }
        boolean unexpected = head.kind() != EntryKind.FILE && size > 0;
        if (unexpected) {
            output.found(Finding.Kind.UNEXPECTED_CONTENT, "at octet " + header.at());
            places.add(header.content());
        }
        output.begin(head);
        if (sparse.isPresent()) {
            output.end(withHoles(sparse.get()));
            return sparse.get().next();
        }
        output.end(plain(header.content(), Math.max(size, ustarSize)));
        return header.after(size);
    }

    private Optional<SparseFile> sparse(TarHeader header, long size) throws IOException {
        boolean gnu = header.type() == 'S';
        boolean pax =
                said("GNU.sparse.realsize").isPresent() || said("GNU.sparse.size").isPresent();
        Optional<SparseFile> file =
                gnu
                        ? SparseFile.gnu(container, header, size)
                        : pax ? SparseFile.pax(container, header, size, records) : Optional.empty();
        if ((gnu || pax) && file.isEmpty()) {
            output.found(Finding.Kind.DAMAGED, "the map of holes at octet " + header.at());
        }
        return file;
    }

    private EntryHead head(TarHeader header, long size, Optional<SparseFile> sparse)
            throws IOException {
        Optional<byte[]> pax = said("GNU.sparse.name").or(() -> said("path"));
        if (pax.isPresent() && longName.isPresent() && !Arrays.equals(pax.get(), longName.get())) {
            output.found(Finding.Kind.SEVERAL_NAMES, "at octet " + header.at());
        }
        byte[] raw = pax.or(() -> longName).orElse(header.name());
        String name = Names.unix(raw);
        EntryKind kind = kind(header.type(), name);
        String target =
                kind == EntryKind.LINK
                        ? Names.unix(
                                Names.cut(
                                        said("linkpath")
                                                .or(() -> longTarget)
                                                .orElse(header.target())))
                        : "";
        return new EntryHead(
                kind,
                Names.cut(raw),
                Names.unix(Names.cut(raw)),
                Names.flaws(name, target, raw.length),
                target,
                size,
                sparse.map(SparseFile::length).orElse(size),
                "stored");
    }

    private static EntryKind kind(char type, String name) {
        return switch (type) {
            case '1', '2' -> EntryKind.LINK;
            case '3', '4', '6' -> EntryKind.SPECIAL;
            case '5' -> EntryKind.DIRECTORY;
            case '0', '\0' -> name.endsWith("/") ? EntryKind.DIRECTORY : EntryKind.FILE;
            default -> EntryKind.FILE;
        };
    }

    private EntryState plain(long at, long size) throws IOException, OverBudgetException {
        try (var decoder = new StoredDecoder(container, at, size)) {
            int count = decoder.read(buffer);
            while (count >= 0) {
                output.content(buffer, count);
                count = decoder.read(buffer);
            }
            return EntryState.WHOLE;
        } catch (DamagedException e) {
            return EntryState.DAMAGED;
        }
    }

    private EntryState withHoles(SparseFile file) throws IOException, OverBudgetException {
        long written = 0;
        long stored = file.stored();
        EntryState state = EntryState.WHOLE;
        for (SparseFile.Piece piece : file.pieces()) {
            zeros(piece.offset() - written);
            if (plain(stored, piece.length()) != EntryState.WHOLE) {
                return EntryState.DAMAGED;
            }
            stored += piece.length();
            written = piece.offset() + piece.length();
        }
        zeros(file.length() - written);
        return state;
    }

    private void zeros(long count) throws IOException, OverBudgetException {
        Arrays.fill(buffer, (byte) 0);
        for (long left = count; left > 0; left -= buffer.length) {
            output.content(buffer, (int) Math.min(left, buffer.length));
        }
    }
}
