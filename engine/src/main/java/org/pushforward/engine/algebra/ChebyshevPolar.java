package org.pushforward.engine.algebra;

import static org.pushforward.engine.api.Check.Criterion.atMost;
import static org.pushforward.engine.api.Check.Criterion.within;
import static org.pushforward.engine.api.Pane.Style.CURVE;
import static org.pushforward.engine.api.Pane.Style.POINTS;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.pushforward.engine.api.Parameter.VectorValue;
import org.pushforward.engine.api.Status;
import org.pushforward.engine.numerics.Matrix;
import org.pushforward.engine.numerics.Philox;
import org.pushforward.engine.numerics.PolarFactor;
import org.pushforward.engine.numerics.PolarFactor.OddPolynomial;
import org.pushforward.engine.study.Knob;
import org.pushforward.engine.study.Knobs;
import org.pushforward.engine.study.Look;
import org.pushforward.engine.study.Study;
import org.pushforward.engine.study.Trial;
import org.pushforward.engine.study.Turn;

/**
 * {@code algebra.cans}: the orthogonal polar factor by Chebyshev-optimal odd polynomials, beside Newton–Schulz. A step is one iteration of either,
 * and some gradient steps on the Stiefel manifold with each retraction.
 */
public final class ChebyshevPolar extends Study<ChebyshevPolar.Stage> {

    /** Of σ² − 1, at which a matrix counts as orthogonal. */
    private static final double ORTHOGONAL = 1e-10;
    private static final int CURVE_POINTS = 400;
    /** How far below the smallest singular value curves begin. */
    private static final double BELOW = 30;
    /** Of the second problem: columns, gradient steps a step, and the share of the spectrum between what is wanted and the rest. */
    private static final int COLUMNS = 4;
    private static final int GRADIENT_STEPS = 4;
    private static final double GAP = 0.4;
    private static final double STEP = 1.2;
    private static final double REACHED = 1e-9;
    private static final int MOST = 100;

    private final Knob<Integer> n;
    private final Knob<Double> kappa;
    private final Knob<Integer> degree;
    private final Knob<Double> lower;
    private final Knob<Double> delta;
    private final Knob<VectorValue> matrix;

    /**
     * One method on its way.
     *
     * @param a and {@code b}: where the singular values are believed to be
     * @param used polynomials so far
     * @param values singular values after each of them
     */
    record Iteration(Matrix x, double a, double b, List<OddPolynomial> used, List<double[]> values, boolean done) {

        double error() {
            double worst = 0;
            for (double v : values.getLast()) {
                worst = Math.max(worst, Math.abs(v * v - 1));
            }
            return worst;
        }

        int products() {
            return used.stream().mapToInt(OddPolynomial::products).sum();
        }
    }

    /** A descent on the Stiefel manifold: the frame, and multiplications and additions spent on retractions. */
    record Descent(Matrix x, double operations) { }

    record Stage(Iteration cans, Iteration plain, Matrix form, double least, Descent byCans, Descent byQr, int steps) { }

