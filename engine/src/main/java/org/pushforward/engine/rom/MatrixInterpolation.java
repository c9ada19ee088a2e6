package org.pushforward.engine.rom;

import static org.pushforward.engine.api.Check.Criterion.atLeast;
import static org.pushforward.engine.api.Check.Criterion.atMost;
import static org.pushforward.engine.api.Pane.Style.BARS;
import static org.pushforward.engine.api.Pane.Style.CURVE;
import static org.pushforward.engine.api.Pane.Style.POINTS;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.pushforward.engine.numerics.DenseSolve;
import org.pushforward.engine.numerics.EmpiricalInterpolation;
import org.pushforward.engine.numerics.Philox;
import org.pushforward.engine.numerics.ProperModes;
import org.pushforward.engine.study.Knob;
import org.pushforward.engine.study.Knobs;
import org.pushforward.engine.study.Look;
import org.pushforward.engine.study.Study;
import org.pushforward.engine.study.Trial;
import org.pushforward.engine.study.Turn;

/**
 * {@code rom.eim-linear}: the matrices of a boundary-value problem with a parameter are written as combinations of a few of them, by looking
 * at a few of their entries. One step is one term more.
 */
public final class MatrixInterpolation extends Study<MatrixInterpolation.State> {

    private static final int TRAINED = 161;
    private static final int TESTED = 50;
    private static final int MOST_TERMS = 24;
    private static final double LOW = 0.15;
    private static final double HIGH = 0.85;

    /** Finite elements of degree one for −(a u′)′ + u = 1 on (0, 1), u = 0 at both ends: nonzeros of A(μ) as diagonal, then the one above. */
    record Problem(String coefficient, int n, double[][] trained, double[] tested) {

        double a(double x, double mu) {
            return switch (coefficient) {
                case "affine" -> 1 + mu * x + Math.sin(3 * mu) * Math.cos(2 * Math.PI * x) * 0.4;
                case "bump" -> 0.2 + 3 * Math.exp(-Math.pow((x - mu) / 0.12, 2));
                default -> 1.15 + Math.tanh((x - mu) / 0.14);
            };
        }

        double[] matrix(double mu) {
            int m = n - 1;
            double h = 1.0 / n;
            double[] b = new double[2 * m - 1];
            for (int e = 0; e < n; e++) {
                double k = a((e + 0.5) * h, mu) / h;
                if (e > 0) {
                    b[e - 1] += k + h / 3;
                }
                if (e < m) {
                    b[e] += k + h / 3;
                }
                if (e > 0 && e < m) {
                    b[m + e - 1] = -k + h / 6;
                }
            }
            return b;
        }

        /** Of A u = h, the load of 1. */
        double[] solved(double[] b) {
            int m = n - 1;
            double[] d = Arrays.copyOf(b, m);
            double[] u = new double[m];
            Arrays.fill(u, 1.0 / n);
            for (int i = 1; i < m; i++) {
                double f = b[m + i - 1] / d[i - 1];
                d[i] -= f * b[m + i - 1];
                u[i] -= f * u[i - 1];
            }
            for (int i = m - 1; i >= 0; i--) {
                u[i] = (u[i] - (i + 1 < m ? b[m + i] * u[i + 1] : 0)) / d[i];
            }
            return u;
        }

        /** vᵀ A w. */
        double product(double[] b, double[] v, double[] w) {
            int m = n - 1;
            double sum = 0;
            for (int i = 0; i < m; i++) {
                sum += v[i] * b[i] * w[i];
                if (i + 1 < m) {
                    sum += b[m + i] * (v[i] * w[i + 1] + v[i + 1] * w[i]);
                }
            }
            return sum;
        }
    }

    /**
     * Errors are the largest over {@value #TESTED} μ that were drawn at random.
     *
     * @param basis solutions for the selected μ, orthonormal
     * @param reduced vᵀ A(μₘ) w of every two of them, a matrix a term
     */
    record State(Problem problem, EmpiricalInterpolation eim, double[][] basis, double[][][] reduced, ProperModes modes, double matrixError, double solutionError,
            double reducedError, double podError, boolean isExact) { }

