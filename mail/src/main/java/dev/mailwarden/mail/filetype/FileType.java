package dev.mailwarden.mail.filetype;

import static dev.mailwarden.mail.filetype.FileKind.AUDIO;
import static dev.mailwarden.mail.filetype.FileKind.BYTECODE;
import static dev.mailwarden.mail.filetype.FileKind.COMPRESSED;
import static dev.mailwarden.mail.filetype.FileKind.CONTAINER;
import static dev.mailwarden.mail.filetype.FileKind.CRYPTOGRAPHY;
import static dev.mailwarden.mail.filetype.FileKind.DATA;
import static dev.mailwarden.mail.filetype.FileKind.DATABASE;
import static dev.mailwarden.mail.filetype.FileKind.DATASET;
import static dev.mailwarden.mail.filetype.FileKind.DISK_IMAGE;
import static dev.mailwarden.mail.filetype.FileKind.DRAWING;
import static dev.mailwarden.mail.filetype.FileKind.FONT;
import static dev.mailwarden.mail.filetype.FileKind.HELP;
import static dev.mailwarden.mail.filetype.FileKind.LAUNCHER;
import static dev.mailwarden.mail.filetype.FileKind.MAIL;
import static dev.mailwarden.mail.filetype.FileKind.MARKUP;
import static dev.mailwarden.mail.filetype.FileKind.OFFICE;
import static dev.mailwarden.mail.filetype.FileKind.PACKAGE;
import static dev.mailwarden.mail.filetype.FileKind.PAGES;
import static dev.mailwarden.mail.filetype.FileKind.PLAIN;
import static dev.mailwarden.mail.filetype.FileKind.PRESENTATION;
import static dev.mailwarden.mail.filetype.FileKind.RASTER;
import static dev.mailwarden.mail.filetype.FileKind.SCRIPT;
import static dev.mailwarden.mail.filetype.FileKind.SPREADSHEET;
import static dev.mailwarden.mail.filetype.FileKind.STREAM_LIST;
import static dev.mailwarden.mail.filetype.FileKind.TEXT;
import static dev.mailwarden.mail.filetype.FileKind.UNIX;
import static dev.mailwarden.mail.filetype.FileKind.VECTOR;
import static dev.mailwarden.mail.filetype.FileKind.VIDEO;
import static dev.mailwarden.mail.filetype.FileKind.WINDOWS;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Every type that the content of a file can have: the one list, from which rules, dictionaries and
 * the reference page take theirs. A constant's name is its id and part of settings: never rename
 * one.
 */
