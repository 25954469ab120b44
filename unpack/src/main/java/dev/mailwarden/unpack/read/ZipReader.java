package dev.mailwarden.unpack.read;

import dev.mailwarden.mail.ForeignOctets;
import dev.mailwarden.unpack.protocol.Allowance;
import dev.mailwarden.unpack.protocol.EntryHead;
import dev.mailwarden.unpack.protocol.EntryKind;
import dev.mailwarden.unpack.protocol.EntryState;
import dev.mailwarden.unpack.protocol.Finding;
import dev.mailwarden.unpack.protocol.Resource;
import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Reads ZIP (PKWARE APPNOTE 6.3). First what every directory names that a reader may find, then
 * local headers that no directory names, wherever they stand outside of what is named soundly.
 */
@ForeignOctets
public final class ZipReader {

    /** First volume of several, or what would be (APPNOTE 8.5.4, 8.5.5). */
    private static final int VOLUME = 0x0807_4b50;

    private static final int ONLY_VOLUME = 0x3030_4b50;

    private final Container container;
    private final Output output;

    /** All there is of entries, to see overlaps. */
    private final Extents used = new Extents();

    /** What needs no second look: entries of which every reader knows the end. */
    private final Extents settled = new Extents();

    /** Local headers that were read. */
    private final Set<Long> locals = new HashSet<>();

    private final Set<Long> centrals = new HashSet<>();
    private final Set<String> names = new HashSet<>();

    private ZipReader(Container container, Output output) {
        this.container = container;
        this.output = output;
    }

    /** {@return whether there was a directory or an entry} */
    public static boolean read(Container container, Output output)
            throws IOException, OverBudgetException {
        return new ZipReader(container, output).read();
    }

    private boolean read() throws IOException, OverBudgetException {
        List<ZipDirectory> directories = ZipDirectory.all(container);
        if (directories.stream().map(ZipDirectory::start).distinct().count() > 1) {
            output.found(Finding.Kind.SEVERAL_DIRECTORIES, directories.size() + " readings");
        }
        for (ZipDirectory directory : directories) {
            directory(directory);
        }
        boolean hidden = unnamed(!directories.isEmpty());
        boolean opened = hidden || !directories.isEmpty();
        if (opened) {
            surroundings(directories);
        }
        if (hidden && directories.isEmpty()) {
            output.found(Finding.Kind.NO_DIRECTORY, "only local headers");
        }
        return opened;
    }

    private void directory(ZipDirectory directory) throws IOException, OverBudgetException {
        long at = directory.start();
        int count = 0;
        Optional<ZipHeader> header = ZipHeader.central(container, at);
        while (header.isPresent()) {
            output.meter().step();
            count++;
            if (count > Allowance.MOST_ENTRIES) {
                throw new OverBudgetException(Resource.ENTRIES);
            }
            if (centrals.add(at)) {
                named(header.get(), directory);
            }
            at = header.get().end();
            header = ZipHeader.central(container, at);
        }
        if (!directory.says(count)) {
            output.found(
                    Finding.Kind.WRONG_LENGTH,
                    "the directory has %d entries and says %d"
                            .formatted(count, directory.entries()));
        }
        settled.add(directory.start(), Math.max(at, directory.end()));
    }

    /** An entry that a directory names. */
    private void named(ZipHeader central, ZipDirectory directory)
            throws IOException, OverBudgetException {
        noteName(central);
        Optional<ZipHeader> local = local(central, directory);
        if (central.disk() != directory.disk() && central.disk() != 0xffff) {
            output.found(Finding.Kind.VOLUME, "an entry stands in another volume");
            nothing(central, EntryState.NOT_OPENED);
        } else if (local.isEmpty()) {
            output.found(
                    Finding.Kind.MISSING_ENTRY, "the directory names octet " + central.local());
            nothing(central, EntryState.DAMAGED);
        } else {
            write(central, local.get());
        }
    }

    private Optional<ZipHeader> local(ZipHeader central, ZipDirectory directory) {
        return ZipHeader.local(container, central.local() + directory.shift())
                .or(() -> ZipHeader.local(container, central.local()));
    }

    private void write(ZipHeader central, ZipHeader local) throws IOException, OverBudgetException {
        boolean agrees = central.agreesWith(local);
        if (!agrees) {
            output.found(Finding.Kind.HEADERS_DISAGREE, "at octet " + local.at());
        }
        ZipEntry entry = new ZipEntry(container, output, central, local);
        long end = entry.write();
        locals.add(local.at());
        if (used.add(local.at(), end)) {
            output.found(Finding.Kind.OVERLAP, "at octet " + local.at());
        }
        boolean endKnown = !(local.method() == 0 && local.lengthsFollow());
        settled.add(local.at(), agrees && entry.isSound() && endKnown ? end : local.end());
    }

    private void noteName(ZipHeader header) throws IOException {
        byte[] raw = header.name();
        if (!names.add(Names.zip(Names.cut(raw)).toLowerCase(Locale.ROOT))) {
            output.found(Finding.Kind.DUPLICATE_NAME, "at octet " + header.at());
        }
        if (header.otherName().isPresent()
                && !Names.zip(header.otherName().get()).equals(Names.zip(raw))) {
            output.found(Finding.Kind.SEVERAL_NAMES, "at octet " + header.at());
        }
    }

    /** Tells of an entry of which there is nothing to read. */
    private void nothing(ZipHeader header, EntryState state)
            throws IOException, OverBudgetException {
        byte[] raw = Names.cut(header.name());
        String name = Names.zip(raw);
        output.begin(
                new EntryHead(
                        EntryKind.FILE,
                        raw,
                        name,
                        Names.flaws(name, "", header.name().length),
                        "",
                        Math.max(-1, header.packed()),
                        Math.max(-1, header.unpacked()),
                        ""));
        output.end(state);
    }

    /** Reads local headers that no directory names. {@return whether there was any} */
    private boolean unnamed(boolean hasDirectory) throws IOException, OverBudgetException {
        boolean any = false;
        long at = settled.free(0);
        while (at < container.length()) {
            output.meter().step();
            long limit = settled.next(at, container.length());
            at = container.find((byte) 'P', (byte) 'K', at, limit);
            if (at >= limit) {
                at = settled.free(limit);
                continue;
            }
            Optional<ZipHeader> header =
                    ZipHeader.local(container, at).filter(ZipHeader::isPlausible);
            if (header.isPresent() && locals.add(at)) {
                any = true;
                if (hasDirectory) {
                    output.found(Finding.Kind.HIDDEN_ENTRY, "at octet " + at);
                }
                noteName(header.get());
                write(header.get(), header.get());
            }
            at = settled.free(at + 1);
        }
        return any;
    }

    private void surroundings(List<ZipDirectory> directories) throws IOException {
        boolean volume = container.isAt(0, VOLUME);
        if (volume || directories.stream().anyMatch(directory -> directory.disk() != 0)) {
            output.found(Finding.Kind.VOLUME, "one of several");
        }
        long first = used.first(directories.isEmpty() ? 0 : directories.getFirst().start());
        boolean marked = first == 4 && (volume || container.isAt(0, ONLY_VOLUME));
        if (first > 0 && !marked) {
            output.found(Finding.Kind.PREFIX, first + " octets");
        }
        if (!directories.isEmpty()) {
            long behind = container.length() - directories.getFirst().end();
            if (behind > 0) {
                output.found(Finding.Kind.SUFFIX, behind + " octets");
            } else if (behind < 0) {
                output.found(Finding.Kind.DAMAGED, "the comment breaks off");
            }
        }
    }
}
