package dev.mailwarden.resolve;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Section;
import org.xbill.DNS.SimpleResolver;
import org.xbill.DNS.Type;

/**
 * One recursive name server. An answer that is neither yes nor no, such as SERVFAIL or REFUSED, is
 * a failure, so that the next server is asked.
 */
final class NameServer extends SimpleResolver {

    NameServer(InetSocketAddress address) {
        super(address);
    }

    @Override
    public CompletionStage<Message> sendAsync(Message query, Executor executor) {
        return super.sendAsync(query, executor).thenCompose(NameServer::definite);
    }

    private static CompletionStage<Message> definite(Message answer) {
        int rcode = answer.getRcode();
        if (rcode != Rcode.NOERROR && rcode != Rcode.NXDOMAIN) {
            return failed("the name server says " + Rcode.string(rcode));
        }
        return isLame(answer)
                ? failed("the name server does not know and asks nobody (lame)")
                : CompletableFuture.completedFuture(answer);
    }

    private static CompletionStage<Message> failed(String why) {
        return CompletableFuture.failedFuture(new IOException(why));
    }

    /**
     * An answer without records is a no only from one who knows: a server that asks others or owns
     * the zone, and not if it sends us elsewhere (a referral, RFC 2308 §2.1).
     */
    private static boolean isLame(Message answer) {
        if (!answer.getSection(Section.ANSWER).isEmpty()) {
            return false;
        }
        boolean knows =
                answer.getHeader().getFlag(Flags.RA) || answer.getHeader().getFlag(Flags.AA);
        return !knows || (has(answer, Type.NS) && !has(answer, Type.SOA));
    }

    private static boolean has(Message answer, int type) {
        return answer.getSection(Section.AUTHORITY).stream().anyMatch(rr -> rr.getType() == type);
    }
}
