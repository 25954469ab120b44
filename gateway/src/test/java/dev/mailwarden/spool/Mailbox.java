package dev.mailwarden.spool;

import dev.mailwarden.message.ContentFacts;
import dev.mailwarden.message.WrittenEvents;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.zip.CRC32C;

/**
 * The simplest owner of frames: messages with a number, each with content that follows from it, and
 * notes that one of them is done. What it finds in a spool is compared with what it should.
 */
final class Mailbox implements FrameVisitor, FrameOwner {

    private static final int MESSAGE = 1;
    private static final int DONE = 2;

    /** A live message. */
    record Mail(Location location, int length, String blob) {}

    final TreeMap<Integer, Mail> live = new TreeMap<>();
    final Set<Integer> done = new HashSet<>();
    final Set<Integer> moving = new HashSet<>();
    int moves;

    static byte[] body(int id, int length) {
        byte[] body = new byte[length];
        int x = id * 0x9e3779b9 + length;
        for (int i = 0; i < length; i++) {
            x = x * 1664525 + 1013904223;
            body[i] = (byte) (x >>> 24);
        }
        return body;
    }

    static int crc(byte[] octets) {
        CRC32C crc = new CRC32C();
        crc.update(octets);
        return (int) crc.getValue();
    }

    static byte[] message(int id, int length, String blob) {
        byte[] name = blob.getBytes(StandardCharsets.US_ASCII);
        return ByteBuffer.allocate(12 + name.length)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(MESSAGE)
                .putInt(id)
                .putInt(length)
                .put(name)
                .array();
    }

    static Frame inline(int id, int length) {
        StoredContent content =
                length == 0 ? StoredContent.none() : InlineContent.of(body(id, length));
        return new Frame(message(id, length, ""), WrittenEvents.ofLines(events(id)), content, true);
    }

    static Frame done(int id) {
        return Frame.note(
                ByteBuffer.allocate(8)
                        .order(ByteOrder.LITTLE_ENDIAN)
                        .putInt(DONE)
                        .putInt(id)
                        .array(),
                WrittenEvents.NONE);
    }

    static byte[] events(int id) {
        return ("event " + id).getBytes(StandardCharsets.US_ASCII);
    }

    @Override
    public int frame(Location location, ByteBuffer records) {
        int kind = records.getInt();
        int id = records.getInt();
        if (kind == DONE) {
            done.add(id);
            live.remove(id);
        } else if (!done.contains(id)) {
            int length = records.getInt();
            byte[] name = new byte[records.remaining()];
            records.get(name);
            live.put(id, new Mail(location, length, new String(name, StandardCharsets.US_ASCII)));
        }
        return 1;
    }

    @Override
    public void events(long lsn, byte[] events) {
        if (!new String(events, StandardCharsets.US_ASCII).startsWith("event ")) {
            throw new AssertionError("events of nobody");
        }
    }

    /** Ends recovery. */
    void serve(Spool spool) {
        live.values().forEach(mail -> spool.retain(mail.location()));
        Set<String> blobs = new HashSet<>();
        live.values().forEach(mail -> blobs.add(mail.blob()));
        spool.serve(this, blobs::contains);
    }

    @Override
    public Optional<byte[]> beginMove(Location from, ByteBuffer records) {
        records.getInt();
        int id = records.getInt();
        Mail mail = live.get(id);
        if (mail == null || !mail.location().equals(from)) {
            return Optional.empty();
        }
        moving.add(id);
        return Optional.of(message(id, mail.length(), mail.blob()));
    }

    @Override
    public void endMove(Location from, ByteBuffer records, Optional<Location> to) {
        records.getInt();
        int id = records.getInt();
        moving.remove(id);
        if (to.isPresent()) {
            moves++;
            Mail mail = live.get(id);
            live.put(id, new Mail(to.get(), mail.length(), mail.blob()));
        }
    }

    /** Whether a message's content is readable and its own. */
    static boolean isIntact(Spool spool, int id, Mail mail) {
        try {
            byte[] body = body(id, mail.length());
            var digest = new StoredContent.Digest(crc(body), new byte[0]);
            StoredContent content =
                    mail.blob().isEmpty()
                            ? spool.content(
                                    mail.location(), 0, mail.length(), digest, ContentFacts.PLAIN)
                            : spool.blob(mail.blob(), mail.length(), digest, ContentFacts.PLAIN);
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            content.writeTo(out);
            if (!Arrays.equals(out.toByteArray(), body)) {
                throw new AssertionError("undetected damage or mixed content in message " + id);
            }
            return true;
        } catch (IOException e) {
            return false;
        }
    }
}
