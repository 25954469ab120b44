package dev.mailwarden.operate;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.Semaphore;
import java.util.function.Function;
import java.util.stream.Collectors;
import jdk.net.ExtendedSocketOptions;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The local socket by which {@code mailwarden queue}, {@code trace} and others speak to this
 * gateway. Only root and the gateway's own account may: the socket has mode 0600, and the peer's
 * credentials are checked as well (CLI-1).
 */
public final class ControlSocket implements AutoCloseable {

    /** Its name in the data directory. */
    public static final String NAME = "control.sock";

    private static final Logger LOG = LoggerFactory.getLogger(ControlSocket.class);

    /** Calls answered at once; further callers wait to be accepted. */
    private static final int MAX_CALLS = 16;

    private final Path file;
    private final ServerSocketChannel server;
    private final UserPrincipal self;
    private final UserPrincipal root;
    private final Map<String, ControlCommand<?, ?>> commands;
    private final Semaphore calls = new Semaphore(MAX_CALLS);

    /** A text of 64 MiB becomes many times as much while it is read. */
    private final Semaphore texts = new Semaphore(1);

    private ControlSocket(
            Path file, ServerSocketChannel server, Map<String, ControlCommand<?, ?>> commands)
            throws IOException {
        this.file = file;
        this.server = server;
        this.commands = commands;
        this.self = Files.getOwner(file);
        this.root =
                file.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName("root");
    }

    /**
     * Opens the socket. What a gateway that was killed left behind is replaced; that no other one
     * is running must be known already.
     *
     * @param directory the data directory
     */
    public static ControlSocket open(Path directory, List<ControlCommand<?, ?>> commands)
            throws IOException {
        Path file = directory.resolve(NAME);
        if (Files.exists(file, LinkOption.NOFOLLOW_LINKS) && !isSocket(file)) {
            throw new FileAlreadyExistsException(file.toString(), null, "is not a socket");
        }
        ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        try {
            bind(server, directory, file);
            return new ControlSocket(
                    file,
                    server,
                    commands.stream()
                            .collect(Collectors.toMap(c -> c.call().name(), Function.identity())));
        } catch (IOException | RuntimeException e) {
            server.close();
            throw e;
        }
    }

    /** Bound where nobody else can reach it until its mode is right, then moved into place. */
    private static void bind(ServerSocketChannel server, Path directory, Path file)
            throws IOException {
        Path closed = Files.createTempDirectory(directory, "ctl");
        Path socket = closed.resolve("s");
        try {
            server.bind(UnixDomainSocketAddress.of(socket));
            Files.setPosixFilePermissions(socket, PosixFilePermissions.fromString("rw-------"));
            Files.move(socket, file, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(socket);
            Files.delete(closed);
        }
    }

    private static boolean isSocket(Path file) throws IOException {
        return Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
                .isOther();
    }

    /** Accepts callers until the socket is closed; each is answered by a task of its own. */
    public void serve(Executor executor) throws InterruptedException {
        while (server.isOpen()) {
            calls.acquire();
            try {
                SocketChannel caller = server.accept();
                executor.execute(() -> answer(caller));
            } catch (ClosedChannelException _) {
                calls.release();
                return;
            } catch (IOException e) {
                calls.release();
                LOG.warn("no caller accepted at {}", file, e);
            }
        }
    }

    private void answer(SocketChannel caller) {
        try (caller) {
            UserPrincipal user = caller.getOption(ExtendedSocketOptions.SO_PEERCRED).user();
            if (user.equals(self) || user.equals(root)) {
                new ControlSession(caller, user.getName(), commands, texts).run();
            } else {
                LOG.warn("caller {} refused at {}", user.getName(), file);
            }
        } catch (IOException e) {
            LOG.info("a call was broken off: {}", e.getMessage());
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } finally {
            calls.release();
        }
    }

    /** Takes no more callers; those being answered are answered to the end. */
    @Override
    public void close() throws IOException {
        server.close();
        Files.deleteIfExists(file);
    }
}
