package dev.mailwarden.pipeline;

import dev.mailwarden.config.Node;
import dev.mailwarden.config.Reading;
import dev.mailwarden.config.SettingsChanges;
import dev.mailwarden.config.SettingsForm;
import dev.mailwarden.decide.PolicySnapshot;
import java.io.IOException;
import java.util.Optional;
import java.util.function.LongFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Policies by the revision of their settings: the one in force, or another made ready again from
 * what is kept. Safe for any number of threads.
 */
public final class PastPolicies implements LongFunction<Optional<PolicySnapshot>> {

    private static final Logger LOG = LoggerFactory.getLogger(PastPolicies.class);

    private final Policies policies;
    private final SettingsChanges kept;
    private final Node node;

    public PastPolicies(Policies policies, SettingsChanges kept, Node node) {
        this.policies = policies;
        this.kept = kept;
        this.node = node;
    }

    /** {@return the policy of a revision, empty if it cannot be read any more} */
    @Override
    public Optional<PolicySnapshot> apply(long revision) {
        PolicySnapshot inForce = policies.get();
        if (inForce.revision() == revision) {
            return Optional.of(inForce);
        }
        try {
            return kept.form(revision).flatMap(form -> ready(form, revision));
        } catch (IOException e) {
            LOG.warn("revision {} of the settings cannot be read", revision, e);
            return Optional.empty();
        }
    }

    private Optional<PolicySnapshot> ready(SettingsForm form, long revision) {
        return form.read("revision " + revision, node)
                        instanceof Reading.Valid(var configuration, _)
                ? policies.ready(configuration.settings(), revision)
                : Optional.empty();
    }
}
