package dev.mailwarden.scan;

import dev.mailwarden.message.ModuleName;

/**
 * How a module fares.
 *
 * @param fitness what it says of itself
 * @param runs messages that it was given since the start
 * @param failures runs of these that ended in an error
 * @param lost threads that are stuck in it now
 */
public record Health(ModuleName module, Fitness fitness, long runs, long failures, int lost) {}
