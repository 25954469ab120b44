package dev.mailwarden.receive;

import dev.mailwarden.config.Node;
import dev.mailwarden.message.TlsFacts;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collection;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSocket;

/**
 * TLS for clients (TLS-1): one certificate, TLS 1.2 and 1.3. Sessions are resumed with tickets that
 * only this object can read, so none of another service is accepted. Safe for any number of
 * threads.
 */
public final class ServerTls {

    private static final String KEY_BEGIN = "-----BEGIN PRIVATE KEY-----";
    private static final String KEY_END = "-----END PRIVATE KEY-----";

    private final SSLContext context;
    private final SSLParameters parameters;

    private ServerTls(SSLContext context, String keyAlgorithm) {
        this.context = context;
        this.parameters = context.getDefaultSSLParameters();
        parameters.setProtocols(new String[] {"TLSv1.3", "TLSv1.2"});
        parameters.setUseCipherSuitesOrder(true);
        parameters.setCipherSuites(
                usable(parameters.getCipherSuites(), keyAlgorithm).toArray(String[]::new));
    }

    /** Those that the key can serve: a handshake looks at all that are enabled, several times. */
    private static List<String> usable(String[] suites, String keyAlgorithm) {
        String signed =
                switch (keyAlgorithm) {
                    case "RSA" -> "_RSA_WITH_";
                    case "DSA" -> "_DSS_WITH_";
                    default -> "_ECDSA_WITH_"; // also for keys of Edwards curves
                };
        return Arrays.stream(suites)
                .filter(suite -> !suite.contains("_WITH_") || suite.contains(signed))
                .toList();
    }

    /**
     * Reads certificate and key.
     *
     * @throws IOException if a file cannot be read, is not what it should be, or the key is not the
     *     certificate's; the message says which file
     */
    public static ServerTls read(Node.Certificate files) throws IOException {
        Certificate[] chain = chain(files.chain());
        PublicKey publicKey = chain[0].getPublicKey();
        PrivateKey key = key(files.key(), publicKey.getAlgorithm());
        try {
            if (!belongTogether(key, publicKey)) {
                throw new IOException(
                        files.key() + " is not the key of the certificate in " + files.chain());
            }
            return new ServerTls(context(chain, key), publicKey.getAlgorithm());
        } catch (GeneralSecurityException e) {
            throw new IOException("cannot use " + files.chain() + ": " + e.getMessage(), e);
        }
    }

    /** Negotiates TLS as the server on an open socket; closing one closes the other. */
    SSLSocket accept(Socket socket) throws IOException {
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
        secure.startHandshake();
        return secure;
    }

    /** What is recorded of a connection; clients are not asked for a certificate. */
    static TlsFacts facts(SSLSession session) {
        return new TlsFacts(
                session.getProtocol(), session.getCipherSuite(), "", TlsFacts.Verification.NONE);
    }

    private static Certificate[] chain(Path file) throws IOException {
        try {
            Collection<? extends Certificate> chain =
                    CertificateFactory.getInstance("X.509")
                            .generateCertificates(
                                    new ByteArrayInputStream(Files.readAllBytes(file)));
            if (chain.isEmpty()) {
                throw new IOException(file + " has no certificate");
            }
            return chain.toArray(Certificate[]::new);
        } catch (GeneralSecurityException e) {
            throw new IOException(file + " is not a PEM certificate chain", e);
        }
    }

    private static PrivateKey key(Path file, String algorithm) throws IOException {
        String pem = Files.readString(file, StandardCharsets.US_ASCII);
        int begin = pem.indexOf(KEY_BEGIN);
        int end = pem.indexOf(KEY_END);
        if (begin < 0 || end < begin) {
            throw new IOException(
                    file + " has no unencrypted PKCS#8 key (" + KEY_BEGIN + ") in it");
        }
        try {
            byte[] der =
                    Base64.getMimeDecoder().decode(pem.substring(begin + KEY_BEGIN.length(), end));
            return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(der));
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            throw new IOException(file + " is not a PKCS#8 key for " + algorithm, e);
        }
    }

    private static boolean belongTogether(PrivateKey key, PublicKey publicKey)
            throws GeneralSecurityException {
        byte[] proof = "proof".getBytes(StandardCharsets.US_ASCII);
        Signature signature = Signature.getInstance(signatureAlgorithm(key.getAlgorithm()));
        signature.initSign(key);
        signature.update(proof);
        byte[] signed = signature.sign();
        signature.initVerify(publicKey);
        signature.update(proof);
        return signature.verify(signed);
    }

    private static String signatureAlgorithm(String keyAlgorithm) {
        return switch (keyAlgorithm) {
            case "RSA" -> "SHA256withRSA";
            case "EC" -> "SHA256withECDSA";
            default -> keyAlgorithm;
        };
    }

    private static SSLContext context(Certificate[] chain, PrivateKey key)
            throws GeneralSecurityException, IOException {
        char[] nobody = new char[0]; // the store never leaves memory
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, nobody);
        store.setKeyEntry("server", key, nobody, chain);
        // The other one, PKIX, decrypts the key anew for each handshake, which takes milliseconds.
        KeyManagerFactory keys = KeyManagerFactory.getInstance("SunX509");
        keys.init(store, nobody);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), null, null);
        return context;
    }
}
