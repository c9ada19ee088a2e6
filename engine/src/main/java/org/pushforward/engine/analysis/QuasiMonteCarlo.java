package org.pushforward.engine.analysis;

import static org.pushforward.engine.api.Check.Criterion.atLeast;
import static org.pushforward.engine.api.Check.Criterion.atMost;
import static org.pushforward.engine.api.Check.Criterion.within;
import static org.pushforward.engine.api.Pane.Style.CURVE;
import static org.pushforward.engine.api.Pane.Style.FILL;
import static org.pushforward.engine.api.Pane.Style.POINTS;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.pushforward.engine.api.Rect;
import org.pushforward.engine.api.StepContext;
import org.pushforward.engine.numerics.LowDiscrepancy;
import org.pushforward.engine.numerics.LowDiscrepancy.Kind;
import org.pushforward.engine.numerics.LowDiscrepancy.Randomisation;
import org.pushforward.engine.numerics.MatchedKernel;
import org.pushforward.engine.numerics.Philox;
import org.pushforward.engine.study.Knob;
import org.pushforward.engine.study.Knobs;
import org.pushforward.engine.study.Look;
import org.pushforward.engine.study.Study;
import org.pushforward.engine.study.Trial;
import org.pushforward.engine.study.Turn;

/**
 * {@code analysis.qmcpy}: an integral over the cube by points that fill it evenly, in sixteen independent randomisations, beside as many
 * independent points. One step doubles the points.
 */
public final class QuasiMonteCarlo extends Study<QuasiMonteCarlo.State> {

    private static final int REPLICATES = 16;
    private static final int FIRST = 4;
    /** Student's t for 95 % with 15 degrees of freedom. */
    private static final double STUDENT = 2.13145;
    private static final int SHOWN = 1024;
    private static final int KERNEL = 1024;
    private static final int GRID = 64;

    /**
     * What the means of all randomisations say.
     *
     * @param rms root of the mean squared error of one of them
     */
    record Estimates(double mean, double halfWidth, double rms) { }

    /**
     * Estimates after 2^{@value #FIRST}, 2^5, … points.
     *
     * @param points of the first randomisation
     * @param residual of the kernel's system, relative; 0 where there is none
     */
    record State(List<Estimates> even, List<Estimates> random, double[] points, double[] weights, double residual, double exact) {
        int log2() {
            return FIRST + even.size() - 1;
        }
    }

    private final Knob<String> sequence;
    private final Knob<String> randomisation;
    private final Knob<Integer> dimension;
    private final Knob<Integer> log2;
    private final Knob<String> integrand;
    private final Knob<Integer> order;
    private final Knob<Double> tolerance;

