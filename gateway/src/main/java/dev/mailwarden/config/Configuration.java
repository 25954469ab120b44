package dev.mailwarden.config;

/**
 * One valid {@code mailwarden.yaml}.
 *
 * @param node read at start only
 * @param settings may be replaced while running
 */
public record Configuration(Node node, Settings settings) {}
