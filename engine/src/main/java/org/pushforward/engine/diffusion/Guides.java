package org.pushforward.engine.diffusion;

import static org.pushforward.engine.diffusion.Interval.sum;

import java.util.Arrays;
import org.pushforward.engine.numerics.GaussianMixture;

/**
 * Scores that lead a diffusion somewhere else than its data. All in x̂ and σ̂, ε = (x̂ − D)/σ̂, D the denoiser E[x₀ | x̂]; the likelihood of a
 * measurement needs Σ = Cov(x₀ | x̂) = σ̂²(I + σ̂² ∇² log p). Exact scores of mixtures. Stateless.
 */
final class Guides {

    private Guides() { }

    /** y = aᵀx + τn, n ~ N(0, 1), |a| = 1. */
    record Measurement(double[] a, double y, double tau) {

        static Measurement at(double degrees, double y, double tau) {
            return new Measurement(new double[] {Math.cos(Math.toRadians(degrees)), Math.sin(Math.toRadians(degrees))}, y, tau);
        }

        double of(double[] x, int at) {
            return a[0] * x[at] + a[1] * x[at + 1];
        }
    }

    /** That of a model which sees the data blurred by h: ε = −σ̂ ∇ log p_√(σ̂² + h²). */
    static Score blurred(GaussianMixture p, double h) {
        Score exact = Score.of(p);
        return h == 0 ? exact : (x, sigma, context) -> {
            double level = Math.hypot(sigma, h);
            double[] e = exact.eps(x, level, context);
            return sum(sigma / level, e, 0, e);
        };
    }

    /** How much guidance there is at a noise; 1 is none. */
    @FunctionalInterface
    interface Weight {
        double at(double sigma);
    }

    /** Guidance with a constant weight within (from, to] (Kynkäänniemi et al. 2024). */
    static Weight within(double w, double from, double to) {
        return sigma -> sigma > from && sigma <= to ? w : 1;
    }

    /**
     * ε_away + w (ε_main − ε_away): classifier-free guidance (Ho & Salimans 2022, whose weight is w − 1) where away knows no class, autoguidance (Karras
     * et al. 2024) where away is a weaker model of the same data.
     */
    static Score away(Score main, Score away, Weight weight) {
        return (x, sigma, context) -> {
            double w = weight.at(sigma);
            double[] e = main.eps(x, sigma, context);
            return w == 1 ? e : sum(w, e, 1 - w, away.eps(x, sigma, context));
        };
    }

    /** D + Σa (y − aᵀD)/(aᵀΣa + τ²): x₀ given x̂ taken for a Gaussian with its two moments (Boys et al. 2023); exact for one Gaussian. */
    static Score moments(GaussianMixture p, Measurement m) {
        Score prior = Score.of(p);
        return (x, sigma, context) -> {
            double[] e = prior.eps(x, sigma, context);
            double[] out = new double[x.length];
            context.workers().forRanges(x.length / 2, Score.GRAIN, (from, to) -> {
                context.cancel().throwIfCancelled();
                double[] sa = new double[2];
                for (int q = 2 * from; q < 2 * to; q += 2) {
                    spread(p, x, q, sigma, m.a, sa);
                    double pull = residual(x, e, q, sigma, m) / (m.of(sa, 0) + m.tau * m.tau);
                    out[q] = e[q] - sa[0] * pull / sigma;
                    out[q + 1] = e[q + 1] - sa[1] * pull / sigma;
                }
            });
            return out;
        };
    }

    /**
     * Diffusion posterior sampling (Chung et al. 2022, algorithm 1): after a step that knows nothing of y, ζ times the slope of |y − aᵀD(x_t)| at the place
     * before, downhill. There x_t = x̂/√(1 + σ̂²), so a step is ζ (1 + σ̂²)/σ̂² Σa sign(y − aᵀD) for x̂.
     *
     * @param e ε at x
     * @return what is to be added to the particles
     */
    static double[] push(GaussianMixture p, Measurement m, double zeta, double[] x, double[] e, double sigma) {
        double[] out = new double[x.length];
        double[] sa = new double[2];
        double length = zeta * (1 + sigma * sigma) / (sigma * sigma);
        for (int q = 0; q < x.length; q += 2) {
            spread(p, x, q, sigma, m.a, sa);
            double s = length * Math.signum(residual(x, e, q, sigma, m));
            out[q] = s * sa[0];
            out[q + 1] = s * sa[1];
        }
        return out;
    }

    private static double residual(double[] x, double[] e, int q, double sigma, Measurement m) {
        return m.y - m.of(x, q) + sigma * m.of(e, q);
    }

    /** Σa at a point. */
    private static void spread(GaussianMixture p, double[] x, int at, double sigma, double[] a, double[] out) {
        double v = sigma * sigma;
        p.curvature(x, at, sigma, a, out);
        Arrays.setAll(out, i -> v * (a[i] + v * out[i]));
    }
}
