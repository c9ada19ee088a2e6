package org.pushforward.engine.analysis;

import static org.pushforward.engine.api.Check.Criterion.atMost;
import static org.pushforward.engine.api.Check.Criterion.within;
import static org.pushforward.engine.api.Pane.Style.CURVE;
import static org.pushforward.engine.api.Pane.Style.FILL;
import static org.pushforward.engine.api.Pane.Style.POINTS;
import static org.pushforward.engine.api.Pane.Style.WORDS;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.pushforward.engine.api.Layer;
import org.pushforward.engine.api.Rect;
import org.pushforward.engine.api.Status;
import org.pushforward.engine.numerics.Philox;
import org.pushforward.engine.study.Knob;
import org.pushforward.engine.study.Knobs;
import org.pushforward.engine.study.Look;
import org.pushforward.engine.study.Study;
import org.pushforward.engine.study.Turn;

/**
 * {@code analysis.bdf2-dc}: BDF2 on arbitrary time meshes, and two corrections that each add an order. A step is the next finer mesh.
 */
public final class DeferredCorrection extends Study<DeferredCorrection.Stage> {

    private static final int COARSEST = 40;
    /** Random meshes of one size, whose errors are averaged in logarithms. */
    private static final int MESHES = 24;
    private static final double END = 2;
    private static final double AC_END = 8;
    private static final int CELLS = 64;
    private static final double WIDTH = 0.06;
    private static final int NEWTON = 30;
    private static final double GAUSS = 0.5 / Math.sqrt(3);

    private final Knob<String> problem;
    private final Knob<Double> lambda;
    private final Knob<Integer> levels;
    private final Knob<String> mesh;
    private final Knob<Double> spread;
    private final Knob<String> start;

    /** What is solved: u′ = f(t, u) and au − f(t, u) = b. */
    private interface Flow {
        double[] initial();

        double[] f(double t, double[] u);

        double[] solve(double a, double[] b, double t, double[] guess);
    }

    /** Solutions of the three levels on one mesh, a row a time. */
    record Solved(double[] times, double[][][] u) { }

    /** Errors of the three levels; of phases, how much the energy ever rises from one time to the next, over the first. */
    record Row(int n, double[] error, double rise) { }

    record Stage(List<Row> rows, Optional<Solved> latest) {

        boolean ordered() {
            return rows.size() > 1 && rows.getFirst().error.length > 0;
        }
    }

