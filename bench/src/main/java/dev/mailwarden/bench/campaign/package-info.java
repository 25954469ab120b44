/** What is measured, and what is tried in order to make the gateway lose mail. */
@NullMarked
package dev.mailwarden.bench.campaign;

import org.jspecify.annotations.NullMarked;
