package dev.mailwarden.spool;

import dev.mailwarden.spool.TestDisk.Directory;
import dev.mailwarden.spool.TestDisk.File;
import dev.mailwarden.spool.TestDisk.Kind;
import dev.mailwarden.spool.TestDisk.Op;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What survives a power cut, followed operation by operation. */
final class PowerCut {

    private final Map<File, File> durable = new HashMap<>();
    private final Map<File, List<Op>> unforced = new HashMap<>();
    private final Map<Directory, Map<String, File>> names = new HashMap<>();
    private final Map<Directory, List<Op>> unforcedNames = new HashMap<>();

    /** The operation was done before the cut. */
    void after(Op op) {
        switch (op.kind()) {
            case WRITE -> unforced.computeIfAbsent(op.file(), _ -> new ArrayList<>()).add(op);
            case FORCE -> {
                File file = durable.computeIfAbsent(op.file(), _ -> new File());
                List<Op> writes = unforced.getOrDefault(op.file(), new ArrayList<>());
                for (Op write : writes) {
                    if (write.kind() == Kind.WRITE) {
                        file.write(write.position(), write.octets(), 0, write.octets().length);
                    }
                }
                // What a failed force dropped stays uncertain for ever.
                writes.removeIf(write -> write.kind() == Kind.WRITE);
            }
            case FAILED_FORCE ->
                    unforced.computeIfPresent(
                            op.file(),
                            (_, writes) ->
                                    new ArrayList<>(
                                            writes.stream().map(PowerCut::dropped).toList()));
            case CREATE, RENAME, DELETE ->
                    unforcedNames.computeIfAbsent(op.directory(), _ -> new ArrayList<>()).add(op);
            case FORCE_NAMES -> {
                unforcedNames
                        .getOrDefault(op.directory(), List.of())
                        .forEach(change -> apply(change, namesOf(op.directory())));
                unforcedNames.remove(op.directory());
            }
            case OPEN, READ -> {}
        }
    }

    private static Op dropped(Op write) {
        return new Op(
                Kind.FAILED_FORCE,
                write.directory(),
                write.file(),
                write.name(),
                write.position(),
                write.octets());
    }

    private Map<String, File> namesOf(Directory directory) {
        return names.computeIfAbsent(directory, _ -> new TreeMap<>());
    }

    private static void apply(Op change, Map<String, File> names) {
        switch (change.kind()) {
            case CREATE -> names.put(change.name(), change.file());
            case DELETE -> names.remove(change.name(), change.file());
            default -> {
                String[] fromTo = change.name().split(">", 2);
                names.remove(fromTo[0], change.file());
                names.put(fromTo[1], change.file());
            }
        }
    }

    /** One of the disks that the cut may leave. */
    TestDisk disk(TestDisk of, Luck luck) {
        TestDisk result = new TestDisk();
        fill(result.log(), of.log(), luck);
        fill(result.blobs(), of.blobs(), luck);
        return result;
    }

    private void fill(Directory target, Directory of, Luck luck) {
        Map<String, File> there = new TreeMap<>(namesOf(of));
        for (Op change : unforcedNames.getOrDefault(of, List.of())) {
            if (luck.keepsName()) {
                apply(change, there);
            }
        }
        there.forEach((name, file) -> target.put(name, contentOf(file, luck)));
    }

    private File contentOf(File file, Luck luck) {
        File result = new File();
        if (durable.containsKey(file)) {
            result.copyFrom(durable.get(file));
        }
        for (Op write : unforced.getOrDefault(file, List.of())) {
            luck.write(result, write);
        }
        return result;
    }
}
