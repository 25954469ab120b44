package dev.mailwarden.mail.edit;

import dev.mailwarden.mail.mime.Message;
import dev.mailwarden.mail.mime.Octets;
import dev.mailwarden.mail.mime.Part;
import dev.mailwarden.mail.mime.Range;
import dev.mailwarden.mail.mime.View;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Parts of one message that are replaced by texts about them. What is replaced is always a part
 * that the message declares, with all its octets: a part that only some readers see goes with the
 * smallest declared one around it, so that nobody sees it any more.
 */
final class Removals {

    private final Message message;
    private final Map<Part, Set<String>> texts = new LinkedHashMap<>();

    Removals(Message message) {
        this.message = message;
    }

    void add(String path, String text) {
        texts.computeIfAbsent(declared(path), _ -> new LinkedHashSet<>()).add(text);
    }

    /** Whether a part goes, by itself or with one around it. */
    boolean include(Part part) {
        Optional<Part> at = Optional.of(part);
        while (at.isPresent()) {
            if (texts.containsKey(at.get())) {
                return true;
            }
            at = at.get().parent();
        }
        return false;
    }

    /** {@return the smallest part that the message declares around what a path names} */
    Part declared(String path) {
        Part named = named(path);
        Octets octets = message.root().source();
        Part inSource = named;
        while (!inSource.source().equals(octets)) {
            inSource = inSource.parent().orElseThrow();
        }
        Part base = declaredAround(inSource);
        if (base == inSource) {
            return base;
        }
        Part smallest = base;
        for (Part part : message.parts()) {
            if (isWithin(inSource.range(), part.bodyRange())
                    && part.range().length() <= smallest.range().length()
                    && part.source().equals(octets)
                    && declaredAround(part) == part) {
                smallest = part;
            }
        }
        return smallest;
    }

    /** A path may go on into what was found in a part; then it is that part. */
    private Part named(String path) {
        String rest = path;
        while (!rest.isEmpty()) {
            for (Part part : message.parts()) {
                if (part.path().equals(rest)) {
                    return part;
                }
            }
            int cut = Math.max(rest.lastIndexOf('.'), rest.lastIndexOf('~'));
            rest = cut < 0 ? "" : rest.substring(0, cut);
        }
        return message.root();
    }

    /** The part itself, unless a view is on the way to it; then what that is a view of. */
    private static Part declaredAround(Part part) {
        Part declared = part;
        Optional<Part> at = Optional.of(part);
        while (at.isPresent()) {
            Optional<Part> parent = at.get().parent();
            if (at.get().view() != View.DECLARED && parent.isPresent()) {
                declared = parent.get();
            }
            at = parent;
        }
        return declared;
    }

    private static boolean isWithin(Range range, Range outer) {
        return range.start() >= outer.start() && range.end() <= outer.end();
    }

    /** {@return what to replace} */
    List<Splice> splices() throws IOException {
        Map<Part, Set<String>> outermost = new LinkedHashMap<>();
        texts.forEach((part, said) ->
                outermost
                        .computeIfAbsent(outermost(part), _ -> new LinkedHashSet<>())
                        .addAll(said));
        List<Splice> splices = new ArrayList<>();
        for (var entry : outermost.entrySet()) {
            splices.add(splice(entry.getKey(), String.join("\r\n\r\n", entry.getValue())));
        }
        return splices;
    }

    private Part outermost(Part part) {
        Part outermost = part;
        Optional<Part> at = Optional.of(part);
        while (at.isPresent()) {
            outermost = texts.containsKey(at.get()) ? at.get() : outermost;
            at = at.get().parent();
        }
        return outermost;
    }

    private static Splice splice(Part part, String text) throws IOException {
        var octets = new ByteArrayOutputStream();
        boolean message = part.parent().filter(parent -> !isMessage(parent)).isEmpty();
        if (message) {
            var header = new HeaderText(part.source().copy(part.headerRange()));
            header.keepFieldsOnly();
            header.deleteContentFields();
            header.requireMime();
            byte[] kept = header.octets();
            octets.write(kept, 0, kept.length - 2); // the empty line comes with the part
        }
        octets.writeBytes(Notice.part("text/plain", text, Optional.of("inline")));
        if (!isLineEnd(part.source(), part.range().end()) || part.parent().isEmpty()) {
            octets.writeBytes("\r\n".getBytes(StandardCharsets.US_ASCII));
        }
        return Splice.of(part.range(), octets.toByteArray());
    }

    private static boolean isMessage(Part part) {
        return part.mediaType().equals("message/rfc822")
                || part.mediaType().equals("message/global");
    }

    private static boolean isLineEnd(Octets octets, long at) throws IOException {
        if (at >= octets.length()) {
            return false;
        }
        byte octet = octets.copy(new Range(at, at + 1))[0];
        return octet == '\r' || octet == '\n';
    }
}
