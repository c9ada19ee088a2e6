package org.pushforward.engine.wireless;

import static org.pushforward.engine.api.Check.Criterion.atLeast;
import static org.pushforward.engine.api.Check.Criterion.atMost;
import static org.pushforward.engine.api.Pane.Style.BARS;
import static org.pushforward.engine.api.Pane.Style.CELLS;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.pushforward.engine.numerics.Matrix;
import org.pushforward.engine.numerics.Philox;
import org.pushforward.engine.numerics.Vectors;
import org.pushforward.engine.study.Knob;
import org.pushforward.engine.study.Knobs;
import org.pushforward.engine.study.Look;
import org.pushforward.engine.study.Study;
import org.pushforward.engine.study.Trial;
import org.pushforward.engine.study.Turn;

/**
 * {@code wireless.kro-sbl}: few rows times few columns carry a signal that too few measurements see; expectation maximisation with a variance for each
 * entry, or with one for each row and each column. A step is an iteration of each.
 */
public final class KroneckerRecovery extends Study<KroneckerRecovery.State> {

    private static final List<String> METHODS = List.of("sbl", "am", "svd");
    private static final int ALTERNATIONS = 5;
    private static final double FLOOR = 1e-10;
    private static final double DONE = -200;
    /** With which an iteration takes less than a second. */
    private static final int MOST_NUMBERS = 600_000;

    /**
     * y = (A₁ ⊗ A₂) x + n, with real and imaginary parts stacked where it is complex.
     *
     * @param copies 2 where it is complex, else 1
     * @param h rows of {@code copies} m² by {@code copies} n² numbers
     */
    record Task(int n, int copies, Matrix h, double[] y, double[] x, double noise, double[] pursued) {

        double error(double[] estimate) {
            double off = 0;
            double size = 0;
            for (int i = 0; i < x.length; i++) {
                off += (estimate[i] - x[i]) * (estimate[i] - x[i]);
                size += x[i] * x[i];
            }
            return Math.max(DONE, 10 * Math.log10(off / size));
        }
    }

    /** @param cost log |C| + yᵀC⁻¹y where C = σ²I + HΓHᵀ, of the variances; {@code second} moments of the entries */
    record Belief(double[] gamma, double[] mean, double[] second, double cost) { }

    /** @param rise worst rise of the cost of the alternating method so far, relative */
    record State(Task task, List<Belief> beliefs, double rise) {

        double error(int method) {
            return task.error(beliefs.get(method).mean);
        }
    }

    private final Knob<String> scene;
    private final Knob<Integer> size;
    private final Knob<Integer> measurements;
    private final Knob<Integer> active;
    private final Knob<Double> snr;

