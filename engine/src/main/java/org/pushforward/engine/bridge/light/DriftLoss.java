package org.pushforward.engine.bridge.light;

import java.util.Arrays;
import org.pushforward.engine.api.CancelToken;
import org.pushforward.engine.numerics.Assignment;
import org.pushforward.engine.numerics.Philox;

/**
 * L = E |g(x_t, t) − (x₁ − x_t)/(1 − t)|²/d with x_t = (1 − t)x₀ + t x₁ + √(εt(1 − t)) z, t uniform in [0, 0.99] and any coupling of x₀
 * and x₁: one such projection gives the bridge (Gushchin et al. 2024, LightSB-M).
 *
 * <p>The gradient is a reverse pass by hand. With u_k = (r_k + (S_k − 1)x)/τ_k, g = Σw_k u_k and δ = ∂L/∂g,
 * <pre>
 *   ∂u_k = w_k δ    ∂ℓ_k = w_k δ·(u_k − g)    ∂A_k = ∂ℓ_k/ε    ∂r_k = ∂u_k/τ_k + ∂ℓ_k (x − t r_k)/ετ_k
 *   ∂S_k = ∂u_k (x − t u_k)/τ_k + ∂ℓ_k ((x² − t n_k)/ε − t)/2τ_k,   n_k = ((S_k − 1)x² + 2 r_k x − t r_k²)/τ_k
 * </pre>
 * with ℓ_k the exponents of {@link LightBridge}. O(nKd), and O(n³) for the minibatch coupling; one thread.
 */
final class DriftLoss implements LightLoss {

    /** How x₀ and x₁ of a minibatch are paired. */
    enum Coupling { INDEPENDENT, OPTIMAL }

    /** The target is singular at t = 1. */
    private static final double LATEST = 0.99;
    /** So many factors τ are multiplied before a logarithm is taken: neither over- nor underflow for any S that is met. */
    private static final int FACTORS = 8;

    private final LightLayout layout;
    private final Coupling coupling;
    private final Philox times;
    private final Philox noise;
    private final double[] scales;
    private final double[] slope;
    private final double[] weight;
    private final double[] u;
    private final double[] g;
    private final double[] here;
    private double[] t = {};
    private double[] z = {};

    DriftLoss(LightLayout layout, Coupling coupling, Philox random) {
        this.layout = layout;
        this.coupling = coupling;
        times = random.stream(1);
        noise = random.stream(2);
        int k = layout.components();
        int d = layout.dimension();
        scales = new double[k * d];
        slope = new double[k * d];
        weight = new double[k];
        u = new double[k * d];
        g = new double[d];
        here = new double[d];
    }

    @Override
    public double gradient(double[] theta, double eps, double[] x, double[] y, int iteration, double[] gradient, CancelToken cancel) {
        int d = layout.dimension();
        int n = x.length / d;
        if (t.length != n) {
            t = new double[n];
            z = new double[n * d];
        }
        times.uniforms(0, n, iteration, 1, t, 0);
        noise.normals(0, n, iteration, d, z, 0);
        int[] partner = partners(x, y, n, cancel);
        layout.scales(theta, scales);
        Arrays.fill(gradient, 0);
        Arrays.fill(slope, 0);
        double loss = 0;
        for (int p = 0; p < n; p++) {
            cancel.throwIfCancelled();
            loss += sample(theta, eps, x, p * d, y, partner[p] * d, LATEST * t[p], p, 1.0 / (n * d), gradient);
        }
        for (int k = 0; k < layout.components(); k++) {
            for (int i = 0; i < d; i++) {
                int at = i * layout.components() + k;
                gradient[layout.scale(k, i)] = slope[at] * scales[at];
            }
        }
        return loss;
    }

    private int[] partners(double[] x, double[] y, int n, CancelToken cancel) {
        if (coupling == Coupling.INDEPENDENT) {
            int[] same = new int[n];
            Arrays.setAll(same, p -> p);
            return same;
        }
        return Assignment.nearest(x, y, layout.dimension(), cancel);
    }

    /** The loss of one sample times {@code share}; adds its gradient, that of S to {@code slope}. */
    private double sample(double[] theta, double eps, double[] x, int xAt, double[] y, int yAt, double time, int p, double share,
            double[] gradient) {
        int d = layout.dimension();
        double spread = Math.sqrt(eps * time * (1 - time));
        for (int i = 0; i < d; i++) {
            here[i] = (1 - time) * x[xAt + i] + time * y[yAt + i] + spread * z[p * d + i];
        }
        drift(theta, eps, time);
        double loss = 0;
        for (int i = 0; i < d; i++) {
            double miss = g[i] - (y[yAt + i] - here[i]) / (1 - time);
            loss += share * miss * miss;
            // From here on g holds what the reverse pass needs of it: δ. The drift itself is recovered from the weights.
            g[i] = 2 * share * miss;
        }
        reverse(theta, eps, time, gradient);
        return loss;
    }

    /** Fills the weights w, the terms u and the drift g at x_t. */
    private void drift(double[] theta, double eps, double time) {
        int components = layout.components();
        double top = Double.NEGATIVE_INFINITY;
        for (int k = 0; k < components; k++) {
            weight[k] = exponent(theta, eps, time, k);
            top = Math.max(top, weight[k]);
        }
        double sum = 0;
        for (int k = 0; k < components; k++) {
            weight[k] = Math.exp(weight[k] - top);
            sum += weight[k];
        }
        Arrays.fill(g, 0);
        for (int k = 0; k < components; k++) {
            weight[k] /= sum;
            for (int i = 0; i < g.length; i++) {
                g[i] += weight[k] * u[i * components + k];
            }
        }
    }

    /** ℓ_k; fills u_k. */
    private double exponent(double[] theta, double eps, double time, int k) {
        double sum = theta[k] / eps;
        double product = 1;
        for (int i = 0; i < here.length; i++) {
            int at = i * layout.components() + k;
            double s = scales[at];
            double r = theta[layout.center(k, i)];
            double tau = time * s + 1 - time;
            double x = here[i];
            u[at] = (r + (s - 1) * x) / tau;
            sum += ((s - 1) * x * x + 2 * r * x - time * r * r) / (2 * eps * tau);
            product *= tau;
            if (i % FACTORS == FACTORS - 1 || i == here.length - 1) {
                sum -= 0.5 * Math.log(product);
                product = 1;
            }
        }
        return sum;
    }

    /** Adds the gradient, given δ in g. */
    private void reverse(double[] theta, double eps, double time, double[] gradient) {
        int components = layout.components();
        double mean = 0;
        for (int k = 0; k < components; k++) {
            mean += weight[k] * along(k);
        }
        for (int k = 0; k < components; k++) {
            double ofExponent = weight[k] * (along(k) - mean);
            gradient[k] += ofExponent / eps;
            for (int i = 0; i < here.length; i++) {
                int at = i * components + k;
                double s = scales[at];
                double r = theta[layout.center(k, i)];
                double x = here[i];
                double share = 1 / (time * s + 1 - time);
                double n = ((s - 1) * x * x + 2 * r * x - time * r * r) * share;
                double ofTerm = weight[k] * g[i];
                gradient[layout.center(k, i)] += share * (ofTerm + ofExponent * (x - time * r) / eps);
                slope[at] += share * (ofTerm * (x - time * u[at]) + 0.5 * ofExponent * ((x * x - time * n) / eps - time));
            }
        }
    }

    /** δ·u_k. */
    private double along(int k) {
        double sum = 0;
        for (int i = 0; i < g.length; i++) {
            sum += g[i] * u[i * layout.components() + k];
        }
        return sum;
    }
}
