package dev.mailwarden.scan;

import dev.mailwarden.mail.budget.Budget;
import dev.mailwarden.mail.filetype.Detection;
import dev.mailwarden.mail.mime.Octets;
import dev.mailwarden.mail.mime.Part;
import dev.mailwarden.mail.mime.View;
import dev.mailwarden.scan.unpack.Scratch;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Something in a message that is one file to its reader: a part that is not made of others, by
 * whatever way of reading it was found, or an entry of a container.
 *
 * <p>Its octets and what they are, are asked for at the {@link Subject}.
 */
public final class MailObject {

    /** Characters of the path that findings show; its end matters most. */
    private static final int MAX_PATH = 200;

    private final String part;
    private final List<String> names;
    private final String declaredType;
    private final boolean attached;
    private final boolean declaredView;
    private final List<String> containers;
    private final int depth;
    private final Source source;
    private final boolean openable;
    private final boolean sealed;

    // Guarded by the lock of the subject.
    private Optional<Octets> octets = Optional.empty();
    private Optional<Detection> type = Optional.empty();
    private volatile Look look;

    /** Where octets come from. */
    @FunctionalInterface
    interface Source {

        Octets open(Scratch scratch, Budget budget) throws IOException;
    }

    private MailObject(
            String part,
            List<String> names,
            String declaredType,
            boolean attached,
            boolean declaredView,
            List<String> containers,
            int depth,
            Source source,
            Look look) {
        this.part = part;
        this.names = List.copyOf(names);
        this.declaredType = declaredType;
        this.attached = attached;
        this.declaredView = declaredView;
        this.containers = List.copyOf(containers);
        this.depth = depth;
        this.source = source;
        this.openable = look.isWhole();
        this.sealed = look.state() == Look.State.ENCRYPTED || look.state() == Look.State.NOT_OPENED;
        this.look = look;
    }

    static MailObject of(Part part) {
        return new MailObject(
                removable(part).path(),
                part.names(),
                part.mediaType(),
                isAttached(part),
                isDeclared(part),
                List.of(),
                part.depth(),
                sourceOf(part),
                Look.PLAIN);
    }

    /** {@return a part of a message that is in an object} */
    MailObject inner(Part inside) {
        return new MailObject(
                part,
                inside.names(),
                inside.mediaType(),
                isAttached(inside),
                declaredView && isDeclared(inside),
                deeper(),
                depth + inside.depth(),
                sourceOf(inside),
                Look.PLAIN);
    }

    /** {@return an entry of a container} */
    MailObject inner(ContainerOpener.Entry entry) {
        return new MailObject(
                part,
                entry.names(),
                "",
                true,
                declaredView,
                deeper(),
                depth + 1,
                (_, _) -> entry.octets(),
                entry.look());
    }

    private List<String> deeper() {
        var path = new ArrayList<>(containers);
        path.add(names.isEmpty() ? declaredType : names.getFirst());
        return path;
    }

    private static Source sourceOf(Part part) {
        return switch (part.encoding()) {
            case IDENTITY -> (_, _) -> new RangeOctets(part.source(), part.bodyRange());
            case BASE64, QUOTED_PRINTABLE, UUENCODE, BINHEX, YENC ->
                    (scratch, budget) -> scratch.keep(part.body(budget));
        };
    }

    private static boolean isAttached(Part part) {
        return !part.names().isEmpty()
                || part.disposition().head().equals("attachment")
                || !(part.mediaType().startsWith("text/")
                        || part.mediaType().startsWith("multipart/"));
    }

    private static boolean isDeclared(Part part) {
        return part.view() == View.DECLARED
                && part.parent().map(MailObject::isDeclared).orElse(true);
    }

    /** {@return the part itself, or the declared one that it is another view of} */
    private static Part removable(Part part) {
        Part found = part;
        Optional<Part> at = Optional.of(part);
        while (at.isPresent()) {
            Part one = at.get();
            if (one.view() != View.DECLARED) {
                found = one.parent().orElse(one);
            }
            at = one.parent();
        }
        return found;
    }

    /** The path of the MIME part that would have to go, so that this goes. */
    public String part() {
        return part;
    }

    /** All names by which some reader could know it, the likeliest first; may be none. */
    public List<String> names() {
        return names;
    }

    /** The media type that its part says it has; empty for entries of containers. */
    public String declaredType() {
        return declaredType;
    }

    /**
     * Whether it is declared as something to be saved or opened, not as text to be read: it has a
     * name, or is called an attachment, or is no text.
     */
    public boolean isAttached() {
        return attached;
    }

    /** The names of what it is in, the outermost first. */
    public List<String> containers() {
        return containers;
    }

    /** Whether it is in another object. */
    public boolean isInside() {
        return !containers.isEmpty();
    }

    /** Whether it is what the message declares, not what another way of reading gives. */
    public boolean isDeclaredView() {
        return declaredView;
    }

    /** How deep it lies; the message itself lies at 1. */
    public int depth() {
        return depth;
    }

    /** How far it was looked into; {@link Look#PLAIN} until that was asked for. */
    public Look look() {
        return look;
    }

    /** {@return the names of the containers around it and its own, for people} */
    public String path() {
        var path = new StringBuilder();
        containers.forEach(name -> path.append(name).append('/'));
        path.append(names.isEmpty() ? "" : names.getFirst());
        int extra = path.length() - MAX_PATH;
        return extra <= 0 ? path.toString() : path.substring(extra);
    }

    /** Whether nobody could take it out of what it is in, so that only its names are known. */
    public boolean isSealed() {
        return sealed;
    }

    /** Whether its octets are all there, so that it can be looked into. */
    boolean isOpenable() {
        return openable;
    }

    void look(Look found) {
        look = found;
    }

    /** To be called under the lock of the subject. */
    Octets octets(Scratch scratch, Budget budget) throws IOException {
        if (octets.isEmpty()) {
            octets = Optional.of(source.open(scratch, budget));
        }
        return octets.get();
    }

    Optional<Detection> knownType() {
        return type;
    }

    void type(Detection found) {
        type = Optional.of(found);
    }

    @Override
    public String toString() {
        return part + " " + path() + " " + look.state();
    }
}
