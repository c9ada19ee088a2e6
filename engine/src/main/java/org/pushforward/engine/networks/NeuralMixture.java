package org.pushforward.engine.networks;

import static org.pushforward.engine.api.Check.Criterion.atLeast;
import static org.pushforward.engine.api.Check.Criterion.atMost;
import static org.pushforward.engine.api.Pane.Style.IMAGE;
import static org.pushforward.engine.api.Pane.Style.POINTS;
import static org.pushforward.engine.api.Pane.Style.SURFACE;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;
import java.util.function.DoubleBinaryOperator;
import java.util.stream.IntStream;
import org.pushforward.engine.api.CancelToken;
import org.pushforward.engine.api.Rect;
import org.pushforward.engine.learn.AdamW;
import org.pushforward.engine.learn.Fit;
import org.pushforward.engine.learn.Theta;
import org.pushforward.engine.learn.Value;
import org.pushforward.engine.learn.Weights;
import org.pushforward.engine.learn.Weights.Owner;
import org.pushforward.engine.learn.Weights.Part;
import org.pushforward.engine.learn.Weights.Start;
import org.pushforward.engine.numerics.GaussianMixture;
import org.pushforward.engine.numerics.KernelDensity;
import org.pushforward.engine.numerics.MixtureFit;
import org.pushforward.engine.numerics.Philox;
import org.pushforward.engine.study.Gauge;
import org.pushforward.engine.study.Knob;
import org.pushforward.engine.study.Knobs;
import org.pushforward.engine.study.Look;
import org.pushforward.engine.study.Race;
import org.pushforward.engine.study.Shared;
import org.pushforward.engine.study.Study;
import org.pushforward.engine.study.Training;
import org.pushforward.engine.study.Turn;

/**
 * {@code networks.dnmm}: a density p = Σ c_k φ_k on the unit square whose components are networks, φ_k = softplus of a network of its own, c a softmax; trained by −mean log Σ c_k φ_k/∫φ_k + λ Σ (∫φ_k − 1)²,
 * the integrals by midpoints of a grid that is shifted in every iteration (Trentin 2023, doi:10.1007/s11063-023-11196-2). The number of components, and when to stop, are chosen by the
 * likelihood of samples that are not trained on, as are the bandwidth of a kernel density and the number of components of a Gaussian mixture.
 */
public final class NeuralMixture extends Study<NeuralMixture.State> {

    private static final int CELLS = 64;
    private static final int GRID = 24;
    /** For the integrals that the components as read are divided by. */
    private static final int FINER_GRID = 48;
    /** λ. */
    private static final double PENALTY = 1;
    private static final int MOST_SHOWN = 4;
    private static final int MOST_GAUSSIANS = 10;
    private static final Rect SQUARE = new Rect(0, 0, 1, 1);

    /**
     * What is known, and densities on CELLS² midpoints, i along x.
     *
     * @param train and {@code judge}: samples, x and y in turn
     */
    record Setting(double[] train, double[] judge, double[] truth, double[] kernel, double[] silverman, double[] mixture) { }

    /**
     * @param best weights under which the judging samples were likeliest so far
     * @param likelihood their mean log density then
     * @param raw Σ c_k ∫φ_k of the latest weights
     * @param components of the best weights, c_k φ_k/∫φ_k on the midpoints
     */
    record Runner(int count, Fit fit, double[] best, double likelihood, double raw, List<double[]> components) { }

    record State(Setting setting, Race<Runner> race) {
        /** Under which the judging samples are likeliest. */
        Runner chosen() {
            Runner best = race.states().getFirst();
            for (Runner r : race.states()) {
                best = r.likelihood > best.likelihood ? r : best;
            }
            return best;
        }

        /** p of the chosen one. */
        double[] density() {
            double[] p = new double[CELLS * CELLS];
            for (double[] c : chosen().components) {
                Arrays.setAll(p, k -> p[k] + c[k]);
            }
            return p;
        }
    }

    private final Knob<String> density;
    private final Knob<Integer> samples;
    private final Knob<Integer> components;
    private final Knob<Integer> hidden;
    private final Training training;

