package dev.mailwarden.mail.smtp;

import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/** Collects the parameters of one RCPT command. */
final class RcptParameterTaker implements ParameterList.Taker {

    private Set<Notify> notifyOn = Set.of();
    private Optional<String> orcpt = Optional.empty();

    RcptParameters parameters() {
        return new RcptParameters(notifyOn, orcpt);
    }

    @Override
    public Optional<Reply> take(String keyword, Optional<String> value) {
        return switch (keyword) {
            case "NOTIFY" -> takeNotify(value.orElse(""));
            case "ORCPT" -> takeOrcpt(value.orElse(""));
            default -> Optional.of(Refusals.UNKNOWN_PARAMETER);
        };
    }

    private Optional<Reply> takeNotify(String value) {
        Set<Notify> events = EnumSet.noneOf(Notify.class);
        for (String event : Ascii.upper(value).split(",", -1)) {
            switch (event) {
                case "NEVER" -> events.add(Notify.NEVER);
                case "SUCCESS" -> events.add(Notify.SUCCESS);
                case "FAILURE" -> events.add(Notify.FAILURE);
                case "DELAY" -> events.add(Notify.DELAY);
                default -> {
                    return Optional.of(Refusals.BAD_PARAMETER);
                }
            }
        }
        if (events.contains(Notify.NEVER) && events.size() > 1) {
            return Optional.of(Refusals.BAD_PARAMETER);
        }
        notifyOn = events;
        return Optional.empty();
    }

    private Optional<Reply> takeOrcpt(String value) {
        orcpt = Optional.of(value).filter(OriginalRecipient::isValid);
        return orcpt.isPresent() ? Optional.empty() : Optional.of(Refusals.BAD_PARAMETER);
    }
}
