package org.pushforward.app.serve;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Optional;
import org.pushforward.engine.api.InputException;
import org.pushforward.engine.io.JsonReader;

/**
 * Answers lines: on two streams, or to whoever knows the token on a socket that can be reached from this machine only. Several may be
 * connected; one call is answered at a time, but for those that look and that pause, and one under way may be taken back.
 */
public final class Server {

    private static final int LONGEST_LINE = 64 << 20;
    private static final int LONGEST_TOKEN = 4096;
    private static final String REFUSAL = "{\"jsonrpc\":\"2.0\",\"id\":null,\"error\":{\"code\":-32600,\"message\":\"%s\"}}";

    private final Protocol protocol;
    private final int longest;

    public Server(Desk desk, boolean allowPaths) {
        this(desk, allowPaths, LONGEST_LINE);
    }

    /** @param longest bytes that a line may have */
    Server(Desk desk, boolean allowPaths, int longest) {
        protocol = new Protocol(new Calls(desk, allowPaths));
        this.longest = longest;
    }

    /** Until there are no more lines. */
    public void serve(InputStream in, OutputStream out) throws IOException {
        InputStream lines = new BufferedInputStream(in);
        try (Turns turns = new Turns(protocol, new BufferedOutputStream(out))) {
            boolean isOpen = true;
            while (isOpen) {
                try {
                    Optional<String> line = line(lines, longest);
                    isOpen = line.isPresent();
                    if (line.filter(l -> !l.isBlank()).isPresent()) {
                        turns.take(line.get());
                    }
                } catch (TooLong e) {
                    turns.say(() -> Optional.of(refusal(e.getMessage())));
                }
            }
        }
    }

    /**
     * A socket of the loopback interface. What is connected says the token first, as {@code {"token": "…"}}.
     *
     * @param port 0 for any that is free
     */
    public static ServerSocket open(int port) {
        try {
            return new ServerSocket(port, 0, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new InputException("--port: " + port + " cannot be used: " + e.getMessage(), "give another, or 0 for any that is free", e);
        }
    }

    /** Until the socket is closed. */
    public void serve(ServerSocket socket, String token) {
        while (!socket.isClosed()) {
            try {
                Socket connected = socket.accept();
                Thread.ofVirtual().name("pushforward-serve").start(() -> serve(connected, token));
            } catch (IOException e) {
                // Closed.
            }
        }
    }

    private void serve(Socket connected, String token) {
        try (connected; InputStream in = new BufferedInputStream(connected.getInputStream()); OutputStream out = connected.getOutputStream()) {
            if (knows(token, first(in))) {
                out.write("{\"welcome\":true}\n".getBytes(StandardCharsets.UTF_8));
                serve(in, out);
            } else {
                out.write((refusal("the first line must be an object with the token") + "\n").getBytes(StandardCharsets.UTF_8));
            }
        } catch (IOException e) {
            // Hung up.
        }
    }

    /** The line with the token; an empty one where it is too long for that. */
    private static String first(InputStream in) throws IOException {
        try {
            return line(in, LONGEST_TOKEN).orElse("");
        } catch (TooLong e) {
            return "";
        }
    }

    private static String refusal(String why) {
        return String.format(REFUSAL, why);
    }

    private static boolean knows(String token, String line) {
        try {
            return MessageDigest.isEqual(JsonReader.parse("the first line", line).text("token").getBytes(StandardCharsets.UTF_8), token.getBytes(StandardCharsets.UTF_8));
        } catch (InputException e) {
            return false;
        }
    }

    /** The next line; none at the end. One that is too long is read to its end, so that the next is whole. */
    private static Optional<String> line(InputStream in, int longest) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        int b = in.read();
        if (b < 0) {
            return Optional.empty();
        }
        for (; b >= 0 && b != '\n'; b = in.read()) {
            if (bytes.size() == longest) {
                int rest = b;
                for (int k = 0; k < LONGEST_LINE && rest >= 0 && rest != '\n'; k++) {
                    rest = in.read();
                }
                if (rest != '\n') {
                    throw new IOException("a line without an end");
                }
                throw new TooLong("a line is longer than " + longest + " bytes");
            }
            bytes.write(b);
        }
        return Optional.of(bytes.toString(StandardCharsets.UTF_8));
    }

    private static final class TooLong extends IOException {
        private static final long serialVersionUID = 1;

        TooLong(String message) {
            super(message);
        }
    }
}