    public ChebyshevPolar() {
        super("algebra.cans", "Orthogonal matrices by Chebyshev polynomials", "The nearest orthogonal matrix can be had from products of matrices alone: an odd polynomial p is applied to all singular values at once, again and again, until they "
                + "are 1. Newton–Schulz takes the same p always, which multiplies small values by only 1.5. If it is known that they lie in [a, b], the best p there is known too: it is as far "
                + "from 1 at three places as it can be kept, and the new interval is [1 − ε, 1 + ε]. That needs a lower bound, and too high a guess costs iterations. Below, the same polynomials bring a gradient step back to orthonormal columns, beside "
                + "QR: both find the lowest eigenvalues equally fast, step by step, and counted in operations QR is not beaten on a desktop; the paper's gain is on hardware on which products are nearly free.",
                List.of("X ← X p(XᵀX),  p = argmin max_{[a,b]} |p(σ) − 1|", "e² = (a² + ab + b²)/3,  p = (6e²σ − 2σ³)/(2e³ + a²b + ab²)", "ε = (2e³ − a²b − ab²)/(2e³ + a²b + ab²),  εₖ₊₁ → ¾ εₖ²"),
                new Citation("E. Grishina, M. Smirnov, M. Rakhuba", 2025, "Accelerating Newton-Schulz Iteration for Orthogonalization via Chebyshev-type Polynomials", "2506.10935"));
        pace(3);
        group("Matrix");
        n = whole("n", "n", "Size", 64, 4, 128, "Rows and columns of a random matrix with geometric singular values.").within(2, 256);
        kappa = real("kappa", "κ", "Condition number", 100, 2, 1e4, "Largest over smallest singular value; the largest is 1.").within(1.001, 1e6).log();
        matrix = vector("matrix", "A", "Your own matrix", 0, 0, "", "Instead of the random one, at least as many rows as columns; it is scaled to norm 1.");
        group("Method");
        degree = whole("degree", "d", "Degree", 3, 3, 5, "Of the polynomial: 3 or 5, two or three products a step.");
        lower = real("lower", "a", "Lower bound", 0, 0, 0.5, "Guess of the smallest singular value; 0 takes the true one, 1/κ.").within(0, 0.99);
        delta = real("delta", "δ", "Allowed deviation", 0, 0, 0.3, "Stop as soon as all values lie in [1 − δ, 1 + δ]; 0 goes on to 1e-10.").within(0, 0.9);
        refuse(p -> p.get(degree) == 4, _ -> "degree 4 is even and moves signs; take 3 or 5");
        refuse(p -> !p.get(matrix).values().isEmpty() && p.get(matrix).rows() < p.get(matrix).columns(), p ->
                "matrix has " + p.get(matrix).rows() + " rows and " + p.get(matrix).columns() + " columns, which cannot be orthonormal; give its transpose");
        refuse(p -> !p.get(matrix).values().isEmpty() && p.get(matrix).rows() >= p.get(matrix).columns() && (p.get(matrix).values().stream().allMatch(v -> v == 0) || !(conditionOf(own(p)) < 1e8)), _ ->
                "matrix has no full rank (condition number above 1e8), so its polar factor is not unique; change an entry");
        rests(s -> s.steps >= MOST || s.cans.done && s.plain.done && gap(s, s.byCans) <= REACHED && gap(s, s.byQr) <= REACHED ? Status.CONVERGED : Status.RUNNING);

        var steps = gauge("iterations", "Iterations, Chebyshev", "", s -> s.cans.used.size());
        var others = gauge("iterations-newton-schulz", "Iterations, Newton–Schulz", "", s -> s.plain.used.size());
        var error = gauge("orthogonality-error", "Chebyshev", "", s -> Math.max(1e-16, s.cans.error()));
        var plainError = gauge("orthogonality-error-newton-schulz", "Newton–Schulz", "", s -> Math.max(1e-16, s.plain.error()));
        var excess = gauge("orthogonality-excess", "Distance from orthogonal over what is allowed", "", (s, p) -> s.cans.error() / Math.max(ORTHOGONAL, 2 * p.get(delta) + p.get(delta) * p.get(delta)));
        gauge("products", "Products of matrices, Chebyshev", "", s -> s.cans.products());
        gauge("products-newton-schulz", "Products of matrices, Newton–Schulz", "", s -> s.plain.products());
        var predicted = gauge("epsilon-error", "Smallest singular value, off 1 − ε", "", (s, p) -> predictionError(s, p)).when(s -> !s.cans.used.isEmpty());
        var byCans = gauge("retraction-error", "Chebyshev retraction", "", s -> Math.max(1e-16, gap(s, s.byCans)));
        var byQr = gauge("retraction-error-qr", "QR retraction", "", s -> Math.max(1e-16, gap(s, s.byQr)));
        gauge("operations-retraction", "Operations, Chebyshev retraction", "", s -> s.byCans.operations);
        gauge("operations-qr", "Operations, QR retraction", "", s -> s.byQr.operations);

        plot("values", "Singular values", "all of them, after every iteration").draw(POINTS, "values-newton-schulz", "Newton–Schulz", "", "iteration").draw(POINTS, "values-cans", "Chebyshev", "", "iteration").log();
        plot("composed", "What the iterations so far do to σ", "the aim is 1 from 1/κ to 1").draw(CURVE, "composed-newton-schulz", "Newton–Schulz", "", "σ").draw(CURVE, "composed-cans", "Chebyshev", "", "σ").logX();
        history("errors", "Distance from orthogonal", "largest |σ² − 1|", plainError, error).log();
        history("retraction", "Lowest eigenvalues on the Stiefel manifold", "tr XᵀAX less the sum of the four lowest; the curves coincide", byQr, byCans).log();
        plot("polynomial", "The polynomial of the next iteration", "equal deviations on the interval that is left").draw(CURVE, "fixed", "Newton–Schulz", "", "σ").draw(CURVE, "best", "Chebyshev", "", "σ");
        plot("epsilon", "Deviation ε after every iteration", "closed form; squared each time").draw(POINTS, "epsilon-sequence", "ε", "", "iteration").log();

        atEnd("orthogonal", "largest |σ² − 1| over what is allowed", excess, atMost(1), "1e-10, or 2δ + δ² where a deviation δ is allowed");
        atEnd("retraction", "tr XᵀAX less the four lowest eigenvalues", byCans, atMost(1e-8), "closed form: the spectrum was put in");
        atEnd("retraction-qr", "the same by QR", byQr, atMost(1e-8), "closed form: the spectrum was put in");
        for (double[] c : new double[][] {{10, 7, 10}, {100, 9, 16}, {1000, 11, 22}}) {
            String k = "kappa=" + (int) c[0];
            reference("cans-" + (int) c[0], "κ = " + (int) c[0] + ": iterations to |σ² − 1| ≤ 1e-10, Chebyshev", within(c[1], 0), "closed-form sequence of ε", t -> orthogonal(t).value(steps), k);
            reference("newton-schulz-" + (int) c[0], "κ = " + (int) c[0] + ": iterations, Newton–Schulz", within(c[2], 0), "scalar iteration from 1/κ, counted independently", t -> orthogonal(t).value(others), k);
        }
        reference("epsilon", "smallest singular value of the iterate, off 1 − ε: worst of all iterations", atMost(2e-14), "closed form", t -> {
            double worst = 0;
            for (int k = 0; k < MOST && !t.state().cans.done; k++) {
                worst = Math.max(worst, t.step().value(predicted));
            }
            return worst;
        });
        reference("rate", "εₖ₊₁/εₖ² at the last two that are not rounding", within(0.75, 1e-3), "closed form ¾", _ -> {
            double first = PolarFactor.cubic(1 - 0.0185, 1 + 0.0185).error();
            return PolarFactor.cubic(1 - first, 1 + first).error() / (first * first);
        });
        reference("remez", "degree 5, κ = 100: iterations to |σ² − 1| ≤ 1e-10", within(6, 0), "converged run of ours; degree 3 takes 9", t -> orthogonal(t).value(steps), "degree=5");
        opens("Singular values collapse to 1", "The best polynomial on what is left, beside the one that is always the same.").pictured(9);
        preset("guess", "A lower bound that is wrong", "Guessed 0.3, where the smallest value is 0.001: small values have to grow first, and most of the gain is gone.").set("kappa=1000", "lower=0.3").panes("values", "composed", "errors").pictured(12);
        preset("controlled", "Only nearly orthogonal", "Stop at ten percent, as an optimizer of networks would: a few products are enough.").set("kappa=1000", "delta=0.1", "degree=5").panes("values", "composed", "polynomial", "errors").pictured(7);
        preset("stiefel", "Back to the manifold", "Gradient steps for the lowest eigenvalues, brought back by the polynomial and by QR.").set("n=32", "kappa=10").panes("retraction", "values", "errors", "polynomial").pictured(15);
        tiny("n=8 kappa=10", "n=8 degree=5 delta=0.2", "matrix=1,2;0.5,-1;3,1");
    }

