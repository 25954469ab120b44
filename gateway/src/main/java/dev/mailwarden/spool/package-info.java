/**
 * The durable log of accepted mail: segments written by one committer, blobs beside them, recovery.
 * It keeps frames and knows nothing of what their records mean. The format and its promises are in
 * {@code docs/spool.md}.
 */
@NullMarked
package dev.mailwarden.spool;

import org.jspecify.annotations.NullMarked;
