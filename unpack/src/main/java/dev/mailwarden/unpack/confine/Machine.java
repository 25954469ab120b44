package dev.mailwarden.unpack.confine;

import java.util.Optional;

/** Kinds of processors whose system calls are known here. */
enum Machine {
    X86_64("amd64", 0xc000_003e),
    AARCH64("aarch64", 0xc000_00b7);

    private final String javaName;
    private final int audit;

    Machine(String javaName, int audit) {
        this.javaName = javaName;
        this.audit = audit;
    }

    /** {@return the machine, if this is Linux on one of them} */
    static Optional<Machine> current() {
        if (!System.getProperty("os.name").equals("Linux")) {
            return Optional.empty();
        }
        String name = System.getProperty("os.arch");
        for (Machine machine : values()) {
            if (machine.javaName.equals(name)) {
                return Optional.of(machine);
            }
        }
        return Optional.empty();
    }

    /** Its AUDIT_ARCH of {@code linux/audit.h}, by which a filter tells its numbers. */
    int audit() {
        return audit;
    }
}
