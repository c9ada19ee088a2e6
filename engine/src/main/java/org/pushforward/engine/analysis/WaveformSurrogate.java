package org.pushforward.engine.analysis;

import static org.pushforward.engine.api.Check.Criterion.atMost;
import static org.pushforward.engine.api.Pane.Style.CURVE;
import static org.pushforward.engine.api.Pane.Style.FILL;
import static org.pushforward.engine.api.Pane.Style.LINES;
import static org.pushforward.engine.api.Pane.Style.POINTS;

import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.pushforward.engine.api.CancelToken;
import org.pushforward.engine.api.Layer;
import org.pushforward.engine.api.Rect;
import org.pushforward.engine.learn.AdamW;
import org.pushforward.engine.learn.Fit;
import org.pushforward.engine.learn.Value;
import org.pushforward.engine.learn.Weights;
import org.pushforward.engine.learn.layer.Perceptron;
import org.pushforward.engine.numerics.Philox;
import org.pushforward.engine.numerics.PostNewtonian;
import org.pushforward.engine.numerics.ProperModes;
import org.pushforward.engine.study.Knob;
import org.pushforward.engine.study.Knobs;
import org.pushforward.engine.study.Look;
import org.pushforward.engine.study.Race;
import org.pushforward.engine.study.Study;
import org.pushforward.engine.study.Training;
import org.pushforward.engine.study.Trial;
import org.pushforward.engine.study.Turn;

/**
 * {@code analysis.bbh-surrogate}: a network that answers with a gravitational waveform, trained on many cheap waveforms and then on few costly ones (Freitas et al. 2024), beside the same network trained on the few alone. Phases of
 * inspirals in a basis of proper modes; a higher post-Newtonian order stands in for numerical relativity.
 */
public final class WaveformSurrogate extends Study<WaveformSurrogate.Learned> {

    private static final List<String> NAMES = List.of("two-stage", "scarce");
    /** Times of a waveform, their distance in units of the mass, and v at the end. */
    private static final int N = 400;
    private static final double DT = 5;
    private static final double END = 0.38;
    private static final int CHEAP = 300;
    private static final int TESTED = 24;
    private static final int MODES = 8;
    private static final double LARGEST = 8;
    private static final int MAP = 9;
    private static final int ANGLES = 61;
    private static final double LOUDNESS = 25;

    /** Mass ratio and spins. */
    record Pair(double q, double chi1, double chi2) { }

    /**
     * Waveforms to learn from, in a basis of their own.
     *
     * @param inputs three a waveform, about −1 to 1; {@code targets} its coordinates
     */
    record Set(double[] inputs, double[] targets, int count) { }

    /**
     * @param mean phase, to which modes are added
     * @param scale of coordinates
     */
    record Basis(ProperModes modes, double[] mean, double scale) {
        double[] phase(double[] coordinates) {
            double[] u = modes.combined(Arrays.stream(coordinates).map(c -> c * scale).toArray());
            return IntStream.range(0, N).mapToDouble(k -> u[k] + mean[k]).toArray();
        }

        double[] coordinates(double[] phase) {
            double[] u = IntStream.range(0, N).mapToDouble(k -> phase[k] - mean[k]).toArray();
            return Arrays.stream(Arrays.copyOf(modes.coordinates(u, 0, MODES), MODES)).map(c -> c / scale).toArray();
        }
    }

    /**
     * @param sets what each contestant ends on; {@code cheap} where the first begins
     * @param mismatches means over held-out pairs
     */
    record Learned(double range, Race<Basis> bases, Set cheap, Race<Set> sets, List<Pair> tested, double[][] exact, double approximant, Race<Fit> fits, Race<Double> mismatches, long step) { }

    private final Knob<Double> massRatio;
    private final Knob<Double> spin1;
    private final Knob<Double> spin2;
    private final Knob<Double> spinRange;
    private final Knob<Integer> scarce;
    private final Knob<Integer> order;
    private final Knob<Integer> hidden;
    private final Training training;

