package org.pushforward.app.cli;

import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import org.pushforward.app.Workbench;
import org.pushforward.engine.api.CancelToken;
import org.pushforward.engine.api.InputException;
import org.pushforward.engine.io.Program;
import org.pushforward.engine.learn.Networks;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The program's commands and exit codes. Bad usage and bad input end with one clear line and at most one line of hint. */
@Command(name = "pushforward", mixinStandardHelpOptions = true, versionProvider = CommandLineInterface.Version.class,
        description = "A workbench in which numerical methods that move measure run live. Without a command it opens the window, with the files given.",
        subcommands = {ListCommand.class, RunCommand.class, RenderCommand.class, FilmCommand.class, VerifyCommand.class, BenchCommand.class, GalleryCommand.class, SweepCommand.class, ServeCommand.class, PlugInsCommand.class})
public final class CommandLineInterface implements Callable<Integer> {

    public static final int OK = 0;
    public static final int CHECK_FAILED = 1;
    public static final int BAD_INPUT = 2;
    public static final int DIVERGED = 3;
    public static final int NOT_CONVERGED = 4;

    /** What a hostile file could steer a terminal with. */
    private static final Pattern CONTROL = Pattern.compile("\\p{Cntrl}");

    @Option(names = "--verbose", description = "with --version: what networks are computed with on this machine, too")
    private boolean verbose;

    @Parameters(paramLabel = "FILE", arity = "0..*", description = "sessions, pictures or points to open in the window; in the one that is open already, if there is one")
    private List<Path> files = List.of();

    private final PrintStream out;

    @Spec
    private CommandSpec spec;

    private CommandLineInterface(PrintStream out) {
        this.out = out;
    }

    /** For what is no text. */
    PrintStream out() {
        return out;
    }

    @Override
    public Integer call() {
        if (verbose) {
            throw new InputException("--verbose goes with --version");
        }
        for (Path file : files) {
            if (!Files.isRegularFile(file)) {
                throw new InputException("there is no command and no file \"" + file + "\"", "see pushforward --help");
            }
        }
        if (Workbench.hasDisplay()) {
            try {
                return Workbench.open(files);
            } catch (UnsupportedOperationException e) {
                // A display is named, but it is not there (a remote shell, a screen that has gone).
            }
        }
        if (!files.isEmpty()) {
            throw new InputException("there is no display to open a window on", "pushforward render FILE draws a session, pushforward run FILE runs it");
        }
        return WithoutDisplay.run(spec.commandLine().getOut());
    }

    /** Runs a command; returns the exit code. */
    public static int execute(PrintStream out, PrintStream err, String... arguments) {
        CommandLine line = new CommandLine(new CommandLineInterface(out));
        line.setOut(new PrintWriter(out, true, StandardCharsets.UTF_8));
        line.setErr(new PrintWriter(err, true, StandardCharsets.UTF_8));
        line.setParameterExceptionHandler((e, _) -> badUsage(e));
        line.setExecutionExceptionHandler((e, command, _) -> failed(e, command.getErr()));
        try {
            int code = line.execute(arguments);
            line.getOut().flush();
            String problem = out instanceof StandardOutput standard ? standard.problem() : "";
            return problem.isEmpty() ? code : complain(line.getErr(), "the standard output cannot be written: " + problem, "");
        } catch (OutOfMemoryError e) {
            return complain(line.getErr(), "there is not enough memory for this", "choose fewer cells, or give Java more memory with -Xmx");
        }
    }

    private static int badUsage(ParameterException e) {
        String command = e.getCommandLine().getCommandSpec().qualifiedName();
        return complain(e.getCommandLine().getErr(), firstLine(e.getMessage()), "see " + command + " --help");
    }

    private static int failed(Exception e, PrintWriter err) {
        return switch (e) {
            case InputException bad -> complain(err, firstLine(bad.getMessage()), bad.hint());
            default -> complain(err, "internal error: " + firstLine(e.toString()), "please report it with the command you gave");
        };
    }

    private static int complain(PrintWriter err, String line, String hint) {
        err.println("pushforward: " + InputException.line(CONTROL.matcher(line).replaceAll("?")));
        if (!hint.isEmpty()) {
            err.println("  hint: " + hint);
        }
        return BAD_INPUT;
    }

    private static String firstLine(String message) {
        return Optional.ofNullable(message).flatMap(m -> m.lines().findFirst()).orElse("unknown");
    }

    static final class Version implements CommandLine.IVersionProvider {

        @Spec
        private CommandSpec spec;

        @Override
        public String[] getVersion() {
            List<String> lines = new ArrayList<>(List.of("Pushforward " + Program.version(), Program.machine()));
            if (spec.root().commandLine().getParseResult().hasMatchedOption("--verbose")) {
                lines.add("networks: " + Networks.arithmetic(new CancelToken()));
            }
            return lines.toArray(String[]::new);
        }
    }
}
