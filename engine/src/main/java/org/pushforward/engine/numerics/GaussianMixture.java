package org.pushforward.engine.numerics;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.pushforward.engine.api.InputException;

/**
 * A mixture Σ w_k N(μ_k, C_k) on ℝᵈ and what noise makes of it: p_σ = Σ w_k N(μ_k, C_k + σ²I), with its score
 * ∇ log p_σ = −Σ r_k A_k (x − μ_k), A_k = (C_k + σ²I)⁻¹, r the responsibilities, and the divergence of the score
 * Σ r_k (|A_k(x − μ_k)|² − tr A_k) − |∇ log p_σ|². O(K d²) a point, O(K d) where all components are round. Points are n × d, row-major.
 * Immutable and thread-safe.
 */
public final class GaussianMixture {

    /** Logarithm of a share of the weight that nobody notices. */
    private static final double NEGLIGIBLE = -30 * Math.log(10);

    private final int d;
    private final double[] logWeight;
    private final double[] weight;
    private final double[] mean;
    /** Rows are the axes of a component; empty where all are round. */
    private final double[] axes;
    /** Variances along the axes, K × d. */
    private final double[] spread;

    private GaussianMixture(int d, double[] weight, double[] mean, double[] axes, double[] spread) {
        this.d = d;
        double sum = Arrays.stream(weight).sum();
        this.weight = Arrays.stream(weight).map(w -> w / sum).toArray();
        logWeight = Arrays.stream(this.weight).map(Math::log).toArray();
        this.mean = mean;
        this.axes = axes;
        this.spread = spread;
    }

    /**
     * @param weights positive; divided by their sum
     * @param means K × d
     * @param covariances symmetric, positive definite. Errors: {@link InputException} where one is not
     */
    public static GaussianMixture of(double[] weights, double[] means, List<Matrix> covariances) {
        int k = weights.length;
        int d = means.length / k;
        double[] axes = new double[k * d * d];
        double[] spread = new double[k * d];
        for (int c = 0; c < k; c++) {
            Matrix m = covariances.get(c);
            if (m.cholesky().isEmpty()) {
                throw new InputException("the covariance of component " + (c + 1) + " is not positive definite; give one whose eigenvalues are above 0");
            }
            List<double[]> u = m.principalAxes(d);
            for (int i = 0; i < d; i++) {
                double[] along = m.times(u.get(i));
                System.arraycopy(u.get(i), 0, axes, (c * d + i) * d, d);
                for (int j = 0; j < d; j++) {
                    spread[c * d + i] += along[j] * u.get(i)[j];
                }
            }
        }
        return new GaussianMixture(d, weights, means.clone(), axes, spread);
    }

    /** Round components of one variance around points, n × d row-major; a variance of 0 leaves the points themselves. */
    public static GaussianMixture around(double[] points, int d, double[] weights, double variance) {
        double[] spread = new double[points.length];
        Arrays.fill(spread, variance);
        return new GaussianMixture(d, weights, points.clone(), new double[0], spread);
    }

    public int dimension() {
        return d;
    }

    public int components() {
        return weight.length;
    }

    /** One of the components alone. */
    public GaussianMixture component(int k) {
        double[] own = axes.length == 0 ? axes : Arrays.copyOfRange(axes, k * d * d, (k + 1) * d * d);
        return new GaussianMixture(d, new double[] {1}, Arrays.copyOfRange(mean, k * d, (k + 1) * d), own, Arrays.copyOfRange(spread, k * d, (k + 1) * d));
    }

    public double weight(int k) {
        return weight[k];
    }

    public double mean(int k, int i) {
        return mean[k * d + i];
    }

    /** Of the whole mixture. */
    public double[] mean() {
        double[] m = new double[d];
        for (int k = 0; k < mean.length; k++) {
            m[k % d] += weight[k / d] * mean[k];
        }
        return m;
    }

    /** Σ w_k (C_k + μ_k μ_kᵀ) − μ μᵀ of the whole mixture. */
    public Matrix covariance() {
        double[] m = mean();
        Matrix sum = Matrix.of(d, d, new double[d * d]);
        for (int k = 0; k < weight.length; k++) {
            double[] product = new double[d * d];
            for (int q = 0; q < product.length; q++) {
                product[q] = (mean(k, q / d) - m[q / d]) * (mean(k, q % d) - m[q % d]);
            }
            sum = sum.plus(covariance(k).plus(Matrix.of(d, d, product)).scaled(weight[k]));
        }
        return sum;
    }

    /** C_k. */
    public Matrix covariance(int k) {
        double[] c = new double[d * d];
        for (int q = 0; q < c.length; q++) {
            int i = q / d;
            int j = q % d;
            for (int l = 0; l < d; l++) {
                c[q] += spread[k * d + l] * axis(k, l, i) * axis(k, l, j);
            }
        }
        return Matrix.of(d, d, c);
    }

