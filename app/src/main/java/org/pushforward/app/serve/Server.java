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
 * connected; one call is answered at a time.
 */
public final class Server {

    private static final int LONGEST_LINE = 64 << 20;
    private static final String REFUSAL = "{\"jsonrpc\":\"2.0\",\"id\":null,\"error\":{\"code\":-32600,\"message\":\"%s\"}}%n";

    private final Protocol protocol;

    public Server(Desk desk, boolean allowPaths) {
        protocol = new Protocol(new Calls(desk, allowPaths));
    }

    /** Until there are no more lines. */
    public void serve(InputStream in, OutputStream out) throws IOException {
        InputStream lines = new BufferedInputStream(in);
        OutputStream answers = new BufferedOutputStream(out);
        for (Optional<String> line = line(lines, LONGEST_LINE); line.isPresent(); line = line(lines, LONGEST_LINE)) {
            Optional<String> answer = line.get().isBlank() ? Optional.empty() : protocol.answer(line.get());
            if (answer.isPresent()) {
                answers.write((answer.get() + "\n").getBytes(StandardCharsets.UTF_8));
                answers.flush();
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
            if (knows(token, line(in, 4096).orElse(""))) {
                out.write("{\"welcome\":true}\n".getBytes(StandardCharsets.UTF_8));
                serve(in, out);
            } else {
                out.write(String.format(REFUSAL, "the first line must be an object with the token").getBytes(StandardCharsets.UTF_8));
            }
        } catch (IOException e) {
            // Hung up.
        }
    }

    private static boolean knows(String token, String line) {
        try {
            return MessageDigest.isEqual(JsonReader.parse("the first line", line).text("token").getBytes(StandardCharsets.UTF_8), token.getBytes(StandardCharsets.UTF_8));
        } catch (InputException e) {
            return false;
        }
    }

    /** The next line; none at the end. */
    private static Optional<String> line(InputStream in, int longest) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        int b = in.read();
        if (b < 0) {
            return Optional.empty();
        }
        for (; b >= 0 && b != '\n'; b = in.read()) {
            if (bytes.size() == longest) {
                throw new IOException("a line is longer than " + longest + " bytes");
            }
            bytes.write(b);
        }
        return Optional.of(bytes.toString(StandardCharsets.UTF_8));
    }
}
