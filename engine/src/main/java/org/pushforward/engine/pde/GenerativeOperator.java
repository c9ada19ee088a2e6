package org.pushforward.engine.pde;

import static org.pushforward.engine.api.Check.Criterion.atLeast;
import static org.pushforward.engine.api.Check.Criterion.atMost;
import static org.pushforward.engine.api.Check.Criterion.within;
import static org.pushforward.engine.api.Pane.Style.CELLS;
import static org.pushforward.engine.api.Pane.Style.FILL;
import static org.pushforward.engine.api.Pane.Style.POINTS;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.pushforward.engine.api.CancelToken;
import org.pushforward.engine.api.Rect;
import org.pushforward.engine.learn.AdamW;
import org.pushforward.engine.learn.Fit;
import org.pushforward.engine.learn.Value;
import org.pushforward.engine.learn.Weights;
import org.pushforward.engine.numerics.Philox;
import org.pushforward.engine.numerics.Vectors;
import org.pushforward.engine.study.Knob;
import org.pushforward.engine.study.Knobs;
import org.pushforward.engine.study.Look;
import org.pushforward.engine.study.Race;
import org.pushforward.engine.study.Study;
import org.pushforward.engine.study.Training;
import org.pushforward.engine.study.Turn;

/** {@code pde.dgno}: media and solutions from one latent vector, learned from the equation alone (Zang & Koutsourelakis 2025). */
public final class GenerativeOperator extends Study<GenerativeOperator.Generated> {

    private static final PhaseMedia MEDIA = new PhaseMedia(16);
    private static final int N = 16;
    private static final int NODES = MEDIA.nodes();
    private static final String DGNO = "dgno";
    private static final String PLAIN = "plain";
    private static final String DEEPONET = "deeponet";
    private static final List<String> NETS = List.of(DGNO, PLAIN, DEEPONET);
    private static final int TESTED = 32;
    /** Held-out media that sensors are put in. */
    private static final int SOUGHT = 4;
    private static final int CHAINS = 6;
    private static final int DESCENT = 60;
    private static final int DRAWS = 60;
    private static final int TESTS = 64;
    private static final double NARROWEST = 0.25;
    private static final double WIDER = 0.75;
    private static final double WEIGHT = 5;
    private static final int JUDGED = 12;
    private static final int WARM_UP = 30;
    private static final double BAND = 1.96;
    private static final int MEDIUM = 1;
    private static final int HELD_OUT = 2;
    private static final int PICKS = 3;
    private static final int PLACES = 4;
    private static final int LATENT = 5;
    private static final int SENSORS = 6;
    private static final int CHAIN = 7;

    /**
     * Media, of which only the first {@code pairs} have solutions, for the one that is taught.
     *
     * @param taught solutions, read by that one alone
     */
    record Media(double[][] phases, double[][] taught, double[][] tests, double[][] solutions) { }

    /**
     * @param labels solutions that each has read so far
     * @param pixels share of right phases, and {@code covered} of u in the band; NaN before there is a posterior
     */
    record Generated(Media media, Race<GenerativeNetwork> nets, Race<Fit> fits, Race<double[]> outputs, Race<Double> errors, LatentPosterior posterior, Race<Integer> labels, double pixels, double covered) { }

    private final Knob<Double> z1;
    private final Knob<Double> z2;
    private final Knob<Double> z3;
    private final Knob<Integer> latent;
    private final Knob<Integer> sensors;
    private final Knob<Double> noise;
    private final Knob<Double> contrast;
    private final Knob<Double> fraction;
    private final Knob<Integer> pairs;
    private final Training training;

