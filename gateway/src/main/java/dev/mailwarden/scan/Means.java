package dev.mailwarden.scan;

import dev.mailwarden.mail.filetype.TypeDetector;
import dev.mailwarden.scan.unpack.Room;
import java.nio.file.Path;

/**
 * What it takes to look into messages, the same for all of them.
 *
 * @param opener of containers
 * @param types tells what files are
 * @param directory for what is too large for memory
 * @param room memory for what is not
 */
public record Means(ContainerOpener opener, TypeDetector types, Path directory, Room room) {}
