package org.pushforward.engine.pde;

import static org.pushforward.engine.api.Check.Criterion.atLeast;
import static org.pushforward.engine.api.Check.Criterion.atMost;
import static org.pushforward.engine.api.Check.Criterion.within;
import static org.pushforward.engine.api.Pane.Style.BARS;
import static org.pushforward.engine.api.Pane.Style.CURVE;
import static org.pushforward.engine.api.Pane.Style.FILL;
import static org.pushforward.engine.api.Pane.Style.POINTS;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.pushforward.engine.api.CancelToken;
import org.pushforward.engine.api.Layer;
import org.pushforward.engine.api.Rect;
import org.pushforward.engine.learn.AdamW;
import org.pushforward.engine.learn.Fit;
import org.pushforward.engine.learn.Tape;
import org.pushforward.engine.learn.Theta;
import org.pushforward.engine.learn.Value;
import org.pushforward.engine.learn.Weights;
import org.pushforward.engine.learn.layer.Dense;
import org.pushforward.engine.learn.layer.ScatteredConvolution;
import org.pushforward.engine.numerics.Philox;
import org.pushforward.engine.numerics.StarDiscrepancy;
import org.pushforward.engine.pde.ShapeFields.Shape;
import org.pushforward.engine.study.Knob;
import org.pushforward.engine.study.Knobs;
import org.pushforward.engine.study.Look;
import org.pushforward.engine.study.PaneSpec;
import org.pushforward.engine.study.Study;
import org.pushforward.engine.study.Training;
import org.pushforward.engine.study.Turn;

/**
 * {@code pde.di-nets}: a classifier of fields whose layers are integrals, so that it can be asked with any sampling; how much its answer moves is ruled by the
 * discrepancy of the points (Wang & Golland 2023).
 */
public final class InvariantNetwork extends Study<InvariantNetwork.Judged> {

    private static final List<String> KINDS = List.of("random", "sobol");
    /** Numbers of points at which the spread is measured, one of them in each step. */
    private static final int[] COUNTS = {256, 512, 1024, 2048, 4096};
    private static final int RESAMPLED = 5;
    private static final double FORGET = 0.8;
    /** Shapes whose answers are watched, one of each class. */
    private static final int WATCHED = 6;
    /** Those of them whose spread is measured. */
    private static final int MEASURED = 3;
    private static final int TESTED = 90;
    private static final int MODES = 4;
    private static final int FINE = 4096;
    private static final int TRAINED = 256;
    /** Sobol' points that it is asked with. */
    private static final int ASKED = 1024;
    private static final int SHAPES = 1;
    private static final int HELD_OUT = 2;
    private static final int SAMPLED = 3;
    private static final int BOUND_POINTS = 64;
    private static final int BOUND_TRIALS = 100;
    /** Of cos 2πx cos 2πy in the sense of Hardy and Krause: ∫|∂ₓ∂ᵧ| + ∫|∂ₓ| + ∫|∂ᵧ| at the far edges, 16 + 4 + 4. */
    private static final double VARIATION = 24;

    /**
     * @param spreads deviation of the scores over resamplings, for each kind and number of points
     * @param clouds discrepancy and deviation from the scores at many points, for each kind, in turn
     * @param jitter probability of the right class at the latest resamplings of the shape shown
     * @param bound discrepancies and deviations of one layer, in turn
     */
    record Judged(List<ScatteredConvolution> layers, Fit fit, double[] grid, double accuracy, double accuracySobol, double accuracyChosen, double[][] spreads, double[][] clouds, double[] scores, List<Double> jitter, double[] sample, double[] bound) { }

    private final Knob<String> sampling;
    private final Knob<String> points;
    private final Knob<Integer> shape;
    private final Knob<Integer> layers;
    private final Knob<Integer> width;
    private final Training training;

