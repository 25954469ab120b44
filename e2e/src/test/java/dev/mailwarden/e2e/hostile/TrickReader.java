package dev.mailwarden.e2e.hostile;

import dev.mailwarden.e2e.wire.Octets;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Reads {@code .tricks} files; {@code e2e/hostile/README.md} explains them. */
final class TrickReader {

    private static final Pattern OPTION =
            Pattern.compile("(kind|listener|source|about|policy|recorder-ends-data): ?(.*)");
    private static final Pattern ANSWER = Pattern.compile("(greeting|(?:on|tls) [A-Z]+): (.*)");
    private static final Pattern STEP = Pattern.compile("(C|X|B|SPLIT|BDAT): (.*)|R|TLS|QUIET");
    private static final Pattern LET = Pattern.compile("let ([A-Z]+): (.*)");

    private final Map<String, String> common = new LinkedHashMap<>();
    private final Map<String, List<String>> values = new LinkedHashMap<>();
    private final List<Trick> tricks = new ArrayList<>();

    private TrickReader() {}

    /** Reads one file of {@code e2e/hostile}. */
    static List<Trick> read(String file) throws IOException {
        Path path = Path.of(System.getProperty("mailwarden.top", ".."), "e2e", "hostile", file);
        var reader = new TrickReader();
        String[] parts = Files.readString(path).split("(?m)^== ", -1);
        reader.header(parts[0]);
        for (int i = 1; i < parts.length; i++) {
            reader.repeated(parts[i]);
        }
        return reader.tricks;
    }

    private void header(String text) {
        for (String line : lines(text)) {
            Matcher let = LET.matcher(line);
            Matcher option = OPTION.matcher(line);
            if (let.matches()) {
                values.put(let.group(1), List.of(let.group(2).split(" \\|\\| ", -1)));
            } else if (option.matches()) {
                common.put(option.group(1), option.group(2));
            } else {
                throw new IllegalArgumentException("not understood: " + line);
            }
        }
    }

    private static List<String> lines(String text) {
        return text.lines().filter(line -> !line.isEmpty() && !line.startsWith("#")).toList();
    }

    /** Adds a trick once for every combination of the values that it uses. */
    private void repeated(String text) {
        List<String> texts = List.of(text);
        for (Map.Entry<String, List<String>> let : values.entrySet()) {
            String place = "{" + let.getKey() + "}";
            if (text.contains(place)) {
                texts =
                        texts.stream()
                                .flatMap(one -> withEach(one, place, let.getValue()))
                                .toList();
            }
        }
        texts.forEach(this::add);
    }

    private static Stream<String> withEach(String text, String place, List<String> values) {
        return values.stream()
                .map(value ->
                        text.replaceFirst("\n", Matcher.quoteReplacement(" " + value + "\n"))
                                .replace(place, value));
    }

    private void add(String text) {
        var options = new LinkedHashMap<>(common);
        var steps = new ArrayList<Trick.Step>();
        var answers = new LinkedHashMap<String, String>();
        List<String> lines = lines(text);
        for (String line : lines.subList(1, lines.size())) {
            Matcher option = OPTION.matcher(line);
            Matcher answer = ANSWER.matcher(line);
            Matcher step = STEP.matcher(line);
            if (option.matches()) {
                options.put(option.group(1), option.group(2));
            } else if (answer.matches()) {
                answers.put(answer.group(1), octets(answer.group(2)));
            } else if (step.matches()) {
                steps.add(step(line, step));
            } else {
                throw new IllegalArgumentException(lines.getFirst() + ": not understood: " + line);
            }
        }
        tricks.add(new Trick(lines.getFirst(), options, steps, answers));
    }

    private static Trick.Step step(String line, Matcher step) {
        if (step.group(1) == null) {
            return switch (line) {
                case "R" -> new Trick.Step.Read();
                case "TLS" -> new Trick.Step.StartTls();
                default -> new Trick.Step.Quiet();
            };
        }
        String text = step.group(2);
        return switch (step.group(1)) {
            case "C", "X" -> new Trick.Step.Say(octets(text), step.group(1).equals("X"));
            case "B" -> new Trick.Step.Send(List.of(octets(text)));
            case "SPLIT" ->
                    new Trick.Step.Send(
                            List.of(text.split(" \\|\\| ", -1)).stream()
                                    .map(TrickReader::octets)
                                    .toList());
            default -> new Trick.Step.Chunk(octets(text));
        };
    }

    static String octets(String text) {
        return Octets.latin1(Octets.parse(text));
    }
}
