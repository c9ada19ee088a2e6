package org.pushforward.engine.mesh;

import static org.pushforward.engine.api.Check.Criterion.atMost;
import static org.pushforward.engine.api.Check.Criterion.within;
import static org.pushforward.engine.api.Pane.Style.FILL;
import static org.pushforward.engine.api.Pane.Style.LINES;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.pushforward.engine.api.CancelToken;
import org.pushforward.engine.api.Rect;
import org.pushforward.engine.api.StepContext;
import org.pushforward.engine.geometry.MeshGrid;
import org.pushforward.engine.geometry.MonitorFunction;
import org.pushforward.engine.geometry.MovedMesh;
import org.pushforward.engine.geometry.NewtonKrylov;
import org.pushforward.engine.learn.AdamW;
import org.pushforward.engine.learn.Fit;
import org.pushforward.engine.mesh.MeshOperator.Seen;
import org.pushforward.engine.numerics.Formula;
import org.pushforward.engine.numerics.Philox;
import org.pushforward.engine.study.Gauge;
import org.pushforward.engine.study.Knob;
import org.pushforward.engine.study.Knobs;
import org.pushforward.engine.study.Look;
import org.pushforward.engine.study.Study;
import org.pushforward.engine.study.Trial;
import org.pushforward.engine.study.Turn;

/**
 * {@code mesh.dmm}: an operator from fields to meshes that is trained on the Monge-Ampère equation alone. Trained, a step shows it the next of a
 * moving field that it has never seen; fresh, a step is an epoch of new fields.
 *
 * @see MeshOperator
 */
public final class DataFreeMover extends Study<DataFreeMover.Moved> {

    private static final MeshOperator NETWORK = new MeshOperator();
    private static final String FRESH = "fresh";
    private static final String GAUSSIANS = "gaussians";
    private static final int FIELDS = 8;
    private static final int POINTS = 96;
    private static final int EACH = 3;
    private static final int FRAMES = 120;
    private static final int POINT_STREAM = 2;
    private static final int SHOWN_STREAM = 3;
    private static final int GATE_STREAM = 4;
    private static final int GATE_FIELDS = 8;
    private static final int GATE_CELLS = 24;
    private static final int GATE_EVERY = 10;
    private static final int HALVINGS = 4;
    private static final int MOST_NEWTON = 40;
    private static final double SOLVED = 1e-8;

    /** A mesh: its nodes, and how good it is. */
    record Judged(double[] xy, double cv, double error, double least, int folded) { }

    /**
     * @param gated the last weights that folded none of the meshes of the gate
     * @param loss of the epoch; NaN where nothing is trained
     */
    record Moved(MeshField field, MonitorFunction monitor, Fit fit, double[] gated, double time, Judged network, Judged uniform, Judged exact, double loss) { }

    private final Knob<String> weights;
    private final Knob<String> field;
    private final Knob<String> fieldFormula;
    private final Knob<Integer> n;
    private final Knob<Double> scale;
    private final Knob<String> compress;
    private final Knob<Double> blur;
    private final Knob<Boolean> gate;
    private final Knob<Double> rate;
    private final Knob<Integer> epochs;

