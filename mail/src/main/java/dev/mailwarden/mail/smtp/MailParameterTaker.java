package dev.mailwarden.mail.smtp;

import java.util.Optional;
import java.util.OptionalLong;

/** Collects the parameters of one MAIL command. */
final class MailParameterTaker implements ParameterList.Taker {

    /** Characters of ENVID as sent (RFC 3461 §4.4). */
    private static final int MAX_ENVID = 100;

    private OptionalLong size = OptionalLong.empty();
    private BodyType body = BodyType.SEVEN_BIT;
    private boolean smtpUtf8;
    private boolean prdr;
    private Optional<Ret> ret = Optional.empty();
    private Optional<String> envid = Optional.empty();

    MailParameters parameters() {
        return new MailParameters(size, body, smtpUtf8, ret, envid, prdr);
    }

    boolean smtpUtf8() {
        return smtpUtf8;
    }

    @Override
    public Optional<Reply> take(String keyword, Optional<String> value) {
        return switch (keyword) {
            case "SIZE" -> takeSize(value.orElse(""));
            case "BODY" -> takeBody(value.orElse(""));
            case "SMTPUTF8" -> takeSmtpUtf8(value);
            case "PRDR" -> takePrdr(value);
            case "RET" -> takeRet(value.orElse(""));
            case "AUTH" -> refusedIf(!isSubmitter(value.orElse("")));
            case "ENVID" -> takeEnvid(value.orElse(""));
            default -> Optional.of(Refusals.UNKNOWN_PARAMETER);
        };
    }

    private Optional<Reply> takeSize(String value) {
        size = Decimals.parse(value);
        return refusedIf(size.isEmpty());
    }

    private Optional<Reply> takeBody(String value) {
        return switch (Ascii.upper(value)) {
            case "7BIT" -> Optional.empty();
            case "8BITMIME" -> {
                body = BodyType.EIGHT_BIT_MIME;
                yield Optional.empty();
            }
            case "BINARYMIME" -> {
                body = BodyType.BINARY_MIME;
                yield Optional.empty();
            }
            default -> refusedIf(true);
        };
    }

    private Optional<Reply> takeSmtpUtf8(Optional<String> value) {
        smtpUtf8 = true;
        return refusedIf(value.isPresent());
    }

    private Optional<Reply> takePrdr(Optional<String> value) {
        prdr = true;
        return refusedIf(value.isPresent());
    }

    private Optional<Reply> takeRet(String value) {
        ret =
                switch (Ascii.upper(value)) {
                    case "FULL" -> Optional.of(Ret.FULL);
                    case "HDRS" -> Optional.of(Ret.HDRS);
                    default -> Optional.empty();
                };
        return refusedIf(ret.isEmpty());
    }

    private Optional<Reply> takeEnvid(String value) {
        envid = Xtext.decode(value).filter(text -> !text.isEmpty());
        return refusedIf(envid.isEmpty() || value.length() > MAX_ENVID);
    }

    /** Who submitted the message, as somebody says (RFC 4954 §5); nobody here believes it. */
    private static boolean isSubmitter(String value) {
        return value.equals("<>")
                || Xtext.decode(value).filter(name -> !name.isEmpty()).isPresent();
    }

    private static Optional<Reply> refusedIf(boolean malformed) {
        return malformed ? Optional.of(Refusals.BAD_PARAMETER) : Optional.empty();
    }
}
