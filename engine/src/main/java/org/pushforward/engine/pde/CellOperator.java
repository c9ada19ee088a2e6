package org.pushforward.engine.pde;

import static org.pushforward.engine.api.Check.Criterion.atMost;
import static org.pushforward.engine.api.Pane.Style.BARS;
import static org.pushforward.engine.api.Pane.Style.CURVE;
import static org.pushforward.engine.api.Pane.Style.FILL;
import static org.pushforward.engine.api.Pane.Style.LINES;
import static org.pushforward.engine.api.Pane.Style.POINTS;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.pushforward.engine.api.CancelToken;
import org.pushforward.engine.api.Layer;
import org.pushforward.engine.api.Rect;
import org.pushforward.engine.geometry.HoleStress;
import org.pushforward.engine.learn.AdamW;
import org.pushforward.engine.learn.Fit;
import org.pushforward.engine.learn.Weights;
import org.pushforward.engine.numerics.Philox;
import org.pushforward.engine.numerics.Vectors;
import org.pushforward.engine.pde.DomainCells.Cell;
import org.pushforward.engine.pde.HolePlates.Plate;
import org.pushforward.engine.pde.PlateLearning.Seen;
import org.pushforward.engine.study.Knob;
import org.pushforward.engine.study.Knobs;
import org.pushforward.engine.study.Look;
import org.pushforward.engine.study.Race;
import org.pushforward.engine.study.Study;
import org.pushforward.engine.study.Training;
import org.pushforward.engine.study.Trial;
import org.pushforward.engine.study.Turn;

/** {@code pde.nuno}: scattered points in cells, each with an even grid of its own (Liu, Hao, Ying, Su, Cheng & Zhu 2023). */
public final class CellOperator extends Study<CellOperator.Cloud> {

    private static final double HOLE = 0.08;
    private static final HoleStress KIRSCH = new HoleStress(HOLE);
    private static final String CELLS = "cells";
    private static final String ONE = "one";
    private static final int LAYERS = 12;
    private static final int AROUND = 40;
    /** Plates whose nodes make the cells. */
    private static final int POOLED = 16;
    private static final int TESTED = 24;
    private static final int JUDGED = 5;
    private static final int WARM_UP = 20;
    private static final double LEAST_SHOWN = 1e-4;
    private static final int EXAMPLES = 1;
    private static final int HELD_OUT = 2;
    private static final int PICKS = 3;

    /**
     * Points, a field there, and what a round trip makes of it.
     *
     * @param one of it by one grid, {@code back} by those of the cells
     * @param errors of the round trip by the number of cells, from one, and {@code kls} the mean divergences
     */
    record Cloud(double[] xy, double[] f, List<Cell> cells, double[] one, double[] back, double[] errors, double[] kls, Optional<Learned> learned) {

        double last(double[] of) {
            return of[of.length - 1];
        }
    }

    /** @param outputs stresses of the first held-out plate */
    record Learned(List<Plate> tests, Race<PlateLearning> nets, Race<List<Seen>> examples, Race<List<Seen>> held, Race<Fit> fits, Race<double[]> outputs, Race<Double> errors) { }

    private final Knob<String> stage;
    private final Knob<Integer> cells;
    private final Knob<Integer> gridPoints;
    private final Knob<Double> clustering;
    private final Knob<Integer> points;
    private final Knob<Double> hole;
    private final Knob<Integer> samples;
    private final Knob<Integer> modes;
    private final Knob<Integer> width;
    private final Training training;

