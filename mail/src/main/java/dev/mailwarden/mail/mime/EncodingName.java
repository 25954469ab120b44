package dev.mailwarden.mail.mime;

import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What the fields Content-Transfer-Encoding of a part may mean.
 *
 * @param encoding what the standards make of it
 * @param others what some readers may make of it, if they make something else
 */
record EncodingName(
        TransferEncoding encoding, Set<TransferEncoding> others, Set<Ambiguity> ambiguities) {

    private static final Map<String, TransferEncoding> KNOWN =
            Map.ofEntries(
                    Map.entry("", TransferEncoding.IDENTITY),
                    Map.entry("7bit", TransferEncoding.IDENTITY),
                    Map.entry("8bit", TransferEncoding.IDENTITY),
                    Map.entry("binary", TransferEncoding.IDENTITY),
                    Map.entry("base64", TransferEncoding.BASE64),
                    Map.entry("quoted-printable", TransferEncoding.QUOTED_PRINTABLE),
                    Map.entry("uuencode", TransferEncoding.UUENCODE),
                    Map.entry("x-uuencode", TransferEncoding.UUENCODE),
                    Map.entry("x-uue", TransferEncoding.UUENCODE),
                    Map.entry("binhex40", TransferEncoding.BINHEX),
                    Map.entry("x-binhex40", TransferEncoding.BINHEX),
                    Map.entry("mac-binhex40", TransferEncoding.BINHEX));

    private static final EncodingName PLAIN =
            new EncodingName(TransferEncoding.IDENTITY, Set.of(), Set.of());

    static EncodingName of(List<String> values) {
        if (values.isEmpty()) {
            return PLAIN;
        }
        Optional<TransferEncoding> first = exactly(values.getFirst());
        if (values.size() == 1 && first.isPresent()) {
            return new EncodingName(first.orElseThrow(), Set.of(), Set.of());
        }
        Set<Ambiguity> ambiguities = EnumSet.noneOf(Ambiguity.class);
        Set<TransferEncoding> meant = EnumSet.noneOf(TransferEncoding.class);
        if (values.size() > 1) {
            ambiguities.add(Ambiguity.ENCODING_TWICE);
        }
        for (String value : values) {
            Optional<TransferEncoding> exact = exactly(value);
            exact.ifPresent(meant::add);
            if (exact.isEmpty()) {
                Set<TransferEncoding> guessed = guesses(value);
                meant.addAll(guessed);
                meant.add(TransferEncoding.IDENTITY);
                ambiguities.add(
                        guessed.isEmpty() ? Ambiguity.ENCODING_UNKNOWN : Ambiguity.ENCODING_ODD);
            }
        }
        TransferEncoding encoding = first.orElse(TransferEncoding.IDENTITY);
        meant.remove(encoding);
        return new EncodingName(encoding, meant, ambiguities);
    }

    private static Optional<TransferEncoding> exactly(String value) {
        return Optional.ofNullable(KNOWN.get(value.strip().toLowerCase(Locale.ROOT)));
    }

    /** Encodings whose names can be made out, whatever stands around and in them. */
    private static Set<TransferEncoding> guesses(String value) {
        Set<TransferEncoding> guesses = EnumSet.noneOf(TransferEncoding.class);
        String lower = EncodedWords.decode(value + "?=").toLowerCase(Locale.ROOT);
        String letters = lower.replaceAll("[^a-z0-9]", "");
        String bare = lower.replaceAll("\\([^)]*\\)", "").replaceAll("[^a-z0-9]", "");
        for (String text : List.of(letters, bare)) {
            if (text.contains("base64") || text.contains("gzip64") || text.equals("b")) {
                guesses.add(TransferEncoding.BASE64);
            }
            if (text.contains("quoted") || text.contains("printable") || text.equals("q")) {
                guesses.add(TransferEncoding.QUOTED_PRINTABLE);
            }
            if (text.contains("uu")) {
                guesses.add(TransferEncoding.UUENCODE);
            }
            if (text.contains("binhex")) {
                guesses.add(TransferEncoding.BINHEX);
            }
            if (text.contains("yenc")) {
                guesses.add(TransferEncoding.YENC);
            }
        }
        return guesses;
    }
}
