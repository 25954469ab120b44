package dev.mailwarden.mail.sasl;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A client's first message (RFC 5802 §7): {@code gs2-header client-first-message-bare}. Channel
 * binding is not offered, so a client that asks for it is refused, and one that could have is not.
 *
 * @param gs2Header as it was sent, with its last comma
 * @param bare the rest
 * @param authorizationId whom the client wants to act as, not prepared; empty for himself
 * @param user prepared
 */
record ScramFirst(
        String gs2Header, String bare, String authorizationId, String user, String nonce) {

    private static final Pattern FORM =
            Pattern.compile(
                    "(?<gs2>[ny],(?:a=(?<as>[^,\\x00]+))?,)"
                            + "(?<bare>n=(?<user>[^,\\x00]+),r=(?<nonce>[!-+\\--~]+)(?:,[A-Za-z]=[^,\\x00]+)*)");

    /** {@return the parts, or empty if the message is none} */
    static Optional<ScramFirst> parse(String text) {
        Matcher matcher = FORM.matcher(text);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        Optional<String> user = plain(matcher.group("user")).flatMap(PreparedText::of);
        Optional<String> authorizationId =
                plain(Optional.ofNullable(matcher.group("as")).orElse(""));
        if (user.isEmpty() || authorizationId.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(
                new ScramFirst(
                        matcher.group("gs2"),
                        matcher.group("bare"),
                        authorizationId.get(),
                        user.get(),
                        matcher.group("nonce")));
    }

    /** Whether nobody else's rights are asked for. */
    boolean isAsHimself() {
        return AuthorizationId.isHimself(authorizationId, user);
    }

    /** A comma stands as {@code =2C} and an equals sign as {@code =3D}; nothing else is quoted. */
    private static Optional<String> plain(String quoted) {
        String plain = quoted.replace("=2C", ",").replace("=3D", "=");
        String again = plain.replace("=", "=3D").replace(",", "=2C");
        return again.equals(quoted) ? Optional.of(plain) : Optional.empty();
    }
}
