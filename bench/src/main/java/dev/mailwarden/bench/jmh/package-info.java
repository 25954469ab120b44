/** The inner loops, each alone: the one part of this module that looks inside the product. */
@NullMarked
package dev.mailwarden.bench.jmh;

import org.jspecify.annotations.NullMarked;
