package dev.mailwarden.bench.machine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Whose a gateway is when root runs a campaign: the launcher never runs one as root. */
final class Account {

    /** Exists on every Linux and owns nothing. */
    static final String NAME = "nobody";

    private static final String ROOT = "root";

    private Account() {}

    /** Gives a directory or file to the account, where we are root and may. */
    static void give(Path directory) throws IOException {
        if (ROOT.equals(System.getProperty("user.name"))) {
            Files.setOwner(
                    directory,
                    directory
                            .getFileSystem()
                            .getUserPrincipalLookupService()
                            .lookupPrincipalByName(NAME));
        }
    }
}
