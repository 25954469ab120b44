package dev.mailwarden.bench.machine;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * CPU time of a process and all its descendants, those that have ended and were waited for
 * included: utime, stime, cutime and cstime of {@code /proc/PID/stat} (proc(5)).
 *
 * <p>The kernel counts in ticks of 10 ms and cuts the rest off for each process, which would
 * flatter a peer of three hundred processes; a process of one thread is therefore read from {@code
 * schedstat}, which counts nanoseconds.
 */
public final class CpuTime {

    private static final Path PROC = Path.of("/proc");
    private static final long NANOS_PER_TICK = 10_000_000; // USER_HZ is 100 on every Linux
    private static final int PARENT = 1;
    private static final int USER = 11;
    private static final int SYSTEM = 12;
    private static final int CHILDREN_USER = 13;
    private static final int CHILDREN_SYSTEM = 14;
    private static final int THREADS = 17;

    private CpuTime() {}

    /** {@return the time used so far by the tree below and including a process} */
    public static Duration ofTree(long root) throws IOException {
        Map<Long, long[]> all = stats();
        Map<Long, List<Long>> children = new HashMap<>();
        all.forEach((pid, stat) ->
                children.computeIfAbsent(stat[PARENT], _ -> new ArrayList<>()).add(pid));
        long nanos = 0;
        var open = new ArrayList<>(List.of(root));
        while (!open.isEmpty()) {
            long pid = open.removeLast();
            long[] stat = all.get(pid);
            if (stat != null) {
                nanos += own(pid, stat);
                nanos += (stat[CHILDREN_USER] + stat[CHILDREN_SYSTEM]) * NANOS_PER_TICK;
            }
            open.addAll(children.getOrDefault(pid, List.of()));
        }
        return Duration.ofNanos(nanos);
    }

    private static long own(long pid, long[] stat) throws IOException {
        if (stat[THREADS] == 1) {
            String[] words = read(PROC.resolve(pid + "/schedstat")).strip().split(" ", -1);
            if (words.length == 3) {
                return Long.parseLong(words[0]);
            }
        }
        return (stat[USER] + stat[SYSTEM]) * NANOS_PER_TICK;
    }

    private static Map<Long, long[]> stats() throws IOException {
        var all = new HashMap<Long, long[]>();
        try (DirectoryStream<Path> processes = Files.newDirectoryStream(PROC, "[0-9]*")) {
            for (Path process : processes) {
                String line = read(process.resolve("stat"));
                if (!line.isEmpty()) {
                    all.put(Long.parseLong(process.getFileName().toString()), fields(line));
                }
            }
        }
        return all;
    }

    /** The fields after the name, which may hold blanks; the state comes first and becomes 0. */
    static long[] fields(String stat) {
        String[] words = stat.substring(stat.lastIndexOf(')') + 2).strip().split(" ", -1);
        var fields = new long[THREADS + 1];
        for (int i = 1; i < fields.length; i++) {
            fields[i] = Long.parseLong(words[i]);
        }
        return fields;
    }

    /** The content, or nothing if the process has just ended. */
    private static String read(Path file) throws IOException {
        try {
            return new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
        } catch (NoSuchFileException e) {
            return "";
        } catch (IOException e) {
            if (String.valueOf(e.getMessage()).contains("No such process")) {
                return "";
            }
            throw e;
        }
    }
}
