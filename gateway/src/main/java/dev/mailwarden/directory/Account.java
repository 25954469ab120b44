package dev.mailwarden.directory;

import dev.mailwarden.mail.sasl.PreparedText;
import dev.mailwarden.mail.sasl.ScramVerifier;
import java.util.Locale;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * Somebody who may log in.
 *
 * @param name in the form of {@link #nameOf}
 * @param scram to log in without sending the password; absent where it was not wanted
 */
public record Account(String name, PasswordHash hash, Optional<ScramVerifier> scram) {

    /** Characters of the shortest password that an account is made with, once it is prepared. */
    public static final int LEAST_PASSWORD = 12;

    /**
     * {@return a user name as it is kept and looked up, without regard to case; empty if it is
     * none}
     *
     * <p>A few letters have no lower case among the characters that SASLprep knows (RFC 4013 §2.5):
     * a name with one could be written but not read back.
     */
    public static Optional<String> nameOf(String text) {
        return PreparedText.of(text)
                .map(name -> name.toLowerCase(Locale.ROOT))
                .filter(name -> PreparedText.of(name).equals(Optional.of(name)))
                .filter(name -> name.chars().noneMatch(c -> c <= ' '));
    }

    /**
     * Makes an account. Takes a moment of work.
     *
     * @param name in the form of {@link #nameOf}
     * @param password prepared
     * @param random unpredictable
     */
    public static Account of(String name, String password, boolean scram, RandomGenerator random) {
        return new Account(
                name,
                PasswordHash.of(password, random),
                scram ? Optional.of(ScramVerifier.of(password, random)) : Optional.empty());
    }
}
