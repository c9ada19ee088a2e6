package org.pushforward.engine.pde;

import static org.pushforward.engine.api.Check.Criterion.atLeast;
import static org.pushforward.engine.api.Check.Criterion.atMost;
import static org.pushforward.engine.api.Check.Criterion.within;
import static org.pushforward.engine.api.Pane.Style.BARS;
import static org.pushforward.engine.api.Pane.Style.CURVE;
import static org.pushforward.engine.api.Pane.Style.FILL;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.pushforward.engine.api.CancelToken;
import org.pushforward.engine.api.Rect;
import org.pushforward.engine.learn.AdamW;
import org.pushforward.engine.learn.Fit;
import org.pushforward.engine.learn.Tape;
import org.pushforward.engine.learn.Theta;
import org.pushforward.engine.learn.Value;
import org.pushforward.engine.learn.Weights;
import org.pushforward.engine.learn.layer.FactorizedConvolution;
import org.pushforward.engine.learn.layer.PlaneConvolution;
import org.pushforward.engine.numerics.Philox;
import org.pushforward.engine.numerics.VorticityFlow;
import org.pushforward.engine.pde.FlowOperators.Operator;
import org.pushforward.engine.study.Knob;
import org.pushforward.engine.study.Knobs;
import org.pushforward.engine.study.Look;
import org.pushforward.engine.study.Race;
import org.pushforward.engine.study.Study;
import org.pushforward.engine.study.Training;
import org.pushforward.engine.study.Turn;

/** {@code pde.ffno}: a Fourier neural operator whose layers are sums of one-dimensional ones (Tran, Mathews, Xie & Ong 2023). */
public final class FactorizedOperator extends Study<FactorizedOperator.Flow> {

    private static final int N = VorticityFilms.N;
    private static final String OURS = "ffno";
    private static final String DENSE = "fno";
    private static final String SMALL = "small-fno";
    private static final String LONGER = "longer-fno";
    /** Iterations of the small dense operator that take the time of one of the factorized one. */
    private static final int EQUAL = 2;
    private static final int FRAMES = 20;
    private static final int TRAINED_FRAMES = 10;
    private static final int TESTED = 4;
    /** Places a side, and radians a step, of the coarse solver. */
    private static final int COARSE = 16;
    private static final double STABLE = 2.7;
    private static final int JUDGED = 8;
    private static final int EXAMPLES = 1;
    private static final int HELD_OUT = 2;
    private static final int PICKS = 3;

    /**
     * @param steps that a solver on the same grid needs for an interval
     */
    record Films(FilmLearning examples, double[][][] tests, double[] persistence, Rollout coarse, int steps) { }

    /** @param rollouts of the networks that were judged */
    record Flow(Films films, Race<Operator> nets, Race<Fit> fits, Race<Rollout> rollouts) {

        double error(String net, int frame) {
            return rollouts.get(net).errors()[frame];
        }

        boolean has(String net) {
            return rollouts.has(net);
        }
    }

    private final Knob<Integer> layers;
    private final Knob<Integer> modes;
    private final Knob<Integer> width;
    private final Knob<Double> noise;
    private final Knob<Double> interval;
    private final Knob<Double> forcing;
    private final Knob<Integer> count;
    private final Knob<Integer> frame;
    private final Knob<Boolean> rivals;
    private final Training training;

