package org.pushforward.engine.pde;

import static org.pushforward.engine.api.Check.Criterion.atLeast;
import static org.pushforward.engine.api.Check.Criterion.atMost;
import static org.pushforward.engine.api.Pane.Style.CURVE;
import static org.pushforward.engine.api.Pane.Style.FILL;
import static org.pushforward.engine.api.Pane.Style.LINES;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.IntStream;
import org.pushforward.engine.api.CancelToken;
import org.pushforward.engine.api.Change.Stroke;
import org.pushforward.engine.api.Layer;
import org.pushforward.engine.api.Parameter.VectorValue;
import org.pushforward.engine.api.Rect;
import org.pushforward.engine.api.Status;
import org.pushforward.engine.learn.AdamW;
import org.pushforward.engine.learn.Fit;
import org.pushforward.engine.learn.Tape;
import org.pushforward.engine.learn.Theta;
import org.pushforward.engine.learn.Value;
import org.pushforward.engine.learn.Weights;
import org.pushforward.engine.learn.layer.PlaneConvolution;
import org.pushforward.engine.learn.layer.PlaneWaves;
import org.pushforward.engine.learn.layer.ScatteredWaves;
import org.pushforward.engine.numerics.Philox;
import org.pushforward.engine.pde.DomainCells.Cell;
import org.pushforward.engine.pde.HolePlates.Plate;
import org.pushforward.engine.pde.PlateLearning.Seen;
import org.pushforward.engine.study.Knob;
import org.pushforward.engine.study.Knobs;
import org.pushforward.engine.study.Look;
import org.pushforward.engine.study.Study;
import org.pushforward.engine.study.Training;
import org.pushforward.engine.study.Turn;

/** {@code pde.geo-fno}: a Fourier operator behind a learned deformation, and a hole designed through it (Li, Huang, Liu & Anandkumar 2023). */
public final class GeometryOperator extends Study<GeometryOperator.Shaped> {

    private static final int LAYERS = 10;
    private static final int AROUND = 40;
    private static final double GROWTH = 1.2;
    private static final double LEAST = 0.1;
    private static final double RANGE = 0.25;
    private static final double MOST = 0.4;
    private static final HolePlates PLATES = new HolePlates(LEAST, RANGE, LAYERS, AROUND, GROWTH);
    private static final int TESTED = 24;
    private static final int JUDGED = 10;
    private static final int WARM_UP = 20;
    private static final int EXAMPLES = 1;
    private static final int HELD_OUT = 2;
    private static final int PICKS = 3;

    /** @param seen by the operator on one grid, as {@code held} the tests */
    record Plates(List<Plate> examples, List<Plate> tests, List<Seen> seen, List<Seen> held) { }

    /**
     * @param jacobian smallest det ∇φ at nodes of held-out plates, over that of a map that only scales, and {@code fold} where
     * @param sums Fourier sums on an even grid less the transform
     */
    record Shaped(Plates plates, DeformedNetwork net, PlateLearning rival, Fit fit, Fit rivalFit, double error, double errorRival, double jacobian, String fold, double sums, HoleDesign design) { }

    private final Knob<VectorValue> hole;
    private final Knob<Double> morph;
    private final Knob<String> map;
    private final Knob<Integer> modes;
    private final Knob<Integer> width;
    private final Knob<Integer> grid;
    private final Knob<Integer> samples;
    private final Knob<Double> target;
    private final Knob<Integer> designSteps;
    private final Training training;

