package dev.mailwarden.config;

import dev.mailwarden.policy.Marking;
import java.util.function.Function;

/** The keys under {@code settings.marking:} (MARK-2). */
final class MarkingSection {

    static final Section<Marking> MARKING =
            Section.of(keys -> {
                var inside =
                        flag(
                                keys,
                                "headers-inside",
                                "Whether mail to local domains gets the X-Mailwarden fields."
                                        + " Those that a message came with are removed in any"
                                        + " case.",
                                Marking::headersInside);
                var outside =
                        flag(
                                keys,
                                "headers-outside",
                                "Whether mail to all others gets them.",
                                Marking::headersOutside);
                var part =
                        flag(
                                keys,
                                "part-status",
                                "Whether affected MIME parts get a status field.",
                                Marking::partStatus);
                var spam =
                        flag(
                                keys,
                                "exchange-spam",
                                "Whether spam and probable spam get"
                                        + " X-MS-Exchange-Organization-SCL.",
                                Marking::exchangeSpam);
                var clean =
                        flag(
                                keys,
                                "exchange-clean",
                                "Whether clean mail gets it, if antivirus looked at it too.",
                                Marking::exchangeClean);
                return values ->
                        new Marking(
                                values.get(inside),
                                values.get(outside),
                                values.get(part),
                                values.get(spam),
                                values.get(clean));
            });

    private MarkingSection() {}

    private static Key<Marking, Boolean> flag(
            Section<Marking> keys,
            String name,
            String explanation,
            Function<Marking, Boolean> getter) {
        return keys.key(name, Kinds.FLAG, getter.apply(Marking.DEFAULT), explanation, getter);
    }
}
