package org.pushforward.views.control;

import java.util.List;
import java.util.stream.DoubleStream;
import org.pushforward.engine.api.Change;
import org.pushforward.engine.api.Check;
import org.pushforward.engine.api.Course;
import org.pushforward.engine.api.Diagnostics;
import org.pushforward.engine.api.Experiment;
import org.pushforward.engine.api.Frame;
import org.pushforward.engine.api.Layer;
import org.pushforward.engine.api.Pane;
import org.pushforward.engine.api.Parameter;
import org.pushforward.engine.api.Parameter.Default;
import org.pushforward.engine.api.Parameter.Info;
import org.pushforward.engine.api.Parameter.Range;
import org.pushforward.engine.api.Parameter.Scale;
import org.pushforward.engine.api.ParameterSet;
import org.pushforward.engine.api.Rect;
import org.pushforward.engine.api.Solver;
import org.pushforward.engine.api.SourceFile;
import org.pushforward.engine.data.PointSources;
import org.pushforward.engine.api.Status;
import org.pushforward.engine.api.StepContext;

/**
 * A stand-in for an experiment, for tests and the demonstration of the views: a mesh is drawn towards a ring over a few steps while a
 * "residual" falls by a factor of five a step. Declares one parameter of every kind.
 */
public final class SwirlExperiment implements Experiment {

    public static final int STEPS = 12;

    @Override
    public Description description() {
        return new Description("test.swirl", "Photograph", """
                Moves a uniform mesh along the gradient of a convex potential so that every cell holds the same amount of m: \
                optimal transport, solved by Newton–Krylov with a cosine-transform Poisson preconditioner.""",
                List.of("m(ξ+∇φ) · det(I + D²φ) = θ"),
                List.of(new Citation("C. J. Budd, J. F. Williams", 2009, "Moving mesh generation using the parabolic Monge–Ampère equation",
                        "10.1137/080716773")));
    }

    @Override
    public List<Parameter<?>> parameters() {
        Info strength = Info.of("alpha", "α", "Strength", "Monitor", "How strongly the mesh is drawn together.").source("eq. 6").live();
        return List.of(
                new Parameter.Choice(Info.of("monitor", "m", "Monitor", "Monitor", "What attracts the mesh."),
                        List.of("image", "ring", "bell", "constant"), Default.of("image")),
                new Parameter.Source(Info.of("image", "", "Image", "Monitor", "A picture.").shownFor("monitor", "image"), "a picture",
                        List.of("png", "jpg"), Default.of(SourceFile.sample("flower.jpg"))),
                PointSources.parameter(Info.of("cloud", "", "Points", "Monitor", "A set of points."), "moons"),
                new Parameter.Real(strength.shownFor("monitor", "image", "ring", "bell"), Range.of(0, 60), Range.of(0, 1e4), Scale.LINEAR,
                        Default.by("monitor", 50.0).when(14.0, "image").when(10.0, "ring")),
                new Parameter.Real(Info.of("beta", "β", "Steepness", "Monitor", "One over the width.").shownFor("monitor", "ring").live(),
                        Range.of(1, 300), Range.of(1e-3, 1e5), Scale.LOG, Default.of(200.0)),
                new Parameter.Real(Info.of("smoothing", "σ", "Smoothing", "Monitor", "Blur of the monitor.").unit("px").live(),
                        Range.of(0, 20), Range.nonNegative(), Scale.LINEAR, Default.of(4.0)),
                new Parameter.Real(Info.of("exponent", "q", "Exponent", "Monitor", "Power of the Hessian."), Range.of(0.1, 2),
                        Range.positive(), Scale.LINEAR, Default.of(2.0 / 3)),
                new Parameter.Whole(Info.of("n", "n", "Cells per side", "Mesh", "Cells along the shorter side."), Range.of(8, 256),
                        Range.of(2, 2048), Scale.LOG, Default.of(72)),
                new Parameter.Flag(Info.of("periodic", "", "Periodic", "Mesh", "Opposite sides are one.").live(), Default.of(false)),
                new Parameter.Vector(Info.of("centre", "c", "Centre", "Mesh", "Of the ring.").live(), 1, 2,
                        Default.of(new Parameter.VectorValue(1, 2, List.of(0.5, 0.5)))));
    }

    @Override
    public List<Pane> panes() {
        return List.of(
                Pane.plane("mesh", "Physical mesh", "over the field", new Pane.Drawing("m", Pane.Style.FILL), new Pane.Drawing("mesh", Pane.Style.LINES)),
                Pane.plane("area", "Cell area", "det J, log scale", new Pane.Drawing("mesh", Pane.Style.CELLS, "det")).onLogScale(),
                Pane.history("residual", "Residual", "per Newton step", "residual").onLogScale(),
                Pane.space("surface", "Monitor", "height and color: m", new Pane.Drawing("m", Pane.Style.SURFACE)));
    }

