/** The command {@code mailwarden}: what administrators type, and how answers are shown. */
@NullMarked
package dev.mailwarden.cli;

import org.jspecify.annotations.NullMarked;
