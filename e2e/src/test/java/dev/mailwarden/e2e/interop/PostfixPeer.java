package dev.mailwarden.e2e.interop;

import dev.mailwarden.e2e.fixture.Postfix;
import dev.mailwarden.e2e.fixture.Run;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Postfix with Cyrus SASL, as a client and as a server. */
final class PostfixPeer implements MailPeer {

    private static final String REALM = "peer.example";

    private final Postfix postfix;
    private final Surroundings surroundings;

    private PostfixPeer(Postfix postfix, Surroundings surroundings) {
        this.postfix = postfix;
        this.surroundings = surroundings;
    }

    static PostfixPeer start(Surroundings surroundings) throws Exception {
        Run.needs("saslpasswd2");
        Path tables = Files.createDirectory(surroundings.directory().resolve("tables"));
        Path home = Files.createDirectory(surroundings.directory().resolve("postfix"));
        writeLogIns(tables, surroundings);
        writeAccounts(home, surroundings);
        writeTransport(tables.resolve("transport"), surroundings);
        return new PostfixPeer(
                Postfix.start(
                        home,
                        surroundings.recorderPort(),
                        settings(tables, surroundings),
                        servers(surroundings) + clients(tables, surroundings)),
                surroundings);
    }

    private static void writeLogIns(Path tables, Surroundings around) throws IOException {
        String hop = "[127.0.0.1]:%d %s:%s\n";
        int port = around.listener("submission");
        Files.writeString(
                tables.resolve("right"), hop.formatted(port, Surroundings.USER, around.password()));
        Files.writeString(
                tables.resolve("wrong"), hop.formatted(port, Surroundings.USER, "incorrect"));
    }

    /** Debian's Postfix reads the settings of Cyrus SASL below its own, wherever these are. */
    private static void writeAccounts(Path home, Surroundings around) throws Exception {
        Path accounts = home.resolve("sasldb2");
        Run.toTheEnd(
                        "sh",
                        "-c",
                        "echo \"$0\" | saslpasswd2 -p -c -u \"$1\" -f \"$2\" \"$3\" && chown postfix \"$2\"",
                        around.password(),
                        REALM,
                        accounts.toString(),
                        Surroundings.USER)
                .orFail();
        Path settings = Files.createDirectories(home.resolve("config/sasl"));
        for (String mechanism : List.of("PLAIN", "LOGIN", "SCRAM-SHA-256")) {
            Files.writeString(
                    settings.resolve(mechanism + ".conf"),
                    """
                    pwcheck_method: auxprop
                    auxprop_plugin: sasldb
                    sasldb_path: %s
                    mech_list: %s
                    """
                            .formatted(accounts, mechanism));
        }
    }

    private static void writeTransport(Path file, Surroundings around) throws IOException {
        var table = new StringBuilder();
        for (Way way : Way.values()) {
            table.append(
                    "%s@open.example %s:[127.0.0.1]:%d\n"
                            .formatted(
                                    way.localPart(),
                                    way.localPart(),
                                    around.listener(listener(way))));
        }
        table.append("open.example plain:[127.0.0.1]:" + around.listener("mx") + "\n");
        table.append("ours.example plain:[127.0.0.1]:" + around.listener("mx") + "\n");
        table.append("receipt@peer.example discard:\n");
        Files.writeString(file, table);
    }

    private static String listener(Way way) {
        return switch (way) {
            case PLAIN, STARTTLS, UNTRUSTED -> "mx";
            case IMPLICIT -> "submissions";
            case AUTH_PLAIN, AUTH_LOGIN, AUTH_SCRAM, WRONG_PASSWORD -> "submission";
        };
    }

