package org.pushforward.engine.bridge.discrete.networks;

import java.util.Arrays;
import java.util.List;
import org.pushforward.engine.api.Layer;
import org.pushforward.engine.api.Rect;
import org.pushforward.engine.api.StepContext;
import org.pushforward.engine.numerics.Philox;

/** Draws what the forward network makes of the source in the plane of the first two coordinates, and ways of both networks. */
final class PlaneLayers {

    private static final int WAYS = 24;
    private static final double APART = 0.7;

    private PlaneLayers() { }

    /**
     * @param p0 law of the first two coordinates at the start, S × S
     * @param p1 at the end
     */
    static List<Layer> of(LearnedBridgeState state, LearnedProblem problem, double[] p0, double[] p1, Philox random, StepContext context) {
        int s = problem.reference().categories();
        double[] gap = state.judgement().end().clone();
        Arrays.setAll(gap, k -> gap[k] - p1[k]);
        int[][] there = state.forward().ways(problem.source().draws(random, 0, WAYS), random, 1, context);
        int[][] back = state.backward().ways(problem.target().draws(random, 2, WAYS), random, 3, context);
        return List.of(field("start", "p₀", s, p0), field("target", "p₁", s, p1), field("model", "p₁ of the model", s, state.judgement().end()),
                field("gap", "model − target", s, gap), ways("ways", WAYS + " ways", there, problem.source().dimension(), random),
                ways("ways-back", WAYS + " ways back", back, problem.source().dimension(), random));
    }

    private static Layer field(String id, String label, int s, double[] law) {
        return new Layer.ScalarField(id, label, "", s, s, new Rect(0, 0, s, s), law);
    }

    /** Each is shifted within its cells, so that those through the same categories can be told apart. */
    private static Layer ways(String id, String label, int[][] x, int dimension, Philox random) {
        int n = x.length;
        double[] xy = new double[2 * WAYS * n];
        double[] shift = new double[2 * WAYS];
        random.uniforms(0, WAYS, 4, 2, shift, 0);
        for (int k = 0; k < xy.length; k++) {
            int way = k / (2 * n);
            xy[k] = x[k / 2 % n][way * dimension + k % 2] + 0.5 + APART * (shift[2 * way + k % 2] - 0.5);
        }
        int[] offsets = new int[WAYS + 1];
        Arrays.setAll(offsets, w -> w * n);
        return new Layer.Paths(id, label, "", 2, xy, offsets);
    }
}
