package org.pushforward.engine.bridge.discrete;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.pushforward.engine.api.Layer;
import org.pushforward.engine.numerics.Matrix;
import org.pushforward.engine.numerics.Philox;

/** Draws a coupling of categories, its truth, and ways of the Markov chain that carries one marginal to the other. */
final class CategoricalBridgeLayers {

    private static final int WAYS = 60;

    private CategoricalBridgeLayers() { }

    static List<Layer> of(CategoricalBridgeState state, long seed) {
        double[] p0 = state.problem().p0();
        double[] p1 = state.problem().p1();
        int s = p0.length;
        List<Layer> all = new ArrayList<>();
        all.add(new Layer.Matrix("plan", "q(i, j)", "", s, s, state.coupling().toArray()));
        all.add(new Layer.Matrix("truth", "q*(i, j)", "", s, s, state.problem().truth().toArray()));
        double[] gap = state.coupling().toArray();
        double[] truth = state.problem().truth().toArray();
        Arrays.setAll(gap, k -> gap[k] - truth[k]);
        all.add(new Layer.Matrix("gap", "q − q*", "", s, s, gap));
        all.add(series("source", "p₀", p0));
        all.add(series("target", "p₁", p1));
        all.add(series("jump", "K from the middle", Arrays.copyOfRange(state.problem().reference().kernel().toArray(), s / 2 * s,
                (s / 2 + 1) * s)));
        all.add(ways(state, new Philox(seed)));
        all.add(mean(state));
        return all;
    }

    private static Layer series(String id, String label, double[] p) {
        double[] i = new double[p.length];
        Arrays.setAll(i, k -> k);
        return new Layer.Series(id, label, "", "category", i, p);
    }

    /** E X_n for every time n under the present chain. */
    private static Layer mean(CategoricalBridgeState state) {
        List<Matrix> steps = state.projection().transitions();
        int n = steps.size();
        double[] p = (state.runsBackward() ? state.problem().p1() : state.problem().p0()).clone();
        double[] time = new double[n + 1];
        double[] mean = new double[n + 1];
        for (int k = 0; k <= n; k++) {
            int at = state.runsBackward() ? n - k : k;
            time[at] = at;
            for (int i = 0; i < p.length; i++) {
                mean[at] += i * p[i];
            }
            p = k < n ? steps.get(k).transposed().times(p) : p;
        }
        return new Layer.Series("mean", "mean", "", "n", time, mean);
    }

    /** Some draws of the chain, in the direction of the latest projection, shown from n = 0 on. */
    private static Layer ways(CategoricalBridgeState state, Philox random) {
        List<Matrix> steps = state.projection().transitions();
        int n = steps.size();
        double[] xy = new double[2 * WAYS * (n + 1)];
        double[] u = new double[n + 1];
        for (int w = 0; w < WAYS; w++) {
            random.uniforms(w, 1, 0, n + 1, u, 0);
            int x = drawn(state.runsBackward() ? state.problem().p1() : state.problem().p0(), u[0]);
            for (int k = 0; k <= n; k++) {
                int at = 2 * (w * (n + 1) + (state.runsBackward() ? n - k : k));
                xy[at] = state.runsBackward() ? n - k : k;
                xy[at + 1] = x;
                x = k < n ? drawn(row(steps.get(k), x), u[k + 1]) : x;
            }
        }
        int[] offsets = new int[WAYS + 1];
        Arrays.setAll(offsets, w -> w * (n + 1));
        return new Layer.Paths("ways", WAYS + " ways", "", 2, xy, offsets);
    }

    private static double[] row(Matrix m, int i) {
        double[] r = new double[m.columns()];
        Arrays.setAll(r, j -> m.get(i, j));
        return r;
    }

    private static int drawn(double[] p, double u) {
        double sum = 0;
        int last = 0;
        for (int i = 0; i < p.length; i++) {
            sum += p[i];
            last = p[i] > 0 ? i : last;
            if (u <= sum && p[i] > 0) {
                return i;
            }
        }
        return last;
    }
}