    public NeuralMixture() {
        super("networks.dnmm", "A density made of networks",
                "A mixture whose components are small networks, not Gaussians: each is nowhere negative by its last activation, and its integral is drawn to 1 by a penalty while the likelihood is raised. How many components, and when "
                        + "to stop, is chosen by the likelihood of samples that are not trained on; so are the bandwidth of a kernel density and the size of a Gaussian mixture. On a ring the networks are nearer to the truth than kernels, and tie with "
                        + "Gaussians, which win where the truth is made of round modes and lose where it piles up at edges: kernels and Gaussians put mass outside the square, the networks cannot. That the integrals, by a shifted grid, "
                        + "are divided out too is our reading, without which the training was too slow; the paper's data of more than two dimensions are not shown.",
                List.of("p = Σ c_k φ_k,  φ_k ≥ 0,  ∫ φ_k = 1", "−mean log Σ c_k φ_k(x_i)/∫φ_k + λ Σ (∫ φ_k − 1)²"),
                new Citation("E. Trentin", 2023, "Multivariate Density Estimation with Deep Neural Mixture Models", "10.1007/s11063-023-11196-2"));
        group("Data");
        density = choice("density", "p", "Density", SquareDensity.NAMES, "ring", "On the unit square: a ring, four round modes, or piled up at the edges.");
        samples = whole("samples", "n", "Samples", 500, 100, 2000, "A fifth of them judge and are not trained on.").within(40, 4000).log();
        group("Networks");
        components = whole("components", "K", "Components", 4, 1, 8, "At most; half as many and one are tried too.").within(1, 12);
        hidden = whole("hidden", "H", "Neurons", 12, 4, 32, "Of each of the two hidden layers of a component.").within(1, 64);
        group("Training");
        training = training(real("learning-rate", "η", "Learning rate", 1e-2, 1e-3, 1e-1, "Of Adam, falling to zero on half a cosine.").within(1e-8, 10).log().live(),
                whole("iterations", "N", "Iterations", 1000, 100, 4000, "After which the training is finished.").within(1, 100_000).log(),
                whole("iterations-per-step", "k", "Iterations a step", 5, 1, 50, "Iterations between two pictures.").within(1, 1000).log());
        pace(20);

        Gauge<State> integral = gauge("integral", "Of the density", "", s -> mean(s.density()));
        Gauge<State> raw = gauge("integral-raw", "Before it is divided out", "", s -> s.chosen().raw);
        Gauge<State> minimum = gauge("minimum", "Smallest density", "", s -> Arrays.stream(s.density()).min().orElseThrow());
        Gauge<State> nll = gauge("nll", "Networks", "nats", s -> crossEntropy(s.setting.truth, s.density()));
        Gauge<State> nllKernel = gauge("nll-kernel", "Kernel, validated", "nats", s -> crossEntropy(s.setting.truth, s.setting.kernel));
        Gauge<State> nllSilverman = gauge("nll-silverman", "Kernel, Silverman", "nats", s -> crossEntropy(s.setting.truth, s.setting.silverman));
        Gauge<State> nllMixture = gauge("nll-mixture", "Gaussian mixture", "nats", s -> crossEntropy(s.setting.truth, s.setting.mixture));
        Gauge<State> kl = gauge("kl", "Divergence from the truth", "nats", s -> crossEntropy(s.setting.truth, s.density()) - crossEntropy(s.setting.truth, s.setting.truth));
        Gauge<State> ise = gauge("ise", "Networks", "", s -> squaredError(s.setting.truth, s.density()));
        Gauge<State> iseKernel = gauge("ise-kernel", "Kernel, validated", "", s -> squaredError(s.setting.truth, s.setting.kernel));
        Gauge<State> iseMixture = gauge("ise-mixture", "Gaussian mixture", "", s -> squaredError(s.setting.truth, s.setting.mixture));
        gauge("chosen", "Components chosen", "", s -> s.chosen().count);
        var off = gauge("integral-error", "Integral off 1", "", s -> Math.abs(mean(s.density()) - 1));

        space("risen", "The density over its samples", "of the likeliest mixture so far").draw(SURFACE, "density", "networks").draw(POINTS, "samples", "samples").axes("x", "y", "p");
        multiples("densities", "The truth and three estimates", "one range of colors").draw(IMAGE, "truth", "truth").draw(IMAGE, "density").draw(IMAGE, "kernel", "kernel").draw(IMAGE, "mixture", "Gaussians")
                .alike("truth", "density", "kernel", "mixture");
        multiples("components", "Components of the largest mixture", "c_k φ_k of the first four").draw(IMAGE, "component-1", "first").draw(IMAGE, "component-2", "second").draw(IMAGE, "component-3", "third").draw(IMAGE, "component-4", "fourth")
                .alike("component-1", "component-2", "component-3", "component-4");
        history("likelihoods", "Cross-entropy with the truth", "−∫ p log q, nats", nll, nllKernel, nllSilverman, nllMixture);
        history("errors", "Integrated squared error", "∫ (p − q)²", ise, iseKernel, iseMixture).log();
        history("integrals", "Integral", "of the networks as trained, and of the density on another grid", raw, integral);

        always("positive", "smallest density", minimum, atLeast(0), "softplus");
        atEnd("integral", "integral off 1, on another grid", off, atMost(0.01), "Kolmogorov's axiom, by quadrature");
        formula("edges", "density of edges at (0, ½) less 1.6", atMost(1e-4), "closed form, beta densities", () -> Math.abs(new SquareDensity("edges").at(0, 0.5) - 1.6));
        formula("kernel", "kernel density about two points at one of them", atMost(1e-14), "closed form (1 + e⁻²)/π", () -> Math.abs(new KernelDensity(new double[] {0, 0, 1, 0}, 0.5).at(0, 0) - (1 + Math.exp(-2)) / Math.PI));
        Shared<double[]> ring = shared(t -> t.means(5, gaugeNamed("ise"), gaugeNamed("ise-kernel"), gaugeNamed("nll"), gaugeNamed("nll-silverman"), gaugeNamed("kl"), gaugeNamed("nll-mixture")));
        lengthy("ise", "ring: squared error over that of the validated kernel", atMost(0.95), "our runs, mean of 5 seeds", ring, r -> r[0] / r[1]);
        lengthy("silverman", "ring: nats a sample gained over Silverman's kernel", atLeast(0.1), "our runs, mean of 5 seeds", ring, r -> r[3] - r[2]);
        lengthy("kl", "ring: divergence from the truth", atMost(0.12), "our runs, mean of 5 seeds", ring, r -> r[4]);
        lengthy("tie", "ring: |nats| from the Gaussian mixture", atMost(0.1), "our runs, mean of 5 seeds", ring, r -> Math.abs(r[5] - r[2]));
        Shared<double[]> modes = shared(t -> t.means(5, gaugeNamed("nll"), gaugeNamed("nll-mixture")), "density=modes");
        lengthy("modes", "round modes: nats a sample gained over the Gaussian mixture, which wins", atMost(0), "our runs, mean of 5 seeds", modes, r -> r[1] - r[0]);
        Shared<double[]> edges = shared(t -> t.means(5, gaugeNamed("nll"), gaugeNamed("nll-mixture"), gaugeNamed("nll-kernel")), "density=edges", "learning-rate=0.002");
        lengthy("edge", "edges: nats a sample gained over Gaussian mixture and kernel, the smaller", atLeast(0.06), "our runs, mean of 5 seeds", edges, r -> Math.min(r[1], r[2]) - r[0]);
        opens("A ring out of networks", "Likelihood raises the density over the samples, the penalty draws its integral to 1.").panes("risen", "densities", "likelihoods", "integrals").pictured(60);
        preset("modes", "Where Gaussians win", "Four round modes are what a Gaussian mixture is made for.").set("density=modes").panes("densities", "risen", "likelihoods", "errors").pictured(60);
        preset("edges", "Mass at the edges", "Kernels and Gaussians leak out of the square; networks end where it ends.").set("density=edges", "learning-rate=0.002").panes("densities", "risen", "errors", "likelihoods").pictured(60);
        preset("lecture", "Components of a mixture", "With two hundred samples one network often takes nearly all of the ring.").set("samples=200").panes("components", "risen", "densities", "likelihoods").pins("density", "samples", "components").pictured(60);
        tiny("samples=40 iterations=2 iterations-per-step=1 components=2 hidden=2");
    }

