package dev.mailwarden.scan.clamd;

import dev.mailwarden.mail.ForeignOctets;
import dev.mailwarden.message.Reason;
import dev.mailwarden.scan.antivirus.Answer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * One reply of clamd within a session, such as {@code 3: stream: OK}. Only what is exactly as the
 * daemon writes it counts; everything else is no answer.
 *
 * @param number of the command that it answers
 * @param text behind the number
 */
@ForeignOctets
record ClamdReply(int number, String text) {

    /** Octets of a reply; the longest that clamd writes is the name of a signature. */
    static final int MAX_OCTETS = 2_048;

    private static final int MAX_DIGITS = 9;
    private static final String STREAM = "stream: ";
    private static final String FOUND = " FOUND";
    private static final String ERROR = " ERROR";

    /** {@return the reply, without the NUL behind it; empty if it is none} */
    static Optional<ClamdReply> read(byte[] octets) {
        for (byte octet : octets) {
            if (octet < ' ' || octet == 0x7f) { // a byte above 127 is negative
                return Optional.empty();
            }
        }
        String line = new String(octets, StandardCharsets.US_ASCII);
        int colon = line.indexOf(": ");
        if (octets.length > MAX_OCTETS
                || colon < 1
                || colon > MAX_DIGITS
                || !line.substring(0, colon).chars().allMatch(c -> c >= '0' && c <= '9')) {
            return Optional.empty();
        }
        int number = Integer.parseInt(line.substring(0, colon));
        return Optional.of(new ClamdReply(number, line.substring(colon + 2)));
    }

    /** {@return what it says about a stream} */
    Answer answer() {
        if (text.equals(STREAM + "OK")) {
            return new Answer.Clean();
        }
        if (text.startsWith(STREAM) && text.endsWith(FOUND)) {
            int end = text.length() - FOUND.length();
            String name = end > STREAM.length() ? text.substring(STREAM.length(), end) : "";
            return found(name.strip());
        }
        if (text.endsWith(ERROR)) {
            Reason reason =
                    text.contains("size limit exceeded") ? Reason.SIZE_LIMIT : Reason.ENGINE_DOWN;
            return new Answer.Failed(reason, "clamd says: " + text);
        }
        return new Answer.Failed(Reason.ENGINE_DOWN, "clamd says what is no answer: " + text);
    }

    private static Answer found(String name) {
        if (name.isEmpty()) {
            return new Answer.Failed(Reason.ENGINE_DOWN, "clamd found something without a name");
        }
        if (name.startsWith("Heuristics.Limits.Exceeded")) {
            boolean depth = name.contains("Recursion");
            return new Answer.Failed(depth ? Reason.NESTING_LEVEL : Reason.SIZE_LIMIT, name);
        }
        if (name.startsWith("Heuristics.Encrypted.")) {
            return new Answer.Encrypted(name);
        }
        if (name.startsWith("Heuristics.OLE2.ContainsMacros")) {
            return new Answer.Macros(name);
        }
        return new Answer.Infected(name);
    }
}
