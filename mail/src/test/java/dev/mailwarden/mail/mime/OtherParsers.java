package dev.mailwarden.mail.mime;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;

/** What other parsers make of the messages of the test data, compared with what we make. */
final class OtherParsers {

    /** Finds files by what their names end in. */
    interface Files {

        String text(String name);
    }

    private static final String STALWART = "mime/stalwart-mail-parser/";
    private static final String MIME4J = "mime/mime4j";
    private static final String DECODED = "_decoded.xml";

    private final Map<String, byte[]> files;

    /** By message: how we differ. */
    private final Map<String, String> different = new TreeMap<>();

    private int compared;

    OtherParsers(Map<String, byte[]> files) {
        this.files = files;
    }

    int compared() {
        return compared;
    }

    Map<String, String> different() {
        return different;
    }

    void compare() throws IOException {
        for (String name : files.keySet()) {
            if (name.startsWith(STALWART) && name.endsWith(".json")) {
                stalwart(name);
            } else if (name.startsWith(MIME4J) && name.endsWith(DECODED)) {
                mime4j(name);
            }
        }
    }

    private byte[] file(String name) {
        byte[] octets = files.get(name);
        if (octets == null) {
            throw new IllegalArgumentException("no file " + name);
        }
        return octets;
    }

    private void stalwart(String name) {
        boolean crlf = name.endsWith(".crlf.json");
        String base = name.substring(0, name.length() - (crlf ? ".crlf.json" : ".json").length());
        byte[] message = file(base + ".eml");
        if (crlf) {
            String text = Outline.latin(message).replace("\r", "").replace("\n", "\r\n");
            message = text.getBytes(StandardCharsets.ISO_8859_1);
        }
        Outline theirs = Outline.ofStalwart(new String(file(name), StandardCharsets.UTF_8));
        note(name, theirs, Outline.of(Parsed.of(message)));
    }

    private void mime4j(String name) throws IOException {
        String base = name.substring(0, name.length() - DECODED.length());
        String directory = name.substring(0, name.lastIndexOf('/') + 1);
        Outline theirs =
                Outline.ofMime4j(file(name), body -> Outline.latin(file(directory + body)));
        note(name, theirs, Outline.ofOctets(Parsed.of(file(base + ".msg"))));
    }

    private void note(String name, Outline theirs, Outline ours) {
        compared++;
        if (!theirs.shape().equals(ours.shape())) {
            different.put(name, "shape " + theirs.shape() + " ours " + ours.shape());
        } else if (!theirs.bodies().equals(ours.bodies())) {
            int i = 0;
            while (theirs.bodies().get(i).equals(ours.bodies().get(i))) {
                i++;
            }
            different.put(name, "body " + i);
        }
    }
}
