package dev.mailwarden.config;

import dev.mailwarden.mail.smtp.Domain;
import dev.mailwarden.message.Route.Rank;
import java.util.Optional;

/**
 * A next hop as it is written down, before the rest of its route is known.
 *
 * @param name host name or address literal
 * @param port absent: the usual one of the route's protocol
 * @param rank absent: its place in the list says when its turn comes
 */
record NextHop(Domain name, Optional<Integer> port, Optional<Rank> rank) {}
