package dev.mailwarden.decide;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * What macros stand for in one letter or note.
 *
 * @param values without those of objects
 * @param items the objects, at most {@value #MAX_ITEMS}
 */
record MacroValues(Map<Macro, String> values, List<Item> items) {

    /** More would make a letter that nobody reads. */
    static final int MAX_ITEMS = 50;

    /** Of one value, in characters; strangers write subjects and names. */
    static final int MAX_VALUE = 1000;

    /** One object with what was found in it; the name may be empty. */
    record Item(String object, String finding) {}

    MacroValues {
        values = new EnumMap<>(values);
        items = List.copyOf(items.subList(0, Math.min(items.size(), MAX_ITEMS)));
    }

    /** {@return what a macro stands for outside of blocks} */
    String of(Macro macro) {
        return switch (macro) {
            case OBJECT_NAME -> joined(Item::object);
            case FINDING -> joined(Item::finding);
            case SUBJECT, SENDER, SMTP_MESSAGE_ID, ALL_RECIPIENTS, AFFECTED_RECIPIENTS ->
                    inert(plain(macro));
            case PRODUCT_NAME,
                    NODE_NAME,
                    NODE_IP,
                    NODE_PORT,
                    DATE,
                    MESSAGE_ID,
                    SENDER_IP,
                    AFFECTED_RULES,
                    MESSAGE_ACTION,
                    DATA_BEGIN,
                    DATA_END ->
                    plain(macro);
        };
    }

    /** The same inside a block. */
    String of(Macro macro, Item item) {
        if (macro == Macro.OBJECT_NAME) {
            return inert(item.object());
        }
        return macro == Macro.FINDING ? inert(item.finding()) : of(macro);
    }

    private String plain(Macro macro) {
        return values.getOrDefault(macro, "");
    }

    private String joined(Function<Item, String> part) {
        return inert(
                items.stream()
                        .map(part)
                        .filter(text -> !text.isEmpty())
                        .distinct()
                        .collect(Collectors.joining(", ")));
    }

    private static String inert(String value) {
        int end = Math.min(value.length(), MAX_VALUE);
        if (end < value.length() && Character.isHighSurrogate(value.charAt(end - 1))) {
            end--;
        }
        return InertText.of(value.substring(0, end));
    }
}
