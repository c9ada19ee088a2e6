package org.pushforward.engine.networks;

import static org.pushforward.engine.api.Check.Criterion.atMost;
import static org.pushforward.engine.api.Pane.Style.IMAGE;
import static org.pushforward.engine.api.Pane.Style.LINES;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.pushforward.engine.api.CancelToken;
import org.pushforward.engine.api.Rect;
import org.pushforward.engine.learn.AdamW;
import org.pushforward.engine.learn.Fit;
import org.pushforward.engine.learn.Theta;
import org.pushforward.engine.learn.Value;
import org.pushforward.engine.learn.Weights;
import org.pushforward.engine.learn.layer.Perceptron;
import org.pushforward.engine.numerics.LeastSquares;
import org.pushforward.engine.numerics.LowDiscrepancy;
import org.pushforward.engine.numerics.Philox;
import org.pushforward.engine.study.Gauge;
import org.pushforward.engine.study.Knob;
import org.pushforward.engine.study.Knobs;
import org.pushforward.engine.study.Look;
import org.pushforward.engine.study.Race;
import org.pushforward.engine.study.Shared;
import org.pushforward.engine.study.Study;
import org.pushforward.engine.study.Training;
import org.pushforward.engine.study.Trial;
import org.pushforward.engine.study.Turn;

/**
 * {@code networks.deep-apc}: a network of {@link ChaosNet} on Ishigami's function of three inputs, beside the same network on plain powers and a tanh network with about as many
 * weights (Oladyshkin, Praditia, Kröker, Mohammadi, Nowak & Otte 2023, arXiv:2306.14753). One layer is linear in its weights and solved by least squares, a degree a step.
 */
public final class ArbitraryChaos extends Study<ArbitraryChaos.State> {

    /** Of a node; more take more memory than there is. */
    private static final double MOST_PRODUCTS = 1001.5;
    private static final List<String> NETS = List.of("apc", "monomial", "tanh");
    private static final int TESTED = 1024;
    private static final int CELLS = 41;
    /** Best of .003, .01, .02, .05, .1 for the held-out error: .05 on polynomials, .1 with tanh. */
    private static final double TANH_FASTER = 2;

    /** x in units of π, d × n, and y less its mean over its deviation. */
    record Data(IshigamiFunction truth, double[] x, double[] y, double mean, double deviation, double[] tested, double[] expected) {
        int n() {
            return y.length;
        }
    }

    /** @param error root mean square on points that were not trained on, over the deviation of the truth */
    record Runner(Fit fit, int degree, double error) { }

    /**
     * The nodes of the network on orthonormal polynomials.
     *
     * @param layers nodes of each
     * @param signals of the samples, one array a node; the output last
     * @param bases P_1 … P_p of those, of all but the output
     * @param shares of variance by {@link IshigamiFunction#shares}
     */
    record Sight(int[] layers, List<double[]> signals, List<List<double[]>> bases, double gram, double[] shares) { }

    record State(Data data, Race<Runner> race, Sight sight) { }

    private final Knob<String> problem;
    private final Knob<Double> a;
    private final Knob<Double> b;
    private final Knob<Integer> samples;
    private final Knob<String> points;
    private final Knob<Integer> layers;
    private final Knob<Integer> nodes;
    private final Knob<Integer> degree;
    private final Knob<String> powers;
    private final Training training;

