package dev.mailwarden.receive;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/**
 * Notes what the edge needs of a message's header while it passes: how many hops it made, and its
 * Message-ID. Its input may be cut anywhere; its memory does not grow with the header.
 */
final class HeaderWatch {

    /** The longest Message-ID that is kept (RFC 5322 §2.1.1). */
    private static final int MAX_ID = 998;

    private final FieldName received = new FieldName("received");
    private final FieldName messageId = new FieldName("message-id");
    private final ByteArrayOutputStream id = new ByteArrayOutputStream(0);

    private int column;
    private int hops;
    private boolean inId;
    private boolean idFound;
    private boolean done;

    /** Takes the next octets of the content, whose lines end in CRLF. */
    void take(byte[] octets, int offset, int length) {
        for (int index = offset; index < offset + length && !done; index++) {
            take(octets[index]);
        }
    }

    /** Received fields so far (RFC 5321 §6.3). */
    int hops() {
        return hops;
    }

    /** The first Message-ID without folding, empty if there is none. */
    String messageId() {
        return new String(id.toByteArray(), StandardCharsets.UTF_8).strip();
    }

    private void take(byte octet) {
        if (octet == '\n') {
            done = column == 0;
            column = 0;
        } else if (octet != '\r') {
            if (column == 0) {
                startLine(octet);
            }
            column++;
            takeOfLine(octet);
        }
    }

    private void startLine(byte octet) {
        if (octet != ' ' && octet != '\t') {
            inId = false;
            received.restart();
            messageId.restart();
        }
    }

    private void takeOfLine(byte octet) {
        if (inId && id.size() < MAX_ID && (octet < 0 || octet > 0x1f)) {
            id.write(octet);
        }
        if (received.completes(octet)) {
            hops++;
        }
        if (messageId.completes(octet) && !idFound) {
            inId = true;
            idFound = true;
        }
    }

    /** Recognises one field name, blanks before the colon allowed (RFC 5322 §4.5). */
    private static final class FieldName {

        private static final int MISSED = -1;

        private final byte[] lowerCase;
        private int matched = MISSED;

        FieldName(String lowerCase) {
            this.lowerCase = lowerCase.getBytes(StandardCharsets.US_ASCII);
        }

        void restart() {
            matched = 0;
        }

        boolean completes(byte octet) {
            if (matched == MISSED) {
                return false;
            }
            if (matched < lowerCase.length) {
                matched = Character.toLowerCase(octet) == lowerCase[matched] ? matched + 1 : MISSED;
            } else if (octet != ' ' && octet != '\t') {
                matched = MISSED;
                return octet == ':';
            }
            return false;
        }
    }
}