    public WaveformSurrogate() {
        super("analysis.bbh-surrogate", "Waveforms from few simulations", "Two black holes spiral inwards, and a network answers at once with the waveform for any mass ratio and aligned spins. Costly waveforms are few: it learns from many cheap ones first, and is then tuned on the few. "
                + "Beside it the same network sees the few alone, in as many iterations. A mismatch is what two waveforms differ in after the best shift in time and phase. "
                + "No numerical relativity is computed here: the post-Newtonian series of order 3.5 stands in for it, a lower order for the approximant, over the inspiral without merger and ringdown. "
                + "The paper's median mismatches of 2 to 5e-5 are of real simulations, hundreds of them.",
                List.of("dv/dt = (32/5) η v⁹ Σₖ aₖ vᵏ,  dφ/dt = v³", "h = v² e^(−2iφ)", "mismatch = 1 − max |⟨h₁, h₂⟩| / (‖h₁‖ ‖h₂‖)"),
                new Citation("O. G. Freitas, A. Theodoropoulos, N. Villanueva, T. Fernandes, S. Nunes, J. A. Font, A. Onofre, A. Torres-Forné, J. D. Martin-Guerrero", 2024, "A Deep Learning Powered Numerical Relativity Surrogate for Binary Black Hole Waveforms", "2412.06946"));
        group("Pair shown");
        massRatio = real("mass-ratio", "q", "Mass ratio", 3, 1, LARGEST, "Of the heavier to the lighter one.").within(1, LARGEST).live();
        spin1 = real("spin-1", "χ₁", "Spin of the heavier", 0.3, -0.6, 0.6, "Along the axis of the orbit.").within(-0.6, 0.6).live();
        spin2 = real("spin-2", "χ₂", "Spin of the lighter", -0.2, -0.6, 0.6, "Along the axis of the orbit.").within(-0.6, 0.6).live();
        group("Waveforms");
        spinRange = real("spin-range", "χ", "Spins up to", 0.6, 0, 0.6, "Of all waveforms; 0: the mass ratio alone.").within(0, 0.6);
        scarce = whole("scarce", "n", "Scarce waveforms", 12, 4, 48, "Of the stand-in for relativity.").within(2, 200);
        order = whole("order", "n", "Order of the approximant", 5, 2, 6, "Power of v of its last term; 7 is the stand-in.").within(0, 6);
        hidden = whole("hidden", "h", "Hidden", 48, 8, 96, "Units of each of two layers.").within(2, 256);
        training = training(real("learning-rate", "η", "Learning rate", 5e-3, 1e-4, 2e-2, "Of Adam; a fifth of it in the second stage.").within(1e-8, 1).log().live(), whole("batch", "B", "Batch", 128, 16, 256, "Cheap waveforms of an iteration.").within(1, 512),
                whole("iterations", "N", "Iterations", 6000, 500, 20_000, "Half of them for each stage.").within(2, 1_000_000).log(), whole("iterations-per-step", "k", "Iterations a step", 30, 1, 50, "Between two pictures.").within(1, 100));
        refuse(p -> Math.max(Math.abs(p.get(spin1)), Math.abs(p.get(spin2))) > p.get(spinRange) && p.get(spinRange) > 0, p -> "a spin shown is beyond the spins of the waveforms, " + p.get(spinRange) + ": set spin-1 and spin-2 within them");
        pace(20);

        var mismatch = gauge("mismatch", "Two stages", "", s -> s.mismatches.get("two-stage"));
        var few = gauge("mismatch-scarce", "Scarce alone", "", s -> s.mismatches.get("scarce"));
        var approximant = gauge("mismatch-approximant", "Approximant", "", Learned::approximant);
        gauge("stage", "Stage", "", (s, p) -> isFirst(s.step, p) ? 1 : 2);

        plane("orbit", "Orbit", "both bodies, in units of the mass").draw(LINES, "heavy", "heavier").draw(LINES, "light", "lighter").draw(POINTS, "bodies", "bodies");
        plot("strain", "Strain", "the last cycles, aligned at the end").draw(CURVE, "strain-exact", "stand-in", "", "time / mass").draw(CURVE, "strain-two", "two stages", "", "time / mass").draw(CURVE, "strain-scarce", "scarce alone", "", "time / mass");
        history("mismatches", "Mismatch", "mean over held-out pairs", mismatch, few, approximant).log();
        multiples("maps", "Mismatch over mass ratio and spin", "log₁₀, both spins alike: approximant, scarce alone, two stages").draw(FILL, "map-approximant", "approximant").draw(FILL, "map-scarce", "scarce alone").draw(FILL, "map-two", "two stages");
        plot("posterior", "Mass ratio of an injected signal", "likelihood at a signal-to-noise ratio of 25, spins known").draw(CURVE, "posterior-exact", "stand-in", "", "q").draw(CURVE, "posterior-two", "two stages", "", "q").draw(CURVE, "posterior-scarce", "scarce alone", "", "q");
        plot("phase-error", "Error of the phase", "in radians, aligned at the end").draw(CURVE, "error-two", "two stages", "rad", "time / mass").draw(CURVE, "error-scarce", "scarce alone", "rad", "time / mass");
        layer("phase", "orbital phase of the pair shown, two stages", "rad", "time / mass");

        formula("phase", "phase less the integral of its frequency, relative", atMost(1e-8), "quadrature in v", WaveformSurrogate::phaseError);
        formula("shift", "mismatch of a waveform with itself, shifted in time and phase", atMost(1e-9), "identity", WaveformSurrogate::shiftError);
        atEnd("learned", "mismatch of the two stages over that of the approximant", gauge("mismatch-ratio", "Two stages over approximant", "", s -> s.approximant() > 0 ? s.mismatches.get("two-stage") / s.approximant() : 1), atMost(1), "our series of the highest order");
        reference("basis", "mismatch of held-out waveforms on the basis of the cheap ones", atMost(1e-4), "proper modes", t -> meanMismatch(t.state().tested, t.state().exact, (p, i) -> strain(t.state().bases.get("two-stage").phase(t.state().bases.get("two-stage").coordinates(exactPhase(p))))));
        var runs = shared(t -> threeSeeds(t));
        lengthy("gain", "12 waveforms: mismatch of two stages over that of the few alone", atMost(0.4), "our runs, mean of 3 seeds", runs, r -> r[0]);
        lengthy("approximant", "12 waveforms: mismatch of two stages over that of the approximant", atMost(0.2), "our runs, mean of 3 seeds", runs, r -> r[1]);

        opens("Many cheap, twelve costly", "Twelve waveforms are too few for three parameters, unless many cheap ones came first.").pictured(180);
        preset("ratio", "Mass ratio alone", "Without spins twelve waveforms suffice, and the first stage gains nothing.").set("spin-range=0", "spin-1=0", "spin-2=0").pictured(150);
        preset("crude", "A crude approximant", "Of order 1: what the first stage teaches is mostly wrong.").set("order=2").pictured(150);
        preset("lecture", "Which masses were they?", "A wrong waveform finds wrong masses in a loud signal.").panes("posterior", "strain", "mismatches", "maps").pins("mass-ratio", "spin-1", "spin-2").pictured(180);
        tiny("iterations=2 iterations-per-step=1 batch=2 hidden=2 scarce=2", "iterations=4 iterations-per-step=2 batch=2 hidden=2 order=0 spin-range=0 spin-1=0 spin-2=0");
    }

