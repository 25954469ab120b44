/** What administrators see from outside: logs, metrics, health. */
@NullMarked
package dev.mailwarden.observe;

import org.jspecify.annotations.NullMarked;
