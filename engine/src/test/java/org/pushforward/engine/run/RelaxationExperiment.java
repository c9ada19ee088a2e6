package org.pushforward.engine.run;

import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.pushforward.engine.api.Change;
import org.pushforward.engine.api.Check;
import org.pushforward.engine.api.Diagnostics;
import org.pushforward.engine.api.Experiment;
import org.pushforward.engine.api.Frame;
import org.pushforward.engine.api.InputException;
import org.pushforward.engine.api.Layer;
import org.pushforward.engine.api.Pane;
import org.pushforward.engine.api.Parameter;
import org.pushforward.engine.api.ParameterSet;
import org.pushforward.engine.api.Rect;
import org.pushforward.engine.api.Solver;
import org.pushforward.engine.api.SourceFile;
import org.pushforward.engine.api.Status;
import org.pushforward.engine.api.StepContext;

/**
 * x ← x + rate·(target − x) on a few cells; converges for rate &lt; 2, blows up beyond. Small enough to reason about by hand. It
 * misbehaves on request: mode "wait" never ends its step, mode "look" never ends
 * a frame of a later step than 0 that may be cut short, mode "hidden" has a NaN in its layer from step 3 on that no diagnostic
 * shows, a rate above {@link #BREAKS} breaks the step half way, and a stroke wider than 100 is refused.
 */
public final class RelaxationExperiment implements Experiment {

    static final double BREAKS = 1e250;

    private final AtomicInteger applied = new AtomicInteger();

    /** Changes that its solvers were given. */
    int applied() {
        return applied.get();
    }

    @Override
    public Description description() {
        return new Description("test.relaxation", "Relaxation", "x moves to its target.", List.of("x ← x + r (y − x)"),
                List.of(new Citation("A. Author", 2020, "On relaxation", "")));
    }

    @Override
    public List<Parameter<?>> parameters() {
        return List.of(
                new Parameter.Real(Parameter.Info.of("rate", "r", "Rate", "Method", "step towards the target").live(), Parameter.Range.of(0, 1),
                        Parameter.Range.of(0, 1e300), Parameter.Scale.LINEAR, Parameter.Default.by("mode", 0.5).when(0.25, "slow")),
                new Parameter.Choice(Parameter.Info.of("mode", "", "Mode", "Method", "which default"), List.of("fast", "slow", "wait", "look", "hidden"),
                        Parameter.Default.of("fast")),
                new Parameter.Whole(Parameter.Info.of("n", "n", "Cells", "Method", "size"), Parameter.Range.of(1, 8), Parameter.Range.of(1, 1000000),
                        Parameter.Scale.LINEAR, Parameter.Default.of(4)),
                new Parameter.Flag(Parameter.Info.of("flag", "", "Flag", "Method", "a flag").shownFor("mode", "slow"), Parameter.Default.of(false)),
                new Parameter.Vector(Parameter.Info.of("vector", "v", "Vector", "Method", "a vector"), 1, 2,
                        Parameter.Default.of(new Parameter.VectorValue(1, 2, List.of(1.0, 2.0)))),
                new Parameter.Source(Parameter.Info.of("image", "", "Image", "Method", "a file"), "an image", List.of("jpg"), List.of("noise"),
                        Parameter.Default.of(SourceFile.sample("flower.jpg"))));
    }

    @Override
    public List<Pane> panes() {
        return List.of(Pane.plane("x", "x", "", new Pane.Drawing("x", Pane.Style.FILL)));
    }

    @Override
    public List<Check> checks() {
        return List.of();
    }

    @Override
    public Solver create(ParameterSet parameters, long seed) {
        return new Relaxation(parameters, seed, applied);
    }

    private static final class Relaxation implements Solver {
        private final boolean wait;
        private final boolean look;
        private final boolean hidden;
        private final int n;
        private double rate;
        private double paint;
        private double[] x;
        private Status status = Status.RUNNING;

        private final AtomicInteger applied;

        private record Saved(double[] x, double rate, double paint, Status status, long bytes) implements State { }

        Relaxation(ParameterSet p, long seed, AtomicInteger applied) {
            this.applied = applied;
            n = p.whole("n");
            wait = p.choice("mode").equals("wait");
            look = p.choice("mode").equals("look");
            hidden = p.choice("mode").equals("hidden");
            rate = p.real("rate");
            x = new double[n];
            for (int k = 0; k < n; k++) {
                x[k] = 1 + k + 0.1 * seed;
            }
        }

        @Override
        public Status status() {
            return status;
        }

        @Override
        public Status step(StepContext context) {
            while (wait) {
                context.cancel().throwIfCancelled();
                Thread.onSpinWait();
            }
            if (rate > BREAKS) {
                x = new double[n];
                throw new AssertionError("a broken step");
            }
            double[] next = new double[n];
            context.workers().forRanges(n, 2, (from, to) -> {
                for (int k = from; k < to; k++) {
                    next[k] = x[k] + rate * (paint - x[k]);
                }
            });
            x = next;
            status = residual() < 1e-3 ? Status.CONVERGED : Status.RUNNING;
            return status;
        }

        private double residual() {
            double s = 0;
            for (double v : x) {
                s += Math.abs(v - paint);
            }
            return s;
        }

        @Override
        public Frame frame(long step) {
            double[] values = x.clone();
            values[0] = hidden && step >= 3 ? Double.NaN : values[0];
            return new Frame(step, step, List.of(new Layer.ScalarField("x", "x", "", n, 1, Rect.UNIT, values)), diagnostics());
        }

        @Override
        public Frame frame(long step, StepContext context) {
            while (look && step > 0) {
                context.cancel().throwIfCancelled();
                Thread.onSpinWait();
            }
            return frame(step);
        }

        @Override
        public Diagnostics diagnostics() {
            return Diagnostics.of(new Diagnostics.Entry("residual", "residual", "", residual()));
        }

        @Override
        public void apply(Change change) {
            applied.incrementAndGet();
            switch (change) {
                case Change.Set s -> rate = (Double) s.value();
                case Change.Stroke s when s.radius() > 100 -> {
                    paint = Double.NaN;
                    throw new InputException("the brush is too wide");
                }
                case Change.Stroke s -> paint += s.strength();
                case Change.Unstroke _ -> paint = 0;
            }
            status = Status.RUNNING;
        }

        @Override
        public State save() {
            return new Saved(x.clone(), rate, paint, status, 8L * n);
        }

        @Override
        public void restore(State state) {
            Saved s = (Saved) state;
            x = s.x.clone();
            rate = s.rate;
            paint = s.paint;
            status = s.status;
        }
    }

    static RunDefinition definition() {
        Experiment e = new RelaxationExperiment();
        return RunDefinition.of(e, e.defaults(), 1);
    }

    static Change set(double rate) {
        return new Change.Set("rate", rate);
    }
}