    private final Knob<String> coefficient;
    private final Knob<Integer> nodes;
    private final Knob<Integer> terms;
    private final Knob<Double> mu;

    public MatrixInterpolation() {
        super("rom.eim-linear", "A matrix from a few others", "A program assembles the matrix of a linear system for every value of a parameter, and nobody may open it. Still its matrices can be "
                + "written as combinations of a few that it once made: a greedy choice takes the matrix that is approximated worst and the entry where it errs most. To find the "
                + "weights for a new parameter, only those entries have to be known; small matrices of a reduced model are combined with the same weights. Drag μ: the reduced "
                + "solution follows. Beside it, what proper modes of all matrices would leave, which have to see every entry. On a line the full solve is cheap "
                + "too, so the saving is told in operations and grows with the number of nodes; the paper's three-dimensional scattering is not shown.",
                List.of("A(μ) ≈ Σ βₘ(μ) A(μₘ)", "Σ βₘ(μ) A_{kₗ}(μₘ) = A_{kₗ}(μ),  l = 1 … M", "−(a(x; μ) u′)′ + u = 1"),
                new Citation("F. Casenave, A. Ern, T. Lelièvre, G. Sylvand", 2013, "A nonintrusive method to approximate linear systems with nonlinear parameter dependence", "1307.4330"));
        pace(2);
        group("Problem");
        coefficient = choice("coefficient", "a", "Coefficient", List.of("front", "bump", "affine"), "front", "1.15 + tanh((x − μ)/.14), .2 + 3 exp(−((x − μ)/.12)²), or a sum of three products.");
        nodes = whole("nodes", "N", "Elements", 80, 20, 1000, "Of the mesh.").within(8, 5000).log();
        group("Approximation");
        terms = whole("terms", "M", "Terms", 14, 1, 20, "Matrices that all others are combined from.").within(1, MOST_TERMS);
        mu = real("mu", "μ", "Parameter", 0.42, LOW, HIGH, "Of the solution that is shown.").live();
        lasts(p -> p.get(terms));

        var matrix = gauge("matrix-error", "Error of the matrix", "", s -> s.matrixError);
        var solution = gauge("solution-error", "Error of the solution", "", s -> s.solutionError);
        var reducedError = gauge("reduced-error", "Error of the reduced model", "", s -> s.reducedError);
        var pod = gauge("pod-error", "What as many modes leave", "", s -> s.podError);
        gauge("online-speedup", "Operations, full over reduced", "", s -> s.eim.terms() == 0 ? 1 : 40.0 * s.problem.n / (Math.pow(s.eim.terms(), 3) / 3 * 2 + s.eim.terms() * (double) s.eim.terms()
                * (2 * s.basis.length) / 2 + Math.pow(s.basis.length, 3) / 3));

        plane("entries", "Entries that are looked at", "the matrix, rows down; by the order of their choice").draw(POINTS, "pattern", "nonzeros").draw(POINTS, "magic", "term");
        plot("solution", "Solution at μ", "").draw(CURVE, "full", "full").draw(CURVE, "combined", "combined matrix").draw(CURVE, "small", "reduced model");
        plot("coefficients", "Coefficient at μ", "").draw(CURVE, "a", "a(x; μ)").draw(CURVE, "a-combined", "combined");
        history("errors", "Largest error over 50 μ", "relative", solution, matrix, pod, reducedError).log();
        plot("beta", "Weights at μ", "of the selected matrices").draw(BARS, "beta", "weight");

        atEnd("small", "error of the solution", solution, atMost(0.3), "a limit that a few terms keep");
        reference("selected", "matrices that were selected: largest error when they are interpolated", atMost(1e-12), "closed form: interpolation", MatrixInterpolation::selected);
        reference("affine", "a sum of three products, three terms: error of the matrix", atMost(1e-12), "closed form: three terms are enough", t -> t.rest().value(matrix), "coefficient=affine", "terms=3");
        reference("decay", "front: error of the solution with 3 terms over that with 7", atLeast(10), "our run of the paper's claim", t -> t.steps(3).value(solution) / t.steps(4).value(solution));
        reference("pod", "front, 12 terms: error of the matrix over what 12 modes leave of it", atMost(12), "our run: interpolation is not far from the best, and looks at 12 entries",
                t -> t.steps(12).value(matrix) / t.value(pod));
        reference("bump", "a narrow bump, 3 terms: error of the matrix", atLeast(0.5), "our run: what moves needs many terms",
                t -> t.steps(3).value(matrix), "coefficient=bump");
        opens("A front that moves", "Entry after entry lights up; fourteen of them give the whole matrix.");
        preset("affine", "Three are enough", "A coefficient that is a sum of three products is found out after three terms.").set("coefficient=affine");
        preset("bump", "A bump needs more", "The narrower what moves, the more terms it takes: with five the solution is wrong.").set("coefficient=bump", "terms=5");
        tiny("nodes=12 terms=3", "nodes=10 terms=6 coefficient=affine");
    }

