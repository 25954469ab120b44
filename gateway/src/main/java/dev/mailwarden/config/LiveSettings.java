package dev.mailwarden.config;

import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;

/**
 * The settings that are in force. Whoever works on a message takes one snapshot and keeps it; it
 * never changes. Safe for any number of threads.
 */
public final class LiveSettings implements Supplier<Settings> {

    private final Node node;
    private final Preparation preparation;
    private final AtomicReference<InForce> inForce;

    private record InForce(Settings settings, long revision) {}

    /**
     * The settings of a start, for which all is ready.
     *
     * @param revision which they are
     * @param preparation for all others that come
     */
    LiveSettings(Configuration configuration, long revision, Preparation preparation) {
        this.node = configuration.node();
        this.preparation = preparation;
        this.inForce = new AtomicReference<>(new InForce(configuration.settings(), revision));
    }

    @Override
    public Settings get() {
        return inForce.get().settings();
    }

    /** {@return which revision is in force} */
    public long revision() {
        return inForce.get().revision();
    }

    /** {@return what this node was started with} */
    public Node node() {
        return node;
    }

    /** Makes ready for other settings. */
    Preparation.Result prepare(Settings settings, long revision) {
        return preparation.prepare(settings, revision);
    }

    /**
     * Puts other settings in force, all at once.
     *
     * @param ready what was made ready for them
     */
    void replace(Settings settings, long revision, Preparation.Result.Ready ready) {
        ready.putInForce().run();
        inForce.set(new InForce(settings, revision));
    }

    /** {@return the keys under {@code node:} that another file has changed; they need a restart} */
    List<String> needRestart(Node other) {
        return NodeSection.NODE.keys().stream()
                .filter(key -> !Objects.equals(key.getter().apply(node), key.getter().apply(other)))
                .map(key -> "node." + key.name())
                .toList();
    }
}