    // ---- the model

    private Weights weights(int count, Knobs p) {
        int h = p.get(hidden);
        Owner all = () -> List.of(new Part("share", Start.ZERO, count), new Part("first", Start.normal(1), count, 2, h), new Part("first.bias", Start.normal(1), count, 1, h),
                new Part("second", Start.normal(1 / Math.sqrt(h)), count, h, h), new Part("second.bias", Start.ZERO, count, 1, h), new Part("last", Start.normal(1 / Math.sqrt(h)), count, h, 1),
                new Part("last.bias", Start.ZERO, count, 1, 1));
        return Weights.of(all);
    }

    /** φ_k at places n × 2, K × n. */
    private static Value phi(Theta w, double[] xy) {
        Value x = w.tape().of(Arrays.stream(xy).map(v -> 6 * v - 3).toArray(), 1, xy.length / 2, 2);
        Value h = x.matmul(w.get("first")).plus(w.get("first.bias")).tanh();
        h = h.matmul(w.get("second")).plus(w.get("second.bias")).tanh();
        return h.matmul(w.get("last")).plus(w.get("last.bias")).times(4).softplus().at(2, 0);
    }

    private static Value loss(Theta w, double[] train, double[] grid) {
        int n = train.length / 2;
        double[] both = Arrays.copyOf(train, train.length + grid.length);
        System.arraycopy(grid, 0, both, train.length, grid.length);
        Value all = phi(w, both);
        Value integral = all.slice(1, n, n + grid.length / 2).mean(1);
        Value p = w.get("share").softmax(0).over(integral).unsqueeze(0).matmul(all.slice(1, 0, n));
        return p.log().mean().negated().plus(integral.minus(1).square().sum().times(PENALTY));
    }

