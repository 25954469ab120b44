package dev.mailwarden.deliver;

/** Lets so many through at once and makes the others wait; how many may change at any time. */
final class Turns {

    private int taken;

    /**
     * Waits for a turn.
     *
     * @param limit turns at once
     * @throws InterruptedException also if none came within so many nanoseconds
     */
    synchronized void take(int limit, long nanos) throws InterruptedException {
        long until = System.nanoTime() + nanos;
        while (taken >= limit) {
            long millis = (until - System.nanoTime()) / 1_000_000;
            if (millis <= 0) {
                throw new InterruptedException("no turn came in time");
            }
            wait(millis);
        }
        taken++;
    }

    synchronized void giveBack() {
        taken--;
        notifyAll();
    }
}
