package dev.mailwarden.bench.machine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * A private instance of the machine's Postfix: own configuration, queue and port, fsync on as
 * always, everything relayed to one sink.
 */
public final class Postfix implements SmtpServer {

    private static final Duration START = Duration.ofSeconds(30);

    private final Setup setup;
    private final int port;
    private final ProcessGroup script;
    private final long master;
    private final Path mark;

    /** How it is set up. */
    public enum Setup {
        /** As fast as it goes: enough processes, no client limits, no delay, many deliveries. */
        TUNED("Postfix"),
        /** What Debian installs. */
        DEBIAN("Postfix as Debian sets it up");

        private final String title;

        Setup(String title) {
            this.title = title;
        }
    }

    private Postfix(Setup setup, int port, ProcessGroup script, long master, Path mark) {
        this.setup = setup;
        this.port = port;
        this.script = script;
        this.master = master;
        this.mark = mark;
    }

    /** Starts an instance below a directory that every account can reach; needs root. */
    public static Postfix start(Path directory, Setup setup, int sinkPort)
            throws IOException, InterruptedException {
        return start(directory, setup, sinkPort, "");
    }

    /** The same with STARTTLS, and sessions of TLS that can be resumed. */
    public static Postfix withTls(
            Path directory, Setup setup, int sinkPort, Certificate certificate)
            throws IOException, InterruptedException {
        String tls =
                """
                smtpd_tls_security_level = may
                smtpd_tls_chain_files = %s, %s
                smtpd_tls_session_cache_database = btree:${data_directory}/smtpd_scache
                smtpd_client_new_tls_session_rate_limit = 0
                """
                        .formatted(certificate.key(), certificate.chain());
        return start(directory, setup, sinkPort, tls);
    }

    private static Postfix start(Path directory, Setup setup, int sinkPort, String more)
            throws IOException, InterruptedException {
        String name = "postfix-" + setup.name().toLowerCase(java.util.Locale.ROOT);
        Path home = Files.createDirectories(directory.resolve(name));
        Path config = Files.createDirectories(home.resolve("config"));
        Path queue = Files.createDirectories(home.resolve("queue"));
        Path data = Files.createDirectories(home.resolve("data"));
        Command.output("chown", "postfix", data.toString());
        int port = Ports.free();
        Files.writeString(
                config.resolve("main.cf"), mainCf(home, queue, data, setup, sinkPort) + more);
        Files.writeString(config.resolve("master.cf"), masterCf(port));
        Command.output("postfix", "-c", config.toString(), "check");
        ProcessGroup script =
                ProcessGroup.start(
                        directory,
                        List.of("postfix", "-c", config.toString(), "start-fg"),
                        Map.of(),
                        home.resolve("output"));
        try {
            Ports.awaitGreeting(port, script, START);
            // the master leaves the session of its script for one of its own
            String pid = Files.readString(queue.resolve("pid/master.pid"));
            long master = Long.parseLong(pid.strip());
            Path mark = ProcessGroup.mark(directory, master);
            return new Postfix(setup, port, script, master, mark);
        } catch (IOException e) {
            script.close();
            throw e;
        }
    }

    private static String mainCf(Path home, Path queue, Path data, Setup setup, int sinkPort) {
        String common =
                """
                compatibility_level = 3.6
                queue_directory = %s
                data_directory = %s
                maillog_file_prefixes = %s
                maillog_file = %s/mail.log
                myhostname = postfix.bench.example
                inet_interfaces = 127.0.0.1
                inet_protocols = ipv4
                mydestination =
                local_recipient_maps =
                alias_maps =
                mynetworks = 127.0.0.0/8
                smtpd_relay_restrictions = permit_mynetworks, reject
                relayhost = [127.0.0.1]:%d
                smtp_dns_support_level = disabled
                biff = no
                append_dot_mydomain = no
                """
                        .formatted(queue, data, home, home, sinkPort);
        String tuning =
                """
                default_process_limit = 300
                in_flow_delay = 0
                initial_destination_concurrency = 50
                default_destination_concurrency_limit = 50
                smtpd_peername_lookup = no
                smtpd_client_connection_count_limit = 0
                smtpd_client_connection_rate_limit = 0
                smtpd_client_message_rate_limit = 0
                smtpd_client_recipient_rate_limit = 0
                """;
        return switch (setup) {
            case TUNED -> common + tuning;
            case DEBIAN -> common;
        };
    }

    /** Debian's services without chroot, which needs files copied into the queue. */
    private static String masterCf(int port) {
        return """
        127.0.0.1:%d inet n - n - - smtpd
        pickup unix n - n 60 1 pickup
        cleanup unix n - n - 0 cleanup
        qmgr unix n - n 300 1 qmgr
        tlsmgr unix - - n 1000? 1 tlsmgr
        rewrite unix - - n - - trivial-rewrite
        bounce unix - - n - 0 bounce
        defer unix - - n - 0 bounce
        trace unix - - n - 0 bounce
        verify unix - - n - 1 verify
        flush unix n - n 1000? 0 flush
        proxymap unix - - n - - proxymap
        proxywrite unix - - n - 1 proxymap
        smtp unix - - n - - smtp
        relay unix - - n - - smtp
        showq unix n - n - - showq
        error unix - - n - - error
        retry unix - - n - - error
        discard unix - - n - - discard
        local unix - n n - - local
        lmtp unix - - n - - lmtp
        anvil unix - - n - 1 anvil
        scache unix - - n - 1 scache
        postlog unix-dgram n - n - 1 postlogd
        """
                .formatted(port);
    }

    /** {@return the version of the machine's Postfix} */
    public static String version() throws IOException, InterruptedException {
        return Command.output("postconf", "-hd", "mail_version").strip();
    }

    @Override
    public String name() {
        return setup.title;
    }

    @Override
    public int port() {
        return port;
    }

    @Override
    public Duration cpu() throws IOException {
        return CpuTime.ofTree(master);
    }

    @Override
    public void close() throws IOException {
        boolean interrupted = Thread.interrupted();
        try {
            ProcessGroup.kill(master);
            Files.deleteIfExists(mark);
        } catch (InterruptedException e) {
            interrupted = true;
        }
        script.close();
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
