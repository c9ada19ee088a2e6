package org.pushforward.engine.analysis;

import static org.pushforward.engine.api.Check.Criterion.atMost;
import static org.pushforward.engine.api.Check.Criterion.within;
import static org.pushforward.engine.api.Pane.Style.CURVE;
import static org.pushforward.engine.api.Pane.Style.LINES;
import static org.pushforward.engine.api.Pane.Style.POINTS;
import static org.pushforward.engine.api.Pane.Style.WORDS;
import static org.pushforward.engine.numerics.exact.DecimalMatrix.DIGITS;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.pushforward.engine.api.Layer;
import org.pushforward.engine.numerics.Matrix;
import org.pushforward.engine.numerics.Philox;
import org.pushforward.engine.numerics.exact.DecimalMatrix;
import org.pushforward.engine.numerics.exact.MomentSequences;
import org.pushforward.engine.study.Knob;
import org.pushforward.engine.study.Knobs;
import org.pushforward.engine.study.Look;
import org.pushforward.engine.study.Study;
import org.pushforward.engine.study.Turn;

/**
 * {@code analysis.goldilocks}: positivity pins the moments of a distribution. All moments follow from the first by a recurrence; matrices of them must
 * be positive definite. A step is one more row of the matrix. In sixty digits.
 */
public final class MomentBootstrap extends Study<MomentBootstrap.Stage> {

    private static final String CIRCLE = "circle";
    private static final String TWO = "circle-two";
    private static final String LINE = "line";
    private static final String UNITARY = "unitary";
    private static final int RAYS = 96;
    private static final int FIRST = 2;
    /** Rows that the point inside the island has in advance of the island. */
    private static final int AHEAD = 6;
    private static final double SHARP = 1e-4;
    private static final int HALVINGS = 100;

    private final Knob<String> problem;
    private final Knob<Double> coupling;
    private final Knob<Double> second;
    private final Knob<Integer> size;
    private final Knob<Integer> matrixSize;

    /**
     * What is known with matrices of K + 1 rows.
     *
     * @param tuned the smallest eigenvalue of the exact matrix
     * @param steep |dc_K/dc₁|
     * @param partition Z_N from the shoestring's moments
     */
    record Row(int k, BigDecimal lower, BigDecimal upper, BigDecimal shoestring, double tuned, double steep, double partition) { }

    /** @param island corners (c₁, c₂) of the latest ones, a list each */
    record Stage(List<Row> rows, List<double[]> islands, BigDecimal exact, BigDecimal[] moments, double partition) {

        boolean hasShoestring() {
            return !rows.isEmpty() && last().shoestring != null;
        }

        Row last() {
            return rows.getLast();
        }
    }