    public DeferredCorrection() {
        super("analysis.bdf2-dc", "Two orders more on any time mesh", "BDF2 with variable steps is of second order on any time mesh. Deferred correction solves the same scheme again with its own error taken away: the interpolant of f along the last solution is integrated, and what BDF2 makes of that integral shows how wrong the difference quotient is. Once by parabolas gives third order, once more by cubics fourth, "
                + "with nothing but BDF2 steps. The paper proves that this holds on arbitrary meshes and that a first step by backward Euler, of lower order, leaves no after-effect. Both are measured here on meshes whose steps differ by a factor of your choice, drawn at random. "
                + "For a stiff equation the orders show later than these meshes reach.",
                List.of("D₂uₙ = [(1 + 2r)/(1 + r) ∇uₙ − r²/(1 + r) ∇uₙ₋₁]/τₙ,  r = τₙ/τₙ₋₁", "D₂uₙ + cₙ = f(uₙ),  cₙ = f(vₙ) − D₂(∫ P f(v)) with the last solution v", "u′ = λ(u − cos t) − sin t,  u = cos t"),
                new Citation("J. Yue, H.-l. Liao, N. Liu", 2024, "Mesh-robust stability and convergence of variable-step deferred correction methods based on the BDF2 formula", "2402.06129"));
        pace(1.5);
        group("Problem");
        problem = choice("problem", "P", "Problem", List.of("ode", "allen-cahn"), "ode", "A linear equation whose solution is known, or phases that separate on a line.");
        lambda = real("lambda", "λ", "Stiffness", -1, -100, -0.1, "Of the linear equation.").within(-1e5, 1).when(problem, "ode");
        group("Mesh");
        levels = whole("levels", "L", "Meshes", 5, 2, 6, "Forty steps, and twice as many each time.").within(1, 8).but(3, problem, "allen-cahn");
        mesh = choice("mesh", "M", "Mesh", List.of("random", "graded", "uniform"), "random", "Steps at random, steps that grow evenly, or equal ones.");
        spread = real("ratio-spread", "q", "Spread of steps", 10, 1, 50, "The largest step over the smallest.").within(1, 1e4).log().when(mesh, "random", "graded");
        start = choice("start", "u₁", "First step", List.of("bdf1", "exact"), "bdf1", "By backward Euler, or from the exact solution.").when(problem, "ode");
        lasts(p -> p.get(levels));
        fails((s, p, _) -> s.rows.isEmpty() || Arrays.stream(s.rows.getLast().error).allMatch(Double::isFinite) && Double.isFinite(s.rows.getLast().rise) ? Optional.empty()
                : Optional.of(new Status.Failure(Status.Kind.DIVERGED, "error-4", "", "the solution is no longer finite; take a smaller ratio-spread or lambda", List.of())));

        var orders = IntStream.range(0, 3).mapToObj(k -> gauge("order-" + (k + 2), "Order, level " + (k + 1), "", s -> order(s, k)).when(Stage::ordered)).toList();
        for (int k = 0; k < 3; k++) {
            int level = k;
            gauge("error-" + (k + 2), "Error, level " + (k + 1), "", s -> s.rows.getLast().error[level]).when(s -> !s.rows.isEmpty() && s.rows.getFirst().error.length > 0);
        }
        var gain = gauge("gain", "Error, level 3 over level 1", "", s -> s.rows.getLast().error[2] / s.rows.getLast().error[0]).when(s -> !s.rows.isEmpty() && s.rows.getFirst().error.length > 0);
        var rise = gauge("energy-rise", "Largest rise of the energy / first", "", s -> s.rows.getLast().rise).when(s -> !s.rows.isEmpty() && s.rows.getFirst().error.length == 0);

        plot("ladder", "Three ladders", "largest error on meshes of N steps").draw(CURVE, "errors-2", "BDF2", "", "N").draw(CURVE, "errors-3", "corrected once", "", "N").draw(CURVE, "errors-4", "corrected twice", "", "N").log().logX();
        plot("steps", "Steps of the mesh that is shown", "each over the mean").draw(POINTS, "step-sizes", "step over mean", "", "t").log();
        plot("solution", "Solution on the coarsest mesh", "").draw(CURVE, "exact", "exact", "", "t").draw(POINTS, "computed", "corrected twice", "", "t");
        words("orders", "Fitted orders", "").draw(WORDS, "fitted", "fitted");
        plane("phases", "Phases", "time to the right, space upwards").draw(FILL, "field", "u");
        plot("energies", "Energy", "falls, on the mesh of the latest step").draw(CURVE, "energy-2", "BDF2", "", "t").draw(CURVE, "energy-4", "corrected twice", "", "t");

        atEnd("gain", "error after two corrections over that of BDF2", gain, atMost(0.1), "two orders more; 2e-6 at λ = −1, less where the equation is stiff");
        atEnd("energy", "largest rise of the energy / first", rise, atMost(1e-9), "gradient flow; closed form ≤ 0 for the exact solution");
        for (int k = 0; k < 3; k++) {
            var g = orders.get(k);
            reference("order-" + (k + 2), "λ = −1, random meshes: order of level " + (k + 1), within(k + 2, 0.25), "Yue, Liao, Liu 2024: " + (k + 2), t -> t.rest().value(g));
            reference("order-graded-" + (k + 2), "λ = −1, graded meshes: order of level " + (k + 1), within(k + 2, 0.25), "Yue, Liao, Liu 2024: " + (k + 2), t -> t.rest().value(g), "mesh=graded");
            reference("after-effect-" + (k + 2), "exact start less backward Euler: order of level " + (k + 1), within(0, 0.15), "Yue, Liao, Liu 2024: no after-effect",
                    t -> t.anew(1, "start=exact").rest().value(g) - t.anew(1).rest().value(g));
        }
        reference("stiff", "λ = −50, N = 640: worst ratio of the errors of two levels", atMost(0.1), "3e-6, 1e-7, 6e-9 measured independently", t -> {
            double[] e = t.rest().state().rows.getLast().error;
            return Math.max(e[1] / e[0], e[2] / e[1]);
        }, "lambda=-50");
        reference("phases", "Allen–Cahn: largest rise of the energy / first", atMost(1e-9), "gradient flow", t -> t.rest().value(rise), "problem=allen-cahn");
        opens("Two orders more, on any mesh", "Steps that differ tenfold at random, and still slopes 2, 3 and 4.").pictured(5);
        preset("stiff", "Stiff: the orders come late", "At λ = −50 every correction gains a digit or more, though the slopes are not yet there.").set("lambda=-50").pictured(5);
        preset("start", "From an exact first step", "The same orders: backward Euler had left no after-effect.").set("start=exact").pictured(5);
        preset("phases", "Phases separate", "Allen–Cahn on random time meshes: fronts form, merge, and the energy falls at every step.").set("problem=allen-cahn").panes("phases", "energies", "steps").pictured(2);
        tiny("levels=2", "levels=1 problem=allen-cahn mesh=graded", "levels=2 mesh=uniform start=exact");
    }

