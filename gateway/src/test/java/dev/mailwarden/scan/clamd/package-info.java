/** Tests of the client of clamd. */
@NullMarked
package dev.mailwarden.scan.clamd;

import org.jspecify.annotations.NullMarked;
