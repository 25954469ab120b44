/** The order of the stages between the final dot and the reply: read this first. */
@NullMarked
package dev.mailwarden.pipeline;

import org.jspecify.annotations.NullMarked;
