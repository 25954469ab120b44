package dev.mailwarden.bench.load;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The server's side of one dialogue: takes everything, as cheaply as it can. */
final class SinkSession implements Talker {

    private static final Pattern BDAT =
            Pattern.compile("(\\d{1,10})( last)?", Pattern.CASE_INSENSITIVE);

    private final Connection connection;
    private final Mailroom mailroom;
    private final String capabilities;
    private final LineBuffer line = new LineBuffer();
    private final ContentBuffer content = new ContentBuffer();
    private final StringBuilder replies = new StringBuilder();
    private final List<String> recipients = new ArrayList<>();
    private String sender = "";
    private boolean inData;
    private long chunkLeft;
    private boolean lastChunk;
    private boolean quitting;

    SinkSession(Connection connection, Mailroom mailroom, boolean chunking) {
        this.connection = connection;
        this.mailroom = mailroom;
        this.capabilities =
                "250-sink.example\r\n250-PIPELINING\r\n250-8BITMIME\r\n250-SIZE 104857600\r\n"
                        + (chunking ? "250-CHUNKING\r\n" : "")
                        + "250-ENHANCEDSTATUSCODES\r\n250-SMTPUTF8\r\n250 DSN\r\n";
    }

    @Override
    public void connected() {
        replies.append("220 sink.example ESMTP\r\n");
        flush();
    }

    @Override
    public void received(byte[] octets, int from, int to) {
        int at = from;
        while (at < to && !quitting) {
            if (inData) {
                at = data(octets, at, to);
            } else if (chunkLeft > 0) {
                at = chunk(octets, at, to);
            } else {
                at = line.take(octets, at, to);
                if (line.isComplete()) {
                    command(line.text());
                }
            }
        }
        flush();
        if (quitting) {
            connection.close();
        }
    }

    private int data(byte[] octets, int from, int to) {
        int at = content.take(octets, from, to);
        if (content.isComplete()) {
            inData = false;
            deliver();
        }
        return at;
    }

    private int chunk(byte[] octets, int from, int to) {
        int end = (int) Math.min(to, from + chunkLeft);
        content.takeExactly(octets, from, end);
        chunkLeft -= end - from;
        if (chunkLeft == 0) {
            endOfChunk();
        }
        return end;
    }

    private void endOfChunk() {
        if (lastChunk) {
            deliver();
        } else {
            replies.append("250 2.0.0 go on\r\n");
        }
    }

    private void deliver() {
        mailroom.received(sender, recipients, content.octets(), content.length());
        replies.append("250 2.0.0 taken\r\n");
        forget();
    }

    private void command(String text) {
        int space = text.indexOf(' ');
        String verb = (space < 0 ? text : text.substring(0, space)).toUpperCase(Locale.ROOT);
        switch (verb) {
            case "MAIL" -> {
                forget();
                sender = path(text);
                replies.append("250 2.1.0 ok\r\n");
            }
            case "RCPT" -> {
                recipients.add(path(text));
                replies.append("250 2.1.5 ok\r\n");
            }
            case "DATA" -> {
                inData = true;
                content.clear();
                replies.append("354 go on\r\n");
            }
            case "BDAT" -> startChunk(text.substring(space + 1));
            case "EHLO" -> replies.append(capabilities);
            case "HELO", "NOOP" -> replies.append("250 ok\r\n");
            case "RSET" -> {
                forget();
                replies.append("250 2.0.0 ok\r\n");
            }
            case "QUIT" -> {
                replies.append("221 2.0.0 bye\r\n");
                quitting = true;
            }
            default -> replies.append("500 5.5.2 unknown\r\n");
        }
    }

    private void startChunk(String argument) {
        Matcher chunk = BDAT.matcher(argument);
        if (!chunk.matches()) {
            replies.append("501 5.5.4 bad chunk\r\n");
            return;
        }
        chunkLeft = Long.parseLong(chunk.group(1));
        lastChunk = chunk.group(2) != null;
        if (chunkLeft == 0) {
            endOfChunk();
        }
    }

    private void forget() {
        sender = "";
        recipients.clear();
        content.clear();
    }

    private static String path(String text) {
        int open = text.indexOf('<');
        int close = text.indexOf('>', open);
        return open < 0 || close < 0 ? text : text.substring(open + 1, close);
    }

    private void flush() {
        if (!replies.isEmpty()) {
            byte[] octets = replies.toString().getBytes(StandardCharsets.US_ASCII);
            replies.setLength(0);
            connection.send(octets, octets.length);
        }
    }

    @Override
    public void ended(String why) {
        // An unfinished transaction was never promised to anyone.
    }
}