    public InvariantNetwork() {
        super("pde.di-nets", "The same field, other points", "A field can be sampled on a grid, by Sobol' points or at random, and a network should say the same of it. When all its layers are integrals, means over whatever points there are, its answer moves by no more than the variation of what is "
                + "integrated times the discrepancy of the points, by Koksma and Hlawka. So scores jitter with the root of the number of random points, and much less with points that fill the square evenly. The network learns six kinds of shapes on a grid of 16 × 16 and is asked with others. "
                + "Points shrunk to the middle are not uniform, and no theorem helps. Its kernels are trigonometric polynomials; shapes drawn by formulas stand in for the paper's pictures.",
                List.of("y(x) = (1/N) Σ_j κ(x − x_j) f(x_j)", "|(1/N) Σ_j g(x_j) − ∫ g| ≤ V(g) D*(x₁, …, x_N)", "D* = sup |#{x_j ∈ [0, a) × [0, b)}/N − ab|"),
                new Citation("C. J. Wang, P. Golland", 2023, "Discretization Invariant Networks for Learning Maps between Neural Fields", "2206.01178"));
        group("Sampling");
        sampling = choice("sampling", "S", "Sampling", ShapeFields.SAMPLINGS, "random", "Of the field that is shown: a grid, Sobol' points with nested scrambling, independent points, or Sobol' points shrunk by a quarter.").live();
        points = choice("points", "N", "Points", List.of("16", "64", "256", "1024"), "256", "Of the sampling that is shown.").live();
        shape = whole("shape", "k", "Shape", 6, 1, WATCHED, "Disc, square, triangle, ring, cross, star.").within(1, WATCHED).live();
        group("Network");
        layers = whole("layers", "L", "Layers", 2, 1, 3, "Convolutions before the last mean.").within(1, 4);
        width = whole("width", "w", "Width", 16, 4, 24, "Channels.").within(2, 32);
        training = training(3e-2, 32, 800, 3);
        pace(15);

        var accuracy = gauge("accuracy", "On the grid of 256", "", Judged::accuracy);
        var sobol = gauge("accuracy-sobol", "On 1024 Sobol' points", "", Judged::accuracySobol);
        var chosen = gauge("accuracy-chosen", "On the sampling shown", "", Judged::accuracyChosen);
        gauge("spread", "Spread of the scores, 256 points", "", (s, p) -> s.spreads[p.is(sampling, "random") ? 0 : 1][0]);
        var random = gauge("slope-random", "Random points", "", s -> slope(s.spreads[0]));
        var even = gauge("slope-sobol", "Sobol' points", "", s -> slope(s.spreads[1]));
        gauge("bound-violations", "Deviations above the bound, of 100", "", InvariantNetwork::violations);

        plane("field", "What the network is given", "a field, and the points at which it is seen").draw(FILL, "field", "field").draw(POINTS, "sample", "sample");
        plot("scores", "What it says", "probability of each class, for this sampling").draw(BARS, "scores", "probability");
        plot("jitter", "The right class", "its probability at the latest resamplings").draw(CURVE, "jitter", "probability", "", "resampling");
        plot("spread", "Spread over resamplings", "deviation of the scores against the number of points").draw(CURVE, "spread-random", "random", "", "points").draw(CURVE, "spread-sobol", "Sobol'", "", "points").draw(CURVE, "half", "N^(−½)", "", "points")
                .draw(CURVE, "one", "1/N", "", "points").log().logX();
        plot("deviation", "Deviation against discrepancy", "of the scores, from those at 4096 points").draw(POINTS, "cloud-random", "random", "", "star discrepancy").draw(POINTS, "cloud-sobol", "Sobol'", "", "star discrepancy").log().logX();
        PaneSpec one = plot("bound", "One layer and its bound", "deviation of a layer with one wave against the discrepancy, 100 samplings of 64 points").log().logX();
        one.draw(POINTS, "layer", "deviation", "", "star discrepancy").draw(CURVE, "bound", "variation × discrepancy", "", "star discrepancy");
        history("accuracy", "Accuracy", "held-out shapes", accuracy, sobol, chosen);

        formula("koksma-hlawka", "one layer: deviations above variation × discrepancy, of 100 samplings", atMost(0), "Koksma–Hlawka; variation 24 in closed form", () -> violations(bound(new Philox(1))));
        formula("bound-used", "the same: largest deviation over its bound", atLeast(0.01), "or the bound would say nothing", () -> {
            double[] b = bound(new Philox(1));
            return IntStream.range(0, BOUND_TRIALS).mapToDouble(k -> b[2 * k + 1] / (VARIATION * b[2 * k])).max().orElseThrow();
        });
        var slopes = shared(t -> slopes(t.steps(2).state(), 20, new Philox(5)), "iterations-per-step=20");
        always("bounded", "deviations above variation × discrepancy, of 100", gaugeNamed("bound-violations"), atMost(0), "Koksma 1942, Hlawka 1961");
        reference("random", "slope of the spread, random points", within(-0.5, 0.1), "law of large numbers; 20 resamplings", slopes, r -> r[0]);
        reference("sobol", "slope of the spread, Sobol' points", atMost(-0.8), "Owen 1997: better than the root; 20 resamplings", slopes, r -> r[1]);
        reference("gradient-random", "slope of the spread of the gradient, random points", within(-0.5, 0.1), "the gradient is made of means, too", slopes, r -> r[2]);
        reference("gradient-sobol", "slope of the spread of the gradient, Sobol' points", atMost(-0.8), "the same", slopes, r -> r[3]);
        lengthy("drop", "accuracy on the grid of 256 less that on 1024 Sobol' points, mean of 3 seeds", atMost(0.03), "our runs", t -> IntStream.rangeClosed(1, 3).mapToDouble(seed -> {
            Judged s = t.anew(seed).rest().state();
            return (s.accuracy - s.accuracySobol) / 3;
        }).sum());
        lengthy("learns", "accuracy on the grid", atLeast(0.85), "our run; chance is 1/6", t -> t.rest().value(accuracy));

        opens("Points that jitter", "Random points: the star stays, what is said of it trembles.").pictured(60);
        preset("sobol", "Points that fill", "As many Sobol' points: hardly any tremor.").set("sampling=sobol").pictured(60);
        preset("shrunk", "Shrunk to the middle", "Points that are not uniform: the means are wrong, however many there are.").set("sampling=shrunk", "points=1024").pictured(60);
        preset("lecture", "Koksma and Hlawka", "Spread, discrepancy and bound.").panes("spread", "deviation", "bound", "field").pictured(60);
        tiny("width=2 batch=4 iterations=4 iterations-per-step=2 layers=1", "width=2 batch=4 iterations=2 iterations-per-step=1 sampling=shrunk points=16");
    }

