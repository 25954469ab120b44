package dev.mailwarden.mail.sasl;

import dev.mailwarden.mail.ForeignOctets;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** SCRAM-SHA-256 without channel binding (RFC 5802 §5, RFC 7677). */
@ForeignOctets
final class ScramClient implements SaslClient {

    /** More would let a server keep us busy; what {@link ScramVerifier} makes is well below. */
    private static final int MOST_ITERATIONS = 2_000_000;

    private static final int LEAST_ITERATIONS = 4096; // RFC 7677 §4

    private static final String GS2_HEADER = "n,,";

    private static final Pattern SERVER_FIRST =
            Pattern.compile(
                    "r=(?<nonce>[!-+\\--~]+),s=(?<salt>[A-Za-z0-9+/=]+),i=(?<iterations>[0-9]{1,8})(?:,.*)?");

    private final Login login;
    private final String nonce;
    private final String bare;
    private Optional<byte[]> expected = Optional.empty();
    private boolean satisfied;

    ScramClient(Login login, String nonce) {
        this.login = login;
        this.nonce = nonce;
        String quoted = login.user().replace("=", "=3D").replace(",", "=2C");
        this.bare = "n=" + quoted + ",r=" + nonce;
    }

    @Override
    public byte[] begin() {
        return (GS2_HEADER + bare).getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public Optional<byte[]> answer(byte[] challenge) {
        Optional<String> text = Utf8.decode(challenge);
        if (text.isEmpty()) {
            return Optional.empty();
        }
        return expected.isEmpty() ? proof(text.get()) : confirmation(text.get());
    }

    private Optional<byte[]> proof(String serverFirst) {
        Matcher matcher = SERVER_FIRST.matcher(serverFirst);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        String whole = matcher.group("nonce");
        int iterations = Integer.parseInt(matcher.group("iterations"));
        Optional<byte[]> salt = Base64Text.decode(matcher.group("salt"));
        if (!whole.startsWith(nonce)
                || whole.length() == nonce.length()
                || iterations < LEAST_ITERATIONS
                || iterations > MOST_ITERATIONS
                || salt.isEmpty()) {
            return Optional.empty();
        }
        byte[] salted = ScramKeys.salted(login.password(), salt.get(), iterations);
        String withoutProof = "c=" + Base64Text.encode(GS2_HEADER) + ",r=" + whole;
        String message = bare + "," + serverFirst + "," + withoutProof;
        byte[] clientKey = ScramKeys.clientKey(salted);
        byte[] signature = ScramKeys.hmac(ScramKeys.hash(clientKey), message);
        expected = Optional.of(ScramKeys.hmac(ScramKeys.serverKey(salted), message));
        byte[] proof = ScramKeys.xor(clientKey, signature);
        String answer = withoutProof + ",p=" + Base64Text.encode(proof);
        return Optional.of(answer.getBytes(StandardCharsets.UTF_8));
    }

    private Optional<byte[]> confirmation(String serverFinal) {
        if (satisfied || !serverFinal.startsWith("v=")) {
            return Optional.empty();
        }
        satisfied =
                Base64Text.decode(serverFinal.substring(2))
                        .filter(given -> MessageDigest.isEqual(given, expected.orElseThrow()))
                        .isPresent();
        return satisfied ? Optional.of(new byte[0]) : Optional.empty();
    }

    @Override
    public boolean isSatisfied() {
        return satisfied;
    }
}
