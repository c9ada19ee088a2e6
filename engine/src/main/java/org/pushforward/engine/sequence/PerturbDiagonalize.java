package org.pushforward.engine.sequence;

import static org.pushforward.engine.api.Check.Criterion.atLeast;
import static org.pushforward.engine.api.Check.Criterion.atMost;
import static org.pushforward.engine.api.Pane.Style.CELLS;
import static org.pushforward.engine.api.Pane.Style.CURVE;
import static org.pushforward.engine.api.Pane.Style.POINTS;
import static org.pushforward.engine.api.Pane.Style.WORDS;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;
import org.pushforward.engine.api.Layer;
import org.pushforward.engine.api.Rect;
import org.pushforward.engine.numerics.ComplexMatrix;
import org.pushforward.engine.numerics.Matrix;
import org.pushforward.engine.numerics.Philox;
import org.pushforward.engine.study.Knob;
import org.pushforward.engine.study.Knobs;
import org.pushforward.engine.study.Look;
import org.pushforward.engine.study.Study;
import org.pushforward.engine.study.Turn;

/**
 * {@code sequence.ssm-ptd}: the HiPPO matrix cannot be diagonalized, a random neighbor of it can. A step is one random neighbor and some columns of the
 * pseudospectrum.
 */
public final class PerturbDiagonalize extends Study<PerturbDiagonalize.Stage> {

    private static final int COLUMNS = 56;
    private static final int ROWS = 48;
    /** Columns of the pseudospectrum a step. */
    private static final int AT_ONCE = 4;
    private static final int FREQUENCIES = 300;
    private static final double LOWEST = 1e-2;
    private static final double HIGHEST = 1e4;
    private static final int POWER_STEPS = 6;
    private static final int KEPT = 12;
    private static final int PERIODS = 3;

    private final Knob<Integer> size;
    private final Knob<Double> perturbation;
    private final Knob<Double> frequency;

    /**
     * Transfer functions on the grid of frequencies, real and imaginary parts in turn.
     *
     * @param output C, drawn once
     */
    record Systems(double[] output, double[] omega, double[] hippo, double[] normal) { }

    /**
     * One neighbor A + E = VΛV⁻¹.
     *
     * @param backward ‖VΛV⁻¹ − A‖₂
     */
    record Draw(double[] eigenvalues, double condition, double backward, double[] transfer) { }

    /** @param cloud eigenvalues of the latest neighbors, and {@code pseudo}: log₁₀ of the smallest singular value of zI − A, columns so far */
    record Stage(Systems systems, Draw draw, List<double[]> cloud, List<double[]> pseudo, Rect domain) {

        boolean drawn() {
            return draw.transfer.length > 0;
        }
    }

