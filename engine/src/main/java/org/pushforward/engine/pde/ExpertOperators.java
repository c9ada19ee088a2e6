package org.pushforward.engine.pde;

import static org.pushforward.engine.api.Check.Criterion.atMost;
import static org.pushforward.engine.api.Check.Criterion.within;
import static org.pushforward.engine.api.Pane.Style.CURVE;
import static org.pushforward.engine.api.Pane.Style.LINES;
import static org.pushforward.engine.api.Pane.Style.POINTS;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.pushforward.engine.api.CancelToken;
import org.pushforward.engine.api.Layer;
import org.pushforward.engine.learn.AdamW;
import org.pushforward.engine.learn.Fit;
import org.pushforward.engine.learn.Theta;
import org.pushforward.engine.learn.Value;
import org.pushforward.engine.learn.Weights;
import org.pushforward.engine.learn.layer.FourierStack;
import org.pushforward.engine.numerics.MedianTree;
import org.pushforward.engine.numerics.Philox;
import org.pushforward.engine.study.Knob;
import org.pushforward.engine.study.Knobs;
import org.pushforward.engine.study.Look;
import org.pushforward.engine.study.Race;
import org.pushforward.engine.study.Study;
import org.pushforward.engine.study.Training;
import org.pushforward.engine.study.Turn;

/**
 * {@code pde.mono}: a tree sends each input function to one of many small Fourier operators, of which only one has to be in memory (Kratsios, Furuya, Lara
 * Benitez, Lassas & de Hoop 2024).
 */
public final class ExpertOperators extends Study<ExpertOperators.Mixture> {

    private static final List<String> LEVELS = List.of("one", "few", "many");
    private static final int MODES = 8;
    private static final int BLOCKS = 3;
    private static final int TESTED = 256;
    /** Functions that the tree is made from. */
    private static final int ROUTED = 2048;
    private static final int[] PRICED = {1, 4, 16, 64, 256};
    private static final int TREE = 1;
    private static final int POOL = 2;
    private static final int HELD_OUT = 3;
    private static final int FRESH = 4;
    private static final int PICKS = 5;

    /**
     * @param tree of the many
     * @param sizes radius of each cell
     * @param radius mean of that with each of {@link #PRICED} cells, over that of one cell
     * @param pool fixed pairs; none when pairs are drawn afresh
     * @param fits of the levels; until the split they are all the shared network
     * @param errors a held-out function, relative
     */
    record Mixture(MedianTree tree, double[] sizes, double[] radius, RoutedPairs pool, RoutedPairs tests, Race<FourierStack> nets, Race<Fit> fits, boolean isSplit, Race<double[]> predictions, Race<double[]> errors) {

        /** Over all held-out functions, root mean square over root mean square. */
        double error(String level) {
            double off = 0;
            double size = 0;
            for (int k = 0; k < tests.size(); k++) {
                double s = RoutedPairs.square(tests.y()[k]);
                off += Math.pow(errors.get(level)[k], 2) * s;
                size += s;
            }
            return Math.sqrt(off / size);
        }

        double error(String level, int cell) {
            return IntStream.range(0, tests.size()).filter(k -> tests.cell()[k] == cell).mapToDouble(k -> errors.get(level)[k]).average().orElse(Double.NaN);
        }
    }

    private final Knob<String> experts;
    private final Knob<Integer> width;
    private final Knob<Double> viscosity;
    private final Knob<Integer> pairs;
    private final Knob<Integer> shared;
    private final Knob<Integer> shown;
    private final Training training;

