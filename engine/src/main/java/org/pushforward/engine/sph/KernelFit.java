package org.pushforward.engine.sph;

import static org.pushforward.engine.api.Check.Criterion.atMost;
import static org.pushforward.engine.api.Check.Criterion.within;
import static org.pushforward.engine.api.Pane.Style.CURVE;
import static org.pushforward.engine.api.Pane.Style.WORDS;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.pushforward.engine.api.Layer;
import org.pushforward.engine.numerics.Adam;
import org.pushforward.engine.numerics.LeastSquares;
import org.pushforward.engine.numerics.Philox;
import org.pushforward.engine.numerics.SmoothingKernel;
import org.pushforward.engine.study.Knob;
import org.pushforward.engine.study.Knobs;
import org.pushforward.engine.study.Look;
import org.pushforward.engine.study.Study;
import org.pushforward.engine.study.Turn;

/**
 * {@code sph.sfbc-fit}: one layer of a continuous convolution learns a kernel of SPH. It is linear in its weights, so the best there is known
 * and stands beside what Adam has found. One step is {@value #EACH} iterations on samples drawn anew.
 */
public final class KernelFit extends Study<KernelFit.Fit> {

    private static final int EACH = 20;
    private static final int CURVE_POINTS = 401;
    private static final int ROUGH = 2001;
    private static final SmoothingKernel W = SmoothingKernel.withSupport(SmoothingKernel.Shape.WENDLAND_C2, 1, 1);

    /** Weights being trained, the best, their mean squares, and the best of every basis as far as known. */
    record Fit(double[] weights, Adam adam, double[] best, Problem problem, double optimum, double trained, List<Rival> rivals) { }

    /** Values of the basis, window included, and of the target at the samples. */
    record Problem(double[] basis, int terms, double[] target) {
        double meanSquare(double[] w) {
            double sum = 0;
            for (int i = 0; i < target.length; i++) {
                double e = residual(w, i);
                sum += e * e;
            }
            return sum / target.length;
        }

        private double residual(double[] w, int i) {
            double e = -target[i];
            for (int k = 0; k < terms; k++) {
                e += w[k] * basis[i * terms + k];
            }
            return e;
        }

        /** Of the mean square at some samples. */
        double[] gradient(double[] w, int[] samples) {
            double[] g = new double[terms];
            for (int i : samples) {
                double e = 2 * residual(w, i) / samples.length;
                for (int k = 0; k < terms; k++) {
                    g[k] += e * basis[i * terms + k];
                }
            }
            return g;
        }
    }

    /** The least mean square that a basis can reach, over that of the target. */
    record Rival(String basis, double share) { }

    private final Knob<String> target;
    private final Knob<String> basis;
    private final Knob<Integer> terms;
    private final Knob<String> window;
    private final Knob<Integer> samples;
    private final Knob<Double> rate;
    private final Knob<Integer> batch;
    private final Knob<Integer> iterations;

