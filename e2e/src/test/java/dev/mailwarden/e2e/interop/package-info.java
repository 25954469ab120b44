/** Other people's mail software in front of and behind the gateway. */
@NullMarked
package dev.mailwarden.e2e.interop;

import org.jspecify.annotations.NullMarked;