    public ExpertOperators() {
        super("pde.mono", "A mixture of small operators", "A tree asks for a few Fourier coefficients of an input function and sends it to one of many small Fourier operators. The theorem: with enough of them, each may stay so small that it fits in memory "
                + "whatever the accuracy; the price is their number, which grows fast. Here Burgers' equation at time 0.3. First one small network learns from everything; then every expert starts as its copy and goes on with the functions of its own cell, "
                + "while the one goes on with all, for as many steps. The pairs are exact and drawn afresh. The gain is modest: about a tenth with sixteen experts; the growth that the theorem needs is drawn, not claimed.",
                List.of("u(·, 0) → c = (û₁, û₂, …) → cell j(c) → G_j(u)", "û_k = ∫₀¹ u(x) e^(−2πikx) dx", "u_t + u u_x = ν u_xx"),
                new Citation("A. Kratsios, T. Furuya, J. A. Lara Benitez, M. Lassas, M. V. de Hoop", 2024, "Mixture of Experts Soften the Curse of Dimensionality in Operator Learning", "2404.09101"));
        group("Mixture");
        experts = choice("experts", "E", "Experts", List.of("1", "4", "16", "64"), "16", "Leaves of the tree; a quarter as many train beside them, and one.");
        width = whole("width", "w", "Width", 4, 2, 12, "Channels of every expert.").within(2, 24);
        shown = whole("shown", "i", "Function", 1, 1, 64, "Of the held-out ones.").within(1, TESTED).live();
        group("Pairs");
        viscosity = real("viscosity", "ν", "Viscosity", 0.01, 0.005, 0.1, "Of Burgers' equation.").within(0.003, 1).log();
        pairs = whole("pairs", "P", "Fixed pairs", 0, 0, 1000, "To learn from again and again; 0 to draw new ones in every iteration.").within(0, 2000);
        shared = whole("shared-iterations", "N₀", "Shared iterations", 600, 0, 2000, "Of the one network that the experts start from.").within(0, 1_000_000);
        training = training(1e-2, 16, 1200, 4);
        refuse(p -> p.get(pairs) > 0 && p.get(pairs) < 4 * count(p), p -> p.get(pairs) + " fixed pairs are too few for " + p.get(experts) + " experts: take at least " + 4 * count(p) + ", or 0 for new ones");
        pace(20);

        var error = gauge("error", "Experts", "", s -> s.error("many"));
        var few = gauge("error-few", "A quarter as many", "", s -> s.error("few"));
        var one = gauge("error-one", "One", "", s -> s.error("one"));
        gauge("parameters-resident", "Numbers in memory for a prediction", "", s -> s.nets.get("many").size());
        gauge("parameters-total", "Numbers of all experts", "", s -> (double) s.nets.get("many").size() * s.tree.cells());
        gauge("split", "Experts on their own", "", s -> s.isSplit ? 1 : 0);

        plane("cells", "Where functions are sent", "held-out functions by the parts of û₁, a color an expert; cuts of the tree along them").draw(POINTS, "functions", "expert").draw(LINES, "cuts", "cuts").draw(POINTS, "chosen", "function shown");
        plot("prediction", "A held-out function", "at time 0, and at time 0.3").draw(CURVE, "initial", "at time 0", "", "x").draw(CURVE, "truth", "exact", "", "x").draw(CURVE, "of-one", "one", "", "x").draw(CURVE, "of-many", "its expert", "", "x");
        plot("errors", "Error in each cell", "relative, by the size of the error of the one").draw(POINTS, "cell-one", "one", "", "cell").draw(POINTS, "cell-many", "experts", "", "cell");
        history("error", "Error", "held-out functions, relative", one, few, error).log();
        plot("price", "What the theorem pays", "cells that are needed for a radius of the cells, L²; and the numbers that are stored").draw(CURVE, "radius", "radius, over that of one cell", "", "cells").draw(CURVE, "total", "numbers stored / 10⁴", "", "cells")
                .draw(CURVE, "resident", "in memory / 10⁴", "", "cells").log().logX();
        plot("sizes", "Cells", "radius of the functions in each").draw(POINTS, "cell-sizes", "radius", "", "cell");

        atEnd("learned", "error of the experts over that of a quarter as many", gauge("error-ratio", "Experts over a quarter as many", "", s -> s.error("few") > 0 ? s.error("many") / s.error("few") : 1), atMost(1.3), "our runs: more experts must not hurt");
        reference("routes", "held-out functions in the fullest cell over those in a fair one", atMost(2.5), "cuts at medians of other functions", t -> fullest(t.state()));
        reference("copies", "experts less the shared network right at the split", atMost(1e-6), "copies", t -> copyDifference(t.step().state()), "shared-iterations=4", "iterations=8", "iterations-per-step=4");
        reference("memory", "numbers in memory with 64 experts over those with 1", within(1, 0), "every expert is as large as the one", t -> t.value(gaugeNamed("parameters-resident"))
                / t.anew(1, "experts=1").value(gaugeNamed("parameters-resident")), "experts=64", "shared-iterations=0", "iterations=1");
        var three = shared(t -> {
            double[] mean = new double[3];
            for (int seed = 1; seed <= 3; seed++) {
                Mixture s = t.anew(seed).rest().state();
                for (int l = 0; l < 3; l++) {
                    mean[l] += s.error(LEVELS.get(l)) / 3;
                }
            }
            return mean;
        });
        String ours = "our runs, mean of 3 seeds";
        lengthy("four", "four experts: error over that of one", atMost(1.05), ours, three, r -> r[1] / r[0]);
        lengthy("sixteen", "sixteen experts over four", atMost(1.05), ours, three, r -> r[2] / r[1]);
        lengthy("gain", "sixteen experts over one", atMost(0.96), ours, three, r -> r[2] / r[0]);

        opens("Sixteen small ones", "One network learns, is copied sixteen times, and every copy goes its own way.").pictured(250);
        preset("scratch", "From scratch", "Without a shared start the experts see too little each: the error rises.").set("shared-iterations=0", "iterations=600").pictured(120);
        preset("pool", "A fixed pool", "With 560 pairs in all an expert gets 35, and learns them by heart.").set("pairs=560").pictured(200);
        preset("lecture", "What does it cost?", "Radius of the cells against their number: this is what the theorem has to pay.").panes("price", "cells", "error", "sizes").pictured(200);
        tiny("experts=4 width=2 batch=4 iterations=4 shared-iterations=2 iterations-per-step=2", "experts=1 width=2 batch=4 iterations=2 shared-iterations=0 iterations-per-step=1 pairs=8");
    }

