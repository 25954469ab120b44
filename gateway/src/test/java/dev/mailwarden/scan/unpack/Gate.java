package dev.mailwarden.scan.unpack;

import java.io.InputStream;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** A container that is not handed out before somebody says so. */
final class Gate extends InputStream {

    private final byte[] octets;
    private final CountDownLatch reader = new CountDownLatch(1);
    private final CountDownLatch opened = new CountDownLatch(1);
    private int at;

    Gate(byte[] octets) {
        this.octets = octets;
    }

    void awaitReader() throws InterruptedException {
        if (!reader.await(30, TimeUnit.SECONDS)) {
            throw new AssertionError("nobody reads");
        }
    }

    void open() {
        opened.countDown();
    }

    @Override
    public int read() {
        reader.countDown();
        try {
            if (!opened.await(30, TimeUnit.SECONDS)) {
                throw new AssertionError("nobody opens");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return at < octets.length ? octets[at++] & 0xff : -1;
    }

    @Override
    public int read(byte[] to, int offset, int count) {
        int octet = read();
        if (octet < 0) {
            return -1;
        }
        to[offset] = (byte) octet;
        return 1;
    }

    @Override
    public void close() {
        open();
    }
}
