package dev.mailwarden.unpack.read;

import dev.mailwarden.unpack.protocol.EntryHead;
import dev.mailwarden.unpack.protocol.EntryKind;
import dev.mailwarden.unpack.protocol.EntryState;
import dev.mailwarden.unpack.protocol.Finding;
import java.io.IOException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import java.util.zip.CRC32;

/**
 * One entry as its local header and the directory have it. Where these disagree, each reading is
 * handed over.
 */
final class ZipEntry {

    private static final int STORED = 0;
    private static final int DEFLATE = 8;
    private static final int DEFLATE64 = 9;

    private static final List<String> METHODS =
            List.of(
                    "stored",
                    "shrink",
                    "reduce 1",
                    "reduce 2",
                    "reduce 3",
                    "reduce 4",
                    "implode",
                    "tokenize",
                    "deflate",
                    "deflate64",
                    "PKWARE implode",
                    "method 11",
                    "bzip2",
                    "method 13",
                    "LZMA");

    private final Container container;
    private final Output output;

    /** Both headers, or one of them twice. */
    private final ZipHeader central;

    private final ZipHeader local;

    private final byte[] buffer = new byte[16_384];
    private long end;
    private boolean sound = true;

    ZipEntry(Container container, Output output, ZipHeader central, ZipHeader local) {
        this.container = container;
        this.output = output;
        this.central = central;
        this.local = local;
        this.end = local.end();
    }

    /** How one reader takes the entry. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Reading(ZipHeader header, byte[] name, int method, long length) {

        /** The same for readings that come to the same. */
        String key() {
            return Names.zip(name) + '\0' + method + '\0' + length;
        }
    }

    /**
     * Hands over every reading.
     *
     * @return where the content ends
     */
    long write() throws IOException, OverBudgetException {
        boolean encrypted = central.isEncrypted() && local.isEncrypted();
        if (!encrypted && (central.isEncrypted() || local.isEncrypted())) {
            output.found(Finding.Kind.HEADERS_DISAGREE, "on encryption, " + place());
        }
        boolean first = true;
        for (Reading reading : readings()) {
            output.begin(head(reading));
            EntryState state = encrypted ? EntryState.ENCRYPTED : content(reading, first);
            output.end(state);
            first = false;
        }
        return encrypted ? Math.max(end, local.end() + Math.max(0, central.packed())) : end;
    }

    /** Whether its content was read and is as declared. */
    boolean isSound() {
        return sound;
    }

    private String place() {
        return "at octet " + local.at();
    }

    private List<Reading> readings() {
        Set<String> seen = new LinkedHashSet<>();
        return names().flatMap(
                        name -> Stream.concat(readings(central, name), readings(local, name)))
                .filter(reading -> seen.add(reading.key()))
                .toList();
    }

    private Stream<Reading> readings(ZipHeader header, byte[] name) {
        return lengths(header).map(length -> new Reading(header, name, header.method(), length));
    }

    private Stream<byte[]> names() {
        return Stream.of(
                        Optional.of(central.name()),
                        central.otherName(),
                        Optional.of(local.name()),
                        local.otherName())
                .flatMap(Optional::stream);
    }

    /** Deflate says itself where it ends; of stored content there may be several lengths. */
    private Stream<Long> lengths(ZipHeader header) {
        if (header.method() != STORED) {
            return Stream.of(-1L);
        }
        boolean unknown = header.lengthsFollow() && header.packed() == 0;
        if (!unknown) {
            return Stream.of(header.packed(), header.unpacked()).distinct();
        }
        return central.at() == local.at() ? Stream.of(untilSignature()) : Stream.empty();
    }

    /** Readers of streams look for what may follow. */
    private long untilSignature() {
        long at = local.end();
        while (at < container.length()) {
            at = container.find((byte) 'P', (byte) 'K', at, container.length());
            if (container.has(at, 4)) {
                int signature = container.word32(at);
                if (signature == ZipHeader.LOCAL
                        || signature == ZipHeader.CENTRAL
                        || signature == 0x0807_4b50) {
                    return at - local.end();
                }
            }
            at++;
        }
        return container.length() - local.end();
    }

    private EntryHead head(Reading reading) throws IOException {
        byte[] raw = Names.cut(reading.name);
        String name = Names.zip(raw);
        boolean directory = name.endsWith("/") || name.endsWith("\\");
        if (directory && reading.header.unpacked() > 0) {
            output.found(Finding.Kind.UNEXPECTED_CONTENT, "a directory " + place());
        }
        return new EntryHead(
                directory
                        ? EntryKind.DIRECTORY
                        : central.isLink() ? EntryKind.LINK : EntryKind.FILE,
                raw,
                name,
                Names.flaws(Names.zip(reading.name), "", reading.name.length),
                "",
                Math.max(-1, reading.header.packed()),
                Math.max(-1, reading.header.unpacked()),
                method(reading.method));
    }

    private static String method(int number) {
        return number < METHODS.size() ? METHODS.get(number) : "method " + number;
    }

    private EntryState content(Reading reading, boolean first)
            throws IOException, OverBudgetException {
        Optional<Decoder> decoder = decoder(reading);
        if (decoder.isEmpty()) {
            end = Math.max(end, local.end() + Math.max(0, reading.header.packed()));
            return EntryState.NOT_OPENED;
        }
        var checksum = new CRC32();
        long length = 0;
        try (Decoder packed = decoder.get()) {
            int count = packed.read(buffer);
            while (count >= 0) {
                output.content(buffer, count);
                checksum.update(buffer, 0, count);
                length += count;
                count = packed.read(buffer);
            }
            end = Math.max(end, packed.end());
            return checked(reading, first, checksum.getValue(), length, packed.end());
        } catch (DamagedException e) {
            sound = false;
            output.found(Finding.Kind.DAMAGED, e.reason() + " " + place());
            return EntryState.DAMAGED;
        }
    }

    private Optional<Decoder> decoder(Reading reading) {
        return switch (reading.method) {
            case STORED -> Optional.of(new StoredDecoder(container, local.end(), reading.length));
            case DEFLATE -> Optional.of(new InflateDecoder(container, local.end()));
            case DEFLATE64 -> Optional.of(new Deflate64Decoder(container, local.end()));
            default -> Optional.empty();
        };
    }

    private EntryState checked(
            Reading reading, boolean first, long checksum, long length, long contentEnd)
            throws IOException {
        boolean unknown = reading.header.lengthsFollow() && reading.header.checksum() == 0;
        if (unknown) {
            return EntryState.WHOLE;
        }
        boolean lengths =
                reading.header.unpacked() == length
                        && reading.header.packed() == contentEnd - local.end();
        if (!lengths) {
            sound = false;
            if (first) {
                output.found(Finding.Kind.WRONG_LENGTH, place());
            }
        }
        if (reading.header.checksum() != checksum) {
            if (first) {
                output.found(Finding.Kind.WRONG_CHECKSUM, place());
            }
            return EntryState.DAMAGED;
        }
        return EntryState.WHOLE;
    }
}
