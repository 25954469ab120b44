/** Tests of what stands between the final dot and the reply. */
@NullMarked
package dev.mailwarden.pipeline;

import org.jspecify.annotations.NullMarked;
