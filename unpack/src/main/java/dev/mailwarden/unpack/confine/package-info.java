/** How a process gives up its rights, on Linux: limits, Landlock, seccomp. */
@NullMarked
package dev.mailwarden.unpack.confine;

import org.jspecify.annotations.NullMarked;
