package dev.mailwarden.unpack.confine;

/**
 * System calls and their numbers: {@code asm/unistd_64.h} of x86-64, and {@code
 * asm-generic/unistd.h}, which aarch64 uses.
 */
enum SystemCall {
    READ(0, 63),
    WRITE(1, 64),
    CLOSE(3, 57),
    FSTAT(5, 80),
    LSEEK(8, 62),
    PREAD(17, 67),
    MMAP(9, 222),
    MPROTECT(10, 226),
    MUNMAP(11, 215),
    BRK(12, 214),
    MREMAP(25, 216),
    MADVISE(28, 233),
    RT_SIGACTION(13, 134),
    RT_SIGPROCMASK(14, 135),
    RT_SIGRETURN(15, 139),
    SIGALTSTACK(131, 132),
    TGKILL(234, 131),
    FUTEX(202, 98),
    SCHED_YIELD(24, 124),
    SCHED_GETAFFINITY(204, 123),
    GETCPU(309, 168),
    NANOSLEEP(35, 101),
    CLOCK_NANOSLEEP(230, 115),
    CLOCK_GETTIME(228, 113),
    CLOCK_GETRES(229, 114),
    GETTIMEOFDAY(96, 169),
    RESTART_SYSCALL(219, 128),
    GETPID(39, 172),
    GETTID(186, 178),
    GETRUSAGE(98, 165),
    GETRANDOM(318, 278),
    MEMBARRIER(324, 283),
    EXIT(60, 93),
    EXIT_GROUP(231, 94),
    PRLIMIT(302, 261),
    PRCTL(157, 167),
    CAPSET(126, 91),
    SECCOMP(317, 277),
    LANDLOCK_CREATE_RULESET(444, 444),
    LANDLOCK_RESTRICT_SELF(446, 446);

    private final int x86;
    private final int arm;

    SystemCall(int x86, int arm) {
        this.x86 = x86;
        this.arm = arm;
    }

    int number(Machine machine) {
        return switch (machine) {
            case X86_64 -> x86;
            case AARCH64 -> arm;
        };
    }
}
