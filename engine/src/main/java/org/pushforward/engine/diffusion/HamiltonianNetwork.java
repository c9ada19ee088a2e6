package org.pushforward.engine.diffusion;

import static org.pushforward.engine.api.Check.Criterion.atMost;
import static org.pushforward.engine.api.Pane.Style.CONTOURS;
import static org.pushforward.engine.api.Pane.Style.CURVE;
import static org.pushforward.engine.api.Pane.Style.LINES;
import static org.pushforward.engine.api.Pane.Style.POINTS;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.pushforward.engine.api.CancelToken;
import org.pushforward.engine.api.Rect;
import org.pushforward.engine.learn.AdamW;
import org.pushforward.engine.learn.Fit;
import org.pushforward.engine.learn.Theta;
import org.pushforward.engine.learn.Value;
import org.pushforward.engine.learn.Weights;
import org.pushforward.engine.learn.layer.Perceptron;
import org.pushforward.engine.numerics.Philox;
import org.pushforward.engine.study.Gauge;
import org.pushforward.engine.study.Knob;
import org.pushforward.engine.study.Knobs;
import org.pushforward.engine.study.Look;
import org.pushforward.engine.study.Shared;
import org.pushforward.engine.study.Study;
import org.pushforward.engine.study.Training;
import org.pushforward.engine.study.Trial;
import org.pushforward.engine.study.Turn;

/**
 * {@code diffusion.hamiltonian}: motion learned as a right Hamiltonian over blocks of frames and rolled out implicitly, beside a network of the
 * same size that tells the next frame (Deng et al. 2025, Denoising Hamiltonian Network). A step is some iterations of both.
 */
public final class HamiltonianNetwork extends Study<HamiltonianNetwork.Learned> {

    private static final String HARMONIC = "harmonic";
    private static final String EXACT = "exact";
    private static final int TRAJECTORIES = 64;
    private static final int FRAMES = 20;
    private static final int STARTS = 8;
    private static final int SHORT = 100;
    private static final int HIDDEN = 64;
    /** Steps between two rollouts. */
    private static final int PREVIEW = 5;
    private static final int FIXED_POINT = 50;
    /** Iterations of the closed form, which is cheap, and the widest block by which it is reached: there 1/cos h − 1 is below 1. */
    private static final int CLOSED_FORM = 400;
    private static final double WIDEST = 1;
    private static final double SETTLED = 1e-11;
    private static final int PICKS = 71;
    private static final double LOST = 1e3;
    /** Part of the phase plane with curves of equal energy. */
    private static final Rect AROUND = new Rect(-2.1, -1.75, 2.1, 1.75);
    private static final int CELLS = 64;

    /**
     * @param right H⁺ − q·p′ as a network, {@code next} the change of a block as one; of blocks of b frames
     * @param truth held-out motion
     * @param denoiser what fills in missing frames, trained as {@code denoising}; of the motions of pendulums of several lengths
     * @param rolled the same by H⁺, {@code told} by the next-step network
     */
    record Learned(boolean isExact, int block, double h, Motion seen, Motion truth, Perceptron right, Perceptron next, MotionDenoiser denoiser, Fit fit,
            Fit baseline, Fit denoising, Motion rolled, Motion told, Optional<MotionDenoiser.Judged> judged, boolean isJudged) {
        double energy(double q, double p) {
            return Motion.energy(truth.system(), q, p);
        }

        Learned trained(Fit now, Fit next, Fit denoisingNow) {
            return new Learned(isExact, block, h, seen, truth, right, this.next, denoiser, now, next, denoisingNow, rolled, told, judged, isJudged);
        }

        Learned judged(Motion rolledNow, Motion toldNow, Optional<MotionDenoiser.Judged> now) {
            return new Learned(isExact, block, h, seen, truth, right, next, denoiser, fit, baseline, denoising, rolledNow, toldNow, now, true);
        }
    }

