package org.pushforward.engine.algebra;

import static org.pushforward.engine.api.Check.Criterion.atMost;
import static org.pushforward.engine.api.Check.Criterion.within;
import static org.pushforward.engine.api.Pane.Style.CELLS;
import static org.pushforward.engine.api.Pane.Style.CURVE;
import static org.pushforward.engine.api.Pane.Style.POINTS;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.pushforward.engine.api.Parameter.VectorValue;
import org.pushforward.engine.api.Status;
import org.pushforward.engine.numerics.Estimate;
import org.pushforward.engine.numerics.Matrix;
import org.pushforward.engine.numerics.Philox;
import org.pushforward.engine.study.Gauge;
import org.pushforward.engine.study.Knob;
import org.pushforward.engine.study.Knobs;
import org.pushforward.engine.study.Look;
import org.pushforward.engine.study.Race;
import org.pushforward.engine.study.Study;
import org.pushforward.engine.study.Trial;
import org.pushforward.engine.study.Turn;

/**
 * {@code algebra.orth-diag}: Jacobi's eigenvalue iteration, Gram–Schmidt and Cholesky on one positive definite matrix, a pair of columns at a time. A step
 * is some pivots of each.
 */
public final class RandomPivots extends Study<RandomPivots.Stage> {

    private static final String JACOBI = "jacobi";
    private static final String GRAM_SCHMIDT = "gram-schmidt";
    private static final String CHOLESKY = "cholesky";
    private static final List<String> ALL = List.of(JACOBI, GRAM_SCHMIDT, CHOLESKY);
    /** Of the largest correlation, at which a matrix counts as diagonal. */
    private static final double DIAGONAL = 1e-9;
    private static final int MOST = 20_000;
    /** Runs of each factorization, with pairs of their own. */
    private static final int RUNS = 8;

    private final Knob<Integer> n;
    private final Knob<VectorValue> matrix;
    private final Knob<String> shown;
    private final Knob<String> pivoting;
    private final Knob<Integer> each;

    /**
     * A matrix on its way to a diagonal one.
     *
     * @param columns A of S = AᵀA, which Gram–Schmidt works on; empty for the others
     * @param defect worst distance so far of ln Γ after a step from ln Γ before + ln(1 − ρ²)
     * @param next position in the cyclic order
     */
    record Run(double[] s, double[] columns, double defect, int next) { }

    record Stage(int n, Race<List<Run>> runs, double gamma, double off, int pivots, double[] exact) {

        /** The run of a factorization that is looked at. */
        double[] first(String name) {
            return runs.get(name).getFirst().s;
        }

        double mean(String name, ToDoubleFunction<double[]> of) {
            return runs.get(name).stream().mapToDouble(r -> of.applyAsDouble(r.s)).average().orElseThrow();
        }

        Stream<Run> all() {
            return runs.states().stream().flatMap(List::stream);
        }
    }

