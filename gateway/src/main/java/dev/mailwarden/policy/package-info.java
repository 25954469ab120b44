/**
 * What an administrator decided: rules, lists, dictionaries and the switches of the modules, as one
 * immutable value. Records and their invariants, no behaviour: rules are matched and decisions made
 * in {@code decide}.
 */
@NullMarked
package dev.mailwarden.policy;

import org.jspecify.annotations.NullMarked;