    // ---- the run

    @Override
    protected State start(Knobs p, Philox random) {
        SquareDensity truth = new SquareDensity(p.get(density));
        double[] all = truth.draws(p.get(samples), random.stream(1));
        int cut = 2 * (p.get(samples) * 4 / 5);
        double[] train = Arrays.copyOf(all, cut);
        double[] judge = Arrays.copyOfRange(all, cut, all.length);
        double[] bandwidths = new double[20];
        Arrays.setAll(bandwidths, k -> 0.01 * Math.pow(1.2, k));
        KernelDensity kernel = KernelDensity.validated(train, judge, bandwidths);
        KernelDensity rule = KernelDensity.silverman(train);
        GaussianMixture mixture = MixtureFit.validated(train, judge, 2, MOST_GAUSSIANS, random.stream(2), 1e-5);
        Setting setting = new Setting(train, judge, onCells(truth::at), onCells(kernel::at), onCells(rule::at), onCells((x, y) -> Math.exp(mixture.logDensity(new double[] {x, y}, 0, 0))));
        TreeSet<Integer> counts = new TreeSet<>(List.of(1, Math.max(1, p.get(components) / 2), p.get(components)));
        CancelToken cancel = CancelToken.current();
        return new State(setting, Race.of(counts.stream().map(String::valueOf).toList(), name -> {
            int count = Integer.parseInt(name);
            Fit fit = Fit.start(weights(count, p), AdamW.ADAM, random.stream(3));
            return judged(new Runner(count, fit, fit.theta(), Double.NEGATIVE_INFINITY, 0, List.of()), judge, cancel);
        }));
    }

    @Override
    protected State next(State s, Turn t) {
        CancelToken cancel = t.context().cancel();
        return new State(s.setting, s.race.then((_, r) -> {
            Fit fit = r.fit;
            for (Training.Draw d : training.draws(t)) {
                double[] grid = grid(d.uniforms(4, 1, 2));
                fit = fit.step(cancel, training.rate(t.p(), d.iteration(), 1), w -> loss(w, s.setting.train, grid));
            }
            return judged(new Runner(r.count, fit, r.best, r.likelihood, r.raw, r.components), s.setting.judge, cancel);
        }));
    }

    /** Midpoints of a grid, moved around the square. */
    private static double[] grid(double[] shift) {
        double[] xy = new double[2 * GRID * GRID];
        for (int k = 0; k < GRID * GRID; k++) {
            xy[2 * k] = (k / GRID + shift[0]) / GRID;
            xy[2 * k + 1] = (k % GRID + shift[1]) / GRID;
        }
        return xy;
    }

