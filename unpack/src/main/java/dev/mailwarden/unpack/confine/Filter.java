package dev.mailwarden.unpack.confine;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;

/**
 * The seccomp filter: a list of what a Java machine that is warm needs, and nothing else. No call
 * on it opens a file or a socket, starts a program, a process or a thread, looks into another
 * process, or changes a file that is not open. Everything else fails with EPERM.
 */
final class Filter {

    private static final List<SystemCall> ALLOWED =
            List.of(
                    SystemCall.READ,
                    SystemCall.WRITE,
                    SystemCall.CLOSE,
                    SystemCall.FSTAT,
                    SystemCall.LSEEK,
                    SystemCall.PREAD,
                    SystemCall.MMAP,
                    SystemCall.MPROTECT,
                    SystemCall.MUNMAP,
                    SystemCall.BRK,
                    SystemCall.MREMAP,
                    SystemCall.MADVISE,
                    SystemCall.RT_SIGACTION,
                    SystemCall.RT_SIGPROCMASK,
                    SystemCall.RT_SIGRETURN,
                    SystemCall.SIGALTSTACK,
                    SystemCall.FUTEX,
                    SystemCall.SCHED_YIELD,
                    SystemCall.SCHED_GETAFFINITY,
                    SystemCall.GETCPU,
                    SystemCall.NANOSLEEP,
                    SystemCall.CLOCK_NANOSLEEP,
                    SystemCall.CLOCK_GETTIME,
                    SystemCall.CLOCK_GETRES,
                    SystemCall.GETTIMEOFDAY,
                    SystemCall.RESTART_SYSCALL,
                    SystemCall.GETPID,
                    SystemCall.GETTID,
                    SystemCall.GETRUSAGE,
                    SystemCall.GETRANDOM,
                    SystemCall.MEMBARRIER,
                    SystemCall.EXIT,
                    SystemCall.EXIT_GROUP);

    /** Allowed for the process itself only: the first argument is its number, or 0 for it. */
    private static final List<SystemCall> ON_ITSELF =
            List.of(SystemCall.TGKILL, SystemCall.PRLIMIT);

    /** Opcodes of classic BPF, {@code linux/bpf_common.h}. */
    private static final int LOAD_WORD = 0x20;

    private static final int JUMP_IF_EQUAL = 0x15;
    private static final int RETURN = 0x06;

    /** Offsets in struct seccomp_data. */
    private static final int NUMBER = 0;

    private static final int ARCHITECTURE = 4;
    private static final int FIRST_ARGUMENT = 16;

    private static final int ALLOW = 0x7fff_0000;
    private static final int FAIL_WITH_EPERM = 0x0005_0001;
    private static final int KILL_PROCESS = 0x8000_0000;

    /** struct sock_filter: code, two jump distances, operand. */
    private record Instruction(int code, int ifTrue, int ifFalse, int operand) {

        private static final int SIZE = 8;

        void write(MemorySegment program, long at) {
            program.set(ValueLayout.JAVA_SHORT, at, (short) code);
            program.set(ValueLayout.JAVA_BYTE, at + 2, (byte) ifTrue);
            program.set(ValueLayout.JAVA_BYTE, at + 3, (byte) ifFalse);
            program.set(ValueLayout.JAVA_INT, at + 4, operand);
        }
    }

    private final List<Instruction> program = new ArrayList<>();

    private Filter(Machine machine, int processId) {
        add(LOAD_WORD, 0, 0, ARCHITECTURE);
        add(JUMP_IF_EQUAL, 1, 0, machine.audit());
        add(RETURN, 0, 0, KILL_PROCESS);
        add(LOAD_WORD, 0, 0, NUMBER);
        for (SystemCall call : ALLOWED) {
            add(JUMP_IF_EQUAL, 0, 1, call.number(machine));
            add(RETURN, 0, 0, ALLOW);
        }
        for (SystemCall call : ON_ITSELF) {
            add(JUMP_IF_EQUAL, 0, 5, call.number(machine));
            add(LOAD_WORD, 0, 0, FIRST_ARGUMENT);
            add(JUMP_IF_EQUAL, 1, 0, 0);
            add(JUMP_IF_EQUAL, 0, 1, processId);
            add(RETURN, 0, 0, ALLOW);
            add(RETURN, 0, 0, FAIL_WITH_EPERM);
        }
        add(RETURN, 0, 0, FAIL_WITH_EPERM);
    }

    private void add(int code, int ifTrue, int ifFalse, int operand) {
        program.add(new Instruction(code, ifTrue, ifFalse, operand));
    }

    /**
     * {@return struct sock_fprog}
     *
     * @param processId of the process to be confined
     */
    static MemorySegment of(Machine machine, int processId, Arena arena) {
        List<Instruction> program = new Filter(machine, processId).program;
        MemorySegment instructions = arena.allocate((long) program.size() * Instruction.SIZE, 8);
        for (int i = 0; i < program.size(); i++) {
            program.get(i).write(instructions, (long) i * Instruction.SIZE);
        }
        MemorySegment head = arena.allocate(16, 8);
        head.set(ValueLayout.JAVA_SHORT, 0, (short) program.size());
        head.set(ValueLayout.ADDRESS, 8, instructions);
        return head;
    }
}