    private static double slope(double[] spread) {
        double mx = 0;
        double my = 0;
        for (int k = 0; k < COUNTS.length; k++) {
            mx += Math.log(COUNTS[k]) / COUNTS.length;
            my += Math.log(spread[k]) / COUNTS.length;
        }
        double xx = 0;
        double xy = 0;
        for (int k = 0; k < COUNTS.length; k++) {
            xx += Math.pow(Math.log(COUNTS[k]) - mx, 2);
            xy += (Math.log(COUNTS[k]) - mx) * (Math.log(spread[k]) - my);
        }
        return xy / xx;
    }

    private static double violations(Judged s) {
        return violations(s.bound);
    }

    private static double violations(double[] bound) {
        return IntStream.range(0, bound.length / 2).filter(k -> bound[2 * k + 1] > VARIATION * bound[2 * k]).count();
    }

    /** A layer whose kernel is cos 2πx cos 2πy, on the field 1, seen at 0: the mean of the kernel, which should be 0. Half of the samplings are random, half Sobol'. */
    private static double[] bound(Philox random) {
        double[] b = new double[2 * BOUND_TRIALS];
        for (int k = 0; k < BOUND_TRIALS; k++) {
            double[] xy = ShapeFields.points(KINDS.get(k % 2), BOUND_POINTS, random.stream(k));
            double sum = 0;
            for (int i = 0; i < BOUND_POINTS; i++) {
                sum += Math.cos(2 * Math.PI * xy[2 * i]) * Math.cos(2 * Math.PI * xy[2 * i + 1]) / BOUND_POINTS;
            }
            b[2 * k] = StarDiscrepancy.of(xy);
            b[2 * k + 1] = Math.abs(sum);
        }
        return b;
    }

