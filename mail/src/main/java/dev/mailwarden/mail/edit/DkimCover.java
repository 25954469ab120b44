package dev.mailwarden.mail.edit;

import dev.mailwarden.mail.ForeignOctets;
import dev.mailwarden.mail.mime.HeaderBlock;
import dev.mailwarden.mail.mime.HeaderField;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What the DKIM signatures of a message cover (RFC 6376 §3.5, §5.4.2). */
@ForeignOctets
final class DkimCover {

    private static final String SIGNATURE = "DKIM-Signature";

    /** Signatures that are looked at, as many as verifiers look at. */
    private static final int MAX_SIGNATURES = 10;

    private DkimCover() {}

    /** Whether a signature that was good before cannot be afterwards. */
    static boolean isBroken(HeaderBlock before, HeaderBlock after, boolean bodyChanged) {
        List<HeaderField> signatures = before.all(SIGNATURE);
        if (signatures.isEmpty()) {
            return false;
        }
        if (bodyChanged || after.count(SIGNATURE) < signatures.size()) {
            return true;
        }
        Map<String, List<HeaderField>> fields = byName(before);
        Map<String, List<HeaderField>> left = byName(after);
        return signatures.stream()
                .limit(MAX_SIGNATURES)
                .anyMatch(signature -> differs(signature.value(), fields, left));
    }

    private static Map<String, List<HeaderField>> byName(HeaderBlock header) {
        Map<String, List<HeaderField>> byName = new HashMap<>();
        for (int i = 0; i < header.size(); i++) {
            HeaderField field = header.field(i);
            byName.computeIfAbsent(field.name().toLowerCase(Locale.ROOT), _ -> new ArrayList<>())
                    .add(field);
        }
        return byName;
    }

    private static boolean differs(
            String signature,
            Map<String, List<HeaderField>> before,
            Map<String, List<HeaderField>> after) {
        Map<String, Integer> names = new HashMap<>();
        for (String tag : signature.split(";", -1)) {
            int equals = tag.indexOf('=');
            if (equals > 0 && tag.substring(0, equals).strip().equals("h")) {
                for (String name : tag.substring(equals + 1).split(":", -1)) {
                    names.merge(name.strip().toLowerCase(Locale.ROOT), 1, Integer::sum);
                }
            }
        }
        return names.entrySet().stream()
                .anyMatch(name ->
                        !lowest(before, name.getKey(), name.getValue())
                                .equals(lowest(after, name.getKey(), name.getValue())));
    }

    /** The fields of a name that are signed: so many, counted from below. */
    private static List<String> lowest(
            Map<String, List<HeaderField>> header, String name, int count) {
        List<HeaderField> all = header.getOrDefault(name, List.of());
        return all.subList(Math.max(0, all.size() - count), all.size()).stream()
                .map(field -> new String(field.raw(), StandardCharsets.ISO_8859_1))
                .toList();
    }
}
