/** Makes binary mail (RFC 3030) fit servers that take lines only. */
@NullMarked
package dev.mailwarden.mail.binary;

import org.jspecify.annotations.NullMarked;