    private static Map<String, String> settings(Path tables, Surroundings around) {
        var settings = new LinkedHashMap<String, String>();
        settings.put("message_size_limit", "50000000");
        settings.put("smtpd_error_sleep_time", "0");
        settings.put("always_add_missing_headers", "no");
        settings.put("transport_maps", "texthash:" + tables.resolve("transport"));
        settings.put("smtpd_tls_cert_file", around.certificate().resolve("chain.pem").toString());
        settings.put("smtpd_tls_key_file", around.certificate().resolve("key.pem").toString());
        settings.put("smtpd_tls_security_level", "may");
        settings.put("smtpd_tls_received_header", "yes");
        settings.put("smtpd_sasl_authenticated_header", "yes");
        settings.put("smtpd_sasl_local_domain", REALM);
        settings.put("smtp_tls_loglevel", "1");
        settings.put("smtp_sasl_security_options", "noanonymous");
        settings.put("smtp_sasl_password_maps", "texthash:" + tables.resolve("right"));
        settings.put(
                "smtpd_recipient_restrictions",
                "check_recipient_access inline:{{refused@peer.example=550 5.1.1 nobody here}}");
        return settings;
    }

    private static String servers(Surroundings around) {
        return server(around, Door.OPEN, "")
                + server(around, Door.IMPLICIT, "-o smtpd_tls_wrappermode=yes")
                + server(around, Door.AUTH_PLAIN, afterLogIn("PLAIN"))
                + server(around, Door.AUTH_LOGIN, afterLogIn("LOGIN"))
                + server(around, Door.AUTH_SCRAM, afterLogIn("SCRAM-SHA-256"))
                + server(
                        around,
                        Door.POOR,
                        "-o smtpd_discard_ehlo_keywords=pipelining,chunking,smtputf8,dsn,silent-discard")
                + server(around, Door.SMALL, "-o message_size_limit=102400");
    }

    private static String afterLogIn(String configuration) {
        return "-o smtpd_sasl_auth_enable=yes -o smtpd_tls_auth_only=yes -o smtpd_sasl_path="
                + configuration
                + " -o smtpd_relay_restrictions=permit_sasl_authenticated,reject";
    }

    private static String server(Surroundings around, Door door, String options) {
        return "127.0.0.1:%d inet n - n - - smtpd -o syslog_name=postfix/%s %s\n"
                .formatted(around.door(door), door, options);
    }

    private static String clients(Path tables, Surroundings around) {
        String encrypt = "-o smtp_tls_security_level=encrypt ";
        String verify =
                "-o smtp_tls_security_level=secure -o smtp_tls_secure_cert_match=gw.ours.example -o smtp_tls_CAfile=";
        String logIn = encrypt + "-o smtp_sasl_auth_enable=yes -o smtp_sasl_mechanism_filter=";
        return client(Way.PLAIN, "-o smtp_tls_security_level=none")
                + client(Way.STARTTLS, verify + around.gatewayChain())
                + client(Way.UNTRUSTED, verify + around.certificate().resolve("chain.pem"))
                + client(
                        Way.IMPLICIT,
                        verify
                                + around.gatewayChain()
                                + " -o smtp_tls_wrappermode=yes -o smtp_bind_address=127.0.0.9")
                + client(Way.AUTH_PLAIN, logIn + "plain")
                + client(Way.AUTH_LOGIN, logIn + "login")
                + client(Way.AUTH_SCRAM, logIn + "SCRAM-SHA-256")
                + client(
                        Way.WRONG_PASSWORD,
                        logIn
                                + "plain -o smtp_sasl_password_maps=texthash:"
                                + tables.resolve("wrong"));
    }

    private static String client(Way way, String options) {
        return "%s unix - - n - - smtp -o syslog_name=postfix/%s %s\n"
                .formatted(way.localPart(), way.localPart(), options);
    }

    /** For {@code sendmail -C}. */
    Path configuration() {
        return postfix.configuration();
    }

    @Override
    public int port(Door door) {
        return surroundings.door(door);
    }

    @Override
    public String log() {
        return postfix.log();
    }

    @Override
    public void close() throws IOException {
        postfix.close();
    }
}