    private int count(Knobs p) {
        return Integer.parseInt(p.get(experts));
    }

    private static double fullest(Mixture s) {
        return (double) Arrays.stream(counts(s)).max().orElseThrow() * s.tree.cells() / TESTED;
    }

    private static int[] counts(Mixture s) {
        int[] n = new int[s.tree.cells()];
        for (int c : s.tests.cell()) {
            n[c]++;
        }
        return n;
    }

    private static double copyDifference(Mixture s) {
        Fit one = s.fits.get("one");
        int[] zeros = new int[s.nets.get("many").copies()];
        Fit many = Fit.from(Weights.of(s.nets.get("many")), AdamW.ADAM, s.nets.get("many").copied(one.theta(), s.nets.get("one"), zeros));
        Mixture copied = judged(s, new Race<>(LEVELS, List.of(one, one, many)), true, CancelToken.current());
        return IntStream.range(0, TESTED).mapToDouble(k -> Math.abs(copied.errors.get("many")[k] - copied.errors.get("one")[k])).max().orElseThrow();
    }

    @Override
    protected Mixture start(Knobs p, Philox random) {
        double[][] u = RoutedPairs.inputs(random.stream(TREE), ROUTED);
        // From the pool where there is one, so that no expert goes without.
        MedianTree tree = RoutedPairs.tree(p.get(pairs) > 0 ? RoutedPairs.inputs(random.stream(POOL), p.get(pairs)) : u, count(p));
        double[] radius = Arrays.stream(PRICED).mapToDouble(n -> Arrays.stream(RoutedPairs.radii(RoutedPairs.tree(u, n), u)).average().orElseThrow()).toArray();
        int[] copies = {1, Math.max(1, count(p) / 4), count(p)};
        Race<FourierStack> nets = Race.of(LEVELS, l -> new FourierStack("f", copies[LEVELS.indexOf(l)], 1, p.get(width), 1, MODES, BLOCKS));
        Fit untrained = Fit.start(Weights.of(nets.get("one")), AdamW.ADAM, random);
        RoutedPairs pool = RoutedPairs.of(tree, random.stream(POOL), p.get(pairs), p.get(viscosity));
        RoutedPairs tests = RoutedPairs.of(tree, random.stream(HELD_OUT), TESTED, p.get(viscosity));
        Mixture s = new Mixture(tree, RoutedPairs.radii(tree, u), radius, pool, tests, nets, null, false, null, null);
        return judged(s, Race.of(LEVELS, _ -> untrained), false, CancelToken.current());
    }

    @Override
    protected Mixture next(Mixture s, Turn t) {
        Race<Fit> fits = s.fits;
        boolean isSplit = s.isSplit;
        for (Training.Draw draw : training.draws(t)) {
            double rate = training.rate(t.p(), draw.iteration(), 20);
            if (!isSplit && draw.iteration() >= t.get(shared)) {
                fits = split(s, fits.get("one"));
                isSplit = true;
            }
            RoutedPairs[][] batches = batches(s, draw, isSplit, t);
            if (isSplit) {
                fits = fits.then((l, fit) -> fit.step(t.context().cancel(), rate, w -> loss(s.nets.get(l), w, batches[LEVELS.indexOf(l)])));
            } else {
                Fit next = fits.get("one").step(t.context().cancel(), rate, w -> loss(s.nets.get("one"), w, batches[0]));
                fits = Race.of(LEVELS, _ -> next);
            }
        }
        return judged(s, fits, isSplit, t.context().cancel());
    }