    @Override
    protected State start(Knobs p, Philox random) {
        double[] u = new double[TESTED];
        random.uniforms(0, TESTED, 0, 1, u, 0);
        Problem problem = new Problem(p.get(coefficient), p.get(nodes), new double[TRAINED][], Arrays.stream(u).map(v -> LOW + (HIGH - LOW) * v).toArray());
        double[] all = new double[TRAINED * (2 * problem.n - 3)];
        for (int k = 0; k < TRAINED; k++) {
            problem.trained[k] = problem.matrix(trained(k));
            System.arraycopy(problem.trained[k], 0, all, k * problem.trained[k].length, problem.trained[k].length);
        }
        return judged(problem, EmpiricalInterpolation.among(problem.trained), ProperModes.of(all, 2 * problem.n - 3, MOST_TERMS), false);
    }

    private static double trained(int k) {
        return LOW + (HIGH - LOW) * k / (TRAINED - 1);
    }

    @Override
    protected State next(State s, Turn t) {
        EmpiricalInterpolation more = s.eim.next();
        return judged(s.problem, more, s.modes, more == s.eim);
    }

    private static State judged(Problem p, EmpiricalInterpolation eim, ProperModes modes, boolean isExact) {
        double[][] basis = basis(p, eim);
        double[][][] reduced = new double[eim.terms()][basis.length][basis.length];
        for (int m = 0; m < eim.terms(); m++) {
            for (int i = 0; i < basis.length; i++) {
                for (int j = 0; j < basis.length; j++) {
                    reduced[m][i][j] = p.product(p.trained[eim.vector(m)], basis[i], basis[j]);
                }
            }
        }
        State s = new State(p, eim, basis, reduced, modes, 0, 0, 0, 0, isExact);
        double[] worst = new double[4];
        for (double mu : p.tested) {
            double[] b = p.matrix(mu);
            double[] u = p.solved(b);
            double[] near = eim.interpolated(b);
            worst[0] = Math.max(worst[0], distance(near, b, true));
            worst[1] = Math.max(worst[1], eim.terms() == 0 ? 1 : distance(p.solved(near), u, false));
            worst[2] = Math.max(worst[2], eim.terms() == 0 ? 1 : distance(small(s, b), u, false));
            double[] best = modes.combined(modes.coordinates(b, 0, eim.terms()));
            worst[3] = Math.max(worst[3], distance(best, b, true));
        }
        return new State(p, eim, basis, reduced, modes, worst[0], worst[1], worst[2], worst[3], isExact);
    }

    /** Relative, in the largest or the Euclidean norm. */
    private static double distance(double[] a, double[] b, boolean isLargest) {
        double off = 0;
        double all = 0;
        for (int i = 0; i < b.length; i++) {
            double e = Math.abs(a[i] - b[i]);
            off = isLargest ? Math.max(off, e) : off + e * e;
            all = isLargest ? Math.max(all, Math.abs(b[i])) : all + b[i] * b[i];
        }
        return isLargest ? off / all : Math.sqrt(off / all);
    }

