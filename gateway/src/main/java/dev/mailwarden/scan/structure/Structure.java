package dev.mailwarden.scan.structure;

import dev.mailwarden.mail.budget.Resource;
import dev.mailwarden.mail.filetype.Detection;
import dev.mailwarden.mail.filetype.FileCategory;
import dev.mailwarden.mail.filetype.FileKind;
import dev.mailwarden.mail.filetype.FileType;
import dev.mailwarden.mail.mime.Ambiguity;
import dev.mailwarden.message.Finding;
import dev.mailwarden.scan.MailObject;
import dev.mailwarden.scan.Subject;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Finds what serves to get something past a gateway: bombs, files that only some readers see,
 * archives that two programs unpack differently, names that lie.
 *
 * <p>Sloppiness alone is not told of: an ambiguous message is a threat only if another reading of
 * it has a file that its own reading has not.
 */
public final class Structure {

    private static final String SOURCE = "structure";

    /** What honest writers of archives do not do. */
    private static final Set<String> TRICKS =
            Set.of(
                    "HEADERS_DISAGREE",
                    "HIDDEN_ENTRY",
                    "OVERLAP",
                    "SEVERAL_DIRECTORIES",
                    "SEVERAL_NAMES",
                    "UNEXPECTED_CONTENT",
                    "ABSOLUTE",
                    "PARENT",
                    "NUL");

    /** Types of office documents that can have macros only if they have some. */
    private static final Set<FileType> WITH_MACROS =
            Set.of(
                    FileType.DOCM,
                    FileType.DOTM,
                    FileType.XLSM,
                    FileType.XLTM,
                    FileType.XLAM,
                    FileType.PPTM,
                    FileType.PPSM,
                    FileType.POTM,
                    FileType.PPAM,
                    FileType.VSDM);

    private Structure() {}

    /** {@return what can be used to break in} */
    public static List<Finding> threats(Subject subject) throws IOException, InterruptedException {
        List<Finding> threats = new ArrayList<>();
        boolean ambiguous =
                subject.message().findings().stream()
                        .anyMatch(finding -> finding.ambiguity().isHarmful());
        for (MailObject object : subject.objects()) {
            bomb(object).ifPresent(threats::add);
            trick(object).ifPresent(threats::add);
            name(object).ifPresent(threats::add);
            if (ambiguous && !object.isDeclaredView() && isHidden(subject, object)) {
                threats.add(
                        finding(
                                "hidden-file",
                                "a file that only some readers see: " + ambiguities(subject),
                                object));
            }
        }
        return threats;
    }

    /** {@return the attachments that are of a type with macros} */
    public static List<Finding> macros(Subject subject) throws IOException, InterruptedException {
        List<Finding> macros = new ArrayList<>();
        for (MailObject object : subject.objects()) {
            Optional<FileType> type =
                    subject.type(object).all().filter(WITH_MACROS::contains).findFirst();
            type.ifPresent(with -> macros.add(finding("macros", with.description(), object)));
        }
        return macros;
    }

    private static Optional<Finding> bomb(MailObject object) {
        return object.look().oddities().contains(Resource.RATIO.name())
                ? Optional.of(finding("bomb", "far more comes out of it than can be meant", object))
                : Optional.empty();
    }

    private static Optional<Finding> trick(MailObject object) {
        return object.look().oddities().stream()
                .filter(TRICKS::contains)
                .findFirst()
                .map(oddity ->
                        finding(
                                "archive-trick",
                                "programs unpack it differently: " + oddity,
                                object));
    }

    private static Optional<Finding> name(MailObject object) {
        return object.names().stream()
                .flatMap(name -> TrickName.of(name).stream())
                .findFirst()
                .map(what -> finding("name-trick", what, object));
    }

    /** Whether something of another reading is a file worth hiding, and not in the declared one. */
    private static boolean isHidden(Subject subject, MailObject object)
            throws IOException, InterruptedException {
        Detection type = subject.type(object);
        boolean harmful = type.all().anyMatch(Structure::isWorthHiding);
        if (!harmful) {
            return false;
        }
        long length = subject.octets(object).length();
        for (MailObject other : subject.objects()) {
            if (other.isDeclaredView()
                    && subject.type(other).primary() == type.primary()
                    && subject.octets(other).length() == length) {
                return false;
            }
        }
        return true;
    }

    private static boolean isWorthHiding(FileType type) {
        return switch (type.kind()) {
            case WINDOWS, UNIX, BYTECODE, LAUNCHER -> true;
            case CONTAINER, COMPRESSED, PACKAGE, DISK_IMAGE -> !isEncoding(type);
            default -> type.category() == FileCategory.DOCUMENTS && type.kind() != FileKind.TEXT;
        };
    }

    /** Text that is taken for an encoded file is a view of its own. */
    private static boolean isEncoding(FileType type) {
        return type == FileType.UUENCODED || type == FileType.YENC || type == FileType.BINHEX;
    }

    private static String ambiguities(Subject subject) {
        return subject.message().findings().stream()
                .map(dev.mailwarden.mail.mime.Finding::ambiguity)
                .filter(Ambiguity::isHarmful)
                .distinct()
                .map(Ambiguity::name)
                .limit(3)
                .toList()
                .toString();
    }

    private static Finding finding(String code, String text, MailObject object) {
        return new Finding(code, text, object.part(), object.path(), 0, SOURCE);
    }
}
