/**
 * Makes true what was decided: the message as each recipient gets it, and what is sent beside it.
 */
@NullMarked
package dev.mailwarden.act;

import org.jspecify.annotations.NullMarked;