    @Override
    protected Judged start(Knobs p, Philox random) {
        List<ScatteredConvolution> all = IntStream.range(0, p.get(layers)).mapToObj(l -> new ScatteredConvolution("layer." + l, l == 0 ? 1 : p.get(width), p.get(width), MODES)).toList();
        Weights weights = Weights.of(Stream.concat(all.stream().map(l -> (Weights.Owner) l), Stream.of(last(p.get(width)))).toArray(Weights.Owner[]::new));
        Fit fit = Fit.start(weights, new AdamW(0.9, 0.999, 1e-8, 0.02, Double.POSITIVE_INFINITY), random);
        Judged s = new Judged(all, fit, ShapeFields.points("grid", TRAINED, random), 0, 0, 0, null, null, null, List.of(), null, bound(random.stream(7)));
        return judged(s, p, random, 0, CancelToken.current());
    }

    private static Dense last(int width) {
        return new Dense("last", 2 * width, ShapeFields.CLASSES.size());
    }

    /** Logits of shapes sampled at some points: batch × classes. */
    private static Value scores(List<ScatteredConvolution> layers, Theta w, List<Shape> shapes, double[] xy) {
        int n = xy.length / 2;
        double[] f = new double[shapes.size() * n];
        for (int k = 0; k < shapes.size(); k++) {
            System.arraycopy(shapes.get(k).at(xy), 0, f, k * n, n);
        }
        Value h = w.tape().of(f, shapes.size(), n, 1);
        double[] functions = ScatteredConvolution.functions(xy, MODES);
        Value at = w.tape().of(functions, n, functions.length / n);
        for (ScatteredConvolution l : layers) {
            h = l.apply(w, h, at).gelu();
        }
        // Mean and mean square over the points, which are integrals, too.
        return last(layers.getLast().outputs()).apply(w, Value.cat(1, h.mean(1), h.square().mean(1)));
    }

    private static List<Shape> shapes(Philox random, int from, int count) {
        return IntStream.range(from, from + count).mapToObj(k -> Shape.of(random, k)).toList();
    }

    private static Value entropy(Value logits, List<Shape> shapes) {
        int[] label = shapes.stream().mapToInt(Shape::kind).toArray();
        return logits.logSoftmax(1).gather(1, logits.tape().indices(label, label.length, 1)).mean().negated();
    }

    @Override
    protected Judged next(Judged s, Turn t) {
        Fit fit = s.fit;
        for (Training.Draw draw : training.draws(t)) {
            List<Shape> batch = shapes(t.random().stream(SHAPES), draw.iteration() * draw.batch(), draw.batch());
            fit = fit.step(t.context().cancel(), training.rate(t.p(), draw.iteration(), 20), w -> entropy(scores(s.layers, w, batch, s.grid), batch));
        }
        return judged(new Judged(s.layers, fit, s.grid, s.accuracy, s.accuracySobol, s.accuracyChosen, s.spreads, s.clouds, null, s.jitter, null, s.bound), t.p(), t.random(), t.step() + 1, t.context().cancel());
    }

    private Judged judged(Judged s, Knobs p, Philox random, int step, CancelToken cancel) {
        List<Shape> tests = shapes(random.stream(HELD_OUT), 0, TESTED);
        int[] counts = s.spreads == null ? IntStream.range(0, COUNTS.length).toArray() : new int[] {step % COUNTS.length};
        double[][][] measured = measured(s, counts, RESAMPLED, random.stream(SAMPLED).stream(step), false, cancel);
        // One of the three in each step, all at both ends.
        boolean isEnd = step == 0 || training.done(p, step) >= p.get(training.iterations());
        Philox draws = random.stream(SAMPLED);
        double onGrid = isEnd || step % 3 == 0 ? accuracy(s, tests, s.grid, cancel) : s.accuracy;
        double onSobol = isEnd || step % 3 == 1 ? accuracy(s, tests, ShapeFields.points("sobol", ASKED, draws), cancel) : s.accuracySobol;
        double onChosen = isEnd || step % 3 == 2 ? accuracy(s, tests, ShapeFields.points(p.get(sampling), Integer.parseInt(p.get(points)), draws), cancel) : s.accuracyChosen;
        Judged all = new Judged(s.layers, s.fit, s.grid, onGrid, onSobol, onChosen, measured[0], measured[1], null, s.jitter, null, s.bound);
        return seen(all, p, random, step, cancel);
    }

