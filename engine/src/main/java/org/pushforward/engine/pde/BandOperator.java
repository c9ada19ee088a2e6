package org.pushforward.engine.pde;

import static org.pushforward.engine.api.Check.Criterion.atMost;
import static org.pushforward.engine.api.Pane.Style.CELLS;
import static org.pushforward.engine.api.Pane.Style.CURVE;
import static org.pushforward.engine.api.Pane.Style.FILL;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.BiFunction;
import java.util.stream.IntStream;
import org.pushforward.engine.api.CancelToken;
import org.pushforward.engine.api.Rect;
import org.pushforward.engine.learn.AdamW;
import org.pushforward.engine.learn.Fit;
import org.pushforward.engine.learn.Tape;
import org.pushforward.engine.learn.Theta;
import org.pushforward.engine.learn.Value;
import org.pushforward.engine.learn.Weights;
import org.pushforward.engine.learn.Weights.Owner;
import org.pushforward.engine.learn.layer.PlaneConvolution;
import org.pushforward.engine.numerics.Philox;
import org.pushforward.engine.numerics.VorticityFlow;
import org.pushforward.engine.pde.BandNetwork.Gates;
import org.pushforward.engine.study.Knob;
import org.pushforward.engine.study.Knobs;
import org.pushforward.engine.study.Look;
import org.pushforward.engine.study.PaneSpec;
import org.pushforward.engine.study.Race;
import org.pushforward.engine.study.Study;
import org.pushforward.engine.study.Training;
import org.pushforward.engine.study.Turn;

/** {@code pde.drift-net}: a local and a spectral branch, coupled by a gate for every ring of waves (Li & Salim 2025). */
public final class BandOperator extends Study<BandOperator.Flow> {

    private static final int N = VorticityFilms.N;
    private static final String DRIFT = "drift";
    private static final String LOCAL = "local";
    private static final String ATTENTION = "attention";
    private static final List<String> NETS = List.of(DRIFT, LOCAL, ATTENTION);
    private static final int FRAMES = 20;
    private static final int TRAINED_FRAMES = 10;
    private static final int TESTED = 4;
    private static final int MOST_LAYERS = 4;
    private static final int JUDGED = 8;
    private static final int EXAMPLES = 1;
    private static final int HELD_OUT = 2;
    private static final int PICKS = 3;

    /** A network as it is trained. */
    record Net(Owner owner, int size, BiFunction<Theta, Value, Value> apply) { }

    /**
     * Films of a network's own.
     *
     * @param errors Σ|ω − ω*|/Σ|ω*|, mean of the films, by frame
     * @param energies over those of the truth, mean of the films, by frame
     */
    record Drift(double[][][] films, double[] errors, double[] energies) {

        static Drift of(double[][][] films, double[][][] truth) {
            double lost = 100;
            return new Drift(films, Rollout.means(films, truth, BandOperator::distance, lost), Rollout.means(films, truth, (a, b) -> VorticityFlow.energy(a, N) / VorticityFlow.energy(b, N), lost));
        }
    }

    /**
     * @param still errors when nothing moves
     * @param shut largest difference of the network with its gates at 0 from one of its local branches alone
     */
    record Flow(FilmLearning examples, double[][][] tests, double[] still, BandNetwork band, Race<Net> nets, Race<Fit> fits, Race<Drift> drifts, double shut) {

        double error(String net, int frame) {
            return drifts.get(net).errors[frame];
        }
    }

    private final Knob<Integer> bands;
    private final Knob<Integer> modes;
    private final Knob<String> gate;
    private final Knob<Integer> layers;
    private final Knob<Integer> width;
    private final Knob<Integer> steps;
    private final Knob<Double> interval;
    private final Knob<Double> forcing;
    private final Knob<Integer> count;
    private final Training training;

