/**
 * The unpack worker: a process without rights that opens archives for the gateway. Begin with
 * {@link dev.mailwarden.unpack.Worker}.
 */
@NullMarked
package dev.mailwarden.unpack;

import org.jspecify.annotations.NullMarked;
