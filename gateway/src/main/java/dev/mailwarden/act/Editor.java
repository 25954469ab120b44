package dev.mailwarden.act;

import dev.mailwarden.mail.budget.Budget;
import dev.mailwarden.mail.edit.Alterations;
import dev.mailwarden.mail.edit.Altered;
import dev.mailwarden.mail.mime.Message;
import dev.mailwarden.message.Content;
import dev.mailwarden.message.Edit;
import java.io.IOException;
import java.util.List;
import java.util.random.RandomGenerator;

/** Makes the edits of one judgement. Immutable. */
final class Editor {

    private final RandomGenerator random;

    /** What comes by chance must not be foreseeable by strangers: boundaries are made of it. */
    Editor(RandomGenerator random) {
        this.random = random;
    }

    /**
     * A message as it is delivered.
     *
     * @param content the very same as before if no edit changed it (MARK-7)
     * @param breaksSignature whether a DKIM signature that was good cannot be any more (MARK-6)
     */
    record Edited(Content content, boolean breaksSignature) {}

    /**
     * Edits a message.
     *
     * @param tree of the same content
     * @throws IOException if the content cannot be read or the result not be written
     */
    Edited edit(Content content, Dispatch.Tree tree, List<Edit> edits, Budget budget, Drafts drafts)
            throws IOException {
        if (edits.isEmpty()) {
            return new Edited(content, false);
        }
        var alterations = new Alterations();
        edits.forEach(edit -> add(alterations, edit));
        Message message = tree.get();
        Altered altered = alterations.of(message, budget, random);
        return altered.octets().equals(message.root().source())
                ? new Edited(content, false)
                : new Edited(
                        drafts.write(altered.octets(), content.facts().normalizedLineEnds()),
                        altered.breaksSignature());
    }

    private static void add(Alterations alterations, Edit edit) {
        switch (edit) {
            case Edit.TagSubject(String tag) -> alterations.tagSubject(tag);
            case Edit.AddField(String name, String value) -> alterations.addField(name, value);
            case Edit.AddPartField(String part, String name, String value) ->
                    alterations.addPartField(part, name, value);
            case Edit.DeleteFields(String name) -> alterations.deleteFields(name);
            case Edit.DeleteFamily(String beginning) ->
                    alterations.deleteFieldsBeginning(beginning);
            case Edit.SetField(String name, String value) -> alterations.setField(name, value);
            case Edit.RemovePart(String part, String text) -> alterations.removePart(part, text);
            case Edit.AddText(String text, String html, boolean top) ->
                    alterations.addText(text, html, top);
        }
    }
}