    public CellOperator() {
        super("pde.nuno", "A grid for every cell", "Fourier operators want even grids, meshes have their points where something happens. Points are parted into cells within each of which they lie nearly evenly: again and again the cell that is farthest from even is cut, "
                + "between two of the blocks in which its points are counted. Every cell gets an even grid of its own, and all grids together have no more places than one grid on the whole would have. First stage: the stress around a small round hole, known in closed form, goes from the points "
                + "to the grids and back, and what is lost is seen. Second stage: a Fourier operator that has the cells as channels learns the stress of plates with small holes of any shape, beside one of as many weights on one grid, on the same batches. "
                + "The divergence falls with every cut to six cells; then it may rise for a cut, as blocks are counted anew, and with few points cells starve. Where the hole is large and one grid resolves it, the one grid wins: a preset. "
                + "The cells of the second stage are those of the nodes of sixteen plates together, so that they are the same for all; in the paper each plate has its own. The paper's other problems, a channel and a heat sink in three dimensions, are not here.",
                List.of("KL = Σ_b p_b log(B p_b), p_b share of the points in block b of B", "cut where Σ points × KL of the parts is least", "σ_xx of Kirsch's hole: 3 on the rim across the pull", "error = ‖back(there(σ)) − σ‖/‖σ‖"),
                new Citation("S. Liu, Z. Hao, C. Ying, H. Su, Z. Cheng, J. Zhu", 2023, "NUNO: A General Framework for Learning Parametric PDEs with Non-Uniform Data", "2305.18694"),
                new Citation("Z. Li, N. Kovachki, K. Azizzadenesheli, B. Liu, K. Bhattacharya, A. Stuart, A. Anandkumar", 2021, "Fourier Neural Operator for Parametric Partial Differential Equations", "2010.08895"));
        stage = choice("stage", "S", "Stage", List.of("interpolate", "learn"), "interpolate", "Cut and see what a round trip loses, or learn stresses on the cells.");
        group("Cells");
        cells = whole("cells", "C", "Cells", 32, 2, 32, "Until there are so many.").but(8, stage, "learn").within(2, 64);
        gridPoints = whole("grid-points", "G", "Grid points", 2048, 256, 4096, "Of all grids together, at most.").but(1024, stage, "learn").within(16, 10_000).log();
        clustering = real("clustering", "c", "Clustering", 2, 1, 4, "Distances from the rim are u^c with u even: 1 is even along a ray.").within(0.5, 6);
        points = whole("points", "N", "Points", 1200, 300, 3000, "Around the hole.").within(60, 5000).when(stage, "interpolate");
        group("Learning");
        hole = real("hole", "r₀", "Least radius", 0.06, 0.04, 0.25, "Of the holes of the plates, whose half width is 1; they reach 2.6 times as far.").within(0.03, 0.3).when(stage, "learn");
        samples = whole("samples", "P", "Plates", 240, 40, 400, "That are learned from.").within(2, 1000).when(stage, "learn");
        modes = whole("modes", "m", "Modes", 5, 2, 8, "Waves of a grid that are mixed, along an axis.").within(1, 32).when(stage, "learn");
        width = whole("width", "w", "Width", 16, 4, 24, "Channels of both operators.").within(1, 64).when(stage, "learn");
        training = training(real("learning-rate", "η", "Learning rate", 8e-3, 1e-4, 1e-1, "Of the optimizer; on half a cosine down to zero.").within(1e-8, 10).log().live().when(stage, "learn"),
                whole("batch", "B", "Batch", 8, 4, 32, "Plates of an iteration.").within(1, 128).when(stage, "learn"),
                whole("iterations", "n", "Iterations", 240, 50, 1000, "After which the training is finished.").within(1, 100_000).log().when(stage, "learn"),
                whole("iterations-per-step", "k", "Iterations a step", 2, 1, 10, "Between two pictures.").within(1, 1000).when(stage, "learn"));
        lasts(p -> p.is(stage, "learn") ? training.steps(p) : p.get(cells) - 1);
        refuse(p -> p.get(gridPoints) < 4 * p.get(cells), p -> "grid-points: " + p.get(gridPoints) + " are less than four for each of " + p.get(cells) + " cells; take fewer cells or more grid points");
        refuse(p -> p.is(stage, "learn") && 2 * p.get(modes) > side(p.get(gridPoints), p.get(cells)), p -> "modes: " + p.get(modes) + " waves do not fit on the " + side(p.get(gridPoints), p.get(cells))
                + " places a side of a cell; take at most half of them, fewer cells or more grid points");
        pace(5);

        var trip = gauge("round-trip", "cells", "", s -> s.last(s.errors)).when(s -> s.learned.isEmpty());
        var tripOne = gauge("round-trip-one", "one grid", "", s -> s.errors[0]).when(s -> s.learned.isEmpty());
        var kl = gauge("kl", "Mean divergence", "", s -> s.last(s.kls));
        var error = gauge("error", "on cells", "", s -> s.learned.orElseThrow().errors.get(CELLS)).when(s -> s.learned.isPresent());
        var errorOne = gauge("error-fno", "on one grid", "", s -> s.learned.orElseThrow().errors.get(ONE)).when(s -> s.learned.isPresent());
        gauge("operations", "Multiplications on cells", "", s -> s.learned.orElseThrow().nets.get(CELLS).operations()).when(s -> s.learned.isPresent());
        gauge("operations-fno", "Multiplications on one grid", "", s -> s.learned.orElseThrow().nets.get(ONE).operations()).when(s -> s.learned.isPresent());
        gauge("parameters", "Weights on cells", "", s -> s.learned.orElseThrow().nets.get(CELLS).size()).when(s -> s.learned.isPresent());
        gauge("parameters-fno", "Weights on one grid", "", s -> s.learned.orElseThrow().nets.get(ONE).size()).when(s -> s.learned.isPresent());

        plane("cloud", "Cells", "points by their cell, the boxes of the cells").draw(POINTS, "cell-of-point", "cell").draw(LINES, "boxes", "boxes");
        plane("grids", "Their grids", "every cell has as many places; colors are the field that fills them").draw(POINTS, "grid", "on the grids").draw(LINES, "boxes");
        multiples("maps", "There and back", "σ_xx at the points: exact, and what one grid and those of the cells give back").draw(POINTS, "exact", "exact").draw(POINTS, "by-one", "one grid").draw(POINTS, "by-cells", "cells");
        multiples("lost", "What is lost", "size of the error at the points").draw(POINTS, "lost-one", "one grid").draw(POINTS, "lost-cells", "cells").log();
        plot("trips", "Error of a round trip", "relative; all grids together are no larger than the one").draw(CURVE, "trips", "cells", "", "cells").draw(CURVE, "trips-one", "one grid", "", "cells").log();
        plot("divergence", "Divergence from even", "mean over the points, by the number of cells").draw(CURVE, "kls", "KL", "", "cells");
        multiples("stress", "Stress of a plate", "von Mises over the pull, held-out").draw(FILL, "stress-truth", "finite elements").draw(FILL, "stress-cells", "on cells").draw(FILL, "stress-one", "on one grid");
        history("error", "Error", "held-out plates, relative, mean", error, errorOne).log();
        plot("cost", "Cost", "million multiplications a plate").draw(BARS, "cost", "multiplications / 10⁶");

        reference("falls", "largest rise of the divergence by a cut, to 6 cells", atMost(0), "our reading of the rule of cuts", t -> {
            double[] k = t.rest().state().kls;
            return IntStream.range(1, 6).mapToDouble(c -> k[c] - k[c - 1]).max().orElseThrow();
        }, "cells=6");
        reference("even", "divergence of 8 cells over that of one", atMost(0.4), "our runs", t -> t.rest().value(kl) / t.state().kls[0], "cells=8");
        reference("linear", "a linear field there and back where the square lies in the hull", atMost(1e-12), "linear and bilinear interpolation are exact", CellOperator::linearError, "cells=8");
        var clouds = shared(t -> IntStream.rangeClosed(1, 3).mapToObj(seed -> t.anew(seed).rest().state().errors).toArray(double[][]::new), "cells=32");
        reference("eight", "round trip by 8 cells over one grid, mean of 3 clouds", atMost(0.95), "Kirsch's stress, 2048 places in all", clouds, r -> Arrays.stream(r).mapToDouble(e -> e[7] / e[0]).average().orElseThrow());
        reference("many", "round trip by 32 cells over one grid, worst of 3 clouds", atMost(0.5), "Kirsch's stress, 2048 places in all", clouds, r -> Arrays.stream(r).mapToDouble(e -> e[31] / e[0]).max().orElseThrow());
        lengthy("learned", "error on cells over that on one grid", atMost(0.9), "our runs, mean of 3 seeds", t -> IntStream.rangeClosed(1, 3).mapToDouble(seed -> {
            var run = t.anew(seed).rest();
            return run.value(error) / run.value(errorOne) / 3;
        }).sum(), "stage=learn");
        atEnd("trip", "round trip by cells", trip, atMost(1), "no worse than nothing");

        opens("Where the points are", "Cells are cut until the points lie evenly in each; the same number of places loses a fraction.").pins("cells", "grid-points", "clustering").panes("cloud", "grids", "lost", "trips").pictured(31);
        preset("learn", "Stress learned on cells", "A Fourier operator with the cells as channels and one on a single grid, of as many weights.").set("stage=learn").pins("cells", "grid-points", "modes").panes("stress", "cloud", "error", "cost").pictured(60);
        preset("large", "A hole that one grid resolves", "Large holes and nodes all over the plate: one grid sees enough, and cells only cut apart what belongs together.").set("stage=learn", "hole=0.25", "clustering=1.2").pins("hole", "clustering", "cells").panes("stress", "cloud", "error", "cost").pictured(60);
        preset("even", "Few points, nearly even", "One grid errs by a hundredth here, so there is little to gain, and after a few cuts the cells have too few points to be counted: the divergence rises.").set("points=300", "clustering=0.7", "grid-points=4096").pins("points", "clustering", "cells").panes("cloud", "trips", "divergence", "lost").pictured(31);
        preset("lecture", "Cut by cut", "What each cut gains, and when it gains nothing any more.").set("cells=24", "clustering=3").pins("cells", "clustering", "points").panes("divergence", "cloud", "trips", "maps").pictured(23);
        tiny("points=80 cells=4 grid-points=100", "stage=learn samples=2 cells=2 grid-points=40 modes=2 width=2 batch=1 iterations=3 iterations-per-step=1");
    }