    public RandomPivots() {
        super("algebra.orth-diag", "Orthogonalization and diagonalization", "Jacobi's iteration for eigenvalues, Gram–Schmidt and Cholesky all make two columns orthogonal at a time. If ρ is their correlation, each of them multiplies Γ, the product of the diagonal over the determinant, by 1 − ρ², "
                + "whatever the factorization is. With pairs drawn uniformly at random, the paper's rule, all three therefore converge at one linear rate, about 2/(n(n − 1)) a pivot. The draws of the three are independent here; on the same pairs Gram–Schmidt and Cholesky would be the same numbers. "
                + "The rule is for the theorem, not for speed: in cyclic order Gram–Schmidt and Cholesky are done after one sweep, and Jacobi converges quadratically.",
                List.of("Γ = Πᵢ sᵢᵢ / det S ≥ 1,  Γ ← Γ (1 − ρᵢⱼ²),  ρᵢⱼ = sᵢⱼ/√(sᵢᵢ sⱼⱼ)", "Jacobi, uniform pairs: E[off²] ← (1 − 2/(n(n − 1))) off²"),
                new Citation("I. Detherage, R. Shah", 2025, "A Unified Perspective on Orthogonalization and Diagonalization", "2505.02023"));
        pace(30);
        group("Matrix");
        n = whole("n", "n", "Size", 16, 3, 40, "Of a sample covariance of 2n random vectors.").within(2, 100);
        matrix = vector("matrix", "S", "Your own matrix", 0, 0, "", "Symmetric and positive definite, instead of the random one.");
        group("Method");
        shown = choice("factorisation", "F", "Factorization", ALL, JACOBI, "Which one ln Γ, off and the identity are reported of; all three run.");
        pivoting = choice("pivoting", "J", "Pairs", List.of("uniform", "cyclic", "largest"), "uniform", "At random, row after row, or the most correlated pair.").live();
        each = whole("pivots-per-step", "k", "Pivots a step", 8, 1, 100, "Pairs between two pictures.").within(1, 10_000).log();
        refuse(p -> !p.get(matrix).values().isEmpty() && !definite(p.get(matrix)), p ->
                "matrix is not symmetric and positive definite; give rows like \"2,1;1,2\" whose eigenvalues are above zero");
        rests(s -> s.all().allMatch(r -> largest(r.s, s.n)[0] <= DIAGONAL) || s.pivots >= MOST * s.n ? Status.CONVERGED : Status.RUNNING);

        List<Gauge<Stage>> gammas = gauges("log-gamma", "ln Γ", "", ALL, (s, c) -> Math.max(1e-16, s.mean(c, m -> gamma(m, s.n))));
        var predicted = gauge("log-gamma-predicted", "ln Γ at the common rate", "", s -> Math.max(1e-16, s.gamma * Math.exp(-rate(s.n) * s.pivots)));
        gauge("log-gamma", "ln Γ", "", (s, p) -> s.mean(p.get(shown), m -> gamma(m, s.n)));
        var identity = gauge("identity-error", "Worst error of ln Γ + ln(1 − ρ²)", "", s -> s.all().mapToDouble(Run::defect).max().orElseThrow());
        gauge("off", "√ of the squares off the diagonal", "", (s, p) -> Math.sqrt(s.mean(p.get(shown), m -> off(m, s.n))));
        var off = gauge("off-jacobi", "off², Jacobi", "", s -> Math.max(1e-30, s.mean(JACOBI, m -> off(m, s.n))));
        var expected = gauge("off-expected", "its expectation", "", s -> Math.max(1e-30, s.off * Math.pow(1 - rate(s.n), s.pivots)));
        gauge("pivots", "Pivots", "", Stage::pivots);
        var spectrum = gauge("eigenvalue-error", "Diagonal of Jacobi, off the eigenvalues / largest", "", s -> eigenvalueError(s));

        multiples("correlations", "Correlations |ρ|", "of the first run each; dark is orthogonal").draw(CELLS, "of-jacobi", "Jacobi").draw(CELLS, "of-gram-schmidt", "Gram–Schmidt").draw(CELLS, "of-cholesky", "Cholesky");
        history("gamma", "One common curve", "mean ln Γ of eight runs each", List.of(gammas.get(0), gammas.get(1), gammas.get(2), predicted)).log();
        plot("spectrum", "Diagonal of Jacobi's matrix", "falls into the eigenvalues").draw(CURVE, "eigenvalues-exact", "exact", "", "number").draw(POINTS, "eigenvalues", "diagonal, sorted", "", "number");
        history("frobenius", "Off the diagonal", "mean off² of eight Jacobi runs and its expectation", off, expected).log();

        always("identity", "ln Γ after − before − ln(1 − ρ²), worst of all pivots", identity, atMost(1e-12), "closed form; determinants by Cholesky, which own matrices may make harder");
        atEnd("eigenvalues", "diagonal of Jacobi off the eigenvalues / largest", spectrum, atMost(1e-12), "EJML's eigenvalues; own matrices may be larger and worse conditioned");
        statistics();
        opens("Three factorizations, one curve", "Pairs of columns at random: the correlations of all three fade at the same rate.").pictured(60);
        preset("cyclic", "In cyclic order it is another story", "Gram–Schmidt and Cholesky finish in one sweep, Jacobi after a few: no common rate.").set("pivoting=cyclic").panes("correlations", "gamma", "spectrum", "frobenius").pictured(12);
        preset("largest", "Always the most correlated pair", "Jacobi's own rule of 1846.").set("pivoting=largest", "n=24").panes("correlations", "gamma", "spectrum", "frobenius").pictured(30);
        tiny("n=4", "n=3 pivoting=cyclic pivots-per-step=2", "pivoting=largest matrix=2,1,0;1,3,1;0,1,2");
    }

