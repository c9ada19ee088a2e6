package org.pushforward.engine.pde;

import java.util.Arrays;
import java.util.List;
import org.pushforward.engine.api.CancelToken;
import org.pushforward.engine.learn.Fit;
import org.pushforward.engine.learn.Tape;
import org.pushforward.engine.learn.Theta;
import org.pushforward.engine.learn.Value;
import org.pushforward.engine.learn.Weights.Owner;
import org.pushforward.engine.learn.Weights.Part;
import org.pushforward.engine.learn.layer.Dense;
import org.pushforward.engine.learn.layer.Jets;

/**
 * A physics-informed network (Raissi, Perdikaris & Karniadakis 2019) for a {@link WaveProblem}: u = u₀(x) + t² g(x, t), or u₀ + t g of first order in time, with a
 * perceptron g of three hidden layers of tanh, so that the initial values hold; residuals at points drawn anew, ends are held to 0 by a penalty. Immutable.
 */
final class PointNetwork implements Owner {

    private static final int HIDDEN = 32;
    private static final int[] WIDTHS = {2, HIDDEN, HIDDEN, HIDDEN, 1};
    private static final int ENDS = 24;

    private final WaveProblem problem;

    PointNetwork(WaveProblem problem) {
        this.problem = problem;
    }

    @Override
    public List<Part> parts() {
        return List.of(layer(0), layer(1), layer(2), layer(3)).stream().flatMap(l -> l.parts().stream()).toList();
    }

    private static Dense layer(int l) {
        return new Dense("layer." + l, WIDTHS[l], WIDTHS[l + 1]);
    }

    /** g with derivatives: points × 6 × 1, by (x, t). */
    private static Value jets(Theta w, Value variables) {
        Value h = variables;
        for (int l = 0; l < WIDTHS.length - 1; l++) {
            h = Jets.linear(w, h, "layer." + l + ".matrix", "layer." + l + ".bias");
            h = l + 2 < WIDTHS.length ? Jets.tanh(h) : h;
        }
        return h;
    }

    /** @param unit points of the unit square, x and t in turn */
    Value loss(Theta w, double[] unit) {
        int n = unit.length / 2;
        double[] xt = new double[2 * n];
        Arrays.setAll(xt, k -> k % 2 == 0 ? WaveProblem.HALF * (2 * unit[k] - 1) : WaveProblem.END * unit[k]);
        Tape tape = w.tape();
        Value g = jets(w, Jets.variables(tape, xt, 2, 0, 1));
        double[] x = new double[n];
        double[] time = new double[n];
        double[][] start = new double[3][n];
        double s2 = problem.width() * problem.width();
        for (int k = 0; k < n; k++) {
            x[k] = xt[2 * k];
            time[k] = xt[2 * k + 1];
            start[0][k] = problem.start(x[k]);
            start[1][k] = -x[k] / s2 * start[0][k];
            start[2][k] = (x[k] * x[k] / s2 - 1) / s2 * start[0][k];
        }
        Value t = tape.of(time, n);
        Value factor = problem.isBurgers() ? t : t.square();
        Value u = tape.of(start[0], n).plus(factor.times(entry(g, 0)));
        Value slope = tape.of(start[1], n).plus(factor.times(entry(g, 1)));
        Value bend = tape.of(start[2], n).plus(factor.times(entry(g, 3)));
        Value change = problem.isBurgers() ? entry(g, 0).plus(t.times(entry(g, 2))).minus(bend.times(WaveProblem.NU))
                : entry(g, 0).times(2).plus(t.times(entry(g, 2)).times(4)).plus(factor.times(entry(g, 5))).minus(bend);
        Value residual = change.minus(problem.added(x, u, slope, bend));
        return residual.square().mean().plus(ends(w).square().mean().times(10));
    }

    private static Value entry(Value jets, int k) {
        return jets.at(1, k).at(1, 0);
    }

    /** u at both ends, where the bump is nothing. */
    private Value ends(Theta w) {
        double[] xt = new double[4 * ENDS];
        for (int k = 0; k < 2 * ENDS; k++) {
            xt[2 * k] = k % 2 == 0 ? -WaveProblem.HALF : WaveProblem.HALF;
            xt[2 * k + 1] = WaveProblem.END * (k / 2 + 0.5) / ENDS;
        }
        return jets(w, Jets.values(w.tape(), xt, 2, 0, 1));
    }

    /** At the places of the problem and all times, x fast. */
    double[] field(Fit fit, CancelToken cancel) {
        double[] x = problem.places();
        int n = x.length;
        double[] xt = new double[2 * n * (WaveProblem.STEPS + 1)];
        Arrays.setAll(xt, k -> k % 2 == 0 ? x[k / 2 % n] : WaveProblem.END * (k / 2 / n) / WaveProblem.STEPS);
        double[] g = fit.evaluate(cancel, w -> jets(w, Jets.values(w.tape(), xt, 2, 0, 1)));
        double[] u = new double[g.length];
        Arrays.setAll(u, k -> problem.start(xt[2 * k]) + (problem.isBurgers() ? xt[2 * k + 1] : xt[2 * k + 1] * xt[2 * k + 1]) * g[k]);
        return u;
    }
}