    public PerturbDiagonalize() {
        super("sequence.ssm-ptd", "Perturb, then diagonalize", "State-space layers run fast when their matrix is diagonal. The HiPPO matrix is triangular with eigenvalues −1, −2, …, −N, and its eigenvectors are so nearly parallel that their condition number grows exponentially: diagonalizing it is ill-posed. S4D drops what is not normal, "
                + "and its transfer function comes near that of HiPPO only for smooth inputs: at some frequency it is far off for every N. Adding a small random matrix first moves the eigenvalues far, to anywhere in the pseudospectrum, and the transfer function hardly at all: the perturbed matrix has eigenvectors of moderate condition, "
                + "so it can be diagonalized, with a backward error that is the perturbation. A sinusoid at the worst frequency breaks S4D and leaves the perturbed system alone. Perturbations are random here; the paper also optimizes them, and trains networks, which is not shown.",
                List.of("A_nk = −√((2n+1)(2k+1)) for n > k, −(n + 1) for n = k;  B_n = √(2n+1)", "PTD: A + E = VΛV⁻¹, ‖E‖₂ = ε", "S4D: A + ½BBᵀ, ½B", "G(iω) = C (iωI − A)⁻¹ B"),
                new Citation("A. Yu, A. Nigmetov, D. Morozov, M. W. Mahoney, N. B. Erichson", 2024, "Robustifying State-space Models for Long Sequences via Approximate Diagonalization", "2310.01698"));
        pace(8);
        group("System");
        size = whole("size", "N", "Size", 32, 4, 64, "Of the HiPPO-LegS matrix.").within(2, 100);
        perturbation = real("perturbation", "ε", "Perturbation", 0.1, 0.01, 1, "Spectral norm of the random matrix that is added.").within(5e-3, 10).log();
        frequency = real("frequency", "ω", "Attack", 0, 0, 100, "Frequency of the sinusoid that is fed in; 0 takes the one that is worst for S4D.").within(0, HIGHEST).live();
        lasts(_ -> COLUMNS);

        var condition = gauge("condition", "Condition of the eigenvectors", "", s -> s.draw.condition).when(Stage::drawn);
        var backward = gauge("backward-error", "Backward error", "", s -> s.draw.backward).when(Stage::drawn);
        var relative = gauge("backward-ratio", "Backward error / ε − 1", "", (s, p) -> Math.abs(s.draw.backward / p.get(perturbation) - 1)).when(Stage::drawn);
        var transfer = gauge("transfer-error", "Perturbed, then diagonalized", "", s -> distance(s.systems.hippo, s.draw.transfer)).when(Stage::drawn);
        var normal = gauge("transfer-error-s4d", "S4D", "", s -> distance(s.systems.hippo, s.systems.normal));
        gauge("attack-frequency", "Frequency of the attack", "", (s, p) -> s.systems.omega[attacked(s, p)]);

        plane("pseudospectrum", "Pseudospectrum of HiPPO", "log₁₀ of the perturbation that puts an eigenvalue there; points: eigenvalues of perturbed ones").draw(CELLS, "resolvent", "log₁₀ σ_min").draw(POINTS, "cloud", "eigenvalues");
        plot("bode", "Transfer functions", "|G| against frequency").draw(CURVE, "gain-s4d", "S4D", "", "ω").draw(CURVE, "gain-hippo", "HiPPO", "", "ω").draw(CURVE, "gain-ptd", "perturbed, then diagonalized", "", "ω").log().logX();
        plot("attack", "Answer to the attack", "a sinusoid at one frequency, after transients").draw(CURVE, "answer-s4d", "S4D", "", "time in periods").draw(CURVE, "answer-hippo", "HiPPO", "", "time in periods").draw(CURVE, "answer-ptd", "perturbed, then diagonalized", "", "time in periods");
        history("errors", "Largest error of the transfer function", "over its largest value; a new random neighbor each step", transfer, normal).log();
        words("table", "In numbers", "").draw(WORDS, "numbers", "numbers");
        history("conditions", "Condition of the eigenvectors", "", condition).log();

        always("backward", "backward error over ε, less 1", relative, atMost(0.01), "exact but for rounding times the condition number");
        reference("backward-64", "N = 64: |backward error / 0.1 − 1|", atMost(0.01), "exact", t -> t.step().value(relative), "size=64");
        reference("condition", "N = 64, ε = 0.1: condition of the eigenvectors, worst of 4", atMost(2e5), "6.5e4 measured independently", t -> worst(4, _ -> t.step().value(condition)), "size=64");
        reference("transfer", "N = 64, ε = 0.1: largest error of the transfer function, worst of 4", atMost(0.05), "0.010 measured independently", t -> worst(4, _ -> t.step().value(transfer)), "size=64");
        reference("s4d", "N = 64: the same of S4D", atLeast(0.5), "4.3 measured independently; the paper: no strong convergence", t -> t.value(normal), "size=64");
        reference("s4d-slow", "N = 64: error of S4D at the lowest frequency, relative", atMost(1.5e-3), "Gu et al. 2022: on slow inputs it converges", t -> {
            Systems s = t.state().systems;
            return Math.hypot(s.normal[0] - s.hippo[0], s.normal[1] - s.hippo[1]) / Math.hypot(s.hippo[0], s.hippo[1]);
        }, "size=64");
        reference("hippo", "N = 16: condition of the eigenvectors of HiPPO itself / 8.3e10 − 1", atMost(0.01), "measured independently", _ -> Math.abs(conditionOfHippo(16) / 8.32e10 - 1));
        reference("resolvent", "G(0) = −C A⁻¹ B of the perturbed and of HiPPO, difference / largest", atMost(0.05), "perturbation theory", t -> {
            Stage s = t.step().state();
            return Math.hypot(s.draw.transfer[0] - s.systems.hippo[0], s.draw.transfer[1] - s.systems.hippo[1]) / largest(s.systems.hippo);
        });
        opens("Eigenvalues scatter, the system stays", "Small perturbations move the eigenvalues anywhere in the pseudospectrum and the transfer function nowhere.").pictured(56);
        preset("large", "Sixty-four states, perturbed", "The condition number would be 10¹⁹ without the perturbation.").set("size=64").panes("pseudospectrum", "bode", "attack", "errors").pictured(16);
        preset("strong", "Too strong a perturbation", "At ε = 1 the transfer function changes too.").set("perturbation=1").panes("bode", "pseudospectrum", "attack", "errors").pictured(20);
        preset("weak", "Too weak a perturbation", "At ε = 0.01 the condition number is large again: what is gained in nearness is paid in conditioning.").set("perturbation=0.01").panes("pseudospectrum", "conditions", "errors", "bode").pictured(20);
        tiny("size=4", "size=6 perturbation=0.5 frequency=3");
    }

