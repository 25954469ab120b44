package dev.mailwarden.receive;

import java.io.ByteArrayOutputStream;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** PROXY protocol headers of version 2, as balancers write them. */
final class ProxyHeaders {

    static final int LOCAL = 0x20;
    static final int PROXY = 0x21;

    private ProxyHeaders() {}

    /** The header for a client, with some TLVs behind its addresses. */
    static byte[] proxied(String client, int port, int tlvOctets) {
        byte[] source = TestSettings.address(client).getAddress();
        byte[] destination = new byte[source.length];
        ByteBuffer body = ByteBuffer.allocate(2 * source.length + 4 + tlvOctets);
        body.put(source).put(destination).putShort((short) port).putShort((short) 25);
        return of(PROXY, source.length == 4 ? 0x11 : 0x21, body.array());
    }

    static byte[] proxied(InetAddress client, int port) {
        return proxied(client.getHostAddress(), port, 0);
    }

    static byte[] of(int command, int family, byte[] body) {
        var out = new ByteArrayOutputStream();
        out.writeBytes("\r\n\r\n\0\r\nQUIT\n".getBytes(StandardCharsets.US_ASCII));
        out.write(command);
        out.write(family);
        out.write(body.length >> 8);
        out.write(body.length);
        out.writeBytes(body);
        return out.toByteArray();
    }
}
