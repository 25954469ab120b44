package dev.mailwarden.mail.smtp;

import java.util.List;
import java.util.random.RandomGenerator;

/**
 * A path and what it has to mean.
 *
 * @param text with its angle brackets
 * @param localPart the value of the local part
 * @param domain the domain in normal form
 */
record GeneratedPath(String text, String localPart, String domain) {

    private static final String ALPHANUMERIC =
            "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";
    private static final String ATEXT = ALPHANUMERIC + "!#$%&'*+-/=?^_`{|}~";
    private static final String BEYOND_ASCII = "äßéñøжλ中文日本한ðşı";

    boolean isMailbox(Mailbox mailbox) {
        return mailbox.localPart().equals(localPart) && mailbox.domain().name().equals(domain);
    }

    /** Makes paths; the same random numbers make the same paths. */
    static final class Generator {

        private final RandomGenerator random;

        Generator(RandomGenerator random) {
            this.random = random;
        }

        GeneratedPath good() {
            boolean quoted = random.nextInt(3) == 0;
            String value = quoted ? quotedValue() : dotString();
            String written = quoted ? quote(value) : value;
            String domain = random.nextInt(6) == 0 ? literal() : name();
            String route = random.nextInt(8) == 0 ? route() : "";
            return new GeneratedPath(
                    "<" + route + written + "@" + anyCase(domain) + ">", value, domain);
        }

        /** A path of which one thing is broken, so that no reading makes it good. */
        GeneratedPath bad() {
            String local = dotString();
            String domain = name();
            String text =
                    switch (random.nextInt(24)) {
                        case 0 -> "<" + local + ">";
                        case 1 -> "<" + local + "@>";
                        case 2 -> "<@" + domain + ">";
                        case 3 -> "<" + local + "@" + domain;
                        case 4 -> local + "@" + domain + ">";
                        case 5 -> "<." + local + "@" + domain + ">";
                        case 6 -> "<" + local + ".@" + domain + ">";
                        case 7 -> "<" + local + ".." + local + "@" + domain + ">";
                        case 8 -> "<" + insert(local, oneOf(" ()<,:;[]@\\")) + "@" + domain + ">";
                        case 9 -> "<" + insert(local, control()) + "@" + domain + ">";
                        case 10 -> "<\"" + insert(local, control()) + "\"@" + domain + ">";
                        case 11 -> "<\"" + local + "@" + domain + ">";
                        case 12 -> "<" + insert(local, "\"") + "@" + domain + ">";
                        case 13 -> "<\"" + local + "\\\"@" + domain + ">";
                        case 14 -> "<" + local + "@" + domain + "." + oneOf(".-") + "x>";
                        case 15 -> "<" + local + "@-" + domain + ">";
                        case 16 -> "<" + local + "@" + domain + "->";
                        case 17 ->
                                "<"
                                        + local
                                        + "@"
                                        + insert(domain, oneOf(" !\"#$%&'()*+,/:;<=?@\\"))
                                        + ">";
                        case 18 -> "<" + local + "@" + brokenLiteral() + ">";
                        case 19 ->
                                "<" + "a".repeat(Mailbox.MAX_LOCAL_PART + 1) + "@" + domain + ">";
                        case 20 -> "<" + local + "@" + "a".repeat(64) + "." + domain + ">";
                        case 21 -> "<@" + domain + "," + local + "@" + domain + ">";
                        case 22 -> "<" + local + "@" + "aaaaaaaa.".repeat(28) + "example>";
                        default -> "<" + local + "@" + name() + "." + random.nextInt(1_000) + ">";
                    };
            return new GeneratedPath(text, local, domain);
        }

        private String dotString() {
            var text = new StringBuilder();
            int atoms = 1 + random.nextInt(3);
            for (int i = 0; i < atoms; i++) {
                text.append(i == 0 ? "" : ".").append(some(1 + random.nextInt(9), ATEXT));
            }
            return random.nextInt(5) == 0 ? insertLetter(text.toString()) : text.toString();
        }

        private String insertLetter(String text) {
            return insert(text, oneOf(BEYOND_ASCII));
        }

