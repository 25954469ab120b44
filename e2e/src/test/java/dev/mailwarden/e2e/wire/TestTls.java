package dev.mailwarden.e2e.wire;

import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/** A self-signed certificate made for one test run, as files and as a server's TLS context. */
public final class TestTls {

    private static final char[] PASSWORD = "password".toCharArray();
    private static final SSLContext TRUSTING = context(null, new TrustAll());

    private final Path chain;
    private final Path key;
    private final SSLContext server;

    private TestTls(Path chain, Path key, SSLContext server) {
        this.chain = chain;
        this.key = key;
        this.server = server;
    }

    /** Makes a certificate for a host name; the files are {@code chain.pem} and {@code key.pem}. */
    public static TestTls make(Path directory, String hostName) throws Exception {
        return make(directory, hostName, "EC");
    }

    /** The same with this kind of key: GnuTLS 3.7 cannot read an EC key as Java writes it. */
    public static TestTls make(Path directory, String hostName, String keyAlgorithm)
            throws Exception {
        Path store = directory.resolve(hostName + ".p12");
        makeStore(store, hostName, keyAlgorithm);
        KeyStore keys = KeyStore.getInstance(store.toFile(), PASSWORD);
        var factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        factory.init(keys, PASSWORD);
        SSLContext server = context(factory, new TrustAll());
        Certificate certificate = keys.getCertificate("test");
        Key privateKey = keys.getKey("test", PASSWORD);
        Path chain = directory.resolve("chain.pem");
        Path key = directory.resolve("key.pem");
        Files.writeString(chain, pem("CERTIFICATE", certificate.getEncoded()));
        Files.writeString(key, pem("PRIVATE KEY", privateKey.getEncoded()));
        key.toFile().setReadable(false, false);
        key.toFile().setReadable(true, true);
        return new TestTls(chain, key, server);
    }

    private static void makeStore(Path store, String hostName, String keyAlgorithm)
            throws Exception {
        Process keytool =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "keytool")
                                        .toString(),
                                "-genkeypair",
                                "-alias",
                                "test",
                                "-keyalg",
                                keyAlgorithm,
                                "-dname",
                                "CN=" + hostName,
                                "-ext",
                                "san=dns:" + hostName + ",dns:localhost",
                                "-validity",
                                "3",
                                "-storetype",
                                "PKCS12",
                                "-storepass",
                                new String(PASSWORD),
                                "-keystore",
                                store.toString())
                        .redirectErrorStream(true)
                        .start();
        String said = new String(keytool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (!keytool.waitFor(30, TimeUnit.SECONDS) || keytool.exitValue() != 0) {
            throw new IOException("keytool: " + said);
        }
    }

    private static String pem(String kind, byte[] der) {
        String body = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
        return "-----BEGIN " + kind + "-----\n" + body + "\n-----END " + kind + "-----\n";
    }

    /** The certificate chain, PEM. */
    public Path chain() {
        return chain;
    }

    /** The private key, PKCS#8 PEM, readable by its owner only. */
    public Path key() {
        return key;
    }

    /** For the server side of a handshake. */
    public SSLContext server() {
        return server;
    }

    static SSLContext trustingClient() {
        return TRUSTING;
    }

    private static SSLContext context(@Nullable KeyManagerFactory keys, TrustManager trust) {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(
                    keys == null ? null : keys.getKeyManagers(), new TrustManager[] {trust}, null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Believes any certificate: the tests look at octets, not at identities. */
    private static final class TrustAll extends X509ExtendedTrustManager {
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