    public KroneckerRecovery() {
        super("wireless.kro-sbl", "Sparse signals on a grid of rows and columns", "Angles of arrival times angles of departure: where a channel is not nothing is a product of a few rows and a few columns. Sparse Bayesian learning gives each entry a variance of its own and lets most of them die. "
                + "If the variances are a product γ₁ ⊗ γ₂, there are 2n of them instead of n², and fewer measurements do. Both ways to fit them are shown, in turns (which never raises the cost) and by the dominant singular pair, beside plain learning and orthogonal matching pursuit, "
                + "which is told how many entries there are. On single draws it can be otherwise: of the first eight, plain learning is ahead of the turns in one and of the singular pair in two, the first among them. The noise level is known to all; the paper's block-sparse variant is left out.",
                List.of("y = (A₁ ⊗ A₂) x + n,  x ~ N(0, diag(γ₁ ⊗ γ₂))", "M = μ² + diag Σ,  AM: γ₁ᵢ ← meanⱼ Mᵢⱼ/γ₂ⱼ and back", "SVD: M ≈ s u vᵀ,  γ₁ = √s u,  γ₂ = √s v"),
                new Citation("Y. He, G. Joseph", 2023, "Bayesian Algorithms for Kronecker-structured Sparse Vector Recovery With Application to IRS-MIMO Channel Estimation", "2307.14719"));
        pace(12);
        group("Signal");
        scene = choice("scene", "A", "Dictionaries", List.of("gaussian", "steering"), "gaussian", "Real and random, or the complex answers of two arrays of antennas to a grid of angles.");
        size = whole("size", "n", "Size", 15, 6, 20, "Rows and columns of the grid.").within(4, 24);
        active = whole("active", "k", "Active", 3, 1, 5, "Rows, and as many columns.").within(1, 12);
        group("Measurement");
        measurements = whole("measurements", "m", "Measurements", 8, 3, 14, "Of each dimension, m² in all.").within(2, 24);
        snr = real("snr-db", "ρ", "Signal to noise", 20, 0, 40, "Of all measurements.").within(-10, 100).unit("dB");
        refuse(p -> p.get(active) > p.get(size), p -> "active = " + p.get(active) + " is more than size = " + p.get(size) + "; take fewer rows");
        refuse(p -> numbers(p) > MOST_NUMBERS, p -> "size: the matrix of the measurements would have " + numbers(p) + " numbers; keep it to " + MOST_NUMBERS + " by a smaller size or fewer measurements");
        lasts(_ -> 100);

        var sbl = gauge("nmse-sbl", "A variance an entry", "dB", s -> s.error(0));
        var am = gauge("nmse-am", "In turns", "dB", s -> s.error(1));
        var svd = gauge("nmse-svd", "Singular pair", "dB", s -> s.error(2));
        var omp = gauge("nmse-omp", "Pursuit", "dB", s -> s.task.error(s.task.pursued));
        var costSbl = gauge("cost-sbl", "A variance an entry", "", s -> s.beliefs.get(0).cost);
        var costAm = gauge("cost-am", "In turns", "", s -> s.beliefs.get(1).cost);
        var costSvd = gauge("cost-svd", "Singular pair", "", s -> s.beliefs.get(2).cost);
        var rise = gauge("cost-rise", "Worst rise of the cost, in turns", "", State::rise);

        multiples("gamma", "Variances", "logarithms; light ones are alive").draw(CELLS, "truth", "where the signal is").draw(CELLS, "gamma-sbl", "an entry each").draw(CELLS, "gamma-am", "in turns").draw(CELLS, "gamma-svd", "singular pair");
        history("errors", "Error", "normalized, in decibels", sbl, am, svd, omp);
        history("costs", "Cost", "−2 log likelihood of the variances", costSbl, costAm, costSvd);
        multiples("signal", "The signal", "moduli").draw(CELLS, "signal-true", "true").draw(CELLS, "signal-sbl", "an entry each").draw(CELLS, "signal-am", "in turns").draw(CELLS, "signal-omp", "pursuit");
        plot("rows", "Variances of rows", "in turns, largest 1").draw(BARS, "rows", "variance");

        layer("gamma", "variances, in turns", "", "");

        always("never-rises", "rise of the cost of the alternating method, relative", rise, atMost(1e-9), "expectation maximisation with exact descent in each factor");
        var eight = shared(t -> means(t, 8));
        reference("ahead", "20 dB, k = 3, m = 8, 8 draws: error in turns less that of plain learning, in dB", atMost(-2), "plain learning; −5.3 in an independent run", eight, e -> e[1] - e[0]);
        reference("ahead-svd", "20 dB, k = 3, m = 8, 8 draws: error by the singular pair less that of plain learning, in dB", atMost(-2), "plain learning; −5.1 in an independent run", eight, e -> e[2] - e[0]);
        reference("pursuit", "20 dB, k = 3, m = 8, 8 draws: error in turns less that of pursuit, in dB", atMost(-5), "pursuit; −11.6 in an independent run", eight, e -> e[1] - e[3]);
        reference("draws", "of these 8 draws: those in which the turns are ahead of plain learning", atLeast(6), "our run: 7", eight, e -> e[4]);
        var fifty = shared(t -> means(t, 50));
        lengthy("ahead-50", "20 dB, k = 3, m = 8, 50 draws: error in turns less that of plain learning, in dB", atMost(-2), "plain learning", fifty, e -> e[1] - e[0]);
        reference("all-seen", "as many measurements as entries, 100 dB: worst error of the three, in dB", atMost(-60), "nothing to guess", t -> IntStream.range(0, 3).mapToDouble(k -> t.rest().state().error(k)).max().orElseThrow(), "size=8", "measurements=8",
                "snr-db=100");
        opens("Rows and columns come alive", "64 measurements of 225 entries: with variances by rows and columns the grid stands out.").pictured(90);
        preset("steering", "Two arrays of antennas", "Complex and close to one another: the columns of arrays that see a grid of angles.").set("scene=steering", "size=12", "measurements=7", "active=2").pictured(40);
        preset("few", "Too few", "25 measurements: nobody finds it, and the structure still helps.").set("measurements=5").pictured(60);
        tiny("size=5 measurements=3 active=1", "size=4 measurements=2 active=1 scene=steering");
    }

