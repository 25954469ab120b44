package dev.mailwarden.mail;

import java.io.DataInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.GZIPInputStream;

/** Plain files of a compressed tar archive, such as those of the test data. */
public final class TarArchive {

    private static final int BLOCK = 512;
    private static final int NAME = 100;
    private static final int SIZE_AT = 124;
    private static final int TYPE_AT = 156;
    private static final int PREFIX_AT = 345;
    private static final int PREFIX = 155;

    private TarArchive() {}

    /** {@return the content of each file by its name in the archive} */
    public static Map<String, byte[]> read(Path file) throws IOException {
        var files = new TreeMap<String, byte[]>();
        try (var in = new DataInputStream(new GZIPInputStream(Files.newInputStream(file)))) {
            byte[] header = new byte[BLOCK];
            in.readFully(header);
            while (header[0] != 0) {
                byte[] content = new byte[Integer.parseInt(text(header, SIZE_AT, 12), 8)];
                in.readFully(content);
                in.skipNBytes((BLOCK - content.length % BLOCK) % BLOCK);
                if (header[TYPE_AT] == '0') {
                    files.put(name(header), content);
                }
                in.readFully(header);
            }
        }
        return files;
    }

    private static String name(byte[] header) {
        String prefix = text(header, PREFIX_AT, PREFIX);
        String name = text(header, 0, NAME);
        return prefix.isEmpty() ? name : prefix + "/" + name;
    }

    private static String text(byte[] header, int from, int length) {
        String field = new String(header, from, length, StandardCharsets.US_ASCII);
        int end = field.indexOf(0);
        return (end < 0 ? field : field.substring(0, end)).strip();
    }
}
