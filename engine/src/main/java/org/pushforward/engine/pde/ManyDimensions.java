package org.pushforward.engine.pde;

import java.util.Arrays;
import org.pushforward.engine.api.CancelToken;
import org.pushforward.engine.learn.Fit;
import org.pushforward.engine.learn.Theta;
import org.pushforward.engine.learn.Value;
import org.pushforward.engine.learn.Weights;
import org.pushforward.engine.learn.layer.CoordinateJets;
import org.pushforward.engine.learn.layer.JetPerceptron;
import org.pushforward.engine.numerics.GaussLegendre;

/**
 * Equations in d dimensions whose operator is a sum over them, Σ a_i = f, for a network N (Hu, Shukla, Karniadakis & Kawaguchi 2024, sections 5.1 and 5.3). Immutable.
 * <ul>
 * <li>Poisson in the unit ball: Δu = f with u = (1 − |x|²) N(x), which is 0 on the sphere. Exact: u = (1 − |x|²) Σ_{i&lt;d} c_i sin(x_i + cos x_{i+1} + x_{i+1} cos x_i).
 * <li>Hamilton–Jacobi–Bellman: u_t + Σ (u_ii − u_i²) = 0, u(x, 1) = g(x) = log((1 + |x|²)/2), u = g + (1 − t) N(x, t). Exact: e^(−u) = E e^(−g(x + √(2(1 − t)) Z)), where
 * the expectation is an integral over one number, since g depends on |x|² alone: E 1/(1 + Q) = ∫₀^∞ e^(−s) E e^(−sQ) ds for Q of a noncentral χ².
 * </ul>
 */
record ManyDimensions(boolean isBall, int d, double[] c) {

    private static final int HIDDEN = 64;
    private static final GaussLegendre RULE = new GaussLegendre(10);

    JetPerceptron net() {
        return JetPerceptron.of("u", isBall ? d : d + 1, HIDDEN, HIDDEN, HIDDEN, 1);
    }

    Weights weights() {
        return Weights.of(net());
    }

    int inputs() {
        return isBall ? d : d + 1;
    }

    /** Points: in the ball uniform in direction and radius; else normal in space and uniform in time, which comes last. */
    double[] points(double[] normals, double[] uniforms) {
        int n = uniforms.length;
        double[] x = new double[n * inputs()];
        for (int k = 0; k < n; k++) {
            double norm = 0;
            for (int i = 0; i < d; i++) {
                norm += normals[k * d + i] * normals[k * d + i];
            }
            double scale = isBall ? uniforms[k] / Math.sqrt(norm) : 1;
            for (int i = 0; i < d; i++) {
                x[k * inputs() + i] = scale * normals[k * d + i];
            }
            if (!isBall) {
                x[k * inputs() + d] = uniforms[k];
            }
        }
        return x;
    }

    private double[] squares(double[] x) {
        double[] r = new double[x.length / inputs()];
        for (int k = 0; k < r.length; k++) {
            for (int i = 0; i < d; i++) {
                r[k] += x[k * inputs() + i] * x[k * inputs() + i];
            }
        }
        return r;
    }

    /** u at points. */
    double[] exact(double[] x) {
        double[] r = squares(x);
        double[] u = new double[r.length];
        for (int k = 0; k < r.length; k++) {
            u[k] = isBall ? (1 - r[k]) * waves(x, k)[0] : -Math.log(2 * expected(r[k], 1 - x[k * inputs() + d]));
        }
        return u;
    }

    /** E 1/(1 + |x + √(2τ) Z|²), |x|² = r. */
    double expected(double r, double tau) {
        double unit = 1 / (1 + r + 2 * tau * d);
        double sum = 0;
        double from = 0;
        for (double to = unit; from < 40; to *= 2) {
            for (int q = 0; q < RULE.size(); q++) {
                double s = from + (to - from) * RULE.node(q);
                double wide = 1 + 4 * tau * s;
                sum += (to - from) * RULE.weight(q) * Math.exp(-s - 0.5 * d * Math.log(wide) - s * r / wide);
            }
            from = to;
        }
        return sum;
    }

