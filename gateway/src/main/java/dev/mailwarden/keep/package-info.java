/**
 * Copies of messages that are kept: Backup and quarantine. A body is an encrypted file, what is
 * known of it a row in a database. The row is made from the spool's frame, which is the truth.
 */
@NullMarked
package dev.mailwarden.keep;

import org.jspecify.annotations.NullMarked;
