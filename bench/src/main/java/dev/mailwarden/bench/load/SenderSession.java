package dev.mailwarden.bench.load;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import javax.net.ssl.SSLEngine;
import org.jspecify.annotations.Nullable;

/** The client's side of one dialogue after another. */
final class SenderSession implements Talker {

    private static final byte[] EHLO = ascii("EHLO bench.example\r\n");
    private static final byte[] STARTTLS = ascii("STARTTLS\r\n");
    private static final byte[] QUIT = ascii("QUIT\r\n");
    private static final byte[] NOTHING = ascii(".\r\n");

    private enum State {
        CONNECTING,
        GREETING,
        HELLO,
        STARTING_TLS,
        HANDSHAKE,
        ENVELOPE,
        CONTENT,
        QUITTING,
        OVER
    }

    private final EventLoop loop;
    private final Sender.Plan plan;
    private final int number;
    private final Supply supply;
    private final Outcomes outcomes;
    private final Runnable whenOver;
    private final LineBuffer line = new LineBuffer();
    private final Parcel parcel = new Parcel();
    private byte[][] commands = new byte[0][];
    private @Nullable Connection connection;
    private @Nullable SSLEngine engine;
    private State state = State.CONNECTING;
    private boolean pipelining;
    private boolean secure;
    private long begunMillis;
    private boolean supplyEmpty;
    private int answered;
    private int sentInSession;
    private String refusal = "";
    private long connectNanos;
    private long startNanos;
    private long waitingSince;

    SenderSession(
            EventLoop loop,
            Sender.Plan plan,
            int number,
            Supply supply,
            Outcomes outcomes,
            Runnable whenOver) {
        this.loop = loop;
        this.plan = plan;
        this.number = number;
        this.supply = supply;
        this.outcomes = outcomes;
        this.whenOver = whenOver;
    }

    void begin() {
        state = State.CONNECTING;
        pipelining = false;
        secure = false;
        sentInSession = 0;
        line.clear();
        if (supply.next(parcel)) {
            waitingSince = System.nanoTime();
            connectNanos = waitingSince;
            loop.connect(
                    plan.target(),
                    made -> {
                        connection = made;
                        return this;
                    });
        } else {
            over();
        }
    }

    private void over() {
        state = State.OVER;
        whenOver.run();
    }

    void giveUpIfLate(long nowNanos) {
        if (connection != null
                && state != State.OVER
                && nowNanos - waitingSince > plan.patience().toNanos()) {
            fail("no reply within " + plan.patience());
        }
    }

    @Override
    public void connected() {
        state = State.GREETING;
    }

    @Override
    public void received(byte[] octets, int from, int to) {
        Connection speaking = connection;
        int at = from;
        while (at < to && connection == speaking) {
            if (state == State.HANDSHAKE) {
                fail("octets in clear after the reply to STARTTLS");
                return;
            }
            at = line.take(octets, at, to);
            if (line.isComplete() && line.at(3) != '-') {
                waitingSince = System.nanoTime();
                reply();
            } else if (line.isComplete() && state == State.HELLO) {
                capability();
            }
        }
    }

    private void capability() {
        if (line.text().substring(4).toUpperCase(Locale.ROOT).strip().equals("PIPELINING")) {
            pipelining = true;
        }
    }

    private void reply() {
        boolean success = line.at(0) == '2';
        switch (state) {
            case GREETING -> greeted(success);
            case HELLO -> hello(success);
            case STARTING_TLS -> startTls(success);
            case ENVELOPE -> envelope(success);
            case CONTENT -> content(success);
            case QUITTING -> close();
            case CONNECTING, HANDSHAKE, OVER ->
                    throw new IllegalStateException("a reply out of nowhere");
        }
    }

    private void greeted(boolean success) {
        if (success) {
            state = State.HELLO;
            send(EHLO, EHLO.length);
        } else {
            fail(line.text());
        }
    }

