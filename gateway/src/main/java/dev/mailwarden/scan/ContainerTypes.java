package dev.mailwarden.scan;

import dev.mailwarden.mail.filetype.FileCategory;
import dev.mailwarden.mail.filetype.FileType;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Set;
import java.util.stream.Collectors;

/** Which types hold other files, as far as that is to be told when they stay closed (MSG-5). */
final class ContainerTypes {

    /** Archives in the widest sense, and what holds messages. */
    private static final Set<FileType> HOLDERS =
            Arrays.stream(FileType.values())
                    .filter(type -> type.category() == FileCategory.ARCHIVES)
                    .collect(Collectors.toCollection(() -> EnumSet.noneOf(FileType.class)));

    static {
        HOLDERS.addAll(
                EnumSet.of(
                        FileType.MBOX,
                        FileType.MSG,
                        FileType.TNEF,
                        FileType.OUTLOOK_STORE,
                        FileType.OUTLOOK_EXPRESS,
                        FileType.CHM,
                        FileType.MSI,
                        FileType.MHTML,
                        FileType.PKCS7_OTHER));
    }

    private static final Set<FileType> ENCRYPTED =
            EnumSet.of(
                    FileType.OFFICE_ENCRYPTED,
                    FileType.PGP_MESSAGE,
                    FileType.PKCS7_ENCRYPTED,
                    FileType.AGE,
                    FileType.LUKS);

    private ContainerTypes() {}

    /** Whether a file of the type holds others. */
    static boolean isHolder(FileType type) {
        return HOLDERS.contains(type);
    }

    /** Whether nobody without a key can look into it. */
    static boolean isEncrypted(FileType type) {
        return ENCRYPTED.contains(type);
    }
}
