package dev.mailwarden.receive;

import dev.mailwarden.config.Node;
import dev.mailwarden.message.TlsFacts;
import java.io.IOException;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;

/**
 * TLS for clients (TLS-1): certificates by name, TLS 1.2 and 1.3. Sessions are resumed with tickets
 * that only this object can read, so none of another service is accepted; nor is a session in which
 * no certificate was asked for taken up where one is. Safe for any number of threads.
 */
public final class ServerTls {

    /** Characters kept of a client's subject; it is the client's own claim. */
    private static final int MAX_SUBJECT = 255;

    private final SSLContext asking;
    private final SSLContext notAsking;
    private final SSLParameters parameters;
    private final Optional<ClientAuthorities> authorities;

    private ServerTls(List<KeyAndChain> certificates, Optional<ClientAuthorities> authorities)
            throws GeneralSecurityException, IOException {
        this.authorities = authorities;
        KeyManager[] keys = {new ServerKeys(certificates)};
        this.notAsking = SSLContext.getInstance("TLS");
        notAsking.init(keys, null, null);
        this.asking = SSLContext.getInstance("TLS");
        asking.init(keys, authorities.stream().toArray(TrustManager[]::new), null);
        this.parameters = notAsking.getDefaultSSLParameters();
        parameters.setProtocols(new String[] {"TLSv1.3", "TLSv1.2"});
        parameters.setUseCipherSuitesOrder(true);
        Set<String> algorithms =
                certificates.stream().map(KeyAndChain::algorithm).collect(Collectors.toSet());
        parameters.setCipherSuites(
                usable(parameters.getCipherSuites(), algorithms).toArray(String[]::new));
    }

    /** Those that the keys can serve: a handshake looks at all that are enabled, several times. */
    private static List<String> usable(String[] suites, Set<String> keyAlgorithms) {
        Set<String> signed =
                keyAlgorithms.stream()
                        .map(algorithm ->
                                switch (algorithm) {
                                    case "RSA" -> "_RSA_WITH_";
                                    case "DSA" -> "_DSS_WITH_";
                                    default -> "_ECDSA_WITH_"; // also for Edwards curves
                                })
                        .collect(Collectors.toSet());
        return Arrays.stream(suites)
                .filter(suite ->
                        !suite.contains("_WITH_") || signed.stream().anyMatch(suite::contains))
                .toList();
    }

    /**
     * Reads the certificates of a node with their keys, and its authorities.
     *
     * @param first shown where no other fits
     * @throws IOException if a file cannot be read, is not what it should be, or a key is not its
     *     certificate's; the message says which file
     */
    static ServerTls read(Node.Certificate first, Node node) throws IOException {
        List<KeyAndChain> certificates = new ArrayList<>();
        certificates.add(KeyAndChain.read(first));
        for (Node.Certificate more : node.moreCertificates()) {
            certificates.add(KeyAndChain.read(more));
        }
        Optional<ClientAuthorities> authorities =
                node.clientAuthorities().isPresent()
                        ? Optional.of(ClientAuthorities.read(node.clientAuthorities().get()))
                        : Optional.empty();
        try {
            return new ServerTls(certificates, authorities);
        } catch (GeneralSecurityException e) {
            throw new IOException("cannot use " + first.chain() + ": " + e.getMessage(), e);
        }
    }

    /**
     * Negotiates TLS as the server on an open socket; closing one closes the other.
     *
     * @param askForCertificate whether the client is asked to show one; it need not
     */
    SSLSocket accept(Socket socket, boolean askForCertificate) throws IOException {
        SSLContext context = askForCertificate ? asking : notAsking;
        SSLSocket secure =
                (SSLSocket)
                        context.getSocketFactory()
                                .createSocket(
                                        socket,
                                        socket.getInetAddress().getHostAddress(),
                                        socket.getPort(),
                                        true);
        secure.setUseClientMode(false);
        secure.setSSLParameters(parameters);
        secure.setWantClientAuth(askForCertificate);
        secure.startHandshake();
        return secure;
    }

    /** What is recorded of a connection, with the certificate that the client has shown. */
    TlsFacts facts(SSLSession session) {
        X509Certificate[] shown = shown(session);
        if (shown.length == 0) {
            return new TlsFacts(
                    session.getProtocol(),
                    session.getCipherSuite(),
                    "",
                    TlsFacts.Verification.NONE);
        }
        boolean verified = authorities.isPresent() && authorities.get().vouchFor(shown);
        String subject = shown[0].getSubjectX500Principal().getName();
        return new TlsFacts(
                session.getProtocol(),
                session.getCipherSuite(),
                subject.isEmpty()
                        ? "unnamed"
                        : subject.substring(0, Math.min(subject.length(), MAX_SUBJECT)),
                verified ? TlsFacts.Verification.PKIX : TlsFacts.Verification.NONE);
    }

    private static X509Certificate[] shown(SSLSession session) {
        try {
            return Arrays.stream(session.getPeerCertificates())
                    .map(X509Certificate.class::cast)
                    .toArray(X509Certificate[]::new);
        } catch (SSLPeerUnverifiedException e) {
            return new X509Certificate[0];
        }
    }
}