    @Override
    public List<Check> checks() {
        return List.of(
                new Check.Live("min-det", "det J minimum", "min-jacobian", Check.Criterion.above(0), false, "no cell is folded"),
                new Check.Live("cv", "equidistribution σ/μ", "cv", Check.Criterion.atMost(0.05), true, "converged run of ours"),
                new Check.Reference("separable", "exact map, separable m", Check.Criterion.atMost(7.5e-5), "closed form", _ -> 6.9e-5),
                new Check.Reference("order", "observed order", Check.Criterion.within(2, 0.15), "closed form", _ -> 2.02));
    }

    @Override
    public Course course(ParameterSet parameters) {
        return Course.CONVERGENT;
    }

    @Override
    public double stepsPerSecond(ParameterSet parameters) {
        return 5;
    }

    @Override
    public Solver create(ParameterSet parameters, long seed) {
        return new Swirl(parameters.real("alpha"), parameters.whole("n"));
    }

    private record Saved(int step, double alpha) implements Solver.State {
        @Override
        public long bytes() {
            return 64;
        }
    }

    private static final class Swirl implements Solver {

        private final int n;
        private double alpha;
        private int step;

        Swirl(double alpha, int n) {
            this.alpha = alpha;
            this.n = n;
        }

        @Override
        public Status status() {
            return step < STEPS ? Status.RUNNING : Status.CONVERGED;
        }

        @Override
        public Status step(StepContext context) {
            step++;
            return status();
        }

        @Override
        public Diagnostics diagnostics() {
            double pull = pull();
            return Diagnostics.of(new Diagnostics.Entry("residual", "residual", "", Math.pow(5, -step)),
                    new Diagnostics.Entry("min-jacobian", "min det J", "", 1 - 0.7 * pull),
                    new Diagnostics.Entry("cv", "σ/μ", "", 0.011 + Math.exp(-0.7 * step)),
                    new Diagnostics.Entry("newton-iterations", "Newton", "", step),
                    new Diagnostics.Entry("linear-iterations", "GMRES", "", 6.0 * step));
        }

        private double pull() {
            return (1 - Math.exp(-0.5 * step)) * alpha / (alpha + 14);
        }

        @Override
        public Frame frame(long number) {
            int cells = 160;
            double[] m = new double[cells * cells];
            for (int k = 0; k < m.length; k++) {
                m[k] = monitor((k / cells + 0.5) / cells, (k % cells + 0.5) / cells);
            }
            return new Frame(number, number, List.of(new Layer.ScalarField("m", "m", "", cells, cells, Rect.UNIT, m),
                    new Layer.ScalarField("still", "one", "", cells, cells, Rect.UNIT, DoubleStream.generate(() -> 1).limit(m.length).toArray()), mesh()), diagnostics());
        }

        private double monitor(double x, double y) {
            double d = Math.hypot(x - 0.5, y - 0.5) - 0.28;
            double petals = 0.03 * Math.sin(9 * Math.atan2(y - 0.5, x - 0.5));
            return 1 + alpha * Math.exp(-Math.pow((d + petals) / 0.06, 2));
        }

        private Layer.Mesh mesh() {
            double[] xy = new double[2 * (n + 1) * (n + 1)];
            for (int i = 0; i <= n; i++) {
                for (int j = 0; j <= n; j++) {
                    double x = (double) i / n;
                    double y = (double) j / n;
                    double r = Math.hypot(x - 0.5, y - 0.5);
                    double s = 0.11 * pull() * Math.sin(2 * Math.PI * (r - 0.28) / 0.56) * 16 * x * (1 - x) * y * (1 - y) * (r < 0.56 ? 1 : 0);
                    int k = 2 * (i * (n + 1) + j);
                    xy[k] = x - s * (x - 0.5) / Math.max(r, 1e-9);
                    xy[k + 1] = y - s * (y - 0.5) / Math.max(r, 1e-9);
                }
            }
            return new Layer.Mesh("mesh", "mesh", "", n, n, xy, List.of(new Layer.Field("det", "det J", "", areas(xy))));
        }

        private double[] areas(double[] xy) {
            double[] a = new double[n * n];
            int row = 2 * (n + 1);
            for (int i = 0; i < n; i++) {
                for (int j = 0; j < n; j++) {
                    int k = i * row + 2 * j;
                    int o = k + row + 2;
                    a[i * n + j] = 0.5 * n * n * ((xy[o] - xy[k]) * (xy[k + 3] - xy[k + row + 1])
                            - (xy[o + 1] - xy[k + 1]) * (xy[k + 2] - xy[k + row])) * 1.0;
                }
            }
            return a;
        }

        @Override
        public void apply(Change change) {
            if (change instanceof Change.Set s && s.parameter().equals("alpha")) {
                alpha = (Double) s.value();
            }
        }

        @Override
        public State save() {
            return new Saved(step, alpha);
        }

        @Override
        public void restore(State state) {
            step = ((Saved) state).step();
            alpha = ((Saved) state).alpha();
        }
    }
}