    public GenerativeOperator() {
        super("pde.dgno", "Media and solutions from one vector", "A generative operator draws a latent vector and decodes it twice: to a medium of two phases, and to the solution of the equation in it. It learns from media alone, by their evidence bound, and from the equation in its weak form: integrals against small round test functions at random places shall vanish. No solution is ever read, and none is needed for the way back: "
                + "from a hundred noisy sensors Hamiltonian Monte Carlo draws latent vectors, each of which is a medium with its solution. The solution is a MultiONet, which multiplies branch and trunk at every layer; beside it the same network with the last product only, which on our media does as well, and a DeepONet taught with solutions. That one is more exact where it has pairs enough: solving the equation for a hundred media costs less than learning without. "
                + "Weak residuals are those of linear elements on 16 × 16 cells, the truth is the elements' own solution, and what the network leaves unexplained at the sensors widens the posterior. The paper's media are finer, its networks larger, and its latent law is learned too.",
                List.of("−∇·(a ∇u) = 10, u = 0 on the edge", "r_j = ∫ a ∇u·∇w_j − f w_j,  w = (1 − r)⁴(1 + 4r)", "u(z, x) = 16 x(1 − x) y(1 − y) (1/L) Σ_l b^l(z)·t^l(x)", "loss = −ELBO/cells + λ Σ r_j²/Σ (∫ f w_j)²", "p(z | d) ∝ exp(−|u(z) − d|²/2s² − |z|²/2)"),
                new Citation("Y. Zang, P.-S. Koutsourelakis", 2025, "DGenNO: A Novel Physics-aware Neural Operator for Solving Forward and Inverse PDE Problems based on Deep, Generative Probabilistic Modeling", "2502.06250"),
                new Citation("L. Lu, P. Jin, G. Pang, Z. Zhang, G. E. Karniadakis", 2021, "Learning nonlinear operators via DeepONet based on the universal approximation theorem of operators", "1910.03193"));
        group("Sampler");
        z1 = real("z-1", "z₁", "First latent", 1, -3, 3, "Of the medium that is made up; the others are 0.").within(-10, 10).live();
        z2 = real("z-2", "z₂", "Second latent", 0, -3, 3, "Of the same medium.").within(-10, 10).live();
        z3 = real("z-3", "z₃", "Third latent", -1, -3, 3, "Of the same medium.").within(-10, 10).live();
        group("Media");
        contrast = real("contrast", "κ", "Contrast", 5, 2, 20, "Of the second phase over the first.").within(1, 100).log();
        fraction = real("phase-fraction", "φ", "Phase fraction", 0.5, 0.2, 0.8, "Share of the second phase.").within(0.05, 0.95);
        group("Sensors");
        sensors = whole("sensors", "S", "Sensors", 100, 20, 200, "Nodes where u is measured.").within(4, 225);
        noise = real("noise", "ε", "Noise", 0.01, 0, 0.1, "Deviation over the root mean square of u.").within(0, 1);
        group("Network");
        latent = whole("latent", "d", "Latent", 16, 4, 32, "Numbers of z.").within(3, 64);
        pairs = whole("pairs", "P", "Pairs", 100, 20, 200, "That the DeepONet is taught with.").within(1, 500);
        training = trainingOnFields(6e-3, 16, 1000, 4);
        lasts(p -> training.steps(p) + DESCENT / 4 + DRAWS);
        pace(30);

        var error = gauge("error", "MultiONet, no labels", "", s -> s.errors.get(DGNO));
        var plain = gauge("error-plain", "last product only, no labels", "", s -> s.errors.get(PLAIN));
        var deeponet = gauge("error-deeponet", "DeepONet, taught", "", s -> s.errors.get(DEEPONET));
        var labels = gauge("labels", "Solutions read without labels", "", s -> s.labels.get(DGNO) + s.labels.get(PLAIN));
        gauge("labels-deeponet", "Solutions read by the DeepONet, with repetitions", "", s -> s.labels.get(DEEPONET));
        var pixels = gauge("pixel-accuracy", "Right phases", "", Generated::pixels).when(s -> !Double.isNaN(s.pixels));
        var coverage = gauge("coverage", "u in the 95 % band", "", Generated::covered).when(s -> !Double.isNaN(s.covered));
        var order = gauge("weak-order", "Order of weak residuals of elements", "", _ -> WeakOrder.VALUE);
        gauge("accepted", "Proposals accepted", "", s -> s.posterior.accepted());
        gauge("parameters", "Weights of branch and trunk and the rest", "", s -> s.nets.get(DGNO).size());

        multiples("sampler", "Made up", "the medium of the latent sliders and its solution").draw(CELLS, "made-medium", "medium").draw(FILL, "made-solution", "solution, scaled");
        multiples("forward", "Solution", "of a held-out medium").draw(FILL, "truth", "finite elements").draw(FILL, "found-dgno", "MultiONet").draw(FILL, "found-deeponet", "DeepONet");
        multiples("posterior", "From the sensors", "truth; probability of its bright phase").draw(CELLS, "sought", "truth").draw(CELLS, "draw", "a draw").draw(CELLS, "mean", "mean").draw(CELLS, "spread", "spread");
        history("error", "Error", "held-out media, relative, mean", error, plain, deeponet).log();
        plane("sensors", "Sensors", "u of the medium sought, and where it is measured").draw(FILL, "sought-solution", "u").draw(POINTS, "sensors", "sensors");
        history("inverse", "Posterior", "right phases and values in the band, mean of " + SOUGHT + " media", pixels, coverage);

        always("labels", "solutions read by the generative operator", labels, atMost(0), "counted where solutions are handed out");
        always("order", "order of weak residuals of elements' solutions, smooth medium", order, within(2, 0.3), "Galerkin orthogonality: h²");
        var three = shared(t -> {
            double[] mean = new double[4];
            for (int seed = 1; seed <= 3; seed++) {
                Generated s = t.anew(seed).rest().state();
                mean[0] += s.errors.get(DGNO) / 3;
                mean[1] += s.errors.get(DGNO) / s.errors.get(PLAIN) / 3;
                mean[2] += s.pixels / 3;
                mean[3] += s.covered / 3;
            }
            return mean;
        });
        String runs = "our runs, mean of 3 seeds";
        lengthy("forward", "forward error without labels", atMost(0.2), runs, three, r -> r[0]);
        lengthy("multi", "error of MultiONet over that with the last product only: no loss", atMost(1.1), runs, three, r -> r[1]);
        lengthy("pixels", "right phases from the sensors", atLeast(0.75), runs, three, r -> r[2]);
        lengthy("coverage", "values of u in the 95 % band", within(0.895, 0.095), runs, three, r -> r[3]);

        opens("One vector, a medium and its flow", "Sliders turn sand into clay and the solution with it; sensors turn it round.").pins("z-1", "z-2", "z-3", "contrast").panes("sampler", "posterior", "forward", "error").pictured(100);
        preset("hard", "Twenty to one", "At high contrast the weak residual is ill-conditioned: the operator without labels falls behind.").set("contrast=20").pins("contrast", "pairs", "latent").panes("forward", "error", "sampler", "posterior").pictured(100);
        preset("few", "Twenty sensors", "Less is known, and the posterior says so: the spread grows.").set("sensors=20", "noise=0.05").pins("sensors", "noise", "z-1").panes("posterior", "sensors", "inverse", "forward").pictured(100);
        preset("lecture", "What twenty pairs are worth", "A taught DeepONet with twenty solutions, beside learning from the equation alone.").set("pairs=20").pins("pairs", "latent", "z-1").panes("error", "forward", "sampler", "inverse").pictured(100);
        tiny("latent=3 sensors=10 pairs=2 batch=2 iterations=2 iterations-per-step=1");
    }

