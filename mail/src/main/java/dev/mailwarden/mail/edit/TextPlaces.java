package dev.mailwarden.mail.edit;

import dev.mailwarden.mail.mime.Part;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Finds the parts that are what people read first of a message, in all their forms. */
final class TextPlaces {

    private static final Set<String> SEALED =
            Set.of(
                    "multipart/signed",
                    "multipart/encrypted",
                    "application/pkcs7-mime",
                    "application/x-pkcs7-mime",
                    "application/pgp");

    private TextPlaces() {}

    /** Whether a part is signed or encrypted, so that nothing in it may be changed. */
    static boolean isSealed(Part part) {
        return SEALED.contains(part.mediaType());
    }

    /**
     * {@return the parts of text that a text can be put into; none if there are none, or if one of
     * the forms of the body is signed or encrypted}
     */
    static List<Part> of(Part root) {
        List<Part> places = new ArrayList<>();
        Deque<Part> waiting = new ArrayDeque<>();
        waiting.add(root);
        while (!waiting.isEmpty()) {
            Part part = waiting.remove();
            if (isSealed(part)) {
                return List.of();
            }
            if (isText(part)) {
                places.add(part);
            } else if (part.mediaType().equals("multipart/alternative")) {
                waiting.addAll(part.children());
            } else if (isMultipart(part)) {
                body(part).ifPresent(waiting::add);
            }
        }
        return places;
    }

    /** The child that the others belong to (RFC 2046 §5.1.3, RFC 2387 §3.2). */
    private static Optional<Part> body(Part multipart) {
        return start(multipart)
                .or(() ->
                        multipart.children().stream()
                                .filter(child ->
                                        isText(child) || isMultipart(child) || isSealed(child))
                                .findFirst());
    }

    private static Optional<Part> start(Part multipart) {
        if (!multipart.mediaType().equals("multipart/related")) {
            return Optional.empty();
        }
        return multipart
                .contentType()
                .parameter("start")
                .flatMap(start ->
                        multipart.children().stream()
                                .filter(child ->
                                        child.header()
                                                .first("Content-ID")
                                                .filter(id -> id.value().equals(start))
                                                .isPresent())
                                .findFirst());
    }

    private static boolean isMultipart(Part part) {
        return part.mediaType().startsWith("multipart/") && !part.isLeaf();
    }

    private static boolean isText(Part part) {
        boolean text =
                part.mediaType().equals("text/plain") || part.mediaType().equals("text/html");
        return text
                && part.isLeaf()
                && part.names().isEmpty()
                && !part.disposition().head().equals("attachment");
    }
}