    public ArbitraryChaos() {
        super("networks.deep-apc", "Every node its own polynomials",
                "A node of this network adds up polynomials of the signals that reach it, and the polynomials of each signal are orthonormal under the law which the samples give it: they are made anew in every "
                        + "iteration. Beside it trains the same network on plain powers, and a tanh network with as many weights. On inputs as they come, from −π to π, powers are lost. Once somebody has scaled the inputs "
                        + "to [−1, 1] they do as well, and sooner: what is gained is that no scale has to be known. How variance parts among the inputs is read off and known exactly. One layer is solved, not trained, a degree a step; there powers "
                        + "span the same and are as good. With 200 samples and four layers it overfits, to errors from .3 to 1. Normalising by the recursion, differentiating through it and Adam are our reading; the paper's applications are not shown.",
                List.of("f = sin x₁ + a sin² x₂ + b x₃⁴ sin x₁", "h′ = Σ_α w_α Π_i P_{α_i}(h_i), |α| ≤ p", "E P_j(h_i) P_k(h_i) = δ_jk", "D = a²/8 + bπ⁴/5 + b²π⁸/18 + ½", "S₁ = ½(1 + bπ⁴/5)²/D, S₂ = a²/8D, S₁₃ = 8b²π⁸/225D"),
                new Citation("S. Oladyshkin, T. Praditia, I. Kröker, F. Mohammadi, W. Nowak, S. Otte", 2023,
                        "The Deep Arbitrary Polynomial Chaos Neural Network or how Deep Artificial Neural Networks could benefit from Data-Driven Homogeneous Chaos Theory", "2306.14753"));
        group("Function");
        problem = choice("problem", "μ", "Inputs", List.of("ishigami", "skewed"), "ishigami", "Law of the inputs on [−π, π]: uniform, or skewed, x = π(2u² − 1) with u uniform.");
        a = real("a", "a", "Second input", 7, 0, 10, "Weight of sin² x₂.").within(-100, 100);
        b = real("b", "b", "Third input", 0.1, 0, 0.3, "Weight of x₃⁴ sin x₁.").within(-10, 10);
        samples = whole("samples", "n", "Samples", 400, 100, 2048, "Without noise.").within(20, 4096).log();
        points = choice("points", "x", "Points", List.of("random", "sobol"), "random", "Where the samples are: independent, or Sobol's sequence, scrambled.");
        group("Network");
        layers = whole("layers", "L", "Layers", 3, 1, 4, "Of weights; one is solved by least squares, a degree a step.").within(1, 6);
        nodes = whole("nodes", "d", "Nodes", 4, 1, 8, "Of every layer between.").within(1, 12);
        degree = whole("degree", "p", "Degree", 2, 1, 8, "Of the polynomials at every node.").within(1, 12);
        powers = choice("powers", "c", "Inputs of the powers", List.of("raw", "scaled"), "raw", "Whether the network on powers is given x or x/π; the tanh network is given x/π.");
        group("Training");
        training = training(real("learning-rate", "η", "Learning rate", 5e-2, 1e-3, 1e-1, "Of Adam, falling to zero on half a cosine; twice that for tanh. Grid: .003, .01, .02, .05, .1.").within(1e-8, 10).log().live(),
                whole("iterations", "N", "Iterations", 2000, 100, 6000, "After which the training is finished.").within(1, 100_000).log(),
                whole("iterations-per-step", "k", "Iterations a step", 10, 1, 100, "Iterations between two pictures.").within(1, 10_000).log());
        lasts(p -> p.get(layers) == 1 ? p.get(degree) : training.steps(p));
        pace(20);

        Gauge<State> gram = gauge("gram-error", "Gram matrices less I", "", s -> s.sight.gram);
        Gauge<State> s1 = gauge("s1", "S₁", "", s -> s.sight.shares[0]);
        Gauge<State> s2 = gauge("s2", "S₂", "", s -> s.sight.shares[1]);
        Gauge<State> s13 = gauge("s13", "S₁₃", "", s -> s.sight.shares[4]);
        Gauge<State> exact1 = gauge("s1-exact", "S₁, exact", "", s -> s.data.truth.exactShares()[0]);
        Gauge<State> exact2 = gauge("s2-exact", "S₂, exact", "", s -> s.data.truth.exactShares()[1]);
        Gauge<State> exact13 = gauge("s13-exact", "S₁₃, exact", "", s -> s.data.truth.exactShares()[4]);
        Gauge<State> error = gauge("error", "Orthonormal", "", s -> s.race.get("apc").error);
        Gauge<State> monomial = gauge("error-monomial", "Powers", "", s -> s.race.get("monomial").error);
        Gauge<State> tanh = gauge("error-tanh", "tanh", "", s -> s.race.get("tanh").error).when(s -> s.race.has("tanh"));
        plane("nodes", "Every node and its polynomials", "a box a node: how often its signal takes each value, from least to largest; polynomials within ±3.5").draw(LINES, "links", "feeds")
                .draw(LINES, "first", "P₁").draw(LINES, "second", "P₂").draw(LINES, "third", "P₃").draw(LINES, "signals", "signals");
        multiples("surfaces", "The function and the networks", "x₁ across, x₃ up, x₂ = 0; cut at the range of the function").draw(IMAGE, "truth", "f").draw(IMAGE, "apc", "orthonormal").draw(IMAGE, "monomial", "powers")
                .draw(IMAGE, "tanh", "tanh").alike("truth", "apc", "monomial", "tanh");
        history("errors", "Error where nothing was trained on", "root mean square over the deviation of f", error, monomial, tanh).log();
        history("indices", "Shares of the variance", "of the first input, the second, and the first with the third", s1, exact1, s2, exact2, s13, exact13);
        layer("samples", "samples", "", "x");

        always("gram", "Gram matrices of all nodes on the samples less I", gram, atMost(1e-10), "orthonormal by construction");
        formula("closed", "shares of f by quadrature less the closed forms", atMost(1e-8), "closed form", () -> sharesError(new IshigamiFunction(7, 0.1, false)));
        formula("skewed", "shares of f of skewed inputs by quadrature in three dimensions less in one", atMost(1e-6), "products of moments", () -> sharesError(new IshigamiFunction(7, 0.1, true)));
        Shared<double[]> one = shared(t -> {
            Sight at = t.rest().state().sight;
            double[] exact = t.state().data.truth.exactShares();
            return new double[] {Math.max(Math.abs(at.shares[0] - exact[0]), Math.max(Math.abs(at.shares[1] - exact[1]), Math.abs(at.shares[4] - exact[4]))),
                Math.abs(Math.log(t.value(monomial) / t.value(error)))};
        }, "layers=1", "degree=8", "samples=2048", "points=sobol");
        reference("one-layer", "one layer of degree 8: S₁, S₂, S₁₃ off the closed forms, largest", atMost(2e-3), "closed form", one, v -> v[0]);
        reference("same-span", "one layer: |log| of the error of powers over that of orthonormal polynomials", atMost(1e-6), "they span the same", one, v -> v[1]);
        Shared<double[]> runs = shared(t -> {
            double[][] found = new double[2][5];
            for (int seed = 1; seed <= 5; seed++) {
                Trial<State> r = t.anew(seed).rest();
                found[0][seed - 1] = r.value(error) / r.value(monomial);
                found[1][seed - 1] = r.value(error) / r.value(tanh);
            }
            return Arrays.stream(found).mapToDouble(v -> Arrays.stream(v).sorted().toArray()[2]).toArray();
        });
        lengthy("powers", "error over that of powers of raw inputs", atMost(0.2), "our runs, median of 5 seeds", runs, r -> r[0]);
        lengthy("tanh", "error over that of tanh", atMost(0.7), "our runs, median of 5 seeds", runs, r -> r[1]);
        opens("The polynomials follow the signals", "Every node draws its own, anew in every iteration.").panes("nodes", "surfaces", "errors", "indices");
        preset("few", "Four layers, two hundred samples", "More than the samples can pin down: it overfits, as tanh does.").set("samples=200", "layers=4").panes("errors", "surfaces", "nodes");
        preset("scaled", "Powers of scaled inputs", "Divided by π, plain powers do as well, and sooner: the scale was all they lacked.").set("powers=scaled").panes("errors", "surfaces", "nodes");
        preset("lecture", "One layer, a degree a step", "At degree 4 the share of the first input is .41, at degree 8 it is .314, as it should be.").set("layers=1", "degree=8", "samples=2048", "points=sobol")
                .panes("indices", "nodes", "surfaces", "errors").pins("degree", "samples", "problem");
        tiny("samples=40 iterations=2 iterations-per-step=1 nodes=2", "layers=1 degree=3 samples=64 problem=skewed points=sobol powers=scaled");
        refuse(p -> p.get(layers) == 1 && 2 * terms(p.get(degree)) > p.get(samples), p -> "one layer of degree " + p.get(degree) + " has " + terms(p.get(degree))
                + " weights, which " + p.get(samples) + " samples do not pin down; take " + 2 * terms(p.get(degree)) + " samples or more, or a smaller degree");
        refuse(p -> p.get(layers) > 1 && products(p.get(nodes), p.get(degree)) > MOST_PRODUCTS, p -> "a polynomial of degree " + p.get(degree) + " in " + p.get(nodes) + " nodes has "
                + (long) products(p.get(nodes), p.get(degree)) + " products; take fewer nodes or a smaller degree");
        refuse(p -> p.get(layers) > 1 && Math.pow(p.get(degree), p.get(layers)) > mostPower(p), p -> "degree " + p.get(degree) + " in " + p.get(layers)
                + " layers makes powers of the inputs up to " + (long) Math.pow(p.get(degree), p.get(layers)) + ", which overflow; take a smaller degree or fewer layers");
    }

