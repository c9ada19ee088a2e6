package org.pushforward.engine.bridge.discrete;

import java.util.Arrays;
import java.util.List;
import org.pushforward.engine.api.Layer;
import org.pushforward.engine.api.Rect;
import org.pushforward.engine.api.StepContext;
import org.pushforward.engine.numerics.Philox;

/** Draws what the forward network makes of the source, and ways of both networks. */
final class LearnedBridgeLayers {

    private static final int WAYS = 24;
    private static final double APART = 0.7;

    private LearnedBridgeLayers() { }

    static List<Layer> of(LearnedBridgeState state, PlaneProblem problem, Philox random, StepContext context) {
        int s = problem.reference().categories();
        double[] gap = state.judgement().end().clone();
        Arrays.setAll(gap, k -> gap[k] - problem.p1()[k]);
        return List.of(field("start", "p₀", s, problem.p0()), field("target", "p₁", s, problem.p1()),
                field("model", "p₁ of the model", s, state.judgement().end()), field("gap", "model − target", s, gap),
                ways("ways", WAYS + " ways", state.forward().ways(problem.source().draws(random, 0, WAYS), random, 1, context), random),
                ways("ways-back", WAYS + " ways back", state.backward().ways(problem.target().draws(random, 2, WAYS), random, 3, context),
                        random));
    }

    private static Layer field(String id, String label, int s, double[] law) {
        return new Layer.ScalarField(id, label, "", s, s, new Rect(0, 0, s, s), law);
    }

    /** Each is shifted within its cells, so that those through the same categories can be told apart. */
    private static Layer ways(String id, String label, int[][] x, Philox random) {
        int n = x.length;
        double[] xy = new double[2 * WAYS * n];
        double[] shift = new double[2 * WAYS];
        random.uniforms(0, WAYS, 4, 2, shift, 0);
        for (int k = 0; k < xy.length; k++) {
            int at = 2 * (k / (2 * n)) + k % 2;
            xy[k] = x[k / 2 % n][at] + 0.5 + APART * (shift[at] - 0.5);
        }
        int[] offsets = new int[WAYS + 1];
        Arrays.setAll(offsets, w -> w * n);
        return new Layer.Paths(id, label, "", 2, xy, offsets);
    }
}
