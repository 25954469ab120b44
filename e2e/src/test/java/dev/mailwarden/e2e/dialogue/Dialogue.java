package dev.mailwarden.e2e.dialogue;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * One dialogue file.
 *
 * @param directory of the case, where the messages are
 * @param listener that the sessions connect to
 * @param client the address they come from
 * @param alsoPostfix whether Postfix answers in the same way, so that the case can be tried on it
 * @param inner what must arrive at the inner server, and nothing else may
 * @param events what must have happened, and nothing else may; absent: not looked at
 */
record Dialogue(
        Path directory,
        String name,
        String listener,
        String client,
        boolean alsoPostfix,
        List<Step> steps,
        List<InnerPattern> inner,
        Optional<List<EventPattern>> events) {

    Dialogue {
        steps = List.copyOf(steps);
        inner = List.copyOf(inner);
    }
}