    private void statistics() {
        reference("expectation", "E[off²] of 400 runs of 100 rotations, n = 12, in standard errors", atMost(3), "closed form (1 − 2/(n(n − 1)))¹⁰⁰; the run's own error", t -> {
            Estimate share = Estimate.NONE;
            for (int seed = 1; seed <= 400 / RUNS; seed++) {
                t.context().cancel().throwIfCancelled();
                Trial<Stage> run = t.anew(seed).step();
                for (Run r : run.state().runs.get(JACOBI)) {
                    share = share.and(off(r.s, 12) / run.state().off);
                }
            }
            return share.deviations(Math.pow(1 - rate(12), 100));
        }, "n=12", "pivots-per-step=100");
        reference("common-rate", "n = 20: (fastest − slowest) / fastest mean decay of ln Γ, 24 runs of 400 pivots", atMost(1.0 / 3), "Detherage & Shah 2025: one rate",
                t -> 1 - Arrays.stream(decays(t)).min().orElseThrow() / Arrays.stream(decays(t)).max().orElseThrow(), "n=20", "pivots-per-step=400");
        reference("rate", "n = 20: mean decay of ln Γ over 2/(n(n − 1)), mean of the three", within(0.9, 0.15), "the paper's rate; below 1 until correlations are small", t -> Arrays.stream(decays(t)).average().orElseThrow() / rate(20), "n=20", "pivots-per-step=400");
        reference("cholesky-sweep", "n = 16, cyclic: largest correlation after one sweep of Gram–Schmidt and Cholesky", atMost(8e-16), "exact: they are the classical algorithms", t -> {
            Stage s = t.step().state();
            return Math.max(largest(s.first(CHOLESKY), 16)[0], largest(s.first(GRAM_SCHMIDT), 16)[0]);
        }, "pivoting=cyclic", "pivots-per-step=120");
    }

    /** −ln of what is left of ln Γ, a pivot, of each of the three. */
    private static double[] decays(Trial<Stage> t) {
        double[] sum = new double[ALL.size()];
        for (int seed = 1; seed <= 3; seed++) {
            t.context().cancel().throwIfCancelled();
            Stage s = t.anew(seed).step().state();
            for (int c = 0; c < sum.length; c++) {
                sum[c] -= s.mean(ALL.get(c), m -> Math.log(gamma(m, s.n) / s.gamma)) / s.pivots / 3;
            }
        }
        return sum;
    }

    private static double rate(int n) {
        return 2.0 / (n * (n - 1.0));
    }

    private static boolean definite(VectorValue v) {
        Matrix m = v.rows() == v.columns() && v.rows() >= 2 ? own(v) : Matrix.identity(1).scaled(-1);
        return m.minus(m.transposed()).frobenius() == 0 && m.cholesky().isPresent();
    }

    private static Matrix own(VectorValue v) {
        return Matrix.of(v.rows(), v.columns(), v.values().stream().mapToDouble(Double::doubleValue).toArray());
    }