        private String quotedValue() {
            var value = new StringBuilder();
            int length = 1 + random.nextInt(20);
            for (int i = 0; i < length; i++) {
                value.append((char) (' ' + random.nextInt(0x7f - ' ')));
            }
            return value.toString();
        }

        private String quote(String value) {
            var text = new StringBuilder("\"");
            for (int i = 0; i < value.length(); i++) {
                char c = value.charAt(i);
                boolean escape = c == '"' || c == '\\' || random.nextInt(10) == 0;
                text.append(escape ? "\\" : "").append(c);
            }
            return text.append('"').toString();
        }

        private String name() {
            var text = new StringBuilder();
            int labels = random.nextInt(4);
            for (int i = 0; i < labels; i++) {
                text.append(label(1 + random.nextInt(12))).append('.');
            }
            return text + oneOf(List.of("example", "com", "x", "xn--55qx5d", "under_score"));
        }

        /** Without a hyphen in the first four places, so that no A-label comes about by chance. */
        private String label(int length) {
            String letters = "abcdefghijklmnopqrstuvwxyz0123456789";
            String middle = length > 6 && random.nextBoolean() ? "-" : "";
            return some(length, letters) + (middle.isEmpty() ? "" : middle + some(2, letters));
        }

        private String route() {
            int hops = 1 + random.nextInt(3);
            var text = new StringBuilder();
            for (int i = 0; i < hops; i++) {
                text.append(i == 0 ? "@" : ",@")
                        .append(random.nextInt(5) == 0 ? literal() : name());
            }
            return text.append(':').toString();
        }

        private String literal() {
            if (random.nextBoolean()) {
                return "[" + octet() + "." + octet() + "." + octet() + "." + octet() + "]";
            }
            // No group is zero, so that the short form is the plain one.
            var text = new StringBuilder("[IPv6:");
            for (int i = 0; i < 8; i++) {
                text.append(i == 0 ? "" : ":")
                        .append(Integer.toHexString(1 + random.nextInt(0xffff)));
            }
            return text.append(']').toString();
        }

        private String brokenLiteral() {
            return oneOf(
                    List.of(
                            "[" + octet() + "." + octet() + "." + octet() + "]",
                            "[" + octet() + "." + octet() + "." + octet() + ".256]",
                            "[0" + octet() + "." + octet() + "." + octet() + "." + octet() + "]",
                            "[" + octet() + "." + octet() + "." + octet() + "." + octet(),
                            octet() + "." + octet() + "." + octet() + "." + octet() + "]",
                            "[IPv6:" + octet() + "." + octet() + "." + octet() + "." + octet()
                                    + "]",
                            "[IPv6:1::2::3]",
                            "[IPv6:1:2:3:4:5:6:7:8:9]",
                            "[IPv6:fe80::1%1]",
                            "[1:2:3:4:5:6:7:8]",
                            "[tag:" + label(5) + "]",
                            "[" + name() + "]",
                            "[]"));
        }

        private int octet() {
            return random.nextInt(256);
        }

        private String control() {
            return String.valueOf((char) random.nextInt(' '));
        }

        /** Letters of names in any case; the tag of IPv6 too. */
        private String anyCase(String text) {
            var cased = new StringBuilder();
            for (int i = 0; i < text.length(); i++) {
                char c = text.charAt(i);
                cased.append(random.nextInt(4) == 0 ? Character.toUpperCase(c) : c);
            }
            return cased.toString();
        }

        private String insert(String text, String piece) {
            int at = text.length() < 2 ? text.length() : 1 + random.nextInt(text.length() - 1);
            return text.substring(0, at) + piece + text.substring(at);
        }

        private String some(int count, String alphabet) {
            var text = new StringBuilder();
            for (int i = 0; i < count; i++) {
                text.append(oneOf(alphabet));
            }
            return text.toString();
        }

        private String oneOf(String alphabet) {
            return String.valueOf(alphabet.charAt(random.nextInt(alphabet.length())));
        }

        private String oneOf(List<String> choices) {
            return choices.get(random.nextInt(choices.size()));
        }
    }
}