    public QuasiMonteCarlo() {
        super("analysis.qmcpy", "Points that fill the cube", "Independent points leave holes and make heaps; the error of their mean falls like 1/√n. Lattices, digital nets and Halton "
                + "points fill the cube on purpose, and the error falls nearly like 1/n. Randomised, each of them is still uniform, so that sixteen independent copies tell how far "
                + "off the mean is. The same order makes kernel methods fast: on a lattice the matrix of a kernel that knows only differences is circulant, on a net its eigenvectors "
                + "are Walsh functions, so that a system of n unknowns takes n log n operations. Where the integrand jumps the gain shrinks, and in high dimensions it comes late: drag both. Nets and kernels of higher order are not shown.",
                List.of("I ≈ (1/n) Σᵢ f(xᵢ)", "lattice: xᵢ = {i z/n + Δ},  net: xᵢ = ⊕ i_r v_r", "K c = f,  K = Fᴴ Λ F or H Λ H/n", "Keister: π^{d/2} E cos(‖Z‖/√2)"),
                new Citation("A. G. Sorokin", 2025, "QMCPy: A Python Software for Randomized Low-Discrepancy Sequences, Quasi-Monte Carlo, and Fast Kernel Methods", "2502.14256")
                        .code("https://github.com/QMCSoftware/QMCSoftware"),
                new Citation("S.-C. T. Choi, F. J. Hickernell, R. Jagadeeswaran, M. J. McCourt, A. G. Sorokin", 2022, "Quasi-Monte Carlo Software", "2102.07833"));
        pace(2);
        group("Points");
        sequence = choice("sequence", "x", "Sequence", List.of("sobol", "lattice", "halton", "iid"), "sobol", "A digital net, a rank-1 lattice, radical inverses in primes, or independent points.");
        randomisation = choice("randomisation", "Δ", "Randomised by", List.of("linear", "shift", "owen"), "linear",
                "A random matrix over the digits (permuted digits of Halton points) and a shift; a shift alone; or nested permutations of digits.").but("shift", sequence, "lattice");
        dimension = whole("dimension", "d", "Dimension", 3, 1, 10, "Of the cube.").within(1, LowDiscrepancy.MOST_DIMENSIONS);
        log2 = whole("log2-points", "m", "Points, log₂", 12, 6, 14, "2^m points at the end.").within(FIRST, 18);
        group("Integral");
        integrand = choice("integrand", "f", "Integrand", Integrand.names(), "keister", "Keister's, or one of Genz's: a wave, a peak, a cusp, a jump. All integrals are known.");
        tolerance = real("tolerance", "τ", "Tolerance", 1e-3, 1e-6, 1e-1, "The points that are needed to be sure to 95 % of an error below it are told.").within(1e-14, 1e6).log();
        order = whole("kernel-order", "r", "Smoothness of the kernel", 1, 1, 3, "Of the kernel on a lattice.").when(sequence, "lattice");
        refuse(p -> !LowDiscrepancy.allows(kind(p), how(p)), p -> "randomisation: a " + p.get(sequence) + " sequence is not randomised by " + p.get(randomisation)
                + "; give shift" + (kind(p) == Kind.HALTON ? " or linear" : ""));
        lasts(p -> p.get(log2) - FIRST);

        var integral = gauge("integral", "Integral", "", s -> s.even.getLast().mean);
        gauge("exact", "Exact", "", s -> s.exact);
        var estimate = gauge("error-estimate", "Error, estimated", "", s -> s.even.getLast().halfWidth);
        gauge("error", "Error", "", s -> Math.abs(s.even.getLast().mean - s.exact));
        gauge("error-iid", "Error, independent points", "", s -> Math.abs(s.random.getLast().mean - s.exact));
        gauge("error-estimate-iid", "Error of independent points, estimated", "", s -> s.random.getLast().halfWidth);
        var slope = gauge("slope", "Slope", "", s -> slope(s.even));
        var slopeRandom = gauge("slope-iid", "Slope, independent points", "", s -> slope(s.random));
        gauge("needed", "Points needed", "", (s, p) -> needed(s.even, p.get(tolerance)));
        gauge("needed-iid", "Points needed, independent", "", (s, p) -> REPLICATES * Math.pow(2, s.log2()) * Math.pow(s.random.getLast().halfWidth / p.get(tolerance), 2));
        var residual = gauge("gram-residual", "Residual of the kernel's system", "", s -> s.residual);

        plane("points", "Points", "first two coordinates").draw(POINTS, "points", "number");
        plot("error", "Error against points", "root mean square of a randomisation").draw(CURVE, "rms", "even", "", "points").draw(CURVE, "rms-iid", "independent", "", "points")
                .draw(CURVE, "one-over-n", "1/n", "", "points").log().logX();
        plane("independent", "Independent points", "as many").draw(POINTS, "heaps", "number");
        plot("estimates", "Estimates with 95 % bands", "less the exact integral").draw(CURVE, "even", "even", "", "points").draw(CURVE, "iid", "independent", "", "points").logX();
        space("cube", "In the cube", "first three coordinates").draw(POINTS, "points-3", "number").axes("x₁", "x₂", "x₃");
        plane("surface", "What the kernel makes of the values", "two dimensions").draw(FILL, "interpolant", "f").draw(POINTS, "nodes", "points").alike("interpolant", "truth");
        plane("truth", "Integrand", "two dimensions").draw(FILL, "truth", "f").alike("interpolant", "truth");

        always("residual", "residual of the kernel's system", residual, atMost(1e-7), "solved by transforms; rounding grows with the condition");
        reference("boxes", "scrambled net of 4096 points: boxes of volume 1/4096 without a point, of all shapes", atMost(0), "closed form: a (0, 12, 2)-net", QuasiMonteCarlo::emptyBoxes);
        reference("owen", "Keister, Owen's net, 2^4 … 2^12 points: slope", atMost(-0.9), "our run; −1.03 in an independent run in NumPy", t -> t.rest().value(slope), "randomisation=owen");
        reference("independent", "Keister, independent points: slope", within(-0.5, 0.1), "closed form −½; sixteen means at nine sizes", t -> t.rest().value(slopeRandom));
        reference("halton", "Keister, Halton points: slope", atMost(-0.85), "our run; −1.00 in an independent run in NumPy", t -> t.rest().value(slope), "sequence=halton");
        reference("lattice", "Keister, lattice: slope", atMost(-0.85), "our run", t -> t.rest().value(slope), "sequence=lattice");
        lengthy("coverage", "share of 100 seeds whose 95 % band covers Keister's integral, 16 × 256 points", atLeast(0.9), "closed form .95 for normal means", QuasiMonteCarlo::coverage,
                "log2-points=8");
        reference("circulant", "lattice, 1024 points: residual by Fourier transforms", atMost(1e-9), "the dense matrix, row by row", t -> t.rest().value(residual), "sequence=lattice", "log2-points=10");
        reference("walsh", "net, 1024 points: residual by Walsh–Hadamard transforms", atMost(1e-9), "the dense matrix, row by row", t -> t.rest().value(residual), "log2-points=10");
        formula("keister", "Keister's integral in 3 dimensions", within(2.16831, 1e-5), "published (Keister 1996; Choi et al. 2022)", () -> Integrand.KEISTER.exact(3));
        opens("Even beats random", "Every doubling halves the error of even points; independent ones need four times as many.");
        preset("kernel", "A surface from a lattice", "A kernel through 1024 values on a lattice, by two fast Fourier transforms.").set("sequence=lattice", "dimension=2", "log2-points=10", "integrand=wave",
                "kernel-order=2").panes("surface", "truth", "points", "error");
        preset("jump", "Where the integrand jumps", "A jump takes most of the gain away.").set("integrand=jump").panes("points", "error", "independent", "estimates");
        preset("scrambles", "One net, many scrambles", "Nested permutations move every point and keep every box.").set("randomisation=owen", "dimension=2", "log2-points=9").panes("points", "independent", "error",
                "estimates");
        tiny("log2-points=6 dimension=2", "sequence=lattice log2-points=5 integrand=cusp", "sequence=halton randomisation=shift log2-points=5", "sequence=iid log2-points=5 dimension=1");
    }

