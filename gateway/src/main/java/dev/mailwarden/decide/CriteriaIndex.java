package dev.mailwarden.decide;

import com.google.re2j.Pattern;
import dev.mailwarden.policy.Criteria;
import dev.mailwarden.policy.Criterion;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * One side of many rules, by what it names: which of them match a party is found in time that
 * depends on the party and on how many match, hardly on how many there are (RULE-8). Only masks and
 * expressions that can match without any three characters in a row are tried one by one, and only
 * those of rules whose other side matches.
 */
final class CriteriaIndex {

    private final Postings<String> addresses = new Postings<>();
    private final Postings<String> domains = new Postings<>();
    private final Postings<String> parents = new Postings<>();
    private final Postings<Boolean> nobody = new Postings<>();
    private final Postings<Boolean> everybody = new Postings<>();
    private final NetworkIndex networks = new NetworkIndex();
    private final Map<Integer, List<Predicate<Spelling>>> slow = new HashMap<>();
    private final int[] slowNumbers;
    private final GramIndex masks;

    /** What one rule has on this side. */
    record Side(int number, Criteria criteria) {}

    /**
     * @param sides by ascending number, free of flaws
     */
    CriteriaIndex(List<Side> sides) {
        List<GramIndex.Filed> filed = new ArrayList<>();
        for (Side side : sides) {
            for (Criterion criterion : side.criteria().any()) {
                add(side.number(), criterion, filed);
            }
        }
        for (Postings<String> postings : List.of(addresses, domains, parents)) {
            postings.trimmed();
        }
        nobody.trimmed();
        everybody.trimmed();
        networks.trim();
        masks = new GramIndex(filed);
        slowNumbers = slow.keySet().stream().mapToInt(Integer::intValue).sorted().toArray();
    }

    private void add(int number, Criterion criterion, List<GramIndex.Filed> filed) {
        switch (criterion) {
            case Criterion.Address(var mailbox) ->
                    addresses.add(Spelling.of(mailbox).key(), number);
            case Criterion.Nobody() -> nobody.add(true, number);
            case Criterion.Client(var network) -> networks.add(network, number);
            case Criterion.Expression(String text) -> {
                Pattern pattern = CriterionTest.expression(text);
                file(
                        number,
                        address -> CriterionTest.finds(pattern, address),
                        RequiredText.of(text),
                        filed);
            }
            case Criterion.Mask(String text) -> addMask(number, Mask.of(text), filed);
        }
    }

    private void addMask(int number, Mask mask, List<GramIndex.Filed> filed) {
        switch (mask) {
            case Mask.Everything() -> everybody.add(true, number);
            case Mask.One(String key) -> addresses.add(key, number);
            case Mask.OfDomain(String domain) -> domains.add(domain, number);
            case Mask.BelowDomain(String domain) -> parents.add(domain, number);
            case Mask.Split _, Mask.Whole _ ->
                    file(number, mask::matches, mask.literals().toList(), filed);
        }
    }

    private void file(
            int number,
            Predicate<Spelling> matches,
            List<String> texts,
            List<GramIndex.Filed> filed) {
        var one = new GramIndex.Filed(matches, texts, number);
        if (one.isFit()) {
            filed.add(one);
        } else {
            slow.computeIfAbsent(number, _ -> new ArrayList<>()).add(matches);
        }
    }

    /** {@return the rules whose side matches a party} */
    Hits find(Party party) {
        var hits = new Hits();
        hits.add(everybody.of(true));
        if (party.isNobody()) {
            hits.add(nobody.of(true));
        }
        for (Spelling address : party.addresses()) {
            hits.add(addresses.of(address.key()));
            hits.add(domains.of(address.domain()));
            findParents(address.domain(), hits);
        }
        hits.add(masks.find(party));
        party.client().ifPresent(client -> networks.find(client, hits));
        hits.addUnsure(slowNumbers, number -> passesSlow(number, party));
        return hits;
    }

    private void findParents(String domain, Hits hits) {
        if (parents.isEmpty()) {
            return;
        }
        for (int dot = domain.indexOf('.'); dot >= 0; dot = domain.indexOf('.', dot + 1)) {
            hits.add(parents.of(domain.substring(dot + 1)));
        }
    }

    private boolean passesSlow(int number, Party party) {
        return slow.getOrDefault(number, List.of()).stream()
                .anyMatch(matches -> party.addresses().stream().anyMatch(matches));
    }
}