    public FactorizedOperator() {
        super("pde.ffno", "Fourier operators, axis by axis", "A Fourier neural operator mixes the channels of every wave of the plane by a matrix of its own; a factorized one treats the two axes apart, so that a layer needs as many matrices as there are "
                + "waves on a line, and many layers can share them. With residuals behind every block and a little noise on what it sees it may be deep and go on from its own predictions. All networks learn the change of the vorticity over an interval "
                + "from the same frames of forced flow on a torus and are then left to themselves. The small dense operator has as many weights as the factorized one, the large one as many channels and fifteen times the weights, with which it does about as well. "
                + "Our films are 32 × 32 places at ν = 10⁻³, where the classical solver is cheaper than any of the networks and far more exact; the paper's speed-up is against a solver on 2048² places. "
                + "The paper counts networks of 24 layers and 100 000 steps.",
                List.of("K h = F_x⁻¹(R_x · F_x h) + F_y⁻¹(R_y · F_y h)", "h ← h + W₂ ReLU(W₁ K h)", "complex weights a layer: 2 m w² in place of 2 m² w²", "ω_t + u·∇ω = νΔω + f"),
                new Citation("A. Tran, A. Mathews, L. Xie, C. S. Ong", 2023, "Factorized Fourier Neural Operators", "2111.13802"),
                new Citation("Z. Li, N. Kovachki, K. Azizzadenesheli, B. Liu, K. Bhattacharya, A. Stuart, A. Anandkumar", 2021, "Fourier Neural Operator for Parametric Partial Differential Equations", "2010.08895"));
        group("Shown");
        frame = whole("frame", "k", "Frame", 10, 1, FRAMES, "Intervals after the start of the film that is shown.").within(1, FRAMES).live();
        group("Operator");
        layers = whole("layers", "L", "Layers", 4, 1, 8, "Blocks of the factorized operator; its spectral weights are shared by all.").within(1, 24);
        modes = whole("modes", "m", "Modes", 8, 2, 16, "Wave numbers that are mixed along an axis, in all networks.").within(1, 64);
        width = whole("width", "w", "Width", 16, 4, 24, "Channels of the factorized and of the large dense operator.").within(2, 64);
        noise = real("noise", "σ", "Noise", 0.01, 0, 0.1, "Deviation of the noise on what the networks see in training, over that of ω.").within(0, 1);
        rivals = flag("rivals", "R", "Dense operators too", true, "Whether the dense operators are trained beside; alone it goes four times as fast.");
        group("Flow");
        interval = real("interval", "Δt", "Interval", 0.5, 0.1, 2, "Time between two frames.").within(0.01, 10);
        forcing = real("forcing", "a", "Forcing", 0.1, 0, 0.3, "Amplitude of a(sin 2π(x + y) + cos 2π(x + y)).").within(0, 2);
        count = whole("films", "F", "Films", 24, 4, 48, "Of " + TRAINED_FRAMES + " intervals each, that are learned from.").within(1, 200);
        training = trainingOnFields(5e-3, 8, 260, 1);
        refuse(p -> 2 * p.get(modes) > N, p -> "modes: " + p.get(modes) + " waves do not fit on " + N + " places, half of them at most; take at most " + N / 2);
        pace(20);

        var one = gauge("error-1", "Error after 1 interval", "", s -> s.error(OURS, 1));
        var ten = gauge("error-10", "F-FNO", "", s -> s.error(OURS, 10));
        var tenDense = gauge("error-10-fno", "FNO, equal width", "", s -> s.error(DENSE, 10)).when(s -> s.has(DENSE));
        var tenSmall = gauge("error-10-small-fno", "FNO, equal size", "", s -> s.error(SMALL, 10)).when(s -> s.has(SMALL));
        var tenLonger = gauge("error-10-longer-fno", "equal size, equal CPU time", "", s -> s.error(LONGER, 10)).when(s -> s.has(LONGER));
        var still = gauge("persistence", "nothing moves", "", s -> s.films.persistence[10]);
        gauge("correlation-10", "Correlation after 10 intervals", "", s -> s.rollouts.get(OURS).correlations()[10]);
        gauge("parameters", "Weights of F-FNO", "", s -> s.nets.get(OURS).size());
        gauge("parameters-fno", "Weights of the FNO of equal width", "", s -> s.nets.get(DENSE).size()).when(s -> s.has(DENSE));
        var solver = gauge("solver-error", "solver, 16 × 16", "", s -> s.films.coarse.errors()[10]);
        gauge("solver-steps", "Steps of a solver on the same grid an interval", "", s -> s.films.steps);
        var share = gauge("kernel-share", "Spectral weights of a dense layer over those of a factorized one", "", (_, p) -> (double) new PlaneConvolution("d", p.get(width), p.get(width), p.get(modes)).size()
                / new FactorizedConvolution("f", p.get(width), p.get(modes)).size() / p.get(modes));

        multiples("film", "Ten intervals on their own", "vorticity of a held-out film; networks go on from their own frames").draw(FILL, "truth", "truth").draw(FILL, "film-ffno", "F-FNO").draw(FILL, "film-fno", "FNO, equal width")
                .draw(FILL, "film-small-fno", "FNO, equal size").draw(FILL, "film-longer-fno", "equal size, equal CPU time").draw(FILL, "film-coarse", "solver, 16 × 16");
        plot("drift", "Error along a film", "relative, mean of " + TESTED + " held-out films; trained on the first ten intervals").draw(CURVE, "drift-ffno", "F-FNO", "", "intervals").draw(CURVE, "drift-fno", "FNO, equal width", "", "intervals")
                .draw(CURVE, "drift-small-fno", "FNO, equal size", "", "intervals").draw(CURVE, "drift-longer-fno", "equal size, equal CPU time", "", "intervals").draw(CURVE, "drift-coarse", "solver, 16 × 16", "", "intervals")
                .draw(CURVE, "drift-still", "nothing moves", "", "intervals").log();
        history("error", "Error after ten intervals", "relative", ten, tenDense, tenSmall, tenLonger, solver, still).log();
        plot("correlation", "Correlation with the truth", "mean of held-out films").draw(CURVE, "correlation-ffno", "F-FNO", "", "intervals").draw(CURVE, "correlation-fno", "FNO, equal width", "", "intervals")
                .draw(CURVE, "correlation-small-fno", "FNO, equal size", "", "intervals").draw(CURVE, "correlation-longer-fno", "equal size, equal CPU time", "", "intervals").draw(CURVE, "correlation-coarse", "solver, 16 × 16", "", "intervals");
        plot("spectrum", "Spectrum of the frame", "mean square of ω by wave number; networks end where their waves end").draw(CURVE, "spectrum-small-fno", "FNO, equal size", "", "wave number").draw(CURVE, "spectrum-ffno", "F-FNO", "", "wave number")
                .draw(CURVE, "spectrum-truth", "truth", "", "wave number").log();
        plot("weights", "Weights", "thousand numbers; the small FNO has the size of the F-FNO, the wide one its width").draw(BARS, "weights", "weights / 1000");
        plot("cost", "Cost of an interval", "million multiplications; solver: Runge–Kutta 4 on the same grid with its largest stable step").draw(BARS, "cost", "multiplications / 10⁶");

        always("share", "weights of a dense over those of a factorized layer, over m", share, within(1, 1e-12), "2 m² w² over 2 m w²");
        formula("separable", "separable layer less the dense one whose kernel is a sum", atMost(1e-6), "R(k, l) = R_x(k) + R_y(l)", FactorizedOperator::separable);
        var three = shared(t -> {
            double[] mean = new double[3];
            for (int seed = 1; seed <= 3; seed++) {
                Flow s = t.anew(seed).rest().state();
                mean[0] += s.error(OURS, 10) / s.error(SMALL, 10) / 3;
                mean[1] += s.error(OURS, 10) / s.films.persistence[10] / 3;
                mean[2] += s.rollouts.get(OURS).correlations()[10] / 3;
            }
            return mean;
        });
        String runs = "our runs, mean of 3 seeds";
        lengthy("small", "error after ten intervals over that of the dense operator of equal size", atMost(0.6), runs, three, r -> r[0]);
        lengthy("persistence", "error after ten intervals over that of standing still", atMost(0.2), runs, three, r -> r[1]);
        lengthy("correlation", "correlation after ten intervals", atLeast(0.97), runs, three, r -> r[2]);
        lengthy("deeper", "error after ten intervals, 8 layers over 2", atMost(0.85), runs, t -> IntStream.rangeClosed(1, 3)
                .mapToDouble(seed -> t.anew(seed, "layers=8").rest().value(ten) / t.anew(seed, "layers=2").rest().value(ten)).average().orElseThrow(), "rivals=false");

        opens("Left to themselves", "Of equal size, the operator that treats the axes apart follows the flow, the dense one loses it.").pins("layers", "modes", "noise").pictured(100);
        preset("leap", "Too far at once", "An interval of two turns the eddies so far that the first step is off by a quarter; the classical solver takes eighteen small ones at a third of the cost.").set("interval=2").pins("interval", "layers", "modes").panes("film", "drift", "cost", "error").pictured(100);
        preset("deep", "Eight layers, one set of waves", "Layers share their spectral weights: depth costs little memory and lowers the error.").set("layers=8", "rivals=false").pins("layers", "width", "noise").panes("drift", "film", "spectrum", "error").pictured(100);
        preset("lecture", "What is a sum, what a product?", "Weights, multiplications and errors side by side; the classical solver wins on this grid.").pins("modes", "width", "frame").panes("weights", "cost", "drift", "film").pictured(100);
        tiny("interval=0.1 films=1 width=4 modes=3 layers=1 batch=2 iterations=4 iterations-per-step=2", "interval=0.1 films=1 width=2 modes=2 layers=2 rivals=false batch=1 iterations=2 forcing=0");
    }

