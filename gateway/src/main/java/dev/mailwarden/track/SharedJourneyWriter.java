package dev.mailwarden.track;

import dev.mailwarden.message.JourneyId;
import dev.mailwarden.storage.CopyIn;
import dev.mailwarden.storage.StorageException;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jdbi.v3.core.Handle;

/** Writes changes of journeys to PostgreSQL: copied in as they are, and merged there. */
final class SharedJourneyWriter {

    private SharedJourneyWriter() {}

    /**
     * Writes them in the transaction of the handle.
     *
     * @param gists what is known of their journeys with these changes
     */
    static void write(Handle handle, List<JourneyChange> changes, Map<JourneyId, JourneyGist> gists)
            throws StorageException {
        if (changes.isEmpty()) {
            return;
        }
        for (String statement : STAGE) {
            handle.execute(statement);
        }
        CopyIn journeys = new CopyIn();
        CopyIn recipients = new CopyIn();
        CopyIn domains = new CopyIn();
        CopyIn events = new CopyIn();
        gists.forEach((journey, gist) -> stageJourney(journeys, journey, gist));
        CopyIn stubs = new CopyIn();
        int line = 0;
        for (JourneyChange change : changes) {
            stubs.row(uuid(change.journey()));
            stageRecipients(recipients, line++, change);
            for (String domain : JourneyGist.domains(change)) {
                domains.row(domain, uuid(change.journey()));
            }
            events.row(
                    uuid(change.journey()),
                    change.sequence(),
                    change.at().toEpochMilli(),
                    change.kind(),
                    change.line());
        }
        journeys.into(handle, "new_journey");
        stubs.into(handle, "new_stub");
        recipients.into(handle, "new_recipient");
        domains.into(handle, "new_domain");
        events.into(handle, "new_event");
        for (String statement : MERGE) {
            handle.execute(statement);
        }
    }

    private static void stageJourney(CopyIn journeys, JourneyId journey, JourneyGist gist) {
        JourneyFacts facts = gist.facts();
        journeys.row(
                uuid(journey),
                facts.listener(),
                facts.client(),
                facts.helo(),
                facts.user(),
                facts.sender(),
                facts.octets(),
                facts.subject(),
                facts.messageId(),
                facts.status(),
                facts.verdict(),
                gist.haystack());
    }

    private static void stageRecipients(CopyIn recipients, int line, JourneyChange change) {
        for (RecipientState state : change.recipients()) {
            recipients.row(
                    line,
                    uuid(change.journey()),
                    JourneyGist.lower(state.recipient()),
                    state.recipient(),
                    state.outcome(),
                    state.text(),
                    state.rule(),
                    state.action(),
                    change.sequence());
        }
    }

    private static final List<String> STAGE =
            List.of(
                    """
                    create temporary table new_journey (journey uuid, listener text,
                      client text, helo text, user_name text, sender text, octets bigint,
                      subject text, message_id text, status text, verdict text, haystack text)
                    on commit drop\
                    """,
                    """
                    create temporary table new_recipient (line integer, journey uuid, mailbox text,
                      recipient text, outcome text, text text, rule text, action text,
                      sequence integer)
                    on commit drop\
                    """,
                    "create temporary table new_stub (journey uuid) on commit drop",
                    "create temporary table new_domain (domain text, journey uuid) on commit drop",
                    """
                    create temporary table new_event (journey uuid, sequence integer, at bigint,
                      kind text, line text)
                    on commit drop\
                    """);

    private static final List<String> MERGE =
            List.of(
                    """
                    insert into journey (journey, listener, client, helo, user_name,
                      sender, octets, subject, message_id, status, verdict, haystack)
                    select journey, listener, client, helo, user_name, sender,
                      octets, subject, message_id, status, verdict, haystack
                    from new_journey order by journey
                    on conflict (journey) do update set listener = excluded.listener,
                      client = excluded.client, helo = excluded.helo,
                      user_name = excluded.user_name, sender = excluded.sender,
                      octets = excluded.octets, subject = excluded.subject,
                      message_id = excluded.message_id, status = excluded.status,
                      verdict = excluded.verdict, haystack = excluded.haystack\
                    """,
                    """
                    insert into journey (journey, listener, client, helo, user_name,
                      sender, octets, subject, message_id, status, verdict, haystack)
                    select distinct journey, '', '', '', '', '', 0, '', '', '', '', ''
                    from new_stub on conflict do nothing\
                    """,
                    """
                    insert into recipient as known (journey, mailbox, recipient, outcome, text,
                      rule, action, sequence)
                    select journey, mailbox, recipient, outcome, text, last_rule, last_action,
                      sequence
                    from (select *,
                        row_number() over (partition by journey, mailbox
                          order by sequence desc, line) as place,
                        first_value(rule) over (partition by journey, mailbox
                          order by rule = '', sequence desc) as last_rule,
                        first_value(action) over (partition by journey, mailbox
                          order by action = '', sequence desc) as last_action
                      from new_recipient) ranked
                    where place = 1
                    on conflict (journey, mailbox) do update set
                      outcome = case when excluded.sequence > known.sequence
                        then excluded.outcome else known.outcome end,
                      text = case when excluded.sequence > known.sequence
                        then excluded.text else known.text end,
                      sequence = greatest(excluded.sequence, known.sequence),
                      rule = case when known.rule = ''
                          or (excluded.sequence > known.sequence and excluded.rule <> '')
                        then excluded.rule else known.rule end,
                      action = case when known.action = ''
                          or (excluded.sequence > known.sequence and excluded.action <> '')
                        then excluded.action else known.action end\
                    """,
                    """
                    insert into domain (domain, journey) select distinct domain, journey
                    from new_domain on conflict do nothing\
                    """,
                    """
                    insert into event (journey, sequence, at, kind, line)
                    select distinct on (journey, sequence) journey, sequence, at, kind, line
                    from new_event on conflict do nothing\
                    """);

    static UUID uuid(JourneyId id) {
        return new UUID(id.high(), id.low());
    }
}
