package dev.mailwarden.bench.load;

import java.io.IOException;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * TLS as a client that trusts everybody, for servers of our own. Sessions are kept, so that the
 * next connection of the same peer resumes one.
 */
public final class TlsClient {

    private final SSLContext context;
    private final String protocol;

    private TlsClient(SSLContext context, String protocol) {
        this.context = context;
        this.protocol = protocol;
    }

    /**
     * Makes one with an empty cache of sessions.
     *
     * @param protocol the only one that it speaks
     */
    public static TlsClient of(String protocol) {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, new TrustManager[] {new Everybody()}, null);
            return new TlsClient(context, protocol);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has TLS", e);
        }
    }

    /**
     * Makes one side of a connection.
     *
     * @param peer under which sessions are kept; each sender has a cache of its own, as senders on
     *     machines of their own have
     */
    SSLEngine engine(String peer, int port) {
        SSLEngine engine = context.createSSLEngine(peer, port);
        engine.setUseClientMode(true);
        engine.setEnabledProtocols(new String[] {protocol});
        return engine;
    }

    /** Negotiates TLS on an open socket. */
    public SSLSocket secure(Socket socket, String peer) throws IOException {
        var secure =
                (SSLSocket)
                        context.getSocketFactory()
                                .createSocket(socket, peer, socket.getPort(), true);
        secure.setEnabledProtocols(new String[] {protocol});
        secure.startHandshake();
        return secure;
    }

    private static final class Everybody extends X509ExtendedTrustManager {

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