    public GeometryOperator() {
        super("pde.geo-fno", "A plate bent to fit a grid", "Fourier operators want even grids, plates have holes. Here a network learns a map of the plate to a torus along with the operator that works there: sums over the nodes give the waves on the torus, two layers work on an even grid, and sums bring the result back to the nodes. "
                + "Beside it, from the same plates and batches and with as many weights, a Fourier operator on an even grid of the plate that is told the distance from the rim, which is more than the mask of the paper's rival. When the training is over a hole is changed by the gradient of the predicted stress, its area kept, and finite elements, which the design never asks, say whether it carries better. "
                + "Drag the rim with the brush, or set radii, and the stress follows at once. The plates are pulled up at the top and held at the bottom; ours are linear and in plane stress, the paper's are of rubber. The designed hole stays within the radii that were learned from; beyond them predictions mean little.",
                List.of("φ(x) = ξ + ξ ⊙ MLP(x, θ, |x|, radii), ξ = (x + 1)/2", "ŷ_k = N⁻¹ Σ_j f(x_j) e^(−2πi k·φ(x_j))", "y(x) = Re Σ_k c_k R_k ŷ_k e^(2πi k·φ(x))", "radii ← radii − η ∇(mean σ¹²)^(1/12), area kept"),
                new Citation("Z. Li, D. Z. Huang, B. Liu, A. Anandkumar", 2023, "Fourier Neural Operator with Learned Deformations for PDEs on General Geometries", "2207.05209"),
                new Citation("Z. Li, N. Kovachki, K. Azizzadenesheli, B. Liu, K. Bhattacharya, A. Stuart, A. Anandkumar", 2021, "Fourier Neural Operator for Parametric Partial Differential Equations", "2010.08895"));
        group("Shown");
        hole = vector("hole", "r", "Hole", 1, 0, "0.3,0.23,0.18,0.23,0.3,0.23,0.18,0.23", "Radii at even angles, from the right counterclockwise; an even number, 4 to 16.").live();
        morph = real("morph", "μ", "Morph", 0.5, 0, 1, "0: the plate, 1: where its nodes lie on the torus.").within(0, 1).live();
        group("Operator");
        map = choice("map", "φ", "Map", List.of(DeformedNetwork.LEARNED, DeformedNetwork.IDENTITY, DeformedNetwork.O_GRID), DeformedNetwork.LEARNED, "To the torus: learned, none, or by angle and layer of the mesh.");
        modes = whole("modes", "m", "Modes", 6, 2, 10, "Waves that are mixed along an axis.").within(1, 16);
        width = whole("width", "w", "Width", 16, 4, 24, "Channels of both operators.").within(1, 48);
        grid = whole("grid", "n", "Grid", 24, 12, 32, "Places a side, of both operators.").within(4, 48);
        samples = whole("samples", "P", "Plates", 300, 40, 500, "That are learned from.").within(2, 800);
        group("Design");
        target = real("target", "τ", "Target", 0.5, 0.3, 1, "Predicted stress over that at the start at which the design is done.").within(0, 1);
        designSteps = whole("design-steps", "D", "Steps", 40, 0, 80, "Of the design, after the training.").within(0, 500);
        training = trainingOnFields(8e-3, 6, 320, 1);
        lasts(p -> training.steps(p) + p.get(designSteps));
        refuse(p -> 2 * p.get(modes) > p.get(grid), p -> "modes: " + p.get(modes) + " waves do not fit on " + p.get(grid) + " places, half of them at most; take fewer modes or a larger grid");
        refuse(p -> !holds(p.get(hole)), _ -> "hole: needs an even number of radii, 4 to 16, each from " + LEAST + " to " + MOST + ", in one row; give for example 0.2,0.25,0.2,0.25");
        fails((s, _, _) -> s.jacobian > 0 ? Optional.empty() : Optional.of(new Status.Failure(Status.Kind.DIVERGED, "minimum-jacobian", s.fold, String.format(Locale.ROOT, "The map folds: det ∇φ = %.3g.", s.jacobian),
                List.of(new Status.Remedy("Learn at a third of the rate", "learning-rate", 2.5e-3), new Status.Remedy("Use no map", "map", DeformedNetwork.IDENTITY)))));
        pace(20);

        var error = gauge("error", "deformed", "", Shaped::error);
        var rival = gauge("error-interpolated", "even grid", "", Shaped::errorRival);
        var jacobian = gauge("minimum-jacobian", "Smallest det ∇φ", "", Shaped::jacobian);
        var sums = gauge("fourier-error", "Fourier sums less the transform", "", Shaped::sums);
        var gain = gauge("design-gain", "Stress that the design takes away, by finite elements", "", s -> s.design.gain());
        gauge("parameters", "Weights", "", s -> s.net.size());
        gauge("parameters-interpolated", "Weights on the even grid", "", s -> s.rival.size());

        plane("morph", "From the plate to the torus", "predicted stress, carried along by the map").draw(FILL, "morph", "von Mises stress");
        multiples("stress", "Stress of the hole", "von Mises over the pull").draw(FILL, "stress-truth", "finite elements").draw(FILL, "stress-geo", "deformed").draw(FILL, "stress-grid", "even grid");
        history("error", "Error", "held-out plates, relative, mean", error, rival).log();
        plot("design", "Design", "largest stress, and what is lowered, over their start").draw(CURVE, "design-truth", "finite elements, rim", "", "steps").draw(CURVE, "design-predicted", "predicted, mean σ¹²", "", "steps");
        plane("rim", "The hole", "as it was set or dragged, and as designed").draw(LINES, "rim-start", "set").draw(LINES, "rim-design", "designed").draw(LINES, "plate", "plate");
        history("jacobian", "Smallest det ∇φ", "over all nodes of held-out plates; below 0 the map folds", jacobian);

        always("unfolded", "smallest det ∇φ at nodes of held-out plates", jacobian, atLeast(1e-6), "the map is one to one");
        always("sums", "Fourier sums on an even grid less the transform, relative", sums, atMost(1e-10), "the fast transform");
        formula("plain", "layer by sums under the identity map less the plain layer", atMost(1e-10), "nodes on an even grid", GeometryOperator::plainDifference);
        var three = shared(t -> {
            double[] mean = new double[2];
            for (int seed = 1; seed <= 3; seed++) {
                Shaped s = t.anew(seed).rest().state();
                mean[0] += s.error / s.errorRival / 3;
                mean[1] += s.design.gain() / 3;
            }
            return mean;
        });
        lengthy("even", "error over that on an even grid", atMost(0.85), "our runs, mean of 3 seeds", three, r -> r[0]);
        lengthy("design", "largest stress taken away by design, by finite elements", atLeast(0.07), "our runs, mean of 3 seeds", three, r -> r[1]);

        opens("A grid that bends", "A map to the torus is learned with the operator, and then a hole is turned until it carries better.").pins("hole", "morph", "map").panes("stress", "morph", "error", "design").pictured(100);
        preset("o-grid", "By angle and layer", "The mesh's own coordinates as the map: the grid is even, but the straight edges of the plate are bent, and the error is larger than on a plain grid.").set("map=o-grid", "morph=1").pins("map", "morph", "hole").panes("morph", "error", "stress", "design").pictured(100);
        preset("design", "A better hole?", "A long training, then a long design; finite elements judge.").set("iterations=600", "design-steps=80", "morph=0").pins("hole", "target", "morph").panes("rim", "design", "stress", "error").pictured(100);
        preset("lecture", "What the map does", "Where the plate's nodes go on the torus, and how far the map is from folding.").set("morph=1").pins("morph", "map", "hole").panes("morph", "jacobian", "error", "stress").pictured(100);
        tiny("samples=2 width=2 modes=2 grid=6 batch=1 iterations=2 iterations-per-step=1 design-steps=2", "samples=2 width=2 modes=2 grid=4 batch=1 iterations=2 iterations-per-step=1 design-steps=1 map=o-grid");
    }