    /** Of no run: known once it is asked for. */
    private static final class WeakOrder {
        static final double VALUE = PhaseMedia.weakOrder();
    }

    @Override
    protected Generated start(Knobs p, Philox random) {
        double[][] phases = IntStream.range(0, Math.max(p.get(pairs), 1500)).mapToObj(k -> MEDIA.phases(random.stream(MEDIUM), k, p.get(fraction))).toArray(double[][]::new);
        double[][] tests = IntStream.range(0, TESTED).mapToObj(k -> MEDIA.phases(random.stream(HELD_OUT), k, p.get(fraction))).toArray(double[][]::new);
        double[][] taught = Arrays.stream(phases, 0, p.get(pairs)).map(m -> solved(m, p)).toArray(double[][]::new);
        Media media = new Media(phases, taught, tests, Arrays.stream(tests).map(m -> solved(m, p)).toArray(double[][]::new));
        Race<GenerativeNetwork> nets = Race.of(NETS, c -> new GenerativeNetwork(MEDIA, c.equals(DEEPONET) ? 0 : p.get(latent), c.equals(DGNO)));
        AdamW rule = new AdamW(0.9, 0.999, 1e-8, 1e-4, 1);
        // The two without labels start alike.
        Race<Fit> fits = nets.then((c, net) -> Fit.start(Weights.of(net), rule, random.stream(c.equals(DEEPONET) ? 10 : 11)));
        Generated s = new Generated(media, nets, fits, null, null, posterior(media, p, random), nets.then((_, _) -> 0), Double.NaN, Double.NaN);
        return judged(s, NETS, CancelToken.current());
    }

