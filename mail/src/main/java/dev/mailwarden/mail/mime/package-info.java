/** The inside of messages: header blocks read, trace fields and dates written (RFC 5322). */
@NullMarked
package dev.mailwarden.mail.mime;

import org.jspecify.annotations.NullMarked;