    private static double separable() {
        try (Tape tape = Tape.precise(CancelToken.current())) {
            FactorizedConvolution sum = new FactorizedConvolution("k", 2, 3);
            PlaneConvolution dense = new PlaneConvolution("k", 2, 2, 8);
            Weights weights = Weights.of(sum);
            double[] r = weights.initial(new Philox(1));
            double[] both = new double[2 * dense.size()];
            // Frequencies −k carry the conjugate, and waves beyond the third nothing.
            for (int k = 0; k < 16; k++) {
                int wave = k < 8 ? k : k - 16;
                for (int l = 0; l < 8; l++) {
                    for (int c = 0; c < 4; c++) {
                        int at = (k * 8 + l) * 4 + c;
                        for (int part = 0; part < 2; part++) {
                            double x = Math.abs(wave) < 3 ? r[weights.offset("k.x") + (part * 3 + Math.abs(wave)) * 4 + c] * (part == 1 ? Math.signum(wave) : 1) : 0;
                            double y = l < 3 ? r[weights.offset("k.y") + (part * 3 + l) * 4 + c] * (part == 1 && l == 0 ? 0 : 1) : 0;
                            both[part * dense.size() + at] = x + y;
                        }
                    }
                }
            }
            double[] field = new double[16 * 16 * 2];
            Arrays.setAll(field, k -> Math.sin(2 * Math.PI * (3 * (k / 32) + k / 2 % 16) / 16.0) + (k % 2) * Math.cos(2 * Math.PI * (2 * (k / 2 % 16) - (k / 32)) / 16.0) + Math.cos(2 * Math.PI * (k / 32) / 16.0));
            Value x = tape.of(field, 1, 16, 16, 2);
            Value less = sum.apply(Theta.constant(tape, weights, r), x).minus(dense.apply(Theta.constant(tape, Weights.of(dense), both), x));
            return Arrays.stream(less.array()).map(Math::abs).max().orElseThrow();
        }
    }

