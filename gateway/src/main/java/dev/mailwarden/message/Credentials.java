package dev.mailwarden.message;

import java.nio.file.Path;

/**
 * Whom we are to a next hop that asks for a log-in. The password is read when it is needed, so that
 * it stands in no snapshot and a new one is used at once.
 *
 * @param user as the next hop knows us
 * @param passwordFile holds the password as its first line, for the gateway's account only
 */
public record Credentials(String user, Path passwordFile) {}
