package dev.mailwarden.unpack.read;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailwarden.unpack.protocol.EntryKind;
import dev.mailwarden.unpack.protocol.EntryState;
import dev.mailwarden.unpack.protocol.Finding.Kind;
import dev.mailwarden.unpack.protocol.Format;
import dev.mailwarden.unpack.protocol.NameFlaw;
import dev.mailwarden.unpack.protocol.Resource;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** Tar of several flavours, and tar on which readers disagree. */
class TarReaderTest {

    private static final int BLOCK = 512;
    private static final byte[] END = new byte[2 * BLOCK];

    private static byte[] header(String name, char type, long size, String target) {
        byte[] block = new byte[BLOCK];
        put(block, 0, name);
        put(block, 124, "%011o".formatted(size));
        block[156] = (byte) type;
        put(block, 157, target);
        put(block, 257, "ustar\00000");
        return signed(block);
    }

    private static byte[] signed(byte[] block) {
        put(block, 148, "        ");
        int sum = 0;
        for (byte octet : block) {
            sum += octet & 0xff;
        }
        put(block, 148, "%06o\0".formatted(sum));
        return block;
    }

    private static void put(byte[] block, int at, String text) {
        byte[] octets = text.getBytes(StandardCharsets.ISO_8859_1);
        System.arraycopy(octets, 0, block, at, octets.length);
    }

    private static byte[] padded(String content) {
        byte[] octets = content.getBytes(StandardCharsets.ISO_8859_1);
        return Arrays.copyOf(octets, (octets.length + BLOCK - 1) / BLOCK * BLOCK);
    }

    private static byte[] file(String name, char type, String content) {
        return joined(header(name, type, content.length(), ""), padded(content));
    }

    private static byte[] file(String name, String content) {
        return file(name, '0', content);
    }

    private static byte[] joined(byte[]... parts) {
        var out = new ByteArrayOutputStream();
        Arrays.stream(parts).forEach(out::writeBytes);
        return out.toByteArray();
    }

    private static Reader read(byte[]... parts) {
        return Reader.read(Format.TAR, joined(parts));
    }

    @Test
    void anHonestArchiveHasNoFindings() {
        Reader reader = read(file("a", "hello"), file("d/b", "world"), END);
        assertThat(reader.pairs()).containsExactly("a=hello", "d/b=world");
        assertThat(reader.entries).allMatch(seen -> seen.state() == EntryState.WHOLE);
        assertThat(reader.findings).isEmpty();
    }

    @Test
    void longNamesOfPaxAndGnuHoldForTheNextEntryOnly() {
        Reader reader =
                read(
                        file("meta", 'x', "20 path=long/by/pax\n"),
                        file("a", "1"),
                        file("meta", 'L', "long/by/gnu\0"),
                        file("b", "2"),
                        file("c", "3"),
                        END);
        assertThat(reader.pairs()).containsExactly("long/by/pax=1", "long/by/gnu=2", "c=3");
        assertThat(reader.findings).isEmpty();
    }

    @Test
    void aSizeSaidTwiceIsReadBothWays() {
        Reader reader =
                read(
                        file("meta", 'x', "13 size=1024\n"),
                        header("a", '0', 0, ""),
                        file("evil.exe", "evil"),
                        file("b", "2"),
                        END);
        assertThat(reader.pairs()).contains("evil.exe=evil", "b=2");
        assertThat(reader.entries.getFirst().content()).contains("evil");
    }

    @Test
    void contentOfALinkIsReadAndSteppedOver() {
        Reader reader = read(header("l", '2', 1_024, "../../etc/passwd"), file("x", "1"), END);
        assertThat(reader.entries.getFirst().head().kind()).isEqualTo(EntryKind.LINK);
        assertThat(reader.entries.getFirst().head().flaws()).contains(NameFlaw.PARENT);
        assertThat(reader.pairs()).contains("x=1");
        assertThat(reader.findings).contains(Kind.UNEXPECTED_CONTENT);
    }

    @Test
    void whatStandsBehindTheEndMarkComesOut() {
        Reader reader = read(file("a", "1"), END, file("b", "2"), END);
        assertThat(reader.pairs()).containsExactly("a=1", "b=2");
        assertThat(reader.findings).containsExactly(Kind.SEVERAL_MEMBERS);
    }

    @Test
    void readingGoesOnBehindDamage() {
        byte[] broken = new byte[BLOCK];
        Arrays.fill(broken, (byte) 'x');
        Reader reader = read(file("a", "1"), broken, file("b", "2"), END);
        assertThat(reader.pairs()).containsExactly("a=1", "b=2");
        assertThat(reader.findings).containsExactly(Kind.DAMAGED);
    }

    @Test
    void anEntryThatBreaksOffIsDamaged() {
        Reader reader = read(Arrays.copyOf(file("a", "hello"), BLOCK + 3));
        assertThat(reader.entries.getFirst().state()).isEqualTo(EntryState.DAMAGED);
        assertThat(reader.entries.getFirst().content()).isEqualTo("hel");
    }

    @Test
    void holesAreZeros() {
        byte[] sparse = header("s", 'S', 3, "");
        put(sparse, 386, "%011o\0%011o\0".formatted(4, 3));
        put(sparse, 483, "%011o\0".formatted(9));
        Reader reader = read(signed(sparse), padded("abc"), END);
        assertThat(reader.entries.getFirst().content()).isEqualTo("\0\0\0\0abc\0\0");
        assertThat(reader.findings).isEmpty();
    }

    @Test
    void aFileThatIsAllHoleStopsAtTheRatio() {
        byte[] sparse = header("s", 'S', 0, "");
        put(sparse, 483, "77777777777\0");
        assertThat(read(signed(sparse), END).usedUp).contains(Resource.RATIO);
    }
}