    public BandOperator() {
        super("pde.drift-net", "Two branches and their gates", "What a fluid does here depends on vortices everywhere, and a network of small convolutions, or of attention in windows, sees only what is near: left to itself it drifts. "
                + "DRIFT-Net puts a spectral branch beside: the lowest waves are mixed, and a gate for every ring of waves, which depends on how strong the rings are, decides between the mixed waves and those that came. "
                + "At gates of 0 the local branch is left alone; it is trained beside from the same start on the same batches, with fewer weights, and so is attention in windows with as many. "
                + "Films are 32 × 32 places of forced flow at ν = 10⁻³; two blocks on one scale in place of a U-Net of ConvNeXt blocks, no weighting of the loss by frequency, and gates as we read them. "
                + "The paper reports 7 to 54 % less error than windowed attention at 15 % fewer weights, on flows and equations of far more places.",
                List.of("h ← F⁻¹(α V + (1 − α) F h) + C(h)", "V_k = W_k (F h)_k for the lowest waves, else 0", "α = σ(MLP(log(1 + mean |F h| of every ring)))"),
                new Citation("J. Li, F. D. Salim", 2025, "DRIFT-Net: A Spectral–Coupled Neural Operator for PDEs Learning", "2509.24868"),
                new Citation("M. Herde, B. Raonić, T. Rohner, R. Käppeli, R. Molinaro, E. de Bézenac, S. Mishra", 2024, "Poseidon: Efficient Foundation Models for PDEs", "2405.19101"));
        group("Shown");
        steps = whole("steps", "k", "Intervals", 20, 1, FRAMES, "After which the films are shown; networks learned from films of " + TRAINED_FRAMES + ".").within(1, FRAMES).live();
        group("Network");
        bands = whole("bands", "b", "Bands", 6, 2, 12, "Rings of waves, each with a gate.").within(1, N / 2);
        modes = whole("modes", "m", "Modes", 6, 1, 12, "Lowest waves along an axis, which are mixed.").within(1, 64);
        gate = choice("gate", "α", "Gates", List.of("learned", "open", "shut"), "learned", "As they are learned, all at 1, or all at 0, which leaves the local branch.");
        layers = whole("layers", "L", "Blocks", 2, 1, MOST_LAYERS, "Of every network.").within(1, MOST_LAYERS);
        width = whole("width", "w", "Width", 12, 4, 24, "Channels of the two branches.").within(2, 48);
        group("Flow");
        interval = real("interval", "Δt", "Interval", 0.5, 0.1, 2, "Time between two frames.").within(0.01, 10);
        forcing = real("forcing", "a", "Forcing", 0.1, 0, 0.3, "Amplitude of a(sin 2π(x + y) + cos 2π(x + y)).").within(0, 2);
        count = whole("films", "F", "Films", 24, 4, 48, "Of " + TRAINED_FRAMES + " intervals each, that are learned from.").within(1, 200);
        training = trainingOnFields(5e-3, 8, 240, 1);
        refuse(p -> 2 * p.get(modes) > N, p -> "modes: " + p.get(modes) + " waves do not fit on " + N + " places, half of them at most; take at most " + N / 2);
        pace(20);

        var ours = gauge("error-20", "DRIFT", "", s -> s.error(DRIFT, FRAMES));
        var local = gauge("error-20-local", "local branch alone", "", s -> s.error(LOCAL, FRAMES));
        var attention = gauge("error-20-attention", "attention in windows", "", s -> s.error(ATTENTION, FRAMES));
        var still = gauge("persistence-20", "nothing moves", "", s -> s.still[FRAMES]);
        gauge("energy-ratio", "Energy after 20 intervals over the truth's", "", s -> s.drifts.get(DRIFT).energies[FRAMES]);
        gauge("energy-ratio-local", "The same, local branch alone", "", s -> s.drifts.get(LOCAL).energies[FRAMES]);
        gauge("parameters", "Weights of DRIFT", "", s -> s.nets.get(DRIFT).size);
        gauge("parameters-local", "Weights of the local branch", "", s -> s.nets.get(LOCAL).size);
        gauge("parameters-attention", "Weights of the attention", "", s -> s.nets.get(ATTENTION).size);
        var shut = gauge("shut-difference", "Gates at 0 less the local branch", "", Flow::shut);

        multiples("film", "Twenty intervals on their own", "vorticity of a held-out film; networks go on from their own frames; drawn up to twice the largest of the truth").draw(FILL, "truth", "truth").draw(FILL, "film-drift", "DRIFT").draw(FILL, "film-local", "local branch alone")
                .draw(FILL, "film-attention", "attention in windows");
        PaneSpec plane = multiples("plane", "The gates in the plane of waves", "α of every ring; long waves in the middle");
        IntStream.rangeClosed(1, MOST_LAYERS).forEach(b -> plane.draw(CELLS, "gates-" + b, "block " + b));
        plot("drift", "Error along a film", "Σ|difference|/Σ|truth|, mean of " + TESTED + " held-out films; trained on the first ten intervals").draw(CURVE, "drift-drift", "DRIFT", "", "intervals").draw(CURVE, "drift-local", "local branch alone", "", "intervals")
                .draw(CURVE, "drift-attention", "attention in windows", "", "intervals").draw(CURVE, "drift-still", "nothing moves", "", "intervals");
        history("error", "Error after twenty intervals", "while all train", ours, local, attention, still).log();
        plot("energy", "Energy", "over that of the truth, mean of held-out films").draw(CURVE, "energy-drift", "DRIFT", "", "intervals").draw(CURVE, "energy-local", "local branch alone", "", "intervals")
                .draw(CURVE, "energy-attention", "attention in windows", "", "intervals");
        plane("table", "Gates by block and ring", "rows: blocks; columns: rings from long waves to short ones").draw(CELLS, "gates", "α");

        always("shut", "gates at 0 less the local branch, worst place", shut, atMost(0), "one and the same network");
        formula("open", "gates at 1 less the mixed low waves and the local branch", atMost(1e-12), "α = 1 leaves V alone", BandOperator::openDifference);
        var three = shared(t -> {
            double[] mean = new double[2];
            for (int seed = 1; seed <= 3; seed++) {
                Flow s = t.anew(seed).rest().state();
                mean[0] += s.error(DRIFT, FRAMES) / s.error(LOCAL, FRAMES) / 3;
                mean[1] += s.error(DRIFT, FRAMES) / s.error(ATTENTION, FRAMES) / 3;
            }
            return mean;
        });
        String runs = "our runs, mean of 3 seeds";
        lengthy("local", "error after twenty intervals over that of the local branch alone", atMost(0.6), runs, three, r -> r[0]);
        lengthy("attention", "the same over that of attention in windows", atMost(0.65), runs, three, r -> r[1]);

        opens("Who drifts?", "Twenty steps on from its own predictions, the network with a spectral branch is still on course.").pins("bands", "modes", "gate", "steps").pictured(100);
        preset("shut", "Gates closed for good", "At gates of 0 nothing is left of the spectral branch: bit by bit the network is its own rival.").set("gate=shut").pins("gate", "bands", "steps").panes("drift", "film", "error", "energy").pictured(100);
        preset("open", "Do the gates matter?", "At gates of 1 the low waves are always the mixed ones; on these smooth flows that does about as well as gates that are learned.").set("gate=open").pins("gate", "modes", "steps").panes("film", "drift", "error", "energy").pictured(100);
        preset("lecture", "A ring, a gate", "Which waves each block takes from the spectral branch, and what that does to a film.").set("bands=10").pins("bands", "modes", "layers", "steps").panes("plane", "film", "table", "drift").pictured(100);
        tiny("interval=0.1 films=1 width=4 modes=2 layers=1 batch=2 iterations=4 iterations-per-step=2", "interval=0.1 films=1 width=2 modes=3 layers=2 bands=3 gate=shut batch=1 iterations=2", "interval=0.1 films=1 width=2 modes=3 gate=open batch=1 iterations=2 forcing=0");
    }

