package dev.mailwarden.decide;

/**
 * Something about a policy that is wrong, or unwise.
 *
 * @param place where, in words that an administrator knows: rule, list, criterion
 * @param problem what is the matter with it
 */
public record Flaw(String place, String problem) {

    @Override
    public String toString() {
        return place + ": " + problem;
    }
}
