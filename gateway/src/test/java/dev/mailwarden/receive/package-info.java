/** Tests of the SMTP edge, and the rest of the gateway in memory. */
@NullMarked
package dev.mailwarden.receive;

import org.jspecify.annotations.NullMarked;