    private void hello(boolean success) {
        capability();
        if (!success) {
            fail(line.text());
        } else if (plan.tls().isPresent() && !secure) {
            state = State.STARTING_TLS;
            send(STARTTLS, STARTTLS.length);
        } else {
            startTransaction();
        }
    }

    private void startTls(boolean success) {
        Connection current = connection;
        if (!success) {
            fail(line.text());
        } else if (current != null) {
            state = State.HANDSHAKE;
            begunMillis = System.currentTimeMillis();
            engine = plan.tls().orElseThrow().engine("sender" + number, plan.target().getPort());
            current.startTls(engine);
        }
    }

    @Override
    public void secured() {
        SSLEngine current = engine;
        secure = true;
        pipelining = false;
        waitingSince = System.nanoTime();
        outcomes.secured(current != null && current.getSession().getCreationTime() < begunMillis);
        state = State.HELLO;
        send(EHLO, EHLO.length);
    }

    private void startTransaction() {
        state = State.ENVELOPE;
        answered = 0;
        refusal = "";
        commands = parcel.commands();
        startNanos = System.nanoTime();
        if (pipelining) {
            byte[] all = new byte[commands[0].length + commands[1].length + commands[2].length];
            int at = 0;
            for (byte[] command : commands) {
                System.arraycopy(command, 0, all, at, command.length);
                at += command.length;
            }
            send(all, at);
        } else {
            send(commands[0], commands[0].length);
        }
    }

    private void envelope(boolean success) {
        answered++;
        boolean dataReply = answered == commands.length;
        boolean goOn = dataReply && line.at(0) == '3';
        if (!success && !goOn && refusal.isEmpty()) {
            refusal = line.text();
        }
        if (goOn) {
            sendContent();
        } else if (dataReply || (!pipelining && !refusal.isEmpty())) {
            outcomes.refused(parcel, refusal.isEmpty() ? line.text() : refusal);
            nextMessage();
        } else if (!pipelining) {
            send(commands[answered], commands[answered].length);
        }
    }

    private void sendContent() {
        state = State.CONTENT;
        if (refusal.isEmpty()) {
            send(parcel.wire(), parcel.length());
        } else {
            send(NOTHING, NOTHING.length);
        }
    }

    private void content(boolean success) {
        if (!refusal.isEmpty()) {
            outcomes.refused(parcel, refusal);
        } else if (success) {
            outcomes.accepted(parcel, startNanos, waitingSince);
            if (sentInSession == 0) {
                outcomes.served(connectNanos, waitingSince);
            }
        } else {
            outcomes.refused(parcel, line.text());
        }
        nextMessage();
    }

    private void nextMessage() {
        sentInSession++;
        if (sentInSession < plan.messagesPerSession() && supply.next(parcel)) {
            startTransaction();
        } else {
            supplyEmpty = sentInSession < plan.messagesPerSession();
            state = State.QUITTING;
            send(QUIT, QUIT.length);
        }
    }

    @Override
    public void ended(String why) {
        connection = null;
        switch (state) {
            case ENVELOPE, CONTENT -> {
                outcomes.broken(parcel, why);
                beginLater();
            }
            case QUITTING -> {
                if (supplyEmpty) {
                    over();
                } else {
                    begin();
                }
            }
            case CONNECTING, GREETING, HELLO, STARTING_TLS, HANDSHAKE -> {
                outcomes.unreachable(why);
                beginLater();
            }
            case OVER -> throw new IllegalStateException("ended twice");
        }
    }

    /** The parcel taken for a connection that failed is not sent by anyone; a new one is. */
    private void beginLater() {
        loop.after(plan.reconnectPause(), this::begin);
    }

    private void send(byte[] octets, int length) {
        Connection current = connection;
        if (current != null) {
            current.send(octets, length);
        }
    }

    private void close() {
        Connection current = connection;
        if (current != null) {
            current.close();
        }
    }

    private void fail(String why) {
        Connection current = connection;
        if (current != null) {
            current.fail(new IOException(why));
        }
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