    private static boolean holds(VectorValue v) {
        int n = v.values().size();
        return v.rows() == 1 && n >= 4 && n <= HolePlates.CODE && n % 2 == 0 && v.values().stream().allMatch(r -> r >= LEAST && r <= MOST);
    }

    private double[] radii(Knobs p) {
        double[] given = p.get(hole).values().stream().mapToDouble(r -> r).toArray();
        return IntStream.range(0, HolePlates.CODE).mapToDouble(k -> Math.clamp(HolePlates.radius(given, 2 * Math.PI * k / HolePlates.CODE), LEAST, MOST)).toArray();
    }

    private static double[] places(int n) {
        double[] at = new double[2 * n * n];
        Arrays.setAll(at, k -> (double) (k % 2 == 0 ? k / 2 / n : k / 2 % n) / n);
        return at;
    }

    private static double fourierError(int modes, int n) {
        try (Tape tape = Tape.precise(CancelToken.current())) {
            Value f = tape.of(IntStream.range(0, n * n).mapToDouble(k -> Math.sin(k * k)).toArray(), 1, n, n, 1);
            PlaneWaves waves = new PlaneWaves(modes, n);
            ScatteredWaves s = new ScatteredWaves(waves);
            double[] sums = s.forward(s.basis(tape.of(places(n), 1, n * n, 2)), f.reshape(1, n * n, 1)).array();
            double[] fast = f.fft(1, 2).array();
            double worst = 0;
            for (int k = 0; k < waves.count(); k++) {
                int at = Math.floorMod(waves.first(k), n) * n + waves.second(k);
                worst = Math.max(worst, Math.hypot(sums[k] - fast[2 * at], sums[waves.count() + k] - fast[2 * at + 1]));
            }
            return worst / n;
        }
    }