    private static int side(int places, int cells) {
        return (int) Math.sqrt((double) places / cells);
    }

    private static double linearError(Trial<Cloud> t) {
        Cloud s = t.rest().state();
        CellGrids grids = CellGrids.of(s.cells, 2048);
        double worst = 0;
        for (int c = 0; c < s.cells.size(); c++) {
            double[] f = new double[s.f.length];
            Arrays.setAll(f, k -> 1 + 2 * s.xy[2 * k] - 3 * s.xy[2 * k + 1]);
            double[] back = grids.back(c, grids.filled(c, s.xy, f), s.xy);
            boolean[] in = grids.inHull(c, s.xy);
            int[] points = s.cells.get(c).points();
            for (int k = 0; k < points.length; k++) {
                if (Arrays.stream(grids.read(c, s.xy[2 * points[k]], s.xy[2 * points[k] + 1]).at()).allMatch(at -> in[at])) {
                    worst = Math.max(worst, Math.abs(back[k] - f[points[k]]));
                }
            }
        }
        return worst;
    }

    @Override
    protected Cloud start(Knobs p, Philox random) {
        if (p.is(stage, "learn")) {
            return learning(p, random);
        }
        int n = p.get(points);
        double[] u = new double[2 * n];
        random.stream(EXAMPLES).uniforms(0, n, 0, 2, u, 0);
        double[] xy = new double[2 * n];
        double[] f = new double[n];
        for (int k = 0; k < n; k++) {
            double r = HOLE + (1 - HOLE) * Math.pow(u[2 * k], p.get(clustering));
            xy[2 * k] = r * Math.cos(2 * Math.PI * u[2 * k + 1]);
            xy[2 * k + 1] = r * Math.sin(2 * Math.PI * u[2 * k + 1]);
            f[k] = KIRSCH.at(xy[2 * k], xy[2 * k + 1])[0];
        }
        List<Cell> whole = DomainCells.whole(xy);
        double[] one = CellGrids.of(whole, p.get(gridPoints)).roundTrip(xy, f);
        return new Cloud(xy, f, whole, one, one, new double[] {Vectors.relativeError(one, f)}, new double[] {DomainCells.kl(whole)}, Optional.empty());
    }

