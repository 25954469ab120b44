/** The command line against a running gateway. */
@NullMarked
package dev.mailwarden.e2e.operate;

import org.jspecify.annotations.NullMarked;
