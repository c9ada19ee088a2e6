package org.pushforward.engine.algebra;

import static org.pushforward.engine.api.Check.Criterion.above;
import static org.pushforward.engine.api.Check.Criterion.atMost;
import static org.pushforward.engine.api.Check.Criterion.within;
import static org.pushforward.engine.api.Pane.Style.LINES;
import static org.pushforward.engine.api.Pane.Style.POINTS;
import static org.pushforward.engine.api.Pane.Style.WORDS;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.pushforward.engine.api.Layer;
import org.pushforward.engine.numerics.ComplexMatrix;
import org.pushforward.engine.numerics.LeastSquares;
import org.pushforward.engine.numerics.Matrix;
import org.pushforward.engine.numerics.Philox;
import org.pushforward.engine.study.Knob;
import org.pushforward.engine.study.Knobs;
import org.pushforward.engine.study.Look;
import org.pushforward.engine.study.Study;
import org.pushforward.engine.study.Trial;
import org.pushforward.engine.study.Turn;

/**
 * {@code algebra.znd-matrix}: the solution of a matrix equation that moves, followed by making its residual decay. Twice, with complex unknowns and with
 * real ones. A step is ten time steps.
 */
public final class ZeroingDynamics extends Study<ZeroingDynamics.Stage> {

    private static final int EACH = 10;
    private static final int STEPS = 240;
    private static final int TRAIL = 60;
    /** Of the first residual: below this the integrator's own error shows, and no rate is read off. */
    private static final double FLOOR = 1e-3;

    private final Knob<Double> gamma;
    private final Knob<Integer> size;
    private final Knob<Double> dominance;
    private final Knob<Double> dt;

    /** Entries r e^{i(φ + ωt)}, and d on the diagonal of F. */
    record Waves(int n, double d, double[] r, double[] phase, double[] omega) {

        ComplexMatrix at(double t, boolean derivative) {
            ComplexMatrix m = ComplexMatrix.zeros(n, n);
            for (int k = 0; k < n * n; k++) {
                double a = phase[k] + omega[k] * t;
                double size = derivative ? r[k] * omega[k] : r[k];
                // i e^{ia} = e^{i(a + π/2)}
                m.re()[k] = size * (derivative ? -Math.sin(a) : Math.cos(a)) + (!derivative && k % (n + 1) == 0 ? d : 0);
                m.im()[k] = size * (derivative ? Math.cos(a) : Math.sin(a));
            }
            return m;
        }
    }

    record Equation(Waves a, Waves f, Waves solution) { }

    /** @param rate at which the residual has decayed, as long as the integrator's error did not show */
    record Stage(Equation equation, double time, ComplexMatrix complex, ComplexMatrix real, double first, double residual, double residualReal, double rate, double condition, List<double[]> trail) { }