    private static Race<Fit> split(Mixture s, Fit one) {
        return s.nets.then((_, net) -> Fit.from(Weights.of(net), AdamW.ADAM, net.copied(one.theta(), s.nets.get("one"), new int[net.copies()])));
    }

    /** For every level the pairs of each of its networks, all equally many, from their own cells. */
    private RoutedPairs[][] batches(Mixture s, Training.Draw draw, boolean isSplit, Turn t) {
        RoutedPairs[][] all = new RoutedPairs[LEVELS.size()][];
        boolean isFixed = s.pool.size() > 0;
        int cells = isSplit ? s.tree.cells() : 1;
        RoutedPairs drawn = isFixed ? s.pool : RoutedPairs.fresh(s.tree, cells, draw.batch(), t.random().stream(FRESH).stream(draw.iteration()), t.get(viscosity), t);
        for (int l = 0; l < (isSplit ? LEVELS.size() : 1); l++) {
            int copies = s.nets.states().get(l).copies();
            all[l] = new RoutedPairs[copies];
            for (int c = 0; c < copies; c++) {
                int[] own = isSplit ? drawn.inTurn(c * s.tree.cells() / copies, (c + 1) * s.tree.cells() / copies) : IntStream.range(0, drawn.size()).toArray();
                int[] which = isFixed ? draw.picks(PICKS + 64 * l + c, draw.batch(), own.length) : IntStream.range(0, draw.batch()).toArray();
                all[l][c] = drawn.picked(Arrays.stream(which).map(k -> own[k]).toArray());
            }
        }
        return all;
    }

    /** The sum over the networks of their mean square errors: none shares a weight with another. */
    private static Value loss(FourierStack net, Theta w, RoutedPairs[] batches) {
        int b = batches[0].size();
        double[] x = new double[net.copies() * b * RoutedPairs.CELLS];
        double[] y = new double[x.length];
        for (int c = 0; c < net.copies(); c++) {
            for (int k = 0; k < b; k++) {
                System.arraycopy(batches[c].x()[k], 0, x, (c * b + k) * RoutedPairs.CELLS, RoutedPairs.CELLS);
                System.arraycopy(batches[c].y()[k], 0, y, (c * b + k) * RoutedPairs.CELLS, RoutedPairs.CELLS);
            }
        }
        return net.apply(w, w.tape().of(x, net.copies(), b, 1, RoutedPairs.CELLS)).minus(w.tape().of(y, net.copies(), b, 1, RoutedPairs.CELLS)).square().mean().times(net.copies());
    }

    private static Mixture judged(Mixture s, Race<Fit> fits, boolean isSplit, CancelToken cancel) {
        Race<double[]> predictions = fits.then((l, fit) -> predicted(s, isSplit ? s.nets.get(l) : s.nets.get("one"), fit, cancel));
        Race<double[]> errors = predictions.then((_, y) -> IntStream.range(0, TESTED).mapToDouble(k -> {
            double off = 0;
            for (int j = 0; j < RoutedPairs.CELLS; j++) {
                off += Math.pow(y[k * RoutedPairs.CELLS + j] - s.tests.y()[k][j], 2);
            }
            return Math.sqrt(off / RoutedPairs.square(s.tests.y()[k]));
        }).toArray());
        return new Mixture(s.tree, s.sizes, s.radius, s.pool, s.tests, s.nets, fits, isSplit, predictions, errors);
    }

