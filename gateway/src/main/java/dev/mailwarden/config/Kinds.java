package dev.mailwarden.config;

import dev.mailwarden.mail.smtp.Domain;
import dev.mailwarden.mail.smtp.Mailbox;
import dev.mailwarden.message.Network;
import java.net.InetSocketAddress;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collection;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** The kinds of values that settings have. */
final class Kinds {

    private static final Pattern DIGITS = Pattern.compile("\\d{1,18}");

    static final Kind<Boolean> FLAG =
            new ScalarKind<>(
                    "true or false",
                    text ->
                            switch (text) {
                                case "true" -> Optional.of(true);
                                case "false" -> Optional.of(false);
                                default -> Optional.empty();
                            },
                    value -> Boolean.toString(value));

    static final Kind<Domain> DOMAIN =
            new ScalarKind<>(
                    "a domain such as example.org",
                    text ->
                            Domain.parse(text)
                                    .filter(domain -> !domain.isAddressLiteral())
                                    .filter(domain -> Addresses.address(text).isEmpty()),
                    Domain::name);

    static final Kind<Mailbox> MAILBOX =
            new ScalarKind<>(
                    "an address such as user@example.org", Mailbox::parse, Mailbox::toString);

    static final Kind<Network> NETWORK =
            new ScalarKind<>(
                    "an address or a network such as 192.0.2.0/24 or 2001:db8::/32, with no bits"
                            + " set after the prefix",
                    Addresses::network,
                    Kinds::format);

    static final Kind<String> IP_ADDRESS =
            new ScalarKind<>(
                    "an IP address such as 192.0.2.1 or 2001:db8::1",
                    text -> Addresses.address(text).map(Addresses::format),
                    text -> text);

    static final Kind<InetSocketAddress> SOCKET =
            new ScalarKind<>(
                    "an IP address with a port, such as \"192.0.2.1:25\" or \"[2001:db8::1]:25\"",
                    Addresses::socket,
                    Addresses::format);

    static final Kind<Domain> HOST_NAME =
            new ScalarKind<>("a host name or IP address", Addresses::hostName, Addresses::format);

    static final Kind<Path> PATH =
            new ScalarKind<>(
                    "a path; a relative one begins at the directory of this file",
                    Kinds::path,
                    Path::toString);

    private Kinds() {}

    static String format(Network network) {
        return Addresses.format(network.address()) + "/" + network.prefix();
    }

    static Kind<Long> wholeNumber(long least, long most) {
        return new ScalarKind<>(
                "a whole number from " + least + " to " + most,
                text ->
                        DIGITS.matcher(text).matches()
                                ? Optional.of(Long.parseLong(text))
                                        .filter(n -> n >= least && n <= most)
                                : Optional.empty(),
                value -> Long.toString(value));
    }

    static Kind<Integer> number(int least, int most) {
        return wholeNumber(least, most).as(Math::toIntExact, Long::valueOf);
    }

    static Kind<Long> size(long least, long most) {
        return new ScalarKind<>(
                "a size from %s to %s".formatted(Sizes.format(least), Sizes.format(most)),
                text -> Sizes.parse(text).filter(n -> n >= least && n <= most),
                Sizes::format);
    }

    static Kind<Duration> duration(Duration least, Duration most) {
        return new ScalarKind<>(
                "a time from %s to %s, in s, m, h or d"
                        .formatted(Durations.format(least), Durations.format(most)),
                text ->
                        Durations.parse(text)
                                .filter(d -> d.compareTo(least) >= 0 && d.compareTo(most) <= 0),
                Durations::format);
    }

    /** One of the constants of an enum, in lower case with hyphens. */
    static <E extends Enum<E>> Kind<E> choice(Class<E> type) {
        return choice(Arrays.asList(type.getEnumConstants()));
    }

    /** One of some constants of an enum, in lower case with hyphens. */
    static <E extends Enum<E>> Kind<E> choice(Collection<E> constants) {
        return new ScalarKind<>(
                String.join(", ", constants.stream().map(Kinds::name).toList()),
                text ->
                        constants.stream()
                                .filter(constant -> name(constant).equals(text))
                                .findFirst(),
                Kinds::name);
    }

    static <E extends Enum<E>> Optional<E> constant(Class<E> type, String text) {
        return Arrays.stream(type.getEnumConstants())
                .filter(constant -> name(constant).equals(text))
                .findFirst();
    }

    /** A constant as it stands in files. */
    static String name(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** Text that matches an expression, which should not need backtracking. */
    static Kind<String> text(String allowed, Pattern pattern) {
        return new ScalarKind<>(
                allowed,
                text -> pattern.matcher(text).matches() ? Optional.of(text) : Optional.empty(),
                text -> text);
    }

    private static Optional<Path> path(String text) {
        try {
            return text.isBlank() ? Optional.empty() : Optional.of(Path.of(text));
        } catch (InvalidPathException e) {
            return Optional.empty();
        }
    }
}
