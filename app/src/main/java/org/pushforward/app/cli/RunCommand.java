package org.pushforward.app.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.pushforward.app.export.SessionExport;
import org.pushforward.app.workspace.Target;
import org.pushforward.engine.api.Diagnostics;
import org.pushforward.engine.api.InputException;
import org.pushforward.engine.api.Status;
import org.pushforward.engine.io.AtomicFile;
import org.pushforward.engine.run.Run;
import org.pushforward.engine.run.RunDefinition;
import org.pushforward.engine.run.Verifier;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code run}: solves without a window and writes numbers and a picture. */
@Command(name = "run", mixinStandardHelpOptions = true, description = "Run an experiment or a session file without a window.")
final class RunCommand implements Callable<Integer> {

    /** Where a run ends. */
    private enum Until { converged, time }

    @Parameters(paramLabel = "ID|FILE", description = "an experiment (see list), a preset (see list --json) or a session file")
    private String target;

    @Option(names = "--set", paramLabel = "name=value", description = "give a parameter a value; repeat for more")
    private Map<String, String> set = new LinkedHashMap<>();

    @Option(names = "--seed", paramLabel = "N", description = "seed of all random numbers")
    private Long seed;

    @Option(names = "--steps", paramLabel = "N", description = "stop after this many steps (default 10000; up to the end time where there is one)")
    private Long steps;

    @Option(names = "--until", paramLabel = "converged|time", description = "stop when converged, or at the end time (default: what the experiment has)")
    private Until until;

    @Option(names = "--threads", paramLabel = "N", description = "threads of the solver (default: all processors); the result does not depend on it")
    private int threads = Runtime.getRuntime().availableProcessors();

    @Option(names = "--out", paramLabel = "DIR", description = "folder for result.json, metrics.csv, arrays and the picture")
    private Path out;

    @Option(names = "--frames", paramLabel = "N", description = "also write about N pictures spread evenly over the run")
    private int frames;

    @Option(names = "--vtk", paramLabel = "N", description = "also write about N steps as VTK files for ParaView, with a collection (.pvd) for each layer")
    private int vtk;

    @Option(names = "--allow-paths", description = "let a session file name further files to read")
    private boolean allowPaths;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        PrintWriter err = spec.commandLine().getErr();
        RunDefinition definition = definition();
        try (HeadlessRun headless = new HeadlessRun(definition, threads)) {
            // What is refused is told in one sentence, without notes.
            HeadlessRun.noteUnused(definition, err);
            // After the sources were read, so that what is refused leaves nothing behind; before the work, so that it is not done for nothing.
            if (out != null) {
                AtomicFile.prepareFolder(out);
            }
            headless.advance(steps != null ? steps : HeadlessRun.mostSteps(definition), err);
            if (out != null) {
                Results.write(headless, out);
                Results.writeFrames(headless.run(), frames, out, err);
                if (vtk > 0) {
                    SessionExport.series(headless.run(), headless.run().currentStep(), vtk, out.resolve("vtk"));
                }
            }
            report(headless, spec.commandLine().getOut());
            if (headless.status() instanceof Status.Failed f) {
                err.println("pushforward: " + definition.experiment().id() + " " + headless.state() + " at step "
                        + headless.run().currentStep() + ": " + f.failure().message());
                f.failure().remedies().stream().findFirst().ifPresent(r -> err.println("  hint: " + r.label()));
            }
            return headless.exitCode();
        }
    }

    private RunDefinition definition() {
        Selection.requireAtLeast("--steps", steps == null ? 0 : steps, 0);
        Selection.requireAtLeast("--frames", frames, 0);
        Selection.requireAtLeast("--vtk", vtk, 0);
        Selection.requireThreads(threads);
        if (vtk > 0 && out == null) {
            throw new InputException("--vtk needs --out DIR to say where the files go");
        }
        if (frames > 0 && out == null) {
            throw new InputException("--frames needs --out DIR to say where the pictures go");
        }
        RunDefinition d = Target.of(target, allowPaths).definition();
        var parameters = d.parameters();
        for (var e : set.entrySet()) {
            parameters = parameters.withText(e.getKey(), e.getValue());
        }
        RunDefinition chosen = new RunDefinition(d.experiment(), parameters, seed == null ? d.seed() : seed, d.events());
        if (until == Until.time && !HeadlessRun.course(chosen).hasEnd()) {
            throw new InputException("--until time: " + d.experiment().id() + " has no end time with these parameters",
                    "leave --until away, or choose a time-dependent problem");
        }
        return chosen;
    }

    private void report(HeadlessRun headless, PrintWriter print) {
        Run run = headless.run();
        print.printf(Locale.ROOT, "%s  %s after %d steps, %.3f s%n", run.definition().experiment().id(), headless.state(),
                run.currentStep(), headless.wallSeconds());
        run.parameters().understood().forEach((id, told) -> print.printf("  %s: %s%n", id, told));
        for (Diagnostics.Entry e : run.frame().diagnostics().entries()) {
            print.printf(Locale.ROOT, "  %-28s %s %s%n", e.id(), Table.number(e.value()), e.unit());
        }
        Verifier.live(run.definition().experiment(), run.frame(), headless.status()).forEach(v -> print.println("  " + Table.line(v)));
        run.frame().notes().forEach(n -> print.println("  note: " + n));
        if (out != null) {
            print.println("  written to " + out.toAbsolutePath().normalize());
        }
    }
}
