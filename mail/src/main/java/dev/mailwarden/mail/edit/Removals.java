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
import java.util.HashMap;
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
    private final Map<String, Part> byPath = new HashMap<>();
    private final Map<Part, Set<String>> texts = new LinkedHashMap<>();

    Removals(Message message) {
        this.message = message;
        message.parts().forEach(part -> byPath.put(part.path(), part));
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
        Part smallest = smallestAround(inSource.range());
        return smallest.range().length() <= base.range().length() ? smallest : base;
    }

    private Part smallestAround(Range range) {
        Part smallest = message.root();
        Optional<Part> next = Optional.of(smallest);
        while (next.isPresent()) {
            smallest = next.get();
            next = childAround(smallest.children(), range);
        }
        return smallest;
    }

    /** Parts of one part stand behind one another in the same octets. */
    private static Optional<Part> childAround(List<Part> children, Range range) {
        int low = 0;
        int high = children.size();
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (children.get(middle).bodyRange().start() <= range.start()) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return Optional.of(low)
                .filter(behind -> behind > 0)
                .map(behind -> children.get(behind - 1))
                .filter(child -> range.end() <= child.bodyRange().end());
    }

    /** A path may go on into what was found in a part; then it is that part. */
    private Part named(String path) {
        String rest = path;
        while (!rest.isEmpty()) {
            Optional<Part> part = Optional.ofNullable(byPath.get(rest));
            if (part.isPresent()) {
                return part.get();
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
        boolean bare = part.parent().isPresent() && HeaderText.isTooLong(part);
        if (message && !bare) {
            HeaderText header = HeaderText.of(part).fieldsOnly();
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