    /** Of the matrix of all measurements; complex ones are four real ones each. */
    private long numbers(Knobs p) {
        long entries = (long) p.get(measurements) * p.get(measurements) * p.get(size) * p.get(size);
        return p.get(scene).equals("steering") ? 4 * entries : entries;
    }

    /** Errors of the three and of pursuit, over draws, and how often turns are ahead of plain learning. */
    private static double[] means(Trial<State> t, int draws) {
        double[] sums = new double[METHODS.size() + 2];
        for (int seed = 1; seed <= draws; seed++) {
            t.context().cancel().throwIfCancelled();
            State s = t.anew(seed).rest().state();
            for (int k = 0; k < METHODS.size(); k++) {
                sums[k] += s.error(k) / draws;
            }
            sums[METHODS.size()] += s.task.error(s.task.pursued) / draws;
            sums[METHODS.size() + 1] += s.error(1) < s.error(0) ? 1 : 0;
        }
        return sums;
    }

    @Override
    protected State start(Knobs p, Philox random) {
        int n = p.get(size);
        int m = p.get(measurements);
        boolean isComplex = p.get(scene).equals("steering");
        int copies = isComplex ? 2 : 1;
        double[][] a = dictionary(isComplex, m, n, random.stream(1));
        double[][] b = dictionary(isComplex, m, n, random.stream(2));
        double[] h = new double[copies * m * m * copies * n * n];
        int columns = copies * n * n;
        for (int i = 0; i < m * m; i++) {
            for (int j = 0; j < n * n; j++) {
                int one = i / m * n + j / n;
                int two = i % m * n + j % n;
                double re = a[0][one] * b[0][two] - a[1][one] * b[1][two];
                double im = a[0][one] * b[1][two] + a[1][one] * b[0][two];
                h[i * columns + j] = re;
                if (isComplex) {
                    h[i * columns + n * n + j] = -im;
                    h[(m * m + i) * columns + j] = im;
                    h[(m * m + i) * columns + n * n + j] = re;
                }
            }
        }
        Matrix all = Matrix.of(copies * m * m, columns, h);
        int[] rows = chosen(n, p.get(active), random.stream(3));
        int[] places = chosen(n, p.get(active), random.stream(4));
        double[] z = new double[columns];
        random.stream(5).normals(0, 1, 0, columns, z, 0);
        double[] x = new double[columns];
        for (int r : rows) {
            for (int c : places) {
                for (int copy = 0; copy < copies; copy++) {
                    x[copy * n * n + r * n + c] = z[copy * n * n + r * n + c];
                }
            }
        }
        double[] y = all.times(x);
        double noise = Arrays.stream(y).map(v -> v * v).average().orElseThrow() * Math.pow(10, -p.get(snr) / 10);
        double[] w = new double[y.length];
        random.stream(6).normals(0, 1, 0, y.length, w, 0);
        for (int i = 0; i < y.length; i++) {
            y[i] += Math.sqrt(noise) * w[i];
        }
        Task task = new Task(n, copies, all, y, x, noise, pursued(all, y, n, copies, rows.length * places.length));
        double[] flat = new double[n * n];
        Arrays.fill(flat, 1);
        Belief first = believed(task, flat);
        return new State(task, List.of(first, first, first), 0);
    }

    /** m × n, real and imaginary parts; columns of norm 1 in the mean. */
    private static double[][] dictionary(boolean isComplex, int m, int n, Philox random) {
        double[][] a = new double[2][m * n];
        if (!isComplex) {
            random.normals(0, 1, 0, m * n, a[0], 0);
        }
        for (int i = 0; i < m; i++) {
            for (int j = 0; j < n; j++) {
                double phase = Math.PI * i * (2 * (j + 0.5) / n - 1);
                a[0][i * n + j] = (isComplex ? Math.cos(phase) : a[0][i * n + j]) / Math.sqrt(m);
                a[1][i * n + j] = isComplex ? Math.sin(phase) / Math.sqrt(m) : 0;
            }
        }
        return a;
    }

