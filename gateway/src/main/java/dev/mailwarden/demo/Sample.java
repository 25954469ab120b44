package dev.mailwarden.demo;

/**
 * One thing that is sent to the gateway, and what should become of it.
 *
 * @param name for the table
 * @param to the recipient
 * @param octets header, body and end of data, as they go over the wire
 * @param reply how the last reply of the gateway begins
 * @param arrivals how often it arrives at the server inside
 * @param expectation for the table
 */
record Sample(
        String name,
        String from,
        String to,
        String octets,
        String reply,
        int arrivals,
        String expectation) {}