    private Kind kind(Knobs p) {
        return Kind.valueOf(p.get(sequence).toUpperCase(Locale.ROOT));
    }

    private Randomisation how(Knobs p) {
        return kind(p) == Kind.IID ? Randomisation.NONE : Randomisation.valueOf(p.get(randomisation).toUpperCase(Locale.ROOT));
    }

    @Override
    protected State start(Knobs p, Philox random) {
        Integrand f = Integrand.named(p.get(integrand));
        State nothing = new State(List.of(), List.of(), new double[0], new double[0], 0, f.exact(p.get(dimension)));
        return doubled(nothing, p, random, StepContext.serial());
    }

    @Override
    protected State next(State s, Turn t) {
        return doubled(s, t.p(), t.random(), t.context());
    }

    private State doubled(State s, Knobs p, Philox random, StepContext context) {
        int d = p.get(dimension);
        int m = s.log2() + 1;
        int n = 1 << m;
        Integrand f = Integrand.named(p.get(integrand));
        LowDiscrepancy even = new LowDiscrepancy(kind(p), how(p), d);
        LowDiscrepancy heaps = new LowDiscrepancy(Kind.IID, Randomisation.NONE, d);
        double[][] first = new double[1][];
        double[] means = new double[REPLICATES];
        double[] others = new double[REPLICATES];
        context.workers().forRanges(REPLICATES, 1, (from, to) -> {
            for (int r = from; r < to; r++) {
                context.cancel().throwIfCancelled();
                double[] x = even.points(n, random.stream(r));
                means[r] = f.mean(x, d);
                if (r == 0) {
                    first[0] = x;
                }
                // Fresh points at every size, so that the sizes are independent too.
                others[r] = f.mean(heaps.points(n, random.stream(1000 + 32 * m + r)), d);
            }
        });
        List<Estimates> a = new ArrayList<>(s.even);
        List<Estimates> b = new ArrayList<>(s.random);
        a.add(estimates(means, s.exact));
        b.add(estimates(others, s.exact));
        double[] weights = weights(p, f, first[0], n);
        return new State(List.copyOf(a), List.copyOf(b), first[0], weights, residual(p, f, first[0], weights), s.exact);
    }

