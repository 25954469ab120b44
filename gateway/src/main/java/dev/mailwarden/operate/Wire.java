package dev.mailwarden.operate;

import dev.mailwarden.mail.ForeignOctets;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * The lines of the control socket. A caller sends one line, {@code {"call": name, "arguments":
 * {…}}}; with {@code "octets": n} in it so many octets of a text follow the line. It gets lines
 * {@code {"row": {…}}} and at last {@code {"end": "done", "text": "…"}}. Before these it may get
 * {@code {"send": n}}, and then sends so many octets as they are.
 */
@ForeignOctets
final class Wire {

    /** Strict: an argument that is not understood must not widen what is deleted. */
    private static final JsonMapper MAPPER =
            JsonMapper.builder()
                    .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                    .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
                    .enable(DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES)
                    .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                    .build();

    private Wire() {}

    static JsonNode parse(String line) throws JacksonException {
        return MAPPER.readTree(line);
    }

    static <T> T value(JsonNode node, Class<T> type) throws JacksonException {
        return MAPPER.treeToValue(node, type);
    }

    /** One JSON object in one line, as {@code --json} shows rows. */
    static String json(Object value) {
        return MAPPER.writeValueAsString(value);
    }

    static String request(String call, Object arguments, int octets) {
        ObjectNode request = MAPPER.createObjectNode().put("call", call);
        if (octets > 0) {
            request.put("octets", octets);
        }
        return json(request.set("arguments", MAPPER.valueToTree(arguments)));
    }

    static String row(Object row) {
        return json(MAPPER.createObjectNode().set("row", MAPPER.valueToTree(row)));
    }

    static String send(long octets) {
        return json(MAPPER.createObjectNode().put("send", octets));
    }

    static String end(Ending ending) {
        return json(
                MAPPER.createObjectNode()
                        .put("end", ending.status().name())
                        .put("text", ending.text()));
    }
}
