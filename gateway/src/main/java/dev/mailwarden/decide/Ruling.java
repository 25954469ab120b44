package dev.mailwarden.decide;

import dev.mailwarden.message.Action;
import dev.mailwarden.message.Judgement.Fate;
import dev.mailwarden.message.ModuleName;
import dev.mailwarden.message.Status;
import dev.mailwarden.message.Verdict;
import java.util.List;
import java.util.Optional;

/**
 * What is called for in a group on its own, before it is known what becomes of the others.
 *
 * @param verdict with a result for every module
 * @param demands of all modules; none if a list or the mode of the rule decides
 * @param action the strictest
 * @param decider the demand that the action is due to
 */
record Ruling(
        Group group,
        Verdict verdict,
        List<Demand> demands,
        Action action,
        Optional<Demand> decider) {

    Ruling {
        demands = List.copyOf(demands);
    }

    static Ruling of(Group group, Verdict verdict) {
        Verdict complete = group.complete(verdict);
        if (!group.isScanned()) {
            return new Ruling(group, complete, List.of(), unscanned(group), Optional.empty());
        }
        Ruling ruling = weighed(group, complete);
        boolean isShort = complete.results().values().stream().anyMatch(Group::isLeftOut);
        return isShort && ruling.action().delivers()
                ? weighed(group, Group.withoutOmissions(complete))
                : ruling;
    }

    private static Ruling weighed(Group group, Verdict complete) {
        // What was switched off by a person, or spared by a list, calls for nothing.
        List<Demand> demands =
                Demands.of(group.rule().scan(), complete).stream()
                        .filter(demand -> !group.notAsked().containsKey(demand.module()))
                        .toList();
        Optional<Demand> strictest = Optional.empty();
        for (Demand demand : demands) {
            // Of equals the first stays: modules come in the order in which people read them.
            if (saysSomething(demand)
                    && strictest
                            .filter(it -> it.action().compareTo(demand.action()) >= 0)
                            .isEmpty()) {
                strictest = Optional.of(demand);
            }
        }
        return new Ruling(
                group,
                complete,
                demands,
                strictest.map(Demand::action).orElse(Action.SKIP),
                strictest);
    }

    private static boolean saysSomething(Demand demand) {
        return demand.status() != Status.NOT_SCANNED || demand.action() != Action.SKIP;
    }

    private static Action unscanned(Group group) {
        if (group.hit().filter(ListHit::denies).isPresent()) {
            return Action.REJECT;
        }
        return switch (group.rule().mode()) {
            case SCAN, SKIP -> Action.SKIP;
            case REJECT -> Action.REJECT;
            case DELETE -> Action.DELETE_MESSAGE;
        };
    }

    boolean isBackedUp() {
        return demands.stream().anyMatch(Demand::backup);
    }

    Optional<ModuleName> decidedBy() {
        return decider.map(Demand::module);
    }

    /** {@return what would become of it if the group were alone} */
    Fate fate() {
        return switch (action) {
            case SKIP, DISINFECT, DELETE_ATTACHMENT -> Fate.DELIVERED;
            case TEMPFAIL -> Fate.PUT_OFF;
            case QUARANTINE -> Fate.QUARANTINED;
            case REJECT -> Fate.REFUSED;
            case DELETE_MESSAGE -> Fate.DISCARDED;
        };
    }
}