    @Override
    protected Stage start(Knobs p, Philox random) {
        Matrix s;
        if (p.get(matrix).values().isEmpty()) {
            int k = p.get(n);
            double[] z = new double[2 * k * k];
            random.stream(1).normals(0, 2 * k, 0, k, z, 0);
            Matrix samples = Matrix.of(2 * k, k, z);
            s = samples.transposed().times(samples).scaled(0.5 / k).symmetrised();
        } else {
            s = own(p.get(matrix));
        }
        int size = s.rows();
        double[] exact = s.eigenvalues();
        Arrays.sort(exact);
        double[] columns = s.cholesky().orElseThrow().transposed().toArray();
        Race<List<Run>> runs = Race.of(ALL, c -> Collections.nCopies(RUNS, new Run(s.toArray(), c.equals(GRAM_SCHMIDT) ? columns : new double[0], 0, 0)));
        return new Stage(size, runs, gamma(s.toArray(), size), off(s.toArray(), size), 0, exact);
    }

    @Override
    protected Stage next(Stage s, Turn t) {
        int k = t.get(each);
        Race<List<Run>> after = s.runs.then((name, runs) -> {
            double[] lots = t.uniforms(1 + ALL.indexOf(name), RUNS, k);
            return IntStream.range(0, RUNS).mapToObj(r -> pivoted(runs.get(r), name, s.n, Arrays.copyOfRange(lots, r * k, r * k + k), t)).toList();
        });
        return new Stage(s.n, after, s.gamma, s.off, s.pivots + k, s.exact);
    }

    private Run pivoted(Run from, String name, int n, double[] lots, Turn t) {
        Run now = from;
        for (double lot : lots) {
            t.ask();
            now = pivoted(now, name, n, pair(now, n, t.get(pivoting), lot));
        }
        return now;
    }

    /** The next pair i < j. */
    private static int[] pair(Run r, int n, String rule, double lot) {
        int pairs = n * (n - 1) / 2;
        if (rule.equals("largest")) {
            double[] l = largest(r.s, n);
            return new int[] {(int) l[1], (int) l[2]};
        }
        int k = rule.equals("cyclic") ? r.next % pairs : Math.min(pairs - 1, (int) (lot * pairs));
        int i = 0;
        while (k >= n - 1 - i) {
            k -= n - 1 - i++;
        }
        return new int[] {i, i + 1 + k};
    }

    /** One pair made orthogonal, and what that does to Γ. */
    private static Run pivoted(Run r, String name, int n, int[] pair) {
        int i = pair[0];
        int j = pair[1];
        double[] s = r.s.clone();
        double[] a = r.columns.clone();
        double before = gamma(s, n);
        double kept = Math.log1p(-s[i * n + j] / s[i * n + i] * s[i * n + j] / s[j * n + j]);
        switch (name) {
            case JACOBI -> rotate(s, n, i, j);
            case CHOLESKY -> combine(s, n, j, i, -s[i * n + j] / s[i * n + i]);
            default -> {
                double c = 0;
                double norm = 0;
                for (int k = 0; k < n; k++) {
                    c += a[k * n + i] * a[k * n + j];
                    norm += a[k * n + i] * a[k * n + i];
                }
                for (int k = 0; k < n; k++) {
                    a[k * n + j] -= c / norm * a[k * n + i];
                }
                products(s, a, n, j);
            }
        }
        return new Run(s, a, Math.max(r.defect, Math.abs(gamma(s, n) - before - kept)), r.next + 1);
    }

    /** Row and column j of AᵀA. */
    private static void products(double[] s, double[] a, int n, int j) {
        for (int m = 0; m < n; m++) {
            double sum = 0;
            for (int k = 0; k < n; k++) {
                sum += a[k * n + m] * a[k * n + j];
            }
            s[m * n + j] = sum;
            s[j * n + m] = sum;
        }
    }

    /** S ← TᵀST where T adds f times column i to column j: an elimination. */
    private static void combine(double[] s, int n, int j, int i, double f) {
        for (int k = 0; k < n; k++) {
            s[k * n + j] += f * s[k * n + i];
        }
        for (int k = 0; k < n; k++) {
            s[j * n + k] += f * s[i * n + k];
        }
        s[i * n + j] = 0;
        s[j * n + i] = 0;
    }

