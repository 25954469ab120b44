package dev.mailwarden.track;

import static dev.mailwarden.message.JudgedBuilder.judged;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mailwarden.mail.smtp.Domain;
import dev.mailwarden.mail.smtp.Mailbox;
import dev.mailwarden.message.Action;
import dev.mailwarden.message.Arrival;
import dev.mailwarden.message.CopyShelf;
import dev.mailwarden.message.Event;
import dev.mailwarden.message.Finding;
import dev.mailwarden.message.JourneyId;
import dev.mailwarden.message.Judgement;
import dev.mailwarden.message.KeptId;
import dev.mailwarden.message.ModuleName;
import dev.mailwarden.message.ModuleResult;
import dev.mailwarden.message.Reason;
import dev.mailwarden.message.Status;
import dev.mailwarden.message.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Judgements in the journal. */
class JudgedLineTest {

    private static final JourneyId ID = new JourneyId(0x0195_0000_0000_7000L, 1);
    private static final Mailbox BOB = Mailbox.parse("bob@example.net").orElseThrow();

    private static ModuleResult worst(ModuleName module, String text, boolean inParts) {
        Finding finding =
                new Finding(text, text, inParts ? text : "", text, -1.2345678901234567e-8, text);
        return ModuleResult.because(module, Reason.ALREADY_PROCESSED, Duration.ofDays(100_000))
                .with(Collections.nCopies(ModuleResult.MAX_FINDINGS, finding));
    }