    /**
     * The law of x when aᵀx + τn = y is known, n ~ N(0, 1): the mixture of w_k′ ∝ w_k N(y; aᵀμ_k, S_k), μ_k′ = μ_k + C_k a (y − aᵀμ_k)/S_k and
     * C_k′ = C_k − C_k a aᵀC_k/S_k with S_k = aᵀC_k a + τ². Components whose weight is below 1e-30 of the largest are left out.
     */
    public GaussianMixture conditioned(double[] a, double y, double tau) {
        double[] log = new double[weight.length];
        double[] means = new double[mean.length];
        List<Matrix> covariances = new ArrayList<>();
        for (int k = 0; k < weight.length; k++) {
            Matrix c = covariance(k);
            double[] ca = c.times(a);
            double s = tau * tau;
            double gap = y;
            for (int i = 0; i < d; i++) {
                s += a[i] * ca[i];
                gap -= a[i] * mean(k, i);
            }
            double[] product = new double[d * d];
            for (int q = 0; q < product.length; q++) {
                product[q] = ca[q / d] * ca[q % d] / s;
            }
            for (int i = 0; i < d; i++) {
                means[k * d + i] = mean(k, i) + ca[i] * gap / s;
            }
            covariances.add(c.minus(Matrix.of(d, d, product)).symmetrised());
            log[k] = logWeight[k] - 0.5 * (gap * gap / s + Math.log(s));
        }
        double top = Arrays.stream(log).max().orElseThrow();
        int[] kept = IntStream.range(0, log.length).filter(k -> log[k] - top > NEGLIGIBLE).toArray();
        return of(Arrays.stream(kept).mapToDouble(k -> Math.exp(log[k] - top)).toArray(),
                Arrays.stream(kept).boxed().flatMapToDouble(k -> Arrays.stream(means, k * d, (k + 1) * d)).toArray(),
                Arrays.stream(kept).mapToObj(covariances::get).toList());
    }

    /** Root of the mean variance of a coordinate, over the whole mixture. */
    public double deviation() {
        double total = 0;
        for (int i = 0; i < d; i++) {
            double m = 0;
            double square = 0;
            for (int k = 0; k < weight.length; k++) {
                m += weight[k] * mean[k * d + i];
                square += weight[k] * mean[k * d + i] * mean[k * d + i];
            }
            total += square - m * m;
        }
        for (int k = 0; k < weight.length; k++) {
            for (int i = 0; i < d; i++) {
                total += weight[k] * spread[k * d + i];
            }
        }
        return Math.sqrt(total / d);
    }

    /** The law of one coordinate. */
    public GaussianMixture marginal(int axis) {
        double[] m = new double[weight.length];
        double[] v = new double[weight.length];
        for (int k = 0; k < weight.length; k++) {
            m[k] = mean[k * d + axis];
            for (int i = 0; i < d; i++) {
                double u = axis(k, i, axis);
                v[k] += u * u * spread[k * d + i];
            }
        }
        return new GaussianMixture(1, weight, m, new double[0], v);
    }

    /** The largest standard deviation of a component along an axis. */
    public double largestSpread() {
        return Math.sqrt(Arrays.stream(spread).max().orElse(0));
    }

    /**
     * log p_σ at a point, its score and the divergence of that.
     *
     * @param x points, of which the one at {@code at} is taken
     * @param score d numbers, overwritten
     * @return log p_σ, and the divergence in {@code divergence[0]} if that has room
     */
    public double look(double[] x, int at, double sigma, double[] score, double[] divergence) {
        double v = sigma * sigma;
        double top = Double.NEGATIVE_INFINITY;
        double mass = 0;
        double curvature = 0;
        double[] a = new double[d];
        Arrays.fill(score, 0, d, 0);
        for (int k = 0; k < weight.length; k++) {
            double trace = 0;
            double log = logWeight[k];
            double square = 0;
            Arrays.fill(a, 0);
            for (int i = 0; i < d; i++) {
                double s = spread[k * d + i] + v;
                double c = along(k, i, x, at);
                double pull = c / s;
                log -= 0.5 * (c * pull + Math.log(s));
                trace += 1 / s;
                square += pull * pull;
                addAlong(k, i, pull, a);
            }
            if (log > top) {
                double shrink = Math.exp(top - log);
                mass *= shrink;
                curvature *= shrink;
                for (int i = 0; i < d; i++) {
                    score[i] *= shrink;
                }
                top = log;
            }
            double r = Math.exp(log - top);
            mass += r;
            curvature += r * (square - trace);
            for (int i = 0; i < d; i++) {
                score[i] -= r * a[i];
            }
        }
        double norm = 0;
        for (int i = 0; i < d; i++) {
            score[i] /= mass;
            norm += score[i] * score[i];
        }
        if (divergence.length > 0) {
            divergence[0] = curvature / mass - norm;
        }
        return top + Math.log(mass) - 0.5 * d * Math.log(2 * Math.PI);
    }