    private final Knob<String> system;
    private final Knob<String> model;
    private final Knob<Integer> block;
    private final Knob<Double> frame;
    private final Knob<Integer> frames;
    private final Knob<Double> observationNoise;
    private final Training training;

    public HamiltonianNetwork() {
        super("diffusion.hamiltonian", "Hamiltonian network",
                "A network that is asked for the next frame forgets that energy is kept: its pendulum runs down or speeds up. A right Hamiltonian "
                        + "H⁺(q, p′) cannot: whatever it is, the steps it defines are symplectic. It takes a block of places now and of momenta a block "
                        + "later, and its slopes give the rest; the step is implicit. Blocks of several frames are more accurate at first; wide ones blow "
                        + "up in long runs. A second H⁺ fills in frames that are missing, for pendulums of several lengths, and the length is read off the code that it learns for each; a cubic spline through the known frames is better where frames lie close, and worse once the gap is a good part of a swing. Perceptrons stand in for the paper's transformer.",
                List.of("Q′ = ∂H⁺/∂P′,  P = ∂H⁺/∂Q", "H⁺(q, p′) = q p′ + N_θ(q, p′)", "oscillator: H⁺ = q p′/cos h + ½(q² + p′²) tan h"),
                new Citation("C. Deng, B. Y. Feng, C. Garraffo, A. Garbarz, R. Walters, W. T. Freeman, L. Guibas, K. He", 2025, "Denoising Hamiltonian Network for Physical Reasoning", "2503.07596"));
        group("Motion");
        system = choice("system", "H", "System", List.of(HARMONIC, "pendulum"), "pendulum", "H = (p² + q²)/2, or H = p²/2 − cos q.");
        frame = real("frame", "h", "Frame", 0.2, 0.05, 0.5, "Time between two frames.").within(0.01, 1);
        frames = whole("frames", "n", "Frames", 1000, 100, 2000, "Length of a rollout.").within(10, 10_000).log();
        observationNoise = real("observation-noise", "τ", "Noise", 0, 0, 0.05, "Deviation of what is added to every frame that is learned from.").within(0, 1);
        group("Model");
        model = choice("model", "H⁺", "Model", List.of("learned", EXACT), "learned", "A network, or the oscillator's right Hamiltonian in closed form.").when(system, HARMONIC);
        block = whole("block", "b", "Block", 1, 1, 4, "Frames that are taken together, and the stride of a step.").within(1, 8);
        training = training(2e-3, 256, 3000, 60);
        lasts(p -> isExact(p) ? 1 : training.steps(p));
        refuse(p -> isExact(p) && p.get(block) * p.get(frame) > WIDEST, p -> "frame: a block of " + p.get(block) + " frames of " + p.get(frame)
                + " is too wide for the closed form, whose implicit step is not found beyond 1; take frames of at most " + WIDEST / p.get(block));
        pace(30);

        var loss = gauge("loss", "Loss of H⁺", "", s -> s.fit.loss()).when(s -> s.fit.iterations() > 0);
        var nextLoss = gauge("loss-next", "Loss, next step", "", s -> s.baseline.loss()).when(s -> s.baseline.iterations() > 0);
        var energy = gauge("energy-error", "Error of the energy, H⁺", "", s -> energyError(s, s.rolled)).when(Learned::isJudged);
        var energyNext = gauge("energy-error-next", "Error of the energy, next step", "", s -> energyError(s, s.told)).when(s -> s.isJudged && !s.isExact);
        gauge("position-error", "Error of q in 100 frames, H⁺", "", s -> positionError(s, s.rolled)).when(Learned::isJudged);
        gauge("position-error-next", "Error of q in 100 frames, next step", "", s -> positionError(s, s.told)).when(s -> s.isJudged && !s.isExact);
        var ratio = gauge("energy-ratio", "Error of the energy, H⁺ over next step", "", s -> energyError(s, s.rolled) / energyError(s, s.told))
                .when(s -> s.isJudged && !s.isExact);

        var gap = judged("completion-error", "Error of q, five frames missing, H⁺", MotionDenoiser.Judged::gap);
        var gapSpline = judged("completion-error-spline", "Error of q, five frames missing, spline", MotionDenoiser.Judged::gapSpline);
        var doubled = judged("super-resolution-error", "Error of q, every second frame missing, H⁺", MotionDenoiser.Judged::doubled);
        var doubledSpline = judged("super-resolution-error-spline", "Error of q, every second frame missing, spline", MotionDenoiser.Judged::doubledSpline);
        var length = judged("length-error", "Error of the length read off the code, of ln ℓ", MotionDenoiser.Judged::lengthError);

        plane("phase", "Phase plane", "q across, p upwards; held-out starts, the whole rollout, over curves of equal energy").draw(CONTOURS, "hamiltonian", "energy")
                .draw(LINES, "next", "next step").draw(LINES, "truth", "truth").draw(LINES, "right", "H⁺").colors(-1, 1, 2, 0);
        plot("energy", "Energy", "of the first held-out start").draw(CURVE, "energy-right", "H⁺", "", "time").draw(CURVE, "energy-next", "next step", "", "time")
                .draw(CURVE, "energy-truth", "truth", "", "time");
        history("errors", "Error of the energy", "root mean square over the rollout", energy, energyNext).log();
        history("loss", "Loss", "mean of fifty iterations", loss, nextLoss).log();
        plot("position", "Place", "q of the first held-out start, its first frames").draw(CURVE, "q-right", "H⁺", "", "time")
                .draw(CURVE, "q-next", "next step", "", "time").draw(CURVE, "q-truth", "truth", "", "time");
        layer("rollout", "q and p by H⁺", "", "frame");
        plot("completion", "Missing frames", "q of a held-out pendulum; only the frames with a dot are known").draw(CURVE, "gap-truth", "truth", "", "frame")
                .draw(CURVE, "gap-right", "H⁺", "", "frame").draw(CURVE, "gap-spline", "spline", "", "frame").draw(POINTS, "gap-known", "known").colors(2, 0, 3, 2);
        plot("lengths", "Length read off the code", "ln ℓ of held-out pendulums: read over true").draw(CURVE, "diagonal", "equal", "", "ln ℓ")
                .draw(POINTS, "lengths", "pendulums");
        history("filled", "Error of missing frames", "root mean square of q, sixteen held-out pendulums", gap, gapSpline, doubled, doubledSpline).log().colors(0, 3, 5, 6);

        atEnd("learned", "loss of H⁺", loss, atMost(1e-2), "the slopes are those of the frames; wide blocks blow up in long runs all the same");
        reference("exact", "oscillator, H⁺ in closed form: error of the energy in 1000 frames", atMost(1e-10), "closed form", t -> t.rest().value(energy),
                "system=harmonic", "model=exact");
        reference("exact-blocks", "oscillator, H⁺ in closed form, blocks of 4: error of q in 100 frames", atMost(1e-10), "closed form",
                t -> positionError(t.rest().state(), t.state().rolled), "system=harmonic", "model=exact", "block=4");
        reference("learns", "oscillator, 400 iterations: error of the energy in 100 frames", atMost(0.05), "our run", t -> t.rest().value(energy),
                "system=harmonic", "iterations=400", "iterations-per-step=400", "frames=100", "learning-rate=0.005");
        Shared<Double> run = shared(t -> {
            double mean = 0;
            for (int seed = 1; seed <= 5; seed++) {
                mean += t.anew(seed).rest().value(ratio) / 5;
            }
            return mean;
        });
        Shared<double[]> filling = shared(t -> {
            double[] mean = new double[2];
            for (int seed = 1; seed <= 5; seed++) {
                Trial end = t.anew(seed).rest();
                mean[0] += end.value(gap) / end.value(gapSpline) / 5;
                mean[1] += end.value(length) / 5;
            }
            return mean;
        }, "frame=0.5", "frames=100");
        lengthy("completion", "frames of 0.5: five missing frames by H⁺ over by the spline", atMost(0.7), "our runs, mean of 5 seeds", filling, r -> r[0]);
        lengthy("length", "frames of 0.5: error of ln ℓ read off the code; a guess is off by 0.4", atMost(0.2), "our runs, mean of 5 seeds", filling, r -> r[1]);
        lengthy("pendulum", "pendulum: energy error of H⁺ over that of the next-step network", atMost(0.2), "our runs, mean of 5 seeds", run, r -> r);
        opens("A pendulum that keeps its energy", "Two networks of one size learn the same frames; one of them cannot lose energy.");
        preset("oscillator", "The oscillator, exactly", "The right Hamiltonian in closed form: a thousand frames, and energy is kept to rounding.").set("system=harmonic", "model=exact");
        preset("blocks", "Blocks of four", "More accurate at first, and no longer so in long runs.").set("block=4");
        preset("missing", "Frames that are missing", "Five of nine frames are gone: a spline guesses, H⁺ knows how pendulums move, and tells how long each is.")
                .set("frame=0.5", "frames=200").panes("completion", "lengths", "filled");
        preset("noisy", "Noisy frames", "The same pendulum seen through noise.").set("observation-noise=0.02");
        timed("one step as it opens: 60 iterations of both networks", 0.5);
        tiny("iterations=4 iterations-per-step=2 batch=8 frames=10", "system=harmonic model=exact frames=10", "iterations=2 iterations-per-step=1 batch=8 frames=12 block=2");
    }