    private static int[] chosen(int n, int k, Philox random) {
        double[] lots = new double[n];
        random.uniforms(0, 1, 0, n, lots, 0);
        return Vectors.smallest(lots, k);
    }

    /** Orthogonal matching pursuit: the entry whose column, made a unit vector, correlates most with what is left, then least squares. */
    private static double[] pursued(Matrix h, double[] y, int n, int copies, int count) {
        Matrix turned = h.transposed();
        boolean[] taken = new boolean[n * n];
        double[] squares = new double[n * n];
        for (int j = 0; j < n * n; j++) {
            for (int i = 0; i < h.rows(); i++) {
                squares[j] += h.get(i, j) * h.get(i, j);
            }
        }
        double[] x = new double[h.columns()];
        double[] left = y;
        for (int step = 1; step <= Math.min(count, h.rows() / copies); step++) {
            double[] fit = turned.times(left);
            int best = -1;
            double most = -1;
            for (int j = 0; j < n * n; j++) {
                double here = 0;
                for (int c = 0; c < copies; c++) {
                    here += fit[c * n * n + j] * fit[c * n * n + j];
                }
                if (!taken[j] && here / squares[j] > most) {
                    most = here / squares[j];
                    best = j;
                }
            }
            taken[best] = true;
            int[] columns = IntStream.range(0, copies * n * n).filter(j -> taken[j % (n * n)]).toArray();
            double[] part = new double[h.rows() * columns.length];
            for (int i = 0; i < h.rows(); i++) {
                for (int j = 0; j < columns.length; j++) {
                    part[i * columns.length + j] = h.get(i, columns[j]);
                }
            }
            Matrix of = Matrix.of(h.rows(), columns.length, part);
            double[] found = Matrix.of(1, columns.length, of.transposed().times(y)).over(of.transposed().times(of).plusIdentity(1e-12)).toArray();
            double[] seen = of.times(found);
            double[] rest = new double[y.length];
            Arrays.setAll(rest, i -> y[i] - seen[i]);
            left = rest;
            x = new double[h.columns()];
            for (int j = 0; j < columns.length; j++) {
                x[columns[j]] = found[j];
            }
        }
        return x;
    }

    /** The E-step: mean, second moments (of a complex entry, half of the sum over its parts) and cost under these variances. */
    private static Belief believed(Task t, double[] gamma) {
        int columns = t.h.columns();
        int n2 = t.n * t.n;
        double[] h = t.h.toArray();
        double[] weighted = h.clone();
        for (int e = 0; e < h.length; e++) {
            weighted[e] *= gamma[e % columns % n2];
        }
        Matrix hg = Matrix.of(t.h.rows(), columns, weighted);
        Matrix c = hg.times(t.h.transposed()).plusIdentity(t.noise).symmetrised();
        Matrix solved = t.h.transposed().over(c);
        double[] s = solved.toArray();
        double[] at = solved.times(t.y);
        double[] mean = new double[columns];
        double[] second = new double[n2];
        int rows = t.h.rows();
        for (int j = 0; j < columns; j++) {
            double seen = 0;
            for (int i = 0; i < rows; i++) {
                seen += s[j * rows + i] * h[i * columns + j];
            }
            double g = gamma[j % n2];
            mean[j] = g * at[j];
            second[j % n2] += (mean[j] * mean[j] + Math.max(0, g - g * g * seen)) / t.copies;
        }
        Matrix l = c.cholesky().orElseThrow(() -> new ArithmeticException("the covariance of the measurements is not positive definite"));
        double cost = 0;
        for (int i = 0; i < rows; i++) {
            cost += 2 * Math.log(l.get(i, i));
        }
        double[] inverse = Matrix.of(1, rows, t.y).over(c).toArray();
        for (int i = 0; i < rows; i++) {
            cost += inverse[i] * t.y[i];
        }
        return new Belief(gamma, mean, second, cost);
    }