    public KernelFit() {
        super("sph.sfbc-fit", "Which basis learns a kernel", "A continuous convolution weighs its neighbors with a learned function of their place. Which "
                + "functions can it learn? Density needs an even one, its gradient an odd one: a basis without terms of that symmetry stays at error 1, "
                + "however many terms it has. One layer is linear in its weights, so the best they can do is known, and training only comes near it. "
                + "A window that is zero at the rim helps some bases and harms others.",
                List.of("f(x) = w(|x|) Σₖ θₖ bₖ(x)", "W = 5/4 (1 − |x|)³ (1 + 3|x|),  W′ = −15 x (1 − |x|)²,  W″ = −15 (1 − |x|)(1 − 3|x|)",
                        "best θ: least squares on the samples"),
                new Citation("R. Winchenbach, N. Thuerey", 2024, "Symmetric Basis Convolutions for Learning Lagrangian Fluid Mechanics", "2403.16680").code("https://github.com/tum-pbs/SFBC"),
                new Citation("B. Ummenhofer, L. Prantl, N. Thuerey, V. Koltun", 2020, "Lagrangian Fluid Simulation with Continuous Convolutions", "").code("https://github.com/isl-org/DeepLagrangianFluids"));
        pace(30);
        group("Kernel");
        target = choice("target", "f", "Target", List.of("density", "gradient", "laplacian"), "density", "W, W′ or W″ of a Wendland kernel of reach 1.");
        basis = choice("basis", "b", "Basis", ConvolutionBasis.names(), "ffourier", "The functions whose combination is the kernel.");
        terms = whole("n", "n", "Terms", 6, 1, 16, "Functions of the basis.").within(1, 64);
        window = choice("window", "w", "Window", ConvolutionBasis.WINDOWS, "none", "What the kernel is multiplied by; papers is (1 − r)³.");
        samples = whole("samples", "m", "Samples", 20001, 501, 20001, "Even on [−1, 1], ends included.").within(101, 200_001).log();
        group("Training");
        rate = real("learning-rate", "η", "Learning rate", 0.03, 1e-3, 0.3, "Of Adam; it falls to zero on half a cosine.").within(1e-8, 10).log().live();
        batch = whole("batch", "B", "Batch", 512, 16, 4096, "Samples of an iteration.").within(1, 65_536).log();
        iterations = whole("iterations", "N", "Iterations", 4000, 200, 20_000, "After which the training is finished.").within(1, 1_000_000).log();
        lasts(p -> (p.get(iterations) + EACH - 1) / EACH);

        var optimum = gauge("optimum-mse", "Mean square error, best", "", Fit::optimum);
        var trained = gauge("trained-mse", "Mean square error, trained", "", Fit::trained);
        var rms = gauge("target-rms", "Root mean square of the target", "", s -> Math.sqrt(Arrays.stream(s.problem.target).map(v -> v * v).sum() / s.problem.target.length));
        var relative = gauge("optimum-share", "Best, as a share of the target's square", "", s -> s.optimum / meanSquare(s.problem.target));

        plot("kernel", "Kernel", "what is wanted, the best there is, and what was learned").draw(CURVE, "target", "target").draw(CURVE, "optimum-curve", "best").draw(CURVE, "trained-curve", "trained");
        history("error", "Error", "mean square over the samples", trained, optimum).log();
        words("bases", "All bases", "the least error of each with as many terms and this window, as a share of the target's square").draw(WORDS, "rivals", "bases");
        plot("terms", "Terms", "the functions of the basis in the window").draw(CURVE, "basis-0", "1").draw(CURVE, "basis-1", "2").draw(CURVE, "basis-2", "3").draw(CURVE, "basis-3", "4")
                .draw(CURVE, "basis-4", "5").draw(CURVE, "basis-5", "6");
        plot("residual", "What is missing", "kernel less target").draw(CURVE, "optimum-residual", "best").draw(CURVE, "trained-residual", "trained");
        layer("optimum", "best weights", "", "term");
        layer("trained", "trained weights", "", "term");

        var excess = gauge("best-over-trained", "Best less trained error", "", s -> s.optimum - s.trained);
        always("best", "no training beats the best", excess, atMost(1e-12), "least squares on the same samples");
        published("density", "W", "ffourier", 6, 2.772e-5, "ffourier", 16, 2.853e-8, "fourier-even", 4, 2.772e-5, "linear", 6, 2.768e-3, "chebyshev", 8, 3.140e-4,
                "nearest", 6, 2.777e-2, "abf-cubic-spline", 5, 1.056e-3, "rbf-gaussian", 6, 3.589e-4, "fourier", 6, 0.1897);
        published("gradient", "W′", "ffourier", 6, 7.275e-3, "fourier", 6, 4.707e-3, "fourier-odd", 6, 4.735e-4, "linear", 6, 2.248e-2, "chebyshev", 6, 0.04395, "nearest", 6, 0.2772);
        reference("symmetry", "odd terms for an even target, even ones for an odd: distance of the error's share from 1", atMost(1e-9), "closed form: they are orthogonal, the mean is all that is left",
                t -> Math.max(Math.abs(t.anew(1, "target=gradient", "basis=fourier-even").value(relative) - 1),
                        Math.abs(t.anew(1, "target=density", "basis=fourier-odd", "n=12").value(optimum) / variance() - 1)));
        reference("window", "density, n = 6, linear in Mueller's window: best error / 2.9e-4 − 1", atMost(0.03), "independent least squares in NumPy",
                t -> Math.abs(t.value(optimum) / 2.9e-4 - 1), "basis=linear", "window=mueller");
        reference("window-harms", "density, n = 6, ffourier in (1 − r)³: best error / 4.6e-4 − 1", atMost(0.03), "independent least squares in NumPy",
                t -> Math.abs(t.value(optimum) / 4.6e-4 - 1), "window=papers");
        reference("trained", "trained / best error, density by 4 terms of ffourier", atMost(1.01), "least squares", t -> t.rest().value(trained) / t.value(optimum), "n=4", "samples=2001");
        reference("rms", "root mean square of W", within(0.66814, 1e-4), "closed form, 20001 samples", t -> t.value(rms));
        opens("Fourier terms learn the density kernel", "Training closes in on the best there is, and the table shows who could do better.").pictured(60);
        preset("asymmetric", "Even terms cannot learn a gradient", "Error 1, however long it trains and however many terms it has.").set("target=gradient", "basis=fourier-even").pictured(60);
        preset("hats", "Hats learn the gradient", "The kernel of CConv: a polygon with six corners.").set("target=gradient", "basis=linear").panes("kernel", "terms", "bases", "error").pictured(60);
        preset("window", "Hats in a window learn the density", "The rim is zero for nothing, and the error falls to a tenth.").set("basis=linear", "window=mueller").panes("kernel", "terms", "bases", "error").pictured(60);
        tiny("samples=101 iterations=60 batch=16", "samples=101 iterations=60 n=3 basis=abf-wendland4 target=laplacian window=papers");
    }