    private static Estimates estimates(double[] means, double exact) {
        double mean = Arrays.stream(means).average().orElseThrow();
        double variance = Arrays.stream(means).map(v -> (v - mean) * (v - mean)).sum() / (REPLICATES - 1);
        double rms = Math.sqrt(Arrays.stream(means).map(v -> (v - exact) * (v - exact)).average().orElseThrow());
        return new Estimates(mean, STUDENT * Math.sqrt(variance / REPLICATES), rms);
    }

    /** Coefficients of the kernel through the values, where points and kernel match; none for more than {@value #KERNEL} points. */
    private double[] weights(Knobs p, Integrand f, double[] x, int n) {
        boolean fits = kind(p) == Kind.LATTICE || kind(p) == Kind.SOBOL && how(p) != Randomisation.OWEN;
        if (!fits || n > KERNEL) {
            return new double[0];
        }
        int d = p.get(dimension);
        double[] values = new double[n];
        Arrays.setAll(values, i -> f.at(x, i * d, d));
        return kernel(p).coefficients(x, d, values);
    }

    private MatchedKernel kernel(Knobs p) {
        // Smoother kernels have larger values: each gets a weight that keeps them near 1.
        double gamma = kind(p) == Kind.SOBOL ? 0.8 : new double[] {0.25, 0.02, 0.002}[p.get(order) - 1];
        return kind(p) == Kind.SOBOL ? MatchedKernel.ofNet(gamma) : MatchedKernel.ofLattice(p.get(order), gamma);
    }

    /** ‖K c − f‖/‖f‖ over 64 rows of the dense matrix. */
    private double residual(Knobs p, Integrand f, double[] x, double[] c) {
        int d = p.get(dimension);
        MatchedKernel k = kernel(p);
        double off = 0;
        double all = 0;
        for (int i = 0; i < c.length; i += Math.max(1, c.length / 64)) {
            double sum = 0;
            for (int j = 0; j < c.length; j++) {
                sum += k.at(x, i * d, x, j * d, d) * c[j];
            }
            double value = f.at(x, i * d, d);
            off += (sum - value) * (sum - value);
            all += value * value;
        }
        return all == 0 ? 0 : Math.sqrt(off / all);
    }

    /** Of log rms against log n by least squares; 0 before there are three sizes. */
    private static double slope(List<Estimates> e) {
        int n = e.size();
        if (n < 3) {
            return 0;
        }
        double mx = (n - 1) / 2.0;
        double[] y = e.stream().mapToDouble(v -> Math.log(Math.max(v.rms, 1e-300)) / Math.log(2)).toArray();
        double my = Arrays.stream(y).average().orElseThrow();
        double up = 0;
        double down = 0;
        for (int k = 0; k < n; k++) {
            up += (k - mx) * (y[k] - my);
            down += (k - mx) * (k - mx);
        }
        return up / down;
    }

    /** Evaluations until the estimated error is below the tolerance; 0 when that has not come about. */
    private static double needed(List<Estimates> e, double tolerance) {
        for (int k = 0; k < e.size(); k++) {
            if (e.get(k).halfWidth <= tolerance) {
                return REPLICATES * Math.pow(2, FIRST + k);
            }
        }
        return 0;
    }

