package dev.mailwarden.receive;

import dev.mailwarden.config.Node;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.Base64;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** A self-signed certificate, for gw.example unless said otherwise, made by the JDK's keytool. */
record TestCertificate(Node.Certificate files, KeyStore trusted, KeyStore keys) {

    static final String PASSWORD = "secret";

    static TestCertificate in(Path directory)
            throws IOException, InterruptedException, GeneralSecurityException {
        return in(directory, "EC");
    }

    static TestCertificate in(Path directory, String algorithm)
            throws IOException, InterruptedException, GeneralSecurityException {
        return in(directory, algorithm, "dns:gw.example");
    }

    static TestCertificate in(Path directory, String algorithm, String names)
            throws IOException, InterruptedException, GeneralSecurityException {
        Path own = Files.createTempDirectory(directory, "certificate");
        Path store = own.resolve(algorithm + ".p12");
        Process keytool =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "keytool")
                                        .toString(),
                                "-genkeypair",
                                "-keystore",
                                store.toString(),
                                "-storepass",
                                PASSWORD,
                                "-alias",
                                "k",
                                "-keyalg",
                                algorithm,
                                "-dname",
                                "CN=gw.example",
                                "-ext",
                                "san=" + names)
                        .inheritIO()
                        .start();
        if (keytool.waitFor() != 0) {
            throw new IOException("keytool failed");
        }
        KeyStore keys = KeyStore.getInstance(store.toFile(), PASSWORD.toCharArray());
        Certificate certificate = keys.getCertificate("k");
        Path chain = own.resolve(algorithm + "-chain.pem");
        Path key = own.resolve(algorithm + "-key.pem");
        pem(chain, "CERTIFICATE", certificate.getEncoded());
        pem(key, "PRIVATE KEY", keys.getKey("k", PASSWORD.toCharArray()).getEncoded());
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, new char[0]);
        trusted.setCertificateEntry("k", certificate);
        return new TestCertificate(new Node.Certificate(chain, key), trusted, keys);
    }

    /** What a client needs to trust this certificate. */
    SSLContext client() throws GeneralSecurityException {
        TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
        trust.init(trusted);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        return context;
    }

    private static void pem(Path file, String type, byte[] der) throws IOException {
        String body = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
        Files.writeString(
                file,
                "-----BEGIN %s-----%n%s%n-----END %s-----%n".formatted(type, body, type),
                StandardCharsets.US_ASCII);
    }
}
