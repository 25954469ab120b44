package dev.mailwarden.track;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;

/**
 * The members of one JSON object, by name, read with a limit on depth. Every accessor throws {@link
 * IllegalArgumentException} when the member is absent or of another type.
 *
 * @param members values are String, BigDecimal, Boolean, List or JsonFields; null is left out
 */
record JsonFields(Map<String, Object> members) {

    /** Events nest to a depth of five; anything much deeper was not written by us. */
    private static final int DEPTH = 16;

    /** Keeps arithmetic on a hostile exponent from filling the memory. */
    private static final int DIGITS = 40;

    private static final JsonFactory JSON =
            JsonFactory.builder()
                    .streamReadConstraints(
                            StreamReadConstraints.builder()
                                    .maxNestingDepth(DEPTH)
                                    .maxNumberLength(DIGITS)
                                    .build())
                    .build();

    /** Reads the object that fills {@code [from, to)}. */
    static JsonFields parse(byte[] octets, int from, int to) {
        try (JsonParser in =
                JSON.createParser(ObjectReadContext.empty(), octets, from, to - from)) {
            if (in.nextToken() != JsonToken.START_OBJECT) {
                throw new IllegalArgumentException("not an object");
            }
            JsonFields fields = readObject(in);
            if (in.nextToken() != null) {
                throw new IllegalArgumentException("more than one object");
            }
            return fields;
        } catch (JacksonException e) {
            throw new IllegalArgumentException("not JSON", e);
        }
    }

    private static JsonFields readObject(JsonParser in) {
        Map<String, Object> members = new LinkedHashMap<>();
        while (in.nextToken() == JsonToken.PROPERTY_NAME) {
            String name = in.currentName();
            in.nextToken();
            readValue(in).ifPresent(value -> members.put(name, value));
        }
        return new JsonFields(members);
    }

    private static Optional<Object> readValue(JsonParser in) {
        return switch (in.currentToken()) {
            case START_OBJECT -> Optional.of(readObject(in));
            case START_ARRAY -> Optional.of(readArray(in));
            case VALUE_STRING -> Optional.of(in.getString());
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> Optional.of(readNumber(in));
            case VALUE_TRUE -> Optional.of(true);
            case VALUE_FALSE -> Optional.of(false);
            case VALUE_NULL -> Optional.empty();
            case NOT_AVAILABLE, END_OBJECT, END_ARRAY, PROPERTY_NAME, VALUE_EMBEDDED_OBJECT ->
                    throw new IllegalArgumentException("not a value: " + in.currentToken());
        };
    }

    private static BigDecimal readNumber(JsonParser in) {
        BigDecimal number = in.getDecimalValue();
        if (Math.abs((long) number.scale()) > DIGITS) {
            throw new IllegalArgumentException("too large or too small a number");
        }
        return number;
    }

    private static List<Object> readArray(JsonParser in) {
        List<Object> values = new ArrayList<>();
        while (in.nextToken() != JsonToken.END_ARRAY) {
            readValue(in).ifPresent(values::add);
        }
        return values;
    }

    String text(String name) {
        return required(name, optionalText(name));
    }

    Optional<String> optionalText(String name) {
        return optional(name, String.class);
    }

    long number(String name) {
        return decimal(name).longValueExact();
    }

    OptionalLong optionalNumber(String name) {
        return members.containsKey(name) ? OptionalLong.of(number(name)) : OptionalLong.empty();
    }

    BigDecimal decimal(String name) {
        return required(name, optional(name, BigDecimal.class));
    }

    Optional<BigDecimal> optionalDecimal(String name) {
        return optional(name, BigDecimal.class);
    }

    int port(String name) {
        long port = number(name);
        if (port < 0 || port > 65_535) {
            throw new IllegalArgumentException("not a port: " + port);
        }
        return (int) port;
    }

    boolean flag(String name) {
        return required(name, optional(name, Boolean.class));
    }

    /** {@return false also when the member is absent} */
    boolean optionalFlag(String name) {
        return optional(name, Boolean.class).orElse(false);
    }

    Instant time(String name) {
        return Instant.parse(text(name));
    }

    /** {@return an array's strings, empty when the member is absent} */
    List<String> texts(String name) {
        return array(name, String.class);
    }

    /** {@return an array's whole numbers, empty when the member is absent} */
    List<Integer> numbers(String name) {
        return array(name, BigDecimal.class).stream().map(BigDecimal::intValueExact).toList();
    }

    /** {@return an array's objects, empty when the member is absent} */
    List<JsonFields> objects(String name) {
        return array(name, JsonFields.class);
    }

    JsonFields object(String name) {
        return required(name, optionalObject(name));
    }

    Optional<JsonFields> optionalObject(String name) {
        return optional(name, JsonFields.class);
    }

    /** {@return a string, or empty when the member is absent or of another type} */
    Optional<String> anyText(String name) {
        return members.get(name) instanceof String text ? Optional.of(text) : Optional.empty();
    }

    /** {@return the event's place in its journey as far as it can be told, else 0} */
    int sequence() {
        return members.get("sequence") instanceof BigDecimal number ? number.intValue() : 0;
    }

    private <T> List<T> array(String name, Class<T> type) {
        return optional(name, List.class).stream()
                .flatMap(values -> ((List<?>) values).stream())
                .map(value -> typed(name, value, type))
                .toList();
    }

    private <T> Optional<T> optional(String name, Class<T> type) {
        return Optional.ofNullable(members.get(name)).map(value -> typed(name, value, type));
    }

    private static <T> T typed(String name, Object value, Class<T> type) {
        if (!type.isInstance(value)) {
            throw new IllegalArgumentException(name + " is no " + type.getSimpleName());
        }
        return type.cast(value);
    }

    private static <T> T required(String name, Optional<T> value) {
        return value.orElseThrow(() -> new IllegalArgumentException("no " + name));
    }
}
