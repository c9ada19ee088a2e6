package org.pushforward.engine.bridge.ratio;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.pushforward.engine.api.CancelToken;
import org.pushforward.engine.api.Diagnostics;
import org.pushforward.engine.api.Diagnostics.Entry;
import org.pushforward.engine.api.Solver;
import org.pushforward.engine.api.Status;
import org.pushforward.engine.numerics.GaussLegendre;

/**
 * Where a density ratio stands. Immutable.
 *
 * @param query first coordinate of the point that is looked at
 * @param rate learning rate
 * @param measures of the ratio
 */
record RatioState(RatioScene scene, TimeScoreTraining training, double query, double rate, Measures measures, Status status)
        implements Solver.State {

    /**
     * How good the learned ratio is.
     *
     * @param atQuery log r at the query
     * @param targetError root mean square error of log r over points of p₁; NaN where the truth is not known
     * @param relativeError the same over the root mean square of log r itself
     * @param sourceError the same over points of p₀, most of which no X_t near t = 1 comes by: the network extrapolates
     * @param divergence E_{p₁} log r, an estimate of KL(p₁ ‖ p₀)
     */
    record Measures(double atQuery, double targetError, double relativeError, double sourceError, double divergence) {

        /** @param judged n points of p₀, then n of p₁ */
        static Measures of(RatioScene scene, TimeScoreTraining training, double[] query, double[] judged, CancelToken cancel) {
            int d = scene.dimension();
            double[] all = Arrays.copyOf(judged, judged.length + d);
            System.arraycopy(query, 0, all, judged.length, d);
            double[] ratio = training.logRatio(all, d, cancel);
            int n = judged.length / d / 2;
            double[] square = new double[2];
            double divergence = 0;
            double size = 0;
            for (int p = 0; p < 2 * n; p++) {
                divergence += p >= n ? ratio[p] / n : 0;
                double exact = scene.exact().isPresent() ? scene.exact().get().logRatio(judged, p * d) : Double.NaN;
                double gap = ratio[p] - exact;
                size += p >= n ? exact * exact / n : 0;
                square[p / n] += gap * gap / n;
            }
            return new Measures(ratio[2 * n], Math.sqrt(square[1]), Math.sqrt(square[1] / size), Math.sqrt(square[0]), divergence);
        }
    }

    private static final GaussLegendre RULE = new GaussLegendre(64);

    @Override
    public long bytes() {
        return training.bytes();
    }

    RatioState with(Status other) {
        return new RatioState(scene, training, query, rate, measures, other);
    }

    /** The query as a point. */
    double[] point() {
        return point(scene.dimension(), query);
    }

    static double[] point(int dimension, double first) {
        double[] x = new double[dimension];
        x[0] = first;
        return x;
    }

    Diagnostics diagnostics() {
        List<Entry> all = new ArrayList<>(List.of(new Entry("iterations", "Iterations", "", training.iteration())));
        // Before the first iteration there is no loss.
        if (training.iteration() > 0) {
            all.add(new Entry("loss", "Loss", "", training.loss()));
        }
        all.add(new Entry("kl", "E_p₁ log r", "nat", measures.divergence()));
        all.add(new Entry("log-ratio", "log r at x", "nat", measures.atQuery()));
        scene.exact().ifPresent(e -> {
            double exact = e.logRatio(point(), 0);
            all.add(new Entry("log-ratio-exact", "log r at x, exact", "nat", exact));
            all.add(new Entry("log-ratio-error", "RMS error of log r over p₁", "nat", measures.targetError()));
            all.add(new Entry("log-ratio-relative-error", "the same, relative to log r", "", measures.relativeError()));
            all.add(new Entry("log-ratio-error-source", "RMS error of log r over p₀", "nat", measures.sourceError()));
            all.add(new Entry("kl-exact", "KL(p₁ ‖ p₀), exact", "nat", divergence(e)));
        });
        scene.exactPath().ifPresent(e -> {
            all.add(new Entry("score-peak", "max_t √E s²", "", peak(e)));
        });
        all.add(new Entry("gamma", "γ", "", Math.sqrt(scene.interpolant().gamma2())));
        return new Diagnostics(all);
    }

    /** KL of the widened ends. */
    private static double divergence(GaussianRatio e) {
        double v0 = e.source() + e.interpolant().noise(0);
        double v1 = e.target() + e.interpolant().noise(1);
        return 0.5 * (e.dimension() * (v1 / v0 - 1 - Math.log(v1 / v0)) + e.mean() * e.mean() / v0);
    }

    private static double peak(GaussianRatio e) {
        double most = 0;
        for (int k = 0; k <= 2000; k++) {
            most = Math.max(most, e.meanSquare(k / 2000.0));
        }
        return Math.sqrt(most);
    }

    /** ∫₀¹ s dt of the exact time score, on intervals that halve towards both ends where it may be steep. */
    static double integral(GaussianRatio e, double[] x) {
        double sum = 0;
        for (int end = 0; end < 2; end++) {
            double high = 0.5;
            for (int level = 0; level < 40; level++) {
                double low = level == 39 ? 0 : 0.5 * high;
                for (int k = 0; k < RULE.size(); k++) {
                    double t = low + (high - low) * RULE.node(k);
                    sum += (high - low) * RULE.weight(k) * e.timeScore(x, 0, end == 0 ? t : 1 - t);
                }
                high = low;
            }
        }
        return sum;
    }
}
