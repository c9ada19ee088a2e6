package org.pushforward.engine.learn;

import java.util.List;
import java.util.function.Function;
import org.pushforward.engine.api.CancelToken;
import org.pushforward.engine.learn.Optimizer.Memory;
import org.pushforward.engine.learn.Optimizer.Objective;
import org.pushforward.engine.learn.Optimizer.Residuals;
import org.pushforward.engine.learn.Optimizer.Slope;
import org.pushforward.engine.numerics.Philox;

/**
 * A model in the middle of its training: weights, what the optimizer remembers, and how it goes. Immutable, so it is the checkpoint; a step
 * makes another. A step that is cancelled leaves nothing behind.
 *
 * @param theta the weights θ; never written
 * @param iterations done
 * @param loss mean of the latest {@value #WINDOW} or so, of least squares the latest; NaN before the first
 * @param gradient norm of the latest gradient; NaN before the first
 * @param isPrecise computed in 64 bits
 */
public record Fit(Weights weights, Optimizer optimizer, double[] theta, Memory memory, long iterations, double loss, double gradient, boolean isPrecise) {

    private static final int WINDOW = 50;

    /** Untrained, in 32 bits. */
    public static Fit start(Weights weights, Optimizer optimizer, Philox random) {
        Tape.prepare();
        return from(weights, optimizer, weights.initial(random));
    }

    /** From given weights, in 32 bits. */
    public static Fit from(Weights weights, Optimizer optimizer, double[] theta) {
        return new Fit(weights, optimizer, theta, optimizer.start(weights), 0, Double.NaN, Double.NaN, false);
    }

    /** The same, computed in 64 bits. */
    public Fit precise() {
        return new Fit(weights, optimizer, theta, memory, iterations, loss, gradient, true);
    }

    /** The same weights under another optimizer, which remembers nothing yet. */
    public Fit with(Optimizer other) {
        return new Fit(weights, other, theta, other.start(weights), iterations, loss, gradient, isPrecise);
    }

    /**
     * One iteration on a loss. Errors: {@link DivergedException} when loss or gradient is no number.
     *
     * @param rate learning rate η
     */
    public Fit step(CancelToken cancel, double rate, Function<Theta, Value> lossOf) {
        return step(cancel, rate, List.of(lossOf));
    }

    /** The same for a loss that is the sum of parts, one after the other in memory, as a large batch is cut into pieces. */
    public Fit step(CancelToken cancel, double rate, List<Function<Theta, Value>> parts) {
        return moved(new Sum(cancel, parts), rate, WINDOW);
    }

    /**
     * One iteration on ½ Σ r², for {@link LevenbergMarquardt}.
     *
     * @param groups residuals, each a vector whose entry k depends on sample k of the group alone
     */
    public Fit leastSquares(CancelToken cancel, List<Group> groups) {
        return moved(new Squares(cancel, groups), 1, 1);
    }

    /**
     * Residuals of n samples.
     *
     * @param of residuals of the samples as a vector of n; weights come one copy a sample when the Jacobian is wanted, so layers take them by
     *     {@link Theta#linear}
     */
    public record Group(int n, Function<Theta, Value> of) { }

    /** @param window how many losses are averaged; one where no batch is drawn */
    private Fit moved(Objective f, double rate, int window) {
        Optimizer.Move m = optimizer.step(f, theta, memory, rate);
        long done = iterations + 1;
        double mean = iterations == 0 ? m.loss() : loss + (m.loss() - loss) / Math.min(done, window);
        return new Fit(weights, optimizer, m.theta(), m.memory(), done, mean, m.gradient(), isPrecise);
    }

    /** What a function makes of the weights, without derivatives by them. */
    public double[] evaluate(CancelToken cancel, Function<Theta, Value> f) {
        return evaluate(cancel, theta, f);
    }

    /** The same with other weights, for example averaged ones. */
    public double[] evaluate(CancelToken cancel, double[] other, Function<Theta, Value> f) {
        try (Tape tape = tape(cancel)) {
            return f.apply(Theta.constant(tape, weights, other)).array();
        }
    }