    private boolean isFirst(long iteration, Knobs p) {
        return iteration < p.get(training.iterations()) / 2;
    }

    // ---- waveforms

    private static double[] phase(Pair p, int order) {
        CancelToken.askCurrent();
        return new PostNewtonian(p.q, p.chi1, p.chi2, order).orbit(END, DT, N)[1];
    }

    private static double[] exactPhase(Pair p) {
        return phase(p, PostNewtonian.HIGHEST);
    }

    /** v² e^(−2iφ), with v³ the slope of the phase; real and imaginary parts in turn. */
    private static double[] strain(double[] phase) {
        double[] h = new double[2 * N];
        for (int k = 0; k < N; k++) {
            int from = Math.clamp(k - 1L, 0, N - 3);
            double slope = (phase[from + 2] - phase[from]) / (2 * DT);
            double size = Math.pow(Math.max(1e-4, slope), 2.0 / 3);
            h[2 * k] = size * Math.cos(2 * phase[k]);
            h[2 * k + 1] = -size * Math.sin(2 * phase[k]);
        }
        return h;
    }

    private static List<Pair> pairs(Philox random, int n, double range) {
        double[] u = new double[3 * n];
        random.uniforms(0, n, 0, 3, u, 0);
        return IntStream.range(0, n).mapToObj(i -> new Pair(Math.pow(LARGEST, u[3 * i]), range * (2 * u[3 * i + 1] - 1), range * (2 * u[3 * i + 2] - 1))).toList();
    }