    /** Of degree p in so many nodes: (d + p)!/(d! p!). */
    private static double products(int d, int p) {
        return IntStream.rangeClosed(1, p).mapToDouble(k -> (double) (d + k) / k).reduce(1, (x, y) -> x * y);
    }

    /** Beyond it a network of powers is no number at its start; skewed inputs and those without a scale reach farther out. */
    private double mostPower(Knobs p) {
        return p.is(powers, "raw") || p.is(problem, "skewed") ? 128 : 400;
    }

    /** Polynomials of three inputs. */
    private static int terms(int p) {
        return (p + 1) * (p + 2) * (p + 3) / 6;
    }

    private static double sharesError(IshigamiFunction f) {
        double[] exact = f.exactShares();
        double[] found = f.shares(f::values);
        double worst = 0;
        for (int k = 0; k < exact.length; k++) {
            worst = Math.max(worst, Math.abs(exact[k] - found[k]));
        }
        return worst;
    }

    // ---- the run

    @Override
    protected State start(Knobs p, Philox random) {
        IshigamiFunction f = new IshigamiFunction(p.get(a), p.get(b), p.is(problem, "skewed"));
        int n = p.get(samples);
        double[] u = new double[3 * n];
        if (p.is(points, "random")) {
            random.stream(1).uniforms(0, n, 0, 3, u, 0);
        } else {
            int whole = Integer.highestOneBit(2 * n - 1);
            u = Arrays.copyOf(new LowDiscrepancy(LowDiscrepancy.Kind.SOBOL, LowDiscrepancy.Randomisation.OWEN, 3).points(whole, random.stream(1)), 3 * n);
        }
        double[] held = new LowDiscrepancy(LowDiscrepancy.Kind.SOBOL, LowDiscrepancy.Randomisation.OWEN, 3).points(TESTED, random.stream(2));
        double[] x = f.inputs(u);
        double[] y = f.values(x);
        double mean = Arrays.stream(y).average().orElseThrow();
        double deviation = Math.sqrt(Arrays.stream(y).map(v -> (v - mean) * (v - mean)).average().orElseThrow());
        double scale = deviation > 0 ? deviation : 1;
        double[] tested = f.inputs(held);
        Data data = new Data(f, x, Arrays.stream(y).map(v -> (v - mean) / scale).toArray(), mean, scale, tested, f.values(tested));
        int first = p.get(layers) == 1 ? 1 : p.get(degree);
        CancelToken cancel = CancelToken.current();
        Race<Runner> race = Race.of(p.get(layers) == 1 ? NETS.subList(0, 2) : NETS, net -> judged(net, new Runner(Fit.start(weights(net, p, first), AdamW.ADAM, random).precise(), first, 0), data, p, cancel));
        return new State(data, race, sight(race.get("apc"), data, p, cancel));
    }

