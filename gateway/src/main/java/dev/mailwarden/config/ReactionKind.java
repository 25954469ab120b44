package dev.mailwarden.config;

import dev.mailwarden.message.Action;
import dev.mailwarden.policy.Reaction;
import java.util.Optional;
import java.util.Set;

/** What is done about a status: keys, or the action alone. */
final class ReactionKind implements Kind<Reaction> {

    private final Kind<Action> action;
    private final Section<Reaction> keys;
    private final Reaction usual;

    /**
     * A kind for one status.
     *
     * @param usual holds for what is not written
     */
    ReactionKind(Set<Action> allowed, Reaction usual) {
        this.action = Kinds.choice(allowed);
        this.usual = usual;
        this.keys =
                Section.of(section -> {
                    var does =
                            section.key(
                                    "action",
                                    action,
                                    usual.action(),
                                    "What happens to the message.",
                                    Reaction::action);
                    var backup =
                            section.key(
                                    "backup",
                                    Kinds.FLAG,
                                    usual.backup(),
                                    "Whether the original goes to Backup.",
                                    Reaction::backup);
                    var tag =
                            section.key(
                                    "tag",
                                    Phrases.TAG,
                                    usual.tag(),
                                    "Put before the subject of what is delivered.",
                                    Reaction::tag);
                    return values ->
                            new Reaction(values.get(does), values.get(backup), values.get(tag));
                });
    }

    @Override
    public Optional<Reaction> read(Tree tree, At at) {
        return tree instanceof Tree.Scalar scalar && !scalar.isNothing()
                ? action.read(tree, at).map(does -> new Reaction(does, usual.backup(), usual.tag()))
                : keys.read(tree, at);
    }

    @Override
    public Tree write(Reaction value) {
        return keys.write(value);
    }

    @Override
    public String allowed() {
        return "keys action (%s), backup, tag; or the action alone".formatted(action.allowed());
    }
}