    private Cloud learning(Knobs p, Philox random) {
        // Half of the layers take up 2^−c of a ray.
        double growth = Math.pow(Math.max(Math.pow(2, p.get(clustering)) - 1, 1e-3), 2.0 / LAYERS);
        HolePlates plates = new HolePlates(p.get(hole), 1.6 * p.get(hole), LAYERS, AROUND, growth);
        List<Plate> learned = IntStream.range(0, p.get(samples)).mapToObj(k -> plates.plate(random.stream(EXAMPLES), k)).toList();
        List<Plate> tests = IntStream.range(0, TESTED).mapToObj(k -> plates.plate(random.stream(HELD_OUT), k)).toList();
        double[] pool = learned.stream().limit(POOLED).flatMapToDouble(q -> Arrays.stream(q.mesh().xy())).toArray();
        List<Cell> parted = DomainCells.of(pool, p.get(cells));
        List<Cell> whole = List.of(new Cell(new int[] {0}, new Rect(-1, -1, 1, 1), 0));
        Race<PlateLearning> nets = Race.of(List.of(CELLS, ONE), c -> PlateLearning.of(c, CellGrids.of(c.equals(ONE) ? whole : parted, p.get(gridPoints)), p.get(width), p.get(modes)));
        Race<Fit> fits = nets.then((c, net) -> Fit.start(Weights.of(net), new AdamW(0.9, 0.999, 1e-8, 1e-4, 1), random.stream(c.equals(ONE) ? 10 : 11)));
        Learned l = new Learned(tests, nets, nets.then((_, net) -> learned.stream().map(net::seen).toList()), nets.then((_, net) -> tests.stream().map(net::seen).toList()), fits, null, null);
        Plate shown = tests.getFirst();
        return new Cloud(shown.mesh().xy(), shown.stress(), parted, new double[0], new double[0], new double[0], new double[] {DomainCells.kl(DomainCells.whole(pool)), DomainCells.kl(parted)},
                Optional.of(judged(l, CancelToken.current())));
    }