    /** Slope of the errors of a level in logarithms, by least squares. */
    private static double order(Stage s, int level) {
        int m = s.rows.size();
        double mx = s.rows.stream().mapToDouble(r -> Math.log(r.n)).average().orElseThrow();
        double my = s.rows.stream().mapToDouble(r -> Math.log(r.error[level])).average().orElseThrow();
        double up = 0;
        double down = 0;
        for (int i = 0; i < m; i++) {
            double x = Math.log(s.rows.get(i).n) - mx;
            up += x * (Math.log(s.rows.get(i).error[level]) - my);
            down += x * x;
        }
        return -up / down;
    }

    // ---- the two problems

    private Flow flow(Knobs p) {
        double l = p.get(lambda);
        return p.is(problem, "allen-cahn") ? new AllenCahn() : new Flow() {
            @Override
            public double[] initial() {
                return new double[] {1};
            }

            @Override
            public double[] f(double t, double[] u) {
                return new double[] {l * (u[0] - Math.cos(t)) - Math.sin(t)};
            }

            @Override
            public double[] solve(double a, double[] b, double t, double[] guess) {
                return new double[] {(b[0] - l * Math.cos(t) - Math.sin(t)) / (a - l)};
            }
        };
    }

    /** u′ = w²u″ − u³ + u on [0, 1] with closed ends. */
    private static final class AllenCahn implements Flow {

        private static final double STIFFNESS = WIDTH * WIDTH * CELLS * CELLS;

        @Override
        public double[] initial() {
            double[] u = new double[CELLS];
            Arrays.setAll(u, i -> {
                double x = (i + 0.5) / CELLS;
                return 0.4 * Math.cos(7 * Math.PI * x) + 0.25 * Math.cos(3 * Math.PI * x) + 0.2 * Math.cos(12 * Math.PI * x) - 0.05;
            });
            return u;
        }

        @Override
        public double[] f(double t, double[] u) {
            double[] f = new double[CELLS];
            for (int i = 0; i < CELLS; i++) {
                double left = u[Math.max(0, i - 1)];
                double right = u[Math.min(CELLS - 1, i + 1)];
                f[i] = STIFFNESS * (left - 2 * u[i] + right) + u[i] - u[i] * u[i] * u[i];
            }
            return f;
        }

        /** Newton with a tridiagonal solve. */
        @Override
        public double[] solve(double a, double[] b, double t, double[] guess) {
            double[] u = guess.clone();
            for (int k = 0; k < NEWTON; k++) {
                double[] f = f(t, u);
                double[] d = new double[CELLS];
                double[] r = new double[CELLS];
                for (int i = 0; i < CELLS; i++) {
                    int neighbors = i == 0 || i == CELLS - 1 ? 1 : 2;
                    d[i] = a + neighbors * STIFFNESS - 1 + 3 * u[i] * u[i];
                    r[i] = b[i] - a * u[i] + f[i];
                }
                for (int i = 1; i < CELLS; i++) {
                    double m = -STIFFNESS / d[i - 1];
                    d[i] += m * STIFFNESS;
                    r[i] -= m * r[i - 1];
                }
                double most = 0;
                for (int i = CELLS - 1; i >= 0; i--) {
                    r[i] = (r[i] + (i < CELLS - 1 ? STIFFNESS * r[i + 1] : 0)) / d[i];
                    u[i] += r[i];
                    most = Math.max(most, Math.abs(r[i]));
                }
                if (most < 1e-13) {
                    break;
                }
            }
            return u;
        }

        static double energy(double[] u) {
            double sum = 0;
            for (int i = 0; i < CELLS; i++) {
                double rise = i < CELLS - 1 ? u[i + 1] - u[i] : 0;
                double well = 1 - u[i] * u[i];
                sum += (0.5 * STIFFNESS * rise * rise + 0.25 * well * well) / CELLS;
            }
            return sum;
        }
    }