    public DataFreeMover() {
        super("mesh.dmm", "A mesh mover without data",
                "A network learns to map any field to the potential whose gradient moves a mesh, from the Monge-Ampère equation alone: it is never shown a mesh. Then one look at a field it has "
                        + "never seen gives a mesh at once. Beside it, for the same monitor, the uniform mesh and the mesh of Newton's method, which equidistributes better and here takes a twentieth of "
                        + "a second; the network is worth its training where meshes are wanted by the million or inside other networks. Equal shares of slope are not the least error: in the run that opens, Newton's mesh interpolates no better than the uniform one, and the looser mesh of the network a third better at times. The paper's sizes are hours here: 32² instead of 48² values are seen, "
                        + "66 thousand weights instead of a million. The trunk sees cosines, so the sides hold exactly where the paper has a penalty; the last layer is not solved for again by BFGS.",
                List.of("x = ξ + ∇φ(u; ξ)", "loss = mean (M(x) det(I + D²φ)/θ − 1)² + mean (min(0, 1 + φ_xx)² + min(0, 1 + φ_yy)²)", "M = 1 + |∇u| / (s ⟨|∇u|⟩)"),
                new Citation("P. Hu, Y. Wang, Z.-M. Ma", 2024, "Better Neural PDE Solvers Through Data-Free Mesh Movers", "2312.05583").code("https://github.com/Peiyannn/MM-PDE"),
                new Citation("C. J. Budd, J. F. Williams", 2009, "Moving Mesh Generation Using the Parabolic Monge-Ampère Equation", "10.1137/080716773"));
        group("Field");
        field = choice("field", "u", "Field", MeshField.NAMES, GAUSSIANS, "Bumps that go around, a ring, a wavy front, or a formula; the seed chooses which.");
        fieldFormula = formula("field-formula", "u", "Formula", List.of("x", "y"), "tanh(12*(x-.5-.15*sin(2*pi*y)))", false, "For field=formula.").when(field, "formula");
        scale = real("monitor-scale", "s", "Scale of the monitor", 0.5, 0.1, 2, "Slopes over s times the mean slope; small values ask for more.").positive().log();
        compress = choice("compress", "M", "Ratio", List.of("linear", "log1p"), "linear", "The ratio as it is, or log(1 + it), which is milder.");
        blur = real("blur", "σ", "Blur", 1, 0, 4, "Of the monitor, in cells of 1/64.").within(0, 64);
        group("Mesh");
        n = whole("n", "n", "Cells a side", 32, 16, 64, "Of the mesh; the network knows no resolution.").within(4, 256);
        group("Training");
        weights = choice("weights", "W", "Weights", List.of("trained", FRESH), "trained", "Those that ship, or new ones that learn while you watch.");
        gate = flag("gate", "g", "Gate", true, "Weights that fold one of eight unseen meshes are not shown; a mesh that folds all the same goes half of its way.");
        rate = real("learning-rate", "η", "Learning rate", 0.002, 1e-4, 0.01, "Of Adam; falls to zero along half a cosine.").within(1e-8, 1).log().when(weights, FRESH);
        epochs = whole("epochs", "E", "Epochs", 400, 100, 4000, "Each of three times eight new fields.").within(1, 1_000_000).log().when(weights, FRESH);
        learns(rate);
        lasts(p -> p.is(weights, FRESH) ? p.get(epochs) : FRAMES);
        pace(10);

        Gauge<Moved> cv = gauge("equidistribution-cv", "σ/μ, network", "", s -> s.network.cv).when(s -> !Double.isNaN(s.network.cv));
        Gauge<Moved> cvUniform = gauge("equidistribution-cv-uniform", "σ/μ, uniform", "", s -> s.uniform.cv).when(s -> !Double.isNaN(s.network.cv));
        Gauge<Moved> cvExact = gauge("equidistribution-cv-exact", "σ/μ, Newton", "", s -> s.exact.cv).when(s -> !Double.isNaN(s.network.cv));
        Gauge<Moved> error = gauge("interpolation-error", "Interpolation error, network", "", s -> s.network.error).when(s -> !Double.isNaN(s.network.cv));
        Gauge<Moved> errorUniform = gauge("interpolation-error-uniform", "Interpolation error, uniform", "", s -> s.uniform.error).when(s -> !Double.isNaN(s.network.cv));
        Gauge<Moved> errorExact = gauge("interpolation-error-exact", "Interpolation error, Newton", "", s -> s.exact.error).when(s -> !Double.isNaN(s.network.cv));
        gauge("min-jacobian", "Least area over the uniform cell", "", s -> s.network.least);
        Gauge<Moved> folded = gauge("folded-cells", "Folded cells", "", s -> s.network.folded);
        gauge("loss", "Loss", "", Moved::loss).when(s -> !Double.isNaN(s.loss));

        plane("network", "By the network", "one look at a field it has never seen").draw(FILL, "u", "u").draw(LINES, "mesh", "mesh");
        plane("exact", "By Newton's method", "for the same monitor").draw(FILL, "u", "u").draw(LINES, "exact-mesh", "mesh");
        history("equidistribution", "How unequal the shares are", "σ/μ of the monitor's mass in the cells", cv, cvUniform, cvExact);
        history("interpolation", "Interpolation error", "of u by lines on triangles, L2", error, errorUniform, errorExact).log();
        plane("monitor", "Monitor", "M: where cells are wanted").draw(FILL, "monitor", "M");
        history("loss", "Loss", "mean over the epoch's fields", gaugeNamed("loss")).log();

        atEnd("beats-uniform", "σ/μ of the network over the uniform mesh's", gauge("cv-ratio", "σ/μ over the uniform mesh's", "", s -> s.network.cv / s.uniform.cv).when(s -> !Double.isNaN(s.network.cv)), atMost(1), "the uniform mesh");
        always("folds", "folded cells", folded, atMost(0), "a network can fold; the gate takes it half of the way back");
        reference("sides", "largest distance of a node from its side", atMost(1e-6), "the trunk's cosines have no slope there",
                t -> {
                    Moved s = t.steps(1).state();
                    return MeshQuality.of(grid(t.knobs()), s.network.xy, s.monitor, t.context()).boundaryOffset();
                });
        reference("newton", "σ/μ of Newton's mesh over the uniform mesh's", atMost(0.1), "equidistribution is what it solves for", t -> t.steps(1).value(cvExact) / t.value(cvUniform));
        reference("unseen", "mean σ/μ of 20 unseen gaussians over that of the uniform mesh, none folded", atMost(0.6), "the uniform mesh; 0.54 is reached, a half was asked for", t -> {
            double[] sum = new double[2];
            for (int k = 0; k < 20; k++) {
                var unseen = t.anew(200 + k).steps(1);
                sum[0] += unseen.value(folded) > 0 ? Double.POSITIVE_INFINITY : unseen.value(cv);
                sum[1] += unseen.value(cvUniform);
            }
            return sum[0] / sum[1];
        });
        for (String name : List.of(GAUSSIANS, "rings", "front")) {
            reference("unseen-" + name, "σ/μ over the uniform mesh's, 12 unseen " + name + ", median", atMost(name.equals(GAUSSIANS) ? 0.6 : 0.7), "the uniform mesh; 0.44, 0.52, 0.54 is reached", t -> {
                double[] ratios = IntStream.range(0, 12).mapToDouble(k -> {
                    var unseen = t.anew(100 + k, "field=" + name).steps(1);
                    return unseen.value(cv) / unseen.value(cvUniform);
                }).sorted().toArray();
                return 0.5 * (ratios[5] + ratios[6]);
            }, "n=24");
        }
        reference("jets", "det(I + D²φ) by jets against differences of the mesh", within(1, 0.02), "differences of ∇φ", DataFreeMover::determinants);
        lengthy("fresh", "σ/μ over the uniform mesh's after 400 fresh epochs", atMost(0.6), "the uniform mesh; our run", t -> t.rest().value(cv) / t.value(cvUniform), "weights=fresh");
        opens("Meshes at a glance", "Bumps go around; each mesh is one evaluation of a network that was never shown a mesh.").pictured(20);
        preset("ring", "A ring", "Another kind of field, just as unseen.").set("field=rings").pictured(20);
        preset(FRESH, "A mover learns from nothing", "New weights and nothing but the equation: the uniform mesh begins to gather.").set("weights=fresh").panes("network", "exact", "loss", "equidistribution").pictured(120);
        preset("outside", "A field unlike any it was trained on", "Two crossing lines: the network guesses, Newton's method computes.").set("field=formula", "field-formula=tanh(15*(x-.5))*tanh(15*(y-.5))").pictured(3);
        preset("sharp", "More than it was trained for", "A tenth of the scale asks for five times the contrast: meshes come close to folding.").set("monitor-scale=0.2", "field=front").pictured(20);
        tiny("n=4 weights=fresh epochs=2", "n=6 field=formula", "n=5 field=front compress=log1p");
    }

