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

    public Benchmark(String id, String name, double targetSeconds, Task task) {
        this(id, name, targetSeconds, Double.NaN, task);
    }

    /** A step of a run at the settings a solver was made with, mean of {@value #STEPS} after the first. */
    public static Benchmark ofSteps(String id, String name, double targetSeconds, Supplier<Solver> solver) {
        return new Benchmark(id, name, targetSeconds, context -> {
            Solver run = solver.get();
            run.step(context);
            return new Timed(STEPS, () -> run.advance(STEPS, context));
        });
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
