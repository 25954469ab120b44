package dev.mailwarden.config;

import dev.mailwarden.config.Node.Storage;
import java.nio.file.Path;
import java.util.regex.Pattern;

/** The keys under {@code node.storage:}. */
final class StorageSection {

    private static final Kind<String> URL =
            Kinds.text(
                    "jdbc:postgresql:// with hosts and a database",
                    Pattern.compile("jdbc:postgresql://[!-~]{1,500}"));

    private static final Kind<String> USER =
            Kinds.text(
                    "a name of 1 to 63 letters, digits, - and _", Pattern.compile("[\\w-]{1,63}"));

    static final Section<Storage> STORAGE =
            Section.<Storage>of(
                            keys -> {
                                var engine =
                                        keys.key(
                                                "engine",
                                                Kinds.choice(Storage.Engine.class),
                                                Storage.Engine.EMBEDDED,
                                                "Where settings, journeys and what is known of kept"
                                                        + " messages are: in files of the data"
                                                        + " directory, or on a server that nodes"
                                                        + " share.",
                                                Storage::engine);
                                var url =
                                        keys.optional(
                                                "url",
                                                URL,
                                                "jdbc:postgresql://db.example.org/mailwarden",
                                                "The server's database, for engine postgresql.",
                                                Storage::url);
                                var user =
                                        keys.optional(
                                                "user",
                                                USER,
                                                "mailwarden",
                                                "The account there, which owns the database.",
                                                Storage::user);
                                var passwordFile =
                                        keys.optional(
                                                "password-file",
                                                PathKind.PASSWORD,
                                                Path.of("/etc/mailwarden/database-password"),
                                                "File with its password as the first line, readable"
                                                        + " by the gateway's account only.",
                                                Storage::passwordFile);
                                return values ->
                                        new Storage(
                                                values.get(engine),
                                                values.get(url),
                                                values.get(user),
                                                values.get(passwordFile));
                            })
                    .check(StorageSection::checkServer);

    private StorageSection() {}

    private static void checkServer(Storage storage, At at) {
        boolean whole =
                storage.url().isPresent()
                        && storage.user().isPresent()
                        && storage.passwordFile().isPresent();
        if (storage.engine() == Storage.Engine.POSTGRESQL && !whole) {
            at.key("engine").error("postgresql needs url, user and password-file beside it");
        }
    }
}
