/** Tests of changing messages. */
@NullMarked
package dev.mailwarden.mail.edit;

import org.jspecify.annotations.NullMarked;
