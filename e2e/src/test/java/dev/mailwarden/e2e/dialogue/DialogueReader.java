package dev.mailwarden.e2e.dialogue;

import dev.mailwarden.e2e.fixture.Site;
import dev.mailwarden.e2e.wire.Octets;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads dialogue files; {@code e2e/cases/README.md} explains them.
 *
 * <p>A line is {@code C:} what the client sends, {@code C!:} octets without a CRLF of their own,
 * {@code S:} a {@link ReplyPattern}, {@code TLS}, {@code QUIET}, {@code END} or {@code CLOSE}, each
 * with {@code [name]} before it where sessions interleave; or one of {@code listener:}, {@code
 * client:}, {@code also: postfix}, {@code inner:}, {@code events:}.
 */
final class DialogueReader {

    private static final Pattern LINE =
            Pattern.compile("(?:\\[([a-z0-9]+)\\] )?(C!?:|S:|TLS|QUIET|END|CLOSE)(?: (.*))?");
    private static final Pattern OPTION =
            Pattern.compile("(listener|client|also|inner|events): *(.*)");
    private static final Pattern FILE = Pattern.compile("<file ([^>]+)>");

    private final Path file;
    private final List<Step> steps = new ArrayList<>();
    private final List<InnerPattern> inner = new ArrayList<>();
    private Optional<List<EventPattern>> events = Optional.empty();
    private String listener = "mx";
    private String client = Site.STRANGER;
    private boolean alsoPostfix;

    private DialogueReader(Path file) {
        this.file = file;
    }

    static Dialogue read(Path file) throws IOException {
        return new DialogueReader(file).read(Files.readString(file, StandardCharsets.UTF_8));
    }

    private Dialogue read(String text) {
        int number = 0;
        for (String line : text.split("\n", -1)) {
            number++;
            if (!line.isEmpty() && !line.startsWith("#")) {
                add(number, line);
            }
        }
        Path directory = file.toAbsolutePath().resolveSibling(".").normalize();
        String name = file.getName(file.getNameCount() - 1).toString().replace(".dialog", "");
        return new Dialogue(directory, name, listener, client, alsoPostfix, steps, inner, events);
    }

    private void add(int number, String line) {
        Matcher step = LINE.matcher(line);
        Matcher option = OPTION.matcher(line);
        if (step.matches()) {
            String session = step.group(1) == null ? "" : step.group(1);
            String text = step.group(3) == null ? "" : step.group(3);
            steps.add(step(number, session, step.group(2), text));
        } else if (option.matches()) {
            option(option.group(1), option.group(2).strip());
        } else {
            throw new IllegalArgumentException(file + ":" + number + ": not understood: " + line);
        }
    }

    private static Step step(int line, String session, String kind, String text) {
        Matcher file = FILE.matcher(text);
        return switch (kind) {
            case "C:" ->
                    file.matches()
                            ? new Step.SendFile(session, line, file.group(1))
                            : new Step.Send(session, line, octets(text) + "\r\n");
            case "C!:" -> new Step.Send(session, line, octets(text));
            case "S:" -> new Step.Expect(session, line, ReplyPattern.parse(text));
            case "TLS" -> new Step.StartTls(session, line);
            case "QUIET" -> new Step.Quiet(session, line);
            case "END" -> new Step.End(session, line);
            default -> new Step.Close(session, line);
        };
    }

    private static String octets(String text) {
        return Octets.latin1(Octets.parse(text));
    }

    private void option(String name, String value) {
        switch (name) {
            case "listener" -> listener = value;
            case "client" -> client = value.equals("trusted") ? Site.TRUSTED : value;
            case "also" -> alsoPostfix = value.equals("postfix");
            case "inner" -> inner.add(InnerPattern.parse(value));
            default -> {
                var all = new ArrayList<>(events.orElse(List.of()));
                all.addAll(EventPattern.parse(value));
                events = Optional.of(List.copyOf(all));
            }
        }
    }
}
