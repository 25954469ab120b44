/** DNS look-ups over the network, behind the interface of the mail library. */
@NullMarked
package dev.mailwarden.resolve;

import org.jspecify.annotations.NullMarked;
