/** SASL as mail uses it (RFC 4422): both sides of PLAIN, LOGIN and SCRAM-SHA-256. */
@NullMarked
package dev.mailwarden.mail.sasl;

import org.jspecify.annotations.NullMarked;
