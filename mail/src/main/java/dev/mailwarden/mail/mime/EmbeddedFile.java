package dev.mailwarden.mail.mime;

import dev.mailwarden.mail.budget.Budget;
import dev.mailwarden.mail.budget.Resource;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A file in the text of a part, between lines that mark its beginning and end.
 *
 * @param range with those lines
 * @param name as the first line has it, or nothing
 */
record EmbeddedFile(Range range, TransferEncoding encoding, String name) {

    private static final int MAX_FILES = 1_000;
    private static final String YENC_NAME = "name=";

    /**
     * {@return the files in a text}
     *
     * @param budget runs out of parts if there are more than are kept
     */
    static List<EmbeddedFile> in(Octets octets, Range body, Budget budget) throws IOException {
        var files = new ArrayList<EmbeddedFile>();
        var lines = new LineScan(octets, body);
        Optional<EmbeddedFile> open = Optional.empty();
        while (lines.next() && files.size() < MAX_FILES) {
            String line = LineTokens.text(lines.window(), lines.head(), lines.tail()).strip();
            Optional<EmbeddedFile> begun = begun(lines.facts(), line, lines.start(), body.end());
            if (begun.isPresent()) {
                open.ifPresent(files::add);
                open = begun;
            } else if (open.isPresent() && open.orElseThrow().isEnd(line)) {
                files.add(open.orElseThrow().endingAt(lines.end()));
                open = Optional.empty();
            }
        }
        open.ifPresent(files::add);
        if (files.size() >= MAX_FILES) {
            budget.runOut(Resource.PARTS);
        }
        return files;
    }

    private static Optional<EmbeddedFile> begun(int facts, String line, long start, long end) {
        var range = new Range(start, end);
        if (LineFacts.has(facts, LineFacts.UU_BEGIN)) {
            String[] words = line.split("\\s+", 3);
            boolean mode = words.length > 1 && words[1].chars().allMatch(c -> c >= '0' && c <= '7');
            String name = words.length > 2 ? words[2] : "";
            return mode
                    ? Optional.of(new EmbeddedFile(range, TransferEncoding.UUENCODE, name))
                    : Optional.empty();
        }
        if (LineFacts.has(facts, LineFacts.YENC_BEGIN)) {
            int at = line.indexOf(YENC_NAME);
            String name = at < 0 ? "" : line.substring(at + YENC_NAME.length());
            return Optional.of(new EmbeddedFile(range, TransferEncoding.YENC, name));
        }
        return LineFacts.has(facts, LineFacts.BINHEX_BEGIN)
                ? Optional.of(new EmbeddedFile(range, TransferEncoding.BINHEX, ""))
                : Optional.empty();
    }

    private boolean isEnd(String line) {
        return switch (encoding) {
            case UUENCODE -> line.equalsIgnoreCase("end");
            case YENC -> line.startsWith("=yend");
            case BINHEX -> line.length() > 1 && line.endsWith(":");
            case IDENTITY, BASE64, QUOTED_PRINTABLE -> false;
        };
    }

    private EmbeddedFile endingAt(long end) {
        return new EmbeddedFile(new Range(range.start(), end), encoding, name);
    }
}
