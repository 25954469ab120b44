package dev.mailwarden.config;

import java.nio.file.Path;
import java.util.Optional;

/** What systemd hands to a service ({@code LoadCredential=} and the like, systemd.exec(5)). */
public final class SystemdCredential {

    private SystemdCredential() {}

    /** {@return where a credential of this name would be; empty if systemd hands over none} */
    public static Optional<Path> path(String name) {
        return Optional.ofNullable(System.getenv("CREDENTIALS_DIRECTORY"))
                .map(directory -> Path.of(directory).resolve(name));
    }
}