    private static double worst(int n, IntToDoubleFunction of) {
        return IntStream.range(0, n).mapToDouble(of).max().orElseThrow();
    }

    // ---- the matrices

    /** Lower triangular, row-major. */
    private static double[] hippo(int n) {
        double[] a = new double[n * n];
        for (int i = 0; i < n; i++) {
            for (int j = 0; j <= i; j++) {
                a[i * n + j] = i == j ? -(i + 1) : -Math.sqrt((2 * i + 1.0) * (2 * j + 1.0));
            }
        }
        return a;
    }

    private static double[] input(int n) {
        return IntStream.range(0, n).mapToDouble(i -> Math.sqrt(2 * i + 1)).toArray();
    }

    private static ComplexMatrix column(double... re) {
        return new ComplexMatrix(re.length, 1, re, new double[re.length]);
    }

    /** Its eigenvectors are known by forward substitution, eigenvalue after eigenvalue. */
    private static double conditionOfHippo(int n) {
        double[] a = hippo(n);
        double[] v = new double[n * n];
        for (int k = 0; k < n; k++) {
            v[k * n + k] = 1;
            double norm = 1;
            for (int i = k + 1; i < n; i++) {
                double sum = 0;
                for (int j = k; j < i; j++) {
                    sum += a[i * n + j] * v[j * n + k];
                }
                v[i * n + k] = sum / (-(k + 1) + (i + 1));
                norm += v[i * n + k] * v[i * n + k];
            }
            for (int i = k; i < n; i++) {
                v[i * n + k] /= Math.sqrt(norm);
            }
        }
        double[] s = Matrix.of(n, n, v).singularValues();
        return s[0] / s[n - 1];
    }

    // ---- transfer functions

    /** C (iωI − A)⁻¹ B by forward substitution. */
    private static double[] triangular(double[] a, double[] b, double[] c, double[] omega) {
        int n = b.length;
        double[] g = new double[2 * omega.length];
        double[] x = new double[n];
        double[] y = new double[n];
        for (int f = 0; f < omega.length; f++) {
            for (int i = 0; i < n; i++) {
                double u = b[i];
                double v = 0;
                for (int j = 0; j < i; j++) {
                    u += a[i * n + j] * x[j];
                    v += a[i * n + j] * y[j];
                }
                double re = -a[i * n + i];
                double d = re * re + omega[f] * omega[f];
                x[i] = (u * re + v * omega[f]) / d;
                y[i] = (v * re - u * omega[f]) / d;
                g[2 * f] += c[i] * x[i];
                g[2 * f + 1] += c[i] * y[i];
            }
        }
        return g;
    }

    /** Σ rₖ/(iω − λₖ). */
    private static double[] partialFractions(double[] residues, double[] lambda, double[] omega) {
        double[] g = new double[2 * omega.length];
        for (int f = 0; f < omega.length; f++) {
            for (int k = 0; k < lambda.length; k += 2) {
                double re = -lambda[k];
                double im = omega[f] - lambda[k + 1];
                double d = re * re + im * im;
                g[2 * f] += (residues[k] * re + residues[k + 1] * im) / d;
                g[2 * f + 1] += (residues[k + 1] * re - residues[k] * im) / d;
            }
        }
        return g;
    }

    /** (CV)ₖ (V⁻¹B)ₖ. */
    private static double[] residues(ComplexMatrix v, ComplexMatrix weights, double[] c) {
        ComplexMatrix left = column(c).adjoint().times(v);
        double[] r = new double[2 * c.length];
        for (int k = 0; k < c.length; k++) {
            r[2 * k] = left.re()[k] * weights.re()[k] - left.im()[k] * weights.im()[k];
            r[2 * k + 1] = left.re()[k] * weights.im()[k] + left.im()[k] * weights.re()[k];
        }
        return r;
    }

