package dev.mailwarden.mail.filetype;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_16LE;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** The smallest file of every type. */
final class Specimens {

    /** One file and what it is. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Specimen(FileType type, byte[] octets) {
        @Override
        public String toString() {
            return type.id();
        }
    }

    /** An entry that is not the last of its kind stands before those that hold it. */
    private static final Map<FileType, String> ENTRIES =
            Map.ofEntries(
                    Map.entry(FileType.ZIP, "a.txt"),
                    Map.entry(FileType.JAR, "META-INF/MANIFEST.MF"),
                    Map.entry(FileType.APK, "META-INF/MANIFEST.MF AndroidManifest.xml"),
                    Map.entry(FileType.IPA, "Payload/a.app/Info.plist"),
                    Map.entry(FileType.XPI, "META-INF/manifest.mf META-INF/mozilla.rsa"),
                    Map.entry(FileType.VSIX, "[Content_Types].xml extension.vsixmanifest"),
                    Map.entry(FileType.APPX, "[Content_Types].xml AppxManifest.xml"),
                    Map.entry(FileType.NUPKG, "[Content_Types].xml a.nuspec"),
                    Map.entry(FileType.WHEEL, "a/b.py a.dist-info/WHEEL"),
                    Map.entry(FileType.APPLE_KEYNOTE, "Index/MasterSlide.iwa Index/Document.iwa"),
                    Map.entry(FileType.APPLE_IWORK, "Index/Document.iwa"),
                    Map.entry(FileType.OOXML, "[Content_Types].xml theme/theme.xml"));

    private static final Map<FileType, String> MAIN_PARTS =
            Map.ofEntries(
                    Map.entry(FileType.DOCX, "openxmlformats.wordprocessingml.document.main+xml"),
                    Map.entry(FileType.DOTX, "openxmlformats.wordprocessingml.template.main+xml"),
                    Map.entry(FileType.DOCM, "ms-word.document.macroEnabled.main+xml"),
                    Map.entry(FileType.DOTM, "ms-word.template.macroEnabledTemplate.main+xml"),
                    Map.entry(FileType.XLSX, "openxmlformats.spreadsheetml.sheet.main+xml"),
                    Map.entry(FileType.XLTX, "openxmlformats.spreadsheetml.template.main+xml"),
                    Map.entry(FileType.XLSM, "ms-excel.sheet.macroEnabled.main+xml"),
                    Map.entry(FileType.XLTM, "ms-excel.template.macroEnabled.main+xml"),
                    Map.entry(FileType.XLAM, "ms-excel.addin.macroEnabled.main+xml"),
                    Map.entry(FileType.XLSB, "ms-excel.sheet.binary.macroEnabled.main"),
                    Map.entry(FileType.PPTX, "x.presentationml.presentation.main+xml"),
                    Map.entry(FileType.PPSX, "x.presentationml.slideshow.main+xml"),
                    Map.entry(FileType.POTX, "x.presentationml.template.main+xml"),
                    Map.entry(FileType.PPTM, "ms-powerpoint.presentation.macroEnabled.main+xml"),
                    Map.entry(FileType.PPSM, "ms-powerpoint.slideshow.macroEnabled.main+xml"),
                    Map.entry(FileType.POTM, "ms-powerpoint.template.macroEnabled.main+xml"),
                    Map.entry(FileType.PPAM, "ms-powerpoint.addin.macroEnabled.main+xml"),
                    Map.entry(FileType.VSDX, "ms-visio.drawing.main+xml"),
                    Map.entry(FileType.VSDM, "ms-visio.drawing.macroEnabled.main+xml"),
                    Map.entry(FileType.XPS, "ms-package.xps-fixeddocumentsequence+xml"),
                    Map.entry(FileType.THREE_MF, "ms-package.3dmanufacturing-3dmodel+xml"));

    private static final Map<FileType, String> MEDIA_TYPES =
            Map.of(
                    FileType.ODT, "application/vnd.oasis.opendocument.text",
                    FileType.ODS, "application/vnd.oasis.opendocument.spreadsheet-template",
                    FileType.ODP, "application/vnd.oasis.opendocument.presentation",
                    FileType.ODG, "application/vnd.oasis.opendocument.graphics",
                    FileType.ODB, "application/vnd.oasis.opendocument.base",
                    FileType.ODF, "application/vnd.oasis.opendocument.formula",
                    FileType.STAROFFICE, "application/vnd.sun.xml.writer",
                    FileType.HWPX, "application/hwp+zip",
                    FileType.EPUB, "application/epub+zip");

