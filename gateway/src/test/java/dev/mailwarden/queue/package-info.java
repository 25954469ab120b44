/** Tests of the queue, and a queue to try things with. */
@NullMarked
package dev.mailwarden.queue;

import org.jspecify.annotations.NullMarked;
