/** Typed settings: what the administrator wrote, validated as a whole, as immutable snapshots. */
@NullMarked
package dev.mailwarden.config;

import org.jspecify.annotations.NullMarked;
