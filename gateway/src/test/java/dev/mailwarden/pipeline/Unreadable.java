package dev.mailwarden.pipeline;

import dev.mailwarden.message.Content;
import dev.mailwarden.message.ContentFacts;
import java.io.IOException;
import java.io.OutputStream;

/** Content whose file is damaged. */
record Unreadable(Content whole, How how) implements Content {

    enum How {
        OPENING,
        READING,
        SURPRISE
    }

    @Override
    public long length() {
        return whole.length();
    }

    @Override
    public ContentFacts facts() {
        return whole.facts();
    }

    @Override
    public void writeTo(OutputStream out) throws IOException {
        if (how == How.SURPRISE) {
            throw new IllegalStateException("no such segment");
        }
        throw new IOException("damaged");
    }

    @Override
    public Reader open() throws IOException {
        return switch (how) {
            case OPENING -> throw new IOException("no file");
            case SURPRISE -> whole.open();
            case READING ->
                    (_, _, _, _) -> {
                        throw new IOException("damaged");
                    };
        };
    }
}
