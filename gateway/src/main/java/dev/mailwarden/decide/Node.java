package dev.mailwarden.decide;

/**
 * Who judges, for templates.
 *
 * @param product its name
 * @param name of the node
 * @param ip address at which administrators find it
 * @param port likewise
 */
public record Node(String product, String name, String ip, int port) {}