    private static double distance(double[] a, double[] b) {
        double off = 0;
        double size = 0;
        for (int k = 0; k < a.length; k++) {
            off += Math.abs(a[k] - b[k]);
            size += Math.abs(b[k]);
        }
        return off / size;
    }

    /** On a field without the wave that passes. */
    private static double openDifference() {
        try (Tape tape = Tape.precise(CancelToken.current())) {
            BandNetwork open = new BandNetwork(1, 2, 3, 4, 1, 16, Gates.OPEN);
            BandNetwork shut = new BandNetwork(1, 2, 3, 4, 1, 16, Gates.SHUT);
            Theta w = Theta.constant(tape, Weights.of(open), Weights.of(open).initial(new Philox(1)));
            double[] field = new double[16 * 16 * 2];
            Arrays.setAll(field, k -> Math.sin(2 * Math.PI * (5 * (k / 32) + 6 * (k / 2 % 16)) / 16.0) + (k % 2) * Math.cos(2 * Math.PI * (2 * (k / 2 % 16) - k / 32) / 16.0));
            Value x = tape.of(field, 1, 16, 16, 2);
            Value expected = shut.block(w, 0, x).minus(x).plus(new PlaneConvolution("mix.0", 2, 2, 3).apply(w, x));
            return Arrays.stream(open.block(w, 0, x).minus(expected).array()).map(Math::abs).max().orElseThrow();
        }
    }

