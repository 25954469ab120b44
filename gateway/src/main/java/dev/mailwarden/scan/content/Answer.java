package dev.mailwarden.scan.content;

import dev.mailwarden.message.Reason;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Whether something holds of a message. */
sealed interface Answer {

    Answer NO = new No();

    /**
     * It does.
     *
     * @param evidence at least one
     * @param unseen why there may be more, if not all could be seen
     */
    record Yes(List<Evidence> evidence, Optional<Reason> unseen) implements Answer {

        public Yes {
            evidence = List.copyOf(evidence);
        }
    }

    /** It does not. */
    record No() implements Answer {}

    /** Not all could be seen that had to be. */
    record Unknown(Reason reason) implements Answer {}

    static Answer yes(Evidence evidence) {
        return new Yes(List.of(evidence), Optional.empty());
    }

    /** {@return why not all could be seen} */
    static Optional<Reason> unseen(Answer answer) {
        return switch (answer) {
            case Yes yes -> yes.unseen;
            case No _ -> Optional.empty();
            case Unknown(Reason reason) -> Optional.of(reason);
        };
    }

    /** {@return whether all hold; nobody can say if one is unknown and none fails} */
    static Answer all(List<Answer> answers) {
        if (answers.contains(NO)) {
            return NO;
        }
        return answers.stream()
                .filter(Unknown.class::isInstance)
                .findFirst()
                .orElseGet(() -> together(answers));
    }

    /** {@return whether one holds; nobody can say if one is unknown and none holds} */
    static Answer any(List<Answer> answers) {
        if (answers.stream().anyMatch(Yes.class::isInstance)) {
            return together(answers);
        }
        return answers.stream().filter(Unknown.class::isInstance).findFirst().orElse(NO);
    }

    private static Answer together(List<Answer> answers) {
        List<Evidence> evidence = new ArrayList<>();
        Optional<Reason> unseen = Optional.empty();
        for (Answer answer : answers) {
            if (answer instanceof Yes(List<Evidence> more, _)) {
                evidence.addAll(more);
            }
            unseen = unseen.or(() -> unseen(answer));
        }
        return new Yes(evidence, unseen);
    }
}