public enum FileType {
    ZIP(CONTAINER, "ZIP archive", "application/zip", "zip zipx"),
    ZIP_PART(CONTAINER, "part of a split ZIP archive", "application/zip", "z01 z02"),
    SEVEN_ZIP(CONTAINER, "7-Zip archive", "application/x-7z-compressed", "7z"),
    RAR(CONTAINER, "RAR archive, version 1.5 to 4", "application/vnd.rar", "rar"),
    RAR5(CONTAINER, "RAR archive, version 5", "application/vnd.rar", "rar"),
    RAR_OLD(CONTAINER, "RAR archive before version 1.5", "application/vnd.rar", "rar"),
    ACE(CONTAINER, "ACE archive", "application/x-ace-compressed", "ace"),
    ALZ(CONTAINER, "ALZip archive", "application/x-alz-compressed", "alz"),
    EGG(CONTAINER, "EGG archive", "application/x-egg", "egg"),
    ARJ(CONTAINER, "ARJ archive", "application/x-arj", "arj"),
    ARC(CONTAINER, "ARC archive", "application/x-arc", "arc"),
    LHA(CONTAINER, "LHA archive", "application/x-lzh-compressed", "lha lzh"),
    ZOO(CONTAINER, "ZOO archive", "application/x-zoo", "zoo"),
    CAB(CONTAINER, "Microsoft cabinet", "application/vnd.ms-cab-compressed", "cab"),
    INSTALLSHIELD_CAB(CONTAINER, "InstallShield cabinet", "", "cab hdr"),
    WIM(CONTAINER, "Windows imaging archive", "application/x-ms-wim", "wim esd"),
    STUFFIT(CONTAINER, "StuffIt archive", "application/x-stuffit", "sit"),
    STUFFIT_X(CONTAINER, "StuffIt X archive", "application/x-stuffitx", "sitx"),
    TAR(CONTAINER, "tar archive", "application/x-tar", "tar"),
    CPIO(CONTAINER, "cpio archive", "application/x-cpio", "cpio"),
    AR(CONTAINER, "ar archive", "application/x-archive", "a ar"),
    XAR(CONTAINER, "XAR archive", "application/x-xar", "xar pkg"),
    APPLE_DOUBLE(CONTAINER, "AppleDouble or AppleSingle", "multipart/appledouble", ""),
    MACBINARY(CONTAINER, "MacBinary file", "application/x-macbinary", "bin"),
    BINHEX(CONTAINER, "BinHex file", "application/mac-binhex40", "hqx"),
    UUENCODED(CONTAINER, "uuencoded file", "text/x-uuencode", "uu uue"),
    YENC(CONTAINER, "yEnc encoded file", "", "ync"),
    SQUASHFS(CONTAINER, "Squashfs file system", "application/vnd.squashfs", "squashfs"),
    FREEARC(CONTAINER, "FreeArc archive", "application/x-freearc", "arc"),
    ZPAQ(CONTAINER, "ZPAQ archive", "", "zpaq"),
    GZIP(COMPRESSED, "gzip", "application/gzip application/x-gzip", "gz tgz"),
    BZIP2(COMPRESSED, "bzip2", "application/x-bzip2", "bz2 tbz2"),
    XZ(COMPRESSED, "xz", "application/x-xz", "xz txz"),
    LZMA(COMPRESSED, "LZMA alone", "application/x-lzma", "lzma"),
    LZIP(COMPRESSED, "lzip", "application/lzip", "lz"),
    LZOP(COMPRESSED, "lzop", "application/x-lzop", "lzo"),
    LZ4(COMPRESSED, "LZ4 frames", "application/x-lz4", "lz4"),
    ZSTD(COMPRESSED, "Zstandard", "application/zstd", "zst"),
    COMPRESS(COMPRESSED, "compress", "application/x-compress", "Z"),
    SNAPPY(COMPRESSED, "Snappy frames", "application/x-snappy-framed", "sz"),
    SZDD(COMPRESSED, "Microsoft SZDD or KWAJ", "application/x-ms-compress", "ex_ dl_"),
    ZLIB(COMPRESSED, "zlib stream", "application/zlib", "zz"),
    PACK200(COMPRESSED, "Java Pack200", "application/x-java-pack200", "pack"),
    DEB(PACKAGE, "Debian package", "application/vnd.debian.binary-package", "deb udeb"),
    RPM(PACKAGE, "RPM package", "application/x-rpm", "rpm"),
    JAR(PACKAGE, "Java archive", "application/java-archive", "jar war ear"),
    APK(PACKAGE, "Android package", "application/vnd.android.package-archive", "apk"),
    IPA(PACKAGE, "iOS application", "application/x-ios-app", "ipa"),
    XPI(PACKAGE, "Firefox extension", "application/x-xpinstall", "xpi"),
    CRX(PACKAGE, "Chrome extension", "application/x-chrome-extension", "crx"),
    VSIX(PACKAGE, "Visual Studio extension", "application/vsix", "vsix"),
    APPX(PACKAGE, "Windows app package", "application/appx", "appx msix appxbundle"),
    NUPKG(PACKAGE, "NuGet package", "application/zip", "nupkg"),
    WHEEL(PACKAGE, "Python package", "application/zip", "whl"),
    SIS(PACKAGE, "Symbian installation", "application/vnd.symbian.install", "sis sisx"),
    ISO9660(DISK_IMAGE, "ISO 9660 disc image", "application/x-iso9660-image", "iso"),
    UDF(DISK_IMAGE, "UDF disc image", "application/x-udf-image", "iso udf img"),
    VHD(DISK_IMAGE, "virtual disk, VHD", "application/x-vhd", "vhd"),
    VHDX(DISK_IMAGE, "virtual disk, VHDX", "application/x-vhdx", "vhdx"),
    VMDK(DISK_IMAGE, "virtual disk, VMDK", "application/x-vmdk", "vmdk"),
    VDI(DISK_IMAGE, "virtual disk, VDI", "application/x-virtualbox-vdi", "vdi"),
    QCOW(DISK_IMAGE, "virtual disk, QCOW", "application/x-qemu-disk", "qcow qcow2"),
    DMG(DISK_IMAGE, "Apple disk image", "application/x-apple-diskimage", "dmg"),
    MBR_DISK(DISK_IMAGE, "raw disk with a boot sector", "", "img ima vfd bin"),
    EXT(DISK_IMAGE, "ext2, ext3 or ext4 file system", "", "img"),
    DUMP(DISK_IMAGE, "BSD dump", "", "dump"),
    ACCESS(DATABASE, "Access database, Jet", "application/x-msaccess", "mdb mde mda"),
    ACCDB(DATABASE, "Access database, ACE", "application/x-msaccess", "accdb accde accdc"),
    SQLITE(DATABASE, "SQLite 3 database", "application/vnd.sqlite3", "sqlite db sqlite3"),
    DBASE(DATABASE, "dBase table", "application/x-dbf", "dbf"),
    MSSQL(DATABASE, "SQL Server data file", "", "mdf ndf"),
    MSSQL_BACKUP(DATABASE, "Microsoft tape format, SQL Server backup", "", "bak bkf"),
    BERKELEY_DB(DATABASE, "Berkeley DB", "", "db"),
    KEEPASS(DATABASE, "KeePass passwords", "application/x-keepass2", "kdbx kdb"),
    ODB(DATABASE, "OpenDocument database", Names.ODF + "base", "odb"),
    ESE(DATABASE, "Extensible Storage Engine database", "", "edb"),
    FILEMAKER(DATABASE, "FileMaker database", "", "fp7 fmp12"),
    NOTES_DATABASE(DATABASE, "Lotus Notes database", "application/vnd.lotus-notes", "nsf ntf"),
    OUTLOOK_STORE(DATABASE, "Outlook folders", "application/vnd.ms-outlook-pst", "pst ost"),
    HDF5(DATASET, "HDF5 data", "application/x-hdf5", "h5 hdf5"),
    PARQUET(DATASET, "Parquet table", "application/vnd.apache.parquet", "parquet"),
    AVRO(DATASET, "Avro records", "application/avro", "avro"),
    NETCDF(DATASET, "NetCDF data", "application/x-netcdf", "nc"),
    MATLAB(DATASET, "MATLAB data", "application/x-matlab-data", "mat"),
    PE_EXE32(WINDOWS, "Windows program, 32-bit", Names.PE, "exe scr com pif"),
    PE_EXE64(WINDOWS, "Windows program, 64-bit", Names.PE, "exe scr"),
    PE_DLL32(WINDOWS, "Windows library, 32-bit", Names.PE, "dll ocx cpl ax"),
    PE_DLL64(WINDOWS, "Windows library, 64-bit", Names.PE, "dll ocx cpl ax"),
    PE_DRIVER(WINDOWS, "Windows driver", Names.PE, "sys"),
    PE_EFI(WINDOWS, "EFI program", "application/efi", "efi"),
    PE_NET_EXE(WINDOWS, ".NET program", Names.PE, "exe"),
    PE_NET_DLL(WINDOWS, ".NET library", Names.PE, "dll"),
    DOS_EXE(WINDOWS, "DOS program", "application/x-dosexec", "exe"),
    NE_EXE(WINDOWS, "16-bit Windows program or library", "application/x-dosexec", "exe dll"),
    LE_EXE(WINDOWS, "OS/2 or VxD program", "application/x-dosexec", "exe vxd"),
    DOS_COM(WINDOWS, "DOS program without header", "application/x-dosexec", "com"),
    COFF(WINDOWS, "COFF object", "application/x-coff", "obj o"),
    ELF_EXECUTABLE(UNIX, "ELF program", "application/x-executable", "elf"),
    ELF_SHARED(UNIX, "ELF library or program", "application/x-sharedlib", "so"),
    ELF_OBJECT(UNIX, "ELF object or kernel module", "application/x-object", "o ko"),
    ELF_CORE(UNIX, "ELF memory dump", "application/x-coredump", "core"),
    MACHO(UNIX, "Mach-O program", "application/x-mach-binary", "dylib bundle"),
    MACHO_FAT(UNIX, "Mach-O program for several processors", "application/x-mach-binary", ""),
    JAVA_CLASS(BYTECODE, "Java class", "application/java-vm", "class"),
    DEX(BYTECODE, "Dalvik code", "application/x-dex", "dex"),
    WASM(BYTECODE, "WebAssembly", "application/wasm", "wasm"),
    PYTHON_BYTECODE(BYTECODE, "Python bytecode", "application/x-python-code", "pyc"),
    LUA_BYTECODE(BYTECODE, "Lua bytecode", "", "luac"),
    SWF(BYTECODE, "Flash program", "application/x-shockwave-flash", "swf"),
    SHELL(SCRIPT, "shell script", "application/x-sh text/x-shellscript", "sh bash"),
    PYTHON(SCRIPT, "Python script", "text/x-python", "py pyw"),
    PERL(SCRIPT, "Perl script", "text/x-perl", "pl pm"),
    RUBY(SCRIPT, "Ruby script", "text/x-ruby", "rb"),
    PHP(SCRIPT, "PHP script", "application/x-httpd-php text/x-php", "php phtml"),
    SHEBANG(SCRIPT, "script of another interpreter", "text/x-script", ""),
    JAVASCRIPT(SCRIPT, "JavaScript", "text/javascript application/javascript", "js mjs jse"),
    VBSCRIPT(SCRIPT, "VBScript or Visual Basic", "text/vbscript", "vbs vbe vb bas"),
    ENCODED_SCRIPT(SCRIPT, "encoded Microsoft script", "", "vbe jse"),
    POWERSHELL(SCRIPT, "PowerShell script", "application/x-powershell", "ps1 psm1 psd1"),
    BATCH(SCRIPT, "Windows batch file", "application/x-bat", "bat cmd"),
    WSF(SCRIPT, "Windows script file or component", "application/x-wsf", "wsf wsc sct"),
    HTA(SCRIPT, "HTML application", "application/hta", "hta"),
    LUA(SCRIPT, "Lua script", "text/x-lua", "lua"),
    APPLESCRIPT(SCRIPT, "compiled AppleScript", "", "scpt"),
    LNK(LAUNCHER, "Windows shortcut", "application/x-ms-shortcut", "lnk"),
    URL_SHORTCUT(LAUNCHER, "Internet shortcut", "application/x-mswinurl", "url website"),
    SCF(LAUNCHER, "Explorer command", "", "scf"),
    DESKTOP_ENTRY(LAUNCHER, "desktop entry", "application/x-desktop", "desktop"),
    LIBRARY_MS(LAUNCHER, "Windows library or search", "", "library-ms search-ms"),
    SETTING_CONTENT(LAUNCHER, "Windows settings link", "", "settingcontent-ms"),
    REGISTRY(LAUNCHER, "registry entries in text", "text/x-ms-regedit", "reg"),
    REGISTRY_HIVE(LAUNCHER, "registry hive", "", "dat hiv"),
    INF(LAUNCHER, "setup information", "", "inf"),
    MSI(LAUNCHER, "Windows Installer package", "application/x-msi", "msi"),
    MSP(LAUNCHER, "Windows Installer patch", "application/x-msi", "msp mst"),
    MSC(LAUNCHER, "management console", "", "msc"),
    CLICKONCE(LAUNCHER, "ClickOnce deployment", "application/x-ms-application", "application"),
    JNLP(LAUNCHER, "Java Web Start", "application/x-java-jnlp-file", "jnlp"),
    RDP(LAUNCHER, "remote desktop connection", "application/x-rdp", "rdp"),
    IQY(LAUNCHER, "Excel web query", "text/x-ms-iqy", "iqy"),
    SLK(LAUNCHER, "symbolic link spreadsheet, can hold macros", "text/x-sylk", "slk"),
    THEME(LAUNCHER, "Windows theme", "", "theme"),
    JPEG(RASTER, "JPEG picture", "image/jpeg", "jpg jpeg jpe jfif"),
    JPEG2000(RASTER, "JPEG 2000 picture", "image/jp2", "jp2 j2k jpx"),
    JPEG_XL(RASTER, "JPEG XL picture", "image/jxl", "jxl"),
    JPEG_XR(RASTER, "JPEG XR picture", "image/jxr", "jxr wdp hdp"),
    PNG(RASTER, "PNG picture", "image/png", "png apng"),
    MNG(RASTER, "MNG or JNG picture", "video/x-mng", "mng jng"),
    GIF(RASTER, "GIF picture", "image/gif", "gif"),
    BMP(RASTER, "Windows bitmap", "image/bmp image/x-ms-bmp", "bmp dib"),
    TIFF(RASTER, "TIFF picture", "image/tiff", "tif tiff"),
    CAMERA_RAW(RASTER, "raw camera picture", "image/x-dcraw", "dng cr2 nef arw orf rw2 raf crw"),
    WEBP(RASTER, "WebP picture", "image/webp", "webp"),
    AVIF(RASTER, "AVIF picture", "image/avif", "avif"),
    HEIC(RASTER, "HEIF picture", "image/heic image/heif", "heic heif"),
    ICO(RASTER, "Windows icon", "image/vnd.microsoft.icon image/x-icon", "ico"),
    CUR(RASTER, "Windows cursor", "image/x-win-bitmap", "cur"),
    ANI(RASTER, "animated cursor", "application/x-navi-animation", "ani"),
    ICNS(RASTER, "Apple icon", "image/x-icns", "icns"),
    PSD(RASTER, "Photoshop picture", "image/vnd.adobe.photoshop", "psd psb"),
    XCF(RASTER, "GIMP picture", "image/x-xcf", "xcf"),
    PCX(RASTER, "PCX picture", "image/vnd.zbrush.pcx", "pcx"),
    TGA(RASTER, "Targa picture", "image/x-tga", "tga"),
    NETPBM(RASTER, "portable bitmap", "image/x-portable-anymap", "pnm pbm pgm ppm pam"),
    XPM(RASTER, "X pixmap", "image/x-xpixmap", "xpm"),
    XBM(RASTER, "X bitmap", "image/x-xbitmap", "xbm"),
    SUN_RASTER(RASTER, "Sun raster", "image/x-sun-raster", "ras"),
    SGI(RASTER, "SGI picture", "image/x-sgi", "sgi rgb"),
    DDS(RASTER, "DirectDraw surface", "image/vnd-ms.dds", "dds"),
    OPENEXR(RASTER, "OpenEXR picture", "image/x-exr", "exr"),
    BPG(RASTER, "BPG picture", "image/bpg", "bpg"),
    QOI(RASTER, "QOI picture", "image/qoi", "qoi"),
    JBIG2(RASTER, "JBIG2 picture", "image/x-jb2", "jb2 jbig2"),
    DICOM(RASTER, "DICOM picture", "application/dicom", "dcm"),
    FITS(RASTER, "FITS picture", "image/fits", "fits fit"),
    SVG(VECTOR, "SVG picture", "image/svg+xml", "svg svgz"),
    EMF(VECTOR, "enhanced metafile", "image/emf", "emf"),
    WMF(VECTOR, "Windows metafile", "image/wmf", "wmf"),
    EPS(VECTOR, "Encapsulated PostScript", "image/x-eps application/eps", "eps epsf"),
    ODG(VECTOR, "OpenDocument drawing", Names.ODF + "graphics", "odg otg fodg"),
    COREL_DRAW(VECTOR, "CorelDRAW picture", "application/vnd.corel-draw", "cdr"),
    DWG(DRAWING, "AutoCAD drawing", "image/vnd.dwg", "dwg dwt"),
    DXF(DRAWING, "AutoCAD exchange", "image/vnd.dxf", "dxf"),
    STEP(DRAWING, "STEP model", "model/step", "stp step"),
    GLB(DRAWING, "binary glTF model", "model/gltf-binary", "glb"),
    BLEND(DRAWING, "Blender model", "application/x-blender", "blend"),
    THREE_MF(DRAWING, "3MF model", "model/3mf", "3mf"),
    MP3(AUDIO, "MP3 sound", "audio/mpeg", "mp3 mp2"),
    AAC(AUDIO, "AAC sound", "audio/aac", "aac"),
    M4A(AUDIO, "MPEG-4 sound", "audio/mp4", "m4a m4b"),
    AC3(AUDIO, "AC-3 sound", "audio/ac3", "ac3"),
    WAV(AUDIO, "WAV sound", "audio/wav audio/x-wav", "wav"),
    AIFF(AUDIO, "AIFF sound", "audio/aiff", "aif aiff aifc"),
    AU(AUDIO, "Sun sound", "audio/basic", "au snd"),
    FLAC(AUDIO, "FLAC sound", "audio/flac", "flac"),
    APE(AUDIO, "Monkey's Audio", "audio/x-ape", "ape"),
    WAVPACK(AUDIO, "WavPack sound", "audio/x-wavpack", "wv"),
    MUSEPACK(AUDIO, "Musepack sound", "audio/x-musepack", "mpc"),
    OGG(AUDIO, "Ogg sound", "audio/ogg", "ogg oga opus spx"),
    MIDI(AUDIO, "MIDI music", "audio/midi", "mid midi"),
    AMR(AUDIO, "AMR speech", "audio/AMR", "amr awb"),
    WMA(AUDIO, "Windows Media sound", "audio/x-ms-wma", "wma"),
    CAF(AUDIO, "Core Audio sound", "audio/x-caf", "caf"),
    TRACKER(AUDIO, "tracker music", "audio/x-mod", "mod xm s3m it"),
    VOC(AUDIO, "Creative voice", "audio/x-voc", "voc"),
    MP4(VIDEO, "MPEG-4 video", "video/mp4", "mp4 m4v f4v"),
    QUICKTIME(VIDEO, "QuickTime video", "video/quicktime", "mov qt"),
    THREE_GP(VIDEO, "3GPP video", "video/3gpp video/3gpp2", "3gp 3g2"),
    MATROSKA(VIDEO, "Matroska video", "video/matroska video/x-matroska", "mkv mka mks"),
    WEBM(VIDEO, "WebM video", "video/webm", "webm"),
    AVI(VIDEO, "AVI video", "video/x-msvideo", "avi"),
    WMV(VIDEO, "Windows Media video", "video/x-ms-wmv video/x-ms-asf", "wmv asf"),
    FLV(VIDEO, "Flash video", "video/x-flv", "flv"),
    MPEG(VIDEO, "MPEG program or video stream", "video/mpeg", "mpg mpeg vob"),
    MPEG_TS(VIDEO, "MPEG transport stream", "video/mp2t", "ts mts m2ts"),
    OGV(VIDEO, "Ogg video", "video/ogg", "ogv"),
    REALMEDIA(VIDEO, "RealMedia", "application/vnd.rn-realmedia", "rm rmvb ra"),
    FLI(VIDEO, "FLI or FLC animation", "video/x-fli", "fli flc"),
    MXF(VIDEO, "MXF video", "application/mxf", "mxf"),
    PLAYLIST(STREAM_LIST, "playlist", "audio/x-mpegurl audio/x-scpls", "m3u m3u8 pls asx wpl"),
    SUBTITLES(STREAM_LIST, "subtitles", "text/vtt application/x-subrip", "vtt srt"),
    DOC(TEXT, "Word document, 97 to 2003", "application/msword", "doc dot wiz"),
    DOC_OLD(TEXT, "Word document before 97", "application/msword", "doc"),
    DOCX(TEXT, "Word document", Names.OOXML + "wordprocessingml.document", "docx"),
    DOTX(TEXT, "Word template", Names.OOXML + "wordprocessingml.template", "dotx"),
    DOCM(TEXT, "Word document with macros", Names.WORD + "document.macroEnabled.12", "docm"),
    DOTM(TEXT, "Word template with macros", Names.WORD + "template.macroEnabled.12", "dotm"),
    WORD_XML(TEXT, "Word document in one XML file", "application/xml", "xml doc"),
    ODT(TEXT, "OpenDocument text", Names.ODF + "text", "odt ott fodt odm"),
    RTF(TEXT, "rich text", "application/rtf text/rtf", "rtf"),
    WORDPERFECT(TEXT, "WordPerfect document", "application/vnd.wordperfect", "wpd wp"),
    MS_WRITE(TEXT, "Microsoft Write", "application/x-mswrite", "wri"),
    WORKS(TEXT, "Microsoft Works document", "application/vnd.ms-works", "wps wks wdb"),
    HWP(TEXT, "Hangul document", "application/x-hwp", "hwp"),
    HWPX(TEXT, "Hangul document in XML", "application/hwp+zip", "hwpx"),
    ABIWORD(TEXT, "AbiWord document", "application/x-abiword", "abw"),
    LATEX(TEXT, "LaTeX text", "text/x-tex", "tex latex"),
    XLS(SPREADSHEET, "Excel workbook, 97 to 2003", "application/vnd.ms-excel", "xls xlt xla"),
    XLS_OLD(SPREADSHEET, "Excel sheet before 97", "application/vnd.ms-excel", "xls xlm"),
    XLSX(SPREADSHEET, "Excel workbook", Names.OOXML + "spreadsheetml.sheet", "xlsx"),
    XLTX(SPREADSHEET, "Excel template", Names.OOXML + "spreadsheetml.template", "xltx"),
    XLSM(SPREADSHEET, "Excel workbook with macros", Names.EXCEL + "sheet.macroEnabled.12", "xlsm"),
    XLTM(
            SPREADSHEET,
            "Excel template with macros",
            Names.EXCEL + "template.macroEnabled.12",
            "xltm"),
    XLAM(SPREADSHEET, "Excel add-in", Names.EXCEL + "addin.macroEnabled.12", "xlam xll"),
    XLSB(
            SPREADSHEET,
            "Excel binary workbook",
            Names.EXCEL + "sheet.binary.macroEnabled.12",
            "xlsb"),
    EXCEL_XML(SPREADSHEET, "Excel workbook in one XML file", "application/xml", "xml xls"),
    ODS(SPREADSHEET, "OpenDocument spreadsheet", Names.ODF + "spreadsheet", "ods ots fods"),
    LOTUS123(SPREADSHEET, "Lotus 1-2-3 sheet", "application/vnd.lotus-1-2-3", "wk1 wk3 wk4 123"),
    QUATTRO(SPREADSHEET, "Quattro Pro sheet", "application/x-quattropro", "qpw wb3 wb2"),
    PPT(PRESENTATION, "PowerPoint, 97 to 2003", "application/vnd.ms-powerpoint", "ppt pps pot"),
    PPTX(PRESENTATION, "PowerPoint", Names.OOXML + "presentationml.presentation", "pptx"),
    PPSX(PRESENTATION, "PowerPoint show", Names.OOXML + "presentationml.slideshow", "ppsx"),
    POTX(PRESENTATION, "PowerPoint template", Names.OOXML + "presentationml.template", "potx"),
    PPTM(
            PRESENTATION,
            "PowerPoint with macros",
            Names.POINT + "presentation.macroEnabled.12",
            "pptm"),
    PPSM(
            PRESENTATION,
            "PowerPoint show with macros",
            Names.POINT + "slideshow.macroEnabled.12",
            "ppsm"),
    POTM(
            PRESENTATION,
            "PowerPoint template with macros",
            Names.POINT + "template.macroEnabled.12",
            "potm"),
    PPAM(PRESENTATION, "PowerPoint add-in", Names.POINT + "addin.macroEnabled.12", "ppam"),
    ODP(PRESENTATION, "OpenDocument presentation", Names.ODF + "presentation", "odp otp fodp"),
    APPLE_KEYNOTE(PRESENTATION, "Keynote presentation", "application/vnd.apple.keynote", "key"),
    PDF(PAGES, "PDF document", "application/pdf", "pdf"),
    FDF(PAGES, "PDF form data", "application/vnd.fdf", "fdf xfdf"),
    POSTSCRIPT(PAGES, "PostScript", "application/postscript", "ps"),
    XPS(PAGES, "XPS pages", "application/vnd.ms-xpsdocument application/oxps", "xps oxps"),
    DJVU(PAGES, "DjVu pages", "image/vnd.djvu", "djvu djv"),
    EPUB(PAGES, "EPUB book", "application/epub+zip", "epub"),
    MOBI(PAGES, "Mobipocket or Kindle book", "application/x-mobipocket-ebook", "mobi azw prc"),
    FB2(PAGES, "FictionBook", "application/x-fictionbook+xml", "fb2"),
    LIT(PAGES, "Microsoft Reader book", "application/x-ms-reader", "lit"),
    DVI(PAGES, "TeX DVI", "application/x-dvi", "dvi"),
    INDESIGN(PAGES, "InDesign document", "application/x-indesign", "indd"),
    PUBLISHER(PAGES, "Publisher document", "application/x-mspublisher", "pub"),
    VISIO(OFFICE, "Visio drawing, 2003", "application/vnd.visio", "vsd vst vss"),
    VSDX(OFFICE, "Visio drawing", "application/vnd.ms-visio.drawing", "vsdx vstx vssx"),
    VSDM(OFFICE, "Visio drawing with macros", Names.VISIO + "drawing.macroEnabled.12", "vsdm vstm"),
    PROJECT(OFFICE, "Project plan", "application/vnd.ms-project", "mpp mpt"),
    ONENOTE(OFFICE, "OneNote section", "application/onenote", "one"),
    ONENOTE_PACKAGE(OFFICE, "OneNote package", "application/onenote", "onetoc2"),
    OFFICE_ENCRYPTED(
            OFFICE, "encrypted Office document", "application/encrypted", "docx xlsx pptx"),
    APPLE_IWORK(
            OFFICE, "Pages or Numbers document", "application/vnd.apple.pages", "pages numbers"),
    OOXML(OFFICE, "another document of Office Open XML", "", "thmx"),
    OLE2(OFFICE, "another OLE compound file", "application/x-ole-storage", ""),
    ODF(OFFICE, "another OpenDocument file", "", "odf odc odi"),
    STAROFFICE(OFFICE, "OpenOffice 1 document", "application/vnd.sun.xml.writer", "sxw sxc sxi"),
    MSO(OFFICE, "ActiveMime, an Office document in mail", "application/x-mso", "mso"),
    PLAIN_TEXT(PLAIN, "text", "text/plain", "txt text log asc"),
    CSV(PLAIN, "table in text", "text/csv text/tab-separated-values", "csv tsv"),
    JSON(PLAIN, "JSON", "application/json", "json"),
    YAML(PLAIN, "YAML", "application/yaml", "yaml yml"),
    MARKDOWN(PLAIN, "Markdown", "text/markdown", "md"),
    CSS(PLAIN, "style sheet", "text/css", "css"),
    DIFF(PLAIN, "differences of texts", "text/x-diff", "diff patch"),
    SOURCE(PLAIN, "source code", "text/x-c text/x-java", "c h cpp cs java go rs"),
    SQL(PLAIN, "SQL statements", "application/sql", "sql"),
    INI(PLAIN, "settings in text", "text/plain", "ini cfg conf"),
    HTML(MARKUP, "HTML page", "text/html", "html htm shtml"),
    XHTML(MARKUP, "XHTML page", "application/xhtml+xml", "xhtml xht"),
    XML(MARKUP, "XML", "application/xml text/xml", "xml xsd"),
    XSLT(MARKUP, "XSLT style sheet", "application/xslt+xml", "xsl xslt"),
    PLIST(MARKUP, "property list", "application/x-plist", "plist"),
    FEED(MARKUP, "RSS or Atom feed", "application/rss+xml application/atom+xml", "rss atom"),
    KML(MARKUP, "map marks, KML or GPX", "application/vnd.google-earth.kml+xml", "kml gpx"),
    MHTML(MARKUP, "web archive", "multipart/related message/rfc822", "mht mhtml"),
    WEB_BUNDLE(MARKUP, "Safari web archive", "application/x-webarchive", "webarchive"),
    EML(MAIL, "mail message", "message/rfc822", "eml"),
    MBOX(MAIL, "mail folder", "application/mbox", "mbox mbx"),
    MSG(MAIL, "Outlook item", "application/vnd.ms-outlook", "msg oft"),
    TNEF(MAIL, "TNEF, winmail.dat", "application/ms-tnef application/vnd.ms-tnef", "dat tnef"),
    OUTLOOK_EXPRESS(MAIL, "Outlook Express folder", "", "dbx"),
    VCARD(MAIL, "contact", "text/vcard text/x-vcard", "vcf"),
    ICALENDAR(MAIL, "calendar", "text/calendar", "ics ifb"),
    LDIF(MAIL, "directory entries", "text/ldif", "ldif"),
    PGP_MESSAGE(CRYPTOGRAPHY, "OpenPGP message", "application/pgp-encrypted", "pgp gpg asc"),
    PGP_SIGNATURE(CRYPTOGRAPHY, "OpenPGP signature", "application/pgp-signature", "sig asc"),
    PGP_KEY(CRYPTOGRAPHY, "OpenPGP keys", "application/pgp-keys", "asc gpg key"),
    PKCS7_SIGNED(CRYPTOGRAPHY, "CMS signed data", Names.PKCS7, "p7s p7m p7b p7c"),
    PKCS7_ENCRYPTED(CRYPTOGRAPHY, "CMS encrypted data", Names.PKCS7, "p7m"),
    PKCS7_OTHER(CRYPTOGRAPHY, "other CMS data", Names.PKCS7, "p7m p7z"),
    PKCS12(CRYPTOGRAPHY, "PKCS #12 keys", "application/x-pkcs12", "p12 pfx"),
    CERTIFICATE(CRYPTOGRAPHY, "X.509 certificate", "application/pkix-cert", "cer crt der pem"),
    CERTIFICATE_REQUEST(CRYPTOGRAPHY, "certificate request", "application/pkcs10", "csr p10"),
    REVOCATION_LIST(CRYPTOGRAPHY, "certificate revocation list", "application/pkix-crl", "crl"),
    PRIVATE_KEY(CRYPTOGRAPHY, "private key", "application/x-pem-file", "key pem pk8"),
    PUBLIC_KEY(CRYPTOGRAPHY, "public key", "application/x-pem-file", "pub pem"),
    JAVA_KEYSTORE(CRYPTOGRAPHY, "Java key store", "application/x-java-keystore", "jks jceks"),
    AGE(CRYPTOGRAPHY, "age encrypted file", "application/x-age", "age"),
    LUKS(CRYPTOGRAPHY, "LUKS encrypted volume", "", "luks"),
    TRUETYPE(FONT, "TrueType font", "font/ttf", "ttf"),
    TRUETYPE_COLLECTION(FONT, "TrueType collection", "font/collection", "ttc otc"),
    OPENTYPE(FONT, "OpenType font", "font/otf", "otf"),
    WOFF(FONT, "web font", "font/woff", "woff"),
    WOFF2(FONT, "web font 2", "font/woff2", "woff2"),
    EOT(FONT, "embedded OpenType font", "application/vnd.ms-fontobject", "eot"),
    TYPE1(FONT, "PostScript font", "application/x-font-type1", "pfb pfa"),
    CHM(HELP, "compiled HTML help", "application/vnd.ms-htmlhelp", "chm"),
    HLP(HELP, "Windows help", "application/winhlp", "hlp"),
    PCAP(DATA, "captured packets", "application/vnd.tcpdump.pcap", "pcap pcapng cap"),
    TORRENT(DATA, "BitTorrent", "application/x-bittorrent", "torrent"),
    EVENT_LOG(DATA, "Windows event log", "application/x-ms-evtx", "evtx evt"),
    MINIDUMP(DATA, "Windows memory dump", "application/x-dmp", "dmp mdmp"),
    JAVA_SERIALIZED(DATA, "serialized Java objects", "application/x-java-serialized-object", "ser"),
    PICKLE(DATA, "Python pickle", "application/x-pickle", "pkl pickle"),
    BINARY_PLIST(DATA, "binary property list", "application/x-plist", "plist"),
    THUMBS(DATA, "Windows thumbnails", "image/vnd.ms-thumb", "db"),
    GAME_ROM(DATA, "game cartridge or data", "", "nes wad"),
    TZIF(DATA, "time zone", "application/tzif", ""),
    GETTEXT(DATA, "message catalogue", "application/x-gettext-translation", "mo"),
    SHAPEFILE(DATA, "map shapes", "application/vnd.shp", "shp shx"),
    EMPTY(FileKind.UNKNOWN, "no octets at all", "application/x-empty inode/x-empty", ""),
    UNKNOWN(FileKind.UNKNOWN, "unknown", "application/octet-stream", "");

