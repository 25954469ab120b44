/** Tests of the stage that looks at messages. */
@NullMarked
package dev.mailwarden.scan;

import org.jspecify.annotations.NullMarked;