    /** Jacobi's rotation, by the smaller angle (Golub & Van Loan, algorithm 8.5.1). */
    private static void rotate(double[] s, int n, int i, int j) {
        double off = s[i * n + j];
        if (off == 0) {
            return;
        }
        double tau = (s[j * n + j] - s[i * n + i]) / (2 * off);
        double tan = Math.copySign(1, tau) / (Math.abs(tau) + Math.sqrt(1 + tau * tau));
        double cos = 1 / Math.sqrt(1 + tan * tan);
        double sin = tan * cos;
        double ii = s[i * n + i] - tan * off;
        double jj = s[j * n + j] + tan * off;
        for (int k = 0; k < n; k++) {
            double x = s[k * n + i];
            double y = s[k * n + j];
            s[k * n + i] = cos * x - sin * y;
            s[k * n + j] = sin * x + cos * y;
            s[i * n + k] = s[k * n + i];
            s[j * n + k] = s[k * n + j];
        }
        s[i * n + i] = ii;
        s[j * n + j] = jj;
        s[i * n + j] = 0;
        s[j * n + i] = 0;
    }

    // ---- what is measured

    /** ln Γ: Σ ln sᵢᵢ − ln det S, the determinant by Cholesky on correlations, so that diagonals do not cancel. */
    private static double gamma(double[] s, int n) {
        double[] l = new double[n * n];
        double sum = 0;
        for (int i = 0; i < n; i++) {
            for (int j = 0; j <= i; j++) {
                double v = i == j ? 0 : s[i * n + j] / Math.sqrt(s[i * n + i] * s[j * n + j]);
                for (int k = 0; k < j; k++) {
                    v -= l[i * n + k] * l[j * n + k];
                }
                if (i == j) {
                    sum -= Math.log1p(v);
                    l[i * n + i] = Math.sqrt(1 + v);
                } else {
                    l[i * n + j] = v / l[j * n + j];
                }
            }
        }
        return sum;
    }

    private static double off(double[] s, int n) {
        return IntStream.range(0, n * n).filter(k -> k / n != k % n).mapToDouble(k -> s[k] * s[k]).sum();
    }

    /** The largest |ρ| and where. */
    private static double[] largest(double[] s, int n) {
        double[] best = {-1, 0, 1};
        for (int i = 0; i < n; i++) {
            for (int j = i + 1; j < n; j++) {
                double r = Math.abs(s[i * n + j]) / Math.sqrt(s[i * n + i] * s[j * n + j]);
                if (r > best[0]) {
                    best = new double[] {r, i, j};
                }
            }
        }
        return best;
    }

    private static double[] diagonal(Stage s) {
        return IntStream.range(0, s.n).mapToDouble(k -> s.first(JACOBI)[k * (s.n + 1)]).sorted().toArray();
    }

    private static double eigenvalueError(Stage s) {
        double[] d = diagonal(s);
        return IntStream.range(0, s.n).mapToDouble(k -> Math.abs(d[k] - s.exact[k])).max().orElseThrow() / s.exact[s.n - 1];
    }

    @Override
    protected void look(Stage s, Knobs p, Look to) {
        for (String c : ALL) {
            double[] m = s.first(c);
            double[] rho = new double[m.length];
            Arrays.setAll(rho, k -> k / s.n == k % s.n ? 0 : Math.abs(m[k]) / Math.sqrt(m[k / s.n * (s.n + 1)] * m[k % s.n * (s.n + 1)]));
            to.matrix("of-" + c, s.n, s.n, rho);
        }
        double[] number = IntStream.rangeClosed(1, s.n).asDoubleStream().toArray();
        to.series("eigenvalues-exact", number, s.exact);
        to.series("eigenvalues", number, diagonal(s));
    }
}
