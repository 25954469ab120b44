package dev.mailwarden.bench.machine;

import java.io.IOException;
import java.nio.file.Path;

/** A self-signed certificate (P-256, as most certificates are now) and its key. */
public record Certificate(Path chain, Path key) {

    /** Makes one below a directory; the gateway's account can read it. */
    public static Certificate in(Path directory) throws IOException, InterruptedException {
        var made = new Certificate(directory.resolve("chain.pem"), directory.resolve("key.pem"));
        Command.output(
                "openssl",
                "req",
                "-x509",
                "-newkey",
                "ec",
                "-pkeyopt",
                "ec_paramgen_curve:P-256",
                "-nodes",
                "-days",
                "2",
                "-subj",
                "/CN=gateway.bench.example",
                "-keyout",
                made.key.toString(),
                "-out",
                made.chain.toString());
        Account.give(made.key);
        return made;
    }
}