    /** The shape shown, sampled anew. */
    private Judged seen(Judged s, Knobs p, Philox random, int step, CancelToken cancel) {
        double[] xy = ShapeFields.points(p.get(sampling), Integer.parseInt(p.get(points)), random.stream(SAMPLED).stream(1000 + step));
        List<Shape> one = List.of(shown(p));
        double[] scores = s.fit.evaluate(cancel, w -> scores(s.layers, w, one, xy).softmax(1));
        List<Double> jitter = new ArrayList<>(s.jitter);
        jitter.add(scores[one.getFirst().kind()]);
        return new Judged(s.layers, s.fit, s.grid, s.accuracy, s.accuracySobol, s.accuracyChosen, s.spreads, s.clouds, scores, List.copyOf(jitter.subList(Math.max(0, jitter.size() - 60), jitter.size())), xy, s.bound);
    }

    /** The same whatever the seed. */
    private Shape shown(Knobs p) {
        return Shape.of(new Philox(3), p.get(shape) - 1);
    }

    @Override
    protected Judged changed(Judged s, Knobs before, Knobs now) {
        boolean isOther = !before.get(shape).equals(now.get(shape)) || !before.get(sampling).equals(now.get(sampling)) || !before.get(points).equals(now.get(points));
        Judged kept = new Judged(s.layers, s.fit, s.grid, s.accuracy, s.accuracySobol, s.accuracyChosen, s.spreads, s.clouds, s.scores, isOther ? List.of() : s.jitter, s.sample, s.bound);
        return isOther ? seen(kept, now, new Philox(1), s.jitter.size(), CancelToken.current()) : kept;
    }

    private static double accuracy(Judged s, List<Shape> tests, double[] xy, CancelToken cancel) {
        double[] y = s.fit.evaluate(cancel, w -> scores(s.layers, w, tests, xy));
        int m = ShapeFields.CLASSES.size();
        return IntStream.range(0, tests.size()).filter(k -> IntStream.range(0, m).allMatch(c -> y[k * m + c] <= y[k * m + tests.get(k).kind()])).count() / (double) tests.size();
    }

    /** Spreads and clouds of the scores, or of the gradient of their loss by all weights. */
    private static double[][][] measured(Judged s, int[] counts, int resamplings, Philox random, boolean isGradient, CancelToken cancel) {
        List<Shape> watched = shapes(new Philox(3), WATCHED - MEASURED, MEASURED);
        double[] fine = isGradient ? new double[0] : answer(s, watched, ShapeFields.points("grid", FINE, random), false, cancel);
        double[][] spreads = new double[KINDS.size()][];
        double[][] clouds = new double[KINDS.size()][];
        for (int k = 0; k < KINDS.size(); k++) {
            spreads[k] = s.spreads == null ? new double[COUNTS.length] : s.spreads[k].clone();
            clouds[k] = s.clouds == null || isGradient ? new double[2 * COUNTS.length * resamplings] : Arrays.copyOf(s.clouds[k], 2 * COUNTS.length * resamplings);
            for (int c : counts) {
                double[][] answers = new double[resamplings][];
                for (int r = 0; r < resamplings; r++) {
                    double[] xy = ShapeFields.points(KINDS.get(k), COUNTS[c], random.stream((k * COUNTS.length + c) * 100 + r));
                    answers[r] = answer(s, watched, xy, isGradient, cancel);
                    if (!isGradient && COUNTS[c] <= 1024) {
                        clouds[k][2 * (c * resamplings + r)] = StarDiscrepancy.of(xy);
                        clouds[k][2 * (c * resamplings + r) + 1] = distance(answers[r], fine);
                    }
                }
                // Of several rounds, the latest weighing most.
                double before = spreads[k][c];
                spreads[k][c] = before == 0 ? spread(answers) : Math.sqrt(FORGET * before * before + (1 - FORGET) * Math.pow(spread(answers), 2));
            }
        }
        return new double[][][] {spreads, clouds};
    }

