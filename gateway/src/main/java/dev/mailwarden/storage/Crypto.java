package dev.mailwarden.storage;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.KDF;
import javax.crypto.Mac;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.HKDFParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/** The three algorithms of the stores: AES-256-GCM, HMAC-SHA-256, HKDF. Every JDK has them. */
final class Crypto {

    static final int TAG_OCTETS = 16;
    static final int NONCE_OCTETS = 12;

    private Crypto() {}

    /** {@return HMAC-SHA-256 of a text} */
    static byte[] mac(byte[] key, String text) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Derives the key of one purpose (RFC 5869). */
    static SecretKey derive(SecretKey key, byte[] salt, byte[] purpose) {
        try {
            return KDF.getInstance("HKDF-SHA256")
                    .deriveKey(
                            "AES",
                            HKDFParameterSpec.ofExtract()
                                    .addIKM(key)
                                    .addSalt(salt)
                                    .thenExpand(purpose, 32));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** {@return nonce, then cipher text with its tag} */
    static byte[] seal(SecretKey key, byte[] nonce, byte[] bound, byte[] text) {
        try {
            Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
            cipher.init(Cipher.ENCRYPT_MODE, key, new GCMParameterSpec(8 * TAG_OCTETS, nonce));
            cipher.updateAAD(bound);
            byte[] sealed = Arrays.copyOf(nonce, NONCE_OCTETS + text.length + TAG_OCTETS);
            cipher.doFinal(text, 0, text.length, sealed, NONCE_OCTETS);
            return sealed;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /**
     * {@return what {@link #seal} sealed}
     *
     * @throws GeneralSecurityException if it is not that, with that key and what was bound to it
     */
    static byte[] open(SecretKey key, byte[] bound, byte[] sealed) throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(
                Cipher.DECRYPT_MODE,
                key,
                new GCMParameterSpec(8 * TAG_OCTETS, sealed, 0, NONCE_OCTETS));
        cipher.updateAAD(bound);
        return cipher.doFinal(sealed, NONCE_OCTETS, sealed.length - NONCE_OCTETS);
    }
}
