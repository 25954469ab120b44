package dev.mailwarden.queue;

import dev.mailwarden.message.CopyShelf;
import dev.mailwarden.message.JourneyId;
import dev.mailwarden.message.Kept;
import dev.mailwarden.message.KeptId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What a copy is found by, in a record; its journey stands before it. */
final class CopyCodec {

    private CopyCodec() {}

    static void write(CopyShelf.CopyName name, RecordWriter out) {
        out.octet(numberOf(name.store())).number(name.id().variant());
    }

    static CopyShelf.CopyName name(JourneyId journey, RecordReader in) {
        CopyShelf.Store store = store(in.octet());
        return new CopyShelf.CopyName(store, new KeptId(journey, in.number()));
    }

    static void write(CopyShelf.Copy copy, RecordWriter out) {
        Kept kept = copy.kept();
        write(copy.name(), out);
        out.number(kept.at().toEpochMilli()).text(kept.sender()).number(kept.recipients().size());
        kept.recipients().forEach(out::text);
        out.text(kept.client())
                .text(kept.subject())
                .text(kept.messageId())
                .text(kept.module())
                .text(kept.status())
                .text(kept.rule())
                .text(kept.action())
                .text(kept.verdict())
                .number(kept.octets())
                .octet(kept.end().map(end -> numberOf(end.way())).orElse(0))
                .number(kept.end().map(end -> end.at().toEpochMilli()).orElse(0L));
    }

    static CopyShelf.Copy copy(JourneyId journey, RecordReader in) {
        CopyShelf.CopyName name = name(journey, in);
        Instant at = Instant.ofEpochMilli(in.longNumber());
        String sender = in.text();
        int count = in.number();
        List<String> recipients = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            recipients.add(in.text());
        }
        var kept =
                new Kept(
                        name.id(),
                        at,
                        sender,
                        recipients,
                        in.text(),
                        in.text(),
                        in.text(),
                        in.text(),
                        in.text(),
                        in.text(),
                        in.text(),
                        in.text(),
                        in.longNumber(),
                        end(in.octet(), Instant.ofEpochMilli(in.longNumber())));
        return new CopyShelf.Copy(name.store(), kept);
    }

    private static int numberOf(CopyShelf.Store store) {
        return switch (store) {
            case BACKUP -> 1;
            case QUARANTINE -> 2;
        };
    }

    private static CopyShelf.Store store(int number) {
        return switch (number) {
            case 1 -> CopyShelf.Store.BACKUP;
            case 2 -> CopyShelf.Store.QUARANTINE;
            default -> throw new IllegalArgumentException("no store has number " + number);
        };
    }

    private static int numberOf(Kept.Way way) {
        return switch (way) {
            case DELETE -> 1;
            case DELIVER -> 2;
        };
    }

    private static Optional<Kept.End> end(int way, Instant at) {
        return switch (way) {
            case 0 -> Optional.empty();
            case 1 -> Optional.of(new Kept.End(at, Kept.Way.DELETE));
            case 2 -> Optional.of(new Kept.End(at, Kept.Way.DELIVER));
            default -> throw new IllegalArgumentException("no end has number " + way);
        };
    }
}
