package org.pushforward.engine.algebra;

import static org.pushforward.engine.api.Check.Criterion.atMost;
import static org.pushforward.engine.api.Check.Criterion.within;
import static org.pushforward.engine.api.Pane.Style.CELLS;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.pushforward.engine.numerics.Matrix;
import org.pushforward.engine.numerics.Philox;
import org.pushforward.engine.numerics.PolarFactor;
import org.pushforward.engine.numerics.PolarFactor.OddPolynomial;
import org.pushforward.engine.study.Knob;
import org.pushforward.engine.study.Knobs;
import org.pushforward.engine.study.Look;
import org.pushforward.engine.study.Study;
import org.pushforward.engine.study.Turn;

/**
 * {@code algebra.odl-fw}: an orthogonal dictionary learned from a stream by Frank–Wolfe steps on the spectral ball, which stores no samples; beside it
 * projected iterations on all samples so far. A step is a batch.
 */
public final class OnlineDictionary extends Study<OnlineDictionary.Stage> {

    private static final int STEPS = 1000;
    /** Steps on which the constant of the bound is fitted. */
    private static final int FITTED = 50;
    /** Batches between iterations of the offline method. */
    private static final int OFFLINE = 10;
    /** Smallest singular value, of the largest, that the polynomials are made for. */
    private static final double SMALLEST = 1e-3;

    private final Knob<Integer> size;
    private final Knob<Double> sparsity;
    private final Knob<Integer> batch;
    private final Knob<Double> drift;
    private final Knob<Double> floor;

    /** D and the averaged gradient G, all that the online method keeps. */
    record Online(Matrix d, Matrix g) { }

    /**
     * @param truth atoms as columns
     * @param samples of the offline method: all batches so far
     * @param constant of the bound, the largest of error · t^¼ / ln t of the first steps
     */
    record Stage(Matrix truth, Online online, Matrix offline, List<double[]> samples, int t, double constant, double operations, double offlineOperations) { }