    private double[] solved(double[] phases, Knobs p) {
        return MEDIA.solve(PhaseMedia.conductivity(phases, p.get(contrast)));
    }

    private LatentPosterior posterior(Media media, Knobs p, Philox random) {
        int n = p.get(sensors);
        int[][] at = new int[SOUGHT][];
        double[][] data = new double[SOUGHT][];
        double size = Vectors.norm(media.solutions[0]) / Math.sqrt(NODES);
        for (int m = 0; m < SOUGHT; m++) {
            double[] u = new double[(N - 1) * (N - 1)];
            random.stream(SENSORS).uniforms(m, 1, 0, u.length, u, 0);
            at[m] = Arrays.stream(Vectors.smallest(u, n)).map(k -> (k / (N - 1) + 1) * (N + 1) + k % (N - 1) + 1).toArray();
            double[] e = new double[n];
            random.stream(SENSORS).normals(m, 1, 1, n, e, 0);
            double[] exact = media.solutions[m];
            int[] nodes = at[m];
            data[m] = IntStream.range(0, n).mapToDouble(k -> exact[nodes[k]] + p.get(noise) * size * e[k]).toArray();
        }
        return LatentPosterior.of(p.get(latent), CHAINS, at, data, Math.max(1e-4, p.get(noise)) * size);
    }

    /** The networks of these names anew. */
    private static Generated judged(Generated s, List<String> due, CancelToken cancel) {
        double[] all = Arrays.stream(s.media.tests).flatMapToDouble(Arrays::stream).toArray();
        Race<double[]> outputs = s.nets.then((c, net) -> due.contains(c) ? s.fits.get(c).evaluate(cancel, w -> net.solution(w, net.seen(w, w.tape().of(all, TESTED, N * N)))) : s.outputs.get(c));
        Race<Double> errors = outputs.then((c, y) -> due.contains(c) ? IntStream.range(0, TESTED).mapToDouble(k -> Vectors.relativeError(Arrays.copyOfRange(y, k * NODES, (k + 1) * NODES), s.media.solutions[k])).average().orElseThrow() : s.errors.get(c));
        return new Generated(s.media, s.nets, s.fits, outputs, errors, s.posterior, s.labels, s.pixels, s.covered);
    }