    public MomentBootstrap() {
        super("analysis.goldilocks", "Goldilocks and the bootstrap", "Integration by parts gives all moments of e^{−S} from the first one or two. Those that belong to a distribution make a positive matrix, "
                + "and that alone pins the first moment to an interval that shrinks exponentially with the size of the matrix. It works because it is finely tuned: on the line the smallest eigenvalue of the true matrix is itself exponentially small; "
                + "on the circle later Fourier modes depend on the first one with a factorially growing slope, and may not exceed one. So on the circle no positivity is needed: demanding that the K-th mode "
                + "vanishes, the shoestring, is one linear equation and has twice as many digits. Orthogonal polynomials made of these modes give integrals over unitary matrices. Bisections start from the known solution, which is inside.",
                List.of("circle, p ∝ e^{x cos θ}: cₙ₋₁ − cₙ₊₁ = (2n/x) cₙ,  c₁ = I₁(x)/I₀(x)", "line, p ∝ e^{−y²/2 − x y⁴/4}: x mₖ₊₄ = (k + 1) mₖ − mₖ₊₂", "shoestring: c_K = 0", "Z_N = I₀(x)ᴺ Πₖ (1 − αₖ²)^{N−1−k} = det I_{i−j}(x)"),
                new Citation("D. Berenstein, V. A. Rodriguez", 2025, "Goldilocks and the bootstrap", "10.1007/JHEP09(2025)109"));
        pace(3);
        group("Problem");
        problem = choice("problem", "P", "Problem", List.of(CIRCLE, TWO, LINE, UNITARY), CIRCLE, "A weight on the circle with one or two couplings, a quartic weight on the line, or integrals over unitary matrices.");
        coupling = real("coupling", "x", "Coupling", 2, 0.2, 5, "x of exp(x cos θ); of the quartic term on the line.").within(0.05, 8).but(1.0, problem, LINE);
        second = real("coupling-two", "y", "Second coupling", 1, 0.3, 3, "y of exp(x cos θ + y cos 2θ).").within(0.2, 5).when(problem, TWO);
        group("Matrices");
        size = whole("size", "K", "Size", 14, 4, 24, "The last row of the largest matrix; the first is 2.").within(FIRST, 30).but(9, problem, TWO);
        matrixSize = whole("matrix-size", "N", "Unitary matrices", 3, 1, 10, "Rows of the unitary matrices.").within(1, 12).when(problem, UNITARY);
        lasts(p -> p.get(size) - FIRST + 1);
        refuse(p -> p.is(problem, UNITARY) && p.get(size) < p.get(matrixSize), p -> "N = " + p.get(matrixSize) + " needs modes up to N − 1; take size at least " + p.get(matrixSize));

        gauge("lower", "Lower bound", "", s -> s.last().lower.doubleValue()).when(s -> !s.rows.isEmpty());
        gauge("upper", "Upper bound", "", s -> s.last().upper.doubleValue()).when(s -> !s.rows.isEmpty());
        gauge("exact", "Exact", "", s -> s.exact.doubleValue());
        gauge("shoestring", "Shoestring", "", s -> s.last().shoestring.doubleValue()).when(Stage::hasShoestring);
        gauge("width", "Width of the interval", "", s -> s.last().upper.subtract(s.last().lower).doubleValue()).when(s -> !s.rows.isEmpty());
        gauge("shoestring-error", "Shoestring − exact", "", s -> away(s.last().shoestring, s)).when(Stage::hasShoestring);
        gauge("partition-function", "Z_N", "", s -> s.last().partition).when(s -> s.partition > 0 && !s.rows.isEmpty());
        gauge("partition-exact", "det I(x)", "", Stage::partition).when(s -> s.partition > 0);
        gauge("partition-error", "Z_N / det I(x) − 1", "", s -> Math.abs(s.last().partition / s.partition - 1)).when(s -> s.partition > 0 && !s.rows.isEmpty());
        var inside = gauge("outside", "How far the exact value lies outside", "", s -> Math.max(0, Math.max(s.last().lower.subtract(s.exact).doubleValue(), s.exact.subtract(s.last().upper).doubleValue()))).when(s -> !s.rows.isEmpty());

        plot("interval", "Allowed by positivity", "the band is what a matrix of K + 1 rows allows").draw(CURVE, "allowed", "allowed", "", "K").draw(POINTS, "shoestring-values", "shoestring", "", "K");
        plot("errors", "Distance from the exact value", "of the ends of the interval, and of the shoestring").draw(CURVE, "upper-error", "upper end", "", "K").draw(CURVE, "lower-error", "lower end", "", "K").draw(CURVE, "string-error", "shoestring", "", "K").log();
        words("digits", "Digits that lock in", "").draw(WORDS, "digits", "digits");
        plot("tuning", "Fine tuning", "why it works").draw(CURVE, "smallest", "smallest eigenvalue", "", "K").draw(CURVE, "steepness", "|dc_K/dc₁|", "", "K").log();
        plane("islands", "Allowed islands in (c₁, c₂)", "each inside the one before").draw(LINES, "islands", "islands").draw(POINTS, "solution", "exact");
        plot("density", "Density", "Fourier series of the shoestring's modes").draw(CURVE, "true-density", "exact", "", "θ").draw(CURVE, "density", "shoestring", "", "θ");
        plot("partition", "Unitary integrals", "Z_N; exp(x²/4) for large N").draw(CURVE, "partition-limit", "exp(x²/4)", "", "N").draw(POINTS, "partition-string", "shoestring", "", "N").draw(CURVE, "partition-determinant", "det I(x)", "", "N");

        always("inside", "distance of the exact value from the interval", inside, atMost(1e-15), "closed form or quadrature in sixty digits");
        publish();
        opens("Positivity pins a moment", "The interval shrinks by twenty a row; the shoestring has twice its digits.").pictured(8);
        preset("line", "Exponentially fine on the line", "No shoestring here, but the smallest eigenvalue plunges and the interval with it.").set("problem=line", "size=20").panes("interval", "errors", "tuning", "digits").pictured(12);
        preset("island", "An island of two moments", "Two couplings leave two unknowns: the island shrinks around the exact point.").set("problem=circle-two").panes("islands", "errors", "digits", "density").pictured(5);
        preset("unitary", "Integrals over unitary matrices", "From one linear equation to Z_N, by the orthogonal polynomials of the circle.").set("problem=unitary", "matrix-size=6").panes("partition", "errors", "digits", "density").pictured(8);
        preset("strong", "A coupling that is too strong", "At x = 8 the shoestring begins far outside, and up to K = 13 positivity alone is the better guide.").set("coupling=8", "size=24").panes("interval", "errors", "tuning", "density").pictured(12);
        tiny("size=4", "problem=circle-two size=3", "problem=line size=4", "problem=unitary size=5");
    }

