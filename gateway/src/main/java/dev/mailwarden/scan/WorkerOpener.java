package dev.mailwarden.scan;

import dev.mailwarden.mail.budget.Budget;
import dev.mailwarden.mail.budget.Limits;
import dev.mailwarden.mail.budget.Resource;
import dev.mailwarden.mail.filetype.Detection;
import dev.mailwarden.mail.filetype.FileType;
import dev.mailwarden.mail.mime.Octets;
import dev.mailwarden.mail.mime.Range;
import dev.mailwarden.message.Reason;
import dev.mailwarden.scan.unpack.Contents;
import dev.mailwarden.scan.unpack.Opening;
import dev.mailwarden.scan.unpack.Unpackers;
import dev.mailwarden.unpack.protocol.Allowance;
import dev.mailwarden.unpack.protocol.EntryKind;
import dev.mailwarden.unpack.protocol.Format;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Opens containers in the worker processes of {@link Unpackers}. Safe for any number of threads.
 */
public final class WorkerOpener implements ContainerOpener {

    private static final Logger LOG = LoggerFactory.getLogger(WorkerOpener.class);

    /** What is a ZIP archive, whatever it is called. */
    private static final Set<FileType> ZIPS =
            EnumSet.of(
                    FileType.ZIP,
                    FileType.JAR,
                    FileType.APK,
                    FileType.IPA,
                    FileType.XPI,
                    FileType.VSIX,
                    FileType.APPX,
                    FileType.NUPKG,
                    FileType.WHEEL,
                    FileType.CRX,
                    FileType.ODB,
                    FileType.ODG,
                    FileType.THREE_MF,
                    FileType.DOCX,
                    FileType.DOTX,
                    FileType.DOCM,
                    FileType.DOTM,
                    FileType.ODT,
                    FileType.HWPX,
                    FileType.XLSX,
                    FileType.XLTX,
                    FileType.XLSM,
                    FileType.XLTM,
                    FileType.XLAM,
                    FileType.XLSB,
                    FileType.ODS,
                    FileType.PPTX,
                    FileType.PPSX,
                    FileType.POTX,
                    FileType.PPTM,
                    FileType.PPSM,
                    FileType.POTM,
                    FileType.PPAM,
                    FileType.ODP,
                    FileType.APPLE_KEYNOTE,
                    FileType.APPLE_IWORK,
                    FileType.XPS,
                    FileType.EPUB,
                    FileType.VSDX,
                    FileType.VSDM,
                    FileType.OOXML,
                    FileType.ODF,
                    FileType.STAROFFICE);

    private final Unpackers unpackers;

    /** An opener that gives its containers to these. */
    public WorkerOpener(Unpackers unpackers) {
        this.unpackers = unpackers;
    }

    @Override
    public boolean opens(FileType type) {
        return type == FileType.TAR || type == FileType.GZIP || ZIPS.contains(type);
    }

    @Override
    public List<Opened> open(Detection type, Octets container, Budget budget)
            throws InterruptedException {
        List<Opened> opened = new ArrayList<>();
        boolean done = false;
        try {
            for (Format format : EnumSet.allOf(Format.class)) {
                if (type.all().anyMatch(one -> isOf(format, one))) {
                    opened.add(open(format, isOf(format, type.primary()), container, budget));
                }
            }
            done = true;
            return opened;
        } finally {
            if (!done) {
                opened.forEach(WorkerOpener::close);
            }
        }
    }

    private static void close(Opened opened) {
        try {
            opened.store().close();
        } catch (Exception e) {
            LOG.warn("what was unpacked could not be let go", e);
        }
    }

    private static boolean isOf(Format format, FileType type) {
        return switch (format) {
            case ZIP -> ZIPS.contains(type);
            case TAR -> type == FileType.TAR;
            case GZIP -> type == FileType.GZIP;
        };
    }

