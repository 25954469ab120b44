package dev.mailwarden.unpack.confine;

import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;
import java.net.ServerSocket;
import java.nio.channels.DatagramChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * A program that tries what foreign code in a worker would try: as it is, or after it gave up its
 * rights as the worker does. It prints a line for each attempt.
 */
final class EscapeAttempts {

    private static final int EPERM = 1;

    private static final StructLayout LAYOUT = Linker.Option.captureStateLayout();
    private static final MemorySegment STATE = Arena.global().allocate(LAYOUT);
    private static final VarHandle ERRNO =
            LAYOUT.varHandle(MemoryLayout.PathElement.groupElement("errno"));

    @SuppressWarnings("restricted") // native access is granted on the command line
    private static final MethodHandle SYSCALL =
            Linker.nativeLinker()
                    .downcallHandle(
                            Linker.nativeLinker().defaultLookup().findOrThrow("syscall"),
                            FunctionDescriptor.of(
                                    ValueLayout.JAVA_LONG,
                                    ValueLayout.JAVA_LONG,
                                    ValueLayout.JAVA_LONG,
                                    ValueLayout.JAVA_LONG,
                                    ValueLayout.JAVA_LONG),
                            Linker.Option.captureCallState("errno"));

    private EscapeAttempts() {}

    /** What a worker must not do. */
    private interface Attempt {
        void run() throws Throwable;
    }

    /**
     * Tries everything.
     *
     * @param args {@code confined} or {@code free}, and a file that may be written
     */
    public static void main(String[] args) throws ClassNotFoundException {
        var out =
                new PrintStream(
                        new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8);
        Path file = Path.of(args[1]);
        Map<String, Attempt> attempts = attempts(file);
        attempts.values().forEach(EscapeAttempts::outcome); // loads what they need
        Map<String, Attempt> raw = rawAttempts();
        for (String late : new String[] {"Filter", "Filter$Instruction", "Confinement$Report"}) {
            Class.forName("dev.mailwarden.unpack.confine." + late);
        }
        if (args[0].equals("confined")) {
            out.println(Confinement.ofThisProcess().orElseThrow().apply(0));
            attempts.putAll(raw);
        }
        attempts.forEach((name, attempt) -> out.println(name + ": " + outcome(attempt)));
        Runtime.getRuntime().halt(0);
    }

    private static String outcome(Attempt attempt) {
        try {
            attempt.run();
            return "allowed";
        } catch (Throwable e) {
            return "denied";
        }
    }

    private static Map<String, Attempt> attempts(Path file) {
        ExecutorService other =
                Executors.newSingleThreadExecutor(Thread.ofPlatform().daemon().factory());
        Map<String, Attempt> attempts = new LinkedHashMap<>();
        attempts.put("read /etc/passwd", () -> new FileInputStream("/etc/passwd").close());
        attempts.put("read its program", () -> new FileInputStream("/proc/self/exe").close());
        attempts.put("list a directory", EscapeAttempts::list);
        attempts.put("see a file", () -> Files.size(Path.of("/etc/passwd")));
        attempts.put("write a file", () -> Files.writeString(file, "x"));
        attempts.put("write from another thread", () -> fromOtherThread(other, file));
        attempts.put("listen on TCP", () -> new ServerSocket(0).close());
        attempts.put("open UDP", () -> DatagramChannel.open().close());
        attempts.put("run a program", () -> new ProcessBuilder("/bin/true").start().waitFor());
        return attempts;
    }

    private static void list() throws IOException {
        try (var files = Files.newDirectoryStream(Path.of("/"))) {
            files.iterator().next();
        }
    }

    /** That thread was there before the confinement, so Landlock is not on it; the filter is. */
    private static void fromOtherThread(ExecutorService other, Path file) throws Exception {
        other.submit(() -> Files.writeString(file, "y")).get();
    }

    /** System calls of x86-64 that no part of the Java library makes. */
    private static Map<String, Attempt> rawAttempts() {
        Map<String, Integer> numbers = new LinkedHashMap<>();
        numbers.put("fork", 57);
        numbers.put("execve", 59);
        numbers.put("kill", 62);
        numbers.put("setuid", 105);
        numbers.put("unshare", 272);
        numbers.put("ptrace", 101);
        numbers.put("process_vm_readv", 310);
        numbers.put("memfd_create", 319);
        numbers.put("bpf", 321);
        numbers.put("userfaultfd", 323);
        numbers.put("io_uring_setup", 425);
        numbers.put("pidfd_open", 434);
        numbers.put("openat2", 437);
        Map<String, Attempt> attempts = new LinkedHashMap<>();
        numbers.forEach((name, number) -> attempts.put(name, () -> raw(number)));
        return attempts;
    }

    /** Without arguments that make sense; a call that the filter lets pass fails otherwise. */
    private static void raw(int number) throws Throwable {
        long result = (long) SYSCALL.invokeExact(STATE, (long) number, 0L, 0L, 0L);
        int errno = (int) ERRNO.get(STATE, 0L);
        if (result < 0 && errno == EPERM) {
            throw new IOException("refused");
        }
    }
}
