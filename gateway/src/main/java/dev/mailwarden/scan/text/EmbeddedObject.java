package dev.mailwarden.scan.text;

/**
 * An object that stands in the page as a {@code data:} URI (RFC 2397).
 *
 * @param mediaType as declared, in lower case; {@code text/plain} if not
 */
@SuppressWarnings("ArrayRecordComponent") // octets are handed on, never compared
public record EmbeddedObject(String mediaType, byte[] octets) {}
