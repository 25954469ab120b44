/** Sends marked messages and checks, octet by octet, what comes out at the other end. */
@NullMarked
package dev.mailwarden.bench.load;

import org.jspecify.annotations.NullMarked;
