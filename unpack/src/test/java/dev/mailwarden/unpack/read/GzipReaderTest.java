package dev.mailwarden.unpack.read;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailwarden.unpack.protocol.EntryState;
import dev.mailwarden.unpack.protocol.Finding.Kind;
import dev.mailwarden.unpack.protocol.Format;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;

/** Members, names and damage. */
class GzipReaderTest {

    private static byte[] member(String content) {
        var out = new ByteArrayOutputStream();
        try (var gzip = new GZIPOutputStream(out)) {
            gzip.write(content.getBytes(StandardCharsets.ISO_8859_1));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    private static Reader read(byte[]... parts) {
        var out = new ByteArrayOutputStream();
        Arrays.stream(parts).forEach(out::writeBytes);
        return Reader.read(Format.GZIP, out.toByteArray());
    }

    @Test
    void allMembersMakeOneEntry() {
        Reader reader = read(member("hello "), member("world"));
        assertThat(reader.pairs()).containsExactly("=hello world");
        assertThat(reader.findings).containsExactly(Kind.SEVERAL_MEMBERS);
    }

    @Test
    void theNameIsThatOfTheFirstMember() {
        byte[] plain = member("x");
        byte[] named = new byte[plain.length + 6];
        System.arraycopy(plain, 0, named, 0, 10);
        named[3] = 8;
        System.arraycopy("a.exe".getBytes(StandardCharsets.US_ASCII), 0, named, 10, 5);
        System.arraycopy(plain, 10, named, 16, plain.length - 10);
        assertThat(read(named).pairs()).containsExactly("a.exe=x");
    }

    @Test
    void whatStandsBehindIsFound() {
        Reader reader = read(member("x"), new byte[] {1, 2, 3});
        assertThat(reader.pairs()).containsExactly("=x");
        assertThat(reader.findings).containsExactly(Kind.SUFFIX);
    }

    @Test
    void aWrongCheckSumIsDamage() {
        byte[] member = member("hello");
        member[member.length - 8]++;
        Reader reader = read(member);
        assertThat(reader.entries.getFirst().state()).isEqualTo(EntryState.DAMAGED);
        assertThat(reader.entries.getFirst().content()).isEqualTo("hello");
        assertThat(reader.findings).containsExactly(Kind.WRONG_CHECKSUM);
    }

    @Test
    void aMemberThatBreaksOffIsDamage() {
        byte[] member = member("hello hello hello");
        Reader reader = read(Arrays.copyOf(member, member.length - 9));
        assertThat(reader.entries.getFirst().state()).isEqualTo(EntryState.DAMAGED);
        assertThat(reader.findings).contains(Kind.DAMAGED);
    }
}
