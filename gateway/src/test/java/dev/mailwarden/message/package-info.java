/** Tests of the vocabulary's invariants. */
@NullMarked
package dev.mailwarden.message;

import org.jspecify.annotations.NullMarked;