    private Gauge<Learned> judged(String id, String label, ToDoubleFunction<MotionDenoiser.Judged> of) {
        return gauge(id, label, "", s -> of.applyAsDouble(s.judged.orElseThrow())).when(s -> s.judged.isPresent());
    }

    private boolean isExact(Knobs p) {
        return p.is(system, HARMONIC) && p.is(model, EXACT);
    }

    @Override
    protected Learned start(Knobs p, Philox random) {
        int b = p.get(block);
        Motion.System s = Motion.System.valueOf(p.get(system).toUpperCase(Locale.ROOT));
        Motion seen = Motion.of(s, TRAJECTORIES, FRAMES, p.get(frame), 1, 1, random.stream(1)).noisy(p.get(observationNoise), random.stream(3));
        Motion truth = Motion.of(s, STARTS, p.get(frames) / b * b, p.get(frame), 1, 1, random.stream(2));
        Perceptron right = Perceptron.fromZero("right", Value::tanh, 2 * b, HIDDEN, HIDDEN, 1);
        Perceptron next = Perceptron.fromZero("next", Value::tanh, 2 * b, HIDDEN, HIDDEN, 2 * b);
        Fit fit = Fit.start(Weights.of(right), AdamW.ADAM, random.stream(4)).precise();
        Fit baseline = Fit.start(Weights.of(next), AdamW.ADAM, random.stream(5)).precise();
        MotionDenoiser denoiser = new MotionDenoiser(s, p.get(frame), p.get(observationNoise), random.stream(6));
        return new Learned(isExact(p), b, p.get(frame), seen, truth, right, next, denoiser, fit, baseline, denoiser.start(random.stream(7)), truth, truth,
                Optional.empty(), false);
    }