    @Override
    protected Flow start(Knobs p, Philox random) {
        FilmLearning examples = FilmLearning.of(VorticityFilms.films(random.stream(EXAMPLES), 0, p.get(count), TRAINED_FRAMES, p.get(interval), p.get(forcing)), p.get(forcing));
        double[][][] tests = VorticityFilms.films(random.stream(HELD_OUT), 0, TESTED, FRAMES, p.get(interval), p.get(forcing));
        double[][][] still = Arrays.stream(tests).map(f -> Arrays.stream(f).map(_ -> f[0]).toArray(double[][]::new)).toArray(double[][][]::new);
        Gates gates = Gates.valueOf(p.get(gate).toUpperCase(Locale.ROOT));
        BandNetwork band = new BandNetwork(FilmLearning.CHANNELS, p.get(width), p.get(modes), p.get(bands), p.get(layers), N, gates);
        BandNetwork local = new BandNetwork(FilmLearning.CHANNELS, p.get(width), p.get(modes), p.get(bands), p.get(layers), N, Gates.SHUT);
        WindowNetwork windows = WindowNetwork.ofSize(FilmLearning.CHANNELS, p.get(layers), band.size());
        Race<Net> nets = new Race<>(NETS, List.of(new Net(band, band.size(), band::apply), new Net(local, local.size(), local::apply), new Net(windows, windows.size(), windows::apply)));
        // Arrays of the local branch come first, so that both start with the same ones.
        Race<Fit> fits = nets.then((c, net) -> Fit.start(Weights.of(net.owner), new AdamW(0.9, 0.999, 1e-8, 1e-4, 1), random.stream(c.equals(ATTENTION) ? 11 : 10)));
        return judged(new Flow(examples, tests, Drift.of(still, tests).errors, band, nets, fits, null, 0), NETS, CancelToken.current());
    }

    /** The networks of these names anew; of the others what is known stays. */
    private static Flow judged(Flow s, List<String> due, CancelToken cancel) {
        Race<Drift> drifts = s.nets.then((c, net) -> due.contains(c) ? Drift.of(s.examples.goneOn(net.apply, s.fits.get(c), s.tests, cancel), s.tests) : s.drifts.get(c));
        return new Flow(s.examples, s.tests, s.still, s.band, s.nets, s.fits, drifts, due.isEmpty() ? s.shut : shut(s, cancel));
    }