    private ChaosNet net(Knobs p, int deg, boolean isOrthonormal) {
        List<Integer> widths = new ArrayList<>(List.of(3));
        for (int l = 1; l < p.get(layers); l++) {
            widths.add(p.get(nodes));
        }
        widths.add(1);
        return new ChaosNet(widths, deg, isOrthonormal);
    }

    private Weights weights(String name, Knobs p, int deg) {
        return Weights.of(name.equals("tanh") ? perceptron(p) : net(p, deg, true));
    }

    private Perceptron perceptron(Knobs p) {
        int hidden = Math.max(1, p.get(layers) - 1);
        int goal = net(p, p.get(degree), true).size();
        int width = 1;
        while (Math.abs(tanhSize(width + 1, hidden) - goal) <= Math.abs(tanhSize(width, hidden) - goal)) {
            width++;
        }
        int[] widths = new int[hidden + 2];
        Arrays.fill(widths, width);
        widths[0] = 3;
        widths[hidden + 1] = 1;
        return new Perceptron("tanh", Value::tanh, widths);
    }

    private static int tanhSize(int h, int hidden) {
        return 4 * h + (hidden - 1) * h * (h + 1) + h + 1;
    }

    @Override
    protected State next(State s, Turn t) {
        CancelToken cancel = t.context().cancel();
        Race<Runner> race = s.race.then((name, r) -> {
            Runner moved = t.get(layers) == 1 ? solved(name, t.step() + 1, s.data, t) : new Runner(trained(name, r, s.data, t), r.degree, 0);
            return judged(name, moved, s.data, t.p(), cancel);
        });
        return new State(s.data, race, sight(race.get("apc"), s.data, t.p(), cancel));
    }