    private void publish() {
        // K, lower, upper: half-widths on the line, and widths on the circle
        double[][] line = {{4, 3.37e-2, 8.10e-3}, {8, 1.08e-4, 2.59e-5}, {10, 6.20e-6, 1.5e-6}};
        for (double[] c : line) {
            reference("line-" + (int) c[0], "line, K = " + (int) c[0] + ": lower error / " + c[1] + " − 1", atMost(0.01), "independent computation in 60 digits, of which three are compared", t -> Math.abs(away(t.rest().state().last().lower, t.state()) / c[1] - 1), "problem=line", "size=" + (int) c[0]);
            reference("line-upper-" + (int) c[0], "line, K = " + (int) c[0] + ": upper error / " + c[2] + " − 1", atMost(0.01), "independent computation in 60 digits, of which three are compared", t -> Math.abs(away(t.rest().state().last().upper, t.state()) / c[2] - 1), "problem=line", "size=" + (int) c[0]);
        }
        reference("line-exact", "line: m₂", within(0.467919916973665188, 1e-15), "quadrature, mpmath", t -> t.state().exact.doubleValue(), "problem=line");
        reference("first", "circle, K = 2: width", within((Math.sqrt(17) - 1) / 4, 1e-4), "closed form (√17 − 1)/4 at x = 2", t -> t.rest().state().last().upper.subtract(t.state().last().lower).doubleValue(), "size=2");
        reference("circle", "circle, K = 8: width", atMost(1e-4), "6.5e-5 measured independently", t -> t.rest().value(gaugeNamed("width")), "size=8");
        reference("shoestring", "circle, K = 8: shoestring − exact", atMost(1e-8), "closed form I₁/I₀; 1.2e-9 measured independently", t -> t.rest().value(gaugeNamed("shoestring-error")), "size=8");
        for (double[] z : new double[][] {{2, 2.66638354729}, {3, 2.71485873944}}) {
            reference("unitary-" + (int) z[0], "Z_N of N = " + (int) z[0] + ", x = 2, less " + z[1], atMost(1e-11), "closed form det I_{i−j}, of which eleven digits are compared", t -> Math.abs(t.rest().value(gaugeNamed("partition-function")) - z[1]), "problem=unitary", "matrix-size=" + (int) z[0]);
        }
        reference("unitary-large", "N = 8: Z_N by orthogonal polynomials / determinant − 1", atMost(1e-15), "closed form det I_{i−j}", t -> t.rest().value(gaugeNamed("partition-error")), "problem=unitary", "matrix-size=8", "size=18");
        reference("island", "two couplings, K = 12: shoestring − exact", atMost(4e-8), "quadrature", t -> t.rest().value(gaugeNamed("shoestring-error")), "problem=circle-two", "size=12");
    }

