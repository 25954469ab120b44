package dev.mailwarden.mail;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * Files of a ZIP archive under a password, in the cipher of old, such as those of the test data.
 */
public final class LockedZip {

    private static final int END = 0x06054b50;
    private static final int END_LENGTH = 22;
    private static final int ENTRY_LENGTH = 46;
    private static final int LOCAL_LENGTH = 30;
    private static final int CIPHER_HEADER = 12;
    private static final int[] CRC_TABLE = new int[256];

    static {
        for (int i = 0; i < 256; i++) {
            int value = i;
            for (int bit = 0; bit < 8; bit++) {
                value = (value & 1) == 0 ? value >>> 1 : (value >>> 1) ^ 0xedb88320;
            }
            CRC_TABLE[i] = value;
        }
    }

    private final ByteBuffer archive;
    private final byte[] password;
    private final int[] keys = new int[3];

    private LockedZip(byte[] octets, String password) {
        this.archive = ByteBuffer.wrap(octets).order(ByteOrder.LITTLE_ENDIAN);
        this.password = password.getBytes(StandardCharsets.US_ASCII);
    }

    /** {@return the content of each file by its name in the archive} */
    public static Map<String, byte[]> open(Path file, String password) throws IOException {
        return new LockedZip(Files.readAllBytes(file), password).files();
    }

    private Map<String, byte[]> files() throws IOException {
        var files = new TreeMap<String, byte[]>();
        int end = archive.limit() - END_LENGTH;
        while (archive.getInt(end) != END) {
            end--;
        }
        int entries = archive.getShort(end + 10) & 0xffff;
        int at = archive.getInt(end + 16);
        for (int i = 0; i < entries; i++) {
            int nameLength = archive.getShort(at + 28);
            String name = text(at + ENTRY_LENGTH, nameLength);
            if (!name.endsWith("/")) {
                files.put(name, content(at));
            }
            at += ENTRY_LENGTH + nameLength + archive.getShort(at + 30) + archive.getShort(at + 32);
        }
        return files;
    }

    private String text(int at, int length) {
        return new String(archive.array(), at, length, StandardCharsets.UTF_8);
    }

    private byte[] content(int entry) throws IOException {
        int method = archive.getShort(entry + 10);
        int sum = archive.getInt(entry + 16);
        int packed = archive.getInt(entry + 20);
        int size = archive.getInt(entry + 24);
        int local = archive.getInt(entry + 42);
        int start =
                local + LOCAL_LENGTH + archive.getShort(local + 26) + archive.getShort(local + 28);
        byte[] octets = Arrays.copyOfRange(archive.array(), start, start + packed);
        boolean locked = (archive.getShort(entry + 8) & 1) != 0;
        byte[] plain = locked ? unlocked(octets) : octets;
        byte[] content = method == 0 ? plain : inflated(plain, size);
        var crc = new CRC32();
        crc.update(content);
        if ((int) crc.getValue() != sum) {
            throw new IOException("wrong password or damaged");
        }
        return content;
    }

    private byte[] unlocked(byte[] octets) {
        keys[0] = 0x12345678;
        keys[1] = 0x23456789;
        keys[2] = 0x34567890;
        for (byte octet : password) {
            update(octet);
        }
        byte[] plain = new byte[octets.length];
        for (int i = 0; i < octets.length; i++) {
            int mixed = (keys[2] & 0xffff) | 2;
            plain[i] = (byte) (octets[i] ^ ((mixed * (mixed ^ 1)) >>> 8));
            update(plain[i]);
        }
        return Arrays.copyOfRange(plain, CIPHER_HEADER, plain.length);
    }

    private void update(byte octet) {
        keys[0] = step(keys[0], octet);
        keys[1] = (keys[1] + (keys[0] & 0xff)) * 134775813 + 1;
        keys[2] = step(keys[2], (byte) (keys[1] >>> 24));
    }

    private static int step(int key, byte octet) {
        return (key >>> 8) ^ CRC_TABLE[(key ^ octet) & 0xff];
    }

    private static byte[] inflated(byte[] packed, int size) throws IOException {
        byte[] content = new byte[size];
        try (var inflater = new Inflater(true)) {
            inflater.setInput(packed);
            int at = 0;
            while (at < size && !inflater.finished()) {
                at += inflater.inflate(content, at, size - at);
            }
            return content;
        } catch (DataFormatException e) {
            throw new IOException(e);
        }
    }
}