    private MeshGrid grid(Knobs p) {
        return MeshGrid.of(Rect.UNIT, p.get(n), 1);
    }

    private MeshField shown(Knobs p, Philox random, double time) {
        if (!p.is(field, "formula")) {
            return MeshField.drawn(p.get(field), random.stream(SHOWN_STREAM), 0, time);
        }
        Formula f = Formula.of("field-formula", p.get(fieldFormula), List.of("x", "y"));
        return new MeshField((x, y) -> {
            double v = f.value(x, y);
            if (!Double.isFinite(v)) {
                throw f.wrongAt("field-formula", v, x, y);
            }
            return v;
        });
    }

    private MonitorFunction monitor(Knobs p, MeshField f) {
        return f.monitor(p.get(scale), p.is(compress, "log1p"), p.get(blur));
    }

    @Override
    protected Moved start(Knobs p, Philox random) {
        Fit fit = Fit.start(NETWORK.weights(), AdamW.ADAM, random);
        if (!p.is(weights, FRESH)) {
            fit = Fit.from(NETWORK.weights(), AdamW.ADAM, NETWORK.trained());
        }
        MeshField f = shown(p, random, 0);
        Judged still = new Judged(nodes(p.get(n)), Double.NaN, Double.NaN, 1, 0);
        return new Moved(f, monitor(p, f), fit, fit.theta(), 0, still, still, still, Double.NaN);
    }