    // ---- moments from the first

    private static BigDecimal decimal(double v) {
        return new BigDecimal(v, DIGITS);
    }

    private BigDecimal[] moments(Knobs p, BigDecimal u, int k) {
        return p.is(problem, LINE) ? MomentSequences.quartic(decimal(p.get(coupling)), u, k) : MomentSequences.circle(decimal(p.get(coupling)), u, k);
    }

    private BigDecimal[] twoModes(Knobs p, BigDecimal c1, BigDecimal c2, int k) {
        return MomentSequences.circle(decimal(p.get(coupling)), decimal(p.get(second)), c1, c2, k);
    }

    /** Whether a matrix of K + 1 rows is positive; on the line its even and odd rows part. */
    private boolean allowed(Knobs p, BigDecimal[] m, int k) {
        if (!p.is(problem, LINE)) {
            return DecimalMatrix.toeplitz(m, k + 1).isPositive();
        }
        BigDecimal[] odd = Arrays.copyOfRange(m, 1, m.length);
        return DecimalMatrix.hankel(m, k / 2 + 1).isPositive() && DecimalMatrix.hankel(odd, (k + 1) / 2).isPositive();
    }

    // ---- exact values

    private BigDecimal[] exactMoments(Knobs p) {
        BigDecimal x = decimal(p.get(coupling));
        int k = p.get(size) + AHEAD;
        if (p.is(problem, TWO)) {
            int n = 512;
            double[] c = new double[k + 1];
            for (int i = 0; i < n; i++) {
                double theta = 2 * Math.PI * i / n;
                double w = weight(p, theta);
                for (int m = 0; m <= k; m++) {
                    c[m] += w * Math.cos(m * theta);
                }
            }
            return Arrays.stream(c).mapToObj(v -> decimal(v / c[0])).toArray(BigDecimal[]::new);
        }
        return p.is(problem, LINE) ? MomentSequences.quarticExact(x, k) : MomentSequences.circleExact(x, k);
    }

    private double weight(Knobs p, double theta) {
        return Math.exp(p.get(coupling) * Math.cos(theta) + (p.is(problem, TWO) ? p.get(second) * Math.cos(2 * theta) : 0));
    }

    @Override
    protected Stage start(Knobs p, Philox random) {
        BigDecimal[] m = exactMoments(p);
        double z = 0;
        if (p.is(problem, UNITARY)) {
            z = determinant(p, p.get(matrixSize));
        }
        return new Stage(List.of(), List.of(), m[1], m, z);
    }

    private double determinant(Knobs p, int n) {
        BigDecimal x = decimal(p.get(coupling));
        BigDecimal[] bessel = IntStream.range(0, n).mapToObj(k -> DecimalMatrix.besselI(k, x)).toArray(BigDecimal[]::new);
        return DecimalMatrix.toeplitz(bessel, n).determinant().doubleValue();
    }

    // ---- one more row