    private static final Map<String, FileType> BY_ID =
            Arrays.stream(values()).collect(Collectors.toMap(FileType::id, Function.identity()));

    private final String id = name().toLowerCase(Locale.ROOT).replace('_', '-');
    private final FileKind kind;
    private final String description;
    private final String mediaTypes;
    private final String extensions;

    FileType(FileKind kind, String description, String mediaTypes, String extensions) {
        this.kind = kind;
        this.description = description;
        this.mediaTypes = mediaTypes;
        this.extensions = extensions;
    }

    /** {@return the type of that id, if there is one} */
    public static Optional<FileType> byId(String id) {
        return Optional.ofNullable(BY_ID.get(id));
    }

    /** {@return the word in rules and settings, such as {@code docx}; unique and never changed} */
    public String id() {
        return id;
    }

    /** {@return category, kind and id: {@code documents.text.docx}} */
    public String path() {
        return category().id() + '.' + kind.id() + '.' + id;
    }

    public FileCategory category() {
        return kind.category();
    }

    public FileKind kind() {
        return kind;
    }

    /** {@return its name for people} */
    public String description() {
        return description;
    }

    /** {@return media types that senders give it, the proper one first; none if it has none} */
    public List<String> mediaTypes() {
        return Names.split(mediaTypes);
    }

    /** {@return usual ends of its file names, without the dot, the most usual first} */
    public List<String> extensions() {
        return Names.split(extensions);
    }

    /** Long beginnings of media types. */
    private static final class Names {

        static final String OOXML = "application/vnd.openxmlformats-officedocument.";
        static final String ODF = "application/vnd.oasis.opendocument.";
        static final String WORD = "application/vnd.ms-word.";
        static final String EXCEL = "application/vnd.ms-excel.";
        static final String POINT = "application/vnd.ms-powerpoint.";
        static final String VISIO = "application/vnd.ms-visio.";
        static final String PE = "application/vnd.microsoft.portable-executable";
        static final String PKCS7 = "application/pkcs7-mime";

        static List<String> split(String words) {
            return words.isEmpty() ? List.of() : List.of(words.split(" "));
        }
    }
}
