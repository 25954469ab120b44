/**
 * Changing a message so that all that is not to be changed stays octet for octet. Changes are
 * worked out from the tree of parts; nothing is written anew that is not named by one.
 */
@NullMarked
package dev.mailwarden.mail.edit;

import org.jspecify.annotations.NullMarked;