    @Override
    protected Stage next(Stage s, Turn t) {
        Knobs p = t.p();
        int k = FIRST + s.rows.size();
        List<double[]> islands = new ArrayList<>(s.islands);
        BigDecimal low;
        BigDecimal high;
        BigDecimal string = null;
        if (p.is(problem, TWO)) {
            double[] island = island(p, k, t);
            islands.add(island);
            double[] c1 = IntStream.range(0, island.length / 2).mapToDouble(i -> island[2 * i]).toArray();
            low = decimal(Arrays.stream(c1).min().orElseThrow());
            high = decimal(Arrays.stream(c1).max().orElseThrow());
            string = stringOfTwo(p, k)[0];
        } else {
            Predicate<BigDecimal> ok = u -> {
                t.ask();
                return allowed(p, moments(p, u, k), k);
            };
            boolean line = p.is(problem, LINE);
            BigDecimal below = s.rows.isEmpty() ? BigDecimal.valueOf(line ? 0 : -1) : s.last().lower;
            BigDecimal above = s.rows.isEmpty() ? BigDecimal.valueOf(line ? 8 : 1) : s.last().upper;
            low = edge(ok, s.exact, below);
            high = edge(ok, s.exact, above);
            if (!line) {
                string = shoestring(p, k);
            }
        }
        double tuned = p.is(problem, LINE) ? DecimalMatrix.hankel(withOdd(s.moments), k + 1).smallestEigenvalue() : DecimalMatrix.toeplitz(s.moments, k + 1).smallestEigenvalue();
        double steep = p.is(problem, LINE) || p.is(problem, TWO) ? Double.NaN : moments(p, BigDecimal.ONE, k)[k].subtract(moments(p, BigDecimal.ZERO, k)[k], DIGITS).abs().doubleValue();
        List<Row> rows = new ArrayList<>(s.rows);
        rows.add(new Row(k, low, high, string, tuned, steep, p.is(problem, UNITARY) ? partition(p, string, k, p.get(matrixSize)) : 0));
        return new Stage(List.copyOf(rows), List.copyOf(islands), s.exact, s.moments, s.partition);
    }

    /** m₀, 0, m₂, 0, … */
    private static BigDecimal[] withOdd(BigDecimal[] even) {
        return IntStream.range(0, 2 * even.length - 1).mapToObj(k -> k % 2 == 0 ? even[k / 2] : BigDecimal.ZERO).toArray(BigDecimal[]::new);
    }

    /** Where it stops being allowed between the inside and what is outside or on the edge, to a ten-thousandth of the distance. */
    private static BigDecimal edge(Predicate<BigDecimal> ok, BigDecimal inside, BigDecimal outside) {
        BigDecimal in = inside;
        BigDecimal out = outside;
        for (int k = 0; k < HALVINGS && out.subtract(in).abs().doubleValue() > SHARP * out.subtract(inside).abs().doubleValue(); k++) {
            BigDecimal middle = in.add(out).divide(BigDecimal.TWO, DIGITS);
            if (ok.test(middle)) {
                in = middle;
            } else {
                out = middle;
            }
        }
        return out;
    }

    /** c_K = 0, which is linear in c₁. */
    private BigDecimal shoestring(Knobs p, int k) {
        BigDecimal at0 = moments(p, BigDecimal.ZERO, k)[k];
        BigDecimal at1 = moments(p, BigDecimal.ONE, k)[k];
        return at0.divide(at0.subtract(at1), DIGITS);
    }

    /** c_K = c_{K+1} = 0, linear in c₁ and c₂. */
    private BigDecimal[] stringOfTwo(Knobs p, int k) {
        BigDecimal[] o = twoModes(p, BigDecimal.ZERO, BigDecimal.ZERO, k + 1);
        BigDecimal[] a = twoModes(p, BigDecimal.ONE, BigDecimal.ZERO, k + 1);
        BigDecimal[] b = twoModes(p, BigDecimal.ZERO, BigDecimal.ONE, k + 1);
        BigDecimal[][] m = new BigDecimal[2][2];
        for (int i = 0; i < 2; i++) {
            m[i][0] = a[k + i].subtract(o[k + i]);
            m[i][1] = b[k + i].subtract(o[k + i]);
        }
        BigDecimal det = m[0][0].multiply(m[1][1], DIGITS).subtract(m[0][1].multiply(m[1][0], DIGITS), DIGITS);
        if (det.signum() == 0) {
            return stringOfTwo(p, k + 1);      // K = 2 at y = 1 leaves c₁ free
        }
        BigDecimal first = o[k + 1].multiply(m[0][1], DIGITS).subtract(o[k].multiply(m[1][1], DIGITS), DIGITS).divide(det, DIGITS);
        BigDecimal next = o[k].multiply(m[1][0], DIGITS).subtract(o[k + 1].multiply(m[0][0], DIGITS), DIGITS).divide(det, DIGITS);
        return new BigDecimal[] {first, next};
    }

