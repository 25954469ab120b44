package dev.mailwarden.config;

import java.util.List;

/** Makes ready what settings need before they can be in force. Safe for any number of threads. */
@FunctionalInterface
public interface Preparation {

    /**
     * Makes ready for settings that are about to be in force.
     *
     * @param revision their number
     * @return what is wrong with them, each with its place in words; if nothing, all is ready
     */
    List<String> prepare(Settings settings, long revision);
}