    @Override
    protected Generated next(Generated s, Turn t) {
        long after = t.step() - training.steps(t.p());
        if (after >= 0) {
            return sought(s, t, (int) after);
        }
        Race<Fit> fits = s.fits;
        Race<Teacher> teachers = s.labels.then((_, read) -> new Teacher(s.media.taught, read));
        for (Training.Draw draw : training.draws(t)) {
            double rate = training.rate(t.p(), draw.iteration(), WARM_UP);
            fits = fits.then((c, fit) -> c.equals(DEEPONET) ? taught(s, t, draw, fit, rate, teachers.get(c)) : untaught(s, t, draw, s.nets.get(c), fit, rate));
        }
        boolean isEnd = after == -1;
        List<String> due = isEnd ? NETS : t.step() % (JUDGED / 3) == 0 ? List.of(NETS.get(t.step() / (JUDGED / 3) % 3)) : List.of();
        return judged(new Generated(s.media, s.nets, fits, s.outputs, s.errors, s.posterior, teachers.then((_, teacher) -> teacher.read), s.pixels, s.covered), due, t.context().cancel());
    }

    /** From phases and the equation. */
    private Fit untaught(Generated s, Turn t, Training.Draw draw, GenerativeNetwork net, Fit fit, double rate) {
        int b = draw.batch();
        double[] phases = Arrays.stream(draw.picks(PICKS, b, s.media.phases.length)).mapToObj(k -> s.media.phases[k]).flatMapToDouble(Arrays::stream).toArray();
        double[] places = draw.uniforms(PLACES, TESTS, 3);
        for (int k = 2; k < places.length; k += 3) {
            places[k] = NARROWEST + WIDER * places[k];
        }
        double[] tests = MEDIA.tests(places);
        double[] normal = draw.normals(LATENT, b, net.latent());
        return fit.step(t.context().cancel(), rate, w -> {
            Value p = w.tape().of(phases, b, N * N);
            Value a = p.times(t.get(contrast) - 1).plus(1);
            Value weak = net.weakResidual(w, net.seen(w, p), a, w.tape().of(tests, TESTS, (N - 1) * (N - 1)));
            return net.evidence(w, p, w.tape().of(normal, b, net.latent())).plus(weak.times(WEIGHT));
        });
    }

    /** Hands out solutions, and counts them. */
    private static final class Teacher {
        private final double[][] solutions;
        private int read;

        Teacher(double[][] solutions, int read) {
            this.solutions = solutions;
            this.read = read;
        }

        double[] solutions(int[] picks) {
            read += picks.length;
            return Arrays.stream(picks).mapToObj(k -> solutions[k]).flatMapToDouble(Arrays::stream).toArray();
        }
    }

    private Fit taught(Generated s, Turn t, Training.Draw draw, Fit fit, double rate, Teacher teacher) {
        int b = draw.batch();
        int[] picks = draw.picks(PICKS, b, s.media.taught.length);
        double[] phases = Arrays.stream(picks).mapToObj(k -> s.media.phases[k]).flatMapToDouble(Arrays::stream).toArray();
        double[] solutions = teacher.solutions(picks);
        GenerativeNetwork net = s.nets.get(DEEPONET);
        return fit.step(t.context().cancel(), rate, w -> {
            Value target = w.tape().of(solutions, b, NODES);
            return net.solution(w, net.seen(w, w.tape().of(phases, b, N * N))).minus(target).square().mean().over(target.square().mean());
        });
    }

    /** Steps of the posterior, behind the training. */
    private Generated sought(Generated s, Turn t, int after) {
        GenerativeNetwork net = s.nets.get(DGNO);
        Fit fit = s.fits.get(DGNO);
        LatentPosterior post = s.posterior;
        CancelToken cancel = t.context().cancel();
        if (after < DESCENT / 4) {
            for (int k = 0; k < 4; k++) {
                post = post.descended(net, fit, t.random().stream(CHAIN), cancel);
            }
        } else {
            post = post.sampled(net, fit, after - DESCENT / 4, t.random().stream(CHAIN), cancel);
        }
        double pixels = 0;
        double covered = 0;
        for (int m = 0; m < SOUGHT; m++) {
            double[][] found = summary(net, fit, post, m, cancel);
            for (int k = 0; k < N * N; k++) {
                pixels += (found[0][k] > 0.5) == (s.media.tests[m][k] > 0.5) ? 1.0 / SOUGHT / N / N : 0;
            }
            for (int k = 0; k < (N - 1) * (N - 1); k++) {
                int node = (k / (N - 1) + 1) * (N + 1) + k % (N - 1) + 1;
                double sd = Math.sqrt(found[3][node] * found[3][node] + post.variance()[m]);
                covered += Math.abs(s.media.solutions[m][node] - found[2][node]) <= BAND * sd ? 1.0 / SOUGHT / (N - 1) / (N - 1) : 0;
            }
        }
        return new Generated(s.media, s.nets, s.fits, s.outputs, s.errors, post, s.labels, pixels, covered);
    }