    /** d a + (1 − d) θ: an exponential moving average of weights. */
    public double[] averaged(double[] a, double d) {
        double[] mean = new double[a.length];
        for (int k = 0; k < a.length; k++) {
            mean[k] = d * a[k] + (1 - d) * theta[k];
        }
        return mean;
    }

    /** ∂r/∂θ of a group, n × p row-major, in one sweep over a copy of the weights a sample. */
    public double[] jacobian(CancelToken cancel, Group group) {
        try (Tape tape = tape(cancel)) {
            Theta each = Theta.each(tape, weights, theta, group.n);
            return group.of.apply(each).lastGrad(each.all());
        }
    }

    /** Approximate memory. */
    public long bytes() {
        return (long) Double.BYTES * theta.length + memory.bytes();
    }

    private Tape tape(CancelToken cancel) {
        return isPrecise ? Tape.precise(cancel) : Tape.open(cancel);
    }

    private double number(double value, String what) {
        if (!Double.isFinite(value)) {
            throw new DivergedException(what, iterations);
        }
        return value;
    }

    private abstract class Judged implements Objective {
        private final CancelToken cancel;

        Judged(CancelToken cancel) {
            this.cancel = cancel;
        }

        @Override
        public Weights weights() {
            return weights;
        }

        @Override
        public CancelToken cancel() {
            return cancel;
        }
    }

    /** A loss as a sum of parts. */
    private final class Sum extends Judged {
        private final List<Function<Theta, Value>> parts;

        Sum(CancelToken cancel, List<Function<Theta, Value>> parts) {
            super(cancel);
            this.parts = parts;
        }

        @Override
        public Slope at(double[] place) {
            Slope sum = of(parts.getFirst(), place);
            for (Function<Theta, Value> part : parts.subList(1, parts.size())) {
                Slope more = of(part, place);
                for (int k = 0; k < place.length; k++) {
                    sum.gradient()[k] += more.gradient()[k];
                }
                sum = Slope.of(sum.loss() + more.loss(), sum.gradient());
            }
            // A sum of squares is a number only if all of them are.
            number(sum.norm(), "gradient");
            return sum;
        }

        private Slope of(Function<Theta, Value> part, double[] place) {
            try (Tape tape = tape(cancel())) {
                Theta w = Theta.variable(tape, weights, place);
                Value value = part.apply(w);
                return Slope.of(number(value.number(), "loss"), value.lastGrad(w.all()));
            }
        }

        @Override
        public double lossAt(double[] place) {
            double sum = 0;
            for (Function<Theta, Value> part : parts) {
                sum += number(evaluate(cancel(), place, part)[0], "loss");
            }
            return sum;
        }
    }

    /** ½ Σ r². */
    private final class Squares extends Judged {
        private final List<Group> groups;

        Squares(CancelToken cancel, List<Group> groups) {
            super(cancel);
            this.groups = groups;
        }

        @Override
        public Slope at(double[] place) {
            throw new IllegalStateException("residuals are for Levenberg–Marquardt");
        }

        @Override
        public double lossAt(double[] place) {
            double sum = 0;
            for (Group g : groups) {
                for (double r : evaluate(cancel(), place, g.of)) {
                    sum += 0.5 * r * r;
                }
            }
            return number(sum, "loss");
        }

        @Override
        public Residuals residualsAt(double[] place) {
            int n = groups.stream().mapToInt(Group::n).sum();
            int p = place.length;
            double[] r = new double[n];
            double[] jacobian = new double[n * p];
            int at = 0;
            for (Group g : groups) {
                try (Tape tape = tape(cancel())) {
                    Theta each = Theta.each(tape, weights, place, g.n);
                    Value residuals = g.of.apply(each);
                    double[] some = residuals.array();
                    double[] rows = residuals.lastGrad(each.all());
                    System.arraycopy(some, 0, r, at, g.n);
                    System.arraycopy(rows, 0, jacobian, at * p, rows.length);
                    at += g.n;
                }
            }
            for (double v : r) {
                number(v, "loss");
            }
            return new Residuals(r, jacobian);
        }
    }
}