    private static double emptyBoxes(Trial<State> t) {
        int m = 12;
        double[] x = new LowDiscrepancy(Kind.SOBOL, Randomisation.LINEAR, 2).points(1 << m, new Philox(11));
        int empty = 0;
        for (int a = 0; a <= m; a++) {
            BitSet full = new BitSet();
            for (int i = 0; i < 1 << m; i++) {
                full.set((int) (x[2 * i] * (1 << a)) << m - a | (int) (x[2 * i + 1] * (1 << m - a)));
            }
            empty += (1 << m) - full.cardinality();
        }
        return empty;
    }

    private static double coverage(Trial<State> t) {
        int covered = 0;
        for (int seed = 1; seed <= 100; seed++) {
            State s = t.anew(seed).rest().state();
            covered += Math.abs(s.even.getLast().mean - s.exact) <= s.even.getLast().halfWidth ? 1 : 0;
        }
        return covered / 100.0;
    }

    @Override
    protected void look(State s, Knobs p, Look to) {
        int d = p.get(dimension);
        int shown = Math.min(SHOWN, s.points.length / d);
        to.points("points", 2, coordinates(s.points, d, shown, 2), IntStream.range(0, shown).asDoubleStream().toArray());
        double[] heaps = new LowDiscrepancy(Kind.IID, Randomisation.NONE, d).points(1 << s.log2(), to.random().stream(1000 + 32 * s.log2()));
        to.points("heaps", 2, coordinates(heaps, d, shown, 2), IntStream.range(0, shown).asDoubleStream().toArray());
        to.points("points-3", 3, coordinates(s.points, d, shown, 3), IntStream.range(0, shown).asDoubleStream().toArray());
        int sizes = s.even.size();
        double[] n = new double[sizes];
        Arrays.setAll(n, k -> Math.pow(2, FIRST + k));
        to.series("rms", n, s.even.stream().mapToDouble(Estimates::rms).toArray());
        to.series("rms-iid", n, s.random.stream().mapToDouble(Estimates::rms).toArray());
        to.series("one-over-n", n, Arrays.stream(n).map(v -> s.even.getFirst().rms * n[0] / v).toArray());
        band("even", s.even, n, s.exact, to);
        band("iid", s.random, n, s.exact, to);
        if (d == 2) {
            surfaces(s, p, to);
        }
    }

    private static void band(String id, List<Estimates> e, double[] n, double exact, Look to) {
        double[] y = e.stream().mapToDouble(v -> v.mean - exact).toArray();
        double[] low = e.stream().mapToDouble(v -> v.mean - exact - v.halfWidth).toArray();
        double[] high = e.stream().mapToDouble(v -> v.mean - exact + v.halfWidth).toArray();
        to.series(id, n, y, low, high);
    }

    /** The first coordinates of the first points; missing ones are ½. */
    private static double[] coordinates(double[] x, int d, int count, int wanted) {
        double[] c = new double[wanted * count];
        Arrays.setAll(c, k -> k % wanted < d ? x[k / wanted * d + k % wanted] : 0.5);
        return c;
    }

    private void surfaces(State s, Knobs p, Look to) {
        Integrand f = Integrand.named(p.get(integrand));
        double[] truth = new double[GRID * GRID];
        double[] made = new double[s.weights.length == 0 ? 0 : GRID * GRID];
        MatchedKernel k = kernel(p);
        double[] at = new double[2];
        for (int i = 0; i < GRID * GRID; i++) {
            at[0] = (i / GRID + 0.5) / GRID;
            at[1] = (i % GRID + 0.5) / GRID;
            truth[i] = f.at(at, 0, 2);
            for (int j = 0; j < s.weights.length; j++) {
                made[i] += s.weights[j] * k.at(at, 0, s.points, 2 * j, 2);
            }
        }
        to.field("truth", GRID, GRID, Rect.UNIT, truth);
        if (made.length > 0) {
            to.field("interpolant", GRID, GRID, Rect.UNIT, made);
            to.points("nodes", 2, coordinates(s.points, 2, s.weights.length, 2));
        }
    }
}
