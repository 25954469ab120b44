/** Routing, next hops, the SMTP client, connection reuse and the client's TLS policy. */
@NullMarked
package dev.mailwarden.deliver;

import org.jspecify.annotations.NullMarked;
