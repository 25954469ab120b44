package dev.mailwarden.unpack.confine;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Gives up the rights of this process for ever. Every part is tried, whatever became of the others.
 *
 * <p>The Java machine has begun its threads by then. Limits and the seccomp filter hold for all of
 * them. Landlock and the loss of capabilities hold for the thread that calls, which has to be the
 * one that reads foreign octets; other threads have the filter, which opens no file either.
 */
public final class Confinement {

    private static final int PAGE = 4_096;

    /** Address space for what the Java machine still reserves, beside containers. */
    private static final long RESERVE = 192L << 20;

    private static final int PR_SET_DUMPABLE = 4;
    private static final int PR_SET_NO_NEW_PRIVS = 38;
    private static final int PR_CAP_AMBIENT = 47;
    private static final int PR_CAP_AMBIENT_CLEAR_ALL = 4;

    private static final int CAPABILITY_VERSION_3 = 0x2008_0522;

    private static final int SECCOMP_SET_MODE_FILTER = 1;

    /** For all threads of the process, which also get no_new_privs by it. */
    private static final int SECCOMP_FILTER_FLAG_TSYNC = 1;

    private static final int RLIMIT_CPU = 0;
    private static final int RLIMIT_FSIZE = 1;
    private static final int RLIMIT_CORE = 4;
    private static final int RLIMIT_NPROC = 6;
    private static final int RLIMIT_NOFILE = 7;
    private static final int RLIMIT_AS = 9;

    private static final int CLOCK_PROCESS_CPUTIME_ID = 2;

    /** One thing to give up. */
    private interface Part {
        void giveUp() throws RefusedException;
    }

    /**
     * What came of it, in words for people.
     *
     * @param held parts that hold now
     * @param lacking parts that do not, with the kernel's reason
     */
    public record Report(List<String> held, List<String> lacking) {

        public Report {
            held = List.copyOf(held);
            lacking = List.copyOf(lacking);
        }

        public boolean isComplete() {
            return lacking.isEmpty();
        }

        @Override
        public String toString() {
            return "held: "
                    + held.stream().collect(Collectors.joining(", "))
                    + (isComplete() ? "" : "; lacking: " + String.join(", ", lacking));
        }
    }

    private final Kernel kernel;
    private final List<String> held = new ArrayList<>();
    private final List<String> lacking = new ArrayList<>();

    private Confinement(Kernel kernel) {
        this.kernel = kernel;
    }

    /** {@return the confinement of this process, if system calls of this machine are known} */
    public static Optional<Confinement> ofThisProcess() {
        return Machine.current().map(Kernel::new).map(Confinement::new);
    }

    /**
     * Gives up everything.
     *
     * @param room octets of memory that containers may take
     */
    public Report apply(long room) {
        long space = addressSpace() + room + RESERVE;
        tryOut("address space", () -> limit(RLIMIT_AS, space));
        tryOut("no files written", () -> limit(RLIMIT_FSIZE, 0));
        tryOut("no core", () -> limit(RLIMIT_CORE, 0));
        tryOut("no processes", () -> limit(RLIMIT_NPROC, 0));
        tryOut("not dumpable", () -> kernel.call(SystemCall.PRCTL, PR_SET_DUMPABLE));
        tryOut("no new privileges", () -> kernel.call(SystemCall.PRCTL, PR_SET_NO_NEW_PRIVS, 1));
        tryOut("landlock", this::landlock);
        tryOut("no more descriptors", () -> limit(RLIMIT_NOFILE, 0));
        tryOut("no capabilities", this::capabilities);
        tryOut("seccomp", this::seccomp);
        return new Report(held, lacking);
    }

    private void tryOut(String name, Part part) {
        try {
            part.giveUp();
            held.add(name);
        } catch (RefusedException e) {
            lacking.add(name + " (" + e.getMessage() + ")");
        }
    }

    /** Address space in use now, in octets (proc(5), statm). */
    private static long addressSpace() {
        try {
            String statm = Files.readString(Path.of("/proc/self/statm"));
            return Long.parseLong(statm.substring(0, statm.indexOf(' '))) * PAGE;
        } catch (IOException | NumberFormatException e) {
            throw new IllegalStateException("/proc/self/statm cannot be read", e);
        }
    }

