package dev.mailwarden.mail.sasl;

import dev.mailwarden.mail.ForeignOctets;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Optional;
import java.util.function.Function;

/**
 * SCRAM-SHA-256 without channel binding (RFC 5802 §5, §7; RFC 7677). A name that is not known fails
 * only at the proof, as a wrong password does.
 */
@ForeignOctets
final class ScramServer implements SaslServer {

    /** What the client has to say next. */
    private sealed interface Awaited {

        record First() implements Awaited {}

        /**
         * To be a proof for what was said so far.
         *
         * @param nonce the client's and ours
         * @param answer our first message
         */
        record Proof(ScramFirst first, ScramVerifier verifier, String nonce, String answer)
                implements Awaited {}

        record Confirmation(String user) implements Awaited {}
    }

    private final Function<String, ScramVerifier> verifiers;
    private final String nonce;
    private Awaited awaited = new Awaited.First();

    /**
     * @param nonce printable, without a comma
     */
    ScramServer(Function<String, ScramVerifier> verifiers, String nonce) {
        this.verifiers = verifiers;
        this.nonce = nonce;
    }

    @Override
    public SaslStep begin() {
        return new SaslStep.Challenge(new byte[0]);
    }

    @Override
    public SaslStep next(byte[] message) {
        Optional<String> text = Utf8.decode(message);
        if (text.isEmpty()) {
            return new SaslStep.Malformed();
        }
        return switch (awaited) {
            case Awaited.First() -> first(text.get());
            case Awaited.Proof proof -> proof(proof, text.get());
            case Awaited.Confirmation(var user) ->
                    text.get().isEmpty() ? new SaslStep.Proven(user) : new SaslStep.Malformed();
        };
    }

    private SaslStep first(String text) {
        Optional<ScramFirst> read = ScramFirst.parse(text);
        if (read.isEmpty()) {
            return new SaslStep.Malformed();
        }
        ScramFirst first = read.get();
        if (!first.isAsHimself()) {
            return new SaslStep.Refused(first.user());
        }
        ScramVerifier verifier = verifiers.apply(first.user());
        String whole = first.nonce() + nonce;
        String answer =
                "r=%s,s=%s,i=%d"
                        .formatted(
                                whole, Base64Text.encode(verifier.salt()), verifier.iterations());
        awaited = new Awaited.Proof(first, verifier, whole, answer);
        return challenge(answer);
    }

    /** client-final-message := c=gs2-header,r=nonce[,extensions],p=proof. */
    private SaslStep proof(Awaited.Proof soFar, String text) {
        int at = text.lastIndexOf(",p=");
        if (at < 0) {
            return new SaslStep.Malformed();
        }
        ScramFirst first = soFar.first();
        ScramVerifier verifier = soFar.verifier();
        String withoutProof = text.substring(0, at);
        String expected = "c=" + Base64Text.encode(first.gs2Header()) + ",r=" + soFar.nonce();
        boolean asExpected =
                withoutProof.equals(expected) || withoutProof.startsWith(expected + ",");
        Optional<byte[]> proof = Base64Text.decode(text.substring(at + 3));
        if (!asExpected || proof.isEmpty() || proof.get().length != verifier.storedKey().length) {
            return new SaslStep.Malformed();
        }
        String message = first.bare() + "," + soFar.answer() + "," + withoutProof;
        byte[] signature = ScramKeys.hmac(verifier.storedKey(), message);
        byte[] clientKey = ScramKeys.xor(proof.get(), signature);
        if (!MessageDigest.isEqual(ScramKeys.hash(clientKey), verifier.storedKey())) {
            return new SaslStep.Refused(first.user());
        }
        awaited = new Awaited.Confirmation(first.user());
        byte[] ours = ScramKeys.hmac(verifier.serverKey(), message);
        return challenge("v=" + Base64Text.encode(ours));
    }

    private static SaslStep challenge(String text) {
        return new SaslStep.Challenge(text.getBytes(StandardCharsets.UTF_8));
    }
}
