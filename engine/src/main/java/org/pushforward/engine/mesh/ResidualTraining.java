package org.pushforward.engine.mesh;

import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import org.pushforward.engine.api.CancelToken;
import org.pushforward.engine.learn.AdamW;
import org.pushforward.engine.learn.Fit;
import org.pushforward.engine.learn.Lbfgs;
import org.pushforward.engine.learn.LevenbergMarquardt;
import org.pushforward.engine.learn.Optimizer;
import org.pushforward.engine.learn.Theta;
import org.pushforward.engine.learn.Value;
import org.pushforward.engine.numerics.Philox;

/**
 * Training by residuals at points: Adam, then Levenberg–Marquardt, whose steps want few iterations for few weights. Stateless.
 *
 * @param name adam-lm, adam, lm or l-bfgs
 * @param adamSteps iterations of Adam before it is Levenberg–Marquardt's turn
 * @param rate of Adam
 */
record ResidualTraining(String name, int adamSteps, double rate) {

    static final List<String> NAMES = List.of("adam-lm", "adam", "lm", "l-bfgs");
    /** Iterations of Adam, and of L-BFGS, in a step. */
    static final int EACH = 10;
    private static final double DAMPING = 1e-3;
    private static final int PAIRS = 20;
    /** Points a candidate stands against in the draw by residuals. */
    private static final int CANDIDATES = 4;
    private static final int CANDIDATE_STREAM = 7;

    private Optimizer first() {
        return name.equals("lm") ? new LevenbergMarquardt(DAMPING) : name.equals("l-bfgs") ? new Lbfgs(PAIRS) : AdamW.ADAM;
    }

    Fit start(ConvexNetwork net, Philox random) {
        return Fit.start(net.weights(), first(), random).precise();
    }

    /** One step. */
    Fit next(Fit before, CancelToken cancel, List<Fit.Group> groups) {
        Fit fit = before;
        boolean descends = name.equals("adam-lm") && fit.optimizer() instanceof AdamW && fit.iterations() >= adamSteps;
        if (descends) {
            fit = fit.with(new LevenbergMarquardt(DAMPING));
        }
        if (fit.optimizer() instanceof LevenbergMarquardt) {
            return fit.leastSquares(cancel, groups);
        }
        List<Function<Theta, Value>> parts = groups.stream().<Function<Theta, Value>>map(g -> w -> g.of().apply(w).square().sum().times(0.5)).toList();
        for (int k = 0; k < EACH; k++) {
            fit = fit.step(cancel, fit.optimizer() instanceof Lbfgs ? 1 : rate, parts);
        }
        return fit;
    }

    /** New points: uniform ones, and a share drawn where the residual is large. */
    static double[] resampled(CubeProblem problem, Philox random, int number, int n, double share, Function<double[], double[]> residual) {
        int d = problem.d();
        double[] all = problem.inside(random, number, n);
        int chosen = (int) Math.round(share * n);
        if (chosen == 0) {
            return all;
        }
        double[] candidates = problem.inside(random.stream(CANDIDATE_STREAM), number, CANDIDATES * n);
        double[] sum = Arrays.stream(residual.apply(candidates)).map(r -> Double.isFinite(r) ? r * r : 0).toArray();
        Arrays.parallelPrefix(sum, Double::sum);
        double[] u = new double[chosen];
        random.stream(CANDIDATE_STREAM + 1).uniforms(0, 1, number, chosen, u, 0);
        for (int k = 0; k < chosen; k++) {
            int found = Arrays.binarySearch(sum, u[k] * sum[sum.length - 1]);
            int at = Math.min(sum.length - 1, found < 0 ? -found - 1 : found);
            System.arraycopy(candidates, at * d, all, k * d, d);
        }
        return all;
    }
}
