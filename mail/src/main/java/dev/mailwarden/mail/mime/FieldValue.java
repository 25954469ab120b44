package dev.mailwarden.mail.mime;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * A value with parameters (RFC 2045 §5.1, RFC 2183 §2), read leniently.
 *
 * @param head what stands before the first semicolon, without comments, in lower case
 * @param parameters in their order; the same name may come several times
 * @param odd whether it is not written as the rule has it, so that readers may differ
 */
public record FieldValue(String head, List<Parameter> parameters, boolean odd) {

    /** Characters of a field that are looked at. */
    static final int MAX_LENGTH = 1 << 14;

    private static final int MAX_PARAMETERS = 200;

    static final FieldValue NONE = new FieldValue("", List.of(), false);

    static FieldValue of(String value) {
        return new Scan(value.length() > MAX_LENGTH ? value.substring(0, MAX_LENGTH) : value).run();
    }

    /** {@return the value of a parameter as most readers take it} */
    public Optional<String> parameter(String name) {
        Optional<Parameter> plain = first(name);
        if (plain.isPresent() && first(name + "*").isEmpty()) {
            return plain.map(Parameter::value);
        }
        Optional<String> extended =
                first(name + "*").map(parameter -> PercentText.decode(parameter.value()));
        return extended.or(() -> continued(name));
    }

    private Optional<Parameter> first(String name) {
        for (Parameter parameter : parameters) {
            if (parameter.name().equals(name)) {
                return Optional.of(parameter);
            }
        }
        return Optional.empty();
    }

    private Optional<String> continued(String name) {
        var value = new StringBuilder();
        String charset = "";
        for (int i = 0; i < parameters.size(); i++) {
            Optional<Parameter> plain = first(name + "*" + i);
            Optional<Parameter> extended = first(name + "*" + i + "*");
            if (extended.isPresent()) {
                String text = extended.orElseThrow().value();
                if (i == 0 && PercentText.hasCharset(text)) {
                    charset = text.substring(0, text.indexOf('\''));
                    text = text.substring(text.indexOf('\'', charset.length() + 1) + 1);
                }
                value.append(PercentText.decode(text, charset));
            } else if (plain.isPresent()) {
                value.append(plain.orElseThrow().value());
            } else {
                return i == 0 ? Optional.empty() : Optional.of(value.toString());
            }
        }
        return value.isEmpty() ? Optional.empty() : Optional.of(value.toString());
    }

    /** One pass over the characters of a value. */
    private static final class Scan {

        private final String text;
        private final List<Parameter> parameters = new ArrayList<>();
        private int at;
        private boolean odd;

        /** A comment did not end, so that no other one is looked for: it costs too much. */
        private boolean unclosed;

        Scan(String text) {
            this.text = text;
        }

        FieldValue run() {
            String head = upTo(";").strip().toLowerCase(Locale.ROOT);
            while (at < text.length() && parameters.size() < MAX_PARAMETERS) {
                at++;
                parameter();
            }
            return new FieldValue(head, List.copyOf(parameters), odd);
        }

        private void parameter() {
            String name = upTo(";=").strip().toLowerCase(Locale.ROOT);
            if (at >= text.length() || text.charAt(at) == ';') {
                odd |= !name.isEmpty();
                return;
            }
            at++;
            skipBlanks();
            boolean quoted = at < text.length() && text.charAt(at) == '"';
            String value = quoted ? quoted() : upTo(";").strip();
            odd |= name.isEmpty() || name.indexOf('*') >= 0 || name.indexOf(' ') >= 0;
            odd |= isOdd(value, quoted);
            parameters.add(new Parameter(name, value));
        }

        private static boolean isOdd(String value, boolean quoted) {
            for (int i = 0; i < value.length(); i++) {
                char c = value.charAt(i);
                if (c < ' ' || (c == '=' && i + 1 < value.length() && value.charAt(i + 1) == '?')) {
                    return true;
                }
                if (!quoted && (c == ' ' || c == '"' || c == '\'' || c == '\\')) {
                    return true;
                }
            }
            return false;
        }

        private void skipBlanks() {
            while (at < text.length() && text.charAt(at) <= ' ') {
                at++;
            }
        }

        /** Up to one of these characters, without comments. */
        private String upTo(String ends) {
            var found = new StringBuilder();
            while (at < text.length() && ends.indexOf(text.charAt(at)) < 0) {
                char c = text.charAt(at);
                if (c == '(' && !unclosed) {
                    odd = true;
                    comment(found);
                } else {
                    odd |= c == '"' || c == '\\';
                    found.append(c);
                    at++;
                }
            }
            return found.toString();
        }

        /** Passes over a comment (RFC 5322 §3.2.2); one that does not end is none. */
        private void comment(StringBuilder found) {
            int depth = 0;
            int i = at;
            for (; i < text.length(); i++) {
                char c = text.charAt(i);
                if (c == '\\') {
                    i++;
                } else if (c == '(') {
                    depth++;
                } else if (c == ')' && --depth == 0) {
                    at = i + 1;
                    return;
                }
            }
            unclosed = true;
            found.append('(');
            at++;
        }

        private String quoted() {
            var value = new StringBuilder();
            at++;
            while (at < text.length() && text.charAt(at) != '"') {
                char c = text.charAt(at);
                if (c == '\\' && at + 1 < text.length()) {
                    odd = true;
                    at++;
                }
                value.append(text.charAt(at++));
            }
            odd |= at >= text.length();
            at++;
            odd |= !upTo(";").isBlank();
            return value.toString();
        }
    }
}
