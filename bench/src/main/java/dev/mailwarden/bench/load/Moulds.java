package dev.mailwarden.bench.load;

import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/** The moulds of one kind of mail, several for each size so that no two neighbours are alike. */
final class Moulds {

    private static final int VARIANTS = 8;

    private final List<Kind.Share> shares;
    private final List<List<Mould>> moulds = new ArrayList<>();

    Moulds(Kind kind) {
        shares = kind.shares();
        for (Kind.Share share : shares) {
            var variants = new ArrayList<Mould>();
            for (int variant = 0; variant < VARIANTS; variant++) {
                int octets = share.kibibytes() * 1024;
                variants.add(Mould.cast(octets, 1_000L * share.kibibytes() + variant));
            }
            moulds.add(variants);
        }
    }

    Mould pick(RandomGenerator random) {
        int ticket = random.nextInt(100);
        int size = 0;
        while (ticket >= shares.get(size).percent()) {
            ticket -= shares.get(size++).percent();
        }
        return moulds.get(size).get(random.nextInt(VARIANTS));
    }
}
