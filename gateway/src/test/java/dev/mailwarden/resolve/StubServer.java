package dev.mailwarden.resolve;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import org.xbill.DNS.Message;

/** A name server on loopback that answers as the test says; an empty answer is silence. */
final class StubServer implements AutoCloseable {

    final AtomicInteger byUdp = new AtomicInteger();
    final AtomicInteger byTcp = new AtomicInteger();

    private final DatagramSocket udp;
    private final ServerSocket tcp;

    /** Makes a server from octets of a query to octets of an answer, for each transport. */
    StubServer(UnaryOperator<byte[]> overUdp, UnaryOperator<byte[]> overTcp) {
        try {
            InetAddress loopback = InetAddress.ofLiteral("127.0.0.1");
            tcp = new ServerSocket(0, 50, loopback);
            udp = new DatagramSocket(new InetSocketAddress(loopback, tcp.getLocalPort()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Thread.ofVirtual().start(() -> serveUdp(overUdp));
        Thread.ofVirtual().start(() -> serveTcp(overTcp));
    }

    /** Answers over UDP only, with messages. */
    static StubServer answering(UnaryOperator<Message> answer) {
        return new StubServer(
                octets -> answer.apply(parse(octets)).toWire(), octets -> new byte[0]);
    }

    static Message parse(byte[] octets) {
        try {
            return new Message(octets);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    InetSocketAddress address() {
        return (InetSocketAddress) udp.getLocalSocketAddress();
    }

    private void serveUdp(UnaryOperator<byte[]> answer) {
        try {
            while (true) {
                DatagramPacket packet = new DatagramPacket(new byte[4096], 4096);
                udp.receive(packet);
                byUdp.incrementAndGet();
                byte[] query = new byte[packet.getLength()];
                System.arraycopy(packet.getData(), 0, query, 0, query.length);
                byte[] reply = answer.apply(query);
                if (reply.length > 0) {
                    udp.send(new DatagramPacket(reply, reply.length, packet.getSocketAddress()));
                }
            }
        } catch (IOException e) {
            // The test is over.
        }
    }

    private void serveTcp(UnaryOperator<byte[]> answer) {
        try {
            while (true) {
                try (Socket socket = tcp.accept()) {
                    DataInputStream in = new DataInputStream(socket.getInputStream());
                    byte[] query = in.readNBytes(in.readUnsignedShort());
                    byTcp.incrementAndGet();
                    byte[] reply = answer.apply(query);
                    socket.getOutputStream()
                            .write(
                                    ByteBuffer.allocate(2 + reply.length)
                                            .putShort((short) reply.length)
                                            .put(reply)
                                            .array());
                }
            }
        } catch (IOException e) {
            // The test is over.
        }
    }

    @Override
    public void close() throws IOException {
        udp.close();
        tcp.close();
    }
}
