package dev.mailwarden.config;

import dev.mailwarden.policy.Criterion;
import dev.mailwarden.policy.Lists;
import dev.mailwarden.policy.Lists.Entry;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The keys under {@code settings.lists:} (LIST-1). */
final class ListsSection {

    private static final Entry EXAMPLE = EntryKind.plain(new Criterion.Mask("*@example.net"));

    private static final Section<List<Entry>> LIST =
            Section.of(keys -> {
                var entries =
                        keys.collection(
                                "entries",
                                new ListKind<>(EntryKind.KIND, 0, CriteriaText.MOST, false),
                                Section.Empty.list(EXAMPLE),
                                "Senders as texts, or with keys where there is more to say.",
                                list -> list);
                var file =
                        keys.optional(
                                "file",
                                new ListFile(),
                                new ListFile.Loaded(Path.of("/etc/mailwarden/senders"), List.of()),
                                "A file with more of them, one a line; # begins a comment.",
                                _ -> Optional.empty());
                return values -> {
                    List<Entry> own = values.get(entries);
                    List<Entry> more =
                            values.get(file).map(ListFile.Loaded::entries).orElse(List.of());
                    return more.isEmpty()
                            ? own
                            : Stream.concat(own.stream(), more.stream()).distinct().toList();
                };
            });

    static final Section<Lists> LISTS =
            Section.<Lists>of(
                            keys -> {
                                var deny =
                                        keys.section(
                                                "deny",
                                                LIST,
                                                "Senders who are refused.",
                                                Lists::deny);
                                var allow =
                                        keys.section(
                                                "allow",
                                                LIST,
                                                "Senders whose mail is not looked at for spam,"
                                                        + " phishing and impersonation.",
                                                Lists::allow);
                                return values -> new Lists(values.get(deny), values.get(allow));
                            })
                    .check((lists, at) -> {
                        checkLength(lists.deny(), at.key("deny"));
                        checkLength(lists.allow(), at.key("allow"));
                        checkDeny(lists.deny(), at.key("deny"));
                        checkBound(lists.allow(), at.key("allow"));
                    });

    private ListsSection() {}

    private static void checkLength(List<Entry> list, At at) {
        if (list.size() > CriteriaText.MOST) {
            at.error("more than " + CriteriaText.MOST + " entries are not allowed");
        }
    }

    private static void checkDeny(List<Entry> deny, At at) {
        for (int i = 0; i < deny.size(); i++) {
            if (deny.get(i).bound().isPresent()) {
                at.key("entries")
                        .error(
                                "entry %d is bound, which only allow entries can be"
                                        .formatted(i + 1));
            }
        }
    }

    /** One warning: each of half a million would be read by nobody. */
    private static void checkBound(List<Entry> allow, At at) {
        List<Entry> unbound =
                allow.stream()
                        .filter(entry -> entry.bound().isEmpty())
                        .filter(entry -> !(entry.sender() instanceof Criterion.Client))
                        .toList();
        if (!unbound.isEmpty()) {
            at.warning(
                    "%d entries, the first is %s, are not bound to what vouches for the sender; they let in whoever uses the name"
                            .formatted(
                                    unbound.size(),
                                    ScalarKind.shown(
                                            CriterionText.format(unbound.getFirst().sender()))));
        }
    }
}