    private Fit trained(String name, Runner r, Data data, Turn t) {
        Fit fit = r.fit;
        int n = data.n();
        double factor = name.equals("tanh") ? TANH_FASTER : 1;
        for (Training.Draw d : training.draws(t)) {
            fit = fit.step(t.context().cancel(), factor * training.rate(t.p(), d.iteration(), 1), w ->
                    output(name, r.degree, t.p(), w, w.tape().of(data.x, 3, n), n).minus(w.tape().of(data.y, 1, n)).square().mean());
        }
        return fit;
    }

    /** Least squares on the features of the only layer. */
    private Runner solved(String name, int deg, Data data, Turn t) {
        ChaosNet net = net(t.p(), deg, name.equals("apc"));
        Fit fit = Fit.from(Weights.of(net), AdamW.ADAM, new double[net.size()]).precise();
        int n = data.n();
        double[] features = fit.evaluate(t.context().cancel(), w -> net.features(net.apply(w, asSeen(name, w.tape().of(data.x, 3, n), t.p()), n).bases().getFirst()).transposed());
        return new Runner(Fit.from(fit.weights(), AdamW.ADAM, LeastSquares.solve(features, net.size(), data.y)).precise(), deg, 0);
    }

    /** 1 × points, in units of the deviation. */
    private Value output(String name, int deg, Knobs p, Theta w, Value x, int known) {
        return name.equals("tanh") ? perceptron(p).apply(w, x.transposed()).transposed() : net(p, deg, name.equals("apc")).apply(w, asSeen(name, x, p), known).output();
    }

    private Value asSeen(String name, Value x, Knobs p) {
        return name.equals("monomial") && p.is(powers, "raw") ? x.times(Math.PI) : x;
    }

    /** Samples first, whose signals the polynomials belong to, then places, all d × n. */
    private static Value beside(Theta w, Data data, double[] places) {
        return Value.cat(1, w.tape().of(data.x, 3, data.n()), w.tape().of(places, 3, places.length / 3));
    }

    private double[] values(String name, Runner r, Data data, Knobs p, double[] places, CancelToken cancel) {
        int n = data.n();
        double[] y = r.fit.evaluate(cancel, w -> output(name, r.degree, p, w, beside(w, data, places), n).slice(1, n, n + places.length / 3));
        return Arrays.stream(y).map(v -> data.mean + data.deviation * v).toArray();
    }

    private Runner judged(String name, Runner r, Data data, Knobs p, CancelToken cancel) {
        double[] y = values(name, r, data, p, data.tested, cancel);
        double sum = 0;
        for (int k = 0; k < y.length; k++) {
            sum += (y[k] - data.expected[k]) * (y[k] - data.expected[k]) / y.length;
        }
        return new Runner(r.fit, r.degree, Math.sqrt(sum / data.truth.variance()));
    }

