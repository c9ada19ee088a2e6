package org.pushforward.engine.diffusion;

import java.util.Arrays;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.factory.LinearSolverFactory_DDRM;
import org.pushforward.engine.api.CancelToken;
import org.pushforward.engine.learn.AdamW;
import org.pushforward.engine.learn.Fit;
import org.pushforward.engine.learn.Theta;
import org.pushforward.engine.learn.Value;
import org.pushforward.engine.learn.Weights;
import org.pushforward.engine.learn.layer.Embedding;
import org.pushforward.engine.learn.layer.Perceptron;
import org.pushforward.engine.numerics.CubicSpline;
import org.pushforward.engine.numerics.Philox;
import org.pushforward.engine.study.Training;

/**
 * Masked frames of a motion filled in by a right Hamiltonian over a window (Deng et al. 2025, arXiv:2503.07596, the denoising objective and
 * the auto-decoded latent code). Of frames 0…{@value #LAST} go in Q = (q₀ … q₇), P′ = (p₁ … p₈), each frame with noise of its own level a,
 * x̃ = √(1 − a²) x + a z, the levels, and a code z of two numbers that belongs to the trajectory; out come P = ∂H⁺/∂Q and Q′ = ∂H⁺/∂P′, which
 * are trained to be free of noise. Frames that are missing start as noise (a = 1) and are denoised in {@value #PASSES} passes. The network is a
 * perceptron, not the paper's transformer.
 */
final class MotionDenoiser {

    static final int LAST = 8;
    static final int CODE = 2;
    static final int FRAMES = 20;
    /** Lengths of the pendulums differ so that there is something to be read off the code. */
    static final double SHORTEST = 0.5;
    static final double LONGEST = 2;

    private static final int TRAJECTORIES = 64;
    private static final int HELD_OUT = 16;
    private static final int HIDDEN = 96;
    /** Of each frame the level and what is known of it, and the code. */
    private static final int CONTEXT = 3 * (LAST + 1) + CODE;
    private static final int PASSES = 8;
    private static final int PLACES = FRAMES - LAST;
    /** Iterations that look for the codes of trajectories never seen. */
    private static final int SEARCH = 200;
    private static final double SEARCH_RATE = 0.05;
    /** The codes' normal prior, so that they stay near zero. */
    private static final double PRIOR = 1e-4;
    /** Share of windows of which one frame is known, so that the code is needed. */
    private static final double ALONE = 0.5;
    private static final int PICKS = 81;
    private static final int LEVELS = 82;
    private static final int NOISE = 83;
    private static final int KINDS = 84;

    /** Frames that are known: the first two and the last two. */
    static final IntPredicate GAP = f -> f < 2 || f > LAST - 2;
    /** Every second frame is known. */
    static final IntPredicate EVERY_SECOND = f -> f % 2 == 0;

    private final Motion seen;
    private final Motion heldOut;
    private final Perceptron linear = new Perceptron("linear", Value::tanh, CONTEXT, HIDDEN, HIDDEN, 2 * LAST);
    private final Perceptron rest = Perceptron.fromZero("rest", Value::tanh, 2 * LAST + CONTEXT, HIDDEN, HIDDEN, 1);
    private final Embedding codes = new Embedding("codes", TRAJECTORIES, CODE, 0.3);
    private final Embedding found = new Embedding("found", HELD_OUT, CODE);
    private final double[] noise;

    MotionDenoiser(Motion.System system, double h, double observationNoise, Philox random) {
        seen = Motion.of(system, TRAJECTORIES, FRAMES, h, SHORTEST, LONGEST, random.stream(1)).noisy(observationNoise, random.stream(2));
        heldOut = Motion.of(system, HELD_OUT, FRAMES, h, SHORTEST, LONGEST, random.stream(3));
        noise = new double[2 * (LAST + 1) * HELD_OUT];
        random.stream(4).normals(0, HELD_OUT, 0, noise.length / HELD_OUT, noise, 0);
    }