    /** S = Σ c_i sin φ_i, x·∇S and ΔS at the k-th point. */
    private double[] waves(double[] x, int k) {
        int at = k * d;
        double[] s = new double[3];
        for (int i = 0; i < d; i++) {
            double slope = 0;
            if (i < d - 1) {
                double a = x[at + i];
                double b = x[at + i + 1];
                double phase = a + Math.cos(b) + b * Math.cos(a);
                double by = 1 - b * Math.sin(a);
                s[0] += c[i] * Math.sin(phase);
                slope += c[i] * Math.cos(phase) * by;
                s[2] -= c[i] * (Math.sin(phase) * by * by + Math.cos(phase) * b * Math.cos(a));
            }
            if (i > 0) {
                double a = x[at + i - 1];
                double b = x[at + i];
                double phase = a + Math.cos(b) + b * Math.cos(a);
                double by = Math.cos(a) - Math.sin(b);
                slope += c[i - 1] * Math.cos(phase) * by;
                s[2] -= c[i - 1] * (Math.sin(phase) * by * by + Math.cos(phase) * Math.cos(b));
            }
            s[1] += x[at + i] * slope;
        }
        return s;
    }

    /** What the sum of all terms should be. */
    double[] wanted(double[] x) {
        double[] f = new double[x.length / inputs()];
        if (isBall) {
            double[] r = squares(x);
            for (int k = 0; k < f.length; k++) {
                double[] s = waves(x, k);
                f[k] = (1 - r[k]) * s[2] - 4 * s[1] - 2 * d * s[0];
            }
        }
        return f;
    }

    /** u of a network at points. */
    double[] said(Fit fit, double[] x, CancelToken cancel) {
        double[] r = squares(x);
        double[] u = fit.evaluate(cancel, w -> net().apply(w, w.tape().of(x, r.length, inputs())));
        for (int k = 0; k < r.length; k++) {
            u[k] = isBall ? (1 - r[k]) * u[k] : Math.log((1 + r[k]) / 2) + (1 - x[k * inputs() + d]) * u[k];
        }
        return u;
    }

    /** A network's terms a_i along some axes, points × axes, and u_t, points × 1, which is 0 in the ball. */
    record Terms(Value along, Value change) { }

    Terms terms(Theta w, double[] x, int... axes) {
        int n = x.length / inputs();
        int m = axes.length;
        double[] r = squares(x);
        double[] at = new double[n * m];
        for (int k = 0; k < n; k++) {
            for (int j = 0; j < m; j++) {
                at[k * m + j] = x[k * inputs() + axes[j]];
            }
        }
        Value place = w.tape().of(at, n, m);
        if (isBall) {
            CoordinateJets jets = CoordinateJets.of(w, net(), w.tape().of(x, n, d), axes);
            Value inside = w.tape().of(Arrays.stream(r).map(q -> 1 - q).toArray(), n, 1);
            Value along = inside.times(jets.second().at(2, 0)).minus(place.times(jets.first().at(2, 0)).times(4)).minus(jets.f().times(2));
            return new Terms(along, w.tape().zeros(n, 1));
        }
        int[] all = Arrays.copyOf(axes, m + 1);
        all[m] = d;
        CoordinateJets jets = CoordinateJets.of(w, net(), w.tape().of(x, n, d + 1), all);
        double[] left = new double[n];
        double[] end = new double[n * m];
        double[] bend = new double[n * m];
        for (int k = 0; k < n; k++) {
            left[k] = 1 - x[k * inputs() + d];
            for (int j = 0; j < m; j++) {
                end[k * m + j] = 2 * at[k * m + j] / (1 + r[k]);
                bend[k * m + j] = 2 / (1 + r[k]) - end[k * m + j] * end[k * m + j];
            }
        }
        Value rest = w.tape().of(left, n, 1);
        Value first = jets.first().at(2, 0);
        Value slope = w.tape().of(end, n, m).plus(rest.times(first.slice(1, 0, m)));
        Value along = w.tape().of(bend, n, m).plus(rest.times(jets.second().at(2, 0).slice(1, 0, m))).minus(slope.square());
        return new Terms(along, rest.times(first.slice(1, m, m + 1)).minus(jets.f()));
    }

    /** What residuals are divided by, so that a loss is of size 1 or so. */
    double unit() {
        return isBall ? 2.0 * d : 1;
    }

    /** u_t + d/|S| Σ_{i ∈ S} a_i − f, over {@link #unit}: points × 1. */
    Value residual(Theta w, double[] x, int... axes) {
        Terms t = terms(w, x, axes);
        return t.change.plus(t.along.sum(1).unsqueeze(1).times((double) d / axes.length)).minus(w.tape().of(wanted(x), x.length / inputs(), 1)).over(unit());
    }
}
