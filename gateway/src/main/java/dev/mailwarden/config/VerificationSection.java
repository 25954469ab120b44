package dev.mailwarden.config;

import dev.mailwarden.config.Verification.CallAhead;
import dev.mailwarden.config.Verification.Mode;
import dev.mailwarden.config.Verification.Moment;
import dev.mailwarden.config.Verification.OnUnknown;
import dev.mailwarden.config.Verification.OnUnsure;
import java.time.Duration;

/** The keys under {@code settings.verification:}. */
final class VerificationSection {

    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Duration YEAR = Duration.ofDays(365);

    private static final Section<CallAhead> CALL_AHEAD =
            Section.<CallAhead>of(
                            keys -> {
                                var mode =
                                        keys.key(
                                                "mode",
                                                Kinds.choice(Mode.class),
                                                Mode.OFF,
                                                "With local, the server behind the gateway is asked"
                                                        + " for recipients of local domains, unless"
                                                        + " relay.recipients lists them.",
                                                CallAhead::mode);
                                var positive =
                                        keys.key(
                                                "positive-lifetime",
                                                Kinds.duration(SECOND, YEAR),
                                                Duration.ofDays(7),
                                                "How long a mailbox that exists is not asked for"
                                                        + " again.",
                                                CallAhead::positiveLifetime);
                                var reserve =
                                        keys.key(
                                                "reserve",
                                                Kinds.duration(SECOND, YEAR),
                                                Duration.ofDays(31),
                                                "How long it is still taken while the server cannot"
                                                        + " be asked.",
                                                CallAhead::reserve);
                                var negative =
                                        keys.key(
                                                "negative-lifetime",
                                                Kinds.duration(SECOND, YEAR),
                                                Duration.ofHours(3),
                                                "How long a mailbox that does not exist is not"
                                                        + " asked for again.",
                                                CallAhead::negativeLifetime);
                                var timeout =
                                        keys.key(
                                                "timeout",
                                                Kinds.duration(SECOND, Duration.ofMinutes(2)),
                                                Duration.ofSeconds(10),
                                                "Longest wait for one answer, from the look-up of"
                                                        + " the server to its reply.",
                                                CallAhead::timeout);
                                var unreachable =
                                        keys.key(
                                                "when-unreachable",
                                                Kinds.choice(OnUnsure.class),
                                                OnUnsure.TEMPFAIL,
                                                "What is done with mail for a mailbox that cannot"
                                                        + " be asked for now.",
                                                CallAhead::whenUnreachable);
                                var cached =
                                        keys.key(
                                                "cached-addresses",
                                                Kinds.number(0, 10_000_000),
                                                100_000,
                                                "Mailboxes remembered, in memory only.",
                                                CallAhead::cachedAddresses);
                                var concurrency =
                                        keys.key(
                                                "concurrency",
                                                Kinds.number(1, 1_000),
                                                20,
                                                "Mailboxes asked for at once.",
                                                CallAhead::concurrency);
                                return values ->
                                        new CallAhead(
                                                values.get(mode),
                                                values.get(positive),
                                                values.get(reserve),
                                                values.get(negative),
                                                values.get(timeout),
                                                values.get(unreachable),
                                                values.get(cached),
                                                values.get(concurrency));
                            })
                    .check(VerificationSection::checkReserve);

    static final Section<Verification> VERIFICATION =
            Section.of(keys -> {
                var callAhead =
                        keys.section(
                                "call-ahead",
                                CALL_AHEAD,
                                "Asking the server behind the gateway which mailboxes exist.",
                                Verification::callAhead);
                var at =
                        keys.key(
                                "at",
                                Kinds.choice(Moment.class),
                                Moment.RCPT,
                                "When unknown local recipients are refused. With data every one is"
                                        + " answered 250, and a message with any unknown recipient"
                                        + " is refused as a whole, so that nobody can harvest"
                                        + " addresses.",
                                Verification::at);
                var recipientDomain =
                        keys.key(
                                "unknown-recipient-domain",
                                Kinds.choice(OnUnknown.class),
                                OnUnknown.REJECT,
                                "Relayed mail for a domain that does not exist or takes no mail; a"
                                        + " domain with a route is not looked up.",
                                Verification::unknownRecipientDomain);
                var senderDomain =
                        keys.key(
                                "sender-domain",
                                Kinds.choice(OnUnknown.class),
                                OnUnknown.OFF,
                                "Mail of strangers whose domain does not exist or takes no mail.",
                                Verification::senderDomain);
                var unsure =
                        keys.key(
                                "sender-domain-unsure",
                                Kinds.choice(OnUnsure.class),
                                OnUnsure.TEMPFAIL,
                                "The same if DNS cannot tell now.",
                                Verification::senderDomainUnsure);
                return values ->
                        new Verification(
                                values.get(callAhead),
                                values.get(at),
                                values.get(recipientDomain),
                                values.get(senderDomain),
                                values.get(unsure));
            });

    private VerificationSection() {}

    private static void checkReserve(CallAhead callAhead, At at) {
        if (callAhead.reserve().compareTo(callAhead.positiveLifetime()) < 0) {
            at.key("reserve").error("must not be shorter than positive-lifetime");
        }
    }
}