    public ZeroingDynamics() {
        super("algebra.znd-matrix", "Zeroing a residual that moves", "A matrix equation whose coefficients change with time has a solution that moves. Zeroing dynamics does not solve it again and again, but asks that the residual decay, E′ = −γE, which is linear in the velocity X′: one linear system a time step, and the residual falls at the rate γ from wherever X began. "
                + "Here the equation holds X and its conjugate at once, so it is linear over the reals only. Either the conjugate is eliminated, and the unknowns are n² complex numbers, or real and imaginary parts are stacked into 2n² real ones. Both are the same dynamics; the second system is larger and its condition is moved by the diagonal dominance of F. "
                + "The form of the equation is our reading; the paper's space compressive approximation is not shown.",
                List.of("X F − A X̄ = C,  E = X F − A X̄ − C", "E′ = −γE:  X′F − A X̄′ = C′ − X F′ + A′X̄ − γE", "‖E(t)‖ = ‖E(0)‖ e^{−γt}"),
                new Citation("J. He, D. Wu", 2024, "Revisiting time-variant complex conjugate matrix equations with their corresponding real field time-variant large-scale linear equations, neural hypercomplex numbers space compressive approximation approach", "2408.14057"));
        pace(30);
        group("Equation");
        size = whole("size", "n", "Size", 2, 1, 4, "Rows of the matrices.").within(1, 6);
        dominance = real("dominance", "d", "Diagonal dominance", 4, 1.5, 12, "What stands on the diagonal of F besides numbers of size one.").within(0, 100);
        group("Dynamics");
        gamma = real("gamma", "γ", "Rate", 4, 0.5, 20, "At which the residual is to decay.").within(1e-3, 1e4).log();
        dt = real("dt", "Δ", "Time step", 2e-3, 5e-4, 1e-2, "Of the classical Runge–Kutta method.").within(1e-5, 1).log();
        lasts(_ -> STEPS);
        refuse(p -> p.get(gamma) * p.get(dt) > 0.5, p -> "γΔ = " + String.format(Locale.ROOT, "%.3g", p.get(gamma) * p.get(dt)) + " is too much for the integrator; take a smaller dt or gamma, with a product of at most 0.5");

        var residual = gauge("residual", "‖E‖, complex unknowns", "", s -> Math.max(1e-300, s.residual));
        var residualReal = gauge("residual-real", "‖E‖, real unknowns", "", s -> Math.max(1e-300, s.residualReal));
        var exact = gauge("residual-exact", "‖E(0)‖ exp(−γt)", "", (s, p) -> s.first * Math.exp(-p.get(gamma) * s.time));
        var rate = gauge("decay-rate", "Rate of decay", "", Stage::rate).when(s -> s.time > 0);
        var off = gauge("rate-error", "Rate / γ − 1", "", (s, p) -> Math.abs(s.rate / p.get(gamma) - 1)).when(s -> s.time > 0);
        var apart = gauge("difference", "Complex − real unknowns", "", s -> s.complex.minus(s.real).frobenius());
        gauge("unknowns", "Unknowns, complex", "", s -> (double) s.complex.rows() * s.complex.rows());
        gauge("unknowns-real", "Unknowns, real", "", s -> 2.0 * s.complex.rows() * s.complex.rows());
        var condition = gauge("condition", "Condition of the real system", "", Stage::condition);
        var error = gauge("error", "‖X − X*‖", "", s -> Math.max(1e-300, s.complex.minus(s.equation.solution.at(s.time, false)).frobenius()));

        plane("phasors", "Entries of X chase those of the solution", "complex plane; discs: solution").draw(LINES, "truth-trail", "solution").draw(LINES, "trail", "X").draw(POINTS, "truth", "|entry|").draw(POINTS, "entries", "X");
        history("residuals", "Residual", "falls at the rate γ until rounding and time steps show", residual, residualReal, exact).log();
        history("conditions", "Condition of the real system", "as the coefficients turn", condition);
        words("table", "Two models", "").draw(WORDS, "models", "models");
        history("errors", "Distance from the solution", "", error).log();

        always("rate", "rate of decay / γ − 1", off, atMost(0.01), "closed form ‖E(0)‖ exp(−γt)");
        always("agree", "complex − real unknowns", apart, atMost(1e-8), "the same dynamics");
        for (double g : new double[] {1, 10}) {
            reference("rate-" + (int) g, "γ = " + (int) g + ": rate of decay", within(g, 1e-6 * g), "closed form", t -> t.steps(40).value(rate), "gamma=" + g);
        }
        reference("floor", "residual at the end", atMost(3e-9), "the integrator's error", t -> t.rest().value(residual), "gamma=10");
        reference("order", "residual at the end with Δ = 0.004 over that with 0.002, before it is rounding", within(16, 4), "the integrator is of fourth order", t -> floor(t.anew(1, "dt=0.004").steps(60).state()) / floor(t.anew(1, "dt=0.002").steps(120).state()), "gamma=12", "size=3");
        reference("dominance", "condition at d = 1.5 over that at 12, mean over the run", above(2), "the paper: diagonal dominance matters", t -> mean(t, 1.5) / mean(t, 12));
        opens("X catches up and stays", "Four entries chase a moving solution; the residual is a straight line down.").pictured(60);
        preset("slow", "A small rate", "With γ = 0.5 the entries take seconds to catch up.").set("gamma=0.5", "dt=0.005").pictured(100);
        preset("ill", "Hardly dominant", "The condition of the real system swings by orders of magnitude as the coefficients turn.").set("dominance=2", "size=3").panes("phasors", "conditions", "residuals", "table").pictured(120);
        preset("coarse", "A coarse time step", "The residual stops where the integrator's error is.").set("dt=0.03", "gamma=12").panes("residuals", "phasors", "errors", "table").pictured(60);
        tiny("size=2", "size=1 dominance=3");
    }

    private static double floor(Stage s) {
        return s.complex.minus(s.equation.solution.at(s.time, false)).frobenius();
    }

    private double mean(Trial<Stage> t, double d) {
        var run = t.anew(1, "dominance=" + d);
        double sum = 0;
        for (int k = 0; k < 40; k++) {
            sum += Math.log(run.steps(4).state().condition);
        }
        return Math.exp(sum / 40);
    }

    // ---- the equation

    private static Waves waves(int n, double d, double size, Philox random, int purpose) {
        double[] u = new double[3 * n * n];
        random.stream(purpose).uniforms(0, n * n, 0, 3, u, 0);
        double[] r = new double[n * n];
        double[] phase = new double[n * n];
        double[] omega = new double[n * n];
        for (int k = 0; k < n * n; k++) {
            r[k] = size * (0.5 + u[3 * k]);
            phase[k] = 2 * Math.PI * u[3 * k + 1];
            omega[k] = (k % 2 == 0 ? 1 : -1) * (0.6 + u[3 * k + 2]);
        }
        return new Waves(n, d, r, phase, omega);
    }