    @Override
    protected Flow start(Knobs p, Philox random) {
        FilmLearning examples = FilmLearning.of(VorticityFilms.films(random.stream(EXAMPLES), 0, p.get(count), TRAINED_FRAMES, p.get(interval), p.get(forcing)), p.get(forcing));
        double[][][] tests = VorticityFilms.films(random.stream(HELD_OUT), 0, TESTED, FRAMES, p.get(interval), p.get(forcing));
        double[][][] coarse = Arrays.stream(tests).map(f -> VorticityFilms.solved(VorticityFlow.resampled(f[0], N, COARSE), COARSE, FRAMES, p.get(interval), p.get(forcing), STABLE)).toArray(double[][][]::new);
        VorticityFlow same = VorticityFilms.flow(N, p.get(forcing));
        int steps = Arrays.stream(tests).mapToInt(f -> VorticityFilms.steps(same, f[0], p.get(interval), STABLE)).max().orElseThrow();
        Films films = new Films(examples, tests, Rollout.persistence(tests), Rollout.of(coarse, tests), steps);
        Operator ours = FlowOperators.factorized(FilmLearning.CHANNELS, p.get(width), p.get(modes), p.get(layers));
        Operator small = FlowOperators.denseOfSize(FilmLearning.CHANNELS, p.get(modes), ours.size());
        List<String> names = p.get(rivals) ? List.of(OURS, DENSE, SMALL, LONGER) : List.of(OURS);
        Race<Operator> nets = Race.of(names, c -> c.equals(OURS) ? ours : c.equals(DENSE) ? FlowOperators.dense(FilmLearning.CHANNELS, p.get(width), p.get(modes)) : small);
        // The two small ones start alike.
        Race<Fit> fits = nets.then((c, net) -> Fit.start(Weights.of(net), new AdamW(0.9, 0.999, 1e-8, 1e-4, 1), random.stream(10 + Math.min(2, names.indexOf(c)))));
        Flow s = new Flow(films, nets, fits, null);
        return judged(s, names, CancelToken.current());
    }

