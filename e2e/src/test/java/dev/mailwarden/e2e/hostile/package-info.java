/** Attacks kept as data files; none may work. */
@NullMarked
package dev.mailwarden.e2e.hostile;

import org.jspecify.annotations.NullMarked;
