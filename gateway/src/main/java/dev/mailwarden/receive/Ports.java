package dev.mailwarden.receive;

import dev.mailwarden.mail.dns.Dns;
import dev.mailwarden.message.Admission;
import dev.mailwarden.message.Intake;
import dev.mailwarden.message.Journal;
import dev.mailwarden.message.LogIns;
import dev.mailwarden.message.Pipe;
import dev.mailwarden.message.RecipientCheck;
import dev.mailwarden.message.Router;

/**
 * What the SMTP edge needs of the rest of the gateway.
 *
 * @param recipients asked about every local recipient
 * @param callAhead asked about those of strangers that {@code recipients} does not check
 * @param dns to look up domains of senders and recipients
 * @param router says which domains have a route, and so need no look-up
 */
public record Ports(
        RecipientCheck recipients,
        RecipientCheck callAhead,
        Dns dns,
        Router router,
        LogIns logIns,
        Admission admission,
        Intake intake,
        Pipe pipe,
        Journal journal) {}
