/** Who the organisation's people are: accounts that may log in to send mail. */
@NullMarked
package dev.mailwarden.directory;

import org.jspecify.annotations.NullMarked;