    /** Corners of the allowed island along rays from a point inside it. */
    private double[] island(Knobs p, int k, Turn t) {
        BigDecimal[] middle = stringOfTwo(p, k + AHEAD);
        BigDecimal[] c = twoModes(p, middle[0], middle[1], k);
        BigDecimal[] right = twoModes(p, middle[0].add(BigDecimal.ONE), middle[1], k);
        BigDecimal[] up = twoModes(p, middle[0], middle[1].add(BigDecimal.ONE), k);
        double[] xy = new double[2 * (RAYS + 1)];
        for (int r = 0; r < RAYS; r++) {
            t.ask();
            double dx = Math.cos(2 * Math.PI * r / RAYS);
            double dy = Math.sin(2 * Math.PI * r / RAYS);
            // modes are linear along a ray, so double precision is enough from here on
            double[] slope = IntStream.rangeClosed(0, k).mapToDouble(n -> dx * right[n].subtract(c[n]).doubleValue() + dy * up[n].subtract(c[n]).doubleValue()).toArray();
            double far = edge(u -> toeplitz(c, slope, u.doubleValue(), k).cholesky().isPresent(), BigDecimal.ZERO, BigDecimal.TWO).doubleValue();
            xy[2 * r] = middle[0].doubleValue() + far * dx;
            xy[2 * r + 1] = middle[1].doubleValue() + far * dy;
        }
        xy[2 * RAYS] = xy[0];
        xy[2 * RAYS + 1] = xy[1];
        return xy;
    }

    private static Matrix toeplitz(BigDecimal[] c, double[] slope, double u, int k) {
        double[] m = new double[(k + 1) * (k + 1)];
        Arrays.setAll(m, i -> {
            int n = Math.abs(i / (k + 1) - i % (k + 1));
            return c[n].doubleValue() + u * slope[n];
        });
        return Matrix.of(k + 1, k + 1, m);
    }

    /** Z_N = I₀ᴺ Π Eₖ, where Eₖ are the norms of the orthogonal polynomials. */
    private double partition(Knobs p, BigDecimal first, int k, int n) {
        double norms = Arrays.stream(MomentSequences.norms(stringModes(p, first, k, Math.max(n, k)), n)).reduce(1, (a, b) -> a * b);
        return norms * Math.pow(DecimalMatrix.besselI(0, decimal(p.get(coupling))).doubleValue(), n);
    }

    /** The shoestring's modes: up to K by the recurrence, none beyond. */
    private double[] stringModes(Knobs p, BigDecimal first, int k, int last) {
        BigDecimal[] c = p.is(problem, TWO) ? twoModes(p, stringOfTwo(p, k)[0], stringOfTwo(p, k)[1], k) : MomentSequences.circle(decimal(p.get(coupling)), first, k);
        double[] v = new double[last + 1];
        for (int n = 0; n <= Math.min(k, last); n++) {
            v[n] = c[n].doubleValue();
        }
        return v;
    }

    private static double away(BigDecimal v, Stage s) {
        return v.subtract(s.exact).abs().doubleValue();
    }

    // ---- pictures

