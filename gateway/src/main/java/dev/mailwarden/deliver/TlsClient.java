package dev.mailwarden.deliver;

import dev.mailwarden.message.TlsFacts;
import dev.mailwarden.message.TlsFacts.Verification;
import java.io.IOException;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * TLS towards next hops. Sessions are resumed where the server allows it (RFC 8446 §2.2); those of
 * verified and unverified hops never mix. Safe for any number of threads.
 */
public final class TlsClient {

    private static final String[] PROTOCOLS = {"TLSv1.3", "TLSv1.2"};

    private final SSLContext verifying;
    private final SSLContext trusting;

    private TlsClient(TrustManager[] trusted) {
        verifying = context(trusted);
        trusting = context(new TrustManager[] {new TrustsEveryone()});
    }

    /** Verifies against the certificates that come with the Java runtime. */
    public static TlsClient withDefaultTrust() {
        return new TlsClient(trustManagers(Optional.empty()));
    }

    /** Verifies against these certificates only. */
    public static TlsClient trusting(KeyStore roots) {
        return new TlsClient(trustManagers(Optional.of(roots)));
    }

    /** Makes a TLS socket of a connected one; the handshake is still to be started. */
    SSLSocket wrap(Socket plain, Target target, boolean verify) throws IOException {
        String host = bare(target.host());
        SSLContext context = verify ? verifying : trusting;
        SSLSocket socket =
                (SSLSocket)
                        context.getSocketFactory().createSocket(plain, host, target.port(), true);
        SSLParameters parameters = socket.getSSLParameters();
        parameters.setProtocols(PROTOCOLS);
        if (!target.host().startsWith("[")) {
            parameters.setServerNames(List.of(new SNIHostName(host)));
        }
        if (verify) {
            // RFC 6125: only names of the subjectAltName count, wildcards in the first label only.
            parameters.setEndpointIdentificationAlgorithm("HTTPS");
        }
        socket.setSSLParameters(parameters);
        return socket;
    }

    /** What there is to record of a finished handshake (TLS-4). */
    static TlsFacts facts(SSLSession session, boolean verified) {
        return new TlsFacts(
                session.getProtocol(),
                session.getCipherSuite(),
                peer(session),
                verified ? Verification.PKIX : Verification.NONE);
    }

    private static String peer(SSLSession session) {
        try {
            Certificate[] chain = session.getPeerCertificates();
            return chain.length > 0 && chain[0] instanceof X509Certificate certificate
                    ? certificate.getSubjectX500Principal().getName()
                    : "";
        } catch (SSLPeerUnverifiedException e) {
            return "";
        }
    }

    /** The address of a literal such as {@code [IPv6:2001:db8::1]}, or the name itself. */
    private static String bare(String host) {
        if (!host.startsWith("[")) {
            return host;
        }
        String inner = host.substring(1, host.length() - 1);
        return inner.startsWith("IPv6:") ? inner.substring("IPv6:".length()) : inner;
    }

    private static SSLContext context(TrustManager[] trusted) {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, trusted, null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("the Java runtime cannot do TLS", e);
        }
    }

    private static TrustManager[] trustManagers(Optional<KeyStore> roots) {
        try {
            TrustManagerFactory factory =
                    TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            factory.init(roots.orElse(null));
            return factory.getTrustManagers();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("the trusted certificates cannot be used", e);
        }
    }

    /**
     * For policies that encrypt without verifying: who reads along is kept out, who sits in the
     * middle is not (RFC 7435 §3). Never used where the policy says verify.
     */
    private static final class TrustsEveryone extends X509ExtendedTrustManager {

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket) {}

        @Override
        public void checkClientTrusted(
                X509Certificate[] chain, String authType, SSLEngine engine) {}

        @Override
        public void checkServerTrusted(
                X509Certificate[] chain, String authType, SSLEngine engine) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
