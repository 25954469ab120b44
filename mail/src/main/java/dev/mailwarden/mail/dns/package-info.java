/** What mail asks of DNS: an interface, its answers, and a fake that reads a zone. */
@NullMarked
package dev.mailwarden.mail.dns;

import org.jspecify.annotations.NullMarked;
