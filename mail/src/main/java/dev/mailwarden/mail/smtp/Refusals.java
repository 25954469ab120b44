package dev.mailwarden.mail.smtp;

/** What a client is told about a command line that breaks the grammar. */
final class Refusals {

    static final Reply UNKNOWN_COMMAND = Reply.of(500, 5, 2, "Command not recognized");
    static final Reply CONTROL_CHARACTER = Reply.of(500, 5, 2, "Control character in command line");
    static final Reply NO_ARGUMENT_ALLOWED = Reply.of(501, 5, 4, "Command takes no argument");
    static final Reply ARGUMENT_NEEDED = Reply.of(501, 5, 4, "Command needs an argument");
    static final Reply BAD_NAME = Reply.of(501, 5, 4, "Need one host name of printable ASCII");
    static final Reply BAD_BDAT = Reply.of(501, 5, 4, "Syntax: BDAT octets [LAST]");
    static final Reply AUTH_SYNTAX = Reply.of(501, 5, 4, "Syntax: AUTH mechanism [response]");
    static final Reply XCLIENT_SYNTAX =
            Reply.of(501, 5, 4, "Bad XCLIENT attribute, or a value that it cannot have");
    static final Reply MAIL_SYNTAX = Reply.of(501, 5, 4, "Syntax: MAIL FROM:<address>");
    static final Reply RCPT_SYNTAX = Reply.of(501, 5, 4, "Syntax: RCPT TO:<address>");
    static final Reply BAD_SENDER = Reply.of(501, 1, 7, "Bad sender mailbox address syntax");
    static final Reply BAD_RECIPIENT =
            Reply.of(501, 1, 3, "Bad destination mailbox address syntax");
    static final Reply NEEDS_SMTPUTF8 = Reply.of(553, 6, 7, "Non-ASCII address without SMTPUTF8");
    static final Reply UNKNOWN_PARAMETER = Reply.of(555, 5, 4, "Parameter not recognized");
    static final Reply BAD_PARAMETER = Reply.of(501, 5, 4, "Malformed parameter");
    static final Reply DUPLICATE_PARAMETER = Reply.of(501, 5, 4, "Parameter given twice");

    private Refusals() {}
}
