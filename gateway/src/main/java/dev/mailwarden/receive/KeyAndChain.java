package dev.mailwarden.receive;

import dev.mailwarden.config.Node;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A certificate that the server can show, and its key.
 *
 * @param chain the certificate, then those above it
 * @param names the DNS names in the certificate, in lower case; the first label may be {@code *}
 */
record KeyAndChain(PrivateKey key, List<X509Certificate> chain, Set<String> names) {

    private static final String KEY_BEGIN = "-----BEGIN PRIVATE KEY-----";
    private static final String KEY_END = "-----END PRIVATE KEY-----";

    /** A name of the kind dNSName (RFC 5280 §4.2.1.6). */
    private static final Integer DNS_NAME = 2;

    KeyAndChain {
        chain = List.copyOf(chain);
        names = Set.copyOf(names);
    }

    /**
     * Reads certificate and key.
     *
     * @throws IOException if a file cannot be read, is not what it should be, or the key is not the
     *     certificate's; the message says which file
     */
    static KeyAndChain read(Node.Certificate files) throws IOException {
        List<X509Certificate> chain = PemCertificates.read(files.chain());
        PublicKey publicKey = chain.getFirst().getPublicKey();
        PrivateKey key = key(files.key(), publicKey.getAlgorithm());
        try {
            if (!belongTogether(key, publicKey)) {
                throw new IOException(
                        files.key() + " is not the key of the certificate in " + files.chain());
            }
            return new KeyAndChain(key, chain, names(chain.getFirst()));
        } catch (GeneralSecurityException e) {
            throw new IOException("cannot use " + files.chain() + ": " + e.getMessage(), e);
        }
    }

    /** Such as {@code RSA}, {@code EC} or {@code EdDSA}. */
    String algorithm() {
        return chain.getFirst().getPublicKey().getAlgorithm();
    }

    private static Set<String> names(X509Certificate certificate)
            throws CertificateParsingException {
        Collection<List<?>> names = certificate.getSubjectAlternativeNames();
        return Stream.ofNullable(names)
                .flatMap(Collection::stream)
                .filter(name -> Objects.equals(name.getFirst(), DNS_NAME))
                .map(name -> name.getLast().toString().toLowerCase(Locale.ROOT))
                .collect(Collectors.toSet());
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

    /** Without the key. */
    @Override
    public String toString() {
        return "KeyAndChain[names=" + names + "]";
    }
}
