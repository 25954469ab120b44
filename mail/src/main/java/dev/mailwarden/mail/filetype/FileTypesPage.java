package dev.mailwarden.mail.filetype;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** The reference page of file types, made from {@link FileType}. */
public final class FileTypesPage {

    private static final String BEGINNING =
            """
            # File types

            Made from the declarations in the code; do not edit. A rule or dictionary names a category
            (`documents`), a sub-type (`documents.spreadsheet`) or a type (`xlsx`). The type is told
            by content: fixed octets and structure. A file that more than one program could read
            has all these types. Scripts and other plain text are guessed from their words, and only
            between formats of text the declared name decides. Media types and extensions say
            what a file of that type is usually called.
            """;

    private FileTypesPage() {}

    /** {@return the page as Markdown} */
    public static String text() {
        var page = new StringBuilder(BEGINNING);
        for (FileCategory category : FileCategory.values()) {
            page.append("\n## ").append(category.id()).append('\n');
            for (FileKind kind : FileKind.values()) {
                if (kind.category() == category) {
                    append(kind, page);
                }
            }
        }
        return page.toString();
    }

    private static void append(FileKind kind, StringBuilder page) {
        page.append("\n### ").append(kind.category().id()).append('.').append(kind.id());
        page.append(": ").append(kind.description()).append("\n\n");
        page.append("| type | what it is | media types | extensions |\n|---|---|---|---|\n");
        Arrays.stream(FileType.values())
                .filter(type -> type.kind() == kind)
                .map(FileTypesPage::row)
                .forEach(page::append);
    }

    private static String row(FileType type) {
        return "| `"
                + type.id()
                + "` | "
                + type.description()
                + " | "
                + words(type.mediaTypes())
                + " | "
                + words(type.extensions())
                + " |\n";
    }

    private static String words(List<String> words) {
        return words.stream().map(word -> '`' + word + '`').collect(Collectors.joining(" "));
    }
}
