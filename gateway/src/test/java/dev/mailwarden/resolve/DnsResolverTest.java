package dev.mailwarden.resolve;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailwarden.config.Node;
import dev.mailwarden.mail.dns.Answer;
import dev.mailwarden.mail.dns.MailExchanger;
import dev.mailwarden.mail.smtp.Domain;
import dev.mailwarden.mail.smtp.IpAddress;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

class DnsResolverTest {

    private static final Domain EXAMPLE = new Domain("example.com");

    @Test
    void readsMxRecords() throws Exception {
        try (StubServer server =
                StubServer.answering(query ->
                        answer(
                                query,
                                "example.com. 300 MX 10 mx1.example.com.",
                                "example.com. 200 MX 20 MX2.example.com.",
                                "example.com. 300 MX 30 ."))) {
            Answer<MailExchanger> answer = resolver(server).mx(EXAMPLE);
            assertThat(answer.found())
                    .containsExactlyInAnyOrder(
                            new MailExchanger(10, new Domain("mx1.example.com")),
                            new MailExchanger(20, new Domain("mx2.example.com")),
                            new MailExchanger(30, Optional.empty()));
        }
    }

    @Test
    void readsAddressesBehindAnAlias() throws Exception {
        try (StubServer server =
                StubServer.answering(query ->
                        answer(
                                query,
                                "example.com. 300 CNAME host.example.net.",
                                "host.example.net. 300 A 192.0.2.1"))) {
            assertThat(resolver(server).a(EXAMPLE).found().stream().map(IpAddress::format))
                    .containsExactly("192.0.2.1");
        }
    }

    @Test
    void readsIpv6Addresses() throws Exception {
        try (StubServer server =
                StubServer.answering(query -> answer(query, "example.com. 300 AAAA 2001:db8::1"))) {
            assertThat(resolver(server).aaaa(EXAMPLE).found().stream().map(IpAddress::format))
                    .containsExactly("2001:db8::1");
        }
    }

