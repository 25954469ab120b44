/**
 * Which rule holds for whom, and what becomes of a message under it (spec RULE, ACT, MARK, LIST,
 * NOTE, WHAT-1). Pure functions of a message's facts, of what the modules said, and of one
 * immutable {@link dev.mailwarden.decide.PolicySnapshot}: no I/O, no log, no clock. Begin with
 * {@link dev.mailwarden.decide.Decider}.
 */
@NullMarked
package dev.mailwarden.decide;

import org.jspecify.annotations.NullMarked;
