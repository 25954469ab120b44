package dev.mailwarden.e2e.interop;

import dev.mailwarden.e2e.fixture.Exim;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Exim, as a client and as a server. */
final class EximPeer implements MailPeer {

    /**
     * What is in angle brackets becomes a port, a path or the password. What is to be deferred has
     * a host and port of its own, since Exim then leaves these alone for a while.
     */
    private static final String MAIN =
            """
            primary_hostname = exim.example
            local_interfaces = 127.0.0.1
            daemon_smtp_ports = <OPEN> : <IMPLICIT> : <AUTH_PLAIN> : <AUTH_LOGIN> : <POOR> : <SMALL>
            tls_on_connect_ports = <IMPLICIT>
            disable_ipv6
            host_lookup =
            rfc1413_query_timeout = 0s
            qualify_domain = exim.example
            tls_advertise_hosts = *
            tls_certificate = <certificate>/chain.pem
            tls_privatekey = <certificate>/key.pem
            chunking_advertise_hosts = ${if eq{$received_port}{<POOR>}{}{*}}
            pipelining_advertise_hosts = ${if eq{$received_port}{<POOR>}{}{*}}
            smtputf8_advertise_hosts = ${if eq{$received_port}{<POOR>}{}{*}}
            auth_advertise_hosts = ${if def:tls_in_cipher{*}{}}
            dsn_advertise_hosts = ${if eq{$received_port}{<POOR>}{}{*}}
            smtp_enforce_sync
            message_size_limit = ${if eq{$received_port}{<SMALL>}{100K}{50M}}
            accept_8bitmime
            strict_acl_vars
            log_selector = +tls_certificate_verified +received_recipients +pipelining +8bitmime +smtp_protocol_error
            acl_smtp_rcpt = recipient
            acl_smtp_data = accept
            bounce_return_size_limit = 10K

            begin acl
            recipient:
              deny recipients = refused@peer.example
                   message = 550 5.1.1 nobody here
              deny condition = ${if or{{eq{$received_port}{<AUTH_PLAIN>}}{eq{$received_port}{<AUTH_LOGIN>}}}}
                   !authenticated = *
              accept control = utf8_downconvert/0

            begin routers
            receipt:
              driver = accept
              local_parts = receipt
              domains = peer.example
              transport = nowhere
            to_the_gateway:
              driver = manualroute
              domains = open.example : ours.example
              local_parts = starttls : implicit : auth-plain : auth-login
              route_data = localhost
              host_find_failed = defer
              self = send
              transport = ${sg{$local_part_data}{-}{_}}
              no_more
            to_be_deferred:
              driver = manualroute
              domains = open.example
              local_parts = untrusted : wrong-password
              route_data = 127.0.0.1
              self = send
              transport = ${sg{$local_part_data}{-}{_}}
              no_more
            to_the_gateway_in_clear:
              driver = manualroute
              domains = open.example : ours.example
              route_data = 127.0.0.1
              self = send
              transport = plain
              no_more
            to_the_recorder:
              driver = manualroute
              route_data = 127.0.0.1
              self = send
              transport = recorder

            begin transports
            nowhere:
              driver = appendfile
              file = /dev/null
              user = Debian-exim
            recorder:
              driver = smtp
              allow_localhost
              port = <recorder>
              hosts_avoid_tls = *
            plain:
              driver = smtp
              allow_localhost
              port = <mx>
              hosts_avoid_tls = *
            starttls:
              driver = smtp
              allow_localhost
              port = <mx>
              hosts_require_tls = *
              tls_verify_certificates = <gateway>
              tls_verify_hosts = *
              tls_verify_cert_hostnames = *
            untrusted:
              driver = smtp
              allow_localhost
              port = <submission>
              hosts_require_tls = *
              tls_verify_certificates = <certificate>/chain.pem
              tls_verify_hosts = *
            implicit:
              driver = smtp
              allow_localhost
              port = <submissions>
              protocol = smtps
              interface = 127.0.0.9
              tls_verify_certificates = <gateway>
              tls_verify_hosts = *
              tls_verify_cert_hostnames = *
            auth_plain:
              driver = smtp
              allow_localhost
              port = <submission>
              hosts_require_tls = *
              tls_verify_certificates = <gateway>
              hosts_require_auth = *
            auth_login:
              driver = smtp
              allow_localhost
              port = <submission>
              hosts_require_tls = *
              tls_verify_certificates = <gateway>
              hosts_require_auth = *
            wrong_password:
              driver = smtp
              allow_localhost
              port = <submissions>
              protocol = smtps
              tls_verify_certificates = <gateway>
              hosts_require_auth = *

            begin retry
            * * F,1h,1m

            begin authenticators
            login:
              driver = plaintext
              public_name = LOGIN
              server_advertise_condition = ${if eq{$received_port}{<AUTH_LOGIN>}}
              server_prompts = Username:: : Password::
              server_condition = ${if and{{eq{$auth1}{ann}}{eq{$auth2}{<password>}}}}
              server_set_id = $auth1
              client_condition = ${if eq{$transport_name}{auth_login}}
              client_send = : ann : <password>
            plain:
              driver = plaintext
              public_name = PLAIN
              server_advertise_condition = ${if eq{$received_port}{<AUTH_PLAIN>}}
              server_prompts = :
              server_condition = ${if and{{eq{$auth2}{ann}}{eq{$auth3}{<password>}}}}
              server_set_id = $auth2
              client_condition = ${if !eq{$transport_name}{auth_login}}
              client_send = ^ann^${if eq{$transport_name}{wrong_password}{incorrect}{<password>}}
            """;

    private final Exim exim;
    private final Surroundings surroundings;

    private EximPeer(Exim exim, Surroundings surroundings) {
        this.exim = exim;
        this.surroundings = surroundings;
    }

    static EximPeer start(Surroundings surroundings) throws IOException, InterruptedException {
        Path home = surroundings.directory();
        Path certificate = Files.createDirectory(home.resolve("certificate"));
        for (String file : List.of("chain.pem", "key.pem")) {
            Files.copy(surroundings.certificate().resolve(file), certificate.resolve(file));
        }
        String configuration =
                MAIN.replace("<certificate>", certificate.toString())
                        .replace("<gateway>", surroundings.gatewayChain().toString())
                        .replace("<password>", surroundings.password())
                        .replace("<recorder>", Integer.toString(surroundings.recorderPort()));
        for (var door : surroundings.doors().entrySet()) {
            configuration =
                    configuration.replace("<" + door.getKey() + ">", door.getValue().toString());
        }
        for (var listener : surroundings.gateway().entrySet()) {
            configuration =
                    configuration.replace(
                            "<" + listener.getKey() + ">", listener.getValue().toString());
        }
        List<Integer> ports =
                surroundings.doors().entrySet().stream()
                        .filter(door -> door.getKey() != Door.AUTH_SCRAM)
                        .map(Map.Entry::getValue)
                        .toList();
        return new EximPeer(Exim.start(home, configuration, ports), surroundings);
    }

    @Override
    public int port(Door door) {
        return surroundings.door(door);
    }

    @Override
    public String log() {
        return exim.log();
    }

    @Override
    public void close() {
        exim.close();
    }
}