    private static ComplexMatrix conjugate(ComplexMatrix x) {
        return new ComplexMatrix(x.rows(), x.columns(), x.re(), Arrays.stream(x.im()).map(v -> -v).toArray());
    }

    /** X F − A X̄. */
    private static ComplexMatrix form(ComplexMatrix x, ComplexMatrix f, ComplexMatrix a) {
        return x.times(f).minus(a.times(conjugate(x)));
    }

    private static ComplexMatrix residual(Equation q, ComplexMatrix x, double t) {
        ComplexMatrix f = q.f.at(t, false);
        ComplexMatrix a = q.a.at(t, false);
        return form(x, f, a).minus(form(q.solution.at(t, false), f, a));
    }

    /** C′ − X F′ + A′X̄ − γE, with C = X*F − A X̄*. */
    private static ComplexMatrix wanted(Equation q, ComplexMatrix x, double t, double gamma) {
        ComplexMatrix s = q.solution.at(t, false);
        ComplexMatrix moving = form(q.solution.at(t, true), q.f.at(t, false), q.a.at(t, false)).plus(form(s, q.f.at(t, true), q.a.at(t, true)));
        return moving.minus(form(x, q.f.at(t, true), q.a.at(t, true))).minus(residual(q, x, t).scaled(gamma, 0));
    }

    // ---- two ways to solve for the velocity

