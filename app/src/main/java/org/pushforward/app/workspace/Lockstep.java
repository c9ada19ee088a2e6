package org.pushforward.app.workspace;

import java.util.List;
import java.util.function.Consumer;
import java.util.function.ToDoubleFunction;
import org.pushforward.engine.run.Pace;
import org.pushforward.engine.run.Session;

/**
 * Plays several runs together: those that are behind go on, and nobody does before all have done what they were told. By the clock
 * STEP every run comes to the same step; by the clock TIME no run is more than one of its steps ahead of the slowest.
 */
final class Lockstep {

    /** Times that differ by rounding are the same moment. */
    private static final double ROUNDING = 1e-9;

    private final Consumer<OpenRun> refresh;
    private long begin = System.nanoTime();

    /** @param refresh fetches the newest snapshot of a run */
    Lockstep(Consumer<OpenRun> refresh) {
        this.refresh = refresh;
    }

    /** Gives the next orders if it is time; false when no run can go on. */
    boolean tick(List<OpenRun> runs, Session.Clock clock, Pace pace) {
        if (runs.stream().anyMatch(r -> r.isOpening() || r.isBusy())) {
            return true;
        }
        runs.forEach(refresh);
        List<OpenRun> able = runs.stream().filter(OpenRun::canStep).toList();
        long now = System.nanoTime();
        if (!able.isEmpty() && now - begin >= 1e9 / pace.stepsPerSecond()) {
            begin = now;
            switch (clock) {
                case STEP -> toTheSameStep(able, pace.stepsPerFrame());
                case TIME -> theSlowest(able, pace.stepsPerFrame());
            }
        }
        return !able.isEmpty();
    }

    private static void toTheSameStep(List<OpenRun> runs, int n) {
        long next = runs.stream().mapToLong(OpenRun::step).min().orElseThrow() + n;
        runs.stream().filter(r -> r.step() < next).forEach(r -> r.advance((int) (next - r.step())));
    }

    private static void theSlowest(List<OpenRun> runs, int n) {
        ToDoubleFunction<OpenRun> time = r -> r.snapshot().orElseThrow().frame().time();
        double now = runs.stream().mapToDouble(time).min().orElseThrow();
        double same = now + ROUNDING * Math.max(1, Math.abs(now));
        runs.stream().filter(r -> time.applyAsDouble(r) <= same).forEach(r -> r.advance(n));
    }
}