    private static double[] input(Pair p, double range) {
        double s = range > 0 ? 1 / range : 0;
        return new double[] {2 * Math.log(p.q) / Math.log(LARGEST) - 1, s * p.chi1, s * p.chi2};
    }

    private static Set set(List<Pair> pairs, List<double[]> phases, Basis basis, double range) {
        return new Set(pairs.stream().flatMapToDouble(p -> Arrays.stream(input(p, range))).toArray(), phases.stream().flatMapToDouble(f -> Arrays.stream(basis.coordinates(f))).toArray(), pairs.size());
    }

    private static Basis basis(List<double[]> phases) {
        double[] mean = new double[N];
        phases.forEach(f -> IntStream.range(0, N).forEach(k -> mean[k] += f[k] / phases.size()));
        double[] all = phases.stream().flatMapToDouble(f -> IntStream.range(0, N).mapToDouble(k -> f[k] - mean[k])).toArray();
        ProperModes modes = ProperModes.of(all, N, MODES);
        return new Basis(modes, mean, modes.singularValues()[0] / Math.sqrt(phases.size()));
    }

    @Override
    protected Learned start(Knobs p, Philox random) {
        double range = p.get(spinRange);
        List<Pair> cheap = pairs(random.stream(1), CHEAP, range);
        List<double[]> cheapPhases = cheap.stream().map(x -> phase(x, p.get(order))).toList();
        List<Pair> few = pairs(random.stream(2), p.get(scarce), range);
        List<double[]> fewPhases = few.stream().map(WaveformSurrogate::exactPhase).toList();
        List<Pair> tested = pairs(random.stream(3), TESTED, range);
        double[][] exact = tested.stream().map(x -> strain(exactPhase(x))).toArray(double[][]::new);
        Race<Basis> bases = Race.of(NAMES, name -> basis(name.equals("scarce") ? fewPhases : IntStream.range(0, 2).mapToObj(k -> k == 0 ? cheapPhases : fewPhases).flatMap(List::stream).toList()));
        Fit fit = Fit.start(Weights.of(net(p)), AdamW.ADAM, random);
        double approximant = meanMismatch(tested, exact, (x, _) -> strain(phase(x, p.get(order))));
        return judged(new Learned(range, bases, set(cheap, cheapPhases, bases.get("two-stage"), range), bases.then((_, b) -> set(few, fewPhases, b, range)), tested, exact, approximant, Race.of(NAMES, _ -> fit), null, 0), net(p), CancelToken.current());
    }

    private Perceptron net(Knobs p) {
        return new Perceptron("net", Value::tanh, 3, p.get(hidden), p.get(hidden), MODES);
    }

    @Override
    protected Learned next(Learned s, Turn t) {
        Perceptron net = net(t.p());
        Race<Fit> fits = s.fits;
        long done = s.step;
        int n = t.get(training.iterations());
        for (Training.Draw draw : training.draws(t)) {
            boolean isFirst = isFirst(done, t.p());
            double share = isFirst ? 2.0 * done / n : 2.0 * done / n - 1;
            boolean isTurning = !isFirst && isFirst(done - 1, t.p());
            int[] picks = draw.picks(1, draw.batch(), CHEAP);
            fits = fits.then((name, fit) -> {
                boolean isCheap = isFirst && name.equals("two-stage");
                Set set = isCheap ? s.cheap : s.sets.get(name);
                int[] rows = isCheap ? picks : IntStream.range(0, set.count).toArray();
                double[] x = Arrays.stream(rows).boxed().flatMapToDouble(r -> Arrays.stream(set.inputs, 3 * r, 3 * r + 3)).toArray();
                double[] y = Arrays.stream(rows).boxed().flatMapToDouble(r -> Arrays.stream(set.targets, MODES * r, MODES * r + MODES)).toArray();
                double rate = t.get(training.rate()) * (isFirst ? 1 : 0.2) * 0.5 * (1 + Math.cos(Math.PI * share));
                Fit from = isTurning ? fit.with(AdamW.ADAM) : fit;
                return from.step(t.context().cancel(), rate, w -> net.apply(w, w.tape().of(x, rows.length, 3)).minus(w.tape().of(y, rows.length, MODES)).square().mean());
            });
            done++;
        }
        return judged(new Learned(s.range, s.bases, s.cheap, s.sets, s.tested, s.exact, s.approximant, fits, null, done), net, t.context().cancel());
    }