    /** S4D: A + ½BBᵀ = −½I + K with K skew, whose eigenvectors are those of the Hermitian matrix −iK; with half of B. */
    private static double[] normal(int n, double[] c, double[] omega) {
        double[] a = hippo(n);
        double[] b = input(n);
        double[] k = new double[n * n];
        Arrays.setAll(k, i -> i / n == i % n ? 0 : -(a[i] + 0.5 * b[i / n] * b[i % n]));
        ComplexMatrix.Hermitian h = new ComplexMatrix(n, n, new double[n * n], k).hermitian();
        ComplexMatrix weights = h.vectors().adjoint().times(column(b)).scaled(0.5, 0);
        double[] lambda = new double[2 * n];
        for (int i = 0; i < n; i++) {
            lambda[2 * i] = -0.5;
            lambda[2 * i + 1] = h.values()[i];
        }
        return partialFractions(residues(h.vectors(), weights, c), lambda, omega);
    }

    private static double largest(double[] g) {
        double most = 0;
        for (int f = 0; f < g.length; f += 2) {
            most = Math.max(most, Math.hypot(g[f], g[f + 1]));
        }
        return most;
    }

    private static double distance(double[] g, double[] h) {
        double[] d = new double[g.length];
        Arrays.setAll(d, k -> g[k] - h[k]);
        return largest(d) / largest(g);
    }

    // ---- one neighbor

    @Override
    protected Stage start(Knobs p, Philox random) {
        int n = p.get(size);
        double[] c = new double[n];
        random.stream(1).normals(0, 1, 0, n, c, 0);
        double[] omega = new double[FREQUENCIES];
        Arrays.setAll(omega, k -> LOWEST * Math.pow(HIGHEST / LOWEST, k / (FREQUENCIES - 1.0)));
        Systems systems = new Systems(c, omega, triangular(hippo(n), input(n), c, omega), normal(n, c, omega));
        Rect domain = new Rect(-0.1 * n * n - 8, -0.055 * n * n - 4, 0.02 * n * n + 3, 0.055 * n * n + 4);
        return new Stage(systems, new Draw(new double[0], 0, 0, new double[0]), List.of(), List.of(), domain);
    }

    @Override
    protected Stage next(Stage s, Turn t) {
        int n = t.get(size);
        double[] z = t.normals(2, n, 2 * n);
        ComplexMatrix e = ComplexMatrix.zeros(n, n);
        for (int k = 0; k < n * n; k++) {
            e.re()[k] = z[2 * k];
            e.im()[k] = z[2 * k + 1];
        }
        ComplexMatrix a = new ComplexMatrix(n, n, hippo(n), new double[n * n]);
        ComplexMatrix near = a.plus(e.scaled(t.get(perturbation) / e.singularValues()[0], 0));
        t.ask();
        double[] lambda = near.eigenvalues();
        ComplexMatrix v = near.eigenvectors(lambda);
        t.ask();
        double[] sigma = v.singularValues();
        ComplexMatrix values = ComplexMatrix.diagonal(IntStream.range(0, n).mapToDouble(k -> lambda[2 * k]).toArray(), IntStream.range(0, n).mapToDouble(k -> lambda[2 * k + 1]).toArray());
        // V Λ V⁻¹ = (V⁻ᴴ (VΛ)ᴴ)ᴴ
        ComplexMatrix back = v.adjoint().solve(v.times(values).adjoint()).adjoint();
        double[] transfer = partialFractions(residues(v, v.solve(column(input(n))), s.systems.output), lambda, s.systems.omega);
        Draw draw = new Draw(lambda, sigma[0] / sigma[n - 1], back.minus(a).singularValues()[0], transfer);
        List<double[]> cloud = new ArrayList<>(s.cloud);
        cloud.add(lambda);
        List<double[]> pseudo = new ArrayList<>(s.pseudo);
        for (int k = 0; k < AT_ONCE && pseudo.size() < COLUMNS; k++) {
            pseudo.add(column(s.domain, pseudo.size(), hippo(n), n, t));
        }
        return new Stage(s.systems, draw, List.copyOf(cloud.subList(Math.max(0, cloud.size() - KEPT), cloud.size())), List.copyOf(pseudo), s.domain);
    }

    /** log₁₀ σ_min(zI − A) up a column, by inverse iteration on (zI − A)ᴴ(zI − A), whose factors are triangular. */
    private static double[] column(Rect domain, int i, double[] a, int n, Turn t) {
        double[] out = new double[ROWS];
        double zr = domain.x0() + (i + 0.5) * domain.width() / COLUMNS;
        for (int j = 0; j < ROWS / 2; j++) {
            t.ask();
            double zi = domain.y0() + (j + 0.5) * domain.height() / ROWS;
            double value = Math.log10(smallest(a, n, zr, zi));
            out[j] = value;
            out[ROWS - 1 - j] = value;      // A is real
        }
        return out;
    }

