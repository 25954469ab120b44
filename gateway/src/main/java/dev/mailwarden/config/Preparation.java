package dev.mailwarden.config;

import java.util.List;

/**
 * Makes ready what settings need before they can be in force, such as the policy in its compiled
 * form. Safe for any number of threads.
 */
@FunctionalInterface
public interface Preparation {

    /** Where nothing has to be made ready. */
    Preparation NOTHING = (_, _) -> new Result.Ready(() -> {});

    /**
     * Makes ready for settings that may be in force soon, and changes nothing yet.
     *
     * @param revision their number if they will be
     */
    Result prepare(Settings settings, long revision);

    /** What came of it. */
    sealed interface Result {

        /**
         * All is ready.
         *
         * @param putInForce cannot fail; run once, or never
         */
        record Ready(Runnable putInForce) implements Result {}

        /**
         * The settings cannot be in force.
         *
         * @param flaws what is wrong with them, each with its place in words
         */
        record Flawed(List<String> flaws) implements Result {

            public Flawed {
                flaws = List.copyOf(flaws);
            }

            /**
             * The same as a reader of files tells it.
             *
             * @param file what the settings were read from
             */
            List<Problem> problems(String file) {
                return flaws.stream()
                        .map(flaw ->
                                new Problem(Problem.Severity.ERROR, file, 1, 1, "settings", flaw))
                        .toList();
            }
        }
    }
}
