/**
 * Step 6 of a message's life: what is accepted and not yet ended. Entries are scheduled by lane,
 * leased to the {@link dev.mailwarden.message.Courier}, tried again, given up with a notification.
 * Every step is a record in the spool; what is in memory is an index of it.
 */
@NullMarked
package dev.mailwarden.queue;

import org.jspecify.annotations.NullMarked;
