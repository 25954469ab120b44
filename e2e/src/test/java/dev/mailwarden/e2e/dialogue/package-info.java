/** Dialogue files: what client and server say, literally, and what comes of it. */
@NullMarked
package dev.mailwarden.e2e.dialogue;

import org.jspecify.annotations.NullMarked;
