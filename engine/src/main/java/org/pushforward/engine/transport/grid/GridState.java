package org.pushforward.engine.transport.grid;

import org.pushforward.engine.api.Solver;
import org.pushforward.engine.api.Status;
import org.pushforward.engine.transport.points.OverRelaxation;
import org.pushforward.engine.transport.points.PlanValues;
import org.pushforward.engine.transport.points.SinkhornState.Progress;

/**
 * Where Sinkhorn's iteration on a grid stands: the plan P(x, y) = a(x) b(y) 2^(f(x) + g(y) − q|x − y|²), both of whose marginals are
 * known. Immutable; the arrays are never written. Potentials are in bits, and 0 where there is no mass.
 *
 * @param eps the ε asked for
 * @param level the ε of the potentials, larger while ε is annealed
 * @param time at which the bridge is looked at
 * @param nextG what the column half-iteration made of g: the next sweep starts from it
 * @param rows row sums over a
 * @param columns column sums over b
 */
record GridState(double eps, double level, double time, double[] f, double[] g, double[] nextG, double[] rows, double[] columns,
        PlanValues values, OverRelaxation relaxation, Progress progress, Status status) implements Solver.State {

    private static final int OVERHEAD = 512;

    @Override
    public long bytes() {
        return 8L * 5 * f.length + OVERHEAD;
    }

    /** Whether there is a plan; before the first sweep there are only potentials 0. */
    boolean isSwept() {
        return progress.sweeps() > 0;
    }

    boolean isFinal() {
        return level == eps;
    }

    double error() {
        return values.error();
    }

    GridState at(double newTime) {
        return new GridState(eps, level, newTime, f, g, nextG, rows, columns, values, relaxation, progress, status);
    }

    GridState with(Status newStatus) {
        return new GridState(eps, level, time, f, g, nextG, rows, columns, values, relaxation, progress, newStatus);
    }

    GridState with(Progress newProgress) {
        return new GridState(eps, level, time, f, g, nextG, rows, columns, values, relaxation, newProgress, status);
    }
}