    public OnlineDictionary() {
        super("algebra.odl-fw", "A dictionary from a stream", "Signals that are few of n orthogonal atoms at a time arrive in batches, and the atoms are unknown. Rotated rightly, a signal has few large entries, so the sum of |Dy|³ is largest at the true dictionary. "
                + "The constraint to orthogonal D is relaxed to the ball of spectral norm 1, on which a Frank–Wolfe step needs only the orthogonal polar factor of an averaged gradient. A batch is seen once and forgotten; the offline method beside it keeps all of them and goes over all again. "
                + "Offline is exact sooner on a dictionary that stands still, at a cost that grows with the stream; on one that drifts it is held back by old samples. Steps that shrink cannot follow a drift either: a least step does, at the price of noise, and that is our addition. Two atoms that start half-way between two true ones leave that saddle late: three of ten seeds are not below 0.001 after 1000 batches, all are after 4000. "
                + "Signals are generated (Bernoulli–Gaussian); the paper's sensor readings are not shown, and its step sizes are t^−½ and t^−¾ here.",
                List.of("max E‖Dy‖₃³  over ‖D‖₂ ≤ 1", "G ← (1 − ρ)G + ρ∇,  ρ = t^−½", "D ← (1 − γ)D + γ polar(G),  γ = t^−¾", "error = O(ln t / t^¼)"),
                new Citation("Y. Xue, V. Lau", 2021, "Online Orthogonal Dictionary Learning Based on Frank-Wolfe Method", "2103.01484"));
        pace(60);
        group("Stream");
        size = whole("size", "n", "Atoms", 20, 4, 40, "Atoms and entries of a signal.").within(2, 64);
        sparsity = real("sparsity", "θ", "Share of atoms", 0.3, 0.05, 0.6, "Probability that an atom is in a signal.").within(0.01, 0.95);
        batch = whole("batch", "B", "Batch", 50, 10, 200, "Signals of a step.").within(1, 1000);
        drift = real("drift", "δ", "Drift", 0, 0, 0.02, "Radians by which the true atoms turn a step, in pairs.").within(0, 0.5);
        group("Method");
        floor = real("floor", "γ₀", "Least step", 0, 0, 0.3, "Of both averages; 0 lets them shrink as in the paper.").within(0, 1);
        lasts(_ -> STEPS);

        var error = gauge("alignment-error", "Online", "", s -> Math.max(1e-16, error(s.online.d, s.truth)));
        var offline = gauge("alignment-error-offline", "Offline", "", s -> Math.max(1e-16, error(s.offline, s.truth)));
        var bound = gauge("bound", "C ln t/t^¼", "", s -> s.constant * rate(s.t)).when(s -> s.t >= 2);
        var ratio = gauge("bound-ratio", "Error over the bound", "", (s, _) -> error(s.online.d, s.truth) / (s.constant * rate(s.t))).when(s -> s.t > FITTED);
        var still = gauge("bound-ratio-still", "Error over the bound, without drift", "", (s, p) -> p.get(drift) == 0 && p.get(floor) == 0 && p.get(batch) >= 50 && p.get(size) <= 20 && Math.abs(p.get(sparsity) - 0.3) < 0.1
                ? error(s.online.d, s.truth) / (s.constant * rate(s.t)) : 0).when(s -> s.t > FITTED);
        var norm = gauge("spectral-norm", "‖D‖₂", "", s -> s.online.d.singularValues()[0]);
        var stored = gauge("stored-samples", "Samples stored, online", "", s -> (bytes(s.online) - bytes(new Online(s.truth, s.truth))) / (8.0 * s.truth.rows()));
        var kept = gauge("stored-samples-offline", "Samples stored, offline", "", s -> s.samples.stream().mapToInt(b -> b.length / s.truth.rows()).sum());
        gauge("operations", "Operations, online", "", s -> s.operations);
        gauge("operations-offline", "Operations, offline", "", s -> s.offlineOperations);

        multiples("matches", "|atoms · true atoms|", "ordered by the online match; the diagonal is what is wanted").draw(CELLS, "match-online", "online").draw(CELLS, "match-offline", "offline").alike("match-online", "match-offline");
        history("errors", "Distance from the truth", "1 − mean |correlation| of matched atoms", bound, offline, error).log().logX();
        multiples("atoms", "Atoms", "one a row, in the order of the truth").draw(CELLS, "dictionary", "learned").draw(CELLS, "truth", "true").alike("dictionary", "truth");
        history("memory", "Samples stored", "", kept, stored);
        history("norms", "Spectral norm of D", "at most 1", norm);
        history("cost", "Operations", "multiplications and additions so far", gaugeNamed("operations-offline"), gaugeNamed("operations")).log();

        always("ball", "‖D‖₂", norm, atMost(1 + 1e-12), "convex combinations of orthogonal matrices");
        always("nothing", "samples stored, online", stored, atMost(0), "memory of its state less that of D and G");
        always("rate", "error over C ln t/t^¼, of streams near the default", still, atMost(1), "the paper's rate, fitted on the first 50 steps");
        reference("found", "error after 1000 batches", atMost(1e-3), "1e-4 measured independently", t -> after(1, STEPS, t.context().cancel()::throwIfCancelled));
        lengthy("seeds", "median error of ten seeds after 1000 batches", atMost(1e-3), "1e-4 measured independently", t -> errors(STEPS, t.context().cancel()::throwIfCancelled)[5]);
        // two atoms that begin half-way between two true ones leave that saddle late: three of ten seeds are above 1e-3 after 1000 batches
        lengthy("late", "largest error of ten seeds after 4000 batches", atMost(1e-3), "saddles are left in the end", t -> errors(4 * STEPS, t.context().cancel()::throwIfCancelled)[9]);
        reference("bound", "largest error over C ln t/t^¼ from step 60 to 1000", atMost(1), "the paper's rate", t -> {
            t.steps(59);
            double worst = 0;
            while (t.state().t < STEPS) {
                worst = Math.max(worst, t.step().value(ratio));
            }
            return worst;
        });
        reference("step", "‖Dₜ − Dₜ₋₁‖₂ t^¾, largest of steps 2 to 100", atMost(1), "2 at most in the ball; less as D turns little a step", t -> {
            double worst = 0;
            Matrix before = t.step().state().online.d;
            for (int k = 2; k <= 100; k++) {
                Matrix now = t.step().state().online.d;
                worst = Math.max(worst, now.minus(before).singularValues()[0] * Math.pow(k, 0.75));
                before = now;
            }
            return worst;
        });
        reference("memory", "samples the offline method stores after 100 steps", within(5000, 0), "50 a step", t -> t.steps(100).value(kept));
        reference("drift", "drift 0.004 and least step 0.1: error of online over offline after 600 steps", atMost(0.5), "converged run of ours: old samples hold back", t -> t.steps(600).value(error) / t.value(offline), "drift=0.004", "floor=0.1");
        opens("Atoms lock in, nothing is stored", "Every batch is seen once and forgotten.").panes("matches", "errors", "atoms", "memory").pictured(300);
        preset("drift", "Atoms that turn", "A least step follows; the offline method still hears old samples.").set("drift=0.004", "floor=0.1").panes("errors", "matches", "memory", "atoms").pictured(600);
        preset("shrinking", "Steps that shrink cannot follow", "The paper's steps on a dictionary that drifts: good at first, then left behind.").set("drift=0.004").panes("errors", "matches", "atoms").pictured(800);
        preset("dense", "Too many atoms at once", "With six of ten atoms in every signal |Dy|³ hardly prefers the truth, and the error stays larger for long.").set("sparsity=0.6").panes("errors", "matches", "atoms").pictured(500);
        tiny("size=4 batch=8", "size=5 batch=6 drift=0.01 floor=0.1");
    }

