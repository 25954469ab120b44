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

    private static final String GS2_HEADER = "n,,";

    private static final Pattern SERVER_FIRST =
            Pattern.compile(
                    "r=(?<nonce>[!-+\\--~]+),s=(?<salt>[A-Za-z0-9+/=]+),i=(?<iterations>[0-9]{1,8})(?:,.*)?");

    /** The verifier and whatever extensions follow it (RFC 5802 §7). */
    private static final Pattern SERVER_FINAL =
            Pattern.compile("v=(?<verifier>[A-Za-z0-9+/=]+)(?:,[A-Za-z]=[^,\\x00]+)*");

    private final Login login;
    private final SaltedPasswords saltedPasswords;
    private final String nonce;
    private final String bare;
    private Optional<byte[]> expected = Optional.empty();
    private boolean satisfied;

    ScramClient(Login login, SaltedPasswords saltedPasswords, String nonce) {
        this.login = login;
        this.saltedPasswords = saltedPasswords;
        this.nonce = nonce;
        String quoted = login.user().replace("=", "=3D").replace(",", "=2C");
        this.bare = "n=" + quoted + ",r=" + nonce;
    }

    @Override
    public Optional<byte[]> begin() {
        return Optional.of((GS2_HEADER + bare).getBytes(StandardCharsets.UTF_8));
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
                || iterations < ScramKeys.LEAST_ITERATIONS
                || iterations > ScramKeys.MOST_ITERATIONS
                || salt.isEmpty()) {
            return Optional.empty();
        }
        byte[] salted = saltedPasswords.of(login.password(), salt.get(), iterations);
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
        Matcher matcher = SERVER_FINAL.matcher(serverFinal);
        if (satisfied || !matcher.matches()) {
            return Optional.empty();
        }
        satisfied =
                Base64Text.decode(matcher.group("verifier"))
                        .filter(given -> MessageDigest.isEqual(given, expected.orElseThrow()))
                        .isPresent();
        return satisfied ? Optional.of(new byte[0]) : Optional.empty();
    }

    @Override
    public boolean isSatisfied() {
        return satisfied;
    }
}
