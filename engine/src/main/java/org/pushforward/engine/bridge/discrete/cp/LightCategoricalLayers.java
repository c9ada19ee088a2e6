package org.pushforward.engine.bridge.discrete.cp;

import java.util.Arrays;
import java.util.List;
import org.pushforward.engine.api.Layer;
import org.pushforward.engine.api.Rect;
import org.pushforward.engine.bridge.discrete.ReferenceBridge;
import org.pushforward.engine.numerics.Philox;

/** Draws the ends of a bridge and some of its ways in the plane of the first two coordinates. */
final class LightCategoricalLayers {

    private static final int WAYS = 24;
    /** Each way is shifted within its cells, so that those through the same categories can be told apart. */
    private static final double APART = 0.7;

    private LightCategoricalLayers() { }

    static List<Layer> of(LightCategoricalState state, PlanJudge judge, ReferenceBridge bridge, Philox random) {
        int s = judge.benchmark().p0().length;
        double[] p0 = judge.benchmark().p0();
        double[] start = new double[s * s];
        Arrays.setAll(start, k -> p0[k / s] * p0[k % s]);
        double[] gap = state.end().clone();
        Arrays.setAll(gap, k -> gap[k] - judge.end()[k]);
        return List.of(field("start", "p₀", s, start), field("target", "p₁", s, judge.end()), field("model", "p₁ of the model", s, state.end()),
                field("gap", "model − truth", s, gap), ways(state.plan(), judge, bridge, random));
    }

    private static Layer field(String id, String label, int s, double[] law) {
        return new Layer.ScalarField(id, label, "", s, s, new Rect(0, 0, s, s), law);
    }

    /** Ends by the plan, then the reference's bridge between them: the law of the Markov chain. */
    private static Layer ways(CpPlan plan, PlanJudge judge, ReferenceBridge bridge, Philox random) {
        int d = plan.shape().dimension();
        int last = bridge.transitions();
        int[] x0 = judge.benchmark().source().draws(random, 0, WAYS);
        double[] u = new double[d + 1];
        double[] jumps = new double[2 * (last + 1)];
        double[] shift = new double[2 * WAYS];
        random.uniforms(0, WAYS, 3, 2, shift, 0);
        double[] xy = new double[2 * WAYS * (last + 1)];
        double[] law = new double[plan.shape().categories()];
        CpPlan.Scratch scratch = plan.scratch();
        for (int w = 0; w < WAYS; w++) {
            random.uniforms(w, 1, 1, d + 1, u, 0);
            random.uniforms(w, 1, 2, jumps.length, jumps, 0);
            int[] x = Arrays.copyOfRange(x0, w * d, (w + 1) * d);
            int[] x1 = new int[d];
            plan.draw(x, u, 0, x1, 0, scratch);
            for (int n = 0; n <= last; n++) {
                for (int j = 0; j < 2; j++) {
                    x[j] = n == 0 ? x[j] : bridge.between(x[j], 1, x1[j], last - n, jumps[2 * n + j], law);
                    xy[2 * (w * (last + 1) + n) + j] = x[j] + 0.5 + APART * (shift[2 * w + j] - 0.5);
                }
            }
        }
        int[] offsets = new int[WAYS + 1];
        Arrays.setAll(offsets, w -> w * (last + 1));
        return new Layer.Paths("ways", WAYS + " ways", "", 2, xy, offsets);
    }
}