    /** Best errors of the table that was made with NumPy: basis, terms, value. */
    private void published(String what, String sign, Object... rows) {
        reference("optimum-" + what, "best errors of " + sign + ": worst distance from the table", atMost(0.01), "independent least squares in NumPy on the same 20001 samples", t -> {
            double worst = 0;
            for (int k = 0; k < rows.length; k += 3) {
                double mse = t.anew(1, "target=" + what, "basis=" + rows[k], "n=" + rows[k + 1]).state().optimum;
                worst = Math.max(worst, Math.abs(mse / (double) rows[k + 2] - 1));
            }
            return worst;
        });
    }

    /** Of W about its mean on the samples. */
    private static double variance() {
        double[] w = IntStream.range(0, 20001).mapToDouble(i -> W.at(Math.abs(-1 + i / 10_000.0))).toArray();
        double mean = Arrays.stream(w).average().orElse(0);
        return meanSquare(w) - mean * mean;
    }

    private static double meanSquare(double[] v) {
        return Arrays.stream(v).map(x -> x * x).sum() / v.length;
    }

    private double target(Knobs p, double x) {
        return switch (p.get(target)) {
            case "density" -> W.at(Math.abs(x));
            case "gradient" -> Math.signum(x) * W.slope(Math.abs(x));
            default -> W.curvature(Math.abs(x));
        };
    }

    private Problem problem(Knobs p, String name, int m) {
        int n = p.get(terms);
        ConvolutionBasis b = new ConvolutionBasis(name, n);
        double[] design = new double[m * n];
        double[] wanted = new double[m];
        double[] values = new double[n];
        for (int i = 0; i < m; i++) {
            double x = -1 + 2.0 * i / (m - 1);
            b.at(x, values);
            double w = ConvolutionBasis.window(p.get(window), Math.abs(x));
            for (int k = 0; k < n; k++) {
                design[i * n + k] = w * values[k];
            }
            wanted[i] = target(p, x);
        }
        return new Problem(design, n, wanted);
    }

