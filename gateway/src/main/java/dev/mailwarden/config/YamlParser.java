package dev.mailwarden.config;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.CollectionStartEvent;
import org.snakeyaml.engine.v2.events.DocumentStartEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.MappingEndEvent;
import org.snakeyaml.engine.v2.events.MappingStartEvent;
import org.snakeyaml.engine.v2.events.NodeEvent;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.events.SequenceEndEvent;
import org.snakeyaml.engine.v2.events.SequenceStartEvent;
import org.snakeyaml.engine.v2.events.StreamEndEvent;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/**
 * Reads the small part of YAML that a configuration needs: one document of maps, lists and plain
 * values. Anchors, aliases and tags are refused, so a file cannot grow while it is read, and what
 * is read is never larger than the file.
 */
final class YamlParser {

    /** Deeper than any setting lies. */
    private static final int MAX_DEPTH = 16;

    private final Iterator<Event> events;

    private YamlParser(Iterator<Event> events) {
        this.events = events;
    }

    /** Not the YAML that is understood here. */
    static final class SyntaxException extends Exception {

        private static final long serialVersionUID = 1;

        final transient Tree.Mark mark;

        SyntaxException(String message, Tree.Mark mark) {
            super(message);
            this.mark = mark;
        }
    }

    static Tree parse(String text) throws SyntaxException {
        LoadSettings settings =
                LoadSettings.builder()
                        .setLabel("configuration")
                        .setCodePointLimit(Math.max(1, text.length()))
                        .build();
        try {
            return new YamlParser(new Parse(settings).parseString(text).iterator()).document();
        } catch (MarkedYamlEngineException e) {
            throw new SyntaxException(
                    e.getProblem(), e.getProblemMark().map(YamlParser::mark).orElse(FIRST));
        } catch (YamlEngineException e) {
            String message = Optional.ofNullable(e.getMessage()).orElse("cannot be read");
            throw new SyntaxException(message.lines().findFirst().orElse(message), FIRST);
        }
    }

    private static final Tree.Mark FIRST = new Tree.Mark(1, 1);

    private Tree document() throws SyntaxException {
        Optional<Tree> document = Optional.empty();
        while (events.hasNext()) {
            Event event = events.next();
            if (event instanceof DocumentStartEvent) {
                if (document.isPresent()) {
                    throw new SyntaxException("a second document is not allowed", mark(event));
                }
                document = Optional.of(value(events.next(), 0));
            } else if (event instanceof StreamEndEvent) {
                break;
            }
        }
        return document.orElseGet(() -> new Tree.Fields(List.of(), FIRST));
    }

    private Tree value(Event event, int depth) throws SyntaxException {
        if (depth > MAX_DEPTH) {
            throw new SyntaxException("nested too deeply", mark(event));
        }
        refuseMagic(event);
        return switch (event) {
            case ScalarEvent scalar ->
                    new Tree.Scalar(scalar.getValue(), scalar.isPlain(), mark(event));
            case SequenceStartEvent _ -> items(mark(event), depth);
            case MappingStartEvent _ -> fields(mark(event), depth);
            default -> throw new SyntaxException("a value is missing", mark(event));
        };
    }

    private Tree.Items items(Tree.Mark mark, int depth) throws SyntaxException {
        List<Tree> items = new ArrayList<>();
        for (Event next = events.next();
                !(next instanceof SequenceEndEvent);
                next = events.next()) {
            items.add(value(next, depth + 1));
        }
        return new Tree.Items(items, mark);
    }

    private Tree.Fields fields(Tree.Mark mark, int depth) throws SyntaxException {
        List<Tree.Field> fields = new ArrayList<>();
        for (Event key = events.next(); !(key instanceof MappingEndEvent); key = events.next()) {
            refuseMagic(key);
            if (!(key instanceof ScalarEvent name)) {
                throw new SyntaxException("a key must be a single word", mark(key));
            }
            Tree value = value(events.next(), depth + 1);
            fields.add(new Tree.Field(name.getValue(), value, mark(key)));
        }
        return new Tree.Fields(fields, mark);
    }

    private static void refuseMagic(Event event) throws SyntaxException {
        if (event instanceof AliasEvent
                || (event instanceof NodeEvent node && node.getAnchor().isPresent())) {
            throw new SyntaxException("anchors (&) and aliases (*) are not allowed", mark(event));
        }
        if ((event instanceof ScalarEvent scalar && scalar.getTag().isPresent())
                || (event instanceof CollectionStartEvent start && start.getTag().isPresent())) {
            throw new SyntaxException("tags (!) are not allowed", mark(event));
        }
    }

    private static Tree.Mark mark(Event event) {
        return event.getStartMark().map(YamlParser::mark).orElse(FIRST);
    }

    private static Tree.Mark mark(org.snakeyaml.engine.v2.exceptions.Mark mark) {
        return new Tree.Mark(mark.getLine() + 1, mark.getColumn() + 1);
    }
}
