/** How administrators' programs speak to a running gateway: the control socket and its calls. */
@NullMarked
package dev.mailwarden.operate;

import org.jspecify.annotations.NullMarked;