    /**
     * The curvature of log p_σ at a point along a direction, ∇² log p_σ v = Σ r_k (g_k (g_k · v) − A_k v) − s (s · v), with g_k = −A_k (x − μ_k) and s
     * the score. The denoiser x + σ² s has the Jacobian I + σ² ∇² log p_σ, which is Cov(x₀ | x)/σ².
     *
     * @param v d numbers
     * @param out d numbers, overwritten
     */
    public void curvature(double[] x, int at, double sigma, double[] v, double[] out) {
        double[] score = new double[d];
        double all = look(x, at, sigma, score, new double[0]) + 0.5 * d * Math.log(2 * Math.PI);
        double[] g = new double[d];
        double[] bend = new double[d];
        Arrays.fill(out, 0, d, 0);
        for (int k = 0; k < weight.length; k++) {
            double log = logWeight[k];
            double slope = 0;
            Arrays.fill(g, 0);
            Arrays.fill(bend, 0);
            for (int l = 0; l < d; l++) {
                double s = spread[k * d + l] + sigma * sigma;
                double c = along(k, l, x, at);
                double part = 0;
                for (int i = 0; i < d; i++) {
                    part += axis(k, l, i) * v[i];
                }
                log -= 0.5 * (c * c / s + Math.log(s));
                slope -= c / s * part;
                addAlong(k, l, -c / s, g);
                addAlong(k, l, part / s, bend);
            }
            double r = Math.exp(log - all);
            for (int i = 0; i < d; i++) {
                out[i] += r * (g[i] * slope - bend[i]);
            }
        }
        double slope = 0;
        for (int i = 0; i < d; i++) {
            slope += score[i] * v[i];
        }
        for (int i = 0; i < d; i++) {
            out[i] -= score[i] * slope;
        }
    }

    /** log p_σ at a point for many σ. */
    public void logDensities(double[] x, int at, double[] sigma, double[] out) {
        double[] square = new double[weight.length * d];
        for (int k = 0; k < weight.length; k++) {
            for (int i = 0; i < d; i++) {
                double c = along(k, i, x, at);
                square[k * d + i] = c * c;
            }
        }
        double[] log = new double[weight.length];
        for (int s = 0; s < sigma.length; s++) {
            double v = sigma[s] * sigma[s];
            double top = Double.NEGATIVE_INFINITY;
            for (int k = 0; k < weight.length; k++) {
                double volume = 1;
                double distance = 0;
                for (int i = 0; i < d; i++) {
                    double w = spread[k * d + i] + v;
                    volume *= w;
                    distance += square[k * d + i] / w;
                }
                log[k] = logWeight[k] - 0.5 * (distance + Math.log(volume));
                top = Math.max(top, log[k]);
            }
            double sum = 0;
            for (double l : log) {
                sum += Math.exp(l - top);
            }
            out[s] = top + Math.log(sum) - 0.5 * d * Math.log(2 * Math.PI);
        }
    }

    /** (x − μ_k) along axis i. */
    private double along(int k, int i, double[] x, int at) {
        if (axes.length == 0) {
            return x[at + i] - mean[k * d + i];
        }
        double c = 0;
        for (int j = 0; j < d; j++) {
            c += axes[(k * d + i) * d + j] * (x[at + j] - mean[k * d + j]);
        }
        return c;
    }

    /** Coordinate i of axis l. */
    private double axis(int k, int l, int i) {
        return axes.length > 0 ? axes[(k * d + l) * d + i] : l == i ? 1 : 0;
    }

    private void addAlong(int k, int i, double length, double[] into) {
        if (axes.length == 0) {
            into[i] += length;
            return;
        }
        for (int j = 0; j < d; j++) {
            into[j] += length * axes[(k * d + i) * d + j];
        }
    }

    /** log p_σ at a point. */
    public double logDensity(double[] x, int at, double sigma) {
        return look(x, at, sigma, new double[d], new double[0]);
    }

    /** Independent draws with the numbers from {@code first} on of the stream (random, step), n × d row-major. */
    public double[] draws(int n, Philox random, int step) {
        double[] u = new double[n];
        double[] z = new double[n * d];
        random.uniforms(0, n, step, 1, u, 0);
        random.normals(0, n, step, d, z, 0);
        double[] x = new double[n * d];
        double[] cumulated = weight.clone();
        Arrays.parallelPrefix(cumulated, Double::sum);
        for (int p = 0; p < n; p++) {
            int k = Arrays.binarySearch(cumulated, u[p]);
            put(Math.min(weight.length - 1, k < 0 ? -k - 1 : k), z, x, p * d);
        }
        return x;
    }

    /** μ_k + C_k^½ z at {@code at}. */
    public void put(int k, double[] z, double[] x, int at) {
        System.arraycopy(mean, k * d, x, at, d);
        double[] step = new double[d];
        for (int i = 0; i < d; i++) {
            addAlong(k, i, Math.sqrt(spread[k * d + i]) * z[at + i], step);
        }
        for (int i = 0; i < d; i++) {
            x[at + i] += step[i];
        }
    }
}
