package org.pushforward.engine.pde;

import java.util.Arrays;
import org.pushforward.engine.api.CancelToken;
import org.pushforward.engine.learn.AdamW;
import org.pushforward.engine.learn.Fit;
import org.pushforward.engine.learn.Theta;
import org.pushforward.engine.learn.Value;
import org.pushforward.engine.learn.Weights;
import org.pushforward.engine.learn.layer.JetPerceptron;
import org.pushforward.engine.learn.layer.JetPerceptron.Jet;
import org.pushforward.engine.numerics.Philox;

/**
 * u_t = νu_xx on [0, 1]², u = 0 on the sides, u = sin πx + ½ sin 3πx at first, by a network: Σ λ_k L_k with the mean squares L of the equation, the start
 * and the sides is lowest in the weights of the network and, less ½μ Σ (λ_k − 1)², highest in λ: λ climbs by its gradient L_k − μ(λ_k − 1). Immutable.
 *
 * @param lambda of equation, start, sides
 * @param climbs whether λ moves
 */
record MinimaxTraining(Fit fit, double[] lambda, double[] losses, boolean climbs) {

    static final double NU = 0.05;
    static final int SIDE = 33;
    private static final JetPerceptron NET = JetPerceptron.of("u", 2, 20, 20, 1);
    private static final Weights WEIGHTS = Weights.of(NET);
    private static final double BEND = 1e-3;
    private static final int INSIDE = 16;
    private static final int EDGE = 32;

    static MinimaxTraining start(Philox random, double startWeight, boolean climbs) {
        return new MinimaxTraining(Fit.start(WEIGHTS, AdamW.ADAM, random), new double[] {1, startWeight, startWeight}, new double[3], climbs);
    }

    static double exact(double x, double t) {
        double p = Math.PI * Math.PI * NU;
        return Math.exp(-p * t) * Math.sin(Math.PI * x) + 0.5 * Math.exp(-9 * p * t) * Math.sin(3 * Math.PI * x);
    }

    /** One iteration of Adam, and one of ascent. */
    MinimaxTraining next(double rate, double climb, CancelToken cancel) {
        Fit next = fit.step(cancel, rate, w -> {
            Value[] l = parts(w);
            return l[0].times(lambda[0]).plus(l[1].times(lambda[1])).plus(l[2].times(lambda[2]));
        });
        double[] now = next.evaluate(cancel, w -> Value.stack(0, parts(w)));
        double[] moved = lambda.clone();
        for (int k = 0; k < 3 && climbs; k++) {
            moved[k] = Math.max(0, moved[k] + climb * (now[k] - BEND * (moved[k] - 1)));
        }
        return new MinimaxTraining(next, moved, now, climbs);
    }

    private static Value[] parts(Theta w) {
        int n = INSIDE * INSIDE;
        double[] inside = new double[2 * n];
        Arrays.setAll(inside, k -> k % 2 == 0 ? (k / 2 / INSIDE + 0.5) / INSIDE : (k / 2 % INSIDE + 0.5) / INSIDE);
        Jet u = NET.apply(w, at(w, inside));
        Value equation = u.b().minus(u.aa().times(NU)).square().mean();
        double[] begin = new double[2 * EDGE];
        double[] sides = new double[4 * EDGE];
        double[] known = new double[EDGE];
        for (int k = 0; k < EDGE; k++) {
            begin[2 * k] = (k + 0.5) / EDGE;
            known[k] = exact(begin[2 * k], 0);
            sides[4 * k + 1] = (k + 0.5) / EDGE;
            sides[4 * k + 2] = 1;
            sides[4 * k + 3] = (k + 0.5) / EDGE;
        }
        Value start = NET.apply(w, w.tape().of(begin, EDGE, 2)).minus(w.tape().of(known, EDGE, 1)).square().mean();
        return new Value[] {equation, start, NET.apply(w, w.tape().of(sides, 2 * EDGE, 2)).square().mean()};
    }

    private static Jet at(Theta w, double[] xt) {
        int n = xt.length / 2;
        double[] one = new double[2 * n];
        double[] two = new double[2 * n];
        for (int k = 0; k < n; k++) {
            one[2 * k] = 1;
            two[2 * k + 1] = 1;
        }
        return new Jet(w.tape().of(xt, n, 2), w.tape().of(one, n, 2), w.tape().of(two, n, 2), w.tape().zeros(n, 2));
    }

    /** u on {@value #SIDE}² nodes, x slow. */
    double[] field(CancelToken cancel) {
        double[] xt = new double[2 * SIDE * SIDE];
        Arrays.setAll(xt, k -> k % 2 == 0 ? k / 2 / SIDE / (SIDE - 1.0) : k / 2 % SIDE / (SIDE - 1.0));
        return fit.evaluate(cancel, w -> NET.apply(w, w.tape().of(xt, SIDE * SIDE, 2)));
    }

    /** Relative L2 error on the nodes. */
    double error(CancelToken cancel) {
        double[] u = field(cancel);
        double off = 0;
        double size = 0;
        for (int k = 0; k < u.length; k++) {
            double e = exact(k / SIDE / (SIDE - 1.0), k % SIDE / (SIDE - 1.0));
            off += (u[k] - e) * (u[k] - e);
            size += e * e;
        }
        return Math.sqrt(off / size);
    }
}