    Fit start(Philox random) {
        return Fit.start(Weights.of(linear, rest, codes), AdamW.ADAM, random);
    }

    /** Windows in rows: q and p of frames 0…8 and the level of each, with the trajectory they are of. */
    private record Windows(double[][] q, double[][] p, double[][] level, int[] trajectory) {
        static Windows of(int n) {
            return new Windows(new double[n][LAST + 1], new double[n][LAST + 1], new double[n][LAST + 1], new int[n]);
        }

        int n() {
            return q.length;
        }
    }

    private static void cut(Motion from, int trajectory, int place, Windows into, int row) {
        into.trajectory[row] = trajectory;
        System.arraycopy(from.q()[trajectory], place, into.q[row], 0, LAST + 1);
        System.arraycopy(from.p()[trajectory], place, into.p[row], 0, LAST + 1);
    }

    /** Mean squared error of the slopes over windows drawn at random, with levels at random: of every frame, of a part, of every second one. */
    Value loss(Theta w, Training.Draw draw) {
        int n = draw.batch();
        int[] which = draw.picks(PICKS, n, TRAJECTORIES * PLACES);
        double[] u = draw.uniforms(LEVELS, n, LAST + 1);
        double[] kind = draw.uniforms(KINDS, n, LAST + 2);
        double[] z = draw.normals(NOISE, n, 2 * (LAST + 1));
        Windows clean = Windows.of(n);
        for (int k = 0; k < n; k++) {
            cut(seen, which[k] / PLACES, which[k] % PLACES, clean, k);
            for (int f = 0; f <= LAST; f++) {
                int at = k * (LAST + 2);
                double share = kind[at + LAST + 1];
                boolean isMasked = share < ALONE ? f != (int) (share / ALONE * (LAST + 1)) : kind[at + f] < (share - ALONE) / (1 - ALONE);
                clean.level[k][f] = isMasked ? u[k * (LAST + 1)] : 0;
            }
        }
        Value target = w.tape().of(outputs(clean.q, clean.p), n, 2 * LAST);
        return slope(w, noised(clean, z), w.get(codes.name() + ".vectors")).minus(target).square().sum(1).mean()
                .plus(w.get(codes.name() + ".vectors").square().mean().times(PRIOR));
    }

    private static Windows noised(Windows clean, double[] z) {
        Windows out = Windows.of(clean.n());
        for (int k = 0; k < clean.n(); k++) {
            out.trajectory[k] = clean.trajectory[k];
            for (int f = 0; f <= LAST; f++) {
                double a = clean.level[k][f];
                double keep = Math.sqrt(1 - a * a);
                int at = k * 2 * (LAST + 1) + f;
                out.q[k][f] = keep * clean.q[k][f] + a * z[at];
                out.p[k][f] = keep * clean.p[k][f] + a * z[at + LAST + 1];
                out.level[k][f] = a;
            }
        }
        return out;
    }

    /** P of frames 0…7 and Q′ of frames 1…8, in rows. */
    private static double[] outputs(double[][] q, double[][] p) {
        double[] out = new double[q.length * 2 * LAST];
        for (int k = 0; k < q.length; k++) {
            System.arraycopy(p[k], 0, out, k * 2 * LAST, LAST);
            System.arraycopy(q[k], 1, out, k * 2 * LAST + LAST, LAST);
        }
        return out;
    }

    /** ∂H⁺/∂(Q, P′) of windows, with the codes of a table. */
    private Value slope(Theta net, Windows x, Value table) {
        int n = x.n();
        double[] state = new double[n * 2 * LAST];
        double[] known = new double[n * 3 * (LAST + 1)];
        for (int k = 0; k < n; k++) {
            System.arraycopy(x.q[k], 0, state, k * 2 * LAST, LAST);
            System.arraycopy(x.p[k], 1, state, k * 2 * LAST + LAST, LAST);
            for (int f = 0; f <= LAST; f++) {
                int at = k * 3 * (LAST + 1) + 3 * f;
                boolean isKnown = x.level[k][f] == 0;
                known[at] = x.level[k][f];
                known[at + 1] = isKnown ? x.q[k][f] : 0;
                known[at + 2] = isKnown ? x.p[k][f] : 0;
            }
        }
        Value in = net.tape().variable(state, n, 2 * LAST);
        Value context = Value.cat(1, net.tape().of(known, n, 3 * (LAST + 1)), table.rows(net.tape().indices(x.trajectory, n)));
        return linear.apply(net, context).plus(rest.apply(net, Value.cat(1, in, context)).grad(in));
    }

