/**
 * The demonstration: samples sent to a gateway with a server behind it, and what became of each. It
 * speaks to the gateway as anybody could and knows none of its parts but the SMTP server, a second
 * one of which plays the server inside.
 */
@NullMarked
package dev.mailwarden.demo;

import org.jspecify.annotations.NullMarked;