    /** Mean and spread of phases, then of u. */
    private static double[][] summary(GenerativeNetwork net, Fit fit, LatentPosterior post, int medium, CancelToken cancel) {
        double[] z = post.draws(medium);
        int d = net.latent();
        int n = z.length / d;
        double[] a = fit.evaluate(cancel, w -> net.odds(w, w.tape().of(z, n, d)).sigmoid());
        double[] u = fit.evaluate(cancel, w -> net.solution(w, w.tape().of(z, n, d)));
        double[][] phase = moments(a, n);
        double[][] value = moments(u, n);
        return new double[][] {phase[0], phase[1], value[0], value[1]};
    }

    private static double[][] moments(double[] rows, int n) {
        int m = rows.length / n;
        double[] mean = new double[m];
        double[] spread = new double[m];
        for (int k = 0; k < rows.length; k++) {
            mean[k % m] += rows[k] / n;
        }
        for (int k = 0; k < rows.length; k++) {
            spread[k % m] += Math.pow(rows[k] - mean[k % m], 2) / n;
        }
        return new double[][] {mean, Arrays.stream(spread).map(Math::sqrt).toArray()};
    }

    @Override
    protected void look(Generated s, Knobs p, Look to) {
        CancelToken cancel = to.context().cancel();
        GenerativeNetwork net = s.nets.get(DGNO);
        Fit fit = s.fits.get(DGNO);
        double[] z = new double[net.latent()];
        z[0] = p.get(z1);
        z[1] = p.get(z2);
        z[2] = p.get(z3);
        to.field("made-medium", N, N, Rect.UNIT, fit.evaluate(cancel, w -> net.odds(w, w.tape().of(z, 1, z.length)).sigmoid()));
        double[] u = fit.evaluate(cancel, w -> net.solution(w, w.tape().of(z, 1, z.length)));
        double most = Math.max(1e-9, Arrays.stream(u).map(Math::abs).max().orElseThrow());
        to.field("made-solution", N + 1, N + 1, Rect.UNIT, Arrays.stream(u).map(v -> v / most).toArray());
        to.field("truth", N + 1, N + 1, Rect.UNIT, s.media.solutions[0]);
        to.field("found-dgno", N + 1, N + 1, Rect.UNIT, Arrays.copyOf(s.outputs.get(DGNO), NODES));
        to.field("found-deeponet", N + 1, N + 1, Rect.UNIT, Arrays.copyOf(s.outputs.get(DEEPONET), NODES));
        double[][] found = summary(net, fit, s.posterior, 0, cancel);
        to.field("sought", N, N, Rect.UNIT, s.media.tests[0]);
        double[] latest = Arrays.copyOf(s.posterior.z(), net.latent());
        to.field("draw", N, N, Rect.UNIT, fit.evaluate(cancel, w -> net.odds(w, w.tape().of(latest, 1, latest.length)).sigmoid()));
        to.field("mean", N, N, Rect.UNIT, found[0]);
        to.field("spread", N, N, Rect.UNIT, found[1]);
        to.field("sought-solution", N + 1, N + 1, Rect.UNIT, s.media.solutions[0]);
        to.points("sensors", 2, Arrays.stream(s.posterior.at()[0]).mapToObj(k -> new double[] {(double) (k / (N + 1)) / N, (double) (k % (N + 1)) / N}).flatMapToDouble(Arrays::stream).toArray());
    }
}
