package org.pushforward.engine.numerics;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Gaussian mixtures fitted to samples by expectation and maximisation (Dempster, Laird & Rubin 1977), full covariances, from {@link KMeans} drawn at samples; the likelihood never falls
 * but for a small round variance that keeps components from collapsing. O(n K d²) a turn. Stateless.
 */
public final class MixtureFit {

    private static final int TURNS = 100;
    private static final double SMALLEST_SHARE = 1e-8;

    private MixtureFit() { }

    /**
     * @param x n × d, row-major
     * @param u K uniform numbers for the first means
     * @param floor variance added to every covariance
     */
    public static GaussianMixture fitted(double[] x, int d, int components, double[] u, double floor) {
        int n = x.length / d;
        KMeans clusters = KMeans.drawn(x, d, components, u);
        for (int k = 0; k < 10; k++) {
            clusters = clusters.improved(x, d);
        }
        int count = clusters.means().length / d;
        double[] r = new double[n * count];
        for (int i = 0; i < n; i++) {
            r[i * count + clusters.of()[i]] = 1;
        }
        GaussianMixture m = maximised(x, d, r, count, floor);
        for (int turn = 0; turn < TURNS; turn++) {
            m = maximised(x, d, responsibilities(m, x, d), count, floor);
        }
        return m;
    }

    /** The number of components from 1 on under which other samples are likeliest. */
    public static GaussianMixture validated(double[] x, double[] others, int d, int most, Philox random, double floor) {
        GaussianMixture best = null;
        double highest = Double.NEGATIVE_INFINITY;
        for (int k = 1; k <= most; k++) {
            double[] u = new double[k];
            random.uniforms(0, k, k, 1, u, 0);
            GaussianMixture m = fitted(x, d, k, u, floor);
            double log = meanLog(m, others, d);
            if (best == null || log > highest) {
                highest = log;
                best = m;
            }
        }
        return best;
    }

    /** Mean log density at places. */
    public static double meanLog(GaussianMixture m, double[] x, int d) {
        double sum = 0;
        for (int at = 0; at < x.length; at += d) {
            sum += m.logDensity(x, at, 0);
        }
        return sum * d / x.length;
    }

    /** r_ik ∝ w_k N(x_i; μ_k, C_k), n × K. */
    private static double[] responsibilities(GaussianMixture m, double[] x, int d) {
        int n = x.length / d;
        int count = m.components();
        double[] r = new double[n * count];
        List<GaussianMixture> parts = new ArrayList<>();
        for (int k = 0; k < count; k++) {
            parts.add(m.component(k));
        }
        double[] log = new double[count];
        for (int i = 0; i < n; i++) {
            double top = Double.NEGATIVE_INFINITY;
            for (int k = 0; k < count; k++) {
                log[k] = Math.log(m.weight(k)) + parts.get(k).logDensity(x, i * d, 0);
                top = Math.max(top, log[k]);
            }
            double sum = 0;
            for (int k = 0; k < count; k++) {
                sum += Math.exp(log[k] - top);
            }
            for (int k = 0; k < count; k++) {
                r[i * count + k] = Math.exp(log[k] - top) / sum;
            }
        }
        return r;
    }

    private static GaussianMixture maximised(double[] x, int d, double[] r, int count, double floor) {
        int n = x.length / d;
        double[] weight = new double[count];
        double[] mean = new double[count * d];
        List<Matrix> covariances = new ArrayList<>();
        for (int k = 0; k < count; k++) {
            for (int i = 0; i < n; i++) {
                weight[k] += r[i * count + k];
                for (int a = 0; a < d; a++) {
                    mean[k * d + a] += r[i * count + k] * x[i * d + a];
                }
            }
            weight[k] = Math.max(weight[k], SMALLEST_SHARE * n);
            double[] c = new double[d * d];
            for (int a = 0; a < d; a++) {
                mean[k * d + a] /= weight[k];
                c[a * d + a] = floor;
            }
            for (int i = 0; i < n; i++) {
                for (int a = 0; a < d * d; a++) {
                    c[a] += r[i * count + k] / weight[k] * (x[i * d + a / d] - mean[k * d + a / d]) * (x[i * d + a % d] - mean[k * d + a % d]);
                }
            }
            covariances.add(Matrix.of(d, d, c));
        }
        double total = Arrays.stream(weight).sum();
        return GaussianMixture.of(Arrays.stream(weight).map(w -> w / total).toArray(), mean, covariances);
    }
}
