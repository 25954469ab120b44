package dev.mailwarden.scan;

import dev.mailwarden.message.Reason;
import java.time.Duration;
import java.util.Optional;

/** How a module's look at a message ended. */
sealed interface Outcome {

    /** How long it took. */
    Duration time();

    /**
     * It looked.
     *
     * @param unseen why not everything could be seen, if something ran out on the way
     */
    record Examined(Examination examination, Optional<Reason> unseen, Duration time)
            implements Outcome {}

    /** It could not. */
    record Unable(Reason reason, String detail, Duration time) implements Outcome {}
}