    private static final Map<FileType, String> STREAMS =
            Map.ofEntries(
                    Map.entry(FileType.DOC, "WordDocument"),
                    Map.entry(FileType.XLS, "Workbook"),
                    Map.entry(FileType.XLS_OLD, "Book"),
                    Map.entry(FileType.PPT, "PowerPoint Document"),
                    Map.entry(FileType.VISIO, "VisioDocument"),
                    Map.entry(FileType.OFFICE_ENCRYPTED, "EncryptedPackage"),
                    Map.entry(FileType.MSG, "__properties_version1.0"),
                    Map.entry(FileType.HWP, "\u0005HwpSummaryInformation"),
                    Map.entry(FileType.PUBLISHER, "Quill"),
                    Map.entry(FileType.WORKS, "MatOST"),
                    Map.entry(FileType.QUATTRO, "NativeContent_MAIN"),
                    Map.entry(FileType.WORDPERFECT, "PerfectOffice_MAIN"),
                    Map.entry(FileType.THUMBS, "Catalog"),
                    Map.entry(FileType.OLE2, "Contents"));

    private static final Map<FileType, String> CLASSES =
            Map.of(
                    FileType.MSI, "84100c0000000000c000000000000046",
                    FileType.MSP, "86100c0000000000c000000000000046",
                    FileType.PROJECT, "3a8fb774c8c8d111be1100c04fb6faf1");

    /** DER by hand: {@code 30 length content}, with lengths below 128. */
    private static final Map<FileType, String> DER =
            Map.ofEntries(
                    Map.entry(FileType.PKCS7_SIGNED, "300d 06092a864886f70d010702 a000"),
                    Map.entry(FileType.PKCS7_ENCRYPTED, "300d 06092a864886f70d010703 a000"),
                    Map.entry(FileType.PKCS7_OTHER, "300d 06092a864886f70d010705 a000"),
                    Map.entry(FileType.PKCS12, "3010 020103 300b 06092a864886f70d010701"),
                    Map.entry(FileType.PRIVATE_KEY, "300a 020100 3003 060129 0400"),
                    Map.entry(FileType.PUBLIC_KEY, "3009 3003 060129 03020001"),
                    Map.entry(
                            FileType.CERTIFICATE,
                            "3013 300a a003020102 020101 3000 3003 060129 03020001"),
                    Map.entry(
                            FileType.CERTIFICATE_REQUEST,
                            "3010 3007 020100 3000 3000 3003 060129 0300"),
                    Map.entry(
                            FileType.REVOCATION_LIST,
                            "3012 3009 3003 060129 3000 1700 3003 060129 0300"));

    private static final List<Specimen> ALL = build();

    private Specimens() {}

    /** {@return one or more files of each type; nobody changes them} */
    static List<Specimen> all() {
        return ALL;
    }

    private static List<Specimen> build() {
        return Stream.of(
                        written(),
                        of(ENTRIES, names -> zip("", names.split(" "))),
                        of(MAIN_PARTS, Specimens::office),
                        of(MEDIA_TYPES, type -> zip(type, "mimetype", "content.xml")),
                        of(STREAMS, name -> ole(name, "0".repeat(32))),
                        of(CLASSES, hex -> ole("x", hex)),
                        of(DER, hex -> HexFormat.of().parseHex(hex.replace(" ", ""))),
                        programs(),
                        sums())
                .flatMap(specimens -> specimens)
                .toList();
    }

    /** {@return the first file of that type} */
    static byte[] first(FileType type) {
        return all().stream().filter(s -> s.type() == type).findFirst().orElseThrow().octets();
    }

    private interface Builder {
        byte[] build(String description);
    }

    private static Stream<Specimen> of(Map<FileType, String> table, Builder builder) {
        return table.entrySet().stream()
                .map(row -> new Specimen(row.getKey(), builder.build(row.getValue())));
    }

