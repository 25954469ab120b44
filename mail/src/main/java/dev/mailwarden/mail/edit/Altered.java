package dev.mailwarden.mail.edit;

import dev.mailwarden.mail.mime.Octets;

/**
 * A message with changes made.
 *
 * @param octets read from the original where nothing is changed; the very same if nothing is
 * @param breaksSignature whether a DKIM signature that was good cannot be any more (MARK-6)
 */
public record Altered(Octets octets, boolean breaksSignature) {}
