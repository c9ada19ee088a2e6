package org.pushforward.engine.numerics;

import java.util.ArrayList;
import java.util.List;

/**
 * The continuous–discrete Kalman filter (Kalman & Bucy 1961; Jazwinski 1970, "Stochastic Processes and Filtering Theory", ch. 7): dz = F z dt + dβ with E dβ dβᵀ = Q dt, observed at given times as
 * y = z₁…ₘ + N(0, r²) in its first m components, of which any may be missing (NaN). Exact: between observations mean and covariance move by Φ = e^(FΔ) and
 * ∫₀^Δ e^(Fs) Q e^(Fᵀs) ds, found by doubling from a short step. Smoothing backwards by Rauch, Tung & Striebel (1965). O(d³) a time. Immutable and thread-safe.
 */
public final class KalmanFilter {

    private static final int DEGREE = 16;

    private final Matrix f;
    private final Matrix q;
    private final double variance;

    /**
     * @param f drift F, d × d
     * @param q diffusion Q, symmetric and not negative
     * @param noise r, the standard deviation of an observation
     */
    public KalmanFilter(Matrix f, Matrix q, double noise) {
        this.f = f;
        this.q = q;
        variance = noise * noise;
    }

    /** z(t + Δ) = Φ z(t) + N(0, covariance). */
    public record Move(Matrix transition, Matrix covariance) { }

    /** A normal distribution. */
    public record Normal(double[] mean, Matrix covariance) { }

    /**
     * A time of the filter.
     *
     * @param move that led here
     * @param predicted before what is observed now, {@code known} after it
     * @param logLikelihood of what is observed now, given all before
     */
    public record Step(Matrix move, Normal predicted, Normal known, double logLikelihood) { }

    /** Over an interval Δ ≥ 0. */
    public Move over(double dt) {
        double norm = f.frobenius() * dt;
        int halvings = norm > 0.5 ? Math.getExponent(norm) + 2 : 0;
        double h = Math.scalb(dt, -halvings);
        Matrix transition = MatrixExponential.of(f.scaled(h));
        // ∫₀^h e^(Fs) Q e^(Fᵀs) ds = Σ Lᵏ(Q) h^(k+1)/(k+1)!, L(X) = FX + XFᵀ
        Matrix term = q.scaled(h);
        Matrix sum = term;
        for (int k = 1; k <= DEGREE; k++) {
            Matrix fx = f.times(term);
            term = fx.plus(fx.transposed()).scaled(h / (k + 1));
            sum = sum.plus(term);
        }
        for (int k = 0; k < halvings; k++) {
            sum = sum.plus(transition.times(sum).times(transition.transposed())).symmetrised();
            transition = transition.times(transition);
        }
        return new Move(transition, sum);
    }

    /** All times in turn; at the first one the state is distributed as {@code start}. */
    public List<Step> filter(double[] times, double[][] observed, Normal start) {
        List<Step> steps = new ArrayList<>();
        Normal now = start;
        for (int k = 0; k < times.length; k++) {
            Matrix phi = Matrix.identity(f.rows());
            if (k > 0) {
                Move m = over(times[k] - times[k - 1]);
                phi = m.transition;
                now = new Normal(phi.times(now.mean), phi.times(now.covariance).times(phi.transposed()).plus(m.covariance).symmetrised());
            }
            Step s = update(phi, now, observed[k]);
            steps.add(s);
            now = s.known;
        }
        return steps;
    }

    /** One observed component after the other, which is the same as all at once when their noises are independent. */
    private Step update(Matrix phi, Normal predicted, double[] y) {
        int d = f.rows();
        double[] m = predicted.mean.clone();
        double[] p = predicted.covariance.toArray();
        double log = 0;
        for (int i = 0; i < y.length; i++) {
            if (Double.isNaN(y[i])) {
                continue;
            }
            double s = p[i * d + i] + variance;
            double e = y[i] - m[i];
            log -= 0.5 * (Math.log(2 * Math.PI * s) + e * e / s);
            double[] column = new double[d];
            for (int a = 0; a < d; a++) {
                column[a] = p[a * d + i];
            }
            for (int a = 0; a < d; a++) {
                m[a] += column[a] / s * e;
                for (int b = 0; b < d; b++) {
                    p[a * d + b] -= column[a] * column[b] / s;
                }
            }
        }
        return new Step(phi, predicted, new Normal(m, Matrix.of(d, d, p)), log);
    }

    /** The sum over all times. */
    public static double logLikelihood(List<Step> steps) {
        return steps.stream().mapToDouble(Step::logLikelihood).sum();
    }

    /** Given all that is observed, later too. */
    public static List<Normal> smoothed(List<Step> steps) {
        Normal[] out = new Normal[steps.size()];
        out[out.length - 1] = steps.getLast().known;
        for (int k = out.length - 2; k >= 0; k--) {
            Normal now = steps.get(k).known;
            Step next = steps.get(k + 1);
            Matrix gain = gain(now, next);
            double[] ahead = minus(out[k + 1].mean, next.predicted.mean);
            Matrix c = now.covariance.plus(gain.times(out[k + 1].covariance.minus(next.predicted.covariance)).times(gain.transposed())).symmetrised();
            out[k] = new Normal(plus(now.mean, gain.times(ahead)), c);
        }
        return List.of(out);
    }

    /**
     * A path of states drawn from the distribution given all that is observed.
     *
     * @param z normal numbers, d a time
     */
    public static double[][] drawn(List<Step> steps, double[] z) {
        int d = steps.getFirst().known.mean.length;
        double[][] path = new double[steps.size()][];
        for (int k = path.length - 1; k >= 0; k--) {
            Normal now = steps.get(k).known;
            double[] mean = now.mean;
            Matrix c = now.covariance;
            if (k + 1 < path.length) {
                Step next = steps.get(k + 1);
                Matrix gain = gain(now, next);
                mean = plus(mean, gain.times(minus(path[k + 1], next.predicted.mean)));
                c = c.minus(gain.times(next.predicted.covariance).times(gain.transposed())).symmetrised();
            }
            double[] draw = new double[d];
            System.arraycopy(z, k * d, draw, 0, d);
            path[k] = plus(mean, c.squareRoot().times(draw));
        }
        return path;
    }

    /** C Φᵀ P⁻¹. */
    private static Matrix gain(Normal now, Step next) {
        return now.covariance.times(next.move.transposed()).over(next.predicted.covariance);
    }

    private static double[] plus(double[] a, double[] b) {
        double[] c = a.clone();
        for (int k = 0; k < c.length; k++) {
            c[k] += b[k];
        }
        return c;
    }

    private static double[] minus(double[] a, double[] b) {
        double[] c = a.clone();
        for (int k = 0; k < c.length; k++) {
            c[k] -= b[k];
        }
        return c;
    }
}
