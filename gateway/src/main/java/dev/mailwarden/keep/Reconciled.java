package dev.mailwarden.keep;

import dev.mailwarden.message.KeptId;
import java.util.List;

/**
 * What the look at a store after a start found.
 *
 * @param orphans bodies deleted that nothing named
 * @param bodiless entered copies whose body is gone
 */
public record Reconciled(int orphans, List<KeptId> bodiless) {

    public Reconciled {
        bodiless = List.copyOf(bodiless);
    }
}