    /** Blocks now and one stride later of the training's frames: q, p, q′, p′, each n × b. */
    private record Batch(double[] q, double[] p, double[] q1, double[] p1, int n) { }

    private static Batch batch(Learned s, Training.Draw draw) {
        int b = s.block;
        int places = FRAMES - 2 * b + 1;
        int[] which = draw.picks(PICKS, draw.batch(), TRAJECTORIES * places);
        double[][] out = new double[4][which.length * b];
        for (int k = 0; k < which.length; k++) {
            int trajectory = which[k] / places;
            int from = which[k] % places;
            for (int i = 0; i < b; i++) {
                out[0][k * b + i] = s.seen.q()[trajectory][from + i];
                out[1][k * b + i] = s.seen.p()[trajectory][from + i];
                out[2][k * b + i] = s.seen.q()[trajectory][from + b + i];
                out[3][k * b + i] = s.seen.p()[trajectory][from + b + i];
            }
        }
        return new Batch(out[0], out[1], out[2], out[3], which.length);
    }

    @Override
    protected Learned next(Learned s, Turn t) {
        CancelToken cancel = t.context().cancel();
        Learned now = s.isExact ? s : trained(s, t, cancel);
        boolean isLast = s.isExact || t.step() + 1 == training.steps(t.p());
        if (!isLast && t.step() % PREVIEW != PREVIEW - 1) {
            return now;
        }
        Motion rolled = rolled(now, cancel);
        return s.isExact ? now.judged(rolled, rolled, Optional.empty())
                : now.judged(rolled, told(now, cancel), Optional.of(s.denoiser.judged(now.denoising, cancel)));
    }