    @Override
    protected void look(Stage s, Knobs p, Look to) {
        List<Row> rows = s.rows;
        double[] k = rows.stream().mapToDouble(Row::k).toArray();
        double[] exact = new double[k.length];
        Arrays.fill(exact, s.exact.doubleValue());
        to.as(p.is(problem, LINE) ? "m₂ allowed" : "c₁ allowed").series("allowed", k, exact, of(rows, r -> r.lower.doubleValue()), of(rows, r -> r.upper.doubleValue()));
        to.series("upper-error", k, of(rows, r -> away(r.upper, s)));
        to.series("lower-error", k, of(rows, r -> away(r.lower, s)));
        boolean strung = !p.is(problem, LINE);
        to.series("shoestring-values", strung ? k : new double[0], strung ? of(rows, r -> r.shoestring.doubleValue()) : new double[0]);
        to.series("string-error", strung ? k : new double[0], strung ? of(rows, r -> away(r.shoestring, s)) : new double[0]);
        to.series("smallest", k, of(rows, Row::tuned));
        boolean steep = strung && !p.is(problem, TWO);
        to.series("steepness", steep ? k : new double[0], steep ? of(rows, Row::steep) : new double[0]);
        digits(s, strung, to);
        islands(s, to);
        densities(s, p, to);
        double[] n = IntStream.rangeClosed(1, p.is(problem, UNITARY) ? p.get(matrixSize) : 0).asDoubleStream().toArray();
        boolean ready = !rows.isEmpty();
        to.series("partition-string", ready ? n : new double[0], ready ? Arrays.stream(n).map(m -> partition(p, s.last().shoestring, s.last().k, (int) m)).toArray() : new double[0]);
        to.series("partition-determinant", n, Arrays.stream(n).map(m -> determinant(p, (int) m)).toArray());
        to.series("partition-limit", n, Arrays.stream(n).map(_ -> Math.exp(p.get(coupling) * p.get(coupling) / 4)).toArray());
    }

    private static double[] of(List<Row> rows, ToDoubleFunction<Row> value) {
        return rows.stream().mapToDouble(value).toArray();
    }

    private static void digits(Stage s, boolean strung, Look to) {
        MathContext shown = new MathContext(20);
        List<String> names = new ArrayList<>(s.rows.stream().map(r -> "K = " + r.k).toList());
        names.add("exact");
        List<String> values = new ArrayList<>(s.rows.stream().map(r -> common(strung ? r.shoestring : r.lower, s.exact, shown)).toList());
        values.add(s.exact.round(shown).toPlainString());
        to.table("digits", new Layer.Column.Words("size", "size", names), new Layer.Column.Words("value", strung ? "shoestring, right digits · rest" : "lower end, right digits · rest", values));
    }

    /** The value with a dot after the last digit that is right. */
    private static String common(BigDecimal v, BigDecimal exact, MathContext shown) {
        String a = v.round(shown).toPlainString();
        String b = exact.round(shown).toPlainString();
        int same = 0;
        while (same < Math.min(a.length(), b.length()) && a.charAt(same) == b.charAt(same)) {
            same++;
        }
        return a.substring(0, same) + " · " + a.substring(same, Math.min(a.length(), same + 4));
    }

    private static void islands(Stage s, Look to) {
        int[] offsets = IntStream.rangeClosed(0, s.islands.size()).map(i -> i * (RAYS + 1)).toArray();
        to.paths("islands", 2, s.islands.stream().flatMapToDouble(Arrays::stream).toArray(), offsets);
        to.points("solution", 2, s.islands.isEmpty() ? new double[0] : new double[] {s.exact.doubleValue(), s.moments[2].doubleValue()});
    }

    private void densities(Stage s, Knobs p, Look to) {
        if (s.rows.isEmpty() || p.is(problem, LINE)) {
            to.series("density", new double[0], new double[0]);
            to.series("true-density", new double[0], new double[0]);
            return;
        }
        double[] c = stringModes(p, s.last().shoestring, s.last().k, s.last().k);
        double[] theta = IntStream.rangeClosed(-120, 120).mapToDouble(i -> Math.PI * i / 120).toArray();
        to.series("density", theta, Arrays.stream(theta).map(a -> (1 + 2 * IntStream.range(1, c.length).mapToDouble(n -> c[n] * Math.cos(n * a)).sum()) / (2 * Math.PI)).toArray());
        double mass = IntStream.range(0, 512).mapToDouble(i -> weight(p, 2 * Math.PI * i / 512)).sum() / 512 * 2 * Math.PI;
        to.series("true-density", theta, Arrays.stream(theta).map(a -> weight(p, a) / mass).toArray());
    }
}
