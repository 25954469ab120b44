package dev.mailwarden.receive;

import java.io.IOException;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SNIServerName;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.X509ExtendedKeyManager;
import javax.net.ssl.X509KeyManager;
import org.jspecify.annotations.Nullable;

/**
 * Chooses the certificate that a client is shown by the name it asks for (SNI, RFC 6066 §3): one
 * with that name, else one with a wildcard for it, else the first. Safe for any number of threads.
 *
 * <p>The JDK asks once for each kind of key that the client takes, the best first. Where several
 * certificates fit the name, one of each kind of key can be among them.
 *
 * <p>A ticket is looked at before the name is known, and holds only for the certificate that would
 * be chosen then: only sessions under the first one are resumed, the others negotiate in full.
 */
final class ServerKeys extends X509ExtendedKeyManager {

    private final List<KeyAndChain> all;
    private final X509KeyManager keys;

    /**
     * @param all the first is shown to clients that ask for no name, or for one that none has
     */
    ServerKeys(List<KeyAndChain> all) throws GeneralSecurityException, IOException {
        this.all = List.copyOf(all);
        char[] nobody = new char[0]; // the store never leaves memory
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, nobody);
        for (int i = 0; i < all.size(); i++) {
            store.setKeyEntry(
                    alias(i),
                    all.get(i).key(),
                    nobody,
                    all.get(i).chain().toArray(Certificate[]::new));
        }
        // The other one, PKIX, decrypts the key anew for each handshake, which takes milliseconds.
        KeyManagerFactory factory = KeyManagerFactory.getInstance("SunX509");
        factory.init(store, nobody);
        this.keys = x509(factory.getKeyManagers());
    }

    private static X509KeyManager x509(KeyManager... managers) {
        return Arrays.stream(managers)
                .filter(X509KeyManager.class::isInstance)
                .map(X509KeyManager.class::cast)
                .findFirst()
                .orElseThrow();
    }

    private static String alias(int index) {
        return Integer.toString(index);
    }

    @Override
    public @Nullable String chooseServerAlias(
            String keyType, Principal @Nullable [] issuers, Socket socket) {
        String[] aliases = keys.getServerAliases(keyType, issuers);
        if (aliases == null) {
            return null;
        }
        List<String> usable = Arrays.asList(aliases);
        return candidates(requestedName(socket)).stream()
                .map(ServerKeys::alias)
                .filter(usable::contains)
                .findFirst()
                .orElse(null);
    }

    /** Indexes of the certificates for a name, the best first. */
    List<Integer> candidates(String name) {
        List<Integer> exact = withName(name);
        exact.addAll(withName(wildcard(name)));
        return exact.isEmpty() ? List.of(0) : exact;
    }

    private List<Integer> withName(String name) {
        List<Integer> found = new ArrayList<>();
        for (int i = 0; i < all.size(); i++) {
            if (all.get(i).names().contains(name)) {
                found.add(i);
            }
        }
        return found;
    }

    /** The name with its first label replaced, as certificates have it (RFC 6125 §6.4.3). */
    private static String wildcard(String name) {
        int dot = name.indexOf('.');
        return dot < 0 ? "*" : "*" + name.substring(dot);
    }

    /** In lower case; empty if the client asks for none, or the JDK has not yet looked. */
    private static String requestedName(Socket socket) {
        if (socket instanceof SSLSocket secure
                && secure.getHandshakeSession() instanceof ExtendedSSLSession session) {
            for (SNIServerName name : session.getRequestedServerNames()) {
                if (name instanceof SNIHostName host) {
                    return host.getAsciiName().toLowerCase(Locale.ROOT);
                }
            }
        }
        return "";
    }

    @Override
    public String @Nullable [] getServerAliases(String keyType, Principal @Nullable [] issuers) {
        return keys.getServerAliases(keyType, issuers);
    }

    @Override
    public X509Certificate @Nullable [] getCertificateChain(String alias) {
        return keys.getCertificateChain(alias);
    }

    @Override
    public @Nullable PrivateKey getPrivateKey(String alias) {
        return keys.getPrivateKey(alias);
    }

    @Override
    public String @Nullable [] getClientAliases(String keyType, Principal @Nullable [] issuers) {
        return null;
    }

    @Override
    public @Nullable String chooseClientAlias(
            String[] keyType, Principal @Nullable [] issuers, Socket socket) {
        return null;
    }
}
