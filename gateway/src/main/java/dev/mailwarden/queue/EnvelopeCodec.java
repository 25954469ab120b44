package dev.mailwarden.queue;

import dev.mailwarden.mail.smtp.BodyType;
import dev.mailwarden.mail.smtp.Domain;
import dev.mailwarden.mail.smtp.MailParameters;
import dev.mailwarden.mail.smtp.Mailbox;
import dev.mailwarden.mail.smtp.Notify;
import dev.mailwarden.mail.smtp.RcptParameters;
import dev.mailwarden.mail.smtp.Ret;
import dev.mailwarden.mail.smtp.ReversePath;
import dev.mailwarden.message.Envelope;
import dev.mailwarden.message.Recipient;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/** The envelope in a record. The declared SIZE is not kept: the content's length is known. */
final class EnvelopeCodec {

    private static final int EIGHT_BIT = 1;
    private static final int SMTPUTF8 = 2;
    private static final int RET_FULL = 4;
    private static final int RET_HDRS = 8;
    private static final int ENVID = 16;
    private static final int MAILBOX = 32;
    private static final int BINARY = 64;
    private static final int ORCPT = 128;

    private EnvelopeCodec() {}

    static void write(Envelope envelope, RecordWriter out) {
        MailParameters mail = envelope.parameters();
        out.octet(
                flag(mail.body() == BodyType.EIGHT_BIT_MIME, EIGHT_BIT)
                        | flag(mail.body() == BodyType.BINARY_MIME, BINARY)
                        | flag(mail.smtpUtf8(), SMTPUTF8)
                        | flag(mail.ret().equals(Optional.of(Ret.FULL)), RET_FULL)
                        | flag(mail.ret().equals(Optional.of(Ret.HDRS)), RET_HDRS)
                        | flag(mail.envid().isPresent(), ENVID)
                        | flag(envelope.reversePath() instanceof ReversePath.Of, MAILBOX));
        mail.envid().ifPresent(out::text);
        if (envelope.reversePath() instanceof ReversePath.Of(Mailbox mailbox)) {
            write(mailbox, out);
        }
        out.number(envelope.recipients().size());
        for (Recipient recipient : envelope.recipients()) {
            write(recipient, out);
        }
    }

    private static void write(Recipient recipient, RecordWriter out) {
        int flags = flag(recipient.parameters().orcpt().isPresent(), ORCPT);
        for (Notify notify : recipient.parameters().notifyOn()) {
            flags |= notifyFlag(notify);
        }
        out.octet(flags);
        write(recipient.mailbox(), out);
        recipient.parameters().orcpt().ifPresent(out::text);
    }

    private static void write(Mailbox mailbox, RecordWriter out) {
        out.text(mailbox.localPart());
        out.text(mailbox.domain().name());
    }

    static Envelope read(RecordReader in) {
        int flags = in.octet();
        Optional<String> envid = has(flags, ENVID) ? Optional.of(in.text()) : Optional.empty();
        Optional<Ret> ret =
                has(flags, RET_FULL)
                        ? Optional.of(Ret.FULL)
                        : has(flags, RET_HDRS) ? Optional.of(Ret.HDRS) : Optional.empty();
        ReversePath reversePath =
                has(flags, MAILBOX) ? new ReversePath.Of(mailbox(in)) : new ReversePath.Null();
        MailParameters mail =
                new MailParameters(
                        OptionalLong.empty(), body(flags), has(flags, SMTPUTF8), ret, envid, false);
        int count = in.number();
        List<Recipient> recipients = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            recipients.add(recipient(in));
        }
        return new Envelope(reversePath, mail, recipients);
    }

    private static BodyType body(int flags) {
        if (has(flags, BINARY)) {
            return BodyType.BINARY_MIME;
        }
        return has(flags, EIGHT_BIT) ? BodyType.EIGHT_BIT_MIME : BodyType.SEVEN_BIT;
    }

    private static Recipient recipient(RecordReader in) {
        int flags = in.octet();
        Mailbox mailbox = mailbox(in);
        Optional<String> orcpt = has(flags, ORCPT) ? Optional.of(in.text()) : Optional.empty();
        Set<Notify> notifyOn = EnumSet.noneOf(Notify.class);
        for (Notify notify : Notify.values()) {
            if (has(flags, notifyFlag(notify))) {
                notifyOn.add(notify);
            }
        }
        return new Recipient(mailbox, new RcptParameters(notifyOn, orcpt));
    }

    private static Mailbox mailbox(RecordReader in) {
        String localPart = in.text();
        return new Mailbox(localPart, new Domain(in.text()));
    }

    private static int notifyFlag(Notify notify) {
        return switch (notify) {
            case NEVER -> 1;
            case SUCCESS -> 2;
            case FAILURE -> 4;
            case DELAY -> 8;
        };
    }

    private static int flag(boolean set, int flag) {
        return set ? flag : 0;
    }

    private static boolean has(int flags, int flag) {
        return (flags & flag) != 0;
    }
}
