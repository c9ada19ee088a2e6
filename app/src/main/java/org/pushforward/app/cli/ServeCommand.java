package org.pushforward.app.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.net.ServerSocket;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.pushforward.app.Workbench;
import org.pushforward.app.serve.Desk;
import org.pushforward.app.serve.PlainDesk;
import org.pushforward.app.serve.Server;
import org.pushforward.engine.api.InputException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** {@code serve}: lets a program, a notebook or an assistant drive the runs, in a window if one is wanted. */
@Command(name = "serve", mixinStandardHelpOptions = true, description = {"Answer calls in JSON lines (JSON-RPC 2.0) on the standard input and output, or on a socket of this machine.",
        "The same calls are the tools of a Model Context Protocol server. Method tools/list lists them; the guide is in docs/serve.md."})
final class ServeCommand implements Callable<Integer> {

    private static final int TOKEN_BYTES = 24;
    private static final int MOST_PORT = 65_535;

    @ParentCommand
    private CommandLineInterface parent;

    @Option(names = "--window", description = "drive a window that is seen; it stays when the input ends")
    private boolean window;

    @Option(names = "--port", paramLabel = "N", description = "listen on this port of the loopback interface instead, 0 for any; prints port and token, which the first line "
            + "of a connection must give: {\"token\": \"…\"}. The token is that of PUSHFORWARD_TOKEN, or made anew")
    private Integer port;

    @Option(names = "--threads", paramLabel = "N", description = "threads of a solver (default: all processors); results do not depend on it")
    private int threads = Runtime.getRuntime().availableProcessors();

    @Option(names = "--allow-paths", description = "let a session file name further files to read")
    private boolean allowPaths;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        Selection.requireThreads(threads);
        if (port != null && (port < 0 || port > MOST_PORT)) {
            throw new InputException("--port: " + port + " is not allowed; give a whole number from 0 to " + MOST_PORT);
        }
        if (window) {
            if (!Workbench.hasDisplay()) {
                throw new InputException("there is no display to open a window on", "leave --window away");
            }
            return Workbench.serve(this::serve);
        }
        try (Desk desk = new PlainDesk(threads)) {
            serve(desk);
        }
        return CommandLineInterface.OK;
    }

    /** Until the input ends, or for a socket until the program does. */
    private void serve(Desk desk) {
        Server server = new Server(desk, allowPaths);
        if (port == null) {
            try {
                server.serve(System.in, parent.out());
            } catch (IOException e) {
                throw new InputException("the calls cannot be read or answered: " + e.getMessage(), "", e);
            }
            return;
        }
        try (ServerSocket socket = Server.open(port)) {
            String token = Optional.ofNullable(System.getenv("PUSHFORWARD_TOKEN")).filter(t -> !t.isBlank()).orElseGet(ServeCommand::token);
            PrintWriter out = spec.commandLine().getOut();
            out.println("{\"port\":" + socket.getLocalPort() + ",\"token\":\"" + token + "\"}");
            out.flush();
            server.serve(socket, token);
        } catch (IOException e) {
            // Closed; nothing is left to be done.
        }
    }

    private static String token() {
        byte[] bytes = new byte[TOKEN_BYTES];
        new SecureRandom().nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