    /** What stands at the end. @param gap and the others: root mean square of the error of q over frames that were missing */
    record Judged(double gap, double gapSpline, double doubled, double doubledSpline, double lengthError, double[] shownGap,
            double[] lengthTrue, double[] lengthRead) { }

    /** Codes of the held-out trajectories, what they tell of the length, and missing frames filled in. */
    Judged judged(Fit fit, CancelToken cancel) {
        double[] code = search(fit, cancel);
        Windows windows = heldOutWindows();
        double[][] gap = filled(fit, windows, GAP, code, cancel);
        double[][] doubled = filled(fit, windows, EVERY_SECOND, code, cancel);
        double[][] gapSpline = splined(windows, GAP);
        double[] read = lengths(fit, code, cancel);
        double sum = 0;
        for (int k = 0; k < HELD_OUT; k++) {
            double e = Math.log(read[k] / heldOut.length()[k]);
            sum += e * e / HELD_OUT;
        }
        return new Judged(error(windows, gap, GAP), error(windows, gapSpline, GAP), error(windows, doubled, EVERY_SECOND),
                error(windows, splined(windows, EVERY_SECOND), EVERY_SECOND), Math.sqrt(sum), gap[0], heldOut.length(), read);
    }

    /** q of the window that is shown, and what the spline makes of it. */
    double[][] shown() {
        Windows windows = heldOutWindows();
        return new double[][] {windows.q[0], splined(windows, GAP)[0]};
    }

    /** One window of each held-out trajectory, its middle. */
    private Windows heldOutWindows() {
        Windows windows = Windows.of(HELD_OUT);
        for (int k = 0; k < HELD_OUT; k++) {
            cut(heldOut, k, PLACES / 2, windows, k);
        }
        return windows;
    }

    /** Codes with which the trained network tells most of the trajectories from one frame at a time; the network is not touched. */
    private double[] search(Fit fit, CancelToken cancel) {
        Windows all = Windows.of(HELD_OUT * PLACES);
        for (int k = 0; k < all.n(); k++) {
            cut(heldOut, k / PLACES, k % PLACES, all, k);
            int known = k % PLACES % (LAST + 1);
            Arrays.setAll(all.level[k], f -> f == known ? 0 : 1);
        }
        Windows given = noised(all, new double[all.n() * 2 * (LAST + 1)]);
        Fit search = Fit.from(Weights.of(found), AdamW.ADAM, new double[HELD_OUT * CODE]);
        for (int i = 0; i < SEARCH; i++) {
            double rate = SEARCH_RATE * 0.5 * (1 + Math.cos(Math.PI * i / SEARCH));
            search = search.step(cancel, rate, w -> {
                Value table = w.get(found.name() + ".vectors");
                Value target = w.tape().of(outputs(all.q, all.p), all.n(), 2 * LAST);
                Theta net = Theta.constant(w.tape(), fit.weights(), fit.theta());
                return slope(net, given, table).minus(target).square().sum(1).mean().plus(table.square().mean().times(PRIOR));
            });
        }
        return search.theta();
    }