    private static double rate(int t) {
        return Math.log(t) / Math.pow(t, 0.25);
    }

    @Override
    protected Stage start(Knobs p, Philox random) {
        int n = p.get(size);
        Matrix d = orthogonal(random, 2, n);
        return new Stage(orthogonal(random, 1, n), new Online(d, d.scaled(0)), d, List.of(), 0, 0, 0, 0);
    }

    private static Matrix orthogonal(Philox random, int purpose, int n) {
        double[] z = new double[n * n];
        random.stream(purpose).normals(0, n, 0, n, z, 0);
        return Matrix.of(n, n, z).orthonormalised();
    }

    @Override
    protected Stage next(Stage s, Turn t) {
        t.ask();
        int n = s.truth.rows();
        int k = s.t + 1;
        Matrix truth = t.get(drift) == 0 ? s.truth : turned(s.truth, t.get(drift));
        Matrix y = batch(truth, t.random(), k, t.get(batch), t.get(sparsity));
        Online online = updated(s.online, y, k, t.get(floor));
        List<double[]> samples = new ArrayList<>(s.samples);
        samples.add(y.toArray());
        Matrix offline = k % OFFLINE == 0 ? iterated(s.offline, samples, n, t) : s.offline;
        double constant = k >= 2 && k <= FITTED ? Math.max(s.constant, error(online.d, truth) / rate(k)) : s.constant;
        double polar = 40.0 * n * n * n;
        double each = 4.0 * n * n;
        return new Stage(truth, online, offline, List.copyOf(samples), k, constant, s.operations + each * t.get(batch) + polar,
                s.offlineOperations + (k % OFFLINE == 0 ? each * t.get(batch) * k + polar : 0));
    }

    /** Atoms 0 and 1, 2 and 3, … turn in their planes. */
    private static Matrix turned(Matrix a, double angle) {
        int n = a.rows();
        double[] v = a.toArray();
        for (int j = 0; j + 1 < n; j += 2) {
            for (int i = 0; i < n; i++) {
                double x = v[i * n + j];
                double y = v[i * n + j + 1];
                v[i * n + j] = Math.cos(angle) * x - Math.sin(angle) * y;
                v[i * n + j + 1] = Math.sin(angle) * x + Math.cos(angle) * y;
            }
        }
        return Matrix.of(n, n, v);
    }

    /** Signals as columns: atoms times normal numbers, each there with probability θ. */
    private static Matrix batch(Matrix truth, Philox random, int step, int count, double share) {
        int n = truth.rows();
        double[] x = new double[n * count];
        double[] there = new double[n * count];
        random.stream(3).normals(0, n, step, count, x, 0);
        random.stream(4).uniforms(0, n, step, count, there, 0);
        for (int k = 0; k < x.length; k++) {
            x[k] = there[k] <= share ? x[k] : 0;
        }
        return truth.times(Matrix.of(n, count, x));
    }

    /** The gradient of the mean of ‖Dy‖₃³ over a batch, over 3. */
    private static Matrix gradient(Matrix d, Matrix y) {
        double[] z = d.times(y).toArray();
        for (int k = 0; k < z.length; k++) {
            z[k] *= Math.abs(z[k]) / y.columns();
        }
        return Matrix.of(d.rows(), y.columns(), z).times(y.transposed());
    }

