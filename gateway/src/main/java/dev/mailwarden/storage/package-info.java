/**
 * The ground on which stores stand: databases and their schemas, encrypted files, keys. It knows
 * nothing of mail.
 */
@NullMarked
package dev.mailwarden.storage;

import org.jspecify.annotations.NullMarked;
