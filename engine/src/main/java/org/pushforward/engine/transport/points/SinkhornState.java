package org.pushforward.engine.transport.points;

import java.util.Optional;
import org.pushforward.engine.api.Solver;
import org.pushforward.engine.api.Status;
import org.pushforward.engine.transport.points.Marginals.Optimality;

/**
 * Where Sinkhorn's iteration stands. Immutable; the arrays are never written. Before the first sweep potentials are 0 and of the plan, which
 * is the kernel as it is, nothing is known.
 *
 * @param eps the ε asked for
 * @param marginals what the marginals may be
 * @param level the ε of the potentials, larger while ε is annealed
 * @param kernel what sweeps are done with
 * @param selfValues there once converged, when asked for
 * @param lowRank what an approximate kernel has done, once it has given way to the exact one
 */
public record SinkhornState(double eps, Marginals marginals, double level, Sweep sweep, OverRelaxation relaxation, Kernel kernel, Progress progress, Status status,
        Optional<SelfValues> selfValues, Optional<LowRank> lowRank) implements Solver.State {

    private static final int OVERHEAD = 512;

    /**
     * What a sweep leaves: the plan Pᵢⱼ = aᵢ bⱼ 2^(fᵢ + gⱼ − |Xᵢ − Yⱼ|²), both of whose marginals are known; potentials are in bits.
     *
     * @param g with λ added
     * @param lambda the multiplier λ of the mass, where that is fixed
     * @param nextG what the column half-iteration made of g: the next sweep starts from it
     * @param rowLse bounds for the next row pass: of the last one, which used g
     * @param columnLse bounds for the next column pass: of the last one, which used f
     * @param rowsBefore row sums over aᵢ before the row half-iteration
     * @param rows row sums over aᵢ of the plan
     * @param columns column sums over bⱼ of the plan
     */
    record Sweep(double[] f, double[] g, double[] nextG, double lambda, double[] rowLse, double[] columnLse, double[] rowsBefore, double[] rows,
            double[] columns, PlanValues values, Optimality optimality) {

        Sweep with(PlanValues newValues, Optimality newOptimality) {
            return new Sweep(f, g, nextG, lambda, rowLse, columnLse, rowsBefore, rows, columns, newValues, newOptimality);
        }

        /** Starts from another g with other bounds of the rows. */
        Sweep from(double[] newG, double newLambda, double[] bounds) {
            return new Sweep(f, g, newG, newLambda, bounds, columnLse, rowsBefore, rows, columns, values, optimality);
        }
    }

    /**
     * @param atLevel sweeps at this ε level
     * @param best least error at the final ε in double precision, and the sweep it was reached at
     * @param mark error some sweeps ago, which tells how fast sweeps are
     * @param isSlow whether sweeps have been found too slow at this level
     * @param damping of the next step of {@link SinkhornNewton} at this level
     * @param again whether ε is or was annealed a second time
     */
    public record Progress(int sweeps, int atLevel, int newtonSteps, int conjugateGradients, double best, int bestSweep, double mark, boolean isSlow,
            double damping, boolean again) {

        /** Sweeps between two looks at the error, and how much it must have fallen. */
        private static final int WINDOW = 24;
        private static final double FALL = 0.1;
        private static final double UNKNOWN = Double.POSITIVE_INFINITY;

        public static final Progress NONE = new Progress(0, 0, 0, 0, UNKNOWN, 0, UNKNOWN, false, 0, false);

        public Progress afterSweep(double error) {
            boolean looks = (atLevel + 1) % WINDOW == 0;
            return new Progress(sweeps + 1, atLevel + 1, newtonSteps, conjugateGradients, best, bestSweep, looks ? error : mark,
                    isSlow || looks && error > FALL * mark, damping, again);
        }

        /** After a step by elimination. */
        Progress afterNewtonStep(double newDamping) {
            return new Progress(sweeps, atLevel, newtonSteps + 1, conjugateGradients, best, bestSweep, mark, isSlow, newDamping, again);
        }

        /** After one by conjugate gradients. */
        Progress afterIterations(int iterations) {
            return new Progress(sweeps, atLevel, newtonSteps + 1, conjugateGradients + iterations, best, bestSweep, mark, isSlow, damping, again);
        }

        /** Sweeps go on alone for a while. */
        Progress notSlow(double error) {
            return new Progress(sweeps, atLevel, newtonSteps, conjugateGradients, best, bestSweep, error, false, damping, again);
        }

        public Progress atNewLevel() {
            return new Progress(sweeps, 0, newtonSteps, conjugateGradients, UNKNOWN, sweeps, UNKNOWN, false, 0, again);
        }

        /** As if a level had been swept for long enough. */
        public Progress leavingLevel(int enough) {
            return new Progress(sweeps, enough, newtonSteps, conjugateGradients, UNKNOWN, sweeps, UNKNOWN, false, 0, false);
        }

        Progress annealedAgain() {
            return new Progress(sweeps, 0, newtonSteps, conjugateGradients, UNKNOWN, sweeps, UNKNOWN, false, 0, true);
        }

        public Progress withBest(double error) {
            return new Progress(sweeps, atLevel, newtonSteps, conjugateGradients, error, sweeps, mark, isSlow, damping, again);
        }
    }

    /** Approximate by low rank; exact in single precision; exact in double precision, the only one that says converged. */
    enum Kernel { LOW_RANK, SINGLE, DOUBLE }

    /**
     * An approximate kernel's end.
     *
     * @param failed whether its rank was too small for this ε, so that sums could not be formed
     * @param believed error of the marginals with the approximate kernel
     * @param measured error of the marginals of the same potentials with the exact kernel, or −1 before it was looked at
     */
    record LowRank(int rank, boolean failed, double believed, double measured) { }

    /** OT_ε of the source with itself and of the target with itself. */
    record SelfValues(double source, double target) { }

    @Override
    public long bytes() {
        return 8L * (4L * sweep.f().length + 5L * sweep.g().length) + OVERHEAD;
    }

    /** Whether there is a plan; before the first sweep there are only potentials 0. */
    boolean isSwept() {
        return progress.sweeps() > 0;
    }

    boolean single() {
        return kernel == Kernel.SINGLE;
    }

    boolean isFinal() {
        return level == eps;
    }

    /** L1 distance of the marginals from where they should be, in parts of the mass. */
    double error() {
        return sweep.optimality().error();
    }

    SinkhornState with(Status newStatus) {
        return new SinkhornState(eps, marginals, level, sweep, relaxation, kernel, progress, newStatus, selfValues, lowRank);
    }

    SinkhornState with(Progress newProgress) {
        return new SinkhornState(eps, marginals, level, sweep, relaxation, kernel, newProgress, status, selfValues, lowRank);
    }

    SinkhornState with(Sweep newSweep) {
        return new SinkhornState(eps, marginals, level, newSweep, relaxation, kernel, progress, status, selfValues, lowRank);
    }

    SinkhornState converged(Optional<SelfValues> values) {
        return new SinkhornState(eps, marginals, level, sweep, relaxation, kernel, progress, Status.CONVERGED, values, lowRank);
    }

    SinkhornState inDoublePrecision() {
        return new SinkhornState(eps, marginals, level, sweep, relaxation.restarted(), Kernel.DOUBLE, progress, status, selfValues, lowRank);
    }
}