    private Opened open(Format format, boolean declared, Octets container, Budget budget)
            throws InterruptedException {
        // Not closed: it is a view of octets that are in memory or in a file kept open for all.
        InputStream in = container.stream(new Range(0, container.length()));
        Opening opening =
                unpackers.open(format, in, container.length(), allowance(budget), budget.left());
        boolean seen = false;
        try {
            Opened opened = opened(opening, declared, budget);
            seen = true;
            return opened;
        } finally {
            if (!seen) {
                opening.close();
            }
        }
    }

    private static Opened opened(Opening opening, boolean declared, Budget budget)
            throws InterruptedException {
        return switch (opening) {
            case Opening.Opened(Contents contents) -> seen(Look.OPENED, contents, budget);
            case Opening.Encrypted(Contents contents) ->
                    seen(Look.of(Look.State.ENCRYPTED, "it takes a password"), contents, budget);
            case Opening.OverBudget(var resource, Contents contents) ->
                    seen(Look.over(resource(resource)), contents, budget);
            case Opening.NotOpened(String reason) ->
                    unseen(declared ? Look.of(Look.State.DAMAGED, reason) : Look.PLAIN);
            case Opening.Failed(var cause, String detail) ->
                    unseen(Look.failed(reason(cause), detail));
        };
    }

    private static Allowance allowance(Budget budget) {
        Limits limits = budget.limits();
        return new Allowance(
                Math.max(0, limits.octets() - budget.used(Resource.OCTETS)),
                limits.ratio(),
                limits.ratioFrom(),
                Math.clamp(
                        limits.entries() - budget.used(Resource.ENTRIES),
                        0,
                        Allowance.MOST_ENTRIES),
                (int) Math.min(Integer.MAX_VALUE, limits.cpu().toMillis()));
    }

    private static Resource resource(dev.mailwarden.unpack.protocol.Resource resource) {
        return switch (resource) {
            case OCTETS -> Resource.OCTETS;
            case RATIO -> Resource.RATIO;
            case ENTRIES -> Resource.ENTRIES;
            case CPU -> Resource.CPU_TIME;
        };
    }

    private static Reason reason(Opening.Cause cause) throws InterruptedException {
        return switch (cause) {
            case ENGINE_DOWN -> Reason.ENGINE_DOWN;
            case TIMEOUT -> Reason.TIMEOUT;
            case CANCELLED -> {
                Thread.interrupted();
                throw new InterruptedException("the time for unpacking is over");
            }
            case INTERNAL -> Reason.INTERNAL;
        };
    }

    private static Opened unseen(Look look) {
        return new Opened(look, List.of(), () -> {});
    }

    private static Opened seen(Look look, Contents contents, Budget budget) {
        if (look.state() == Look.State.OVER_BUDGET) {
            budget.runOut(Resource.valueOf(look.oddities().getFirst()));
        }
        boolean fits = budget.takeOctets(contents.octets());
        fits &= budget.takeEntries(contents.entries().size());
        Look all = fits ? look : look.and(Look.over(budget.exhausted().orElse(Resource.OCTETS)));
        List<String> oddities =
                Stream.concat(
                                all.oddities().stream(),
                                contents.findings().stream().map(one -> one.kind().name()))
                        .distinct()
                        .toList();
        return new Opened(all.withOddities(oddities), entries(contents), contents);
    }

    private static List<Entry> entries(Contents contents) {
        return contents.entries().stream()
                .filter(entry ->
                        entry.head().kind() != EntryKind.DIRECTORY || entry.content().length() > 0)
                .map(entry ->
                        new Entry(
                                entry.head().name().isEmpty()
                                        ? List.of()
                                        : List.of(entry.head().name()),
                                entry.content(),
                                look(entry)))
                .toList();
    }

    private static Look look(dev.mailwarden.scan.unpack.Entry entry) {
        Look look =
                switch (entry.state()) {
                    case WHOLE -> Look.PLAIN;
                    case ENCRYPTED -> Look.of(Look.State.ENCRYPTED, "it takes a password");
                    case NOT_OPENED ->
                            Look.of(Look.State.NOT_OPENED, "packed by " + entry.head().method());
                    case DAMAGED -> Look.of(Look.State.DAMAGED, "it breaks off");
                };
        return look.withOddities(entry.head().flaws().stream().map(Enum::name).toList());
    }
}
