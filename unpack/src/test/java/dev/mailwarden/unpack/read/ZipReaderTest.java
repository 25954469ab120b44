package dev.mailwarden.unpack.read;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailwarden.unpack.protocol.Allowance;
import dev.mailwarden.unpack.protocol.EntryState;
import dev.mailwarden.unpack.protocol.Finding.Kind;
import dev.mailwarden.unpack.protocol.Format;
import dev.mailwarden.unpack.protocol.NameFlaw;
import dev.mailwarden.unpack.protocol.Resource;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Archives on which readers disagree: each reading has to come out, and a finding. */
class ZipReaderTest {

    private static final byte[] TWO = stored("a.txt", "hello", "b.txt", "world");

    /** Offset of the first entry of the directory of {@link #TWO}. */
    private static final int DIRECTORY = 2 * (30 + 5 + 5);

    /** Names and contents by turns. */
    private static byte[] stored(String... pairs) {
        var out = new ByteArrayOutputStream();
        try (var zip = new ZipOutputStream(out)) {
            for (int i = 0; i < pairs.length; i += 2) {
                byte[] content = pairs[i + 1].getBytes(StandardCharsets.ISO_8859_1);
                var entry = new ZipEntry(pairs[i]);
                entry.setMethod(ZipEntry.STORED);
                entry.setSize(content.length);
                var sum = new CRC32();
                sum.update(content);
                entry.setCrc(sum.getValue());
                zip.putNextEntry(entry);
                zip.write(content);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    private static byte[] deflated(int entries, int length) {
        var out = new ByteArrayOutputStream();
        try (var zip = new ZipOutputStream(out)) {
            for (int i = 0; i < entries; i++) {
                zip.putNextEntry(new ZipEntry("f" + i));
                zip.write(new byte[length]);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    private static byte[] with(byte[] archive, int at, String octets) {
        byte[] result = archive.clone();
        byte[] changed = octets.getBytes(StandardCharsets.ISO_8859_1);
        System.arraycopy(changed, 0, result, at, changed.length);
        return result;
    }

    private static byte[] joined(byte[]... parts) {
        var out = new ByteArrayOutputStream();
        Arrays.stream(parts).forEach(out::writeBytes);
        return out.toByteArray();
    }

    private static Reader read(byte[] archive) {
        return Reader.read(Format.ZIP, archive);
    }

    @Test
    void anHonestArchiveHasNoFindings() {
        Reader reader = read(TWO);
        assertThat(reader.opened).isTrue();
        assertThat(reader.pairs()).containsExactly("a.txt=hello", "b.txt=world");
        assertThat(reader.entries).allMatch(seen -> seen.state() == EntryState.WHOLE);
        assertThat(reader.findings).isEmpty();
    }

    @Test
    void archivesOfTheJavaLibraryComeOutAsTheyWentIn() {
        var random = new Random(42);
        for (int round = 0; round < 200; round++) {
            Map<String, String> wanted = new HashMap<>();
            var out = new ByteArrayOutputStream();
            try (var zip = new ZipOutputStream(out)) {
                zip.setLevel(random.nextInt(10));
                for (int i = 0; i < random.nextInt(8); i++) {
                    byte[] content = new byte[random.nextInt(40_000)];
                    random.nextBytes(content);
                    Arrays.fill(content, 0, content.length / 2, (byte) 7);
                    zip.putNextEntry(new ZipEntry("n" + i + "\u00e9\u4e2d"));
                    zip.write(content);
                    wanted.put(
                            "n" + i + "\u00e9\u4e2d",
                            new String(content, StandardCharsets.ISO_8859_1));
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            Reader reader = read(out.toByteArray());
            Map<String, String> seen = new HashMap<>();
            reader.entries.forEach(entry -> seen.put(entry.head().name(), entry.content()));
            assertThat(seen).isEqualTo(wanted);
            assertThat(reader.findings).isEmpty();
            assertThat(reader.opened).isTrue();
        }
    }

    @Test
    void aNameThatDiffersInTheLocalHeaderComesOutBesides() {
        Reader reader = read(with(TWO, 30, "x.exe"));
        assertThat(reader.pairs()).contains("a.txt=hello", "x.exe=hello", "b.txt=world");
        assertThat(reader.findings).contains(Kind.HEADERS_DISAGREE);
    }

    @Test
    void aMethodThatDiffersIsReadBothWays() {
        Reader reader = read(with(TWO, DIRECTORY + 10, "\u0008"));
        assertThat(reader.pairs()).contains("a.txt=hello");
        assertThat(reader.entries).anyMatch(seen -> seen.state() == EntryState.DAMAGED);
        assertThat(reader.findings).contains(Kind.HEADERS_DISAGREE);
    }

    @Test
    void anEncryptionOnlyTheDirectoryClaimsDoesNotHideTheContent() {
        Reader reader = read(with(TWO, DIRECTORY + 8, "\u0001"));
        assertThat(reader.pairs()).contains("a.txt=hello");
        assertThat(reader.findings).contains(Kind.HEADERS_DISAGREE);
    }

    @Test
    void anEncryptedEntryIsSaidToBeOne() {
        Reader reader = read(with(with(TWO, DIRECTORY + 8, "\u0001"), 6, "\u0001"));
        assertThat(reader.entries.getFirst().state()).isEqualTo(EntryState.ENCRYPTED);
        assertThat(reader.entries.getFirst().content()).isEmpty();
    }

    @Test
    void lengthsThatDifferAreReadBothWays() {
        Reader reader = read(with(TWO, DIRECTORY + 20, "\u0003"));
        assertThat(reader.pairs()).contains("a.txt=hello", "a.txt=hel");
        assertThat(reader.findings).contains(Kind.HEADERS_DISAGREE);
    }

    @Test
    void anEntryThatTheDirectoryDoesNotNameComesOut() {
        byte[] hidden = Arrays.copyOf(stored("evil.exe", "evil"), 30 + 8 + 4);
        byte[] shifted = joined(hidden, TWO);
        Reader reader = read(shifted);
        assertThat(reader.pairs()).contains("evil.exe=evil", "a.txt=hello", "b.txt=world");
        assertThat(reader.findings).contains(Kind.HIDDEN_ENTRY);
    }

    @Test
    void anEntryInsideOneWhoseLengthsDisagreeComesOut() {
        byte[] inner = Arrays.copyOf(stored("evil.exe", "evil"), 30 + 8 + 4);
        byte[] outer = stored("o", new String(inner, StandardCharsets.ISO_8859_1));
        assertThat(read(outer).pairs()).hasSize(1);
        Reader reader = read(with(outer, 18, "\0"));
        assertThat(reader.pairs()).contains("evil.exe=evil");
    }

    @Test
    void anArchiveWithinIsNotTakenForEntriesOfThisOne() {
        byte[] outer = stored("inner.zip", new String(TWO, StandardCharsets.ISO_8859_1));
        Reader reader = read(outer);
        assertThat(reader.entries).hasSize(1);
        assertThat(reader.findings).isEmpty();
    }

    @Test
    void whatStandsInFrontAndBehindIsFound() {
        byte[] around = "some other octets".getBytes(StandardCharsets.US_ASCII);
        Reader reader = read(joined(around, TWO, around));
        assertThat(reader.pairs()).containsExactly("a.txt=hello", "b.txt=world");
        assertThat(reader.findings).containsExactlyInAnyOrder(Kind.PREFIX, Kind.SUFFIX);
    }

    @Test
    void aSecondArchiveBehindIsReadAsWell() {
        Reader reader = read(joined(TWO, stored("evil.exe", "evil")));
        assertThat(reader.pairs()).contains("a.txt=hello", "b.txt=world", "evil.exe=evil");
        assertThat(reader.findings).isNotEmpty();
    }

    @Test
    void aDirectoryInTheCommentIsReadAsWell() {
        byte[] second = stored("evil.exe", "evil");
        byte[] first = TWO.clone();
        ByteBuffer.wrap(first)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putShort(first.length - 2, (short) second.length);
        Reader reader = read(joined(first, second));
        assertThat(reader.pairs()).contains("a.txt=hello", "b.txt=world", "evil.exe=evil");
        assertThat(reader.findings).contains(Kind.SEVERAL_DIRECTORIES);
    }

    @Test
    void anArchiveWithoutItsEndIsReadByItsLocalHeaders() {
        Reader reader = read(Arrays.copyOf(TWO, DIRECTORY));
        assertThat(reader.pairs()).containsExactly("a.txt=hello", "b.txt=world");
        assertThat(reader.findings).contains(Kind.NO_DIRECTORY);
    }

    @Test
    void namesThatDifferInCaseOnlyAreFound() {
        assertThat(read(stored("a.txt", "1", "A.TXT", "2")).findings)
                .containsExactly(Kind.DUPLICATE_NAME);
    }

    @Test
    void anEntryThatIsNotThereIsFound() {
        Reader reader = read(with(TWO, DIRECTORY + 42, "\u0001"));
        assertThat(reader.findings).contains(Kind.MISSING_ENTRY, Kind.HIDDEN_ENTRY);
        assertThat(reader.pairs()).contains("a.txt=", "a.txt=hello");
    }

    @Test
    void entriesThatShareOctetsAreFound() {
        int second = DIRECTORY + 46 + 5;
        Reader reader = read(with(TWO, second + 42, "\0\0\0\0"));
        assertThat(reader.findings).contains(Kind.OVERLAP);
    }

    @ParameterizedTest
    @ValueSource(strings = {"../a", "a/../b", "a\\..\\b", "/etc/x", "C:x", "\\\\host\\x"})
    void namesThatLeadElsewhereAreSaidToBeSo(String name) {
        assertThat(read(stored(name, "x")).entries.getFirst().head().flaws())
                .containsAnyOf(NameFlaw.PARENT, NameFlaw.ABSOLUTE);
    }

    @Test
    void aBombStopsAtTheRatio() {
        Reader reader = read(deflated(4, 20 << 20));
        assertThat(reader.usedUp).contains(Resource.RATIO);
    }

    @Test
    void moreEntriesThanAllowedStop() {
        Allowance three = new Allowance(1 << 20, 100, 1 << 20, 3, 10_000);
        assertThat(Reader.read(Format.ZIP, deflated(4, 1), three).usedUp)
                .contains(Resource.ENTRIES);
    }

    @Test
    void moreOctetsThanAllowedStop() {
        Allowance few = new Allowance(1_000, 100, 1 << 20, 100, 10_000);
        assertThat(Reader.read(Format.ZIP, deflated(1, 1_001), few).usedUp)
                .contains(Resource.OCTETS);
    }
}
