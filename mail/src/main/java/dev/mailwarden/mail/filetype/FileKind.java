package dev.mailwarden.mail.filetype;

import java.util.Locale;

/** The sub-type between a category and a type: {@code documents.spreadsheet}. */
public enum FileKind {
    CONTAINER(FileCategory.ARCHIVES, "files in one file"),
    COMPRESSED(FileCategory.ARCHIVES, "one compressed stream"),
    PACKAGE(FileCategory.ARCHIVES, "software packages"),
    DISK_IMAGE(FileCategory.ARCHIVES, "images of disks"),
    DATABASE(FileCategory.DATABASES, "databases and their parts"),
    DATASET(FileCategory.DATABASES, "tables of measurements"),
    WINDOWS(FileCategory.EXECUTABLES, "programs of Windows and DOS"),
    UNIX(FileCategory.EXECUTABLES, "programs of Unix, Linux and macOS"),
    BYTECODE(FileCategory.EXECUTABLES, "programs for virtual machines"),
    SCRIPT(FileCategory.EXECUTABLES, "programs in text"),
    LAUNCHER(FileCategory.EXECUTABLES, "what starts or installs something when opened"),
    RASTER(FileCategory.GRAPHICS, "pictures of points"),
    VECTOR(FileCategory.GRAPHICS, "pictures of lines"),
    DRAWING(FileCategory.GRAPHICS, "technical drawings and models"),
    AUDIO(FileCategory.MULTIMEDIA, "sound"),
    VIDEO(FileCategory.MULTIMEDIA, "moving pictures"),
    STREAM_LIST(FileCategory.MULTIMEDIA, "lists of what to play, subtitles"),
    TEXT(FileCategory.DOCUMENTS, "texts with layout"),
    SPREADSHEET(FileCategory.DOCUMENTS, "spreadsheets"),
    PRESENTATION(FileCategory.DOCUMENTS, "presentations"),
    PAGES(FileCategory.DOCUMENTS, "finished pages and books"),
    OFFICE(FileCategory.DOCUMENTS, "other documents of office programs"),
    PLAIN(FileCategory.OTHER, "text without layout"),
    MARKUP(FileCategory.OTHER, "HTML, XML and their like"),
    MAIL(FileCategory.OTHER, "mail, contacts, calendars"),
    CRYPTOGRAPHY(FileCategory.OTHER, "keys, certificates, signed and encrypted data"),
    FONT(FileCategory.OTHER, "fonts"),
    HELP(FileCategory.OTHER, "help files"),
    DATA(FileCategory.OTHER, "other data"),
    UNKNOWN(FileCategory.UNKNOWN, "what is not known");

    private final FileCategory category;
    private final String description;

    FileKind(FileCategory category, String description) {
        this.category = category;
        this.description = description;
    }

    /** {@return the word in rules and settings} */
    public String id() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    public FileCategory category() {
        return category;
    }

    /** {@return what it holds, in a few words for people} */
    public String description() {
        return description;
    }
}
