package dev.mailwarden.scan.antivirus;

import dev.mailwarden.mail.filetype.Detection;
import dev.mailwarden.mail.filetype.FileCategory;
import dev.mailwarden.message.Reason;
import dev.mailwarden.policy.Scan;
import dev.mailwarden.scan.MailObject;
import dev.mailwarden.scan.content.Mask;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What a rule leaves out of the look for malware (AV-3). */
final class Exclusions {

    private final Map<MailObject, Detection> types;
    private final boolean archives;
    private final List<Mask> masks;

    /**
     * @param types of all objects
     */
    Exclusions(Scan.Antivirus rule, Map<MailObject, Detection> types) {
        this.types = types;
        this.archives = rule.skipArchives();
        this.masks = rule.skipNames().stream().map(Mask::of).toList();
    }

    /** {@return why an object is left out, if it is} */
    Optional<Reason> of(MailObject object) {
        if (archives && (object.isInside() || isArchive(object))) {
            return Optional.of(Reason.DISABLED);
        }
        return isNamed(object.names()) || object.containers().stream().anyMatch(this::matches)
                ? Optional.of(Reason.FILENAME)
                : Optional.empty();
    }

    /** Whether it is an archive and, as far as can be told, nothing else to any reader. */
    private boolean isArchive(MailObject object) {
        Detection type = types.get(object);
        return type != null
                && type.complete()
                && type.all().allMatch(one -> one.category() == FileCategory.ARCHIVES);
    }

    /** A file with several names is left out only if by all of them. */
    private boolean isNamed(List<String> names) {
        return !names.isEmpty() && names.stream().allMatch(this::matches);
    }

    private boolean matches(String name) {
        return masks.stream().anyMatch(mask -> mask.matchesName(name));
    }
}