    private static double plainDifference() {
        try (Tape tape = Tape.precise(CancelToken.current())) {
            PlaneConvolution c = new PlaneConvolution("c", 3, 3, 4);
            Theta w = Theta.constant(tape, Weights.of(c), Weights.of(c).initial(new Philox(1)));
            Value f = tape.of(IntStream.range(0, 300).mapToDouble(k -> Math.sin(k * k)).toArray(), 1, 10, 10, 3);
            Value plain = c.apply(w, f).reshape(1, 100, 3);
            Value bySums = DeformedNetwork.throughWaves(w, c, tape.of(places(10), 1, 100, 2), f.reshape(1, 100, 3), 10);
            return Arrays.stream(plain.minus(bySums).array()).map(Math::abs).max().orElseThrow();
        }
    }

    @Override
    protected Shaped start(Knobs p, Philox random) {
        List<Plate> examples = IntStream.range(0, p.get(samples)).mapToObj(k -> PLATES.plate(random.stream(EXAMPLES), k)).toList();
        List<Plate> tests = IntStream.range(0, TESTED).mapToObj(k -> PLATES.plate(random.stream(HELD_OUT), k)).toList();
        DeformedNetwork net = new DeformedNetwork(PLATES, p.get(map), p.get(width), p.get(modes), p.get(grid));
        PlateLearning rival = PlateLearning.of("even", new CellGrids(List.of(new Cell(new int[] {0}, new Rect(-1, -1, 1, 1), 0)), p.get(grid)), p.get(width), p.get(modes));
        AdamW rule = new AdamW(0.9, 0.999, 1e-8, 1e-4, 1);
        Plates plates = new Plates(examples, tests, examples.stream().map(rival::seen).toList(), tests.stream().map(rival::seen).toList());
        Shaped s = new Shaped(plates, net, rival, Fit.start(Weights.of(net), rule, random.stream(10)), Fit.start(Weights.of(rival), rule, random.stream(11)), 0, 0, 1, "", fourierError(p.get(modes), p.get(grid)),
                HoleDesign.of(PLATES.plate(radii(p))));
        return judged(s, CancelToken.current());
    }

    private static Shaped judged(Shaped s, CancelToken cancel) {
        double[] radii = s.plates.tests.stream().flatMapToDouble(q -> Arrays.stream(q.radii())).toArray();
        double[] d = s.fit.evaluate(cancel, w -> s.net.jacobians(w, radii, TESTED));
        int worst = IntStream.range(0, d.length).boxed().min((a, b) -> Double.compare(d[a], d[b])).orElseThrow();
        int node = worst % PLATES.nodes();
        double[] xy = s.plates.tests.get(worst / PLATES.nodes()).mesh().xy();
        String where = String.format(Locale.ROOT, "node (%.3f, %.3f) of held-out plate %d", xy[2 * node], xy[2 * node + 1], worst / PLATES.nodes() + 1);
        return new Shaped(s.plates, s.net, s.rival, s.fit, s.rivalFit, s.fit.evaluate(cancel, w -> s.net.loss(w, s.plates.tests))[0], s.rivalFit.evaluate(cancel, w -> s.rival.loss(w, s.plates.held))[0],
                d[worst], where, s.sums, s.design);
    }

    private static Shaped with(Shaped s, HoleDesign design) {
        return new Shaped(s.plates, s.net, s.rival, s.fit, s.rivalFit, s.error, s.errorRival, s.jacobian, s.fold, s.sums, design);
    }

    @Override
    protected Shaped next(Shaped s, Turn t) {
        if (t.step() >= training.steps(t.p())) {
            HoleDesign d = s.design;
            boolean isDone = d.predicted().length > 0 && d.lowest() <= t.get(target) * d.predicted()[0];
            return isDone ? s : with(s, d.next(PLATES, s.fit, s.net::stresses, LEAST, MOST, t.context().cancel()));
        }
        Fit fit = s.fit;
        Fit rival = s.rivalFit;
        for (Training.Draw draw : training.draws(t)) {
            int[] picks = draw.picks(PICKS, draw.batch(), s.plates.examples.size());
            double rate = training.rate(t.p(), draw.iteration(), WARM_UP);
            fit = fit.step(t.context().cancel(), rate, w -> s.net.loss(w, Arrays.stream(picks).mapToObj(s.plates.examples::get).toList()));
            rival = rival.step(t.context().cancel(), rate, w -> s.rival.loss(w, Arrays.stream(picks).mapToObj(s.plates.seen::get).toList()));
        }
        Shaped next = new Shaped(s.plates, s.net, s.rival, fit, rival, s.error, s.errorRival, s.jacobian, s.fold, s.sums, s.design);
        return t.step() % JUDGED == 0 || t.step() + 1 == training.steps(t.p()) ? judged(next, t.context().cancel()) : next;
    }

