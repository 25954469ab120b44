/**
 * The vocabulary: what a message is on its way through the gateway, and the ports by which the
 * stages are joined. Records, sealed types, enums and interfaces; no behaviour but invariants.
 */
@NullMarked
package dev.mailwarden.message;

import org.jspecify.annotations.NullMarked;
