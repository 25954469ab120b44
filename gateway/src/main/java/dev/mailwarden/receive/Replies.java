package dev.mailwarden.receive;

import dev.mailwarden.mail.smtp.EnhancedStatusCode;
import dev.mailwarden.mail.smtp.LineFault;
import dev.mailwarden.mail.smtp.Reply;
import dev.mailwarden.message.JourneyId;

/** The words that the SMTP edge says of its own accord. */
final class Replies {

    static final Reply HELLO_FIRST = Reply.of(503, 5, 1, "Say EHLO or HELO first");
    static final Reply MAIL_FIRST = Reply.of(503, 5, 1, "Say MAIL first");
    static final Reply RCPT_FIRST = Reply.of(503, 5, 1, "No valid recipient");
    static final Reply NESTED_MAIL = Reply.of(503, 5, 1, "There is a transaction already");
    static final Reply CHUNKS_BEGUN = Reply.of(503, 5, 1, "Only BDAT or RSET after BDAT");
    static final Reply BINARY_BY_CHUNKS =
            Reply.of(503, 5, 1, "BODY=BINARYMIME is taken by BDAT only");
    static final Reply BINARY_NEEDS_EHLO =
            Reply.of(503, 5, 1, "BODY=BINARYMIME needs EHLO, not HELO");
    static final Reply NO_CHUNKS_NOW = Reply.of(503, 5, 1, "BDAT is out of order");
    static final Reply TLS_ACTIVE = Reply.of(503, 5, 1, "TLS is active already");
    static final Reply TLS_NOT_OFFERED = Reply.of(502, 5, 1, "STARTTLS is not offered");
    static final Reply TLS_REQUIRED = Reply.of(530, 7, 0, "Say STARTTLS first");
    static final Reply LOGGED_IN = Reply.of(235, 7, 0, "Logged in");
    static final Reply LOG_IN_FIRST = Reply.of(530, 7, 0, "Log in first");
    static final Reply LOG_IN_FAILED = Reply.of(535, 7, 8, "User or password is wrong");
    static final Reply LOG_IN_MALFORMED = Reply.of(501, 5, 2, "Response cannot be read");
    static final Reply LOG_IN_LINE_TOO_LONG =
            Reply.of(500, 5, 6, "Response is too long"); // RFC 4954 §6
    static final Reply LOG_IN_CANCELLED = Reply.of(501, 7, 0, "Log-in cancelled");
    static final Reply LOG_IN_LATER =
            Reply.of(454, 7, 0, "Cannot check the password now; try again later");
    static final Reply LOG_IN_TOO_OFTEN =
            Reply.of(454, 7, 0, "Too many failed log-ins from your address; try again later");
    static final Reply ACCOUNT_CHANGED =
            Reply.of(421, 7, 0, "Your account has changed; connect and log in again");
    static final Reply LOGGED_IN_ALREADY = Reply.of(503, 5, 1, "You have logged in already");
    static final Reply LOG_IN_OVER_TLS =
            Reply.of(538, 7, 11, "Say STARTTLS first: no password is taken in clear");
    static final Reply MECHANISM_NOT_OFFERED = Reply.of(504, 5, 4, "Mechanism is not offered");
    static final Reply NOT_OFFERED = Reply.of(502, 5, 1, "Command is not offered");

    static final Reply CERTIFICATE_OVER_TLS =
            Reply.of(530, 7, 0, "Say STARTTLS first, and show a certificate");
    static final Reply CERTIFICATE_NEEDED =
            Reply.of(550, 7, 1, "Mail is taken only from clients that show a certificate");
    static final Reply CERTIFICATE_UNVERIFIED =
            Reply.of(550, 7, 1, "Your certificate cannot be verified");
    static final Reply XCLIENT_NOT_FROM_YOU =
            Reply.of(550, 7, 0, "XCLIENT is not taken from your address");
    static final Reply XCLIENT_LOGIN_NOT_HERE =
            Reply.of(501, 5, 4, "LOGIN is not taken on this listener");
    static final Reply NOT_IN_TRANSACTION = Reply.of(503, 5, 1, "Not within a transaction");

    static final Reply READY_FOR_TLS = Reply.of(220, 0, 0, "Ready to start TLS");
    static final Reply OK = Reply.of(250, 0, 0, "OK");
    static final Reply SENDER_OK = Reply.of(250, 1, 0, "Sender OK");
    static final Reply RECIPIENT_OK = Reply.of(250, 1, 5, "Recipient OK");
    static final Reply CHUNK_OK = Reply.of(250, 0, 0, "Chunk taken");
    static final Reply BYE = Reply.of(221, 0, 0, "Bye");
    static final Reply NOT_VERIFIED =
            Reply.of(252, 5, 2, "Cannot verify; send a message and see whether it is taken");
    static final Reply HELP = Reply.of(214, 0, 0, "See RFC 5321");