    private Learned trained(Learned s, Turn t, CancelToken cancel) {
        Fit fit = s.fit;
        Fit baseline = s.baseline;
        Fit denoising = s.denoising;
        for (Training.Draw draw : training.draws(t)) {
            Batch b = batch(s, draw);
            double rate = training.rate(t.p(), draw.iteration(), 50);
            fit = fit.step(cancel, rate, w -> rightLoss(s, w, b));
            baseline = baseline.step(cancel, rate, w -> nextLoss(s, w, b));
            denoising = denoising.step(cancel, rate, w -> s.denoiser.loss(w, draw));
        }
        return s.trained(fit, baseline, denoising);
    }

    /** |∂H⁺/∂q − p|² + |∂H⁺/∂p′ − q′|², H⁺ = q·p′ + N. */
    private static Value rightLoss(Learned s, Theta w, Batch b) {
        Value x = w.tape().variable(joined(b.q, b.p1, s.block), b.n, 2 * s.block);
        Value slope = s.right.apply(w, x).grad(x);
        Value target = w.tape().of(joined(minus(b.p, b.p1), minus(b.q1, b.q), s.block), b.n, 2 * s.block);
        return slope.minus(target).square().sum(1).mean();
    }

    private static Value nextLoss(Learned s, Theta w, Batch b) {
        Value x = w.tape().of(joined(b.q, b.p, s.block), b.n, 2 * s.block);
        Value change = w.tape().of(joined(minus(b.q1, b.q), minus(b.p1, b.p), s.block), b.n, 2 * s.block);
        return s.next.apply(w, x).minus(change).square().sum(1).mean();
    }

    private static double[] minus(double[] a, double[] b) {
        double[] c = new double[a.length];
        Arrays.setAll(c, k -> a[k] - b[k]);
        return c;
    }

    /** Rows of b numbers each, side by side. */
    private static double[] joined(double[] a, double[] b, int size) {
        double[] both = new double[2 * a.length];
        Arrays.setAll(both, k -> k / size % 2 == 0 ? a[k / (2 * size) * size + k % size] : b[k / (2 * size) * size + k % size]);
        return both;
    }

    private static double[] part(double[] rows, int size, int which) {
        double[] a = new double[rows.length / 2];
        Arrays.setAll(a, k -> rows[k / size * 2 * size + which * size + k % size]);
        return a;
    }

