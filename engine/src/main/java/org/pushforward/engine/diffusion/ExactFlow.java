package org.pushforward.engine.diffusion;

import java.util.Arrays;
import org.pushforward.engine.api.StepContext;
import org.pushforward.engine.numerics.Extrapolation;
import org.pushforward.engine.numerics.GaussianMixture;

/**
 * The probability flow dx̂/dσ̂ = ε(x̂, σ̂) of a mixture to nearly rounding, each particle by itself: extrapolation in ln σ̂, on the last stretch to
 * 0 in σ̂. For one Gaussian it is x(σ) = μ + U diag √((λᵢ + σ²)/(λᵢ + σ₀²)) Uᵀ (x₀ − μ). Stateless.
 */
final class ExactFlow {

    static final double TOLERANCE = 1e-13;
    private static final double FIRST = 0.3;
    /** From here to 0 the flow is followed in σ̂ itself; relative to the level where it begins. */
    private static final double NEAR_ZERO = 0.2;

    private ExactFlow() { }

    /** Particles x̂ from one noise to another; {@code x} is not written. */
    static double[] across(GaussianMixture p, double[] x, double from, double to, StepContext context) {
        int d = p.dimension();
        double[] out = x.clone();
        context.workers().forRanges(x.length / d, Score.GRAIN / 8, (first, end) -> {
            double[] y = new double[d];
            for (int q = first; q < end; q++) {
                context.cancel().throwIfCancelled();
                System.arraycopy(x, q * d, y, 0, d);
                double knee = to == 0 ? NEAR_ZERO * from : to;
                Extrapolation.solve((u, z, slope) -> slope(p, z, Math.exp(u), Math.exp(u), slope), Math.log(from), Math.log(knee), y, TOLERANCE, FIRST);
                if (to == 0) {
                    Extrapolation.solve((s, z, slope) -> slope(p, z, s, 1, slope), knee, 0, y, TOLERANCE, FIRST * knee);
                }
                System.arraycopy(y, 0, out, q * d, d);
            }
        });
        return out;
    }

    /** factor · ε. */
    private static void slope(GaussianMixture p, double[] z, double sigma, double factor, double[] out) {
        p.look(z, 0, sigma, out, new double[0]);
        for (int i = 0; i < out.length; i++) {
            out[i] *= -sigma * factor;
        }
    }

    /**
     * log p_σ of points as the flow has it: log p at the noise {@code top}, plus ∫ div ε dσ̂ on the way there.
     *
     * @return one number a point
     */
    static double[] logLikelihood(GaussianMixture p, double[] x, double sigma, double top, StepContext context) {
        int d = p.dimension();
        double[] out = new double[x.length / d];
        double[] divergence = new double[1];
        for (int q = 0; q < out.length; q++) {
            context.cancel().throwIfCancelled();
            double[] y = Arrays.copyOf(Arrays.copyOfRange(x, q * d, (q + 1) * d), d + 1);
            Extrapolation.solve((u, z, slope) -> {
                double s = Math.exp(u);
                p.look(z, 0, s, slope, divergence);
                for (int i = 0; i < d; i++) {
                    slope[i] *= -s * s;
                }
                slope[d] = -s * s * divergence[0];
            }, Math.log(sigma), Math.log(top), y, TOLERANCE, FIRST);
            out[q] = p.logDensity(y, 0, top) + y[d];
        }
        return out;
    }
}