    /** Sets a limit that cannot be raised again. */
    private void limit(int resource, long value) throws RefusedException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment limits = arena.allocate(16, 8);
            limits.set(ValueLayout.JAVA_LONG, 0, value);
            limits.set(ValueLayout.JAVA_LONG, 8, value);
            kernel.call(SystemCall.PRLIMIT, 0, resource, limits.address(), 0);
        }
    }

    /** A domain without a single rule: no file, no TCP port, no socket or signal outside. */
    private void landlock() throws RefusedException {
        long version = kernel.call(SystemCall.LANDLOCK_CREATE_RULESET, 0, 0, 1);
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment attributes = arena.allocate(24, 8);
            attributes.set(ValueLayout.JAVA_LONG, 0, fileRights(version));
            attributes.set(ValueLayout.JAVA_LONG, 8, version >= 4 ? 0b11 : 0);
            attributes.set(ValueLayout.JAVA_LONG, 16, version >= 6 ? 0b11 : 0);
            int size = version >= 6 ? 24 : version >= 4 ? 16 : 8;
            long ruleset =
                    kernel.call(SystemCall.LANDLOCK_CREATE_RULESET, attributes.address(), size, 0);
            try {
                kernel.call(SystemCall.LANDLOCK_RESTRICT_SELF, ruleset, 0);
            } finally {
                kernel.call(SystemCall.CLOSE, ruleset);
            }
        }
    }

    /** All rights that a version knows ({@code linux/landlock.h}); it refuses unknown ones. */
    private static long fileRights(long version) {
        int known = version >= 5 ? 16 : version >= 3 ? 15 : version >= 2 ? 14 : 13;
        return (1L << known) - 1;
    }

    private void capabilities() throws RefusedException {
        kernel.call(SystemCall.PRCTL, PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL);
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment head = arena.allocate(8, 4);
            head.set(ValueLayout.JAVA_INT, 0, CAPABILITY_VERSION_3);
            MemorySegment none = arena.allocate(24, 4);
            kernel.call(SystemCall.CAPSET, head.address(), none.address());
        }
    }

    private void seccomp() throws RefusedException {
        try (Arena arena = Arena.ofConfined()) {
            int processId = (int) kernel.call(SystemCall.GETPID);
            MemorySegment filter = Filter.of(kernel.machine(), processId, arena);
            long other =
                    kernel.call(
                            SystemCall.SECCOMP,
                            SECCOMP_SET_MODE_FILTER,
                            SECCOMP_FILTER_FLAG_TSYNC,
                            filter.address());
            if (other != 0) {
                throw new RefusedException(SystemCall.SECCOMP, 0); // a thread could not follow
            }
        }
    }

    /** {@return processor time that this process has used, all threads together, in ns} */
    public long cpuNanos() {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment time = arena.allocate(16, 8);
            kernel.call(SystemCall.CLOCK_GETTIME, CLOCK_PROCESS_CPUTIME_ID, time.address());
            return time.get(ValueLayout.JAVA_LONG, 0) * 1_000_000_000L
                    + time.get(ValueLayout.JAVA_LONG, 8);
        } catch (RefusedException e) {
            throw new IllegalStateException("no processor time", e);
        }
    }

    /** Lets the kernel end the process once it has used this much processor time from now. */
    public void limitCpu(long seconds) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment limits = arena.allocate(16, 8);
            kernel.call(SystemCall.PRLIMIT, 0, RLIMIT_CPU, 0, limits.address());
            long used = cpuNanos() / 1_000_000_000L + 1;
            limits.set(ValueLayout.JAVA_LONG, 0, used + seconds); // the hard limit stays
            kernel.call(SystemCall.PRLIMIT, 0, RLIMIT_CPU, limits.address(), 0);
        } catch (RefusedException e) {
            throw new IllegalStateException("processor time cannot be limited", e);
        }
    }
}
