/**
 * What happened, after it happened: the event journal on disk, the mail transfer log written from
 * it, and the search through it. Nothing here decides about mail.
 */
@NullMarked
package dev.mailwarden.track;

import org.jspecify.annotations.NullMarked;