    private Sight sight(Runner r, Data data, Knobs p, CancelToken cancel) {
        ChaosNet net = net(p, r.degree, true);
        int n = data.n();
        double[] all = r.fit.evaluate(cancel, w -> {
            ChaosNet.Pass pass = net.apply(w, w.tape().of(data.x, 3, n), n);
            List<Value> parts = new ArrayList<>();
            for (int l = 0; l < pass.signals().size(); l++) {
                parts.add(pass.signals().get(l).reshape(-1));
                parts.add(pass.bases().get(l).reshape(-1));
            }
            parts.add(pass.output().reshape(-1));
            return Value.cat(0, parts.toArray(Value[]::new));
        });
        List<double[]> signals = new ArrayList<>();
        List<List<double[]>> bases = new ArrayList<>();
        int at = 0;
        for (int l = 0; l + 1 < net.widths().size(); l++) {
            int d = net.widths().get(l);
            for (int i = 0; i < d; i++) {
                signals.add(Arrays.copyOfRange(all, at + i * n, at + (i + 1) * n));
                List<double[]> base = new ArrayList<>();
                for (int k = 0; k < r.degree; k++) {
                    int from = at + (d + k * d + i) * n;
                    base.add(Arrays.copyOfRange(all, from, from + n));
                }
                bases.add(base);
            }
            at += d * n * (1 + r.degree);
        }
        signals.add(Arrays.copyOfRange(all, at, at + n));
        double gram = bases.stream().mapToDouble(ArbitraryChaos::gramError).max().orElseThrow();
        int[] widths = net.widths().stream().limit(net.widths().size() - 1L).mapToInt(Integer::intValue).toArray();
        return new Sight(widths, signals, bases, gram, data.truth.shares(x -> values("apc", r, data, p, x, cancel)));
    }

    /** Largest entry of E P_j P_k − δ_jk, P_0 = 1 included. */
    private static double gramError(List<double[]> p) {
        double worst = 0;
        for (int j = 0; j < p.size(); j++) {
            worst = Math.max(worst, Math.abs(Arrays.stream(p.get(j)).average().orElseThrow()));
            for (int k = 0; k <= j; k++) {
                double sum = 0;
                for (int i = 0; i < p.get(j).length; i++) {
                    sum += p.get(j)[i] * p.get(k)[i] / p.get(j).length;
                }
                worst = Math.max(worst, Math.abs(sum - (j == k ? 1 : 0)));
            }
        }
        return worst;
    }

    // ---- what is seen

    @Override
    protected void look(State s, Knobs p, Look to) {
        ChaosPicture.nodes(s.sight, to);
        int n = CELLS * CELLS;
        double[] x = new double[3 * n];
        for (int k = 0; k < n; k++) {
            x[k] = 2 * (k / CELLS + 0.5) / CELLS - 1;
            x[2 * n + k] = 2 * (k % CELLS + 0.5) / CELLS - 1;
        }
        Rect square = new Rect(-Math.PI, -Math.PI, Math.PI, Math.PI);
        double[] truth = s.data.truth.values(x);
        double low = Arrays.stream(truth).min().orElseThrow();
        double high = Arrays.stream(truth).max().orElseThrow();
        to.field("truth", CELLS, CELLS, square, truth);
        for (String name : s.race.names()) {
            double[] y = values(name, s.race.get(name), s.data, p, x, to.context().cancel());
            to.field(name, CELLS, CELLS, square, Arrays.stream(y).map(v -> Math.clamp(v, low, high)).toArray());
        }
        int m = s.data.n();
        double[] xy = new double[3 * m];
        for (int k = 0; k < xy.length; k++) {
            xy[k] = Math.PI * s.data.x[k % 3 * m + k / 3];
        }
        to.points("samples", 3, xy, Arrays.stream(s.data.y).map(v -> s.data.mean + s.data.deviation * v).toArray());
    }
}
