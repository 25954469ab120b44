package dev.mailwarden.mail.sasl;

import com.ibm.icu.text.StringPrep;
import com.ibm.icu.text.StringPrepParseException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** User names and passwords in the one form in which they are compared (SASLprep, RFC 4013). */
public final class PreparedText {

    /**
     * Longest name or password, octets of UTF-8. RFC 4616 §2 asks for at least 255; the longest
     * message of PLAIN, three of them in BASE64, still fits in a line of 2,048 with its AUTH.
     */
    public static final int MAX_OCTETS = 500;

    private static final StringPrep SASLPREP = StringPrep.getInstance(StringPrep.RFC4013_SASLPREP);

    private PreparedText() {}

    /** {@return the text prepared, or empty if it is empty, too long or holds what it must not} */
    public static Optional<String> of(String text) {
        if (text.getBytes(StandardCharsets.UTF_8).length > MAX_OCTETS) {
            return Optional.empty();
        }
        try {
            String prepared = SASLPREP.prepare(text, StringPrep.DEFAULT);
            return prepared.isEmpty() ? Optional.empty() : Optional.of(prepared);
        } catch (StringPrepParseException e) {
            return Optional.empty();
        }
    }
}
