package dev.mailwarden.bench.campaign;

import dev.mailwarden.bench.load.Words;

/**
 * What one run through one server gave.
 *
 * @param rate messages a second that arrived, from the first MAIL to the last arrival
 * @param cpuMillis CPU time of the whole server for each of them
 * @param p50 median transaction in milliseconds, MAIL sent to 250 read
 * @param served 99th percentile from the connect of a session to its first 250, in milliseconds
 * @param resumed part of the sessions that resumed an earlier session of TLS
 * @param lost acknowledged and did not arrive
 * @param wrong lost, duplicated, altered or made up, refused or broken off
 */
record Measurement(
        long arrived,
        double rate,
        double cpuMillis,
        double p50,
        double p99,
        double served,
        double resumed,
        long lost,
        long wrong) {

    static Measurement of(Words sent, Words checked, double cpuSeconds) {
        long arrived = checked.number("arrived");
        double seconds = (checked.number("last") - sent.number("first")) / 1e9;
        long wrong =
                checked.number("lost")
                        + checked.number("duplicated")
                        + checked.number("altered")
                        + checked.number("foreign")
                        + sent.number("refused")
                        + sent.number("broken")
                        + sent.number("unreachable");
        return new Measurement(
                arrived,
                arrived / seconds,
                arrived == 0 ? 0 : 1000 * cpuSeconds / arrived,
                sent.decimal("p50"),
                sent.decimal("p99"),
                sent.decimal("served"),
                sent.decimal("resumed"),
                checked.number("lost"),
                wrong);
    }
}
