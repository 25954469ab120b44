package dev.mailwarden.resolve;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import org.xbill.DNS.Message;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.SimpleResolver;

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
        return rcode == Rcode.NOERROR || rcode == Rcode.NXDOMAIN
                ? CompletableFuture.completedFuture(answer)
                : CompletableFuture.failedFuture(
                        new IOException("the name server says " + Rcode.string(rcode)));
    }
}