    /** With the weights of now, on the first frame of a film. */
    private static double shut(Flow s, CancelToken cancel) {
        BandNetwork b = s.band;
        BandNetwork closed = new BandNetwork(b.inputs(), b.width(), b.modes(), b.bands(), b.blocks(), N, Gates.SHUT);
        BandNetwork zero = new BandNetwork(b.inputs(), b.width(), b.modes(), b.bands(), b.blocks(), N, Gates.ZERO);
        double[] x = s.examples.channels(new double[][] {s.tests[0][0]});
        double[] less = s.fits.get(DRIFT).evaluate(cancel, w -> b.gates() == Gates.SHUT ? w.tape().zeros(1)
                : FilmLearning.next(zero::apply, w, x).minus(FilmLearning.next(closed::apply, w, x)).abs());
        return Arrays.stream(less).max().orElseThrow();
    }

    @Override
    protected Flow next(Flow s, Turn t) {
        Race<Fit> fits = s.fits;
        for (Training.Draw draw : training.draws(t)) {
            double rate = training.rate(t.p(), draw.iteration(), 30);
            FilmLearning.Batch b = s.examples.batch(draw, PICKS, 0.01);
            fits = fits.then((c, fit) -> fit.step(t.context().cancel(), rate, w -> {
                Value y = b.target(w);
                return b.predicted(s.nets.get(c).apply, w).minus(y).abs().mean(1, 2, 3).over(y.abs().mean(1, 2, 3)).mean();
            }));
        }
        boolean isEnd = training.done(t.p(), t.step() + 1L) >= t.get(training.iterations());
        int turn = t.step() < NETS.size() ? t.step() : t.step() / JUDGED;
        List<String> due = isEnd ? NETS : t.step() < NETS.size() || t.step() % JUDGED == 0 ? List.of(NETS.get(turn % NETS.size())) : List.of();
        return judged(new Flow(s.examples, s.tests, s.still, s.band, s.nets, fits, s.drifts, s.shut), due, t.context().cancel());
    }

    @Override
    protected void look(Flow s, Knobs p, Look to) {
        int k = p.get(steps);
        double[] axis = IntStream.rangeClosed(1, FRAMES).asDoubleStream().toArray();
        double top = 2 * Arrays.stream(s.tests[0][k]).map(Math::abs).max().orElseThrow();
        to.as("truth, interval " + k).field("truth", N, N, Rect.UNIT, s.tests[0][k]);
        to.series("drift-still", axis, later(s.still));
        for (String c : NETS) {
            Drift d = s.drifts.get(c);
            // What has blown up would take the colors of all others.
            to.field("film-" + c, N, N, Rect.UNIT, Arrays.stream(d.films[0][k]).map(v -> Math.clamp(v, -top, top)).toArray());
            to.series("drift-" + c, axis, later(d.errors));
            to.series("energy-" + c, axis, later(d.energies));
        }
        // Gates of what the network sees when it makes the frame that is shown.
        double[] x = s.examples.channels(new double[][] {s.drifts.get(DRIFT).films[0][k - 1]});
        double[] alpha = s.fits.get(DRIFT).evaluate(to.context().cancel(), w -> s.band.gates(w, w.tape().of(x, 1, N, N, FilmLearning.CHANNELS)));
        int rings = s.band.bands();
        to.matrix("gates", s.band.blocks(), rings, alpha);
        for (int b = 0; b < s.band.blocks(); b++) {
            double[] plane = new double[N * N];
            for (int j = 0; j < N * N; j++) {
                plane[j] = alpha[b * rings + BandNetwork.band(j / N - N / 2, j % N - N / 2, rings, N)];
            }
            to.field("gates-" + (b + 1), N, N, new Rect(-N / 2 - 0.5, -N / 2 - 0.5, N / 2 - 0.5, N / 2 - 0.5), plane);
        }
    }

    private static double[] later(double[] byFrame) {
        return Arrays.copyOfRange(byFrame, 1, byFrame.length);
    }
}
