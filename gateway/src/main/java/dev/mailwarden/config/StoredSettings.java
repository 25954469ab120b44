package dev.mailwarden.config;

import dev.mailwarden.storage.Database;
import java.io.IOException;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The settings of a gateway with all their revisions: from its first start on the truth (WHAT-4,
 * CONF-1). A revision is never changed. What lies in files beside, such as mailboxes and passwords,
 * is not in it: their names are.
 */
public final class StoredSettings {

    private final SettingsStore store;
    private final ListStore lists;

    /** The database must have been opened with {@link SettingsStore#SCHEMA}. */
    public StoredSettings(Database database, InstantSource clock) {
        this.store = new SettingsStore(database, clock);
        this.lists = new ListStore(database);
    }

    /** {@return the newest revision, empty before the first} */
    public Optional<Revision> newest() throws IOException {
        return store.newest();
    }

    /** {@return a revision by its number} */
    public Optional<Revision> revision(long number) throws IOException {
        return store.revision(number);
    }

    /** {@return revisions before this number, the newest first} */
    public List<Revision> history(long before, int most) throws IOException {
        return store.history(before, most);
    }

    /** {@return what stood at a revision, without a look at whether it can be used} */
    public SettingsForm form(long revision) throws IOException {
        return new SettingsForm(store.documents(revision), lists.lists(revision));
    }

    /**
     * Makes a revision of what differs from its parent.
     *
     * @param parent the newest revision as its author knows it, 0 for none
     */
    public SettingsStore.Result commit(
            SettingsForm form, long parent, String author, String comment) throws IOException {
        Map<String, String> before = store.documents(parent);
        Map<String, Optional<String>> documents = new HashMap<>();
        before.keySet().stream()
                .filter(key -> !form.documents().containsKey(key))
                .forEach(key -> documents.put(key, Optional.empty()));
        form.documents()
                .forEach((key, text) -> {
                    if (!text.equals(before.get(key))) {
                        documents.put(key, Optional.of(text));
                    }
                });
        return store.commit(
                new SettingsStore.Change(
                        parent, author, comment, documents, lists.changes(parent, form.lists())));
    }
}