    @Override
    protected State next(State s, Turn t) {
        Task task = s.task;
        Belief[] next = new Belief[METHODS.size()];
        for (int k = 0; k < next.length; k++) {
            t.ask();
            Belief b = s.beliefs.get(k);
            double[] gamma = switch (METHODS.get(k)) {
                case "am" -> inTurns(b.second, b.gamma, task.n);
                case "svd" -> pair(b.second, task.n);
                default -> b.second;
            };
            next[k] = believed(task, Arrays.stream(gamma).map(v -> Math.max(FLOOR, v)).toArray());
        }
        double rise = (next[1].cost - s.beliefs.get(1).cost) / (1 + Math.abs(next[1].cost));
        return new State(task, List.of(next), Math.max(s.rise, rise));
    }

    /** γ₁ᵢ ← meanⱼ Mᵢⱼ/γ₂ⱼ and γ₂ⱼ ← meanᵢ Mᵢⱼ/γ₁ᵢ, from the factors that there are. */
    private static double[] inTurns(double[] m, double[] before, int n) {
        double[] one = new double[n];
        double[] two = new double[n];
        double scale = Math.sqrt(Math.max(1e-300, before[0]));
        for (int j = 0; j < n; j++) {
            two[j] = before[j] / scale;
        }
        for (int turn = 0; turn < ALTERNATIONS; turn++) {
            for (int i = 0; i < n; i++) {
                one[i] = 0;
                for (int j = 0; j < n; j++) {
                    one[i] += m[i * n + j] / Math.max(1e-150, two[j]) / n;
                }
            }
            for (int j = 0; j < n; j++) {
                two[j] = 0;
                for (int i = 0; i < n; i++) {
                    two[j] += m[i * n + j] / Math.max(1e-150, one[i]) / n;
                }
            }
        }
        return product(one, two, n);
    }

    /** s u vᵀ of the dominant singular pair, by powers; M has no negative entry, so neither have u and v. */
    private static double[] pair(double[] m, int n) {
        double[] u = new double[n];
        double[] v = new double[n];
        Arrays.fill(v, 1);
        for (int power = 0; power < 60; power++) {
            for (int i = 0; i < n; i++) {
                u[i] = 0;
                for (int j = 0; j < n; j++) {
                    u[i] += m[i * n + j] * v[j];
                }
            }
            double length = Math.sqrt(Arrays.stream(u).map(w -> w * w).sum());
            for (int i = 0; i < n; i++) {
                u[i] /= Math.max(1e-300, length);
            }
            for (int j = 0; j < n; j++) {
                v[j] = 0;
                for (int i = 0; i < n; i++) {
                    v[j] += m[i * n + j] * u[i];
                }
            }
        }
        return product(u, v, n);
    }

    private static double[] product(double[] one, double[] two, int n) {
        double[] all = new double[n * n];
        Arrays.setAll(all, e -> one[e / n] * two[e % n]);
        return all;
    }

    @Override
    protected void look(State s, Knobs p, Look to) {
        int n = s.task.n;
        double[] x = moduli(s.task.x, s.task);
        to.matrix("truth", n, n, Arrays.stream(x).map(v -> v == 0 ? -6 : 0).toArray());
        for (int k = 0; k < METHODS.size(); k++) {
            to.matrix("gamma-" + METHODS.get(k), n, n, Arrays.stream(s.beliefs.get(k).gamma).map(v -> Math.clamp(Math.log10(v), -6, 1)).toArray());
        }
        to.matrix("gamma", n, n, s.beliefs.get(1).gamma);
        to.matrix("signal-true", n, n, x);
        to.matrix("signal-sbl", n, n, moduli(s.beliefs.get(0).mean, s.task));
        to.matrix("signal-am", n, n, moduli(s.beliefs.get(1).mean, s.task));
        to.matrix("signal-omp", n, n, moduli(s.task.pursued, s.task));
        double[] rows = new double[n];
        Arrays.setAll(rows, i -> Arrays.stream(s.beliefs.get(1).gamma, i * n, (i + 1) * n).sum());
        double most = Arrays.stream(rows).max().orElseThrow();
        to.bars("rows", IntStream.rangeClosed(1, n).mapToObj(String::valueOf).toList(), Arrays.stream(rows).map(v -> v / most).toArray());
    }

    private static double[] moduli(double[] x, Task t) {
        double[] r = new double[t.n * t.n];
        Arrays.setAll(r, e -> t.copies == 1 ? Math.abs(x[e]) : Math.hypot(x[e], x[t.n * t.n + e]));
        return r;
    }
}
