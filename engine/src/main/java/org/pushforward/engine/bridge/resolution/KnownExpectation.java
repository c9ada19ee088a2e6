package org.pushforward.engine.bridge.resolution;

import org.pushforward.engine.api.CancelToken;
import org.pushforward.engine.numerics.Philox;

/** What a network says of {@link GaussianFields} against E[x₁ | X_t, y] in closed form. Stateless. */
final class KnownExpectation {

    private static final double[] TIMES = {0.1, 0.3, 0.5, 0.7, 0.9};

    private KnownExpectation() { }

    /**
     * Root mean square of learned − exact over that of exact − y, the correction that there is to learn, at five times along the way of a
     * sampler over held-out pairs.
     */
    static double error(Denoiser denoiser, GaussianPairs pairs, Sampler sampler, double eps, int fields, Philox random,
            CancelToken cancel) {
        double off = 0;
        double size = 0;
        for (int k = 0; k < fields; k++) {
            FieldPairs.Pair pair = pairs.heldOut(k);
            for (double t : TIMES) {
                Sampler.Marginal law = sampler.marginal(t, eps);
                double[] x = pairs.fields().white(random.stream((int) (100 * t)), k);
                for (int c = 0; c < x.length; c++) {
                    x[c] = law.byCoarse() * pair.coarse()[c] + law.byEnd() * pair.fine()[c] + law.noise() * x[c];
                }
                double[] learned = denoiser.expectation(new double[][] {x}, law, pair, cancel)[0];
                double[] exact = exact(pairs.fields(), law, x, pair.coarse());
                for (int c = 0; c < x.length; c++) {
                    off += (learned[c] - exact[c]) * (learned[c] - exact[c]);
                    size += (exact[c] - pair.coarse()[c]) * (exact[c] - pair.coarse()[c]);
                }
            }
        }
        return Math.sqrt(off / size);
    }

    private static double[] exact(GaussianFields fields, Sampler.Marginal law, double[] x, double[] coarse) {
        double[] byX = x.clone();
        fields.filter(byX, k -> gain(fields, law, k));
        double[] byCoarse = coarse.clone();
        fields.filter(byCoarse, k -> fields.wiener(k) - gain(fields, law, k) * (law.byCoarse() + law.byEnd() * fields.wiener(k)));
        for (int c = 0; c < x.length; c++) {
            byX[c] += byCoarse[c];
        }
        return byX;
    }

    private static double gain(GaussianFields fields, Sampler.Marginal law, int mode) {
        double v = fields.posteriorVariance(mode);
        return law.byEnd() * v / (law.byEnd() * law.byEnd() * v + law.noise() * law.noise());
    }
}