    private static List<double[]> phases(Learned s, Perceptron net, String name, List<Pair> pairs, CancelToken cancel) {
        double[] x = pairs.stream().flatMapToDouble(p -> Arrays.stream(input(p, s.range))).toArray();
        double[] c = s.fits.get(name).evaluate(cancel, w -> net.apply(w, w.tape().of(x, pairs.size(), 3)));
        return IntStream.range(0, pairs.size()).mapToObj(i -> s.bases.get(name).phase(Arrays.copyOfRange(c, i * MODES, i * MODES + s.bases.get(name).modes.count()))).toList();
    }

    private static Learned judged(Learned s, Perceptron net, CancelToken cancel) {
        Race<Double> mismatches = s.fits.then((name, _) -> {
            List<double[]> phases = phases(s, net, name, s.tested, cancel);
            return meanMismatch(s.tested, s.exact, (_, i) -> strain(phases.get(i)));
        });
        return new Learned(s.range, s.bases, s.cheap, s.sets, s.tested, s.exact, s.approximant, s.fits, mismatches, s.step);
    }

    @FunctionalInterface
    private interface Answer {
        double[] to(Pair p, int number);
    }

    private static double meanMismatch(List<Pair> pairs, double[][] exact, Answer answer) {
        return IntStream.range(0, pairs.size()).mapToDouble(i -> PostNewtonian.mismatch(exact[i], answer.to(pairs.get(i), i))).average().orElseThrow();
    }

    // ---- checks

    private static double phaseError() {
        PostNewtonian p = new PostNewtonian(3, 0.3, -0.2, PostNewtonian.HIGHEST);
        double[][] orbit = p.orbit(END, DT, N);
        return Math.abs(orbit[1][0] / p.phase(orbit[0][0], END) + 1);
    }

    private static double shiftError() {
        double[] h = strain(exactPhase(new Pair(2, 0.1, 0.3)));
        double[] shifted = new double[2 * N + 100];
        for (int k = 0; k < N; k++) {
            shifted[2 * k + 60] = Math.cos(1) * h[2 * k] - Math.sin(1) * h[2 * k + 1];
            shifted[2 * k + 61] = Math.sin(1) * h[2 * k] + Math.cos(1) * h[2 * k + 1];
        }
        return PostNewtonian.mismatch(Arrays.copyOf(h, shifted.length), shifted);
    }

    private static double[] threeSeeds(Trial<Learned> t) {
        double[] mean = new double[2];
        for (int seed = 1; seed <= 3; seed++) {
            Learned s = t.anew(seed).rest().state();
            mean[0] += s.mismatches.get("two-stage") / s.mismatches.get("scarce") / 3;
            mean[1] += s.mismatches.get("two-stage") / s.approximant / 3;
        }
        return mean;
    }

    // ---- pictures