    @Override
    protected Moved next(Moved s, Turn t) {
        boolean fresh = t.p().is(weights, FRESH);
        Fit fit = s.fit;
        double[] gated = s.gated;
        double loss = Double.NaN;
        if (fresh) {
            double sum = 0;
            for (int k = 0; k < EACH; k++) {
                double cosine = 0.5 * (1 + Math.cos(Math.PI * t.step() / t.get(epochs)));
                fit = trained(fit, t.get(rate) * cosine, t.random(), t.step() * EACH + k, f -> monitor(t.p(), f), t.context().cancel());
                sum += fit.loss();
            }
            loss = sum / EACH;
            boolean open = !t.get(gate) || t.step() % GATE_EVERY == 0 && folds(fit, t) == 0;
            gated = open ? fit.theta() : gated;
        }
        double time = fresh ? 0 : (t.step() + 1.0) / FRAMES;
        MeshField f = fresh ? s.field : shown(t.p(), t.random(), time);
        MonitorFunction m = fresh ? s.monitor : monitor(t.p(), f);
        double[] xi = nodes(t.get(n));
        double[] moved = NETWORK.moved(fit, gated, Seen.of(m), xi, t.context().cancel());
        MeshGrid g = grid(t.p());
        for (int k = 0; k < HALVINGS && t.get(gate) && folded(g, moved) > 0; k++) {
            Arrays.setAll(moved, i -> 0.5 * (moved[i] + xi[i]));
        }
        Judged network = judged(moved, f, m, t);
        boolean same = fresh && t.step() > 0;
        return new Moved(f, m, fit, gated, time, network, same ? s.uniform : judged(xi, f, m, t), same ? s.exact : judged(exact(grid(t.p()), m, t.context()), f, m, t), loss);
    }

    /** An iteration on new fields of all kinds. */
    private static Fit trained(Fit fit, double rate, Philox random, int iteration, Function<MeshField, MonitorFunction> monitor, CancelToken cancel) {
        List<Seen> fields = new ArrayList<>();
        double[] xi = new double[2 * FIELDS * POINTS];
        double[] u = new double[3 * POINTS];
        for (int f = 0; f < FIELDS; f++) {
            int number = iteration * FIELDS + f;
            fields.add(Seen.of(monitor.apply(MeshField.drawn(MeshField.NAMES.get(f % 3), random, number, 0))));
            random.stream(POINT_STREAM).uniforms((long) number * POINTS, POINTS, 0, 3, u, 0);
            System.arraycopy(fields.get(f).points(u), 0, xi, 2 * f * POINTS, 2 * POINTS);
        }
        return fit.step(cancel, rate, w -> NETWORK.loss(w, fields, xi));
    }