    private static Online updated(Online s, Matrix y, int t, double least) {
        double rho = Math.max(least, Math.pow(t, -0.5));
        double gamma = Math.max(least, Math.pow(t, -0.75));
        Matrix g = s.g.scaled(1 - rho).plus(gradient(s.d, y).scaled(rho));
        if (g.frobenius() == 0) {
            // no atom was in any signal yet: nothing to follow
            return s;
        }
        return new Online(s.d.scaled(1 - gamma).plus(polar(g).scaled(gamma)), g);
    }

    /** D ← polar of the gradient over all samples. */
    private static Matrix iterated(Matrix d, List<double[]> samples, int n, Turn t) {
        Matrix sum = d.scaled(0);
        for (double[] y : samples) {
            t.ask();
            sum = sum.plus(gradient(d, Matrix.of(n, y.length / n, y)));
        }
        return polar(sum);
    }

    /** By Chebyshev-optimal polynomials; never of norm above 1. */
    private static Matrix polar(Matrix g) {
        Matrix x = g.scaled(1 / Math.max(g.frobenius(), 1e-300));
        double a = SMALLEST;
        double b = 1;
        while (b - a > 1e-13) {
            OddPolynomial p = PolarFactor.best(5, a, b);
            x = p.apply(x);
            a = 1 - p.error();
            b = 1 + p.error();
        }
        return x.scaled(1 / b);
    }

    // ---- how far from the truth

    /** |D A| with normalized atoms. */
    private static double[] correlations(Matrix d, Matrix truth) {
        int n = d.rows();
        double[] c = d.times(truth).toArray();
        double[] rows = d.toArray();
        for (int i = 0; i < n; i++) {
            double norm = 1e-300;
            for (int j = 0; j < n; j++) {
                norm += rows[i * n + j] * rows[i * n + j];
            }
            for (int j = 0; j < n; j++) {
                c[i * n + j] = Math.abs(c[i * n + j]) / Math.sqrt(norm);
            }
        }
        return c;
    }

    /** For each true atom the learned one that is most like it. */
    private static int[] match(double[] c, int n) {
        return IntStream.range(0, n).map(j -> IntStream.range(0, n).reduce(0, (a, b) -> c[b * n + j] > c[a * n + j] ? b : a)).toArray();
    }

    private static double error(Matrix d, Matrix truth) {
        int n = d.rows();
        double[] c = correlations(d, truth);
        int[] m = match(c, n);
        return 1 - IntStream.range(0, n).mapToDouble(j -> Math.min(1, c[m[j] * n + j])).average().orElseThrow();
    }

    /** Errors of ten seeds, rising. */
    private static double[] errors(int batches, Runnable ask) {
        return IntStream.rangeClosed(1, 10).mapToDouble(seed -> after(seed, batches, ask)).sorted().toArray();
    }

    /** The error of the online method after some batches of the default stream. */
    static double after(int seed, int batches, Runnable ask) {
        Philox random = new Philox(seed);
        Matrix truth = orthogonal(random, 1, 20);
        Matrix d = orthogonal(random, 2, 20);
        Online o = new Online(d, d.scaled(0));
        for (int t = 1; t <= batches; t++) {
            ask.run();
            o = updated(o, batch(truth, random, t, 50, 0.3), t, 0);
        }
        return error(o.d, truth);
    }

    // ---- pictures

    @Override
    protected void look(Stage s, Knobs p, Look to) {
        int n = s.truth.rows();
        double[] online = correlations(s.online.d, s.truth);
        double[] offline = correlations(s.offline, s.truth);
        int[] m = match(online, n);
        to.matrix("match-online", n, n, ordered(online, m));
        to.matrix("match-offline", n, n, ordered(offline, match(offline, n)));
        double[] signed = s.online.d.times(s.truth).toArray();
        double[] d = s.online.d.toArray();
        double[] shown = new double[n * n];
        for (int j = 0; j < n; j++) {
            double sign = signed[m[j] * n + j] < 0 ? -1 : 1;
            for (int k = 0; k < n; k++) {
                shown[j * n + k] = sign * d[m[j] * n + k];
            }
        }
        to.matrix("dictionary", n, n, shown);
        to.matrix("truth", n, n, s.truth.transposed().toArray());
    }

    private static double[] ordered(double[] c, int[] m) {
        int n = m.length;
        double[] o = new double[n * n];
        Arrays.setAll(o, k -> c[m[k / n] * n + k % n]);
        return o;
    }
}
