/** Tests of what is kept of events. */
@NullMarked
package dev.mailwarden.track;

import org.jspecify.annotations.NullMarked;