    /** ∂N/∂(q, p′) of rows. */
    private static double[] slopes(Learned s, double[] q, double[] p1, CancelToken cancel) {
        if (s.isExact) {
            double c = 1 / Math.cos(s.h * s.block) - 1;
            double g = Math.tan(s.h * s.block);
            double[] byPlace = new double[q.length];
            double[] byMomentum = new double[q.length];
            for (int k = 0; k < q.length; k++) {
                byPlace[k] = c * p1[k] + g * q[k];
                byMomentum[k] = c * q[k] + g * p1[k];
            }
            return joined(byPlace, byMomentum, s.block);
        }
        int n = q.length / s.block;
        return s.fit.evaluate(cancel, w -> {
            Value x = w.tape().variable(joined(q, p1, s.block), n, 2 * s.block);
            return s.right.apply(w, x).grad(x);
        });
    }

    /** Implicit steps: p′ = p − N_q(q, p′) by iteration, then q′ = q + N_p′(q, p′). */
    private static Motion rolled(Learned s, CancelToken cancel) {
        return advanced(s, (q, p) -> {
            double[] p1 = p.clone();
            double moved = 1;
            for (int k = 0; k < (s.isExact ? CLOSED_FORM : FIXED_POINT) && moved > SETTLED; k++) {
                double[] before = p1;
                p1 = minus(p, part(slopes(s, q, p1, cancel), s.block, 0));
                moved = Arrays.stream(minus(p1, before)).map(Math::abs).max().orElse(0);
            }
            double[] up = part(slopes(s, q, p1, cancel), s.block, 1);
            double[] q1 = new double[q.length];
            Arrays.setAll(q1, k -> q[k] + up[k]);
            return new double[][] {q1, p1};
        });
    }

    private static Motion told(Learned s, CancelToken cancel) {
        return advanced(s, (q, p) -> {
            double[] change = s.baseline.evaluate(cancel, w -> s.next.apply(w, w.tape().of(joined(q, p, s.block), q.length / s.block, 2 * s.block)));
            double[] q1 = part(change, s.block, 0);
            double[] p1 = part(change, s.block, 1);
            Arrays.setAll(q1, k -> q[k] + q1[k]);
            Arrays.setAll(p1, k -> p[k] + p1[k]);
            return new double[][] {q1, p1};
        });
    }

    private interface Stride {
        double[][] next(double[] q, double[] p);
    }

    /** All held-out starts, block by block; what is lost stays where it was lost. */
    private static Motion advanced(Learned s, Stride stride) {
        int b = s.block;
        int length = s.truth.q()[0].length;
        double[][] q = new double[STARTS][length];
        double[][] p = new double[STARTS][length];
        double[] nowQ = new double[STARTS * b];
        double[] nowP = new double[STARTS * b];
        for (int k = 0; k < STARTS; k++) {
            System.arraycopy(s.truth.q()[k], 0, nowQ, k * b, b);
            System.arraycopy(s.truth.p()[k], 0, nowP, k * b, b);
        }
        for (int f = 0; f < length; f += b) {
            for (int k = 0; k < STARTS; k++) {
                System.arraycopy(nowQ, k * b, q[k], f, b);
                System.arraycopy(nowP, k * b, p[k], f, b);
            }
            double[][] next = stride.next(nowQ, nowP);
            nowQ = bounded(next[0]);
            nowP = bounded(next[1]);
        }
        return s.truth.with(q, p);
    }

    private static double[] bounded(double[] x) {
        return Arrays.stream(x).map(v -> Double.isFinite(v) ? Math.clamp(v, -LOST, LOST) : LOST).toArray();
    }

    private static double energyError(Learned s, Motion m) {
        double sum = 0;
        int n = 0;
        for (int k = 0; k < STARTS; k++) {
            double exact = s.energy(s.truth.q()[k][0], s.truth.p()[k][0]);
            for (int f = 0; f < m.q()[k].length; f++) {
                double e = s.energy(m.q()[k][f], m.p()[k][f]) - exact;
                sum += e * e;
                n++;
            }
        }
        return Math.sqrt(sum / n);
    }

