package dev.mailwarden.track;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

/** Real files, and failures on demand. */
final class FaultyVolume implements Volume {

    /** What fails. */
    enum Fault {
        NONE,
        CREATE,
        /** Half of the octets are written, then the volume is full. */
        WRITE,
        FORCE,
        EVERYTHING
    }

    private final Volume disk = new DiskVolume();
    private final AtomicReference<Fault> fault = new AtomicReference<>(Fault.NONE);
    private final AtomicInteger faultsLeft = new AtomicInteger();
    final AtomicInteger forces = new AtomicInteger();
    final AtomicInteger forcesAfterFailure = new AtomicInteger();
    final AtomicInteger failed = new AtomicInteger();

    /** Lets the next operations of a kind fail. */
    void fail(Fault next, int times) {
        faultsLeft.set(times);
        fault.set(next);
    }

    void repair() {
        fault.set(Fault.NONE);
    }

    private boolean isDue(Fault kind) {
        Fault now = fault.get();
        if ((now == kind || now == Fault.EVERYTHING) && faultsLeft.getAndDecrement() > 0) {
            failed.incrementAndGet();
            return true;
        }
        return false;
    }

    @Override
    public Appender create(Path directory, String name) throws IOException {
        if (isDue(Fault.CREATE)) {
            throw new IOException("planted: no inode");
        }
        return new Faulty(disk.create(directory, name));
    }

    @Override
    public Appender reopen(Path file, long length) throws IOException {
        return new Faulty(disk.reopen(file, length));
    }

    @Override
    public void delete(Path file) throws IOException {
        disk.delete(file);
    }

    private final class Faulty implements Appender {
        private final Appender real;
        private boolean broken;

        Faulty(Appender real) {
            this.real = real;
        }

        @Override
        public void write(ByteBuffer octets) throws IOException {
            if (isDue(Fault.WRITE)) {
                broken = true;
                real.write(octets.slice(octets.position(), octets.remaining() / 2));
                throw new IOException("planted: no space");
            }
            real.write(octets);
        }

        @Override
        public void force() throws IOException {
            if (broken) {
                forcesAfterFailure.incrementAndGet();
            }
            if (isDue(Fault.FORCE)) {
                broken = true;
                throw new IOException("planted: sync failed");
            }
            forces.incrementAndGet();
            real.force();
        }

        @Override
        public void close() throws IOException {
            real.close();
        }
    }
}
