/**
 * Looks at messages. {@link Scanner} runs the modules, {@link Subject} is what they look at. No
 * module ever makes a message clean that was not seen whole.
 */
@NullMarked
package dev.mailwarden.scan;

import org.jspecify.annotations.NullMarked;
