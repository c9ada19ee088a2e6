package org.pushforward.app.cli;

import java.io.PrintWriter;
import java.lang.management.ManagementFactory;
import java.util.OptionalLong;
import org.pushforward.engine.api.Course;
import org.pushforward.engine.api.Experiment;
import org.pushforward.engine.api.Parameter;
import org.pushforward.engine.api.Status;
import org.pushforward.engine.run.Run;
import org.pushforward.engine.run.RunDefinition;

/** Runs a definition to its end and keeps the time; only the steps are timed. */
final class HeadlessRun implements AutoCloseable {

    private static final long MOST_STEPS = 10_000;

    private final Run run;
    private double wallSeconds;
    private double cpuSeconds;
    private Status status;

    HeadlessRun(RunDefinition definition, int threads) {
        run = new Run(definition, threads);
        status = run.status();
    }

    /** Convergent runs are given up after this many steps and open ones left; where there is an end it is reached. */
    static long mostSteps(RunDefinition d) {
        return course(d).hasEnd() ? Long.MAX_VALUE : MOST_STEPS;
    }

    static Course course(RunDefinition d) {
        return d.experiment().course(d.parameters());
    }

    /** At most {@code maxSteps} steps; pending events are waited for. */
    void advance(long maxSteps, PrintWriter err) {
        var system = (com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        RunDefinition d = run.definition();
        OptionalLong expected = course(d).expected();
        try (Progress progress = new Progress(err)) {
            while (run.currentStep() < maxSteps && run.canStep()) {
                long wall = System.nanoTime();
                long cpu = system.getProcessCpuTime();
                run.step();
                wallSeconds += (System.nanoTime() - wall) * 1e-9;
                cpuSeconds += (system.getProcessCpuTime() - cpu) * 1e-9;
                double fraction = expected.isPresent() ? (double) run.currentStep() / expected.getAsLong() : run.progress();
                progress.show("step " + run.currentStep(), fraction);
            }
            // The picture of the end may be what shows that it failed.
            run.frame();
        }
        status = run.status();
    }

    /** How the run ended; the run itself may have gone back since, to be drawn. */
    Status status() {
        return status;
    }

    Run run() {
        return run;
    }

    double wallSeconds() {
        return wallSeconds;
    }

    double cpuSeconds() {
        return cpuSeconds;
    }

    /** The word for {@code state} in result.json. */
    String state() {
        return switch (status) {
            case Status.Converged _ -> "converged";
            case Status.Finished _ -> "finished";
            case Status.Running _ -> course(run.definition()) instanceof Course.Open ? "finished" : "stopped";
            case Status.Failed f -> f.failure().kind() == Status.Kind.DIVERGED ? "diverged" : "stalled";
        };
    }

    /** A run that stops where it was asked to has done its work; a convergent one has not. */
    int exitCode() {
        return switch (status) {
            case Status.Converged _, Status.Finished _ -> CommandLineInterface.OK;
            case Status.Running _ -> course(run.definition()) instanceof Course.Convergent ? CommandLineInterface.NOT_CONVERGED : CommandLineInterface.OK;
            case Status.Failed f -> f.failure().kind() == Status.Kind.DIVERGED ? CommandLineInterface.DIVERGED
                    : CommandLineInterface.NOT_CONVERGED;
        };
    }

    /** One line a parameter that was given but does not matter under the present choices. */
    static void noteUnused(RunDefinition d, PrintWriter err) {
        Experiment e = d.experiment();
        for (Parameter<?> p : e.parameters()) {
            if (d.parameters().isAssigned(p.id()) && !d.parameters().isShown(p.id())) {
                Parameter.Condition c = p.info().shownWhen().stream()
                        .filter(w -> !w.anyOf().contains(d.parameters().choice(w.parameter()))).findFirst().orElseThrow();
                err.println("note: " + p.id() + " has no effect with " + c.parameter() + "=" + d.parameters().choice(c.parameter()));
            }
        }
    }

    @Override
    public void close() {
        run.close();
    }
}
