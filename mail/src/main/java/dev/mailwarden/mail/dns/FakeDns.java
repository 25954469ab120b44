package dev.mailwarden.mail.dns;

import dev.mailwarden.mail.smtp.Domain;
import dev.mailwarden.mail.smtp.IpAddress;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * A DNS that answers from a zone written as text, for tests and demonstrations.
 *
 * <pre>
 * ; name          [ttl]  type   data
 * example.com     300    MX     10 mx.example.com
 * mx.example.com         A      192.0.2.1
 * mx.example.com         AAAA   2001:db8::1
 * www.example.com        CNAME  mx.example.com
 * silent.example         MX     0 .
 * broken.example         FAIL   SERVFAIL
 * </pre>
 *
 * <p>Every name is complete, with or without the dot at its end. {@code FAIL} makes each look-up of
 * the name a temporary failure with the reason given. Immutable.
 */
public final class FakeDns implements Dns {

    private static final Duration DEFAULT_TTL = Duration.ofHours(1);

    /** Aliases followed for one look-up; a resolver gives up at some point too. */
    private static final int MAX_ALIASES = 8;

    /** One line of the zone. */
    private record Line(Duration ttl, String type, String data) {}

    private final Map<Domain, List<Line>> zone;

    private FakeDns(Map<Domain, List<Line>> zone) {
        this.zone = zone;
    }

    /**
     * Reads a zone.
     *
     * @throws IllegalArgumentException naming the line that cannot be read
     */
    public static FakeDns of(String zone) {
        Map<Domain, List<Line>> lines = new HashMap<>();
        for (String text : zone.lines().toList()) {
            String content = text.replaceFirst(";.*", "").strip();
            if (!content.isEmpty()) {
                addLine(lines, content);
            }
        }
        return new FakeDns(lines);
    }

    private static void addLine(Map<Domain, List<Line>> lines, String content) {
        String[] words = content.split("\\s+", 2);
        Domain name = name(words[0], content);
        String rest = words.length > 1 ? words[1] : "";
        Duration ttl = DEFAULT_TTL;
        if (rest.matches("[0-9]+\\s.*")) {
            String[] split = rest.split("\\s+", 2);
            ttl = Duration.ofSeconds(Long.parseLong(split[0]));
            rest = split[1];
        }
        String[] typeAndData = rest.split("\\s+", 2);
        if (typeAndData.length < 2) {
            throw unreadable(content);
        }
        Line line = new Line(ttl, typeAndData[0], typeAndData[1]);
        checkLine(line, content);
        lines.computeIfAbsent(name, _ -> new ArrayList<>()).add(line);
    }

    private static void checkLine(Line line, String content) {
        boolean readable =
                switch (line.type) {
                    case "MX" -> line.data.matches("[0-9]{1,5}\\s+\\S+");
                    case "A", "AAAA" -> IpAddress.parse(line.data).isPresent();
                    case "CNAME" -> Domain.parse(line.data).isPresent();
                    case "FAIL" -> true;
                    default -> false;
                };
        if (!readable) {
            throw unreadable(content);
        }
    }

    @Override
    public Answer<MailExchanger> mx(Domain domain) {
        return lookUp(domain, "MX", FakeDns::mailExchanger);
    }

    @Override
    public Answer<Inet4Address> a(Domain host) {
        return lookUp(host, "A", data -> (Inet4Address) IpAddress.parse(data).orElseThrow());
    }

    @Override
    public Answer<Inet6Address> aaaa(Domain host) {
        return lookUp(host, "AAAA", data -> (Inet6Address) IpAddress.parse(data).orElseThrow());
    }

    private <R> Answer<R> lookUp(Domain asked, String type, Function<String, R> reader) {
        Domain name = asked;
        Duration ttl = DEFAULT_TTL;
        for (int aliases = 0; aliases <= MAX_ALIASES; aliases++) {
            List<Line> failures = lines(name, "FAIL");
            if (!failures.isEmpty()) {
                return new Answer.TemporaryFailure<>(failures.getFirst().data);
            }
            List<Line> lines = lines(name, type);
            List<Line> alias = lines(name, "CNAME");
            ttl = least(ttl, lines.isEmpty() ? alias : lines);
            if (!lines.isEmpty()) {
                var records = lines.stream().map(Line::data).map(reader).toList();
                return new Answer.Found<>(records, ttl, false);
            }
            if (alias.isEmpty()) {
                return exists(name)
                        ? new Answer.NoData<>(ttl, false)
                        : new Answer.NoSuchName<>(ttl, false);
            }
            name = name(alias.getFirst().data, "");
        }
        return new Answer.TemporaryFailure<>("too many aliases from " + asked);
    }

    private List<Line> lines(Domain name, String type) {
        return zone.getOrDefault(name, List.of()).stream()
                .filter(line -> line.type.equals(type))
                .toList();
    }

    /** A name exists if it has records or a name below it has (RFC 8020 §2). */
    private boolean exists(Domain name) {
        return zone.containsKey(name)
                || zone.keySet().stream().anyMatch(d -> d.name().endsWith("." + name));
    }

    private static Duration least(Duration ttl, List<Line> lines) {
        return lines.stream().map(Line::ttl).reduce(ttl, (a, b) -> a.compareTo(b) < 0 ? a : b);
    }

    private static MailExchanger mailExchanger(String data) {
        String[] words = data.split("\\s+", 2);
        Optional<Domain> host = Domain.parse(words[1]).filter(d -> !d.isAddressLiteral());
        return new MailExchanger(Integer.parseInt(words[0]), host);
    }

    private static Domain name(String text, String line) {
        return Domain.parse(text).orElseThrow(() -> unreadable(line));
    }

    private static IllegalArgumentException unreadable(String line) {
        return new IllegalArgumentException("cannot read the zone's line: " + line);
    }
}
