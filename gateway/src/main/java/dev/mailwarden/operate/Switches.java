package dev.mailwarden.operate;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Receiving and sending, which people switch off and on (QUEUE-5). What is off stays off over a
 * restart: a file {@code receiving-off} or {@code sending-off} in the data directory says so, and
 * nothing else. Safe for any number of threads.
 */
public final class Switches {

    private static final Logger LOG = LoggerFactory.getLogger(Switches.class);

    private final Path directory;
    private final Set<Flow> off = ConcurrentHashMap.newKeySet();

    /** What can be switched. */
    public enum Flow {
        /** Mail comes in. */
        RECEIVING,
        /** Mail goes out. */
        SENDING;

        /** As commands name it. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    private Switches(Path directory) {
        this.directory = directory;
    }

    /** Reads how they were left. */
    public static Switches open(Path dataDirectory) {
        var switches = new Switches(dataDirectory);
        for (Flow flow : EnumSet.allOf(Flow.class)) {
            if (Files.exists(switches.file(flow), LinkOption.NOFOLLOW_LINKS)) {
                switches.off.add(flow);
                LOG.warn("{} is switched off, as it was left", flow.word());
            }
        }
        return switches;
    }

    public boolean isOn(Flow flow) {
        return !off.contains(flow);
    }

    /**
     * Switches, and returns when that is kept.
     *
     * @param by who does it
     * @return whether that changed anything
     * @throws IOException if it could not be kept; nothing was switched, though a restart may find
     *     it so
     */
    synchronized boolean set(Flow flow, boolean on, String by) throws IOException {
        if (isOn(flow) == on) {
            return false;
        }
        if (on) {
            Files.deleteIfExists(file(flow));
            sync();
            off.remove(flow);
        } else {
            if (!Files.exists(file(flow), LinkOption.NOFOLLOW_LINKS)) {
                Files.createFile(file(flow));
            }
            sync();
            off.add(flow);
        }
        LOG.warn("{} is switched {} by {}", flow.word(), on ? "on" : "off", by);
        return true;
    }

    private void sync() throws IOException {
        try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    private Path file(Flow flow) {
        return directory.resolve(flow.word() + "-off");
    }
}
