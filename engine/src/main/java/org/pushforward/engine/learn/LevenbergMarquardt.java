package org.pushforward.engine.learn;

import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.ejml.dense.row.factory.LinearSolverFactory_DDRM;
import org.ejml.interfaces.linsol.LinearSolverDense;

/**
 * Levenberg–Marquardt for ½|r(θ)|² (Marquardt 1963; Nocedal & Wright 2006, section 10.3): (JᵀJ + μI) p = −Jᵀr, the damping μ divided by 10
 * after a step that lowers the loss and doubled until one does. The rate is ignored. O(n p² + p³) a step for n residuals of p weights.
 *
 * @param damping μ at the start
 */
public record LevenbergMarquardt(double damping) implements Optimizer {

    private static final int TRIALS = 12;
    private static final double LEAST = 1e-15;
    private static final double SHRINK = 0.1;
    private static final double GROW = 2;

    private record Damping(double mu) implements Memory {
        @Override
        public long bytes() {
            return Double.BYTES;
        }
    }

    @Override
    public Memory start(Weights weights) {
        return new Damping(damping);
    }

    @Override
    public Move step(Objective f, double[] theta, Memory memory, double rate) {
        int p = theta.length;
        Residuals here = f.residualsAt(theta);
        int n = here.r().length;
        DMatrixRMaj j = DMatrixRMaj.wrap(n, p, here.jacobian());
        DMatrixRMaj normal = DMatrixRMaj.wrap(p, p, inner(here.jacobian(), n, p, f));
        DMatrixRMaj g = new DMatrixRMaj(p, 1);
        CommonOps_DDRM.multTransA(j, DMatrixRMaj.wrap(n, 1, here.r()), g);
        double loss = half(here.r());
        double norm = Slope.of(loss, g.data).norm();
        double mu = ((Damping) memory).mu;
        for (int k = 0; k < TRIALS; k++) {
            f.cancel().throwIfCancelled();
            double[] next = solved(normal, g, mu, theta);
            double there = next.length == 0 ? Double.POSITIVE_INFINITY : tried(f, next);
            if (there < loss) {
                return new Move(next, new Damping(Math.max(LEAST, mu * SHRINK)), loss, norm);
            }
            mu *= GROW;
        }
        return new Move(theta, new Damping(mu), loss, norm);
    }

    /** JᵀJ, by the faster product. */
    private static double[] inner(double[] jacobian, int n, int p, Objective f) {
        try (Tape tape = Tape.precise(f.cancel())) {
            Value j = tape.of(jacobian, n, p);
            return j.transposed().matmul(j).array();
        }
    }

    private static double tried(Objective f, double[] theta) {
        try {
            return f.lossAt(theta);
        } catch (DivergedException e) {
            return Double.POSITIVE_INFINITY;
        }
    }

    /** θ − (JᵀJ + μI)⁻¹ g, or nothing where the matrix is not positive definite to rounding. */
    private static double[] solved(DMatrixRMaj normal, DMatrixRMaj g, double mu, double[] theta) {
        int p = theta.length;
        DMatrixRMaj damped = normal.copy();
        for (int k = 0; k < p; k++) {
            damped.add(k, k, mu);
        }
        LinearSolverDense<DMatrixRMaj> solver = LinearSolverFactory_DDRM.symmPosDef(p);
        if (!solver.setA(damped)) {
            return new double[0];
        }
        DMatrixRMaj x = new DMatrixRMaj(p, 1);
        solver.solve(g, x);
        double[] next = theta.clone();
        for (int k = 0; k < p; k++) {
            next[k] -= x.data[k];
        }
        return next;
    }

    private static double half(double[] r) {
        double s = 0;
        for (double v : r) {
            s += v * v;
        }
        return 0.5 * s;
    }
}
