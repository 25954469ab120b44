package dev.mailwarden.mail.mime;

import dev.mailwarden.mail.mime.OtherParsers.Files;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.w3c.dom.NodeList;
import org.xml.sax.SAXException;

/**
 * What parsers can be compared by: how parts lie in one another, and what is in them.
 *
 * @param shape {@code x} for a part that is made of no others, {@code (...)} for a multipart,
 *     {@code <...>} for an enclosed message
 * @param bodies in the order of the parts; text without carriage returns and white space at its end
 */
record Outline(String shape, List<String> bodies) {

    static Outline of(Message message) {
        var shape = new StringBuilder();
        var bodies = new ArrayList<String>();
        add(message.root(), shape, bodies);
        return new Outline(shape.toString(), bodies);
    }

    private static void add(Part part, StringBuilder shape, List<String> bodies) {
        if (part.isLeaf()) {
            shape.append('x');
            boolean text = part.mediaType().startsWith("text/");
            bodies.add(normal(text ? Parsed.text(part) : Parsed.latin(part)));
            return;
        }
        boolean multipart = part.mediaType().startsWith("multipart/");
        shape.append(multipart ? '(' : '<');
        part.children().forEach(child -> add(child, shape, bodies));
        shape.append(multipart ? ')' : '>');
    }

    /** What stalwart's mail-parser has written. */
    static Outline ofStalwart(String json) {
        var shape = new StringBuilder();
        var bodies = new ArrayList<String>();
        List<Object> parts = Json.list(Json.map(Json.read(json)).get("parts"));
        addStalwart(parts, 0, shape, bodies);
        return new Outline(shape.toString(), bodies);
    }

    private static void addStalwart(
            List<Object> parts, int index, StringBuilder shape, List<String> bodies) {
        Map<String, Object> body = Json.map(Json.map(parts.get(index)).get("body"));
        String kind = body.keySet().iterator().next();
        Object value = body.values().iterator().next();
        switch (kind) {
            case "Multipart" -> {
                shape.append('(');
                for (Object child : Json.list(value)) {
                    addStalwart(parts, ((Double) child).intValue(), shape, bodies);
                }
                shape.append(')');
            }
            case "Message" -> {
                shape.append('<');
                addStalwart(Json.list(Json.map(value).get("parts")), 0, shape, bodies);
                shape.append('>');
            }
            case "Text", "Html" -> {
                shape.append('x');
                bodies.add(normal(value.toString()));
            }
            default -> {
                shape.append('x');
                var octets = new StringBuilder();
                Json.list(value)
                        .forEach(octet -> octets.append((char) ((Double) octet).intValue()));
                bodies.add(normal(octets.toString()));
            }
        }
    }

    /** What mime4j's tests hold, in its tree of XML with the bodies beside. */
    static Outline ofMime4j(byte[] xml, Files bodies) throws IOException {
        try {
            Element root =
                    DocumentBuilderFactory.newInstance()
                            .newDocumentBuilder()
                            .parse(new ByteArrayInputStream(xml))
                            .getDocumentElement();
            var shape = new StringBuilder();
            var contents = new ArrayList<String>();
            addMime4j(root, shape, contents, bodies);
            return new Outline(shape.toString(), contents);
        } catch (ParserConfigurationException | SAXException e) {
            throw new IOException(e);
        }
    }

    private static void addMime4j(
            Element entity, StringBuilder shape, List<String> contents, Files bodies) {
        NodeList nodes = entity.getChildNodes();
        for (int i = 0; i < nodes.getLength(); i++) {
            Node node = nodes.item(i);
            if (node instanceof Element child) {
                switch (child.getTagName()) {
                    case "text-body", "binary-body" -> {
                        shape.append('x');
                        contents.add(normal(bodies.text(child.getAttribute("name"))));
                    }
                    case "multipart" -> {
                        shape.append('(');
                        addMime4j(child, shape, contents, bodies);
                        shape.append(')');
                    }
                    case "message" -> {
                        shape.append('<');
                        addMime4j(child, shape, contents, bodies);
                        shape.append('>');
                    }
                    case "body-part" -> addMime4j(child, shape, contents, bodies);
                    default -> {}
                }
            }
        }
    }

    private static String normal(String text) {
        return text.replace("\r", "").stripTrailing();
    }

    /** The same with text as its octets, for comparing with those who do not decode it. */
    static Outline ofOctets(Message message) {
        Outline decoded = of(message);
        List<String> bodies =
                message.parts().stream()
                        .filter(part -> part.isLeaf() && isDeclared(part))
                        .map(part -> normal(Parsed.latin(part)))
                        .toList();
        return new Outline(decoded.shape(), bodies);
    }

    private static boolean isDeclared(Part part) {
        return part.view() == View.DECLARED && part.parent().map(Outline::isDeclared).orElse(true);
    }

    static String latin(byte[] octets) {
        return new String(octets, StandardCharsets.ISO_8859_1);
    }
}