    private static Stream<Specimen> written() {
        try (InputStream in = Specimens.class.getResourceAsStream("specimens.txt")) {
            return new String(in.readAllBytes(), US_ASCII)
                    .lines()
                    .filter(line -> !line.isBlank() && !line.startsWith("#"))
                    .map(Specimens::written);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Specimen written(String line) {
        int blank = line.indexOf(' ');
        return new Specimen(
                FileType.byId(line.substring(0, blank)).orElseThrow(),
                SpecimenText.octets(line.substring(blank)));
    }

    /** An archive whose entries all have that content. */
    static byte[] zip(String content, String... names) {
        var octets = new ByteArrayOutputStream();
        try (var zip = new ZipOutputStream(octets)) {
            for (String name : names) {
                zip.putNextEntry(new ZipEntry(name));
                zip.write(content.getBytes(US_ASCII));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return octets.toByteArray();
    }

    private static byte[] office(String mainPart) {
        String list = "<Types><Override ContentType=\"application/vnd." + mainPart + "\"/></Types>";
        return zip(list, "[Content_Types].xml", "_rels/.rels");
    }

    /** A compound file: header, allocation table in sector 0, directory in sector 1. */
    static byte[] ole(String stream, String rootClass) {
        ByteBuffer file = ByteBuffer.allocate(3 * 512).order(ByteOrder.LITTLE_ENDIAN);
        file.put(HexFormat.of().parseHex("d0cf11e0a1b11ae1"));
        file.putShort(24, (short) 0x3e).putShort(26, (short) 3).putShort(28, (short) 0xfffe);
        file.putShort(30, (short) 9).putShort(32, (short) 6);
        file.putInt(44, 1).putInt(48, 1).putInt(76, 0);
        file.putInt(512, -3).putInt(516, -2);
        entry(file, 1024, "Root Entry", 5);
        file.put(1024 + 80, HexFormat.of().parseHex(rootClass));
        entry(file, 1024 + 128, stream, 2);
        return file.array();
    }

    private static void entry(ByteBuffer file, int at, String name, int kind) {
        byte[] octets = name.getBytes(UTF_16LE);
        file.put(at, octets)
                .putShort(at + 64, (short) (octets.length + 2))
                .put(at + 66, (byte) kind);
    }

    private static Stream<Specimen> programs() {
        return Stream.of(
                new Specimen(FileType.PE_EXE32, portable(0x10b, 0x102, 2, 0)),
                new Specimen(FileType.PE_EXE64, portable(0x20b, 0x22, 3, 0)),
                new Specimen(FileType.PE_DLL32, portable(0x10b, 0x2102, 2, 0)),
                new Specimen(FileType.PE_DLL64, portable(0x20b, 0x2022, 2, 0)),
                new Specimen(FileType.PE_DRIVER, portable(0x20b, 0x22, 1, 0)),
                new Specimen(FileType.PE_EFI, portable(0x20b, 0x22, 10, 0)),
                new Specimen(FileType.PE_NET_EXE, portable(0x10b, 0x102, 3, 0x2008)),
                new Specimen(FileType.PE_NET_DLL, portable(0x10b, 0x2102, 3, 0x2008)),
                new Specimen(FileType.DOS_EXE, octets("\"MZ\" 9000 0300 0000 @64")),
                new Specimen(FileType.NE_EXE, octets("\"MZ\" @60 40000000 \"NE\" 0500 @128")),
                new Specimen(FileType.LE_EXE, octets("\"MZ\" @60 40000000 \"LE\" 0000 @128")),
                new Specimen(FileType.COFF, octets("4C01 0100 00000000 3C000000 @60 00 @80")),
                new Specimen(FileType.ELF_EXECUTABLE, octets("7F \"ELF\" 020101 @16 0200 @64")),
                new Specimen(FileType.ELF_EXECUTABLE, octets("7F \"ELF\" 020201 @16 0002 @64")),
                new Specimen(FileType.ELF_SHARED, octets("7F \"ELF\" 010101 @16 0300 @64")),
                new Specimen(FileType.ELF_OBJECT, octets("7F \"ELF\" 010101 @16 0100 @64")),
                new Specimen(FileType.ELF_CORE, octets("7F \"ELF\" 010101 @16 0400 @64")),
                new Specimen(FileType.MACHO, octets("CFFAEDFE 07000001 @64")),
                new Specimen(FileType.MACHO_FAT, octets("CAFEBABE 00000002 @64")),
                new Specimen(FileType.JAVA_CLASS, octets("CAFEBABE 00000041 @64")));
    }

    private static byte[] octets(String text) {
        return SpecimenText.octets(text);
    }

    /** A program of one section, whose content would begin at 512 and has 512 octets. */
    static byte[] portable(int magic, int characteristics, int subsystem, int clr) {
        ByteBuffer file = ByteBuffer.allocate(1024).order(ByteOrder.LITTLE_ENDIAN);
        file.put(0, "MZ".getBytes(US_ASCII)).putInt(0x3c, 64);
        file.put(64, "PE\0\0".getBytes(US_ASCII)).putShort(68, (short) 0x14c);
        file.putShort(70, (short) 1).putShort(84, (short) 240);
        file.putShort(86, (short) characteristics).putShort(88, (short) magic);
        file.putShort(88 + 68, (short) subsystem);
        file.putInt(88 + (magic == 0x20b ? 224 : 208), clr);
        file.putInt(88 + 240 + 16, 512).putInt(88 + 240 + 20, 512);
        return file.array();
    }

    private static Stream<Specimen> sums() {
        return Stream.of(
                new Specimen(FileType.TAR, tar(true)),
                new Specimen(FileType.TAR, tar(false)),
                new Specimen(
                        FileType.ARC, octets("1A 02 \"A.TXT\" 00 @15 05000000 @29 \"abcde\" 1A00")),
                new Specimen(FileType.EMPTY, new byte[0]),
                new Specimen(FileType.UNKNOWN, octets("0102030405060708 90A1B2C3 FF00")));
    }

    /** A header of which the sum is right, with and without the mark of POSIX. */
    static byte[] tar(boolean posix) {
        byte[] file = new byte[1024];
        System.arraycopy("a.txt".getBytes(US_ASCII), 0, file, 0, 5);
        System.arraycopy("0000644".getBytes(US_ASCII), 0, file, 100, 7);
        System.arraycopy("        ".getBytes(US_ASCII), 0, file, 148, 8);
        if (posix) {
            System.arraycopy("ustar\00000".getBytes(ISO_8859_1), 0, file, 257, 8);
        }
        int sum = 0;
        for (int i = 0; i < 512; i++) {
            sum += file[i];
        }
        System.arraycopy("%06o\0 ".formatted(sum).getBytes(US_ASCII), 0, file, 148, 8);
        return file;
    }
}
