package dev.mailwarden.mail.binary;

import java.util.random.RandomGenerator;

/** Well-formed messages with random parts in random depth, many of them binary. */
final class RandomParts {

    private static final String[] OCTETS = {
        "\0",
        "\r",
        "\n",
        "\r\n",
        "-",
        "--",
        "--b",
        "\r\n--",
        "\r\n-",
        "\r\n.\r\n",
        "text",
        "\u00e9",
        "\r\n--=b0",
        "\n--b0\n",
        "\r\n\r\n"
    };

    private final RandomGenerator random;
    private int boundaries;

    RandomParts(RandomGenerator random) {
        this.random = random;
    }

    String message() {
        return "MIME-Version: 1.0\r\nSubject: x\r\n" + entity(0) + "\r\n";
    }

    /** What ends in no CRLF of its own, as between delimiters. */
    private String entity(int depth) {
        return switch (random.nextInt(depth < 4 ? 6 : 3)) {
            case 0, 1 -> leaf("application/octet-stream", "binary", octets());
            case 2 -> leaf("text/plain", random.nextBoolean() ? "binary" : "7bit", lines());
            case 3 -> leaf("message/rfc822", "binary", "Subject: inner\r\n" + entity(depth + 1));
            default -> multipart(depth);
        };
    }

    private static String leaf(String type, String encoding, String body) {
        return "Content-Type: %s\r\nContent-Transfer-Encoding: %s\r\n\r\n%s"
                .formatted(type, encoding, body);
    }

    private String multipart(int depth) {
        String boundary = "=b" + boundaries++ + "=";
        var body = new StringBuilder();
        body.append(random.nextBoolean() ? "" : "preamble\r\n");
        for (int parts = 1 + random.nextInt(3); parts > 0; parts--) {
            body.append("--").append(boundary).append("\r\n").append(entity(depth + 1));
            body.append("\r\n");
        }
        body.append("--").append(boundary).append("--\r\n");
        body.append(random.nextBoolean() ? "" : "epilogue");
        return leaf("multipart/mixed; boundary=\"" + boundary + "\"", "binary", body.toString());
    }

    private String octets() {
        var octets = new StringBuilder();
        for (int count = random.nextInt(60); count > 0; count--) {
            octets.append(OCTETS[random.nextInt(OCTETS.length)]);
        }
        return octets.toString();
    }

    private String lines() {
        return "a line\r\n".repeat(random.nextInt(3)) + "last";
    }
}