    /** Places of all frames: those known as they are, the others denoised from noise. */
    private double[][] filled(Fit fit, Windows clean, IntPredicate isKnown, double[] code, CancelToken cancel) {
        Windows now = Windows.of(clean.n());
        for (int k = 0; k < clean.n(); k++) {
            now.trajectory[k] = clean.trajectory[k];
            for (int f = 0; f <= LAST; f++) {
                int at = k * 2 * (LAST + 1) + f;
                now.level[k][f] = isKnown.test(f) ? 0 : 1;
                now.q[k][f] = isKnown.test(f) ? clean.q[k][f] : noise[at];
                now.p[k][f] = isKnown.test(f) ? clean.p[k][f] : noise[at + LAST + 1];
            }
        }
        for (int pass = 1; pass <= PASSES; pass++) {
            double next = Math.cos(0.5 * Math.PI * pass / PASSES);
            double[] out = fit.evaluate(cancel, w -> slope(w, now, w.tape().of(code, HELD_OUT, CODE)));
            for (int k = 0; k < clean.n(); k++) {
                for (int f = 1; f < LAST; f++) {
                    if (!isKnown.test(f)) {
                        now.q[k][f] = lowered(now.q[k][f], out[k * 2 * LAST + LAST + f - 1], now.level[k][f], next);
                        now.p[k][f] = lowered(now.p[k][f], out[k * 2 * LAST + f], now.level[k][f], next);
                        now.level[k][f] = next;
                    }
                }
            }
        }
        return now.q;
    }

    /** x̃ at level a, denoised to x, at a lower level: the noise in it is kept (Song et al. 2021, DDIM, η = 0). */
    private static double lowered(double noisy, double x, double a, double next) {
        double z = (noisy - Math.sqrt(1 - a * a) * x) / a;
        return next < 1e-9 ? x : Math.sqrt(1 - next * next) * x + next * z;
    }

    private static double[][] splined(Windows clean, IntPredicate isKnown) {
        double[] knots = IntStream.rangeClosed(0, LAST).filter(isKnown).mapToDouble(f -> f).toArray();
        double[][] q = new double[clean.n()][LAST + 1];
        for (int k = 0; k < q.length; k++) {
            double[] row = clean.q[k];
            CubicSpline s = new CubicSpline(knots, Arrays.stream(knots).map(f -> row[(int) f]).toArray());
            Arrays.setAll(q[k], s::at);
        }
        return q;
    }

    private static double error(Windows clean, double[][] q, IntPredicate isKnown) {
        double sum = 0;
        int n = 0;
        for (int k = 0; k < q.length; k++) {
            for (int f = 0; f <= LAST; f++) {
                if (!isKnown.test(f)) {
                    sum += (q[k][f] - clean.q[k][f]) * (q[k][f] - clean.q[k][f]);
                    n++;
                }
            }
        }
        return Math.sqrt(sum / n);
    }

    /** ln ℓ as a quadratic of the code, fitted to the trajectories of the training, read at codes of others. */
    private double[] lengths(Fit fit, double[] code, CancelToken cancel) {
        double[] known = fit.evaluate(cancel, w -> w.get(codes.name() + ".vectors"));
        DMatrixRMaj b = new DMatrixRMaj(TRAJECTORIES, 1);
        for (int k = 0; k < TRAJECTORIES; k++) {
            b.set(k, 0, Math.log(seen.length()[k]));
        }
        DMatrixRMaj c = new DMatrixRMaj(6, 1);
        var solver = LinearSolverFactory_DDRM.leastSquaresQrPivot(true, false);
        solver.setA(quadratics(known));
        solver.solve(b, c);
        DMatrixRMaj q = quadratics(code);
        double[] read = new double[HELD_OUT];
        for (int k = 0; k < HELD_OUT; k++) {
            double sum = 0;
            for (int i = 0; i < 6; i++) {
                sum += q.get(k, i) * c.get(i, 0);
            }
            read[k] = Math.exp(sum);
        }
        return read;
    }

    private static DMatrixRMaj quadratics(double[] code) {
        DMatrixRMaj m = new DMatrixRMaj(code.length / CODE, 6);
        for (int k = 0; k < m.numRows; k++) {
            double u = code[2 * k];
            double v = code[2 * k + 1];
            double[] row = {1, u, v, u * u, u * v, v * v};
            for (int i = 0; i < 6; i++) {
                m.set(k, i, row[i]);
            }
        }
        return m;
    }
}
