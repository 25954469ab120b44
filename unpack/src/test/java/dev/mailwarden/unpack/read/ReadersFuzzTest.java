package dev.mailwarden.unpack.read;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.mailwarden.unpack.Fuzzes;
import dev.mailwarden.unpack.protocol.Allowance;
import dev.mailwarden.unpack.protocol.Format;
import dev.mailwarden.unpack.protocol.ReplyCodec;
import dev.mailwarden.unpack.protocol.RequestCodec;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.params.provider.MethodSource;

/** Containers and frames as any stranger may write them. */
@Fuzzes({ZipReader.class, TarReader.class, GzipReader.class, RequestCodec.class, ReplyCodec.class})
class ReadersFuzzTest {

    private static final Allowance ALLOWANCE = new Allowance(1 << 20, 100, 1 << 16, 100, 10_000);

    @MethodSource("containers")
    @FuzzTest
    void everyReaderEndsWithinTheAllowance(byte[] octets) {
        for (Format format : Format.values()) {
            Reader reader = Reader.read(format, octets, ALLOWANCE);
            assertThat(reader.entries).hasSizeLessThanOrEqualTo(100);
            assertThat(reader.entries.stream().mapToLong(seen -> seen.content().length()).sum())
                    .isLessThanOrEqualTo(1 << 20);
        }
        frames(octets);
    }

    private static void frames(byte[] octets) {
        try {
            RequestCodec.read(new DataInputStream(new ByteArrayInputStream(octets)));
            ReplyCodec.read(new DataInputStream(new ByteArrayInputStream(octets)));
        } catch (IOException e) {
            assertThat(e).isNotNull(); // what is no frame is said to be none
        }
    }

    static Stream<byte[]> containers() throws IOException {
        var zip = new ByteArrayOutputStream();
        try (var out = new ZipOutputStream(zip)) {
            out.putNextEntry(new ZipEntry("a/b.txt"));
            out.write(new byte[300]);
        }
        var gzip = new ByteArrayOutputStream();
        try (var out = new GZIPOutputStream(gzip)) {
            out.write(new byte[300]);
        }
        byte[] tar = new byte[2_048];
        tar[0] = 'a';
        System.arraycopy(new byte[] {'u', 's', 't', 'a', 'r'}, 0, tar, 257, 5);
        tar[156] = 'S';
        tar[1_000] = 1;
        return Stream.of(zip.toByteArray(), gzip.toByteArray(), tar, new byte[0]);
    }
}
