package dev.mailwarden.receive;

import java.io.IOException;
import java.net.Socket;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.List;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;
import javax.net.ssl.X509TrustManager;

/**
 * Those whose certificates for clients are believed. Within a handshake every certificate will do,
 * so that one that cannot be verified costs the client no session; {@link #vouchFor} says
 * afterwards what it is worth. Safe for any number of threads.
 */
final class ClientAuthorities extends X509ExtendedTrustManager {

    private final List<X509Certificate> authorities;
    private final X509TrustManager verifier;

    private ClientAuthorities(List<X509Certificate> authorities, X509TrustManager verifier) {
        this.authorities = authorities;
        this.verifier = verifier;
    }

    /**
     * Reads a PEM file.
     *
     * @throws IOException if it cannot be used; the message names it
     */
    static ClientAuthorities read(Path file) throws IOException {
        List<X509Certificate> authorities = PemCertificates.read(file);
        try {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, new char[0]);
            for (int i = 0; i < authorities.size(); i++) {
                store.setCertificateEntry(Integer.toString(i), authorities.get(i));
            }
            TrustManagerFactory factory = TrustManagerFactory.getInstance("PKIX");
            factory.init(store);
            return new ClientAuthorities(
                    authorities,
                    Arrays.stream(factory.getTrustManagers())
                            .filter(X509TrustManager.class::isInstance)
                            .map(X509TrustManager.class::cast)
                            .findFirst()
                            .orElseThrow());
        } catch (GeneralSecurityException e) {
            throw new IOException("cannot use " + file + ": " + e.getMessage(), e);
        }
    }

    /**
     * Whether a chain leads to one of them, is valid now and is meant for clients. Whether a
     * certificate was revoked is not asked.
     */
    boolean vouchFor(X509Certificate... chain) {
        try {
            verifier.checkClientTrusted(chain, chain[0].getPublicKey().getAlgorithm());
            return true;
        } catch (CertificateException e) {
            return false;
        }
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
        return authorities.toArray(X509Certificate[]::new);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType) {}

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket) {}

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType)
            throws CertificateException {
        throw new CertificateException("there are no servers here");
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket)
            throws CertificateException {
        checkServerTrusted(chain, authType);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
            throws CertificateException {
        checkServerTrusted(chain, authType);
    }
}
