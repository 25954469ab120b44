/** What the reading of one message may cost, counted by everyone who reads. */
@NullMarked
package dev.mailwarden.mail.budget;

import org.jspecify.annotations.NullMarked;
