package dev.mailwarden.policy;

/** Text put into every message of a rule (MARK-4). */
public record Disclaimer(String template, boolean top) {}
