/** The SMTP edge: listeners, sessions, TLS, limits, relay policy, recipient checks. */
@NullMarked
package dev.mailwarden.receive;

import org.jspecify.annotations.NullMarked;
