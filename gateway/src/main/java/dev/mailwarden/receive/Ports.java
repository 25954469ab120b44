package dev.mailwarden.receive;

import dev.mailwarden.message.Admission;
import dev.mailwarden.message.Intake;
import dev.mailwarden.message.Journal;
import dev.mailwarden.message.LogIns;
import dev.mailwarden.message.Pipe;
import dev.mailwarden.message.RecipientCheck;

/** What the SMTP edge needs of the rest of the gateway. */
public record Ports(
        RecipientCheck recipients,
        LogIns logIns,
        Admission admission,
        Intake intake,
        Pipe pipe,
        Journal journal) {}