    private static Learned judged(Learned s, CancelToken cancel) {
        Race<double[]> outputs = s.nets.then((c, net) -> s.fits.get(c).evaluate(cancel, w -> net.stresses(w, s.held.get(c))));
        Race<Double> errors = outputs.then((_, out) -> IntStream.range(0, TESTED).mapToDouble(k -> {
            double[] exact = s.tests.get(k).stress();
            return Vectors.relativeError(Arrays.copyOfRange(out, k * exact.length, (k + 1) * exact.length), exact) / TESTED;
        }).sum());
        return new Learned(s.tests, s.nets, s.examples, s.held, s.fits, outputs.then((_, out) -> Arrays.copyOf(out, s.tests.getFirst().stress().length)), errors);
    }

    @Override
    protected Cloud next(Cloud s, Turn t) {
        if (s.learned.isPresent()) {
            return trained(s, t);
        }
        List<Cell> cut = DomainCells.cut(s.xy, s.cells);
        t.ask();
        double[] back = CellGrids.of(cut, t.get(gridPoints)).roundTrip(s.xy, s.f);
        return new Cloud(s.xy, s.f, cut, s.one, back, appended(s.errors, Vectors.relativeError(back, s.f)), appended(s.kls, DomainCells.kl(cut)), Optional.empty());
    }

    private static double[] appended(double[] a, double v) {
        double[] b = Arrays.copyOf(a, a.length + 1);
        b[a.length] = v;
        return b;
    }

