package dev.mailwarden.mail.dsn;

import dev.mailwarden.mail.budget.Budget;
import dev.mailwarden.mail.mime.OverBudgetException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A part of a message that is not made of parts itself, or is a message. */
final class Part {

    /** Characters of a line that are looked at. */
    static final int MAX_LINE = 2_000;

    private final dev.mailwarden.mail.mime.Part part;
    private final Budget budget;

    Part(dev.mailwarden.mail.mime.Part part, Budget budget) {
        this.part = part;
        this.budget = budget;
    }

    /** {@return what its header says that it is, in lower case} */
    String type() {
        return part.mediaType();
    }

    /** {@return the message that it encloses} */
    Notification enclosed() {
        try (InputStream in = part.body(budget)) {
            return Notification.of(in.readAllBytes());
        } catch (OverBudgetException _) {
            return Notification.of(new byte[0]);
        } catch (IOException e) {
            throw new UncheckedIOException(e); // the octets are in memory
        }
    }

    /** {@return its first lines, without their ends} */
    List<String> lines(int most) {
        String text = text();
        var lines = new ArrayList<String>();
        int from = 0;
        while (from < text.length() && lines.size() < most) {
            int feed = text.indexOf('\n', from);
            int end = feed < 0 ? text.length() : feed;
            int last = end > from && text.charAt(end - 1) == '\r' ? end - 1 : end;
            lines.add(text.substring(from, Math.min(last, from + MAX_LINE)));
            from = end + 1;
        }
        return lines;
    }

    private String text() {
        try {
            return part.text(budget, ReportReader.MAX_OCTETS, Optional.empty()).content();
        } catch (OverBudgetException _) {
            return "";
        } catch (IOException e) {
            throw new UncheckedIOException(e); // the octets are in memory
        }
    }
}
