package dev.mailwarden.config;

import dev.mailwarden.policy.Condition;
import dev.mailwarden.policy.Condition.Place;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A condition of an expression: one key, which says what it is about (CF-2). */
final class ConditionKind implements Kind<Condition> {

    private static final long MOST_OCTETS = 1L << 30;

    /** All that is written in one condition; just one thing is allowed. */
    private record Written(List<Condition> conditions) {

        Optional<Long> sizeOver() {
            return only(Condition.SizeOver.class).map(Condition.SizeOver::octets);
        }

        Optional<Condition.Type> type() {
            return only(Condition.Type.class);
        }

        Optional<Condition.Text> text(Place place) {
            return only(Condition.Text.class).filter(text -> text.place() == place);
        }

        private <C extends Condition> Optional<C> only(Class<C> type) {
            return conditions.stream().filter(type::isInstance).map(type::cast).findFirst();
        }
    }

    private static final Section<Written> KEYS =
            Section.<Written>of(
                            keys -> {
                                var size =
                                        keys.optional(
                                                "size-over",
                                                Kinds.size(0, MOST_OCTETS),
                                                10L << 20,
                                                "The message is larger than this.",
                                                Written::sizeOver);
                                var texts = texts(keys);
                                var header =
                                        keys.optional(
                                                "header",
                                                SoughtSection.HEADER,
                                                SoughtSection.EXAMPLE_HEADER,
                                                "A header field of any name.",
                                                written -> written.text(Place.HEADER));
                                var type =
                                        keys.optional(
                                                "attachment-type",
                                                SoughtSection.TYPE,
                                                SoughtSection.EXAMPLE_TYPE,
                                                "What an attachment is by its content.",
                                                Written::type);
                                return values -> {
                                    List<Condition> conditions = new ArrayList<>();
                                    values.get(size)
                                            .map(Condition.SizeOver::new)
                                            .ifPresent(conditions::add);
                                    texts.forEach((place, key) ->
                                            values.get(key)
                                                    .map(sought -> sought.in(place))
                                                    .ifPresent(conditions::add));
                                    values.get(header).ifPresent(conditions::add);
                                    values.get(type).ifPresent(conditions::add);
                                    return new Written(conditions);
                                };
                            })
                    .check((written, at) -> {
                        if (written.conditions().size() != 1) {
                            at.error(
                                    "is %d conditions; each entry is one of %s"
                                            .formatted(written.conditions().size(), names()));
                        }
                    });

    private static Map<Place, Key<Written, Optional<SoughtSection.Sought>>> texts(
            Section<Written> keys) {
        Map<Place, Key<Written, Optional<SoughtSection.Sought>>> texts = new EnumMap<>(Place.class);
        for (Place place : Place.values()) {
            if (place != Place.HEADER) {
                texts.put(
                        place,
                        keys.optional(
                                Kinds.name(place),
                                SoughtSection.SOUGHT,
                                SoughtSection.EXAMPLE,
                                meaning(place),
                                written -> written.text(place).map(SoughtSection.Sought::of)));
            }
        }
        return texts;
    }

    private static String meaning(Place place) {
        return switch (place) {
            case SUBJECT -> "The subject.";
            case BODY -> "The text of the message, of HTML too.";
            case SENDER -> "The reverse-path, or an address of From.";
            case RECIPIENT -> "A recipient, or an address of To.";
            case CC -> "An address of Cc.";
            case HEADER -> "A header field of any name.";
            case ATTACHMENT_NAME -> "The name of an attachment, as any mail program may see it.";
            case INNER_NAME -> "The same, and of what is in archives and other containers.";
        };
    }

    private static String names() {
        return String.join(", ", KEYS.keys().stream().map(Key::name).toList());
    }

    @Override
    public Optional<Condition> read(Tree tree, At at) {
        return KEYS.read(tree, at)
                .filter(written -> written.conditions().size() == 1)
                .map(written -> written.conditions().getFirst());
    }

    @Override
    public Tree write(Condition value) {
        return KEYS.write(new Written(List.of(value)));
    }

    @Override
    public String allowed() {
        return KEYS.allowed();
    }

    @Override
    public Optional<Section<?>> section() {
        return Optional.of(KEYS);
    }
}
