package dev.mailwarden.spool;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.file.Path;

/**
 * Free octets and inodes of a directory's file system, by statvfs(3): the JDK tells octets only,
 * and a volume without inodes refuses mail just the same.
 */
final class VolumeSpace {

    /** Offsets in glibc's struct statvfs on 64-bit Linux. */
    private static final int FRAGMENT_SIZE = 8;

    private static final int BLOCKS = 16;
    private static final int BLOCKS_AVAILABLE = 32;
    private static final int FILES = 40;
    private static final int FILES_AVAILABLE = 56;

    /** More than sizeof(struct statvfs), which is 112. */
    private static final int STRUCT_SIZE = 256;

    @SuppressWarnings("restricted") // native access is granted on the command line
    private static final MethodHandle STATVFS =
            Linker.nativeLinker()
                    .downcallHandle(
                            Linker.nativeLinker().defaultLookup().findOrThrow("statvfs"),
                            FunctionDescriptor.of(
                                    ValueLayout.JAVA_INT,
                                    ValueLayout.ADDRESS,
                                    ValueLayout.ADDRESS));

    private final Path directory;

    VolumeSpace(Path directory) {
        this.directory = directory;
    }

    Space read() throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment result = arena.allocate(STRUCT_SIZE, 8);
            if (statvfs(arena.allocateFrom(directory.toString()), result) != 0) {
                throw new IOException("statvfs failed for " + directory);
            }
            long unit = result.get(ValueLayout.JAVA_LONG, FRAGMENT_SIZE);
            // btrfs and some network file systems count no inodes and say 0 of 0.
            boolean countsInodes = result.get(ValueLayout.JAVA_LONG, FILES) > 0;
            return new Space(
                    unit * result.get(ValueLayout.JAVA_LONG, BLOCKS),
                    unit * result.get(ValueLayout.JAVA_LONG, BLOCKS_AVAILABLE),
                    countsInodes
                            ? result.get(ValueLayout.JAVA_LONG, FILES_AVAILABLE)
                            : Long.MAX_VALUE);
        }
    }

    private static int statvfs(MemorySegment path, MemorySegment result) throws IOException {
        try {
            return (int) STATVFS.invokeExact(path, result);
        } catch (Throwable e) {
            throw new IOException("statvfs cannot be called", e);
        }
    }
}
