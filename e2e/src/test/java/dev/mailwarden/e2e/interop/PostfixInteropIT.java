package dev.mailwarden.e2e.interop;

import static dev.mailwarden.e2e.interop.Direction.IN;
import static dev.mailwarden.e2e.interop.Direction.OUT;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mailwarden.e2e.fixture.InnerMail;
import dev.mailwarden.e2e.fixture.Run;
import dev.mailwarden.e2e.interop.MailPeer.Way;

/** The gateway and Postfix, both ways. */
@InteropWith(PeerProgram.POSTFIX)
class PostfixInteropIT extends ServerInterop {

    @Override
    MailPeer peer(Surroundings surroundings) throws Exception {
        return PostfixPeer.start(surroundings);
    }

    @Override
    void assertVerified(Way way, String recipient) {
        meeting().logged("postfix/" + way.localPart() + "/smtp", "Verified TLS connection");
    }

    @Override
    void assertDeferred(String recipient, String reason) {
        meeting().logged("to=<" + recipient + ">", "status=deferred", reason);
    }

    @Override
    void assertDeclaredEightBits(InnerMail mail) {
        assertThat(mail.mail()).contains("BODY=8BITMIME");
    }

    @Override
    void assertChunked(String id, boolean chunked) {
        String door = chunked ? "postfix/OPEN/smtpd" : "postfix/POOR/smtpd";
        meeting().logged(door, "disconnect from", chunked ? " bdat=1 " : " data=1 ");
    }

    @InteropCase(direction = IN, value = "AUTH SCRAM-SHA-256", seen = "our Received field")
    void theyLogInWithScram() throws Exception {
        assertWith(pass(IN, "auth-scram"), "ESMTPSA");
    }

    @InteropCase(direction = OUT, value = "AUTH SCRAM-SHA-256", seen = "their Received field")
    void weLogInWithScram() throws Exception {
        assertWith(pass(OUT, "auth-scram"), "ESMTPSA");
    }

    @InteropCase(
            direction = IN,
            value = "DSN, sendmail -N success -V",
            seen = "the next hop's MAIL and RCPT")
    void theirSendmailAsksForAReceipt() throws Exception {
        var peer = (PostfixPeer) meeting().peer();
        Run.toTheEnd(
                        "sh",
                        "-c",
                        "printf 'Subject: by-hand\\n\\nhello\\n' | sendmail -C \"$0\" -f sender@client.example -N success,delay -V by-hand-1 -R hdrs user@open.example",
                        peer.configuration().toString())
                .orFail();
        InnerMail mail = meeting().arrived(IN, "by-hand");
        assertThat(mail.mail()).contains("ENVID=by-hand-1").contains("RET=HDRS");
        assertThat(mail.rcpts().getFirst())
                .contains("NOTIFY=SUCCESS,DELAY")
                .contains("ORCPT=rfc822;user@open.example");
    }
}