    // ---- time meshes

    private double[] times(Knobs p, int n, double[] lots) {
        double q = p.get(spread);
        double[] step = new double[n];
        Arrays.setAll(step, k -> switch (p.get(mesh)) {
            case "random" -> Math.pow(q, lots[k]);
            case "graded" -> Math.pow(q, k / (n - 1.0));
            default -> 1;
        });
        double sum = Arrays.stream(step).sum();
        double end = p.is(problem, "ode") ? END : AC_END;
        double[] t = new double[n + 1];
        for (int k = 0; k < n; k++) {
            t[k + 1] = t[k] + end * step[k] / sum;
        }
        return t;
    }

    // ---- BDF2 and its corrections

    /** @param last f along the last solution, or nothing at the first level; {@code degree}: of the interpolant that is integrated */
    private static double[][] solved(Flow s, double[] t, double[][] last, int degree, Optional<double[]> second, Turn turn) {
        int n = t.length - 1;
        double[][] u = new double[n + 1][];
        u[0] = s.initial();
        for (int k = 1; k <= n; k++) {
            turn.ask();
            if (k == 1 && second.isPresent()) {
                u[1] = second.get();
                continue;
            }
            double[] w = weights(t, k);
            double[] b = new double[u[0].length];
            for (int i = 0; i < b.length; i++) {
                b[i] = w[0] * u[k - 1][i] + (k > 1 ? w[1] * (u[k - 1][i] - u[k - 2][i]) : 0);
            }
            if (last.length > 0) {
                double[] into = integral(t, last, k, k, degree);
                double[] before = k > 1 ? integral(t, last, k, k - 1, degree) : into;
                for (int i = 0; i < b.length; i++) {
                    // −cₙ = D₂(∫ P f) − f
                    b[i] += w[0] * into[i] - (k > 1 ? w[1] * before[i] : 0) - last[k][i];
                }
            }
            u[k] = s.solve(w[0], b, t[k], u[k - 1]);
        }
        return u;
    }

    /** D₂uₙ = w₀ ∇uₙ − w₁ ∇uₙ₋₁. */
    private static double[] weights(double[] t, int k) {
        double tau = t[k] - t[k - 1];
        if (k == 1) {
            return new double[] {1 / tau, 0};
        }
        double r = tau / (t[k - 1] - t[k - 2]);
        return new double[] {(1 + 2 * r) / (1 + r) / tau, r * r / (1 + r) / tau};
    }

    /** ∫ over step {@code of} of the interpolant of f on the last points up to step k; two Gauss points are exact for cubics. */
    private static double[] integral(double[] t, double[][] f, int k, int of, int degree) {
        int first = Math.max(0, k - degree);
        double tau = t[of] - t[of - 1];
        double[] sum = new double[f[0].length];
        for (double g : new double[] {0.5 - GAUSS, 0.5 + GAUSS}) {
            double x = t[of - 1] + g * tau;
            for (int j = first; j <= first + degree; j++) {
                double w = 0.5 * tau;
                for (int m = first; m <= first + degree; m++) {
                    w *= m == j ? 1 : (x - t[m]) / (t[j] - t[m]);
                }
                for (int i = 0; i < sum.length; i++) {
                    sum[i] += w * f[j][i];
                }
            }
        }
        return sum;
    }

    private static double[][] along(Flow s, double[] t, double[][] u) {
        return IntStream.range(0, t.length).mapToObj(k -> s.f(t[k], u[k])).toArray(double[][]::new);
    }

    private Solved all(Knobs p, double[] t, Turn turn) {
        Flow s = flow(p);
        Optional<double[]> second = p.is(problem, "ode") && p.is(start, "exact") ? Optional.of(new double[] {Math.cos(t[1])}) : Optional.empty();
        double[][] first = solved(s, t, new double[0][], 0, second, turn);
        double[][] once = solved(s, t, along(s, t, first), 2, second, turn);
        double[][] twice = solved(s, t, along(s, t, once), 3, second, turn);
        return new Solved(t, new double[][][] {first, once, twice});
    }

    @Override
    protected Stage start(Knobs p, Philox random) {
        return new Stage(List.of(), Optional.empty());
    }

