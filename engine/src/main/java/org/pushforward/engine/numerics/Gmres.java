package org.pushforward.engine.numerics;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.pushforward.engine.api.StepContext;
import org.pushforward.engine.api.Workers;

/**
 * Restarted GMRES with right preconditioning (Saad & Schultz 1986, doi:10.1137/0907058; Saad 2003, algorithm 9.5) for A x = b + γ f, where
 * the number γ is free. The direction f makes a singular system solvable: it is the first vector that everything is orthogonalised
 * against.
 *
 * <p>Classical Gram-Schmidt, repeated when a vector loses more than nine tenths of its length. Sums are formed in fixed blocks and
 * added in index order: the same bits for any number of threads. Memory: one vector per iteration up to the restart length, kept for
 * later calls. Not thread-safe.
 */
public final class Gmres {

    private static final double REORTHOGONALISE_BELOW = 0.1;

    private final int n;
    private final int restart;
    private final List<double[]> basis = new ArrayList<>();
    private final double[] work;
    private final double[] hessenberg;
    private final double[] cosine;
    private final double[] sine;
    private final double[] g;
    private final double[] partial;
    private final double[] normPartial;

    /** What a call did: iterations, and ‖b + γf − A x‖ / ‖b‖ with b orthogonal to f. */
    public record Result(int iterations, double relativeResidual) { }

    public Gmres(int n, int restart) {
        this.n = n;
        this.restart = restart;
        work = new double[n];
        hessenberg = new double[(restart + 2) * restart];
        cosine = new double[restart];
        sine = new double[restart];
        g = new double[restart + 1];
        partial = new double[blocks() * (restart + 2)];
        normPartial = new double[blocks()];
    }

    /**
     * Solves to ‖residual‖ ≤ {@code tolerance} ‖b‖, starting at zero.
     *
     * @param preconditioner an approximate inverse of {@code a}
     * @param b overwritten with the residual
     * @param free the direction f, nonzero
     * @param x overwritten with the solution
     */
    public Result solve(LinearOperator a, LinearOperator preconditioner, double[] b, double[] free, double[] x, double tolerance,
            int maxIterations, StepContext context) {
        Workers workers = context.workers();
        Arrays.fill(x, 0);
        double[] f = vector(0);
        System.arraycopy(free, 0, f, 0, n);
        scale(f, 1 / norm(f, workers), workers);
        double[] h = new double[1];
        orthogonalise(b, 1, h, 0, workers);
        double b0 = norm(b, workers);
        double residual = b0;
        int done = 0;
        while (done < maxIterations && residual > tolerance * b0) {
            System.arraycopy(b, 0, vector(1), 0, n);
            scale(vector(1), 1 / residual, workers);
            int k = cycle(a, preconditioner, residual, tolerance * b0, Math.min(restart, maxIterations - done), context);
            residual = Math.abs(g[k]);
            done += k;
            update(k, preconditioner, x, workers);
            if (residual > tolerance * b0 && done < maxIterations) {
                a.apply(work, vector(k + 1));
                subtract(vector(k + 1), b, workers);
                orthogonalise(b, 1, h, 0, workers);
                residual = norm(b, workers);
            }
        }
        return new Result(done, b0 == 0 ? 0 : residual / b0);
    }

    /** One Arnoldi cycle from basis vector 1; returns its length k, with the residual in g[k] and R in the Hessenberg matrix. */
    private int cycle(LinearOperator a, LinearOperator preconditioner, double beta, double target, int most, StepContext context) {
        Workers workers = context.workers();
        g[0] = beta;
        for (int k = 0; k < most; k++) {
            context.cancel().throwIfCancelled();
            preconditioner.apply(vector(k + 1), work);
            double[] w = vector(k + 2);
            a.apply(work, w);
            double length = orthogonalise(w, k + 2, hessenberg, column(k) - 1, workers);
            rotate(k, length);
            if (length == 0 || Math.abs(g[k + 1]) <= target) {
                return k + 1;
            }
            scale(w, 1 / length, workers);
        }
        return most;
    }

    /** Applies the former Givens rotations to column k and makes the one that removes {@code below}, the entry under its diagonal. */
    private void rotate(int k, double below) {
        int c = column(k);
        for (int i = 0; i < k; i++) {
            double t = cosine[i] * hessenberg[c + i] + sine[i] * hessenberg[c + i + 1];
            hessenberg[c + i + 1] = cosine[i] * hessenberg[c + i + 1] - sine[i] * hessenberg[c + i];
            hessenberg[c + i] = t;
        }
        double r = Math.hypot(hessenberg[c + k], below);
        cosine[k] = r == 0 ? 1 : hessenberg[c + k] / r;
        sine[k] = r == 0 ? 0 : below / r;
        hessenberg[c + k] = r;
        g[k + 1] = -sine[k] * g[k];
        g[k] *= cosine[k];
    }

