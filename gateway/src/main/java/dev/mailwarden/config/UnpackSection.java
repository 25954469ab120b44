package dev.mailwarden.config;

import dev.mailwarden.config.Node.Unpack;

/** The keys under {@code node.unpack:}. */
final class UnpackSection {

    static final Section<Unpack> UNPACK =
            Section.of(keys -> {
                var workers =
                        keys.key(
                                "workers",
                                Kinds.wholeNumber(1, 64),
                                (long) Unpack.DEFAULT.workers(),
                                "Processes that open containers at once, each of about 70 MiB; one"
                                        + " more is kept ready once there was a container.",
                                unpack -> (long) unpack.workers());
                var confinement =
                        keys.key(
                                "confinement",
                                Kinds.choice(Unpack.Confinement.class),
                                Unpack.DEFAULT.confinement(),
                                "Whether they open nothing where the kernel lacks a part of what"
                                        + " confines them, or work with what is available.",
                                Unpack::confinement);
                return values ->
                        new Unpack(Math.toIntExact(values.get(workers)), values.get(confinement));
            });

    private UnpackSection() {}
}