    @Test
    void whatDoesNotExistIsKnownNotToExist() throws Exception {
        try (StubServer server = StubServer.answering(query -> failed(query, Rcode.NXDOMAIN))) {
            assertThat(resolver(server).mx(EXAMPLE)).isInstanceOf(Answer.NoSuchName.class);
        }
        try (StubServer server = StubServer.answering(DnsResolverTest::answer)) {
            assertThat(resolver(server).mx(EXAMPLE)).isInstanceOf(Answer.NoData.class);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {Rcode.SERVFAIL, Rcode.REFUSED, Rcode.NOTIMP, Rcode.FORMERR, 15})
    void anyOtherFailureIsTemporary(int rcode) throws Exception {
        try (StubServer server = StubServer.answering(query -> failed(query, rcode))) {
            assertThat(resolver(server).mx(EXAMPLE)).isInstanceOf(Answer.TemporaryFailure.class);
        }
    }

    /** N-10: what a lame server says would otherwise bounce mail. */
    @Test
    void aServerThatDoesNotKnowIsNotBelieved() throws Exception {
        UnaryOperator<Message> referral =
                query -> {
                    Message reply = answer(query);
                    reply.addRecord(read(". 300 NS a.root-servers.example."), Section.AUTHORITY);
                    return reply;
                };
        UnaryOperator<Message> ignorance =
                query -> {
                    Message reply = answer(query);
                    reply.getHeader().unsetFlag(Flags.RA);
                    return reply;
                };
        for (UnaryOperator<Message> lame : List.of(referral, ignorance)) {
            try (StubServer server = StubServer.answering(lame)) {
                assertThat(resolver(server).mx(EXAMPLE))
                        .isInstanceOf(Answer.TemporaryFailure.class);
            }
        }
        try (StubServer server =
                StubServer.answering(query -> {
                    Message reply = answer(query);
                    reply.addRecord(read("example.com. 300 NS ns.example.com."), Section.AUTHORITY);
                    reply.addRecord(
                            read("example.com. 300 SOA ns.example.com. a.example.com. 1 2 3 4 5"),
                            Section.AUTHORITY);
                    return reply;
                })) {
            assertThat(resolver(server).mx(EXAMPLE)).isInstanceOf(Answer.NoData.class);
        }
    }

    @Test
    void aTruncatedAnswerThatTcpCannotCompleteIsTemporary() throws Exception {
        try (StubServer server =
                new StubServer(
                        octets -> {
                            Message reply = answer(StubServer.parse(octets));
                            reply.getHeader().setFlag(Flags.TC);
                            return reply.toWire();
                        },
                        _ -> new byte[0])) {
            assertThat(resolver(server).mx(EXAMPLE)).isInstanceOf(Answer.TemporaryFailure.class);
            assertThat(server.byTcp).hasPositiveValue();
        }
    }

    @Test
    void silenceIsTemporaryAndBounded() throws Exception {
        try (StubServer server = new StubServer(_ -> new byte[0], _ -> new byte[0])) {
            DnsResolver impatient =
                    DnsResolver.asking(
                            List.of(server.address()),
                            Duration.ofMillis(300),
                            Duration.ofSeconds(2));
            long began = System.nanoTime();
            assertThat(impatient.mx(EXAMPLE)).isInstanceOf(Answer.TemporaryFailure.class);
            assertThat(Duration.ofNanos(System.nanoTime() - began))
                    .isLessThan(Duration.ofSeconds(15));
            assertThat(server.byUdp).hasPositiveValue();
        }
    }

    @Test
    void garbageIsTemporary() throws Exception {
        UnaryOperator<byte[]> garbage = query -> new byte[] {query[0], query[1], 1, 2, 3};
        try (StubServer server = new StubServer(garbage, garbage)) {
            assertThat(resolver(server).mx(EXAMPLE)).isInstanceOf(Answer.TemporaryFailure.class);
        }
    }

    @Test
    void anAnswerToAnotherQuestionIsNotBelieved() throws Exception {
        try (StubServer server =
                StubServer.answering(query -> {
                    Message reply = answer(query, "example.com. 300 MX 10 evil.example.");
                    reply.getHeader().setID(query.getHeader().getID() ^ 1);
                    return reply;
                })) {
            assertThat(resolver(server).mx(EXAMPLE)).isInstanceOf(Answer.TemporaryFailure.class);
        }
    }

    @Test
    void aTruncatedAnswerIsFetchedByTcp() throws Exception {
        try (StubServer server =
                new StubServer(
                        octets -> {
                            Message reply = answer(StubServer.parse(octets));
                            reply.getHeader().setFlag(Flags.TC);
                            return reply.toWire();
                        },
                        octets ->
                                answer(
                                                StubServer.parse(octets),
                                                "example.com. 300 MX 10 mx.example.com.")
                                        .toWire())) {
            assertThat(resolver(server).mx(EXAMPLE).found())
                    .containsExactly(new MailExchanger(10, new Domain("mx.example.com")));
            assertThat(server.byTcp).hasValue(1);
        }
    }

    @Test
    void anotherServerIsAskedIfTheFirstFails() throws Exception {
        try (StubServer bad = StubServer.answering(query -> failed(query, Rcode.SERVFAIL));
                StubServer good =
                        StubServer.answering(
                                query -> answer(query, "example.com. 300 MX 10 mx.example.com."))) {
            DnsResolver resolver =
                    DnsResolver.asking(
                            List.of(bad.address(), good.address()),
                            Duration.ofMillis(500),
                            Duration.ofSeconds(4));
            assertThat(resolver.mx(EXAMPLE).found()).hasSize(1);
        }
    }

    @Test
    void answersAreKeptAndFailuresAreNot() throws Exception {
        try (StubServer server =
                StubServer.answering(query ->
                        query.getQuestion().getType() == Type.MX
                                ? answer(query, "example.com. 300 MX 10 mx.example.com.")
                                : failed(query, Rcode.SERVFAIL))) {
            DnsResolver resolver = resolver(server);
            for (int i = 0; i < 5; i++) {
                assertThat(resolver.mx(EXAMPLE).found()).hasSize(1);
            }
            assertThat(server.byUdp).hasValue(1);
            resolver.a(EXAMPLE);
            int once = server.byUdp.get();
            resolver.a(EXAMPLE);
            assertThat(server.byUdp.get()).isGreaterThan(once);
        }
    }

    @Test
    void namesAreComplete() throws Exception {
        try (StubServer server =
                StubServer.answering(query ->
                        query.getQuestion().getName().toString().equals("localhost.")
                                ? failed(query, Rcode.NXDOMAIN)
                                : failed(query, Rcode.SERVFAIL))) {
            assertThat(resolver(server).mx(new Domain("localhost")))
                    .isInstanceOf(Answer.NoSuchName.class);
            assertThat(server.byUdp).hasValue(1);
        }
    }

    @Test
    void asksTheServersOfTheNodeAndWaitsAsLongAsItSays() throws Exception {
        try (StubServer server =
                        StubServer.answering(
                                query -> answer(query, "example.com. 300 MX 10 mx.example.com."));
                StubServer silent = new StubServer(_ -> new byte[0], _ -> new byte[0])) {
            assertThat(of(server).mx(new Domain("example.com"))).isInstanceOf(Answer.Found.class);
            assertThat(of(silent).mx(new Domain("example.com")))
                    .isInstanceOf(Answer.TemporaryFailure.class);
        }
    }

    private static DnsResolver of(StubServer server) {
        return DnsResolver.of(new Node.Dns(List.of(server.address()), Duration.ofSeconds(1)));
    }

    private static DnsResolver resolver(StubServer server) {
        return DnsResolver.asking(
                List.of(server.address()), Duration.ofSeconds(5), Duration.ofSeconds(20));
    }

    private static Message failed(Message query, int rcode) {
        Message reply = answer(query);
        reply.getHeader().setRcode(rcode);
        return reply;
    }

    private static Message answer(Message query, String... records) {
        Message reply = new Message(query.getHeader().getID());
        reply.getHeader().setFlag(Flags.QR);
        reply.getHeader().setFlag(Flags.RD);
        reply.getHeader().setFlag(Flags.RA);
        reply.addRecord(query.getQuestion(), Section.QUESTION);
        for (String record : records) {
            reply.addRecord(read(record), Section.ANSWER);
        }
        return reply;
    }

    private static Record read(String text) {
        String[] words = text.split(" ", 4);
        try {
            return Record.fromString(
                    Name.fromString(words[0]),
                    Type.value(words[2]),
                    DClass.IN,
                    Long.parseLong(words[1]),
                    words[3],
                    Name.root);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
