/** Sockets spoken octet by octet, with a bound on every wait. */
@NullMarked
package dev.mailwarden.e2e.wire;

import org.jspecify.annotations.NullMarked;