    @Override
    protected void look(Learned s, Knobs p, Look to) {
        CancelToken cancel = to.context().cancel();
        Perceptron net = net(p);
        Pair pair = new Pair(p.get(massRatio), s.range > 0 ? p.get(spin1) : 0, s.range > 0 ? p.get(spin2) : 0);
        double[] exact = exactPhase(pair);
        double[] two = phases(s, net, "two-stage", List.of(pair), cancel).getFirst();
        double[] few = phases(s, net, "scarce", List.of(pair), cancel).getFirst();
        double[] time = IntStream.range(0, N).mapToDouble(k -> (k - N + 1) * DT).toArray();
        to.series("phase", time, two);
        to.series("error-two", time, minus(two, exact));
        to.series("error-scarce", time, minus(few, exact));
        for (String name : List.of("exact", "two", "scarce")) {
            double[] h = strain(name.equals("exact") ? exact : name.equals("two") ? two : few);
            int from = N - 130;
            to.series("strain-" + name, Arrays.copyOfRange(time, from, N), IntStream.range(from, N).mapToDouble(k -> h[2 * k]).toArray());
        }
        orbit(pair, exact, s.step, to);
        Function<Pair, double[]> truth = x -> strain(exactPhase(x));
        List<Pair> grid = IntStream.range(0, MAP * MAP).mapToObj(k -> new Pair(1 + (LARGEST - 1) * (k / MAP) / (MAP - 1), s.range * (2.0 * (k % MAP) / (MAP - 1) - 1), s.range * (2.0 * (k % MAP) / (MAP - 1) - 1))).toList();
        double[][] waves = grid.stream().map(truth).toArray(double[][]::new);
        double reach = Math.max(0.05, s.range);
        for (String name : List.of("approximant", "scarce", "two")) {
            List<double[]> answers = name.equals("approximant") ? grid.stream().map(x -> phase(x, p.get(order))).toList() : phases(s, net, name.equals("two") ? "two-stage" : "scarce", grid, cancel);
            to.field("map-" + name, MAP, MAP, new Rect(1, -6 * reach, LARGEST, 6 * reach), IntStream.range(0, MAP * MAP).mapToDouble(k -> Math.log10(1e-8 + PostNewtonian.mismatch(waves[k], strain(answers.get(k))))).toArray());
        }
        double[] q = IntStream.range(0, ANGLES).mapToDouble(k -> Math.clamp(pair.q * (0.8 + 0.4 * k / (ANGLES - 1)), 1, LARGEST)).distinct().toArray();
        List<Pair> tried = Arrays.stream(q).mapToObj(x -> new Pair(x, pair.chi1, pair.chi2)).toList();
        double[] signal = strain(exact);
        to.series("posterior-exact", q, likelihood(signal, tried.stream().map(WaveformSurrogate::exactPhase).toList()));
        to.series("posterior-two", q, likelihood(signal, phases(s, net, "two-stage", tried, cancel)));
        to.series("posterior-scarce", q, likelihood(signal, phases(s, net, "scarce", tried, cancel)));
    }

    /** exp(½ρ²((1 − mismatch)² − 1)): amplitude, time and phase at their best. */
    private static double[] likelihood(double[] signal, List<double[]> phases) {
        return phases.stream().mapToDouble(f -> Math.exp(0.5 * LOUDNESS * LOUDNESS * (Math.pow(1 - PostNewtonian.mismatch(signal, strain(f)), 2) - 1))).toArray();
    }

    private static double[] minus(double[] a, double[] b) {
        return IntStream.range(0, a.length).mapToDouble(k -> a[k] - b[k]).toArray();
    }

    private static void orbit(Pair p, double[] phase, long step, Look to) {
        int now = N / 4 + (int) (step / 6 % (3 * N / 4));
        int fine = 4;
        double[] r = IntStream.range(0, N).mapToDouble(k -> Math.pow((phase[Math.clamp(k - 1L, 0, N - 3) + 2] - phase[Math.clamp(k - 1L, 0, N - 3)]) / (2 * DT), -2.0 / 3)).toArray();
        double[][] xy = new double[2][2 * (now * fine + 1)];
        for (int i = 0; i <= now * fine; i++) {
            int k = Math.min(i / fine, now - 1);
            double share = i / (double) fine - k;
            double angle = phase[k] + share * (phase[k + 1] - phase[k]);
            for (int b = 0; b < 2; b++) {
                double arm = (b == 0 ? 1 : -p.q) * (r[k] + share * (r[k + 1] - r[k])) / (1 + p.q);
                xy[b][2 * i] = arm * Math.cos(angle);
                xy[b][2 * i + 1] = arm * Math.sin(angle);
            }
        }
        to.path("heavy", xy[0]);
        to.path("light", xy[1]);
        int last = 2 * now * fine;
        double[] radii = {p.q / (1 + p.q), 1 / (1 + p.q)};
        to.points("bodies", 2, new double[] {xy[0][last], xy[0][last + 1], xy[1][last], xy[1][last + 1]}, radii, new Layer.Field[0]);
    }
}
