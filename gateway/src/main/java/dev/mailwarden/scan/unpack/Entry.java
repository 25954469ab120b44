package dev.mailwarden.scan.unpack;

import dev.mailwarden.mail.mime.Octets;
import dev.mailwarden.unpack.protocol.EntryHead;
import dev.mailwarden.unpack.protocol.EntryState;

/**
 * One entry of a container.
 *
 * @param head what the container says of it
 * @param state how reading it ended
 * @param content to be read until the contents are closed
 */
public record Entry(EntryHead head, EntryState state, Octets content) {}
