package dev.mailwarden.bench.campaign;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * Every kind of mark on each message of the corpus. What it may have changed is decided by a
 * program that shares nothing with the product and reads mail with Python's own parser. A tag that
 * is put a second time is wrong too.
 */
public final class MarksCampaign implements Campaign {

    /** Messages on the disk at once, in all their forms. */
    private static final int BATCH = 500;

    /** Of those altered wrongly; more are only counted. */
    private static final int EXAMPLES = 40;

    /** In how many messages a quick run takes one. */
    private static final int QUICK = 50;

    private record Pair(Mark mark, Path before, Path after) {

        String line() {
            return mark.key() + "\t" + before + "\t" + after + "\n";
        }
    }

    @Override
    public Result run(Place place) throws IOException, InterruptedException {
        Path archives = place.shared().resolve("corpus");
        if (!Files.isDirectory(archives)) {
            return Result.skipped("there is no corpus at " + archives.getFileName());
        }
        List<Path> all = Corpus.unpack(archives, place.fresh("corpus"));
        List<Path> files = new ArrayList<>();
        for (int i = 0; i < all.size(); i += place.size(1, QUICK)) {
            files.add(all.get(i));
        }
        Map<Mark, Integer> marked = new EnumMap<>(Mark.class);
        List<String> wrong = new ArrayList<>();
        for (int i = 0; i < files.size(); i += BATCH) {
            List<Path> batch = files.subList(i, Math.min(i + BATCH, files.size()));
            List<Pair> pairs = marked(place.fresh("marked"), batch, wrong);
            pairs.forEach(pair -> marked.merge(pair.mark(), 1, Integer::sum));
            wrong.addAll(compared(place, pairs));
            for (Pair pair : pairs) {
                Files.delete(pair.after());
                Files.deleteIfExists(pair.before());
            }
            place.report().progress(i + batch.size() + " of " + files.size() + " messages");
        }
        return result(place, files.size(), marked, wrong);
    }

    private static Result result(
            Place place, int messages, Map<Mark, Integer> marked, List<String> wrong) {
        var result = new Result.Builder().put("messages", messages);
        for (Mark mark : Mark.values()) {
            long failed = wrong.stream().filter(it -> it.startsWith(mark.key() + "\t")).count();
            int changed = marked.getOrDefault(mark, 0);
            place.report()
                    .line("%s: on %d messages, %d wrongly".formatted(mark.key(), changed, failed));
            result.put(mark.key(), changed);
        }
        wrong.stream().limit(EXAMPLES).forEach(place.report()::line);
        return result.put("altered_wrongly", wrong.size())
                .demand(wrong.isEmpty(), "a mark changed what it must not")
                .build();
    }

    private static List<Pair> marked(Path directory, List<Path> files, List<String> wrong)
            throws IOException {
        List<Pair> pairs = new ArrayList<>();
        for (int i = 0; i < files.size(); i++) {
            byte[] message = Corpus.message(files.get(i));
            Path before = directory.resolve(i + "-" + files.get(i).getFileName());
            Files.write(before, message);
            for (Mark mark : Mark.values()) {
                var after = mark.put(message);
                if (after.isPresent()) {
                    Path file = directory.resolve(before.getFileName() + "." + mark.key());
                    Files.write(file, after.get());
                    pairs.add(new Pair(mark, before, file));
                }
                if (mark == Mark.TAG && !isOnceForAll(after.orElseThrow())) {
                    wrong.add(mark.key() + "\t" + before.getFileName() + "\tput twice");
                }
            }
        }
        return pairs;
    }

    private static boolean isOnceForAll(byte[] tagged) throws IOException {
        return Arrays.equals(Mark.TAG.put(tagged).orElseThrow(), tagged);
    }

    /** {@return kind, file and what is wrong of each pair that differs more than it may} */
    private static List<String> compared(Place place, List<Pair> pairs)
            throws IOException, InterruptedException {
        Path list = place.directory().resolve("pairs");
        Path said = place.directory().resolve("said");
        Path errors = place.directory().resolve("compare.err");
        try (var out = Files.newBufferedWriter(list)) {
            for (Pair pair : pairs) {
                out.write(pair.line());
            }
        }
        int code =
                new ProcessBuilder(
                                "python3",
                                place.checkout().resolve("bench/compare-marks.py").toString())
                        .redirectInput(list.toFile())
                        .redirectOutput(said.toFile())
                        .redirectError(errors.toFile())
                        .start()
                        .waitFor();
        List<String> lines =
                new String(Files.readAllBytes(said), StandardCharsets.UTF_8).lines().toList();
        if (code != 0 || lines.size() != pairs.size()) {
            throw new IOException("compare-marks.py: " + Files.readString(errors));
        }
        return lines.stream()
                .filter(line -> !line.endsWith("\t"))
                .map(line -> line.replace(place.directory() + "/", ""))
                .toList();
    }
}
