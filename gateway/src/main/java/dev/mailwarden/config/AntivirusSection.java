package dev.mailwarden.config;

import dev.mailwarden.config.Node.Antivirus;
import dev.mailwarden.config.Node.Clamd;
import dev.mailwarden.message.Network;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** The keys under {@code node.antivirus:}. */
final class AntivirusSection {

    private static final long MIB = 1 << 20;
    private static final String UNIX = "unix:";

    /** The length that the address of a Unix socket may have on Linux. */
    private static final int MAX_UNIX_PATH = 107;

    private static final SocketAddress EXAMPLE =
            UnixDomainSocketAddress.of("/run/clamav/clamd.ctl");

    private static final Kind<SocketAddress> ADDRESS =
            new ScalarKind<>(
                    "unix: and an absolute path, or an IP address with a port such as"
                            + " \"127.0.0.1:3310\"",
                    AntivirusSection::address,
                    AntivirusSection::format);

    private static final Section<Clamd> CLAMD =
            Section.<Clamd>of(
                            keys -> {
                                var address =
                                        keys.required(
                                                "address",
                                                ADDRESS,
                                                EXAMPLE,
                                                "Where ClamAV's daemon listens. It is spoken to in"
                                                        + " clear.",
                                                Clamd::address);
                                var internal =
                                        keys.collection(
                                                "internal-networks",
                                                new ListKind<>(Kinds.NETWORK, 0, 100),
                                                Section.Empty.list(
                                                        new Network(
                                                                Addresses.address("192.0.2.0")
                                                                        .orElseThrow(),
                                                                24)),
                                                "Networks, beside this machine, that mail may cross"
                                                        + " in clear on its way to the daemon.",
                                                Clamd::internalNetworks);
                                var connections =
                                        keys.key(
                                                "connections",
                                                Kinds.number(1, 1_000),
                                                10,
                                                "Connections at once; not more than the daemon's"
                                                        + " MaxThreads.",
                                                Clamd::connections);
                                var timeout =
                                        keys.key(
                                                "timeout",
                                                Kinds.duration(
                                                        Duration.ofSeconds(1),
                                                        Duration.ofMinutes(10)),
                                                Duration.ofMinutes(1),
                                                "Longest wait for one answer.",
                                                Clamd::timeout);
                                var maxSize =
                                        keys.key(
                                                "max-size",
                                                Kinds.size(MIB, 4096 * MIB),
                                                25 * MIB,
                                                "What is larger is not sent, and its status is"
                                                        + " Error; not more than the daemon's"
                                                        + " StreamMaxLength and MaxFileSize.",
                                                Clamd::maxSize);
                                return values ->
                                        new Clamd(
                                                values.get(address),
                                                values.get(internal),
                                                values.get(connections),
                                                values.get(timeout),
                                                values.get(maxSize));
                            })
                    .check(AntivirusSection::checkClear);

    static final Section<Antivirus> ANTIVIRUS =
            Section.of(keys -> {
                var clamd =
                        keys.optional(
                                "clamd",
                                CLAMD,
                                new Clamd(EXAMPLE, List.of(), 10, Duration.ofMinutes(1), 25 * MIB),
                                "ClamAV's daemon as an engine of the antivirus module.",
                                Antivirus::clamd);
                return values -> new Antivirus(values.get(clamd));
            });

    private AntivirusSection() {}

    private static Optional<SocketAddress> address(String text) {
        if (!text.startsWith(UNIX)) {
            return Addresses.socket(text).map(SocketAddress.class::cast);
        }
        String path = text.substring(UNIX.length());
        if (!path.startsWith("/") || path.length() > MAX_UNIX_PATH) {
            return Optional.empty();
        }
        try {
            return Optional.of(UnixDomainSocketAddress.of(Path.of(path)));
        } catch (InvalidPathException _) {
            return Optional.empty();
        }
    }

    private static String format(SocketAddress address) {
        return switch (address) {
            case UnixDomainSocketAddress unix -> UNIX + unix.getPath();
            case InetSocketAddress host -> Addresses.format(host);
            default -> throw new IllegalArgumentException("no address: " + address);
        };
    }

    /** Mail leaves this machine in clear only where that was said to be allowed (PRIV-4). */
    private static void checkClear(Clamd clamd, At at) {
        if (clamd.address() instanceof InetSocketAddress host
                && !host.getAddress().isLoopbackAddress()) {
            if (Network.anyContains(clamd.internalNetworks(), host.getAddress())) {
                at.key("address").warning("mail goes there in clear");
            } else {
                at.key("address")
                        .error(
                                "is not this machine: mail would go there in clear; list its network"
                                        + " in internal-networks if that is wanted");
            }
        }
    }
}