    static final Reply LINE_TOO_LONG = Reply.of(500, 5, 2, "Line is too long");
    static final Reply LINE_UNCLEAN =
            Reply.of(500, 5, 2, "A command line ends in CRLF and has no NUL");
    static final Reply CLOSING_UNCLEAN = Reply.of(421, 5, 2, "Closing: unclear line ends");
    static final Reply TOO_MANY_ERRORS = Reply.of(421, 7, 0, "Too many errors");
    static final Reply TOO_MANY_TRANSACTIONS =
            Reply.of(421, 5, 3, "Too many transactions in one session; connect again");
    static final Reply TIMED_OUT = Reply.of(421, 4, 2, "Waited too long");
    static final Reply STOPPING = Reply.of(421, 3, 2, "Service is stopping; try again later");
    static final Reply ENDLESS = Reply.of(421, 3, 4, "Closing: the message does not end");

    static final Reply TOO_MANY_CONNECTIONS =
            Reply.of(421, 3, 2, "Too many connections; try again later");
    static final Reply NO_PROXY_HEADER =
            Reply.of(421, 7, 0, "Closing: no valid PROXY protocol header came");
    static final Reply TOO_MANY_FROM_YOU =
            Reply.of(421, 7, 0, "Too many connections from your address; try again later");
    static final Reply CONNECTING_TOO_OFTEN =
            Reply.of(421, 7, 0, "Too many new connections from your address; try again later");
    static final Reply SENDING_TOO_OFTEN =
            Reply.of(450, 7, 1, "Too many messages from your address; try again later");

    static final Reply NOT_FOR_YOU =
            Reply.of(
                    550,
                    7,
                    1,
                    "Only clients of trusted networks may submit mail here without logging in");
    static final Reply RELAYING_DENIED = Reply.of(550, 7, 1, "Relaying denied");
    static final Reply RECIPIENT_UNSURE =
            Reply.of(450, 2, 0, "Mailbox cannot be verified now; try again later");
    static final Reply UNKNOWN_AMONG_RECIPIENTS =
            Reply.of(550, 1, 1, "At least one recipient does not exist; nobody gets this message");
    static final Reply UNSURE_AMONG_RECIPIENTS =
            Reply.of(450, 2, 0, "Recipients cannot be verified now; try again later");
    static final Reply NO_SUCH_DOMAIN = Reply.of(550, 1, 2, "Domain of recipient does not exist");
    static final Reply DOMAIN_TAKES_NO_MAIL =
            Reply.of(556, 1, 10, "Domain of recipient takes no mail");
    static final Reply NO_SENDER_DOMAIN = Reply.of(550, 1, 8, "Domain of sender does not exist");
    static final Reply SENDER_TAKES_NO_MAIL =
            Reply.of(550, 7, 27, "Domain of sender takes no mail");
    static final Reply SENDER_DOMAIN_UNSURE =
            Reply.of(450, 1, 8, "Domain of sender cannot be looked up now; try again later");
    static final Reply NO_POSTMASTER = Reply.of(550, 1, 1, "No postmaster mailbox here");
    static final Reply TOO_MANY_RECIPIENTS = Reply.of(452, 5, 3, "Too many recipients");
    static final Reply MESSAGE_TOO_BIG = Reply.of(552, 3, 4, "Message is too big");
    static final Reply HEADER_TOO_BIG = Reply.of(552, 3, 4, "Message header is too big");
    static final Reply TOO_MANY_HOPS =
            Reply.of(554, 4, 6, "Too many hops: the message seems to be in a loop");
    static final Reply TRY_LATER = Reply.of(451, 3, 0, "Cannot take mail now; try again later");

    private Replies() {}

    /** The refusal of a mailbox that takes no mail. */
    static Reply unknown(EnhancedStatusCode status) {
        return status.subject() == 1
                ? new Reply(550, status, "No such mailbox")
                : new Reply(550, status, "Mailbox takes no mail");
    }

    /** The refusal of content whose lines could be read differently by another server (SMTP-3). */
    static Reply unfit(LineFault fault) {
        return Reply.of(550, 6, 11, "Message has " + fault.description());
    }

    /** Adds the journey's id, by which a postmaster can find what happened. */
    static Reply withId(Reply reply, JourneyId journey) {
        String id = " (" + journey + ")";
        int room = Reply.MAX_TEXT - id.length();
        String text = reply.text();
        String kept = text.length() > room ? text.substring(0, room) : text;
        return new Reply(reply.code(), reply.status(), kept + id);
    }
}