    private static Event.Judged worst(String text) {
        String local = "\"\\".repeat(30);
        String domain = "x".repeat(60) + "." + "y".repeat(50) + ".example";
        return new Event.Judged(
                ID,
                Integer.MAX_VALUE,
                Instant.EPOCH,
                Long.MAX_VALUE,
                Arrival.Origin.OUTSIDE,
                IntStream.range(0, 5_000)
                        .mapToObj(i -> new Mailbox(local, new Domain("a" + i + "." + domain)))
                        .toList(),
                IntStream.range(0, 5_000)
                        .mapToObj(i -> new Domain("a" + i + "." + domain + "." + domain))
                        .filter(it -> it.name().length() <= 253)
                        .collect(Collectors.toSet()),
                text,
                text,
                List.of(BOB),
                List.of(0),
                Set.of(0),
                "r".repeat(36),
                text,
                Verdict.of(
                        Stream.of(ModuleName.values())
                                .map(module -> worst(module, text, module != ModuleName.CONTENT))
                                .toList()),
                Action.DELETE_ATTACHMENT,
                Optional.of(ModuleName.AUTHENTICATION),
                Judgement.Fate.QUARANTINED,
                List.of(
                        new CopyShelf.CopyName(CopyShelf.Store.BACKUP, new KeptId(ID, 0)),
                        new CopyShelf.CopyName(CopyShelf.Store.QUARANTINE, new KeptId(ID, 1))),
                true);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"a", "\"", "\\", "\u0000", "\u202e", "\u4e2d", "\ud83d\ude00", "\ud83d"})
    void theWorstInputStaysWithinItsOctetsAndComesBackAsItWas(String piece) {
        Event.Judged event = worst(piece.repeat(50_000));

        byte[] line = EventCodec.encode(event);

        assertThat(line.length).isBetween(20_000, Event.Judged.MAX_OCTETS);
        assertThat(EventCodec.decode(line)).containsExactly(new JournalLine.Known(event));
    }

    @Test
    void ordinaryEvidenceIsWrittenInFull() {
        Finding[] findings =
                IntStream.range(0, Event.Judged.MAX_FINDINGS)
                        .mapToObj(i ->
                                new Finding(
                                        "SYMBOL_" + i,
                                        "a text of the usual length, with a word in \u0416\u0417",
                                        "1." + i,
                                        "invoice.pdf",
                                        2.5,
                                        "rules"))
                        .toArray(Finding[]::new);

        Event.Judged event =
                judged(ID, "bob@example.net")
                        .about("s".repeat(1000), "<1@x>")
                        .saying(ModuleName.ANTISPAM, Status.SPAM, findings)
                        .event();

        assertThat(event.subject()).hasSize(1000);
        assertThat(event.verdict().of(ModuleName.ANTISPAM).orElseThrow().findings())
                .containsExactly(findings);
    }

    @Test
    void ofMoreFindingsTheFirstOfEachSourceStandAndANumber() {
        Finding[] findings = new Finding[150];
        for (int i = 0; i < findings.length; i++) {
            String source = i == 140 ? "late" : "early";
            findings[i] = new Finding("f" + i, "", i == 145 ? "" : "1." + i, "", 0, source);
        }

        List<Finding> written =
                judged(ID, "bob@example.net")
                        .saying(ModuleName.CONTENT, Status.MATCHED, findings)
                        .event()
                        .verdict()
                        .of(ModuleName.CONTENT)
                        .orElseThrow()
                        .findings();

        assertThat(written).hasSize(Event.Judged.MAX_FINDINGS);
        assertThat(written.subList(0, 17))
                .containsExactly(List.of(findings).subList(0, 17).toArray(Finding[]::new));
        assertThat(written.subList(17, 19)).containsExactly(findings[140], findings[145]);
        assertThat(written.getLast())
                .isEqualTo(new Finding("more", "131 more", "1.17", "", 0, "early"));
    }

    @Test
    void aNumberThatIsNoneIsNoWeight() {
        for (double weight : new double[] {Double.NaN, 1e-300, -0.0}) {
            assertThat(weightOf(weight)).isEqualTo(0.0);
        }
        assertThat(weightOf(Double.NEGATIVE_INFINITY)).isEqualTo(-1e9);
        assertThat(weightOf(-3.25)).isEqualTo(-3.25);
    }

    private static double weightOf(double weight) {
        Event.Judged event =
                judged(ID, "bob@example.net")
                        .saying(
                                ModuleName.ANTISPAM,
                                Status.SPAM,
                                new Finding("X", "", "", "", weight, ""))
                        .event();
        assertThat(EventCodec.decode(EventCodec.encode(event)))
                .containsExactly(new JournalLine.Known(event));
        return event.verdict().of(ModuleName.ANTISPAM).orElseThrow().findings().getFirst().weight();
    }

    @ParameterizedTest
    @ValueSource(strings = {"antispam", "Spam", "put-off", "Reject", "backup"})
    void aWordOfANewerVersionLeavesTheLineAsItStands(String word) {
        Event.Judged event = worst("");
        event =
                new Event.Judged(
                        ID,
                        event.sequence(),
                        event.at(),
                        1,
                        event.origin(),
                        List.of(),
                        Set.of(),
                        "",
                        "",
                        event.recipients(),
                        event.places(),
                        Set.of(),
                        "default",
                        "Default",
                        Verdict.of(
                                List.of(
                                        ModuleResult.of(
                                                ModuleName.ANTISPAM,
                                                Status.SPAM,
                                                List.of(),
                                                Duration.ZERO))),
                        Action.REJECT,
                        Optional.of(ModuleName.ANTISPAM),
                        Judgement.Fate.PUT_OFF,
                        event.kept(),
                        false);
        String line = new String(EventCodec.encode(event), UTF_8);
        String newer = line.replace('"' + word + '"', "\"of-tomorrow\"");
        assertThat(newer).isNotEqualTo(line);
        String covered = newer.substring(0, newer.length() - "00000000\"}\n".length());
        var crc = new CRC32C();
        crc.update(covered.getBytes(UTF_8));
        byte[] sound = "%s%08x\"}\n".formatted(covered, crc.getValue()).getBytes(UTF_8);

        assertThat(EventCodec.decode(sound))
                .singleElement()
                .isInstanceOfSatisfying(
                        JournalLine.Unknown.class,
                        unknown -> {
                            assertThat(unknown.kind()).isEqualTo("judged");
                            assertThat(unknown.journey()).contains(ID);
                        });
    }
}