    @Override
    protected Stage next(Stage s, Turn t) {
        int n = COARSEST << s.rows.size();
        boolean ode = t.p().is(problem, "ode");
        int meshes = ode && t.p().is(mesh, "random") ? MESHES : 1;
        double[] lots = t.uniforms(1, meshes, n);
        double[] logs = new double[3];
        double rise = 0;
        Solved latest = null;
        for (int m = 0; m < meshes; m++) {
            Solved x = all(t.p(), times(t.p(), n, Arrays.copyOfRange(lots, m * n, (m + 1) * n)), t);
            for (int level = 0; level < 3; level++) {
                double[][] u = x.u[level];
                if (ode) {
                    logs[level] += Math.log(Math.max(1e-300, IntStream.rangeClosed(0, n).mapToDouble(k -> Math.abs(u[k][0] - Math.cos(x.times[k]))).max().orElseThrow())) / meshes;
                } else {
                    double first = AllenCahn.energy(u[0]);
                    rise = Math.max(rise, IntStream.rangeClosed(1, n).mapToDouble(k -> AllenCahn.energy(u[k]) - AllenCahn.energy(u[k - 1])).max().orElseThrow() / first);
                }
            }
            latest = m == 0 ? x : latest;
        }
        List<Row> rows = new ArrayList<>(s.rows);
        rows.add(new Row(n, ode ? Arrays.stream(logs).map(Math::exp).toArray() : new double[0], rise));
        return new Stage(List.copyOf(rows), s.latest.isPresent() && ode ? s.latest : Optional.of(latest));
    }

    // ---- pictures

    @Override
    protected void look(Stage s, Knobs p, Look to) {
        boolean ode = p.is(problem, "ode");
        double[] none = {};
        double[] n = s.rows.stream().mapToDouble(Row::n).toArray();
        for (int k = 0; k < 3; k++) {
            int level = k;
            to.series("errors-" + (k + 2), ode ? n : none, ode ? s.rows.stream().mapToDouble(r -> r.error[level]).toArray() : none);
        }
        double[] t = s.latest.map(Solved::times).orElse(none);
        int m = Math.max(0, t.length - 1);
        double end = m == 0 ? 1 : t[m];
        to.series("step-sizes", Arrays.copyOfRange(t, Math.min(1, t.length), t.length), IntStream.range(0, m).mapToDouble(k -> (t[k + 1] - t[k]) * m / end).toArray());
        double[] fine = IntStream.rangeClosed(0, 200).mapToDouble(i -> END * i / 200).toArray();
        to.series("exact", ode ? fine : none, ode ? Arrays.stream(fine).map(Math::cos).toArray() : none);
        to.series("computed", ode ? t : none, ode && m > 0 ? Arrays.stream(s.latest.get().u[2]).mapToDouble(u -> u[0]).toArray() : none);
        phases(s, ode, t, to);
        List<String> names = List.of("BDF2", "corrected once", "corrected twice");
        boolean fitted = s.ordered();
        to.table("fitted", new Layer.Column.Words("level", "level", names), new Layer.Column.Numbers("theory", "theory", "", new double[] {2, 3, 4}),
                new Layer.Column.Numbers("order", "fitted", "", IntStream.range(0, 3).mapToDouble(k -> fitted ? order(s, k) : 0).toArray()),
                new Layer.Column.Numbers("error", "error", "", IntStream.range(0, 3).mapToDouble(k -> fitted ? s.rows.getLast().error[k] : 0).toArray()));
    }

    /** u over time and space on an even grid, by the time before; and the energies. */
    private static void phases(Stage s, boolean ode, double[] t, Look to) {
        boolean there = !ode && t.length > 0;
        int columns = 120;
        double[] field = new double[columns * CELLS];
        for (int i = 0; there && i < columns; i++) {
            double at = AC_END * (i + 0.5) / columns;
            int k = Math.min(t.length - 1, -1 - Math.min(-1, Arrays.binarySearch(t, at)));
            System.arraycopy(s.latest.get().u[2][k], 0, field, i * CELLS, CELLS);
        }
        to.field("field", columns, CELLS, new Rect(0, 0, AC_END, 5), field);
        for (int level = 0; level < 3; level += 2) {
            int of = level;
            to.series("energy-" + (level + 2), there ? t : new double[0], there ? Arrays.stream(s.latest.get().u[of]).mapToDouble(AllenCahn::energy).toArray() : new double[0]);
        }
    }
}
