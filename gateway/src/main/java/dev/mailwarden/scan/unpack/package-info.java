/**
 * The gateway's side of unpacking: worker processes, started ahead and replaced, and what they say.
 * What a worker sends is as foreign as the container that it read. Begin with {@link
 * dev.mailwarden.scan.unpack.Unpackers}.
 */
@NullMarked
package dev.mailwarden.scan.unpack;

import org.jspecify.annotations.NullMarked;
