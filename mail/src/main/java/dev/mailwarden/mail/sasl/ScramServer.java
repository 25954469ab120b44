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

    private enum Awaited {
        CLIENT_FIRST,
        CLIENT_FINAL,
        CONFIRMATION
    }

    private final Function<String, ScramVerifier> verifiers;
    private final String nonce;

    private Awaited awaited = Awaited.CLIENT_FIRST;
    private String user = "";
    private String gs2Header = "";
    private String clientFirstBare = "";
    private String serverFirst = "";
    private String wholeNonce = "";
    private Optional<ScramVerifier> verifier = Optional.empty();

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
            case CLIENT_FIRST -> first(text.get());
            case CLIENT_FINAL -> proof(text.get());
            case CONFIRMATION ->
                    text.get().isEmpty() ? new SaslStep.Proven(user) : new SaslStep.Malformed();
        };
    }

    private SaslStep first(String text) {
        Optional<ScramFirst> read = ScramFirst.parse(text);
        if (read.isEmpty()) {
            return new SaslStep.Malformed();
        }
        ScramFirst first = read.get();
        user = first.user();
        if (!first.isAsHimself()) {
            return new SaslStep.Refused(user);
        }
        ScramVerifier known = verifiers.apply(user);
        verifier = Optional.of(known);
        gs2Header = first.gs2Header();
        clientFirstBare = first.bare();
        wholeNonce = first.nonce() + nonce;
        serverFirst =
                "r=%s,s=%s,i=%d"
                        .formatted(wholeNonce, Base64Text.encode(known.salt()), known.iterations());
        awaited = Awaited.CLIENT_FINAL;
        return challenge(serverFirst);
    }

    /** client-final-message := c=gs2-header,r=nonce[,extensions],p=proof. */
    private SaslStep proof(String text) {
        int at = text.lastIndexOf(",p=");
        if (at < 0) {
            return new SaslStep.Malformed();
        }
        String withoutProof = text.substring(0, at);
        String expected = "c=" + Base64Text.encode(gs2Header) + ",r=" + wholeNonce;
        boolean asExpected =
                withoutProof.equals(expected) || withoutProof.startsWith(expected + ",");
        Optional<byte[]> proof = Base64Text.decode(text.substring(at + 3));
        ScramVerifier known = verifier.orElseThrow();
        if (!asExpected || proof.isEmpty() || proof.get().length != known.storedKey().length) {
            return new SaslStep.Malformed();
        }
        String message = clientFirstBare + "," + serverFirst + "," + withoutProof;
        byte[] signature = ScramKeys.hmac(known.storedKey(), message);
        byte[] clientKey = ScramKeys.xor(proof.get(), signature);
        if (!MessageDigest.isEqual(ScramKeys.hash(clientKey), known.storedKey())) {
            return new SaslStep.Refused(user);
        }
        awaited = Awaited.CONFIRMATION;
        byte[] ours = ScramKeys.hmac(known.serverKey(), message);
        return challenge("v=" + Base64Text.encode(ours));
    }

    private static SaslStep challenge(String text) {
        return new SaslStep.Challenge(text.getBytes(StandardCharsets.UTF_8));
    }
}
