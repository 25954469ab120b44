package dev.mailwarden.mail.edit;

import dev.mailwarden.mail.budget.Budget;
import dev.mailwarden.mail.mime.HeaderBlock;
import dev.mailwarden.mail.mime.Message;
import dev.mailwarden.mail.mime.Octets;
import dev.mailwarden.mail.mime.OverBudgetException;
import dev.mailwarden.mail.mime.Part;
import dev.mailwarden.mail.mime.Range;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

/**
 * Changes that are to be made to a message. First parts are removed and marked, then texts are put
 * in, then the header is changed in the order in which that was asked for. What no change names
 * stays octet for octet.
 *
 * <p>For one thread; may be carried out on several messages.
 */
public final class Alterations {

    private record OfPart(String path, String text) {}

    private record PartField(String path, String name, String value) {}

    private final List<OfPart> removals = new ArrayList<>();
    private final List<PartField> partFields = new ArrayList<>();
    private final List<Consumer<HeaderText>> header = new ArrayList<>();
    private Optional<Notice> top = Optional.empty();
    private Optional<Notice> bottom = Optional.empty();

    /**
     * Puts a tag before the subject, unless it stands there already. Of several the last stands
     * first.
     */
    public void tagSubject(String tag) {
        if (!tag.isBlank()) {
            header.add(text -> text.tag(tag.strip()));
        }
    }

    /** Puts a field on top of the header, below those asked for before. */
    public void addField(String name, String value) {
        header.add(text -> text.putOnTop(name, value));
    }

    /**
     * Puts a field on top of the header of a part. What a signature covers gets none; it stands on
     * the signed whole.
     */
    public void addPartField(String path, String name, String value) {
        partFields.add(new PartField(path, name, value));
    }

    /** Deletes all fields of a name from the header of the message. */
    public void deleteFields(String name) {
        header.add(text -> text.delete(name));
    }

    /** Deletes all fields whose names begin so from the header of the message. */
    public void deleteFieldsBeginning(String prefix) {
        header.add(text -> text.deleteBeginning(prefix));
    }

    /** Deletes all fields of a name and puts one at the end of the header. */
    public void setField(String name, String value) {
        header.add(text -> text.set(name, value));
    }

    /**
     * Replaces a part by a text about it.
     *
     * @param path as {@link Part#path} has it; of an unknown one as much counts as is known
     */
    public void removePart(String path, String text) {
        removals.add(new OfPart(path, text));
    }

    /**
     * Puts a text above or below what is read first, in all its forms; beside the message as a
     * whole where it must not be changed or has no text. Several stand in the order in which they
     * are asked for.
     *
     * @param html a fragment without html and body elements; empty if it is to be made of the text
     */
    public void addText(String text, String html, boolean atTop) {
        var notice = Notice.of(text, html);
        if (atTop) {
            top = Optional.of(top.map(first -> first.above(notice)).orElse(notice));
        } else {
            bottom = Optional.of(bottom.map(first -> first.above(notice)).orElse(notice));
        }
    }

    /**
     * Carries out the changes.
     *
     * @param budget for reading what is changed; where it runs out, texts stand beside the message
     * @param random must not be foreseeable by strangers, since boundaries are made of it
     * @throws UneditableException if they cannot all be made
     * @throws IOException if the octets of the message cannot be read back
     */
    public Altered of(Message message, Budget budget, RandomGenerator random) throws IOException {
        Octets original = message.root().source();
        List<Consumer<HeaderText>> onHeader = new ArrayList<>(header);
        Octets octets = withoutParts(message, onHeader);
        if (top.isPresent() || bottom.isPresent()) {
            Message now = octets.equals(original) ? message : Message.parse(octets, budget);
            octets = Splices.of(texts(now, budget, random)).over(octets);
        }
        boolean bodyChanged = !octets.equals(original);
        if (!onHeader.isEmpty()) {
            octets = withHeader(octets, onHeader);
        }
        boolean breaks =
                !octets.equals(original)
                        && DkimCover.isBroken(header(original), header(octets), bodyChanged);
        return new Altered(octets, breaks);
    }

    private Octets withoutParts(Message message, List<Consumer<HeaderText>> onHeader)
            throws IOException {
        var removed = new Removals(message);
        removals.forEach(removal -> removed.add(removal.path(), removal.text()));
        List<Splice> splices = new ArrayList<>(removed.splices());
        for (PartField field : partFields) {
            Part part = outsideOfSignatures(removed.declared(field.path()));
            if (part.parent().isEmpty()) {
                onHeader.add(text -> text.putOnTop(field.name(), field.value()));
            } else if (!removed.include(part)) {
                splices.add(
                        Splice.insertion(
                                part.range().start(),
                                FieldText.field(field.name(), field.value(), false)));
            }
        }
        return Splices.of(splices).over(message.root().source());
    }

    private static Part outsideOfSignatures(Part part) {
        Part outside = part;
        Optional<Part> around = part.parent();
        while (around.isPresent()) {
            outside = TextPlaces.isSealed(around.get()) ? around.get() : outside;
            around = around.get().parent();
        }
        return outside;
    }

    private List<Splice> texts(Message message, Budget budget, RandomGenerator random)
            throws IOException {
        List<Splice> splices = new ArrayList<>();
        try {
            for (Part place : TextPlaces.of(message.root())) {
                Optional<List<Splice>> put = TextBody.put(place, top, bottom, budget);
                if (put.isEmpty()) {
                    return Wrapping.around(message.root(), top, bottom, random);
                }
                splices.addAll(put.get());
            }
        } catch (OverBudgetException _) {
            splices.clear();
        }
        return splices.isEmpty() ? Wrapping.around(message.root(), top, bottom, random) : splices;
    }

    private static Octets withHeader(Octets octets, List<Consumer<HeaderText>> changes)
            throws IOException {
        byte[] before = HeaderText.read(octets);
        var text = new HeaderText(before);
        changes.forEach(change -> change.accept(text));
        byte[] after = text.octets();
        return Arrays.equals(before, after)
                ? octets
                : Splices.of(List.of(Splice.of(new Range(0, before.length), after))).over(octets);
    }

    private static HeaderBlock header(Octets octets) throws IOException {
        return HeaderBlock.whole(HeaderText.read(octets));
    }
}
