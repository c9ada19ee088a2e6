package org.pushforward.engine.bridge.resolution;

import java.util.Arrays;
import org.pushforward.engine.api.CancelToken;
import org.pushforward.engine.numerics.Philox;

/** Draws fine fields with a learned expectation in the place of the exact one. Stateless. */
final class LearnedEnsemble {

    /** Members a call of the network takes. */
    private static final int CHUNK = 16;

    private LearnedEnsemble() { }

    /**
     * Members {@code first} and on; a member does not depend on those drawn beside it, but for rounding.
     *
     * @param evaluations N; a step in which the expectation has no weight is counted too
     * @param random for this field and sampler
     */
    static double[][] draw(Sampler sampler, Denoiser denoiser, FieldPairs.Pair pair, int first, int members, int evaluations, double eps, Philox random,
            CancelToken cancel) {
        int m = pair.fine().length;
        double[][] x = new double[members][m];
        for (int k = 0; k < members; k++) {
            if (sampler.startsAtCoarse()) {
                x[k] = pair.coarse().clone();
            } else {
                random.stream(3).normals(first + k, 1, 0, m, x[k], 0);
            }
        }
        for (int i = 0; i < evaluations; i++) {
            double t = (double) i / evaluations;
            Sampler.Marginal law = sampler.marginal(t, eps);
            Sampler.Move move = sampler.move(t, 1.0 / evaluations, eps);
            for (int from = 0; from < members; from += CHUNK) {
                cancel.throwIfCancelled();
                double[][] some = Arrays.copyOfRange(x, from, Math.min(members, from + CHUNK));
                double[][] end = move.byEnd() == 0 ? some : denoiser.expectation(some, law, pair, cancel);
                for (int k = 0; k < some.length; k++) {
                    step(some[k], pair.coarse(), end[k], move, random.stream(100 + i), first + from + k);
                }
            }
        }
        return x;
    }

    private static void step(double[] x, double[] coarse, double[] end, Sampler.Move move, Philox random, int member) {
        double[] z = new double[x.length];
        if (move.noise() > 0) {
            random.normals(member, 1, 0, z.length, z, 0);
        }
        for (int c = 0; c < x.length; c++) {
            x[c] = move.byX() * x[c] + move.byCoarse() * coarse[c] + move.byEnd() * end[c] + move.noise() * z[c];
        }
    }
}