    /** x += P V y with R y = g; leaves P V y in {@code work}. */
    private void update(int k, LinearOperator preconditioner, double[] x, Workers workers) {
        double[] y = new double[k];
        for (int i = k - 1; i >= 0; i--) {
            double s = g[i];
            for (int j = i + 1; j < k; j++) {
                s -= hessenberg[column(j) + i] * y[j];
            }
            y[i] = hessenberg[column(i) + i] == 0 ? 0 : s / hessenberg[column(i) + i];
        }
        double[] sum = vector(k + 1);
        workers.forRanges(n, Workers.SUM_BLOCK, (from, to) -> {
            Arrays.fill(sum, from, to, 0);
            for (int i = 0; i < k; i++) {
                add(y[i], basis.get(i + 1), sum, from, to);
            }
        });
        preconditioner.apply(sum, work);
        workers.forRanges(n, Workers.SUM_BLOCK, (from, to) -> add(1, work, x, from, to));
    }

    /**
     * Makes w orthogonal to the first {@code count} basis vectors and stores the coefficients at {@code h[at]}…
     *
     * @return the remaining length
     */
    private double orthogonalise(double[] w, int count, double[] h, int at, Workers workers) {
        double before = project(w, count, workers);
        System.arraycopy(partial, 0, h, at, count);
        double after = norm(w, workers);
        if (after < REORTHOGONALISE_BELOW * before) {
            project(w, count, workers);
            for (int i = 0; i < count; i++) {
                h[at + i] += partial[i];
            }
            after = norm(w, workers);
        }
        return after;
    }

    /** One Gram-Schmidt sweep; leaves the coefficients in {@code partial} and returns the length before it. */
    private double project(double[] w, int count, Workers workers) {
        int stride = count + 1;
        workers.forEach(blocks(), b -> {
            int from = b * Workers.SUM_BLOCK;
            int to = Math.min(n, from + Workers.SUM_BLOCK);
            for (int i = 0; i < count; i++) {
                partial[b * stride + i] = dot(w, basis.get(i), from, to);
            }
            partial[b * stride + count] = dot(w, w, from, to);
        });
        for (int b = 1; b < blocks(); b++) {
            for (int i = 0; i < stride; i++) {
                partial[i] += partial[b * stride + i];
            }
        }
        workers.forRanges(n, Workers.SUM_BLOCK, (from, to) -> {
            for (int i = 0; i < count; i++) {
                add(-partial[i], basis.get(i), w, from, to);
            }
        });
        return Math.sqrt(partial[count]);
    }

    private double norm(double[] v, Workers workers) {
        workers.forEach(blocks(), b -> {
            int from = b * Workers.SUM_BLOCK;
            normPartial[b] = dot(v, v, from, Math.min(n, from + Workers.SUM_BLOCK));
        });
        double s = 0;
        for (double p : normPartial) {
            s += p;
        }
        return Math.sqrt(s);
    }

    /** Number of blocks in which sums are formed. */
    private int blocks() {
        return (n + Workers.SUM_BLOCK - 1) / Workers.SUM_BLOCK;
    }

    /** Where column k of the Hessenberg matrix starts; the entry before it is the coefficient of the free direction. */
    private int column(int k) {
        return k * (restart + 2) + 1;
    }

    /** Basis vector i; vector 0 is the free direction. */
    private double[] vector(int i) {
        while (basis.size() <= i) {
            basis.add(new double[n]);
        }
        return basis.get(i);
    }

    private void scale(double[] v, double factor, Workers workers) {
        workers.forRanges(n, Workers.SUM_BLOCK, (from, to) -> {
            for (int i = from; i < to; i++) {
                v[i] *= factor;
            }
        });
    }

    private void subtract(double[] v, double[] from, Workers workers) {
        workers.forRanges(n, Workers.SUM_BLOCK, (start, end) -> add(-1, v, from, start, end));
    }

    private static void add(double factor, double[] v, double[] to, int start, int end) {
        for (int i = start; i < end; i++) {
            to[i] += factor * v[i];
        }
    }

    /** Four partial sums break the chain of dependent additions; their order is fixed. */
    private static double dot(double[] v, double[] w, int from, int to) {
        double s0 = 0;
        double s1 = 0;
        double s2 = 0;
        double s3 = 0;
        int i = from;
        for (; i < to - 3; i += 4) {
            s0 += v[i] * w[i];
            s1 += v[i + 1] * w[i + 1];
            s2 += v[i + 2] * w[i + 2];
            s3 += v[i + 3] * w[i + 3];
        }
        for (; i < to; i++) {
            s0 += v[i] * w[i];
        }
        return s0 + s1 + (s2 + s3);
    }
}
