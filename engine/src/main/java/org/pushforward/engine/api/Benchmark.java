package org.pushforward.engine.api;

import java.util.function.Supplier;

/**
 * A timing worth reporting.
 *
 * @param name what is timed
 * @param targetSeconds what it should take on an idle 2-core machine, once its code is compiled
 * @param coldTargetSeconds what it should take there as the first work of a fresh process, or NaN where nobody waits for that
 * @param task prepares the work and returns the part that is timed; called afresh for each repetition
 */
public record Benchmark(String id, String name, double targetSeconds, double coldTargetSeconds, Task task) {

    private static final int STEPS = 5;
    private static final int MOST_STEPS = 1000;

    public Benchmark(String id, String name, double targetSeconds, Task task) {
        this(id, name, targetSeconds, Double.NaN, task);
    }

    /** A step of a run at the settings a solver was made with, mean of {@value #STEPS} after the first. */
    public static Benchmark ofSteps(String id, String name, double targetSeconds, Supplier<Solver> solver) {
        return new Benchmark(id, name, targetSeconds, context -> {
            Solver run = solver.get();
            advance(run, 1, context);
            return new Timed(STEPS, () -> advance(run, STEPS, context));
        });
    }

    /** So many steps, none less. Errors: {@link FailedRun} if the run ends before. */
    public static void advance(Solver solver, int steps, StepContext context) {
        for (int k = 0; k < steps; k++) {
            requireGood(solver.status());
            if (!(solver.status() instanceof Status.Running)) {
                throw new FailedRun("ended after " + k + " of " + steps + " steps");
            }
            solver.step(context);
        }
        requireGood(solver.status());
    }

    /** Steps until it converges. Errors: {@link FailedRun} if it does not. */
    public static void converge(Solver solver, StepContext context) {
        Status end = solver.advance(MOST_STEPS, context);
        requireGood(end);
        if (!(end instanceof Status.Converged)) {
            throw new FailedRun("has not converged after " + MOST_STEPS + " steps");
        }
    }

    private static void requireGood(Status status) {
        if (status instanceof Status.Failed failed) {
            throw new FailedRun(failed.failure().message());
        }
    }

    /** A run that did not do what was to be timed. */
    public static final class FailedRun extends RuntimeException {
        public FailedRun(String why) {
            super(why);
        }
    }

    /** Prepares one repetition. */
    @FunctionalInterface
    public interface Task {
        /** @return the timed part; the seconds it took are divided by {@code units} of the returned work */
        Timed prepare(StepContext context);
    }

    /** The timed part and the number of units (time levels, frames) it does. */
    public record Timed(int units, Runnable work) { }
}
