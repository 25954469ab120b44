package dev.mailwarden.receive;

import dev.mailwarden.mail.dns.Answer;
import dev.mailwarden.mail.dns.Dns;
import dev.mailwarden.mail.dns.MailExchanger;
import dev.mailwarden.mail.smtp.Domain;
import java.util.List;

/**
 * Whether a domain takes mail, by what DNS says of it (RFC 5321 §5.1, RFC 7505). Made for one
 * transaction.
 */
final class MailDomains {

    /** What DNS says of a domain. */
    enum Verdict {
        TAKES_MAIL,
        /** Neither MX records nor an address. */
        MISSING,
        /** A null MX: no mail to it, and none from it (RFC 7505 §3, §4.2). */
        NULL_MX,
        /** DNS cannot tell now; never taken for a no. */
        UNSURE
    }

    private final Dns dns;

    MailDomains(Dns dns) {
        this.dns = dns;
    }

    Verdict judge(Domain domain) throws InterruptedException {
        return switch (dns.mx(domain)) {
            case Answer.Found<MailExchanger>(var records, _, _) ->
                    records.equals(List.of(MailExchanger.none()))
                            ? Verdict.NULL_MX
                            : Verdict.TAKES_MAIL;
            case Answer.NoSuchName<MailExchanger> _ -> Verdict.MISSING;
            case Answer.NoData<MailExchanger> _ -> byAddress(domain);
            case Answer.TemporaryFailure<MailExchanger> _ -> Verdict.UNSURE;
        };
    }

    /** A domain without MX records is its own host. */
    private Verdict byAddress(Domain domain) throws InterruptedException {
        Answer<?> four = dns.a(domain);
        if (four instanceof Answer.Found<?>) {
            return Verdict.TAKES_MAIL;
        }
        Answer<?> six = dns.aaaa(domain);
        if (six instanceof Answer.Found<?>) {
            return Verdict.TAKES_MAIL;
        }
        boolean known =
                !(four instanceof Answer.TemporaryFailure<?>)
                        && !(six instanceof Answer.TemporaryFailure<?>);
        return known ? Verdict.MISSING : Verdict.UNSURE;
    }
}
