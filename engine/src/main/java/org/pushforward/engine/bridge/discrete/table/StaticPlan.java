package org.pushforward.engine.bridge.discrete.table;

import java.util.Arrays;
import org.pushforward.engine.api.CancelToken;
import org.pushforward.engine.api.InputException;
import org.pushforward.engine.numerics.Matrix;

/**
 * The static Schrödinger bridge q*(i, j) = u_i K_ij v_j with marginals p₀ and p₁, by Sinkhorn's iteration in the logarithmic domain
 * (Peyré & Cuturi 2019, arXiv:1803.00567, eq. 4.43) until both marginals hold to {@value #TOLERANCE} in L1. O(S²) a sweep.
 */
public final class StaticPlan {

    private static final double TOLERANCE = 1e-14;
    private static final int MAX_SWEEPS = 200_000;
    /** Below this the rounding of the sums is reached; the plan is good if it is better than {@link #ACCEPTED} then. */
    private static final double ACCEPTED = 1e-11;

    /** Numbers below are not far from those that lose their digits. */
    private static final double LEAST = 1e-290;

    private StaticPlan() { }

    /**
     * @param noise the parameter that says how far the reference moves, for the message
     * @throws InputException when the kernel cannot carry one marginal to the other in double precision
     */
    public static Matrix of(Matrix kernel, double[] p0, double[] p1, String noise) {
        int s = p0.length;
        for (int k = 0; k < s * s; k++) {
            if (p0[k / s] * p1[k % s] > 0 && kernel.get(k / s, k % s) < LEAST) {
                throw new InputException(noise + ": the reference hardly moves, its way from " + k / s + " to " + k % s
                        + " is too unlikely to be computed", "give a larger " + noise);
            }
        }
        double[] logK = Arrays.stream(kernel.toArray()).map(Math::log).toArray();
        double[] f = new double[s];
        double[] g = new double[s];
        double best = Double.POSITIVE_INFINITY;
        int idle = 0;
        for (int sweep = 0; sweep < MAX_SWEEPS && best > TOLERANCE && idle < 100; sweep++) {
            CancelToken.askCurrent();
            double error = 0;
            for (int i = 0; i < s; i++) {
                double was = f[i];
                f[i] = Math.log(p0[i]) - logSum(logK, g, i * s, 1);
                error += p0[i] > 0 ? p0[i] * Math.abs(Math.expm1(was - f[i])) : 0;
            }
            for (int j = 0; j < s; j++) {
                g[j] = Math.log(p1[j]) - logSum(logK, f, j, s);
            }
            idle = error < best ? 0 : idle + 1;
            best = Math.min(best, error);
        }
        if (!(best <= ACCEPTED)) {
            throw new InputException(noise + ": no bridge is found to better than " + best + " of mass",
                    "give a larger " + noise);
        }
        double[] q = new double[s * s];
        for (int k = 0; k < q.length; k++) {
            q[k] = Math.exp(logK[k] + f[k / s] + g[k % s]);
        }
        return Matrix.of(s, s, q);
    }

    /** log Σ_k exp(logK[first + k·stride] + h[k]). */
    private static double logSum(double[] logK, double[] h, int first, int stride) {
        double top = Double.NEGATIVE_INFINITY;
        for (int k = 0; k < h.length; k++) {
            top = Math.max(top, logK[first + k * stride] + h[k]);
        }
        if (top == Double.NEGATIVE_INFINITY) {
            return top;
        }
        double sum = 0;
        for (int k = 0; k < h.length; k++) {
            sum += Math.exp(logK[first + k * stride] + h[k] - top);
        }
        return top + Math.log(sum);
    }
}
