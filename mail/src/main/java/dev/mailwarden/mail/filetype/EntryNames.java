package dev.mailwarden.mail.filetype;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Predicate;

/** What the names of a ZIP archive's entries say of it. */
final class EntryNames {

    /** The type of an office document and that of the same one with macros. */
    private record Office(String mark, FileType type, FileType withMacros) {}

    /**
     * Types of main parts (ECMA-376 part 1, and Microsoft's for macros); those that begin like
     * another stand before it.
     */
    private static final List<Office> MAIN_PARTS =
            List.of(
                    of("ms-excel.sheet.binary.macroenabled.main", FileType.XLSB),
                    of("ms-excel.addin.macroenabled.main", FileType.XLAM),
                    of("ms-excel.template.macroenabled.main", FileType.XLTM),
                    of("ms-excel.sheet.macroenabled.main", FileType.XLSM),
                    of("ms-word.document.macroenabled", FileType.DOCM),
                    of("ms-word.template.macroenabled", FileType.DOTM),
                    of("ms-powerpoint.addin.macroenabled.main", FileType.PPAM),
                    of("ms-powerpoint.slideshow.macroenabled.main", FileType.PPSM),
                    of("ms-powerpoint.template.macroenabled.main", FileType.POTM),
                    of("ms-powerpoint.presentation.macroenabled.main", FileType.PPTM),
                    of("ms-visio.drawing.macroenabled.main", FileType.VSDM),
                    of("ms-visio.template.macroenabled.main", FileType.VSDM),
                    of("ms-visio.stencil.macroenabled.main", FileType.VSDM),
                    of("wordprocessingml.document.main", FileType.DOCX, FileType.DOCM),
                    of("wordprocessingml.template.main", FileType.DOTX, FileType.DOTM),
                    of("spreadsheetml.sheet.main", FileType.XLSX, FileType.XLSM),
                    of("spreadsheetml.template.main", FileType.XLTX, FileType.XLTM),
                    of("presentationml.slideshow.main", FileType.PPSX, FileType.PPSM),
                    of("presentationml.template.main", FileType.POTX, FileType.POTM),
                    of("presentationml.presentation.main", FileType.PPTX, FileType.PPTM),
                    of("ms-visio.drawing.main", FileType.VSDX, FileType.VSDM),
                    of("ms-visio.template.main", FileType.VSDX, FileType.VSDM),
                    of("ms-visio.stencil.main", FileType.VSDX, FileType.VSDM),
                    of("ms-package.xps-", FileType.XPS),
                    of("ms-package.3dmanufacturing", FileType.THREE_MF));

    /** Types by the folder of their parts, where the list of parts does not say. */
    private static final Map<String, Office> FOLDERS =
            Map.of(
                    "word/", of("", FileType.DOCX, FileType.DOCM),
                    "xl/", of("", FileType.XLSX, FileType.XLSM),
                    "ppt/", of("", FileType.PPTX, FileType.PPTM),
                    "visio/", of("", FileType.VSDX, FileType.VSDM));

    private final List<String> names;

    EntryNames(List<String> names) {
        this.names =
                names.stream()
                        .map(name -> name.replace('\\', '/').toLowerCase(Locale.ROOT))
                        .toList();
    }

    private static Office of(String mark, FileType type) {
        return of(mark, type, type);
    }

    private static Office of(String mark, FileType type, FileType withMacros) {
        return new Office(mark, type, withMacros);
    }

    /**
     * {@return the type of a package of Office Open XML}
     *
     * @param contentTypes its list of parts, as far as it could be read
     */
    FileType officeType(String contentTypes) {
        String list = contentTypes.toLowerCase(Locale.ROOT);
        FileType other = otherType();
        if (other != FileType.ZIP) {
            return other;
        }
        boolean macros =
                any(name -> name.endsWith("vbaproject.bin") || name.contains("macrosheets/"))
                        || list.contains("ms-office.vbaproject");
        for (Office office : MAIN_PARTS) {
            if (list.contains(office.mark())) {
                return macros ? office.withMacros() : office.type();
            }
        }
        for (Map.Entry<String, Office> folder : FOLDERS.entrySet()) {
            if (any(name -> name.startsWith(folder.getKey()))) {
                Office office = folder.getValue();
                return macros ? office.withMacros() : office.type();
            }
        }
        return FileType.OOXML;
    }

    /** {@return the type that has such entries, or a plain archive} */
    FileType otherType() {
        if (has("androidmanifest.xml")) {
            return FileType.APK;
        }
        if (has("extension.vsixmanifest")) {
            return FileType.VSIX;
        }
        if (has("appxmanifest.xml") || has("appxmetadata/appxbundlemanifest.xml")) {
            return FileType.APPX;
        }
        if (any(name -> name.endsWith(".nuspec") && name.indexOf('/') < 0)) {
            return FileType.NUPKG;
        }
        if (any(name -> name.startsWith("payload/") && name.contains(".app/"))) {
            return FileType.IPA;
        }
        if (has("meta-inf/mozilla.rsa") || has("install.rdf")) {
            return FileType.XPI;
        }
        if (any(name -> name.endsWith(".dist-info/wheel"))) {
            return FileType.WHEEL;
        }
        return javaOrOther();
    }

    private FileType javaOrOther() {
        if (has("meta-inf/manifest.mf") || any(name -> name.endsWith(".class"))) {
            return FileType.JAR;
        }
        if (has("fixeddocseq.fdseq") || has("fixeddocumentsequence.fdseq")) {
            return FileType.XPS;
        }
        if (any(name -> name.startsWith("index/masterslide")) || has("index.apxl")) {
            return FileType.APPLE_KEYNOTE;
        }
        return has("index/document.iwa") || has("index.zip") ? FileType.APPLE_IWORK : FileType.ZIP;
    }

    private boolean has(String name) {
        return names.contains(name);
    }

    private boolean any(Predicate<String> test) {
        return names.stream().anyMatch(test);
    }
}