    private static double positionError(Learned s, Motion m) {
        double sum = 0;
        int length = Math.min(SHORT, m.q()[0].length);
        for (int k = 0; k < STARTS; k++) {
            for (int f = 0; f < length; f++) {
                double e = m.q()[k][f] - s.truth.q()[k][f];
                sum += e * e / (STARTS * length);
            }
        }
        return Math.sqrt(sum);
    }

    @Override
    protected void look(Learned s, Knobs p, Look to) {
        double[] level = new double[CELLS * CELLS];
        Arrays.setAll(level, k -> Motion.energy(s.truth.system(), AROUND.x0() + (k / CELLS + 0.5) * AROUND.width() / CELLS,
                AROUND.y0() + (k % CELLS + 0.5) * AROUND.height() / CELLS));
        to.field("hamiltonian", CELLS, CELLS, AROUND, level);
        phase("truth", s.truth, to);
        phase("right", s.isJudged ? s.rolled : s.truth, to);
        phase("next", s.isJudged ? s.told : s.truth, to);
        curves("truth", s, s.truth, to);
        curves("right", s, s.rolled, to);
        curves("next", s, s.told, to);
        int n = s.rolled.q()[0].length;
        double[] rows = new double[STARTS * n * 2];
        Arrays.setAll(rows, k -> (k % 2 == 0 ? s.rolled.q() : s.rolled.p())[k / 2 / n][k / 2 % n]);
        to.matrix("rollout", STARTS * n, 2, rows);
        completion(s, to);
    }

    private static void completion(Learned s, Look to) {
        double[][] shown = s.denoiser.shown();
        double[] frames = IntStream.rangeClosed(0, MotionDenoiser.LAST).mapToDouble(f -> f).toArray();
        to.series("gap-truth", frames, shown[0]);
        to.series("gap-spline", frames, shown[1]);
        to.points("gap-known", 2, IntStream.rangeClosed(0, MotionDenoiser.LAST).filter(MotionDenoiser.GAP).boxed()
                .flatMapToDouble(f -> DoubleStream.of(f, shown[0][f])).toArray());
        double[] ends = {Math.log(MotionDenoiser.SHORTEST), Math.log(MotionDenoiser.LONGEST)};
        to.series("diagonal", ends, ends);
        s.judged.ifPresent(j -> {
            to.series("gap-right", frames, j.shownGap());
            double[] xy = new double[2 * j.lengthTrue().length];
            Arrays.setAll(xy, k -> Math.log((k % 2 == 0 ? j.lengthTrue() : j.lengthRead())[k / 2]));
            to.points("lengths", 2, xy);
        });
    }

    /** The first three starts, as far as they stay in sight. */
    private static void phase(String id, Motion m, Look to) {
        int n = m.q()[0].length;
        double[] xy = new double[2 * 3 * n];
        int[] offsets = new int[4];
        for (int k = 0; k < 3; k++) {
            for (int f = 0; f < n; f++) {
                xy[2 * (k * n + f)] = Math.clamp(m.q()[k][f], -3, 3);
                xy[2 * (k * n + f) + 1] = Math.clamp(m.p()[k][f], -3, 3);
            }
            offsets[k + 1] = (k + 1) * n;
        }
        to.paths(id, 2, xy, offsets);
    }

    private static void curves(String name, Learned s, Motion m, Look to) {
        int n = m.q()[0].length;
        double[] time = new double[n];
        double[] energy = new double[n];
        Arrays.setAll(time, f -> f * s.h);
        Arrays.setAll(energy, f -> Math.clamp(s.energy(m.q()[0][f], m.p()[0][f]), -2, 4));
        to.series("energy-" + name, time, energy);
        int shown = Math.min(SHORT, n);
        to.series("q-" + name, Arrays.copyOf(time, shown), Arrays.stream(m.q()[0]).limit(shown).map(v -> Math.clamp(v, -4, 4)).toArray());
    }
}
