/** The gateway while disk, memory, peers or the administrator misbehave. */
@NullMarked
package dev.mailwarden.e2e.faults;

import org.jspecify.annotations.NullMarked;
