package dev.mailwarden.deliver;

import dev.mailwarden.message.Route.Host;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.random.RandomGenerator;

/**
 * In which order the hosts of a fixed route are tried, drawn anew for each attempt (RFC 2782):
 * lower priorities first; among equal ones at random, each with the chance that its weight has in
 * the sum.
 *
 * <p>The RFC draws a number from 0 to the sum, which would give the first of two hosts of weight 1
 * two turns in three. Here 0 is not drawn, so that shares are exact, and a host of weight 0 comes
 * after all that have weight.
 */
final class Turns {

    private Turns() {}

    static List<Host> draw(List<Host> hosts, RandomGenerator random) {
        TreeMap<Integer, List<Host>> byPriority = new TreeMap<>();
        for (Host host : hosts) {
            byPriority.computeIfAbsent(host.rank().priority(), _ -> new ArrayList<>()).add(host);
        }
        List<Host> order = new ArrayList<>(hosts.size());
        for (List<Host> equals : byPriority.values()) {
            drawAll(equals, random, order);
        }
        return order;
    }

    private static void drawAll(List<Host> equals, RandomGenerator random, List<Host> into) {
        List<Host> row = new ArrayList<>(equals);
        while (!row.isEmpty()) {
            into.add(row.remove(drawn(row, random)));
        }
    }

    private static int drawn(List<Host> row, RandomGenerator random) {
        int sum = row.stream().mapToInt(host -> host.rank().weight()).sum();
        if (sum == 0) {
            return random.nextInt(row.size());
        }
        int left = random.nextInt(1, sum + 1);
        int i = 0;
        while (left > row.get(i).rank().weight()) {
            left -= row.get(i).rank().weight();
            i++;
        }
        return i;
    }
}