    @Override
    protected Fit start(Knobs p, Philox random) {
        Problem problem = problem(p, p.get(basis), p.get(samples));
        double[] best = LeastSquares.solve(problem.basis, problem.terms, problem.target);
        double[] w = new double[problem.terms];
        random.uniforms(1, 1, 0, w.length, w, 0);
        Arrays.setAll(w, k -> 0.1 * w[k] - 0.05);
        return new Fit(w, new Adam(w.length, Adam.Settings.of(1)), best, problem, problem.meanSquare(best), problem.meanSquare(w), List.of());
    }

    @Override
    protected Fit next(Fit s, Turn t) {
        double[] w = s.weights.clone();
        Adam adam = s.adam.copy();
        int m = s.problem.target.length;
        int first = t.step() * EACH;
        for (int it = first; it < Math.min(first + EACH, t.get(iterations)); it++) {
            t.ask();
            double[] u = new double[t.get(batch)];
            t.random().stream(2).uniforms(it, 1, 0, u.length, u, 0);
            int[] drawn = Arrays.stream(u).mapToInt(v -> Math.min(m - 1, (int) (v * m))).toArray();
            double share = (double) it / t.get(iterations);
            adam.step(w, s.problem.gradient(w, drawn), t.get(rate) * 0.5 * (1 + Math.cos(Math.PI * share)));
        }
        return new Fit(w, adam, s.best, s.problem, s.optimum, s.problem.meanSquare(w), s.rivals.isEmpty() ? rivals(t) : s.rivals);
    }

    /** The best of every basis, on fewer samples. */
    private List<Rival> rivals(Turn t) {
        List<Rival> all = new ArrayList<>();
        for (String name : ConvolutionBasis.names()) {
            t.ask();
            Problem q = problem(t.p(), name, ROUGH);
            all.add(new Rival(name, q.meanSquare(LeastSquares.solve(q.basis, q.terms, q.target)) / meanSquare(q.target)));
        }
        all.sort(Comparator.comparingDouble(Rival::share));
        return List.copyOf(all);
    }

    @Override
    protected void look(Fit s, Knobs p, Look to) {
        double[] x = IntStream.range(0, CURVE_POINTS).mapToDouble(i -> -1 + 2.0 * i / (CURVE_POINTS - 1)).toArray();
        Problem fine = problem(p, p.get(basis), CURVE_POINTS);
        double[] best = curve(fine, s.best);
        double[] learned = curve(fine, s.weights);
        to.series("target", x, fine.target);
        to.series("optimum-curve", x, best);
        to.series("trained-curve", x, learned);
        to.series("optimum-residual", x, IntStream.range(0, CURVE_POINTS).mapToDouble(i -> best[i] - fine.target[i]).toArray());
        to.series("trained-residual", x, IntStream.range(0, CURVE_POINTS).mapToDouble(i -> learned[i] - fine.target[i]).toArray());
        for (int k = 0; k < Math.min(6, fine.terms); k++) {
            int term = k;
            to.series("basis-" + k, x, IntStream.range(0, CURVE_POINTS).mapToDouble(i -> fine.basis[i * fine.terms + term]).toArray());
        }
        to.matrix("optimum", s.best.length, 1, s.best);
        to.matrix("trained", s.weights.length, 1, s.weights);
        List<Rival> known = s.rivals.isEmpty() ? List.of(new Rival(p.get(basis), s.optimum / meanSquare(s.problem.target))) : s.rivals;
        to.table("rivals", new Layer.Column.Words("basis", "basis", known.stream().map(Rival::basis).toList()),
                new Layer.Column.Numbers("share", "least error", "", known.stream().mapToDouble(Rival::share).toArray()));
    }

    private static double[] curve(Problem q, double[] w) {
        double[] f = new double[q.target.length];
        for (int i = 0; i < f.length; i++) {
            f[i] = q.target[i] + q.residual(w, i);
        }
        return f;
    }
}
