package dev.mailwarden.resolve;

import dev.mailwarden.mail.dns.Answer;
import dev.mailwarden.mail.dns.Dns;
import dev.mailwarden.mail.dns.MailExchanger;
import dev.mailwarden.mail.smtp.Domain;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * The time that one piece of work may wait for DNS in all, however many names it asks for and
 * however slow each of them is. Once it is spent every answer is a temporary failure. A look-up
 * that nobody waits for any more goes on, so that its answer is known next time.
 *
 * <p>Only waiting counts, not what happens between two questions. Not safe for use by several
 * threads.
 */
public final class DnsBudget implements Dns {

    private final Dns dns;
    private final Executor threads;
    private final Map<Domain, Future<Answer<Inet4Address>>> addresses4 = new HashMap<>();
    private final Map<Domain, Future<Answer<Inet6Address>>> addresses6 = new HashMap<>();
    private long left;

    /**
     * Makes a budget that nothing was spent of.
     *
     * @param threads runs each question in a thread of its own, at once
     */
    public DnsBudget(Dns dns, Executor threads, Duration budget) {
        this.dns = dns;
        this.threads = threads;
        this.left = budget.toNanos();
    }

    /**
     * Begins to look up the addresses of all these hosts, so that a slow one takes no time from the
     * others when they are asked for.
     */
    public void prepare(Collection<Domain> hosts) {
        for (Domain host : hosts) {
            if (left > 0 && !host.isAddressLiteral()) {
                addresses4.computeIfAbsent(host, _ -> start(() -> dns.a(host)));
                addresses6.computeIfAbsent(host, _ -> start(() -> dns.aaaa(host)));
            }
        }
    }

    @Override
    public Answer<MailExchanger> mx(Domain domain) throws InterruptedException {
        return left > 0 ? await(domain, start(() -> dns.mx(domain))) : tooLate(domain);
    }

    @Override
    public Answer<Inet4Address> a(Domain host) throws InterruptedException {
        Future<Answer<Inet4Address>> prepared = addresses4.get(host);
        if (prepared != null) {
            return await(host, prepared);
        }
        return left > 0 ? await(host, start(() -> dns.a(host))) : tooLate(host);
    }

    @Override
    public Answer<Inet6Address> aaaa(Domain host) throws InterruptedException {
        Future<Answer<Inet6Address>> prepared = addresses6.get(host);
        if (prepared != null) {
            return await(host, prepared);
        }
        return left > 0 ? await(host, start(() -> dns.aaaa(host))) : tooLate(host);
    }

    private <R> Future<Answer<R>> start(Callable<Answer<R>> question) {
        FutureTask<Answer<R>> task = new FutureTask<>(question);
        threads.execute(task);
        return task;
    }

    private <R> Answer<R> await(Domain name, Future<Answer<R>> answer) throws InterruptedException {
        long began = System.nanoTime();
        try {
            // What is there already costs nothing, even when all the time is spent.
            return answer.get(Math.max(0, left), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            return tooLate(name);
        } catch (ExecutionException e) {
            throw new IllegalStateException("a look-up of " + name + " failed", e.getCause());
        } finally {
            left -= System.nanoTime() - began;
        }
    }

    private static <R> Answer<R> tooLate(Domain name) {
        return new Answer.TemporaryFailure<>("no time left to look up " + name);
    }
}
