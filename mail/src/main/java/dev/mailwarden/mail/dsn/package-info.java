/** Delivery status notifications as messages (RFC 3464, RFC 6533). */
@NullMarked
package dev.mailwarden.mail.dsn;

import org.jspecify.annotations.NullMarked;
