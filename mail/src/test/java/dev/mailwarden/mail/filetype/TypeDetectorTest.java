package dev.mailwarden.mail.filetype;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class TypeDetectorTest {

    /** What only the name tells: any text could be it. */
    private static final Set<FileType> BY_NAME_ONLY =
            EnumSet.of(FileType.CSV, FileType.YAML, FileType.MARKDOWN, FileType.SQL, FileType.INI);

    private final TypeDetector detector = new TypeDetector();

    private FileType typeOf(byte[] octets) {
        return detector.detect(Window.of(octets)).primary();
    }

    static List<Specimens.Specimen> specimens() {
        return Specimens.all();
    }

    @ParameterizedTest
    @MethodSource("specimens")
    void tellsItsSmallestFile(Specimens.Specimen specimen) {
        assertThat(typeOf(specimen.octets())).isEqualTo(specimen.type());
    }

    @Test
    void everyTypeHasASpecimen() {
        Set<FileType> without = EnumSet.allOf(FileType.class);
        Specimens.all().forEach(specimen -> without.remove(specimen.type()));
        assertThat(without).isEqualTo(BY_NAME_ONLY);
    }

    @ParameterizedTest
    @MethodSource("specimens")
    void aNameDoesNotOverrideContent(Specimens.Specimen specimen) {
        if (specimen.type().kind() == FileKind.PLAIN
                || detector.detect(Window.of(specimen.octets())).certainty() == Certainty.GUESS) {
            return;
        }
        var lie = new Declared("text/plain", "harmless.txt");
        assertThat(detector.detect(Window.of(specimen.octets()), lie).primary())
                .isEqualTo(specimen.type());
    }

    @ParameterizedTest
    @CsvSource({
        "a.csv, , CSV",
        "a.yml, , YAML",
        "a.md, , MARKDOWN",
        "a.sql, , SQL",
        "a.ini, , INI",
        "A.BAT, , BATCH",
        "a.txt.js, text/plain, JAVASCRIPT",
        "a.hta, , HTA",
        "a.txt, , PLAIN_TEXT",
        "a.exe, , PLAIN_TEXT",
        "'', text/csv, CSV",
        "'', text/x-shellscript, SHELL"
    })
    void theNameDecidesBetweenFormatsOfText(String name, String mediaType, FileType type) {
        var declared = new Declared(mediaType == null ? "" : mediaType, name);
        byte[] text = SpecimenText.octets("\"one, two, three\\n\"");
        assertThat(detector.detect(Window.of(text), declared).primary()).isEqualTo(type);
    }

    @Test
    void aScriptInATextIsAmongTheOthers() {
        byte[] script = Specimens.first(FileType.VBSCRIPT);
        Detection found = detector.detect(Window.of(script), new Declared("text/plain", "a.txt"));
        assertThat(found.primary()).isEqualTo(FileType.PLAIN_TEXT);
        assertThat(found.others()).containsExactly(FileType.VBSCRIPT);
        assertThat(found.certainty()).isEqualTo(Certainty.GUESS);
    }

    @ParameterizedTest
    @CsvSource({
        "GIF, ZIP",
        "JPEG, JAR",
        "PNG, DOCX",
        "PDF, ZIP",
        "PE_EXE32, ZIP",
        "DOS_EXE, ZIP",
        "PE_EXE64, RAR5",
        "PE_EXE32, SEVEN_ZIP",
        "PE_DLL32, CAB",
        "JPEG, RAR",
        "PNG, SEVEN_ZIP",
        "GIF, HTML",
        "PNG, PHP",
        "BMP, PDF",
        "JPEG, PDF",
        "ELF_EXECUTABLE, ZIP"
    })
    void namesBothTypesOfAFileWithTwo(FileType first, FileType second) {
        byte[] both = joined(Specimens.first(first), Specimens.first(second));
        Detection found = detector.detect(Window.of(both));
        assertThat(found.all()).contains(first, second);
        assertThat(found.primary()).isEqualTo(first);
    }

    @Test
    void anArchiveBehindTextIsAnArchive() {
        byte[] text = "some words\n".repeat(500).getBytes(US_ASCII);
        Detection found = detector.detect(Window.of(joined(text, Specimens.first(FileType.ZIP))));
        assertThat(found.all()).containsExactly(FileType.ZIP, FileType.PLAIN_TEXT);
    }

    private static byte[] joined(byte[] first, byte[] second) {
        byte[] both = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, both, first.length, second.length);
        return both;
    }

    @Test
    void aPictureThatIsAScriptIsBoth() {
        byte[] file = SpecimenText.octets("\"GIF89a/*\" 0000 \"*/=1;alert(1)\" @80");
        Detection found = detector.detect(Window.of(file));
        assertThat(found.primary()).isEqualTo(FileType.GIF);
        assertThat(found.couldBe(FileType.JAVASCRIPT)).isTrue();
    }

    @Test
    void aPdfMayBeginLateButNotLaterThanItsReadersLook() {
        byte[] pdf = Specimens.first(FileType.PDF);
        byte[] early = joined(new byte[1010], pdf);
        byte[] late = joined(new byte[1024], pdf);
        assertThat(detector.detect(Window.of(early)).all()).contains(FileType.PDF);
        assertThat(detector.detect(Window.of(late)).all()).doesNotContain(FileType.PDF);
    }

    @Test
    void macrosMakeAnotherType() {
        byte[] list =
                Specimens.zip(
                        "<Override ContentType=\"x.wordprocessingml.document.main+xml\"/>",
                        "[Content_Types].xml",
                        "word/document.xml",
                        "word/vbaProject.bin");
        assertThat(typeOf(list)).isEqualTo(FileType.DOCM);
    }

    @Test
    void findsTheDirectoryBehindACommentAndBeforeGarbage() {
        byte[] zip = Specimens.first(FileType.DOCX);
        byte[] padded = joined(joined(new byte[3000], zip), new byte[40_000]);
        assertThat(detector.detect(Window.of(padded)).all()).contains(FileType.DOCX);
    }

    @Test
    void readsAnArchiveWithoutDirectory() {
        byte[] zip = Specimens.first(FileType.JAR);
        byte[] cut = Arrays.copyOf(zip, zip.length - 30);
        assertThat(typeOf(cut)).isIn(FileType.JAR, FileType.ZIP);
    }

    @Test
    void everyPrefixOfEverySpecimenHasAnAnswer() {
        for (Specimens.Specimen specimen : Specimens.all()) {
            int length = Math.min(specimen.octets().length, 200);
            for (int i = 0; i < length; i++) {
                byte[] prefix = Arrays.copyOf(specimen.octets(), i);
                assertThat(typeOf(prefix)).isNotNull();
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"1", "100", "4096", "10000", "262144"})
    void neverReadsMoreThanItsLimit(int limit) {
        for (Specimens.Specimen specimen : Specimens.all()) {
            byte[] file = Arrays.copyOf(specimen.octets(), 400_000);
            var window = new CountingWindow(file);
            Detection found = new TypeDetector(limit).detect(window);
            assertThat(window.read).as(specimen.toString()).isLessThanOrEqualTo(limit);
            assertThat(found.primary()).isNotNull();
        }
    }

    @Test
    void saysThatTheLimitCame() {
        byte[] disc = Specimens.first(FileType.ISO9660);
        assertThat(new TypeDetector(5000).detect(Window.of(disc)).complete()).isFalse();
        assertThat(detector.detect(Window.of(disc)).complete()).isTrue();
    }

    private static final class CountingWindow implements Window {

        private final Window file;
        private long read;

        CountingWindow(byte[] octets) {
            file = Window.of(octets);
        }

        @Override
        public long size() {
            return file.size();
        }

        @Override
        public int copy(long at, byte[] into, int offset, int length) {
            read += length;
            return file.copy(at, into, offset, length);
        }
    }

    @Test
    void idsAreUniqueAndEveryCategoryHasTypes() {
        var paths = new ArrayList<String>();
        for (FileType type : FileType.values()) {
            paths.add(type.path());
            assertThat(FileType.byId(type.id())).contains(type);
        }
        assertThat(paths).doesNotHaveDuplicates().hasSizeGreaterThan(300);
        assertThat(
                        Arrays.stream(FileType.values())
                                .map(FileType::category)
                                .collect(Collectors.toSet()))
                .containsExactlyInAnyOrder(FileCategory.values());
        assertThat(Arrays.stream(FileType.values()).map(FileType::kind).collect(Collectors.toSet()))
                .containsExactlyInAnyOrder(FileKind.values());
    }
}
