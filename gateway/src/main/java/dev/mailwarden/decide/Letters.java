package dev.mailwarden.decide;

import dev.mailwarden.mail.smtp.Mailbox;
import dev.mailwarden.message.Finding;
import dev.mailwarden.message.Letter;
import dev.mailwarden.message.Status;
import dev.mailwarden.policy.Notice;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Who is told what of a message (NOTE-1). */
final class Letters {

    private final PolicySnapshot policy;
    private final Facts facts;
    private final Ruling ruling;
    private final Texts texts;
    private final List<Letter> letters = new ArrayList<>();

    private Letters(PolicySnapshot policy, Facts facts, Ruling ruling, Texts texts) {
        this.policy = policy;
        this.facts = facts;
        this.ruling = ruling;
        this.texts = texts;
    }

    static List<Letter> of(PolicySnapshot policy, Facts facts, Ruling ruling, Texts texts) {
        var letters = new Letters(policy, facts, ruling, texts);
        ruling.group().rule().notices().forEach(letters::tell);
        return List.copyOf(letters.letters);
    }

    private void tell(Notice notice) {
        List<Demand> about =
                ruling.demands().stream()
                        .filter(demand -> kind(demand).filter(notice.of()::equals).isPresent())
                        .toList();
        if (about.isEmpty()) {
            return;
        }
        MacroValues values = texts.values(findings(about));
        write(notice.sender(), sender(), false, values);
        write(notice.recipients(), recipients(), false, values);
        write(notice.others(), others(notice), notice.attachOriginal(), values);
    }

    private void write(
            String template, Set<Mailbox> to, boolean attachOriginal, MacroValues values) {
        if (template.isEmpty() || to.isEmpty()) {
            return;
        }
        CompiledTemplate compiled = policy.template(template);
        letters.add(
                new Letter(
                        to,
                        compiled.subject(values),
                        compiled.text(values),
                        compiled.hasHtml() ? compiled.html(values) : "",
                        attachOriginal));
    }

    /** An unverified sender may be the victim of a forger (ACT-7). */
    private Set<Mailbox> sender() {
        return facts.isSenderVerified()
                ? facts.sender().reversePath().asMailbox().map(Set::of).orElseGet(Set::of)
                : Set.of();
    }

    private Set<Mailbox> recipients() {
        return ruling.group().recipients().stream()
                .map(i -> facts.envelope().recipients().get(i).mailbox())
                .collect(Collectors.toSet());
    }

    private Set<Mailbox> others(Notice notice) {
        Set<Mailbox> others = new HashSet<>(notice.list());
        others.addAll(policy.policy().generalRecipients());
        return others;
    }

    /** {@return what a demand is an event of; empty for what nobody is told of, such as spam} */
    static Optional<Notice.Kind> kind(Demand demand) {
        if (demand.status().isFailure()) {
            return Optional.of(Notice.Kind.SCAN_ERROR);
        }
        if (demand.status() == Status.SKIPPED
                || !demand.module().finds().contains(demand.status())) {
            return Optional.empty();
        }
        return switch (demand.module()) {
            case ANTIVIRUS -> Optional.of(antivirus(demand.status()));
            case LINKS -> Optional.of(Notice.Kind.LINKS);
            case ANTISPAM -> Optional.empty();
            case ANTIPHISHING -> Optional.of(Notice.Kind.PHISHING);
            case IMPERSONATION -> Optional.of(Notice.Kind.IMPERSONATION);
            case CONTENT -> Optional.of(Notice.Kind.CONTENT);
            case AUTHENTICATION -> Optional.of(Notice.Kind.AUTHENTICATION);
            case SANDBOX -> Optional.of(Notice.Kind.SANDBOX);
        };
    }

    private static Notice.Kind antivirus(Status status) {
        if (status == Status.ENCRYPTED) {
            return Notice.Kind.ENCRYPTED;
        }
        return status == Status.MACROS_DETECTED ? Notice.Kind.MACROS : Notice.Kind.INFECTED;
    }

    static List<Finding> findings(List<Demand> demands) {
        return demands.stream().flatMap(demand -> demand.findings().stream()).toList();
    }
}
