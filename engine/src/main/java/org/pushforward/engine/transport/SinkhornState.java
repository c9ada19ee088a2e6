package org.pushforward.engine.transport;

import org.pushforward.engine.api.Solver;
import org.pushforward.engine.api.Status;

/**
 * Where Sinkhorn's iteration stands: the plan Pᵢⱼ = aᵢ bⱼ 2^(fᵢ + gⱼ − |Xᵢ − Yⱼ|²) of {@link #f} and {@link #g}, in bits at ε
 * {@link #level}, whose two marginals are both known. Immutable; the arrays are never written.
 *
 * @param eps the ε asked for
 * @param level the ε of the potentials, larger while ε is annealed
 * @param nextG what the column half-iteration made of g: the next sweep starts from it
 * @param rowLse bounds for the next row pass: of the last one, which used g
 * @param columnLse bounds for the next column pass: of the last one, which used f
 * @param rowsBefore row sums over aᵢ before the sweep's row half-iteration
 * @param rows row sums over aᵢ of the plan
 * @param columns column sums over bⱼ of the plan
 * @param single whether sweeps are done in single precision
 * @param levelSweeps sweeps at this level and precision
 * @param newtonSteps Newton steps so far
 * @param best least error at the final ε in double precision, and the sweep it was reached at
 */
record SinkhornState(double eps, double level, double[] f, double[] g, double[] nextG, double[] rowLse, double[] columnLse,
        double[] rowsBefore, double[] rows, double[] columns, PlanValues values, OverRelaxation relaxation, boolean single, int sweeps,
        int levelSweeps, int newtonSteps, double best, int bestSweep, Status status) implements Solver.State {

    private static final int OVERHEAD = 512;

    @Override
    public long bytes() {
        return 8L * (4L * f.length + 5L * g.length) + OVERHEAD;
    }

    boolean isFinal() {
        return level == eps;
    }

    SinkhornState with(Status newStatus) {
        return new SinkhornState(eps, level, f, g, nextG, rowLse, columnLse, rowsBefore, rows, columns, values, relaxation, single, sweeps,
                levelSweeps, newtonSteps, best, bestSweep, newStatus);
    }

    SinkhornState counted(int newSweeps, int newNewtonSteps) {
        return new SinkhornState(eps, level, f, g, nextG, rowLse, columnLse, rowsBefore, rows, columns, values, relaxation, single, newSweeps,
                levelSweeps, newNewtonSteps, best, bestSweep, status);
    }

    SinkhornState best(double error) {
        return new SinkhornState(eps, level, f, g, nextG, rowLse, columnLse, rowsBefore, rows, columns, values, relaxation, single, sweeps,
                levelSweeps, newtonSteps, error, sweeps, status);
    }

    SinkhornState inDoublePrecision() {
        return new SinkhornState(eps, level, f, g, nextG, rowLse, columnLse, rowsBefore, rows, columns, values, relaxation, false, sweeps,
                levelSweeps, newtonSteps, best, bestSweep, status);
    }

    /** Starts from another g with nothing known of the row sums. */
    SinkhornState from(double[] newG, double[] unknown) {
        return new SinkhornState(eps, level, f, g, newG, unknown, columnLse, rowsBefore, rows, columns, values, relaxation, single, sweeps,
                levelSweeps, newtonSteps, best, bestSweep, status);
    }
}
