package dev.mailwarden.receive;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * What RFC 5321 says a session does, in the fewest lines: the oracle of the state tests (J-02).
 * Each step adds what the client says and which reply code it must get.
 */
final class SessionModel {

    /** Things a client can say. */
    enum Step {
        EHLO,
        HELO,
        MAIL,
        MAIL_BAD,
        RCPT,
        RCPT_UTF8,
        RCPT_UNKNOWN,
        RCPT_FOREIGN,
        DATA,
        DATA_UNFIT,
        DATA_REFUSED,
        CHUNK,
        CHUNK_LAST,
        CHUNK_UNFIT,
        EMPTY_LAST,
        RSET,
        NOOP,
        VRFY,
        BOGUS,
        STARTTLS
    }

    /** A message as it must have been taken. */
    record Taken(String sender, List<String> recipients, String content) {}

    final StringBuilder clear = new StringBuilder();
    final StringBuilder secure = new StringBuilder();
    final List<String> codes = new ArrayList<>(List.of("220"));
    final List<Taken> taken = new ArrayList<>();

    private static final int MAX_RECIPIENTS = 10;

    private final Random random;
    private boolean hello;
    private boolean esmtp;
    private boolean tls;
    private boolean open;
    private boolean utf8;
    private boolean binary;
    private String sender = "";
    private List<String> recipients = List.of();
    private String chunks = "";
    private boolean chunking;
    private int serial;

    SessionModel(Random random) {
        this.random = random;
    }

    void step(Step step) {
        serial++;
        switch (step) {
            case EHLO, HELO -> {
                say(step + " client.example", "250");
                hello = true;
                esmtp = step == Step.EHLO;
                end();
            }
            case MAIL -> mail();
            case MAIL_BAD -> say("MAIL FROM:<no closing bracket", "501");
            case RCPT -> rcpt("anna@ours.example", "250");
            case RCPT_UTF8 -> rcpt("j\u00c3\u00b6rg@below.example", utf8 ? "250" : "553");
            case RCPT_UNKNOWN -> rcpt("nobody@ours.example", "550");
            case RCPT_FOREIGN -> rcpt("x@elsewhere.example", "550");
            case DATA -> data("X: " + serial + "\r\n\r\n..dot\r\n", "250");
            case DATA_UNFIT -> data("X: y\r\n\r\nbare\nline\r\n", "550");
            case DATA_REFUSED -> data("Message-ID: <refused>\r\n\r\n", "554");
            case CHUNK -> chunk("X: " + serial + "\r\n", "");
            case CHUNK_LAST -> chunk("Y: " + serial + "\r\n", " LAST");
            case CHUNK_UNFIT -> chunk("NOOP\rQUIT\r\n", random.nextBoolean() ? " LAST" : "");
            case EMPTY_LAST -> chunk("", " LAST");
            case RSET -> {
                say("RSET", "250");
                end();
            }
            case NOOP -> say("NOOP", "250");
            case VRFY -> say("VRFY x", "252");
            case BOGUS -> say("BOGUS", "500");
            case STARTTLS -> startTls();
        }
    }

    private void mail() {
        boolean withUtf8 = random.nextBoolean();
        String from = "s" + serial + "@elsewhere.example";
        boolean asBinary = random.nextInt(4) == 0;
        String line =
                "MAIL FROM:<"
                        + from
                        + ">"
                        + (withUtf8 ? " SMTPUTF8" : "")
                        + (asBinary ? " BODY=BINARYMIME" : "");
        if (!hello || open || (asBinary && !esmtp)) {
            say(line, "503");
        } else {
            say(line, "250");
            open = true;
            utf8 = withUtf8;
            binary = asBinary;
            sender = from;
            recipients = new ArrayList<>();
        }
    }

    private void rcpt(String to, String code) {
        // What the grammar refuses is refused in any state.
        boolean syntax = code.equals("553");
        boolean inOrder = open && !chunking;
        boolean full = inOrder && recipients.size() >= MAX_RECIPIENTS;
        String line = "RCPT TO:<" + to + ">";
        if (syntax) {
            say(line, code);
        } else {
            say(line, full ? "452" : inOrder ? code : "503");
        }
        if (inOrder && !full && code.equals("250")) {
            recipients.add(to);
        }
    }

    private void data(String content, String code) {
        if (!open || recipients.isEmpty() || chunking || binary) {
            say("DATA", "503");
            if (chunking || (binary && !recipients.isEmpty())) {
                end();
            }
            return;
        }
        say("DATA", "354");
        say(content + ".", code);
        if (code.equals("250")) {
            taken.add(new Taken(sender, recipients, content.replace("..", ".")));
        }
        end();
    }

    private void chunk(String octets, String last) {
        boolean inOrder = open && !recipients.isEmpty();
        boolean unfit = octets.contains("\rQ");
        script().append("BDAT ").append(octets.length()).append(last).append("\r\n").append(octets);
        codes.add(!inOrder ? "503" : unfit ? "550" : "250");
        if (!inOrder || unfit) {
            end();
            return;
        }
        chunking = true;
        chunks += octets;
        if (!last.isEmpty()) {
            taken.add(new Taken(sender, recipients, chunks));
            end();
        }
    }

    private void startTls() {
        if (tls || !hello) {
            say("STARTTLS", "503");
            return;
        }
        say("STARTTLS", "220");
        clear.append("RCPT TO:<bert@ours.example>\r\nMAIL FROM:<injected@evil.example>\r\n");
        tls = true;
        hello = false;
        end();
    }

    private void end() {
        open = false;
        utf8 = false;
        binary = false;
        chunking = false;
        chunks = "";
    }

    private void say(String line, String code) {
        script().append(line).append("\r\n");
        codes.add(code);
    }

    private StringBuilder script() {
        return tls ? secure : clear;
    }
}