    /** V F − A V̄ = R with the conjugate eliminated: (P − Q P̄⁻¹ Q̄) v = r + Q P̄⁻¹ r̄, where P v = vec(VF), Q v = vec(AV). */
    private static ComplexMatrix byComplex(ComplexMatrix f, ComplexMatrix a, ComplexMatrix r) {
        int n = r.rows();
        ComplexMatrix p = ComplexMatrix.zeros(n * n, n * n);
        ComplexMatrix q = ComplexMatrix.zeros(n * n, n * n);
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < n; j++) {
                for (int k = 0; k < n; k++) {
                    int to = (i * n + j) * n * n;
                    p.re()[to + i * n + k] = f.re()[k * n + j];
                    p.im()[to + i * n + k] = f.im()[k * n + j];
                    q.re()[to + k * n + j] = a.re()[i * n + k];
                    q.im()[to + k * n + j] = a.im()[i * n + k];
                }
            }
        }
        ComplexMatrix column = new ComplexMatrix(n * n, 1, r.re(), r.im());
        ComplexMatrix back = q.times(conjugate(p).solve(conjugate(q)));
        ComplexMatrix v = p.minus(back).solve(column.plus(q.times(conjugate(p).solve(conjugate(column)))));
        return new ComplexMatrix(n, n, v.re(), v.im());
    }

    /** The same map on stacked real and imaginary parts, a column a unit. */
    private static double[] lifted(ComplexMatrix f, ComplexMatrix a) {
        int n = f.rows();
        int m = 2 * n * n;
        double[] l = new double[m * m];
        for (int c = 0; c < m; c++) {
            ComplexMatrix unit = ComplexMatrix.zeros(n, n);
            (c < n * n ? unit.re() : unit.im())[c % (n * n)] = 1;
            ComplexMatrix out = form(unit, f, a);
            for (int k = 0; k < n * n; k++) {
                l[k * m + c] = out.re()[k];
                l[(n * n + k) * m + c] = out.im()[k];
            }
        }
        return l;
    }

    private static ComplexMatrix byReal(ComplexMatrix f, ComplexMatrix a, ComplexMatrix r) {
        int n = r.rows();
        double[] v = LeastSquares.solve(lifted(f, a), 2 * n * n, IntStream.range(0, 2 * n * n).mapToDouble(k -> k < n * n ? r.re()[k] : r.im()[k - n * n]).toArray());
        return new ComplexMatrix(n, n, Arrays.copyOf(v, n * n), Arrays.copyOfRange(v, n * n, 2 * n * n));
    }

    private static ComplexMatrix velocity(Equation q, ComplexMatrix x, double t, double gamma, boolean complex) {
        ComplexMatrix f = q.f.at(t, false);
        ComplexMatrix a = q.a.at(t, false);
        ComplexMatrix r = wanted(q, x, t, gamma);
        return complex ? byComplex(f, a, r) : byReal(f, a, r);
    }

    /** One step of the classical Runge–Kutta method. */
    private static ComplexMatrix moved(Equation q, ComplexMatrix x, double t, double h, double gamma, boolean complex) {
        ComplexMatrix k1 = velocity(q, x, t, gamma, complex);
        ComplexMatrix k2 = velocity(q, x.plus(k1.scaled(h / 2, 0)), t + h / 2, gamma, complex);
        ComplexMatrix k3 = velocity(q, x.plus(k2.scaled(h / 2, 0)), t + h / 2, gamma, complex);
        ComplexMatrix k4 = velocity(q, x.plus(k3.scaled(h, 0)), t + h, gamma, complex);
        return x.plus(k1.plus(k2.scaled(2, 0)).plus(k3.scaled(2, 0)).plus(k4).scaled(h / 6, 0));
    }

    private static double conditionOf(Equation q, double t) {
        ComplexMatrix f = q.f.at(t, false);
        int m = 2 * f.rows() * f.rows();
        double[] s = Matrix.of(m, m, lifted(f, q.a.at(t, false))).singularValues();
        return s[0] / Math.max(1e-300, s[m - 1]);
    }

    @Override
    protected Stage start(Knobs p, Philox random) {
        int n = p.get(size);
        double part = 1 / Math.sqrt(n);
        Equation q = new Equation(waves(n, 0, part, random, 1), waves(n, p.get(dominance), part, random, 2), waves(n, 0, 1, random, 3));
        double[] z = new double[2 * n * n];
        random.stream(4).normals(0, 1, 0, z.length, z, 0);
        ComplexMatrix x = new ComplexMatrix(n, n, Arrays.copyOf(z, n * n), Arrays.copyOfRange(z, n * n, 2 * n * n)).scaled(1.5, 0);
        double e = residual(q, x, 0).frobenius();
        return new Stage(q, 0, x, x, e, e, e, 0, conditionOf(q, 0), List.of(row(q, x, 0)));
    }

    private static double[] row(Equation q, ComplexMatrix x, double t) {
        ComplexMatrix s = q.solution.at(t, false);
        return IntStream.range(0, x.re().length).boxed().flatMapToDouble(k -> Arrays.stream(new double[] {x.re()[k], x.im()[k], s.re()[k], s.im()[k]})).toArray();
    }

    @Override
    protected Stage next(Stage s, Turn t) {
        double h = t.get(dt);
        ComplexMatrix complex = s.complex;
        ComplexMatrix real = s.real;
        for (int k = 0; k < EACH; k++) {
            t.ask();
            double now = (t.step() * EACH + k) * h;
            complex = moved(s.equation, complex, now, h, t.get(gamma), true);
            real = moved(s.equation, real, now, h, t.get(gamma), false);
        }
        double time = (t.step() + 1) * EACH * h;
        double e = residual(s.equation, complex, time).frobenius();
        double rate = e > FLOOR * s.first || s.time == 0 ? -Math.log(e / s.first) / time : s.rate;
        List<double[]> trail = new ArrayList<>(s.trail);
        trail.add(row(s.equation, complex, time));
        return new Stage(s.equation, time, complex, real, s.first, e, residual(s.equation, real, time).frobenius(), rate, conditionOf(s.equation, time), List.copyOf(trail.subList(Math.max(0, trail.size() - TRAIL), trail.size())));
    }

    // ---- pictures

    @Override
    protected void look(Stage s, Knobs p, Look to) {
        int m = s.complex.re().length;
        int[] offsets = IntStream.rangeClosed(0, m).map(k -> k * s.trail.size()).toArray();
        to.paths("trail", 2, ways(s, m, 0), offsets);
        to.paths("truth-trail", 2, ways(s, m, 2), offsets);
        double[] last = s.trail.getLast();
        double[] truth = IntStream.range(0, 2 * m).mapToDouble(k -> last[4 * (k / 2) + 2 + k % 2]).toArray();
        double[] size = IntStream.range(0, m).mapToDouble(k -> Math.hypot(truth[2 * k], truth[2 * k + 1])).toArray();
        to.graph("truth", truth, new int[0], List.of(new Layer.Field("size", "|entry|", "", size)), List.of(), List.of());
        to.points("entries", 2, IntStream.range(0, 2 * m).mapToDouble(k -> last[4 * (k / 2) + k % 2]).toArray());
        to.table("models", new Layer.Column.Words("model", "model", List.of("complex unknowns", "real unknowns")),
                new Layer.Column.Numbers("unknowns", "unknowns", "", new double[] {m, 2 * m}),
                new Layer.Column.Numbers("operations", "≈ operations of a solve", "", new double[] {8.0 / 3 * Math.pow(m, 3), 2.0 / 3 * Math.pow(2 * m, 3)}),
                new Layer.Column.Numbers("left", "residual", "", new double[] {s.residual, s.residualReal}));
    }

    private static double[] ways(Stage s, int m, int from) {
        return IntStream.range(0, m).boxed().flatMapToDouble(k -> s.trail.stream().flatMapToDouble(r -> Arrays.stream(r, 4 * k + from, 4 * k + from + 2))).toArray();
    }
}
