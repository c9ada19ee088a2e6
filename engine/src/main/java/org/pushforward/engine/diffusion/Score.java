package org.pushforward.engine.diffusion;

import org.pushforward.engine.api.StepContext;
import org.pushforward.engine.numerics.GaussianMixture;

/** ε(x̂, σ̂) = −σ̂ ∇ log p_σ̂, which is all that a sampler asks for; the denoiser is D = x̂ − σ̂ε. Immutable and thread-safe. */
@FunctionalInterface
interface Score {

    /** ε of n points, row-major, all at one noise; {@code x} is not written. */
    double[] eps(double[] x, double sigma, StepContext context);

    /** Points that one thread looks at between two questions to the token. */
    int GRAIN = 64;

    /** That of a mixture, exact. */
    static Score of(GaussianMixture p) {
        int d = p.dimension();
        return (x, sigma, context) -> {
            double[] out = new double[x.length];
            context.workers().forRanges(x.length / d, GRAIN, (from, to) -> {
                context.cancel().throwIfCancelled();
                double[] score = new double[d];
                for (int q = from; q < to; q++) {
                    p.look(x, q * d, sigma, score, new double[0]);
                    for (int i = 0; i < d; i++) {
                        out[q * d + i] = -sigma * score[i];
                    }
                }
            });
            return out;
        };
    }
}
