package dev.mailwarden.scan;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.mailwarden.mail.budget.Budget;
import dev.mailwarden.mail.filetype.Detection;
import dev.mailwarden.mail.filetype.FileType;
import dev.mailwarden.mail.mime.Octets;
import dev.mailwarden.mail.mime.Range;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;

/** Opens honest ZIP archives, in this process, also behind something else. */
public final class FakeOpener implements ContainerOpener {

    @Override
    public boolean opens(FileType type) {
        return type == FileType.ZIP;
    }

    @Override
    public List<Opened> open(Detection type, Octets container, Budget budget) {
        List<Entry> entries = new ArrayList<>();
        try (var zip =
                new ZipInputStream(
                        container.stream(new Range(begin(container), container.length())))) {
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                byte[] octets = zip.readAllBytes();
                entries.add(new Entry(List.of(entry.getName()), Octets.of(octets), Look.PLAIN));
            }
        } catch (IOException _) {
            Look look = Look.of(Look.State.DAMAGED, "not for this reader");
            return List.of(new Opened(look, entries, () -> {}));
        }
        return List.of(new Opened(Look.OPENED, entries, () -> {}));
    }

    private static long begin(Octets container) throws IOException {
        byte[] all = container.copy(new Range(0, container.length()));
        return Math.max(0, new String(all, ISO_8859_1).indexOf("PK\u0003\u0004"));
    }
}