    private static double[] answer(Judged s, List<Shape> shapes, double[] xy, boolean isGradient, CancelToken cancel) {
        if (!isGradient) {
            return s.fit.evaluate(cancel, w -> scores(s.layers, w, shapes, xy));
        }
        try (Tape tape = Tape.open(cancel)) {
            Theta w = Theta.variable(tape, s.fit.weights(), s.fit.theta());
            return entropy(scores(s.layers, w, shapes, xy), shapes).grad(w.all()).array();
        }
    }

    private static double distance(double[] a, double[] b) {
        return Math.sqrt(IntStream.range(0, a.length).mapToDouble(k -> (a[k] - b[k]) * (a[k] - b[k])).sum() / a.length);
    }

    private static double spread(double[][] answers) {
        double[] mean = new double[answers[0].length];
        for (double[] a : answers) {
            for (int k = 0; k < mean.length; k++) {
                mean[k] += a[k] / answers.length;
            }
        }
        return Math.sqrt(Arrays.stream(answers).mapToDouble(a -> Math.pow(distance(a, mean), 2)).sum() / (answers.length - 1));
    }

    /** Of scores and gradients, for random and Sobol' points. */
    private static double[] slopes(Judged s, int resamplings, Philox random) {
        int[] all = IntStream.range(0, COUNTS.length).toArray();
        Judged anew = new Judged(s.layers, s.fit, s.grid, 0, 0, 0, null, null, null, s.jitter, null, s.bound);
        double[][] scores = measured(anew, all, resamplings, random, false, CancelToken.current())[0];
        double[][] gradients = measured(anew, all, resamplings, random, true, CancelToken.current())[0];
        return new double[] {slope(scores[0]), slope(scores[1]), slope(gradients[0]), slope(gradients[1])};
    }

    @Override
    protected void look(Judged s, Knobs p, Look to) {
        Shape one = shown(p);
        int n = 96;
        double[] field = new double[n * n];
        Arrays.setAll(field, k -> one.at((k / n + 0.5) / n, (k % n + 0.5) / n));
        to.field("field", n, n, Rect.UNIT, field);
        to.points("sample", 2, s.sample, new double[] {0.006}, new Layer.Field[0]);
        to.bars("scores", ShapeFields.CLASSES, s.scores);
        to.series("jitter", IntStream.rangeClosed(1, s.jitter.size()).mapToDouble(k -> k).toArray(), s.jitter.stream().mapToDouble(v -> v).toArray());
        double[] counts = Arrays.stream(COUNTS).asDoubleStream().toArray();
        for (int k = 0; k < KINDS.size(); k++) {
            to.series("spread-" + KINDS.get(k), counts, s.spreads[k]);
            double[] cloud = s.clouds[k];
            int[] there = IntStream.range(0, cloud.length / 2).filter(i -> cloud[2 * i] > 0).toArray();
            to.series("cloud-" + KINDS.get(k), Arrays.stream(there).mapToDouble(i -> cloud[2 * i]).toArray(), Arrays.stream(there).mapToDouble(i -> cloud[2 * i + 1]).toArray());
        }
        to.series("half", counts, Arrays.stream(counts).map(c -> s.spreads[0][0] * Math.sqrt(COUNTS[0] / c)).toArray());
        to.series("one", counts, Arrays.stream(counts).map(c -> s.spreads[0][0] * COUNTS[0] / c).toArray());
        int[] sorted = IntStream.range(0, BOUND_TRIALS).boxed().sorted((a, b) -> Double.compare(s.bound[2 * a], s.bound[2 * b])).mapToInt(k -> k).toArray();
        double[] d = Arrays.stream(sorted).mapToDouble(k -> s.bound[2 * k]).toArray();
        to.series("layer", d, Arrays.stream(sorted).mapToDouble(k -> s.bound[2 * k + 1]).toArray());
        to.series("bound", d, Arrays.stream(d).map(v -> VARIATION * v).toArray());
    }
}
