package dev.mailwarden.unpack.confine;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;
import java.util.Arrays;

/** System calls by syscall(2). For one thread. */
final class Kernel {

    private static final int MOST_ARGUMENTS = 5;

    private static final StructLayout STATE = Linker.Option.captureStateLayout();
    private static final VarHandle ERRNO =
            STATE.varHandle(StructLayout.PathElement.groupElement("errno"));

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
                                    ValueLayout.JAVA_LONG,
                                    ValueLayout.JAVA_LONG,
                                    ValueLayout.JAVA_LONG),
                            Linker.Option.firstVariadicArg(1),
                            Linker.Option.captureCallState("errno"));

    private final Machine machine;
    private final MemorySegment state = Arena.ofAuto().allocate(STATE);

    Kernel(Machine machine) {
        this.machine = machine;
    }

    Machine machine() {
        return machine;
    }

    /**
     * {@return what the call returns}
     *
     * @throws RefusedException if the kernel says no
     */
    long call(SystemCall call, long... arguments) throws RefusedException {
        long[] a = Arrays.copyOf(arguments, MOST_ARGUMENTS);
        long result;
        try {
            result =
                    (long)
                            SYSCALL.invokeExact(
                                    state,
                                    (long) call.number(machine),
                                    a[0],
                                    a[1],
                                    a[2],
                                    a[3],
                                    a[4]);
        } catch (Throwable e) {
            throw new IllegalStateException("syscall(2) cannot be called", e);
        }
        if (result < 0) {
            throw new RefusedException(call, (int) ERRNO.get(state, 0L));
        }
        return result;
    }
}
