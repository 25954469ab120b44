package dev.mailwarden.config;

import dev.mailwarden.mail.smtp.Domain;
import dev.mailwarden.message.Network;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Network addresses as they are written in the configuration; nothing here asks DNS. */
final class Addresses {

    private static final String OCTET = "(25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)";
    private static final Pattern IPV4 = Pattern.compile("(" + OCTET + "\\.){3}" + OCTET);
    private static final Pattern IPV6 = Pattern.compile("[0-9A-Fa-f:.]{2,45}");
    private static final Pattern WITH_PORT =
            Pattern.compile("(?:\\[([^\\]]{1,60})\\]|([^:\\[\\]]{1,255}))(?::(\\d{1,5}))?");

    static final InetAddress ANY = InetAddress.ofLiteral("0.0.0.0");
    static final InetAddress LOOPBACK = InetAddress.ofLiteral("127.0.0.1");

    private Addresses() {}

    static Optional<InetAddress> address(String text) {
        boolean ipv6 = text.contains(":") && IPV6.matcher(text).matches();
        if (!ipv6 && !IPV4.matcher(text).matches()) {
            return Optional.empty();
        }
        try {
            return Optional.of(InetAddress.ofLiteral(text));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** IPv6 with its longest run of zeros left out (RFC 5952 §4.2). */
    static String format(InetAddress address) {
        String text = address.getHostAddress();
        for (int zeros = 8; zeros > 1 && address instanceof Inet6Address; zeros--) {
            String shorter = text.replaceFirst("(^|:)(0:){" + (zeros - 1) + "}0(:|$)", "::");
            if (!shorter.equals(text)) {
                return shorter;
            }
        }
        return text;
    }

    /** Reads {@code 192.0.2.0/24} or a single address. */
    static Optional<Network> network(String text) {
        int slash = text.indexOf('/');
        String host = slash < 0 ? text : text.substring(0, slash);
        return address(host)
                .flatMap(address -> {
                    int bits = address.getAddress().length * 8;
                    String prefix = slash < 0 ? Integer.toString(bits) : text.substring(slash + 1);
                    return number(prefix, bits).flatMap(p -> network(address, p));
                });
    }

    private static Optional<Network> network(InetAddress address, int prefix) {
        try {
            return Optional.of(new Network(address, prefix));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** Reads {@code 192.0.2.1:25} or {@code [2001:db8::1]:25}. */
    static Optional<InetSocketAddress> socket(String text) {
        Matcher parts = WITH_PORT.matcher(text);
        if (!parts.matches() || parts.group(3) == null) {
            return Optional.empty();
        }
        boolean brackets = parts.group(1) != null;
        return address(brackets ? parts.group(1) : parts.group(2))
                .filter(address -> brackets == address instanceof Inet6Address)
                .flatMap(address ->
                        number(parts.group(3), 65_535)
                                .map(port -> new InetSocketAddress(address, port)));
    }

    static String format(InetSocketAddress socket) {
        String address = format(socket.getAddress());
        return (address.contains(":") ? "[" + address + "]" : address) + ":" + socket.getPort();
    }

    /**
     * Reads a next hop: {@code inner.example.org}, {@code inner.example.org:2525}, {@code
     * 192.0.2.1:25} or {@code [2001:db8::1]:25}.
     */
    static Optional<NextHop> nextHop(String text) {
        Matcher parts = WITH_PORT.matcher(text);
        if (!parts.matches()) {
            return Optional.empty();
        }
        String name = parts.group(1) != null ? "[" + parts.group(1) + "]" : parts.group(2);
        Optional<Integer> port =
                Optional.ofNullable(parts.group(3))
                        .flatMap(digits -> number(digits, 65_535))
                        .filter(p -> p > 0);
        return parts.group(3) != null && port.isEmpty()
                ? Optional.empty()
                : hostName(name).map(domain -> new NextHop(domain, port, Optional.empty()));
    }

    static Optional<Domain> hostName(String name) {
        String bare = name.startsWith("[") ? name.substring(1, name.length() - 1) : name;
        Optional<InetAddress> address = address(bare);
        if (address.isPresent()) {
            return Domain.parse(literal(address.get()));
        }
        return name.startsWith("[")
                ? Domain.parse(name).filter(domain -> literalAddress(domain).isPresent())
                : Domain.parse(name);
    }

    /** The address literal of RFC 5321 §4.1.3. */
    private static String literal(InetAddress address) {
        return (address instanceof Inet6Address ? "[IPv6:" : "[") + format(address) + "]";
    }

    private static Optional<InetAddress> literalAddress(Domain domain) {
        String inner = domain.name().substring(1, domain.name().length() - 1);
        boolean ipv6 = inner.regionMatches(true, 0, "IPv6:", 0, 5);
        return address(ipv6 ? inner.substring(5) : inner);
    }

    static String format(NextHop hop) {
        String name = format(hop.name());
        return (name.contains(":") ? "[" + name + "]" : name)
                + hop.port().map(port -> ":" + port).orElse("");
    }

    /** A host's name, or its address without the brackets of the literal. */
    static String format(Domain host) {
        return host.isAddressLiteral()
                ? literalAddress(host).map(Addresses::format).orElse(host.name())
                : host.name();
    }

    private static Optional<Integer> number(String digits, int most) {
        if (digits.isEmpty()
                || digits.length() > 5
                || !digits.chars().allMatch(Addresses::isDigit)) {
            return Optional.empty();
        }
        return Optional.of(Integer.parseInt(digits)).filter(n -> n <= most);
    }

    private static boolean isDigit(int c) {
        return c >= '0' && c <= '9';
    }
}