    /** Every held-out function by the expert it is sent to; networks take equally many, so some get zeros, too. */
    private static double[] predicted(Mixture s, FourierStack net, Fit fit, CancelToken cancel) {
        int each = s.tree.cells() / net.copies();
        int[] row = new int[TESTED];
        int[] n = new int[net.copies()];
        for (int k = 0; k < TESTED; k++) {
            row[k] = n[s.tests.cell()[k] / each]++;
        }
        int most = Arrays.stream(n).max().orElseThrow();
        double[] x = new double[net.copies() * most * RoutedPairs.CELLS];
        for (int k = 0; k < TESTED; k++) {
            System.arraycopy(s.tests.x()[k], 0, x, (s.tests.cell()[k] / each * most + row[k]) * RoutedPairs.CELLS, RoutedPairs.CELLS);
        }
        double[] y = fit.evaluate(cancel, w -> net.apply(w, w.tape().of(x, net.copies(), most, 1, RoutedPairs.CELLS)));
        double[] out = new double[TESTED * RoutedPairs.CELLS];
        for (int k = 0; k < TESTED; k++) {
            System.arraycopy(y, (s.tests.cell()[k] / each * most + row[k]) * RoutedPairs.CELLS, out, k * RoutedPairs.CELLS, RoutedPairs.CELLS);
        }
        return out;
    }

    @Override
    protected void look(Mixture s, Knobs p, Look to) {
        double[] xy = new double[2 * TESTED];
        for (int k = 0; k < TESTED; k++) {
            System.arraycopy(RoutedPairs.coefficients(s.tests.x()[k]), 0, xy, 2 * k, 2);
        }
        double reach = Arrays.stream(xy).map(Math::abs).max().orElseThrow();
        to.points("functions", 2, xy, new double[] {0.018 * reach}, new Layer.Field("expert", "expert", "", Arrays.stream(s.tests.cell()).mapToDouble(c -> c + 1).toArray()));
        cuts(s.tree, reach, to);
        int i = p.get(shown) - 1;
        to.points("chosen", 2, Arrays.copyOfRange(xy, 2 * i, 2 * i + 2), new double[] {0.026 * reach}, new Layer.Field[0]);
        double[] x = IntStream.range(0, RoutedPairs.CELLS).mapToDouble(j -> (double) j / RoutedPairs.CELLS).toArray();
        to.series("initial", x, s.tests.x()[i]);
        to.series("truth", x, s.tests.y()[i]);
        to.series("of-one", x, Arrays.copyOfRange(s.predictions.get("one"), i * RoutedPairs.CELLS, (i + 1) * RoutedPairs.CELLS));
        to.series("of-many", x, Arrays.copyOfRange(s.predictions.get("many"), i * RoutedPairs.CELLS, (i + 1) * RoutedPairs.CELLS));
        int[] filled = IntStream.range(0, s.tree.cells()).filter(c -> counts(s)[c] > 0).boxed().sorted((a, b) -> Double.compare(s.error("one", a), s.error("one", b))).mapToInt(c -> c).toArray();
        double[] rank = IntStream.rangeClosed(1, filled.length).mapToDouble(k -> k).toArray();
        to.series("cell-one", rank, Arrays.stream(filled).mapToDouble(c -> s.error("one", c)).toArray());
        to.series("cell-many", rank, Arrays.stream(filled).mapToDouble(c -> s.error("many", c)).toArray());
        to.series("cell-sizes", IntStream.rangeClosed(1, s.sizes.length).mapToDouble(c -> c).toArray(), s.sizes);
        double[] cells = Arrays.stream(PRICED).asDoubleStream().toArray();
        to.series("radius", cells, Arrays.stream(s.radius).map(r -> r / s.radius[0]).toArray());
        double size = 1e-4 * s.nets.get("one").size();
        to.series("total", cells, Arrays.stream(cells).map(n -> n * size).toArray());
        to.series("resident", cells, Arrays.stream(cells).map(_ -> size).toArray());
    }

    /** Those of the first two coefficients, as deep as no other is asked for in between. */
    private static void cuts(MedianTree tree, double reach, Look to) {
        List<double[]> lines = new ArrayList<>();
        cut(tree, 1, new double[] {-reach, -reach, reach, reach}, lines);
        double[] all = lines.stream().flatMapToDouble(Arrays::stream).toArray();
        to.paths("cuts", 2, all, IntStream.rangeClosed(0, lines.size()).map(k -> 2 * k).toArray());
    }

    private static void cut(MedianTree tree, int node, double[] box, List<double[]> lines) {
        if (node >= tree.cells()) {
            return;
        }
        double[] low = box.clone();
        double[] high = box.clone();
        int axis = tree.axis(node);
        if (axis < 2) {
            double at = tree.cut(node);
            lines.add(axis == 0 ? new double[] {at, box[1], at, box[3]} : new double[] {box[0], at, box[2], at});
            low[2 + axis] = at;
            high[axis] = at;
        }
        cut(tree, 2 * node, low, lines);
        cut(tree, 2 * node + 1, high, lines);
    }
}
