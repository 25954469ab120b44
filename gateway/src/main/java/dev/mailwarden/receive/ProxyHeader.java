package dev.mailwarden.receive;

import dev.mailwarden.mail.ForeignOctets;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The header with which a load balancer begins a connection (PROXY protocol, version 2): whose it
 * is. Read to its last octet and not one further, since a TLS handshake may follow.
 *
 * <p>The text form of version 1 is not taken. What follows the addresses (TLVs) is skipped.
 */
@ForeignOctets
sealed interface ProxyHeader {

    /** The longest header, without its first 16 octets; TLVs of real proxies take a few hundred. */
    int MAX_BODY = 4096 - 16;

    /** The connection is that of somebody else. */
    record Proxied(InetAddress client, int port) implements ProxyHeader {}

    /** The connection is the balancer's own (LOCAL), such as one that checks whether we are up. */
    record Own() implements ProxyHeader {}

    /** The input ended before its first octet, as when a balancer only looks whether we are up. */
    record Absent() implements ProxyHeader {}

    /** The octets are not a header that can be believed; the message says why. */
    final class MalformedException extends IOException {

        private static final long serialVersionUID = 1L;

        private MalformedException(String reason) {
            super(reason);
        }
    }

    /**
     * Reads a header.
     *
     * @throws MalformedException if what comes is not one, or tells no client's address
     */
    static ProxyHeader read(InputStream in) throws IOException {
        byte[] head = in.readNBytes(Parser.HEAD);
        if (head.length == 0) {
            return new Absent();
        }
        if (!Parser.isHead(head)) {
            throw new MalformedException("does not begin with a header");
        }
        int length = ByteBuffer.wrap(head).getShort(Parser.LENGTH_AT) & 0xffff;
        if (length > MAX_BODY) {
            throw new MalformedException("header is longer than " + (MAX_BODY + 16) + " octets");
        }
        byte[] body = in.readNBytes(length);
        if (body.length < length) {
            throw new MalformedException("header is cut short");
        }
        return Parser.parse(head[Parser.COMMAND_AT], head[Parser.FAMILY_AT], body);
    }

    /** Sections 2.2 of the specification. */
    final class Parser {

        private static final byte[] SIGNATURE =
                "\r\n\r\n\0\r\nQUIT\n".getBytes(StandardCharsets.US_ASCII);
        private static final int COMMAND_AT = SIGNATURE.length;
        private static final int FAMILY_AT = COMMAND_AT + 1;
        private static final int LENGTH_AT = FAMILY_AT + 1;
        private static final int HEAD = LENGTH_AT + 2;

        private static final int VERSION_2_LOCAL = 0x20;
        private static final int VERSION_2_PROXY = 0x21;
        private static final int TCP_OVER_IPV4 = 0x11;
        private static final int TCP_OVER_IPV6 = 0x21;
        private static final int IPV4_OCTETS = 4;
        private static final int IPV6_OCTETS = 16;

        private Parser() {}

        private static boolean isHead(byte[] head) {
            return head.length == HEAD
                    && Arrays.equals(head, 0, SIGNATURE.length, SIGNATURE, 0, SIGNATURE.length);
        }

        private static ProxyHeader parse(int command, int family, byte[] body) throws IOException {
            return switch (command) {
                case VERSION_2_LOCAL -> new Own();
                case VERSION_2_PROXY ->
                        switch (family) {
                            case TCP_OVER_IPV4 -> proxied(body, IPV4_OCTETS);
                            case TCP_OVER_IPV6 -> proxied(body, IPV6_OCTETS);
                            // Nobody may be taken for the balancer, which may be trusted.
                            default ->
                                    throw new MalformedException(
                                            "header tells no address of TCP over IP");
                        };
                default -> throw new MalformedException("header is not of version 2");
            };
        }

        /** Source and destination address, source and destination port. */
        private static ProxyHeader proxied(byte[] body, int octets) throws IOException {
            if (body.length < 2 * octets + 4) {
                throw new MalformedException("header has no room for its addresses");
            }
            // An IPv4-mapped address is the IPv4 address: two spellings of one would pass lists.
            InetAddress client = InetAddress.getByAddress(Arrays.copyOf(body, octets));
            int port = ByteBuffer.wrap(body).getShort(2 * octets) & 0xffff;
            return new Proxied(client, port);
        }
    }
}
