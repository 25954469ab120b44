package dev.mailwarden.spool;

import dev.mailwarden.spool.TestDisk.File;
import dev.mailwarden.spool.TestDisk.Op;
import java.util.random.RandomGenerator;

/** How much of what was not forced a power cut leaves. */
interface Luck {

    boolean keepsName();

    void write(File file, Op write);

    Luck NONE = fixed(false);
    Luck ALL = fixed(true);

    private static Luck fixed(boolean all) {
        return new Luck() {
            @Override
            public boolean keepsName() {
                return all;
            }

            @Override
            public void write(File file, Op write) {
                if (all) {
                    file.write(write.position(), write.octets(), 0, write.octets().length);
                }
            }
        };
    }

    /** Each name, and each piece of {@code unit} octets, is there or not. */
    static Luck random(RandomGenerator random, int unit) {
        return new Luck() {
            private final int chance = random.nextInt(1, 10);

            @Override
            public boolean keepsName() {
                return random.nextInt(10) < chance;
            }

            @Override
            public void write(File file, Op write) {
                byte[] octets = write.octets();
                long end = write.position() + octets.length;
                for (long at = write.position(); at < end; ) {
                    long next = Math.min(end, (at / unit + 1) * unit);
                    if (random.nextInt(10) < chance) {
                        file.write(at, octets, (int) (at - write.position()), (int) (next - at));
                    }
                    at = next;
                }
                if (random.nextBoolean() && file.length() < end) {
                    file.write(end - 1, new byte[1], 0, 1); // the length without the octets
                }
            }
        };
    }

    /** All names, and of the octets the first so many. */
    static Luck first(int octets) {
        return new Luck() {
            private int left = octets;

            @Override
            public boolean keepsName() {
                return true;
            }

            @Override
            public void write(File file, Op write) {
                int n = Math.min(left, write.octets().length);
                file.write(write.position(), write.octets(), 0, n);
                left -= n;
            }
        };
    }
}
