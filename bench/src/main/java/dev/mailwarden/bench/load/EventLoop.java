package dev.mailwarden.bench.load;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Function;

/**
 * One thread that serves every connection of a load generator or a sink.
 *
 * <p>Chosen for its price: the measuring side shares two cores with what it measures, and one
 * selector needs about a third of the CPU of a virtual thread a connection.
 */
final class EventLoop implements AutoCloseable {

    private static final int READ_BUFFER = 256 * 1024;

    /** The system chooses address and port. */
    private static final InetSocketAddress ANYWHERE = new InetSocketAddress(0);

    private final Selector selector;
    private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
    private final PriorityQueue<Timer> timers = new PriorityQueue<>();
    private final ByteBuffer readBuffer = ByteBuffer.allocate(READ_BUFFER);
    private final Thread thread;
    private long nextTimer;
    private volatile boolean closed;

    EventLoop(String name) {
        try {
            selector = Selector.open();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        thread = Thread.ofPlatform().name(name).daemon(true).start(this::run);
    }

    private record Timer(long dueNanos, long number, Runnable task) implements Comparable<Timer> {
        @Override
        public int compareTo(Timer other) {
            int byTime = Long.compare(dueNanos - other.dueNanos, 0);
            return byTime != 0 ? byTime : Long.compare(number, other.number);
        }
    }

    /** Runs a task on the loop's thread; everything about connections happens there. */
    void execute(Runnable task) {
        tasks.add(task);
        selector.wakeup();
    }

    /** Runs a task later; only from the loop's thread. */
    void after(Duration delay, Runnable task) {
        timers.add(new Timer(System.nanoTime() + delay.toNanos(), nextTimer++, task));
    }

    /** Listens; {@code handler} makes the talker of each new connection. */
    InetSocketAddress listen(InetSocketAddress address, Function<Connection, Talker> handler)
            throws IOException {
        var server = ServerSocketChannel.open();
        server.bind(address, 4096);
        server.configureBlocking(false);
        execute(() -> register(server, handler));
        return (InetSocketAddress) server.getLocalAddress();
    }

    private void register(ServerSocketChannel server, Function<Connection, Talker> handler) {
        try {
            server.register(selector, SelectionKey.OP_ACCEPT, handler);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Connects; only from the loop's thread. A failure is told to the talker. */
    void connect(InetSocketAddress address, Function<Connection, Talker> handler) {
        connect(ANYWHERE, address, handler);
    }

    /** The same from an address of our own. */
    void connect(
            InetSocketAddress from,
            InetSocketAddress address,
            Function<Connection, Talker> handler) {
        Connection connection;
        SocketChannel channel;
        try {
            channel = SocketChannel.open();
            channel.configureBlocking(false);
            SelectionKey key = channel.register(selector, SelectionKey.OP_CONNECT);
            connection = Connection.of(channel, key, handler);
            key.attach(connection);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        try {
            channel.bind(from);
            if (channel.connect(address)) {
                connection.connected();
            }
        } catch (IOException e) {
            connection.fail(e);
        }
    }

    private void run() {
        while (!closed) {
            try {
                selector.select(this::ready, untilNextTimer());
                runDue();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        selector.keys().forEach(EventLoop::closeChannel);
        try {
            selector.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void closeChannel(SelectionKey key) {
        try {
            key.channel().close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Milliseconds, at least 1; 0 would wait for ever, which is right without a timer. */
    private long untilNextTimer() {
        Timer next = timers.peek();
        return next == null
                ? 0
                : Math.max(1, (next.dueNanos - System.nanoTime() + 999_999) / 1_000_000);
    }

    private void runDue() {
        for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
            task.run();
        }
        for (Timer next = timers.peek();
                next != null && next.dueNanos - System.nanoTime() <= 0;
                next = timers.peek()) {
            timers.remove(next);
            next.task.run();
        }
    }

    @SuppressWarnings("unchecked") // listen() attaches nothing else to an accepting key
    private void ready(SelectionKey key) {
        if (!key.isValid()) {
            return;
        }
        if (key.isAcceptable()) {
            accept(
                    (ServerSocketChannel) key.channel(),
                    (Function<Connection, Talker>) key.attachment());
        } else {
            ((Connection) key.attachment()).ready(readBuffer);
        }
    }

    private void accept(ServerSocketChannel server, Function<Connection, Talker> handler) {
        try {
            for (SocketChannel channel = server.accept();
                    channel != null;
                    channel = server.accept()) {
                channel.configureBlocking(false);
                SelectionKey key = channel.register(selector, 0);
                var connection = Connection.of(channel, key, handler);
                key.attach(connection);
                connection.connected();
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot accept", e);
        }
    }

    /** Stops the loop and closes every connection without a word. */
    @Override
    public void close() {
        closed = true;
        selector.wakeup();
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