    /** The networks of these names anew; of the others what is known stays. */
    private static Flow judged(Flow s, List<String> due, CancelToken cancel) {
        Race<Rollout> rollouts = s.nets.then((c, net) -> due.contains(c) ? Rollout.of(s.films.examples.goneOn(net.apply(), s.fits.get(c), s.films.tests, cancel), s.films.tests) : s.rollouts.get(c));
        return new Flow(s.films, s.nets, s.fits, rollouts);
    }

    @Override
    protected Flow next(Flow s, Turn t) {
        Race<Fit> fits = s.fits;
        for (Training.Draw draw : training.draws(t)) {
            double rate = training.rate(t.p(), draw.iteration(), 30);
            fits = fits.then((c, fit) -> {
                Fit f = fit;
                for (int k = 0; k < (c.equals(LONGER) ? EQUAL : 1); k++) {
                    FilmLearning.Batch b = s.films.examples.batch(draw, PICKS + 10 * k, t.get(noise));
                    f = f.step(t.context().cancel(), rate, w -> relative(b.predicted(s.nets.get(c).apply(), w), b.target(w)));
                }
                return f;
            });
        }
        boolean isEnd = training.done(t.p(), t.step() + 1L) >= t.get(training.iterations());
        List<String> names = s.nets.names();
        List<String> due = isEnd ? names : t.step() % JUDGED == 0 || t.step() < names.size() ? List.of(names.get((t.step() < names.size() ? t.step() : t.step() / JUDGED) % names.size())) : List.of();
        return judged(new Flow(s.films, s.nets, fits, s.rollouts), due, t.context().cancel());
    }

    /** Mean of the relative errors of a batch. */
    private static Value relative(Value y, Value target) {
        return y.minus(target).norm(1, 2, 3).over(target.norm(1, 2, 3)).mean();
    }

    @Override
    protected void look(Flow s, Knobs p, Look to) {
        int k = p.get(frame);
        double[] axis = IntStream.rangeClosed(1, FRAMES).asDoubleStream().toArray();
        double[] waves = IntStream.rangeClosed(1, N / 2 - 1).asDoubleStream().toArray();
        to.as("truth, frame " + k).field("truth", N, N, Rect.UNIT, s.films.tests[0][k]);
        to.field("film-coarse", N, N, Rect.UNIT, s.films.coarse.films()[0][k]);
        to.series("spectrum-truth", waves, spectrum(s.films.tests[0][k]));
        to.series("drift-coarse", axis, later(s.films.coarse.errors()));
        to.series("drift-still", axis, later(s.films.persistence));
        to.series("correlation-coarse", axis, later(s.films.coarse.correlations()));
        for (String c : s.nets.names()) {
            Rollout r = s.rollouts.get(c);
            to.series("drift-" + c, axis, later(r.errors()));
            to.series("correlation-" + c, axis, later(r.correlations()));
            to.field("film-" + c, N, N, Rect.UNIT, r.films()[0][k]);
            if (c.equals(OURS) || c.equals(SMALL)) {
                to.series("spectrum-" + c, waves, spectrum(r.films()[0][k]));
            }
        }
        bars(s, to);
    }

    private static double[] later(double[] byFrame) {
        return Arrays.copyOfRange(byFrame, 1, byFrame.length);
    }

    private static double[] spectrum(double[] omega) {
        return Arrays.stream(VorticityFlow.spectrum(omega, N), 1, N / 2).map(v -> Math.max(v, 1e-16)).toArray();
    }

    /** Transforms of the solver are counted as 2 n² log₂ n² multiplications, three a stage. */
    private static void bars(Flow s, Look to) {
        List<String> shown = s.has(DENSE) ? List.of(OURS, SMALL, DENSE) : List.of(OURS);
        List<String> labels = s.has(DENSE) ? List.of("F-FNO", "small FNO", "wide FNO") : List.of("F-FNO");
        to.bars("weights", labels, shown.stream().mapToDouble(c -> s.nets.get(c).size() / 1e3).toArray());
        double[] costs = Arrays.copyOf(shown.stream().mapToDouble(c -> s.nets.get(c).operations(N) / 1e6).toArray(), shown.size() + 1);
        costs[shown.size()] = s.films.steps * 4.0 * 3 * 2 * N * N * 2 * Math.log(N) / Math.log(2) / 1e6;
        to.bars("cost", IntStream.rangeClosed(0, labels.size()).mapToObj(k -> k < labels.size() ? labels.get(k) : "solver").toList(), costs);
    }
}