    // ---- the matrix

    private Matrix own(Knobs p) {
        VectorValue v = p.get(matrix);
        Matrix a = Matrix.of(v.rows(), v.columns(), v.values().stream().mapToDouble(Double::doubleValue).toArray());
        return a.scaled(1 / a.singularValues()[0]);
    }

    private static double conditionOf(Matrix a) {
        double[] v = a.singularValues();
        return v[0] / v[v.length - 1];
    }

    private static Matrix orthogonal(int n, int m, Philox random, int purpose) {
        double[] z = new double[n * m];
        random.stream(purpose).normals(0, n, 0, m, z, 0);
        return Matrix.of(n, m, z).orthonormalised();
    }

    private static Matrix diagonal(double... d) {
        double[] v = new double[d.length * d.length];
        for (int k = 0; k < d.length; k++) {
            v[k * d.length + k] = d[k];
        }
        return Matrix.of(d.length, d.length, v);
    }

    private Matrix generated(Knobs p, Philox random) {
        int size = p.get(n);
        double[] sigma = new double[size];
        Arrays.setAll(sigma, k -> Math.pow(p.get(kappa), -k / (size - 1.0)));
        return orthogonal(size, size, random, 1).times(diagonal(sigma)).times(orthogonal(size, size, random, 2).transposed());
    }

