package dev.mailwarden.mail.smtp;

import dev.mailwarden.mail.ForeignOctets;
import java.net.InetAddress;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What a server in front tells of its client: the attributes of one XCLIENT command, as Postfix has
 * defined them (XCLIENT_README).
 *
 * @param told the attributes of the command; no characters for one that the server in front does
 *     not know ({@code [UNAVAILABLE]}, {@code [TEMPUNAVAIL]}). Every value is of its attribute's
 *     kind
 */
@ForeignOctets
public record XClient(Map<Attribute, String> told) {

    /** Longest value (RFC 1035 §2.3.4 for names). */
    private static final int MAX_VALUE = 255;

    private static final int MAX_PORT = 65_535;

    /** What can be told. */
    public enum Attribute {
        /** The name of its address in DNS. */
        NAME,
        /** Its address. */
        ADDR,
        /** Its port. */
        PORT,
        /** SMTP or ESMTP. */
        PROTO,
        /** What it said in HELO or EHLO. */
        HELO,
        /** As whom it has logged in. */
        LOGIN,
        /** The address that it connected to. */
        DESTADDR,
        /** The port that it connected to. */
        DESTPORT
    }

    public XClient {
        told = Collections.unmodifiableMap(new EnumMap<>(told));
    }

    /** Reads the argument of XCLIENT; empty if it is not as it should be. */
    static Optional<XClient> parse(String argument) {
        Map<Attribute, String> told = new EnumMap<>(Attribute.class);
        for (String pair : argument.split(" +", -1)) {
            int equals = pair.indexOf('=');
            Optional<Attribute> attribute = attribute(pair.substring(0, Math.max(0, equals)));
            if (attribute.isEmpty() || told.containsKey(attribute.get())) {
                return Optional.empty();
            }
            Optional<String> value = value(attribute.get(), pair.substring(equals + 1));
            if (value.isEmpty()) {
                return Optional.empty();
            }
            told.put(attribute.get(), value.get());
        }
        return Optional.of(new XClient(told));
    }

    private static Optional<Attribute> attribute(String name) {
        String upper = Ascii.upper(name);
        for (Attribute attribute : Attribute.values()) {
            if (attribute.name().equals(upper)) {
                return Optional.of(attribute);
            }
        }
        return Optional.empty();
    }

    /** {@return the value, of no characters if it is not known, or empty if it is not allowed} */
    private static Optional<String> value(Attribute attribute, String xtext) {
        if (Ascii.equalsIgnoreCase(xtext, "[UNAVAILABLE]")
                || Ascii.equalsIgnoreCase(xtext, "[TEMPUNAVAIL]")) {
            return Optional.of("");
        }
        return Xtext.decode(xtext)
                .filter(text -> !text.isEmpty() && text.length() <= MAX_VALUE)
                .filter(text -> isAllowed(attribute, text));
    }

    private static boolean isAllowed(Attribute attribute, String text) {
        return switch (attribute) {
            case ADDR, DESTADDR -> address(text).isPresent();
            case PORT, DESTPORT -> port(text).isPresent();
            case PROTO ->
                    Ascii.equalsIgnoreCase(text, "SMTP") || Ascii.equalsIgnoreCase(text, "ESMTP");
            case NAME, HELO -> text.indexOf(' ') < 0;
            case LOGIN -> true;
        };
    }

    private static Optional<InetAddress> address(String text) {
        return Ascii.startsWithIgnoreCase(text, "IPV6:")
                ? IpAddress.parseV6(text.substring("IPV6:".length()))
                : IpAddress.parse(text);
    }

    private static OptionalInt port(String text) {
        var number = Decimals.parse(text);
        return number.isPresent() && number.getAsLong() <= MAX_PORT
                ? OptionalInt.of((int) number.getAsLong())
                : OptionalInt.empty();
    }

    /** Whether the command says something about this, even that it is not known. */
    public boolean speaksOf(Attribute attribute) {
        return told.containsKey(attribute);
    }

    /** {@return the client's address, if it is told and known} */
    public Optional<InetAddress> address() {
        return known(Attribute.ADDR).flatMap(XClient::address);
    }

    /** {@return the client's port, if it is told and known} */
    public OptionalInt port() {
        return known(Attribute.PORT).map(XClient::port).orElseGet(OptionalInt::empty);
    }

    /** {@return the name the client gave in HELO or EHLO, if it is told and known} */
    public Optional<String> helo() {
        return known(Attribute.HELO);
    }

    /** Whether the client did not say, by EHLO, that it knows extensions. */
    public boolean isPlainSmtp() {
        return known(Attribute.PROTO).filter(p -> Ascii.equalsIgnoreCase(p, "SMTP")).isPresent();
    }

    /** {@return as whom the client has logged in at the server in front, if it has} */
    public Optional<String> login() {
        return known(Attribute.LOGIN);
    }

    private Optional<String> known(Attribute attribute) {
        return Optional.ofNullable(told.get(attribute)).filter(value -> !value.isEmpty());
    }
}
