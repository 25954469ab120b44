package dev.mailwarden.e2e.interop;

import static dev.mailwarden.e2e.interop.Direction.IN;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mailwarden.e2e.fixture.Exim;
import dev.mailwarden.e2e.fixture.InnerMail;
import dev.mailwarden.e2e.interop.MailPeer.Way;
import org.junit.jupiter.api.BeforeAll;

/** The gateway and Exim, both ways. */
@InteropWith(PeerProgram.EXIM)
class EximInteropIT extends ServerInterop {

    @BeforeAll
    static void needsExim() throws Exception {
        Exim.needed();
    }

    @Override
    MailPeer peer(Surroundings surroundings) throws Exception {
        return EximPeer.start(surroundings);
    }

    @Override
    void assertVerified(Way way, String recipient) {
        meeting().logged("=> " + recipient, "CV=yes");
    }

    @Override
    void assertDeferred(String recipient, String reason) {
        meeting().logged("== " + recipient);
        meeting().logged(reason);
    }

    @Override
    void assertDeclaredEightBits(InnerMail mail) {
        meeting().logged("<= ", "id=eight-OUT@", " M8S=8 "); // Exim does not pass it on
    }

    @Override
    void assertChunked(String id, boolean chunked) {
        if (chunked) {
            meeting().logged("<= ", "id=" + id + "@", " K ");
        } else {
            meeting().logged("<= ", "id=" + id + "@");
            assertThat(meeting().peer().log().lines().filter(line -> line.contains("id=" + id)))
                    .noneMatch(line -> line.contains(" K "));
        }
    }

    @InteropCase(direction = IN, value = "CHUNKING", seen = "octets, BDAT in their log")
    void theySendChunks() throws Exception {
        pass(IN, "chunks");
        meeting().logged("=> chunks@open.example", " K ");
    }
}
