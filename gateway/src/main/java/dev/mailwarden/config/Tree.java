package dev.mailwarden.config;

import java.util.List;

/** A value as it stands in the file, before anybody asks what it means. */
sealed interface Tree {

    Mark mark();

    /**
     * A single value.
     *
     * @param plain whether it was written without quotes
     */
    record Scalar(String text, boolean plain, Mark mark) implements Tree {

        /** Whether there is a key with nothing after the colon. */
        boolean isNothing() {
            return plain && (text.isEmpty() || text.equals("~") || text.equals("null"));
        }
    }

    /** A list. */
    record Items(List<Tree> items, Mark mark) implements Tree {
        public Items {
            items = List.copyOf(items);
        }
    }

    /** Keys with values, in the order of the file; a key may be there twice. */
    record Fields(List<Field> fields, Mark mark) implements Tree {
        public Fields {
            fields = List.copyOf(fields);
        }
    }

    /** One key with its value. */
    record Field(String name, Tree value, Mark mark) {}

    /** A place in the file; line and column count from 1. */
    record Mark(int line, int column) {

        /** Stands for what was not read from a file. */
        static final Mark NOWHERE = new Mark(1, 1);
    }

    static Scalar scalar(String text) {
        return new Scalar(text, false, Mark.NOWHERE);
    }

    static Items items(List<Tree> items) {
        return new Items(items, Mark.NOWHERE);
    }

    static Field field(String name, Tree value) {
        return new Field(name, value, Mark.NOWHERE);
    }
}