    private Cloud trained(Cloud s, Turn t) {
        Learned l = s.learned.orElseThrow();
        Race<Fit> fits = l.fits;
        for (Training.Draw draw : training.draws(t)) {
            int[] picks = draw.picks(PICKS, draw.batch(), l.examples.get(ONE).size());
            double rate = training.rate(t.p(), draw.iteration(), WARM_UP);
            fits = fits.then((c, fit) -> fit.step(t.context().cancel(), rate, w -> l.nets.get(c).loss(w, Arrays.stream(picks).mapToObj(l.examples.get(c)::get).toList())));
        }
        Learned next = new Learned(l.tests, l.nets, l.examples, l.held, fits, l.outputs, l.errors);
        boolean isDue = t.step() % JUDGED == 0 || training.done(t.p(), t.step() + 1L) >= t.get(training.iterations());
        return new Cloud(s.xy, s.f, s.cells, s.one, s.back, s.errors, s.kls, Optional.of(isDue ? judged(next, t.context().cancel()) : next));
    }

    @Override
    protected void look(Cloud s, Knobs p, Look to) {
        CellGrids grids = CellGrids.of(s.cells, p.get(gridPoints));
        to.paths("boxes", 2, s.cells.stream().map(Cell::box).flatMapToDouble(b -> Arrays.stream(new double[] {b.x0(), b.y0(), b.x1(), b.y0(), b.x1(), b.y1(), b.x0(), b.y1(), b.x0(), b.y0()})).toArray(),
                IntStream.rangeClosed(0, s.cells.size()).map(k -> 5 * k).toArray());
        s.learned.ifPresent(l -> learned(s, l, to));
        if (s.learned.isPresent()) {
            return;
        }
        to.points("cell-of-point", 2, s.xy, Arrays.stream(DomainCells.cellOf(s.cells, s.f.length)).asDoubleStream().toArray());
        to.points("grid", 2, IntStream.range(0, s.cells.size()).mapToObj(grids::places).flatMapToDouble(Arrays::stream).toArray(),
                IntStream.range(0, s.cells.size()).mapToObj(c -> grids.filled(c, s.xy, s.f)).flatMapToDouble(Arrays::stream).toArray());
        to.points("exact", 2, s.xy, s.f);
        to.points("by-one", 2, s.xy, s.one);
        to.points("by-cells", 2, s.xy, s.back);
        to.points("lost-one", 2, s.xy, lost(s.one, s.f));
        to.points("lost-cells", 2, s.xy, lost(s.back, s.f));
        double[] axis = IntStream.rangeClosed(1, s.kls.length).asDoubleStream().toArray();
        to.series("trips", axis, s.errors);
        to.series("trips-one", axis, Arrays.stream(axis).map(_ -> s.errors[0]).toArray());
        to.series("kls", axis, s.kls);
    }

    private static double[] lost(double[] found, double[] exact) {
        return IntStream.range(0, exact.length).mapToDouble(k -> Math.max(LEAST_SHOWN, Math.abs(found[k] - exact[k]))).toArray();
    }

    private static void learned(Cloud s, Learned l, Look to) {
        PlateLearning net = l.nets.get(CELLS);
        int[] triangles = l.tests.getFirst().mesh().triangles();
        to.points("cell-of-point", 2, s.xy, IntStream.range(0, s.f.length).mapToDouble(k -> net.nearest(s.xy[2 * k], s.xy[2 * k + 1])).toArray());
        to.triangles("stress-truth", 2, s.xy, triangles, List.of(new Layer.Field("stress", "von Mises stress", "", s.f)), List.of());
        to.triangles("stress-cells", 2, s.xy, triangles, List.of(new Layer.Field("stress", "von Mises stress", "", l.outputs.get(CELLS))), List.of());
        to.triangles("stress-one", 2, s.xy, triangles, List.of(new Layer.Field("stress", "von Mises stress", "", l.outputs.get(ONE))), List.of());
        to.bars("cost", List.of("cells", "one grid"), new double[] {net.operations() / 1e6, l.nets.get(ONE).operations() / 1e6});
    }
}