    /** Solutions for the selected parameters, made orthonormal; one that hardly adds anything is left out. */
    private static double[][] basis(Problem p, EmpiricalInterpolation eim) {
        double[][] basis = new double[eim.terms()][];
        int count = 0;
        for (int m = 0; m < eim.terms(); m++) {
            double[] u = p.solved(p.trained[eim.vector(m)]);
            double before = length(u);
            for (int pass = 0; pass < 2; pass++) {
                for (int k = 0; k < count; k++) {
                    double c = 0;
                    for (int i = 0; i < u.length; i++) {
                        c += basis[k][i] * u[i];
                    }
                    for (int i = 0; i < u.length; i++) {
                        u[i] -= c * basis[k][i];
                    }
                }
            }
            double left = length(u);
            if (left > 1e-10 * before) {
                basis[count++] = Arrays.stream(u).map(v -> v / left).toArray();
            }
        }
        return Arrays.copyOf(basis, count);
    }

    private static double length(double[] u) {
        return Math.sqrt(Arrays.stream(u).map(v -> v * v).sum());
    }

    /** The reduced model's solution, from the selected entries of A(μ) alone. */
    private static double[] small(State s, double[] b) {
        double[] beta = s.eim.coefficients(b);
        int r = s.basis.length;
        double[][] a = new double[r][r];
        double[] load = new double[r];
        for (int i = 0; i < r; i++) {
            for (int j = 0; j < r; j++) {
                for (int m = 0; m < beta.length; m++) {
                    a[i][j] += beta[m] * s.reduced[m][i][j];
                }
            }
            load[i] = Arrays.stream(s.basis[i]).sum() / s.problem.n;
        }
        double[] c = DenseSolve.solved(a, load);
        double[] u = new double[s.problem.n - 1];
        for (int k = 0; k < r; k++) {
            for (int i = 0; i < u.length; i++) {
                u[i] += c[k] * s.basis[k][i];
            }
        }
        return u;
    }

    private static double selected(Trial<State> t) {
        State s = t.rest().state();
        return IntStream.range(0, s.eim.terms()).mapToDouble(m -> distance(s.eim.interpolated(s.problem.trained[s.eim.vector(m)]), s.problem.trained[s.eim.vector(m)], true)).max().orElseThrow();
    }

    @Override
    protected void look(State s, Knobs p, Look to) {
        int m = s.problem.n - 1;
        double[] pattern = new double[2 * (3 * m - 2)];
        for (int i = 0, at = 0; i < m; i++) {
            for (int j = Math.max(0, i - 1); j <= Math.min(m - 1, i + 1); j++, at += 2) {
                pattern[at] = j;
                pattern[at + 1] = -i;
            }
        }
        to.points("pattern", 2, pattern);
        double[] magic = new double[2 * s.eim.terms()];
        double[] order = new double[s.eim.terms()];
        for (int k = 0; k < order.length; k++) {
            int e = s.eim.entry(k);
            magic[2 * k] = e < m ? e : e - m + 1;
            magic[2 * k + 1] = -(e < m ? e : e - m);
            order[k] = k + 1;
        }
        to.points("magic", 2, magic, order);
        double[] b = s.problem.matrix(p.get(mu));
        double[] x = new double[m];
        Arrays.setAll(x, i -> (i + 1.0) / s.problem.n);
        to.series("full", x, s.problem.solved(b));
        double[] middle = new double[s.problem.n];
        Arrays.setAll(middle, e -> (e + 0.5) / s.problem.n);
        to.series("a", middle, Arrays.stream(middle).map(y -> s.problem.a(y, p.get(mu))).toArray());
        double[] beta = s.eim.coefficients(b);
        if (beta.length > 0) {
            to.series("combined", x, s.problem.solved(s.eim.interpolated(b)));
            to.series("small", x, small(s, b));
            double[] sum = new double[middle.length];
            for (int k = 0; k < beta.length; k++) {
                double own = trained(s.eim.vector(k));
                for (int e = 0; e < sum.length; e++) {
                    sum[e] += beta[k] * s.problem.a(middle[e], own);
                }
            }
            to.series("a-combined", middle, sum);
        }
        to.bars("beta", IntStream.range(0, beta.length).mapToObj(k -> String.valueOf(k + 1)).toList(), beta);
    }
}
