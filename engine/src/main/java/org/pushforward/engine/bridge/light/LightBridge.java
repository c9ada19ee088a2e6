package org.pushforward.engine.bridge.light;

import java.util.Arrays;
import org.pushforward.engine.bridge.Gaussian;
import org.pushforward.engine.numerics.Matrix;
import org.pushforward.engine.numerics.QuadraticLogSumExp;

/**
 * The Schrödinger bridge whose adjusted potential is a mixture v(y) = Σ_k a_k N(y | r_k, εS_k) with diagonal S_k (Korotin, Gushchin &
 * Burnaev 2024, LightSB). Reference √ε dW on [0, 1]; a bridge between p₀ and what becomes of it.
 *
 * <p>With τ_k = tS_k + 1 − t the heat-flowed potential and the drift are
 * <pre>
 *   log h(x, t) = log Σ_k a_k |τ_k|^−½ exp([x'(S_k − 1)x + 2r_k'x − t r_k'r_k] / 2ετ_k)          (division per coordinate)
 *   g(x, t) = ε ∇log h = Σ_k w_k(x, t) (r_k + (S_k − 1)x) / τ_k
 * </pre>
 * which is the published drift multiplied out, so that t = 1 is no exception; log c(x) = log h(x, 0) + |x|²/2ε and
 * log v(y) = log h(y, 1) − |y|²/2ε − ½d log 2πε. The plan given x is Σ_k p_k(x) N(r_k + S_k x, εS_k), p = w at t = 0.
 * O(Kd) a point. Immutable and thread-safe.
 */
final class LightBridge {

    /** Weights below this add nothing to a covariance of doubles. */
    private static final double NEGLIGIBLE = 1e-17;

    private final double eps;
    private final int dimension;
    private final double[] logWeights;
    private final double[] centers;
    private final double[] scales;
    private final QuadraticLogSumExp start;

    /**
     * @param logWeights log a_k, K numbers
     * @param centers r_k, coordinate by coordinate: r_ki at i·K + k
     * @param scales diagonal of S_k, likewise, &gt; 0
     */
    LightBridge(double eps, double[] logWeights, double[] centers, double[] scales) {
        this.eps = eps;
        this.logWeights = logWeights.clone();
        this.centers = centers.clone();
        this.scales = scales.clone();
        dimension = centers.length / logWeights.length;
        start = potential(0);
    }

    double eps() {
        return eps;
    }

    int components() {
        return logWeights.length;
    }

    int dimension() {
        return dimension;
    }

    /** log a_k. */
    double logWeight(int k) {
        return logWeights[k];
    }

    /** Coordinate i of r_k. */
    double center(int k, int i) {
        return centers[i * components() + k];
    }

    /** Entry i of the diagonal of S_k. */
    double scale(int k, int i) {
        return scales[i * components() + k];
    }

    /** log h(·, t); its softmax are the weights w_k(·, t), and ε times its gradient is the drift. */
    QuadraticLogSumExp potential(double t) {
        QuadraticLogSumExp h = new QuadraticLogSumExp(components(), dimension);
        fill(h, t, eps, logWeights, centers, scales);
        return h;
    }

    /** Writes the coefficients of log h(·, t); allocates nothing. */
    static void fill(QuadraticLogSumExp h, double t, double eps, double[] logWeights, double[] centers, double[] scales) {
        int components = logWeights.length;
        for (int k = 0; k < components; k++) {
            double b = logWeights[k];
            for (int i = 0; i < h.dimension(); i++) {
                double r = centers[i * components + k];
                double s = scales[i * components + k];
                double tau = t * s + 1 - t;
                double share = 1 / (eps * tau);
                b -= 0.5 * (Math.log(tau) + t * r * r * share);
                h.quadratic(k, i, 0.5 * (s - 1) * share, r * share);
            }
            h.constant(k, b);
        }
    }

    /** g(x, t) at n points, n × d row-major. */
    double[] drift(double[] x, double t) {
        double[] g = new double[x.length];
        QuadraticLogSumExp h = potential(t);
        h.gradient(x, 0, x.length / dimension, eps, g, h.scratch());
        return g;
    }

    /** log h(x, t) at one point. */
    double logPotential(double[] x, double t) {
        QuadraticLogSumExp h = potential(t);
        return h.value(x, 0, h.scratch());
    }

    /** log c(x), the logarithm of what normalises the plan given x. */
    double logNormaliser(double[] x) {
        return start.value(x, 0, start.scratch()) + squared(x) / (2 * eps);
    }

    /** log v(y). */
    double logAdjustedPotential(double[] y) {
        return logPotential(y, 1) - squared(y) / (2 * eps) - 0.5 * dimension * Math.log(2 * Math.PI * eps);
    }

    /** Working memory of {@link #sample} and {@link #planWeights} for one thread. */
    double[] scratch() {
        return start.scratch();
    }

    /** p_k(x) at the point {@code x[at]}… into {@code scratch[k]}. */
    void planWeights(double[] x, int at, double[] scratch) {
        start.weights(x, at, scratch);
    }

    /** Adds Σp_k, Σp_k xᵢ and Σp_k xᵢ² over n points to sums laid out as {@link QuadraticLogSumExp#moments} says. */
    double[] planMoments(double[] x) {
        double[] sums = start.moments();
        start.addMoments(x, 0, x.length / dimension, sums, start.scratch());
        return sums;
    }

    /** Where {@link #planMoments} keeps moment m of component k. */
    int moment(int m, int k) {
        return start.moment(m, k);
    }

    /** A draw of X₁ given X₀ = x from a number u in (0, 1] and d normal ones; all at {@code at}, but u. */
    void sample(double[] x, int at, double u, double[] z, double[] y, double[] scratch) {
        planWeights(x, at, scratch);
        int k = 0;
        for (double rest = u - scratch[0]; rest > 0 && k + 1 < components(); rest -= scratch[k]) {
            k++;
        }
        for (int i = 0; i < dimension; i++) {
            double s = scale(k, i);
            y[at + i] = center(k, i) + s * x[at + i] + Math.sqrt(eps * s) * z[at + i];
        }
    }

    /** E[X₁ | X₀ = x] = Σp_k (r_k + S_k x); the weights p must be in {@code p}. */
    double[] conditionalMean(double[] x, int at, double[] p) {
        double[] m = new double[dimension];
        for (int i = 0; i < dimension; i++) {
            for (int k = 0; k < components(); k++) {
                m[i] += p[k] * (center(k, i) + scale(k, i) * x[at + i]);
            }
        }
        return m;
    }

    /** The law of X₁ given X₀ = x by its first two moments: covariance ε Σp_k S_k + Σp_k (m_k − m)(m_k − m)'. */
    Gaussian conditional(double[] x, int at) {
        double[] p = scratch();
        planWeights(x, at, p);
        double[] mean = conditionalMean(x, at, p);
        double[] covariance = new double[dimension * dimension];
        double[] away = new double[dimension];
        for (int k = 0; k < components(); k++) {
            for (int i = 0; i < dimension; i++) {
                away[i] = center(k, i) + scale(k, i) * x[at + i] - mean[i];
                covariance[i * dimension + i] += p[k] * eps * scale(k, i);
            }
            for (int i = 0; i < dimension && p[k] > NEGLIGIBLE; i++) {
                for (int j = 0; j < dimension; j++) {
                    covariance[i * dimension + j] += p[k] * away[i] * away[j];
                }
            }
        }
        return new Gaussian(mean, Matrix.of(dimension, dimension, covariance));
    }

    private static double squared(double[] x) {
        return Arrays.stream(x).map(v -> v * v).sum();
    }
}