    private static double smallest(double[] a, int n, double zr, double zi) {
        double[] x = new double[n];
        double[] y = new double[n];
        Arrays.setAll(x, k -> 1 + 0.1 * Math.cos(3 * k));
        double norm = 1;
        for (int step = 0; step < POWER_STEPS; step++) {
            // (zI − A)ᴴ w = x backwards, then (zI − A) x = w forwards
            for (int i = n - 1; i >= 0; i--) {
                for (int j = i + 1; j < n; j++) {
                    x[i] += a[j * n + i] * x[j];
                    y[i] += a[j * n + i] * y[j];
                }
                divide(x, y, i, zr - a[i * n + i], -zi);
            }
            for (int i = 0; i < n; i++) {
                for (int j = 0; j < i; j++) {
                    x[i] += a[i * n + j] * x[j];
                    y[i] += a[i * n + j] * y[j];
                }
                divide(x, y, i, zr - a[i * n + i], zi);
            }
            norm = 0;
            for (int i = 0; i < n; i++) {
                norm = Math.hypot(norm, Math.hypot(x[i], y[i]));
            }
            for (int i = 0; i < n; i++) {
                x[i] /= norm;
                y[i] /= norm;
            }
        }
        return Math.max(1e-20, 1 / Math.sqrt(norm));
    }

    private static void divide(double[] x, double[] y, int i, double re, double im) {
        double d = Math.max(1e-300, re * re + im * im);
        double u = (x[i] * re + y[i] * im) / d;
        y[i] = (y[i] * re - x[i] * im) / d;
        x[i] = u;
    }

    // ---- pictures

    /** The grid frequency nearest to the knob's, or the one where S4D is farthest off. */
    private int attacked(Stage s, Knobs p) {
        double[] w = s.systems.omega;
        double[] g = s.systems.hippo;
        double[] h = s.systems.normal;
        double asked = p.get(frequency);
        return IntStream.range(0, w.length).boxed().max((i, j) -> Double.compare(
                asked > 0 ? -Math.abs(Math.log(w[i] / asked)) : Math.hypot(g[2 * i] - h[2 * i], g[2 * i + 1] - h[2 * i + 1]),
                asked > 0 ? -Math.abs(Math.log(w[j] / asked)) : Math.hypot(g[2 * j] - h[2 * j], g[2 * j + 1] - h[2 * j + 1]))).orElseThrow();
    }

    @Override
    protected void look(Stage s, Knobs p, Look to) {
        double[] field = new double[COLUMNS * ROWS];
        Arrays.fill(field, s.pseudo.isEmpty() ? 0 : s.pseudo.stream().flatMapToDouble(Arrays::stream).max().orElseThrow());
        for (int i = 0; i < s.pseudo.size(); i++) {
            System.arraycopy(s.pseudo.get(i), 0, field, i * ROWS, ROWS);
        }
        to.field("resolvent", COLUMNS, ROWS, s.domain, field);
        to.points("cloud", 2, s.cloud.stream().flatMapToDouble(Arrays::stream).toArray());
        double[] w = s.systems.omega;
        double[] none = {};
        int f = attacked(s, p);
        double[] time = IntStream.rangeClosed(0, 240).mapToDouble(i -> PERIODS * i / 240.0).toArray();
        String[] names = {"hippo", "s4d", "ptd"};
        double[][] all = {s.systems.hippo, s.systems.normal, s.draw.transfer};
        for (int k = 0; k < 3; k++) {
            double[] g = all[k];
            to.series("gain-" + names[k], g.length > 0 ? w : none, IntStream.range(0, g.length / 2).mapToDouble(i -> Math.max(1e-300, Math.hypot(g[2 * i], g[2 * i + 1]))).toArray());
            to.series("answer-" + names[k], g.length > 0 ? time : none, g.length == 0 ? none : Arrays.stream(time).map(u -> g[2 * f] * Math.cos(2 * Math.PI * u) - g[2 * f + 1] * Math.sin(2 * Math.PI * u)).toArray());
        }
        to.table("numbers", new Layer.Column.Words("what", "what", List.of("ε", "backward error", "condition of V", "transfer error, perturbed", "transfer error, S4D", "frequency of the attack")),
                new Layer.Column.Numbers("value", "value", "", new double[] {p.get(perturbation), s.draw.backward, s.draw.condition, s.drawn() ? distance(s.systems.hippo, s.draw.transfer) : 0, distance(s.systems.hippo, s.systems.normal), w[f]}));
    }
}
