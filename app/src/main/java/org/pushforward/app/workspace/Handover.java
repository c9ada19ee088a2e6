package org.pushforward.app.workspace;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;

/**
 * One window opens what a second start of the program is given. The window listens on a socket that is a file in the user's own folder;
 * nothing can reach it from another machine. Where a system has no such sockets, or the path is too long for one, every start has its own window.
 */
public final class Handover implements AutoCloseable {

    private static final String NAME = "window.socket";
    private static final int MOST_BYTES = 1 << 16;

    private final ServerSocketChannel server;
    private final Path socket;

    private Handover(ServerSocketChannel server, Path socket) {
        this.server = server;
        this.socket = socket;
    }

    /** Gives files to the window that is open; whether there is one and it has taken them. */
    public static boolean give(Path home, List<Path> files) {
        try (SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(home.resolve(NAME)))) {
            String text = String.join("\0", files.stream().map(f -> f.toAbsolutePath().normalize().toString()).toList());
            channel.write(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
            channel.shutdownOutput();
            return Channels.newInputStream(channel).read() == 'y';
        } catch (IOException | UnsupportedOperationException | IllegalArgumentException e) {
            return false;
        }
    }

    /**
     * Listens until it is closed; does nothing where another window listens or where it cannot.
     *
     * @param opener is called on a thread of its own
     */
    public static Handover listen(Path home, Consumer<List<Path>> opener) {
        Path socket = home.resolve(NAME);
        try {
            Files.createDirectories(home);
            if (Files.exists(socket)) {
                if (isAlive(socket)) {
                    return new Handover(null, socket);
                }
                // Of a program that was killed.
                Files.delete(socket);
            }
            ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
            server.bind(UnixDomainSocketAddress.of(socket));
            Thread.ofVirtual().name("pushforward-handover").start(() -> serve(server, opener));
            return new Handover(server, socket);
        } catch (IOException | UnsupportedOperationException | IllegalArgumentException e) {
            return new Handover(null, socket);
        }
    }

    private static boolean isAlive(Path socket) {
        try (SocketChannel _ = SocketChannel.open(UnixDomainSocketAddress.of(socket))) {
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private static void serve(ServerSocketChannel server, Consumer<List<Path>> opener) {
        while (server.isOpen()) {
            try (SocketChannel channel = server.accept()) {
                byte[] bytes = Channels.newInputStream(channel).readNBytes(MOST_BYTES);
                if (bytes.length > 0) {
                    opener.accept(Arrays.stream(new String(bytes, StandardCharsets.UTF_8).split("\0")).map(Path::of).toList());
                    channel.write(ByteBuffer.wrap(new byte[] {'y'}));
                }
            } catch (IOException | InvalidPathException e) {
                // Closed, or somebody hung up.
            }
        }
    }

    @Override
    public void close() {
        if (server != null) {
            try {
                server.close();
                Files.deleteIfExists(socket);
            } catch (IOException e) {
                // The next start finds it dead.
            }
        }
    }
}
