package org.pushforward.engine.numerics;

import java.util.Arrays;
import org.pushforward.engine.api.CancelToken;

/**
 * Stabilised bi-conjugate gradients with right preconditioning (van der Vorst 1992, doi:10.1137/0913035) for A x = b, A without symmetry.
 * Two products and two preconditionings an iteration, seven vectors. Sums are formed in index order. Stops, with what it has, where a sum
 * that it divides by vanishes. Stateless.
 */
public final class BiCgStab {

    /** Iterations, and ‖b − A x‖ / ‖b‖ as the recurrence has it. */
    public record Result(int iterations, double relativeResidual) { }

    private BiCgStab() { }

    /**
     * Solves to ‖residual‖ ≤ {@code tolerance} ‖b‖, starting at zero.
     *
     * @param preconditioner an approximate inverse of {@code a}
     * @param x overwritten with the solution
     */
    public static Result solve(LinearOperator a, LinearOperator preconditioner, double[] b, double[] x, double tolerance, int mostIterations,
            CancelToken cancel) {
        int n = b.length;
        Arrays.fill(x, 0);
        double[] r = b.clone();
        double[] shadow = b.clone();
        double[] p = new double[n];
        double[] v = new double[n];
        double[] t = new double[n];
        double[] y = new double[n];
        double[] z = new double[n];
        double norm = Math.sqrt(Vectors.dot(b, b));
        double rho = 1;
        double alpha = 1;
        double omega = 1;
        double residual = 1;
        for (int k = 0; k < mostIterations && norm > 0; k++) {
            cancel.throwIfCancelled();
            double next = Vectors.dot(shadow, r);
            if (next == 0 || omega == 0) {
                return new Result(k, residual);
            }
            double beta = k == 0 ? 0 : next / rho * (alpha / omega);
            rho = next;
            for (int i = 0; i < n; i++) {
                p[i] = r[i] + beta * (p[i] - omega * v[i]);
            }
            preconditioner.apply(p, y);
            a.apply(y, v);
            alpha = rho / Vectors.dot(shadow, v);
            add(r, -alpha, v);
            preconditioner.apply(r, z);
            a.apply(z, t);
            double square = Vectors.dot(t, t);
            omega = square == 0 ? 0 : Vectors.dot(t, r) / square;
            add(x, alpha, y);
            add(x, omega, z);
            add(r, -omega, t);
            residual = Math.sqrt(Vectors.dot(r, r)) / norm;
            if (!(residual > tolerance)) {
                return new Result(k + 1, residual);
            }
        }
        return new Result(mostIterations, residual);
    }

    private static void add(double[] to, double factor, double[] what) {
        for (int i = 0; i < to.length; i++) {
            to[i] += factor * what[i];
        }
    }
}