    private int folds(Fit fit, Turn t) {
        MeshGrid g = MeshGrid.of(Rect.UNIT, GATE_CELLS, 1);
        double[] xi = nodes(GATE_CELLS);
        int folds = 0;
        for (int k = 0; k < GATE_FIELDS; k++) {
            MonitorFunction m = monitor(t.p(), MeshField.drawn(MeshField.NAMES.get(k % 3), t.random().stream(GATE_STREAM), k, 0));
            double[] xy = NETWORK.moved(fit, fit.theta(), Seen.of(m), xi, t.context().cancel());
            folds += folded(g, xy);
        }
        return folds;
    }

    private static int folded(MeshGrid g, double[] xy) {
        return (int) IntStream.range(0, g.nx() * g.ny()).filter(c -> MovedMesh.signedArea(g, xy, c) <= 0).count();
    }

    private Judged judged(double[] xy, MeshField f, MonitorFunction m, Turn t) {
        MeshGrid g = grid(t.p());
        MeshQuality q = MeshQuality.of(g, xy, m, t.context());
        t.ask();
        return new Judged(xy, q.equidistributionCv(), InterpolationError.of(g, xy, f.u()), q.minJacobian(), folded(g, xy));
    }

    private static double[] exact(MeshGrid grid, MonitorFunction m, StepContext context) {
        NewtonKrylov newton = new NewtonKrylov(grid);
        double[] phi = new double[grid.solveCells()];
        for (int k = 0; k < MOST_NEWTON && newton.evaluate(phi, m, 1, context).residual() > SOLVED; k++) {
            if (!(newton.iterate(phi, m, 1, context) instanceof NewtonKrylov.Advanced a)) {
                break;
            }
            phi = a.phi();
        }
        return MovedMesh.nodes(grid, phi);
    }

    private static double[] nodes(int cells) {
        double[] x = new double[2 * (cells + 1) * (cells + 1)];
        Arrays.setAll(x, k -> (k % 2 == 0 ? k / 2 / (cells + 1) : k / 2 % (cells + 1)) / (double) cells);
        return x;
    }

    /** Median over small squares of (area after the map over area before) / det(I + D²φ) at their middles, the determinant from the loss' own jets. */
    private static double determinants(Trial<Moved> t) {
        Seen seen = Seen.of(t.state().monitor);
        double h = 1e-2;
        double[] ratios = new double[25];
        for (int k = 0; k < ratios.length; k++) {
            double x = 0.15 + 0.7 * (k / 5) / 4.0;
            double y = 0.15 + 0.7 * (k % 5) / 4.0;
            double[] at = {x - h, y, x + h, y, x, y - h, x, y + h, x, y};
            double[] m = NETWORK.moved(t.state().fit, t.state().gated, seen, at, t.context().cancel());
            double det = ((m[2] - m[0]) * (m[7] - m[5]) - (m[3] - m[1]) * (m[6] - m[4])) / (4 * h * h);
            ratios[k] = det / NETWORK.determinant(t.state().fit, t.state().gated, seen, new double[] {x, y}, t.context().cancel());
        }
        Arrays.sort(ratios);
        return ratios[ratios.length / 2];
    }

    /** The weights that ship: iterations on the default monitor, learning rate 0.003 along half a cosine, seed 1. */
    public static double[] bake(CancelToken cancel, int all) {
        Philox random = new Philox(1);
        Fit fit = Fit.start(NETWORK.weights(), AdamW.ADAM, random);
        for (int k = 0; k < all; k++) {
            fit = trained(fit, 0.003 * 0.5 * (1 + Math.cos(Math.PI * k / all)), random, k, f -> f.monitor(0.5, false, 1), cancel);
        }
        return fit.theta();
    }

    @Override
    protected void look(Moved s, Knobs p, Look to) {
        int m = 96;
        double[] u = new double[m * m];
        Arrays.setAll(u, k -> s.field.u().applyAsDouble((k / m + 0.5) / m, (k % m + 0.5) / m));
        to.field("u", m, m, Rect.UNIT, u);
        to.field("monitor", m, m, Rect.UNIT, GriddedMonitor.sample(s.monitor, Rect.UNIT, m, m));
        to.mesh("mesh", p.get(n), p.get(n), s.network.xy);
        to.mesh("exact-mesh", p.get(n), p.get(n), s.exact.xy);
    }
}
