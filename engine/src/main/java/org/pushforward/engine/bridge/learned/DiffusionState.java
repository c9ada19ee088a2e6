package org.pushforward.engine.bridge.learned;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;
import org.pushforward.engine.api.Diagnostics;
import org.pushforward.engine.api.Diagnostics.Entry;
import org.pushforward.engine.api.Solver;
import org.pushforward.engine.api.Status;

/**
 * Where a learned bridge stands. Immutable; arrays are never written.
 *
 * @param forward particles from p₀ on
 * @param backward particles from p₁ back
 * @param ratios of forward and backward, after every half-iteration that is done, two numbers each
 * @param steps solver steps done: what the motion of the picture counts
 * @param time where particles are held
 * @param rate learning rate
 * @param pending ε that training, particles and measures are not yet of
 */
record DiffusionState(BridgeTraining training, BridgeTraining.Point point, Chains forward, Chains backward, Measures measures,
        double[] ratios, int steps, double time, double rate, Status status, OptionalDouble pending) implements Solver.State {

    /**
     * How good a bridge is.
     *
     * @param target energy distance of the forward particles from p₁ over what two samples of p₁ have on average
     * @param source the same for the backward particles and p₀
     * @param covariance Cov(X₀, X₁) of a coordinate, both directions
     * @param variance of a coordinate of X_t at the time nearest to ½, both directions
     */
    record Measures(double target, double source, double covariance, double variance) {

        static Measures of(BridgeTraining training, Chains forward, Chains backward) {
            DiffusionScene scene = training.scene();
            int d = scene.dimension();
            int n = training.grid().steps();
            int middle = training.grid().nearest(0.5);
            return new Measures(scene.judge1().ratio(forward.x()[n], d), scene.judge0().ratio(backward.x()[0], d),
                    0.5 * (covariance(forward, 0, n) + covariance(backward, 0, n)),
                    0.5 * (covariance(forward, middle, middle) + covariance(backward, middle, middle)));
        }

        /** Mean over the coordinates. */
        private static double covariance(Chains c, int k, int l) {
            int d = c.dimension();
            int n = c.size();
            double[] x = c.x()[k];
            double[] y = c.x()[l];
            double sum = 0;
            for (int i = 0; i < d; i++) {
                double mx = 0;
                double my = 0;
                double xy = 0;
                for (int p = i; p < x.length; p += d) {
                    mx += x[p] / n;
                    my += y[p] / n;
                    xy += x[p] * y[p] / n;
                }
                sum += (xy - mx * my) / d;
            }
            return sum;
        }
    }

    DiffusionState with(double newTime, double newRate, Status newStatus) {
        return new DiffusionState(training, point, forward, backward, measures, ratios, steps, newTime, newRate, newStatus, pending);
    }

    /** Before the first half-iteration again, with another ε. */
    DiffusionState awaiting(double eps) {
        return new DiffusionState(training, point.again(), forward, backward, measures, ratios, steps, time, rate, Status.RUNNING,
                OptionalDouble.of(eps));
    }

    @Override
    public long bytes() {
        return point.bytes() + forward.bytes() + backward.bytes();
    }

    Chains chains(Direction direction) {
        return direction == Direction.FORWARD ? forward : backward;
    }

    Diagnostics diagnostics() {
        double eps = pending.orElse(training.scene().eps());
        int n = training.grid().steps();
        List<Entry> all = new ArrayList<>(List.of(new Entry("energy-ratio", "p₁: energy distance / floor", "", measures.target()),
                new Entry("energy-ratio-back", "p₀: energy distance / floor", "", measures.source()),
                new Entry("iterations", "Iterations", "", point.iteration()),
                new Entry("evaluations", "Network evaluations", "", training.evaluations(point.iteration())),
                new Entry("half-iteration", "Half-iterations done", "", training.half(point.iteration()))));
        // Before the first iteration there is no loss.
        if (point.iteration() > 0) {
            all.add(new Entry("loss", "Loss", "", point.loss()));
        }
        all.add(new Entry("transport-cost", "E ½|x₀−x₁|²", "", forward.cost()));
        all.add(new Entry("plan-cost", training.scene().exact().isPresent() ? "E ½|x₀−x₁|², exact" : "E ½|x₀−x₁|², plan of a sample", "",
                training.scene().cost()));
        all.add(new Entry("path-energy", "½ E ∫|drift|² dt", "", forward.energy()));
        all.add(new Entry("nfe", "Evaluations a path", "", n));
        all.add(new Entry("eps", "ε", "", eps));
        all.add(new Entry("sigma", "σ = √ε", "", Math.sqrt(eps)));
        all.add(new Entry("reg", "reg = 2ε for |x−y|²", "", 2 * eps));
        training.scene().exact().ifPresent(e -> {
            double t = training.grid().t()[training.grid().nearest(0.5)];
            all.add(new Entry("covariance", "Cov(x₀, x₁)", "", measures.covariance()));
            all.add(new Entry("covariance-exact", "Cov(x₀, x₁), exact", "", e.c()));
            all.add(new Entry("covariance-error", "Error of Cov(x₀, x₁)", "", Math.abs(measures.covariance() - e.c())));
            all.add(new Entry("variance-middle", "Var x_½", "", measures.variance()));
            all.add(new Entry("variance-middle-exact", "Var x_½, exact", "", e.variance(t, eps)));
            all.add(new Entry("variance-error", "Error of Var x_½", "", Math.abs(measures.variance() - e.variance(t, eps))));
        });
        return new Diagnostics(all);
    }

    /** With the ratios of now at the end. */
    static double[] and(double[] ratios, Measures m) {
        double[] more = Arrays.copyOf(ratios, ratios.length + 2);
        more[ratios.length] = m.target();
        more[ratios.length + 1] = m.source();
        return more;
    }
}
