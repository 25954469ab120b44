package dev.mailwarden.mail.smtp;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The parameters behind a path in MAIL and RCPT (RFC 5321 §4.1.2, esmtp-param). */
final class ParameterList {

    /** What a command makes of one parameter. */
    interface Taker {

        /**
         * Takes a parameter; each keyword comes once.
         *
         * @param keyword in upper case
         * @param value empty when there is no equals sign, otherwise at least one character
         * @return why it is refused, or empty
         */
        Optional<Reply> take(String keyword, Optional<String> value);
    }

    private ParameterList() {}

    /**
     * Hands each parameter of {@code text} from {@code from} on to {@code taker}, up to the first
     * problem. More than one space between parameters is let pass, since it cannot be misread.
     */
    static Optional<Reply> read(String text, int from, Taker taker) {
        List<String> seen = new ArrayList<>(4);
        int i = from;
        while (i < text.length()) {
            if (text.charAt(i) != ' ') {
                return Optional.of(Refusals.BAD_PARAMETER);
            }
            while (i < text.length() && text.charAt(i) == ' ') {
                i++;
            }
            int end = text.indexOf(' ', i);
            end = end < 0 ? text.length() : end;
            Optional<Reply> problem = readOne(text.substring(i, end), seen, taker);
            if (problem.isPresent()) {
                return problem;
            }
            i = end;
        }
        return Optional.empty();
    }

    private static Optional<Reply> readOne(String parameter, List<String> seen, Taker taker) {
        int equals = parameter.indexOf('=');
        String keyword = Ascii.upper(equals < 0 ? parameter : parameter.substring(0, equals));
        if (!isKeyword(keyword) || equals == parameter.length() - 1) {
            return Optional.of(Refusals.BAD_PARAMETER);
        }
        if (seen.contains(keyword)) {
            return Optional.of(Refusals.DUPLICATE_PARAMETER);
        }
        seen.add(keyword);
        return taker.take(
                keyword,
                equals < 0 ? Optional.empty() : Optional.of(parameter.substring(equals + 1)));
    }

    private static boolean isKeyword(String keyword) {
        for (int i = 0; i < keyword.length(); i++) {
            char c = keyword.charAt(i);
            boolean inner = c == '-' && i > 0;
            if (!((c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || inner)) {
                return false;
            }
        }
        return !keyword.isEmpty();
    }
}
