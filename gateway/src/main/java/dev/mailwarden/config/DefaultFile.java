package dev.mailwarden.config;

import dev.mailwarden.config.Key.Presence;
import dev.mailwarden.config.Listener.Kind;
import dev.mailwarden.config.Listener.LineEndings;
import dev.mailwarden.config.Listener.Tls;
import dev.mailwarden.mail.smtp.Domain;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * The file that a new installation begins with: every setting with its explanation, commented out
 * at its default. It relays nothing, since it has no local domains and no trusted networks.
 */
public final class DefaultFile {

    static final Listener MX =
            new Listener(
                    "mx",
                    new InetSocketAddress(Addresses.ANY, 25),
                    Kind.MX,
                    Tls.ATTEMPT,
                    LineEndings.STRICT);

    private static final String HEAD =
            """
            # The configuration of Mailwarden.
            #
            # Lines that begin with # and no blank show a setting at its default, or an example where
            # there is none; take the # away to change it. `mailwarden check-config` says what is
            # wrong; `mailwarden apply` makes a change under settings: effective. As it stands, this
            # file relays nothing: to begin, name your domains in settings.relay.local-domains and
            # say in settings.routes where their mail goes.
            """;

    private static final int LINE = 100;

    private DefaultFile() {}

    /** The file for a machine of this name that keeps its data there. */
    public static String text(Domain hostName, Path dataDirectory) {
        var node =
                new Node(
                        hostName,
                        dataDirectory,
                        List.of(MX),
                        Optional.empty(),
                        List.of(),
                        Optional.empty(),
                        Optional.empty(),
                        Node.Dns.OF_SYSTEM,
                        Node.Storage.EMBEDDED,
                        Optional.empty(),
                        Node.Antivirus.NONE,
                        Node.Unpack.DEFAULT);
        var out = new StringBuilder(HEAD);
        out.append("\nnode:\n");
        appendKeys(out, NodeSection.NODE, node, 2);
        out.append("\nsettings:\n");
        for (Key<Settings, ?> key : SettingsSection.SETTINGS.keys()) {
            if (key.presence() instanceof Presence.Subsection<?>) {
                appendSection(out, key, 2);
            } else {
                out.append('\n');
                appendCommented(out, key, 2);
            }
        }
        return out.toString();
    }

    private static void appendSection(StringBuilder out, Key<?, ?> key, int indent) {
        out.append('\n');
        comment(out, key.explanation(), indent);
        out.repeat(' ', indent).append(key.name()).append(":\n");
        for (Key<?, ?> inner : key.kind().section().orElseThrow().keys()) {
            if (inner.presence() instanceof Presence.Subsection<?>) {
                appendSection(out, inner, indent + 2);
            } else {
                appendCommented(out, inner, indent + 2);
            }
        }
    }

    private static void appendKeys(
            StringBuilder out, Section<Node> section, Node node, int indent) {
        for (Key<Node, ?> key : section.keys()) {
            if (key.presence() instanceof Presence.Subsection<?>) {
                appendSection(out, key, indent);
            } else if (key.presence() instanceof Presence.Required<?>) {
                comment(out, key.explanation() + " Needed: " + key.kind().allowed() + ".", indent);
                out.repeat(' ', indent).append(key.name()).append(':');
                out.append(YamlWriter.write(key.write(node).orElseThrow(), indent + 2));
            } else {
                appendCommented(out, key, indent);
            }
        }
    }

    private static <T> void appendCommented(StringBuilder out, Key<?, T> key, int indent) {
        String allowed =
                key.kind().section().isPresent() ? "" : " Allowed: " + key.kind().allowed() + ".";
        comment(out, key.explanation() + allowed, indent);
        String value =
                switch (key.presence()) {
                    case Presence.Default<T>(T absent) -> written(key, absent);
                    case Presence.Usual<T>(T absent) -> written(key, absent);
                    case Presence.Optionally<T>(_, T example) -> written(key, example);
                    case Presence.Required<T>(T example) -> written(key, example);
                    case Presence.Subsection<T> _ -> throw new IllegalStateException(key.name());
                };
        (key.name() + ":" + value)
                .lines()
                .forEach(line -> out.repeat(' ', indent).append('#').append(line).append('\n'));
    }

    /** Indented by two, as everything follows the comment sign. */
    private static <T> String written(Key<?, T> key, T value) {
        return YamlWriter.write(key.kind().write(value), 2);
    }

    private static void comment(StringBuilder out, String text, int indent) {
        var line = new StringBuilder();
        for (String word : text.split(" ", -1)) {
            if (indent + 2 + line.length() + word.length() > LINE - 1) {
                out.repeat(' ', indent).append('#').append(line).append('\n');
                line.setLength(0);
            }
            line.append(' ').append(word);
        }
        out.repeat(' ', indent).append('#').append(line).append('\n');
    }
}