    @Override
    protected Stage start(Knobs p, Philox random) {
        Matrix a = p.get(matrix).values().isEmpty() ? generated(p, random) : own(p);
        double[] v = a.singularValues();
        Iteration at = new Iteration(a, p.get(lower) > 0 ? p.get(lower) : v[v.length - 1], 1, List.of(), List.of(v), false);
        int size = Math.max(2 * COLUMNS, p.get(n));
        double[] spectrum = new double[size];
        Arrays.setAll(spectrum, k -> k < COLUMNS ? 0.1 * k / COLUMNS : 0.1 + GAP + (0.9 - GAP) * (k - COLUMNS) / (size - COLUMNS - 1.0));
        Matrix q = orthogonal(size, size, random, 3);
        Matrix form = q.times(diagonal(spectrum)).times(q.transposed());
        Descent first = new Descent(orthogonal(size, COLUMNS, random, 4), 0);
        return new Stage(at, at, form, Arrays.stream(spectrum).limit(COLUMNS).sum(), first, first, 0);
    }

    // ---- the iteration

    @Override
    protected Stage next(Stage s, Turn t) {
        t.ask();
        Iteration cans = s.cans.done ? s.cans : iterated(s.cans, PolarFactor.best(t.get(degree), s.cans.a, s.cans.b), t);
        Iteration plain = s.plain.done ? s.plain : iterated(s.plain, PolarFactor.newtonSchulz(t.get(degree)), t);
        Descent byCans = s.byCans;
        Descent byQr = s.byQr;
        for (int k = 0; k < GRADIENT_STEPS; k++) {
            t.ask();
            byCans = retracted(s.form, byCans, t.get(degree));
            byQr = retractedByQr(s.form, byQr);
        }
        return new Stage(cans, plain, s.form, s.least, byCans, byQr, s.steps + 1);
    }

    private Iteration iterated(Iteration i, OddPolynomial p, Turn t) {
        List<OddPolynomial> used = new ArrayList<>(i.used);
        used.add(p);
        List<double[]> values = new ArrayList<>(i.values);
        Matrix x = p.apply(i.x);
        double[] v = x.singularValues();
        values.add(v);
        boolean exact = t.get(delta) == 0;
        boolean done = exact ? Arrays.stream(v).allMatch(s -> Math.abs(s * s - 1) <= ORTHOGONAL) : Arrays.stream(v).allMatch(s -> Math.abs(s - 1) <= t.get(delta));
        // with too high a guess small values stay below 1 − ε, and the next polynomial does not know
        double e = Double.isNaN(p.error()) ? 0 : p.error();
        return new Iteration(x, 1 - e, 1 + e, List.copyOf(used), List.copyOf(values), done);
    }