    @Override
    protected Shaped changed(Shaped s, Knobs before, Knobs now) {
        return before.get(hole).equals(now.get(hole)) ? s : with(s, HoleDesign.of(PLATES.plate(radii(now))));
    }

    @Override
    protected Shaped painted(Shaped s, Knobs p, List<Stroke> strokes) {
        return with(s, HoleDesign.of(PLATES.plate(HoleDesign.dragged(radii(p), strokes, LEAST, MOST))));
    }

    @Override
    protected void look(Shaped s, Knobs p, Look to) {
        Plate shown = s.design.predicted().length == 0 ? s.design.start() : s.design.now();
        double[] xy = shown.mesh().xy();
        int[] triangles = shown.mesh().triangles();
        CancelToken cancel = to.context().cancel();
        double[] found = s.fit.evaluate(cancel, w -> s.net.stresses(w, w.tape().of(shown.radii(), 1, HolePlates.CODE)));
        double[] there = s.fit.evaluate(cancel, w -> s.net.mapped(w, w.tape().of(xy, 1, xy.length / 2, 2), w.tape().of(shown.radii(), 1, HolePlates.CODE)));
        double[] between = new double[xy.length];
        Arrays.setAll(between, k -> (1 - p.get(morph)) * xy[k] + p.get(morph) * (2 * there[k] - 1));
        to.triangles("morph", 2, between, p.is(map, DeformedNetwork.O_GRID) && p.get(morph) > 0 ? unwrapped(triangles) : triangles, List.of(stress(found)), List.of());
        to.triangles("stress-truth", 2, xy, triangles, List.of(stress(shown.stress())), List.of());
        to.triangles("stress-geo", 2, xy, triangles, List.of(stress(found)), List.of());
        to.triangles("stress-grid", 2, xy, triangles, List.of(stress(s.rivalFit.evaluate(cancel, w -> s.rival.stresses(w, List.of(s.rival.seen(shown)))))), List.of());
        to.paths("plate", 2, new double[] {-1, -1, 1, -1, 1, 1, -1, 1, -1, -1}, new int[] {0, 5});
        to.paths("rim-start", 2, rim(s.design.start()), new int[] {0, AROUND + 1});
        to.paths("rim-design", 2, rim(shown), new int[] {0, AROUND + 1});
        double[] peaks = s.design.peaks();
        to.series("design-truth", axis(peaks.length), Arrays.stream(peaks).map(v -> v / peaks[0]).toArray());
        double[] predicted = s.design.predicted().length == 0 ? new double[] {1} : Arrays.stream(s.design.predicted()).map(v -> v / s.design.predicted()[0]).toArray();
        to.series("design-predicted", axis(predicted.length), predicted);
    }

    private static Layer.Field stress(double[] values) {
        return new Layer.Field("stress", "von Mises stress", "", values);
    }

    private static double[] axis(int n) {
        return IntStream.range(0, n).asDoubleStream().toArray();
    }

    private static double[] rim(Plate plate) {
        double[] xy = Arrays.copyOf(plate.mesh().xy(), 2 * AROUND + 2);
        xy[2 * AROUND] = xy[0];
        xy[2 * AROUND + 1] = xy[1];
        return xy;
    }

    /** Without the triangles across the cut where the angle begins anew. */
    private static int[] unwrapped(int[] triangles) {
        return IntStream.range(0, triangles.length / 3).filter(t -> IntStream.range(3 * t, 3 * t + 3).map(k -> triangles[k] % AROUND).max().orElseThrow()
                - IntStream.range(3 * t, 3 * t + 3).map(k -> triangles[k] % AROUND).min().orElseThrow() < AROUND / 2).flatMap(t -> IntStream.range(3 * t, 3 * t + 3).map(k -> triangles[k])).toArray();
    }
}