    /** Keeps the weights if the judging samples are likelier than ever. */
    private static Runner judged(Runner r, double[] judge, CancelToken cancel) {
        double[] integrals = componentsAt(r.fit, midpoints(FINER_GRID), cancel).stream().mapToDouble(NeuralMixture::mean).toArray();
        double[] shares = r.fit.evaluate(cancel, w -> w.get("share").softmax(0));
        List<double[]> at = divided(componentsAt(r.fit, judge, cancel), integrals, shares);
        double log = 0;
        for (int i = 0; i < judge.length / 2; i++) {
            double p = 0;
            for (double[] c : at) {
                p += c[i];
            }
            log += Math.log(Math.max(Double.MIN_NORMAL, p)) / (0.5 * judge.length);
        }
        double raw = Arrays.stream(integrals).sum();
        if (!r.components.isEmpty() && log <= r.likelihood) {
            return new Runner(r.count, r.fit, r.best, r.likelihood, raw, r.components);
        }
        return new Runner(r.count, r.fit, r.fit.theta(), log, raw, divided(componentsAt(r.fit, midpoints(CELLS), cancel), integrals, shares));
    }

    /** c_k φ_k/∫φ_k of c_k φ_k and their integrals. */
    private static List<double[]> divided(List<double[]> parts, double[] integrals, double[] shares) {
        return IntStream.range(0, shares.length).mapToObj(k -> Arrays.stream(parts.get(k)).map(v -> v * shares[k] / integrals[k]).toArray()).toList();
    }

    /** c_k φ_k at places. */
    private static List<double[]> componentsAt(Fit fit, double[] xy, CancelToken cancel) {
        double[] all = fit.evaluate(cancel, w -> phi(w, xy).times(w.get("share").softmax(0).unsqueeze(1)));
        int n = xy.length / 2;
        List<double[]> out = new ArrayList<>();
        for (int from = 0; from < all.length; from += n) {
            out.add(Arrays.copyOfRange(all, from, from + n));
        }
        return List.copyOf(out);
    }

    // ---- what is measured

    private static double[] midpoints(int side) {
        double[] xy = new double[2 * side * side];
        for (int k = 0; k < side * side; k++) {
            xy[2 * k] = (k / side + 0.5) / side;
            xy[2 * k + 1] = (k % side + 0.5) / side;
        }
        return xy;
    }

    private static double[] onCells(DoubleBinaryOperator f) {
        double[] xy = midpoints(CELLS);
        double[] v = new double[CELLS * CELLS];
        Arrays.setAll(v, k -> f.applyAsDouble(xy[2 * k], xy[2 * k + 1]));
        return v;
    }

    private static double mean(double[] p) {
        return Arrays.stream(p).average().orElseThrow();
    }

    /** −∫ p log q on the cells. */
    private static double crossEntropy(double[] p, double[] q) {
        double sum = 0;
        for (int k = 0; k < p.length; k++) {
            sum -= p[k] == 0 ? 0 : p[k] * Math.log(Math.max(Double.MIN_NORMAL, q[k])) / p.length;
        }
        return sum;
    }

    private static double squaredError(double[] p, double[] q) {
        double sum = 0;
        for (int k = 0; k < p.length; k++) {
            sum += (p[k] - q[k]) * (p[k] - q[k]) / p.length;
        }
        return sum;
    }

    // ---- what is seen

    @Override
    protected void look(State s, Knobs p, Look to) {
        to.field("density", CELLS, CELLS, SQUARE, s.density());
        to.field("truth", CELLS, CELLS, SQUARE, s.setting.truth);
        to.field("kernel", CELLS, CELLS, SQUARE, s.setting.kernel);
        to.field("mixture", CELLS, CELLS, SQUARE, s.setting.mixture);
        List<double[]> parts = s.race.states().getLast().components;
        for (int k = 0; k < Math.min(MOST_SHOWN, parts.size()); k++) {
            to.field("component-" + (k + 1), CELLS, CELLS, SQUARE, parts.get(k));
        }
        int n = s.setting.train.length / 2;
        double[] floor = new double[3 * n];
        for (int k = 0; k < n; k++) {
            floor[3 * k] = s.setting.train[2 * k];
            floor[3 * k + 1] = s.setting.train[2 * k + 1];
        }
        to.points("samples", 3, floor);
    }
}