    /** X − η(I − XXᵀ)AX, which has singular values from 1 to √(1 + η²|G|²) since the gradient is tangential. */
    private static Matrix moved(Matrix form, Matrix x) {
        Matrix ax = form.times(x);
        Matrix gradient = ax.minus(x.times(x.transposed().times(ax)));
        return x.minus(gradient.scaled(STEP));
    }

    private static Descent retracted(Matrix form, Descent d, int degree) {
        Matrix y = moved(form, d.x);
        double bound = Math.sqrt(y.transposed().times(y).trace() - COLUMNS + 1);
        double a = 1;
        double b = Math.max(bound, 1 + 1e-9);
        double operations = 0;
        for (int k = 0; k < 20 && b - a > 1e-14; k++) {
            OddPolynomial p = PolarFactor.best(degree, a, b);
            y = p.apply(y);
            a = 1 - p.error();
            b = 1 + p.error();
            operations += 4.0 * y.rows() * COLUMNS * COLUMNS + (p.products() - 2) * 2.0 * COLUMNS * COLUMNS * COLUMNS;
        }
        return new Descent(y, d.operations + operations);
    }

    /** Householder QR with Q formed takes 4(nm² − m³/3) operations. */
    private static Descent retractedByQr(Matrix form, Descent d) {
        double m = COLUMNS;
        return new Descent(moved(form, d.x).orthonormalised(), d.operations + 4 * (d.x.rows() * m * m - m * m * m / 3));
    }

    private static double gap(Stage s, Descent d) {
        return d.x.transposed().times(s.form.times(d.x)).trace() - s.least;
    }

    private static double predictionError(Stage s, Knobs p) {
        double[] v = s.cans.values.getLast();
        return Math.abs(1 - v[v.length - 1] - s.cans.used.getLast().error());
    }

    private static Trial<Stage> orthogonal(Trial<Stage> t) {
        for (int k = 0; k < MOST && !(t.state().cans.done && t.state().plain.done); k++) {
            t.step();
        }
        return t;
    }

    // ---- pictures

    @Override
    protected void look(Stage s, Knobs p, Look to) {
        scatter("values-cans", s.cans, 0.12, to);
        scatter("values-newton-schulz", s.plain, -0.12, to);
        double low = s.cans.values.getFirst()[s.cans.values.getFirst().length - 1];
        double[] x = new double[CURVE_POINTS];
        Arrays.setAll(x, k -> Math.pow(low / BELOW, 1 - k / (CURVE_POINTS - 1.0)));
        to.series("composed-cans", x, Arrays.stream(x).map(v -> composed(s.cans, v)).toArray());
        to.series("composed-newton-schulz", x, Arrays.stream(x).map(v -> composed(s.plain, v)).toArray());
        double[] wide = new double[CURVE_POINTS];
        Arrays.setAll(wide, k -> 1.1 * s.cans.b * k / (CURVE_POINTS - 1.0));
        OddPolynomial best = PolarFactor.best(p.get(degree), s.cans.a, Math.max(s.cans.b, s.cans.a + 1e-12));
        to.as(String.format(Locale.ROOT, "Chebyshev on [%.3g, %.3g]", s.cans.a, s.cans.b)).series("best", wide, Arrays.stream(wide).map(best::at).toArray());
        to.series("fixed", wide, Arrays.stream(wide).map(PolarFactor.newtonSchulz(p.get(degree))::at).toArray());
        int done = s.cans.used.size();
        double[] k = new double[done];
        Arrays.setAll(k, i -> i + 1);
        to.series("epsilon-sequence", k, s.cans.used.stream().mapToDouble(OddPolynomial::error).toArray());
    }

    private static void scatter(String layer, Iteration i, double shift, Look to) {
        List<double[]> rows = i.values;
        int m = rows.getFirst().length;
        double[] x = new double[rows.size() * m];
        double[] y = new double[x.length];
        for (int k = 0; k < x.length; k++) {
            x[k] = k / m + shift;
            y[k] = rows.get(k / m)[k % m];
        }
        to.series(layer, x, y);
    }

    private static double composed(Iteration i, double v) {
        double now = v;
        for (OddPolynomial p : i.used) {
            now = p.at(now);
        }
        return now;
    }
}
