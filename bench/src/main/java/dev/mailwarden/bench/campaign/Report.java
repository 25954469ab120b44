package dev.mailwarden.bench.campaign;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;

/** What a campaign says while it runs and leaves in its file. */
public final class Report {

    private final PrintStream screen;
    private final List<String> lines = new ArrayList<>();

    /** Makes an empty one. */
    public Report(PrintStream screen) {
        this.screen = screen;
    }

    /** Adds a line to the file and shows it. */
    public void line(String text) {
        lines.add(text);
        screen.println(text);
    }

    /** Shows how far it is, without keeping it. */
    public void progress(String text) {
        screen.println(text);
    }

    /** {@return what was added} */
    public List<String> lines() {
        return List.copyOf(lines);
    }
}
