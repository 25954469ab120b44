package dev.mailwarden.deliver;

/** Lets so many through at once and makes the others wait; how many may change at any time. */
final class Permits {

    private int taken;

    /**
     * Waits for a permit, which must be given back.
     *
     * @param limit permits at once
     * @return whether one came within so many nanoseconds
     */
    synchronized boolean take(int limit, long nanos) throws InterruptedException {
        long until = System.nanoTime() + nanos;
        while (taken >= limit) {
            long millis = (until - System.nanoTime()) / 1_000_000;
            if (millis <= 0) {
                return false;
            }
            wait(millis);
        }
        taken++;
        return true;
    }

    synchronized void giveBack() {
        taken--;
        notifyAll();
    }
}
