package org.pushforward.engine.pde;

import static org.pushforward.engine.api.Check.Criterion.atLeast;
import static org.pushforward.engine.api.Check.Criterion.atMost;
import static org.pushforward.engine.api.Pane.Style.CURVE;
import static org.pushforward.engine.api.Pane.Style.FILL;
import static org.pushforward.engine.api.Pane.Style.POINTS;
import static org.pushforward.engine.api.Pane.Style.SURFACE;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.function.ToDoubleFunction;
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
 * {@code pde.kansa}: collocation with multiquadrics whose shape is learned from the residual at points that were held out. One step is one
 * shape that is tried, or, in the inverse problem, one Gauss–Newton step for solution and viscosity.
 */
public final class KansaCollocation extends Study<KansaCollocation.State> {

    private static final String BURGERS = "burgers";
    private static final String TWO = "two-fields";
    private static final int RINGS = 16;
    private static final int SPOKES = 48;
    private static final int GRID = 48;
    /** The search for ε ends when it moves by less than this factor. */
    private static final double FINE = 0.06;

    /** A shape that was tried. */
    record Tried(double shape, double heldOut, double error, double condition) { }

    /**
     * @param problem discretised
     * @param best coefficients under the best shape
     * @param step in log₂ ε, of the next trial
     * @param viscosity of the inverse problem, else 0
     */
    record State(KansaProblem problem, double[] best, List<Tried> tried, Tried chosen, double step, double viscosity, double change, double truth) { }

    private final Knob<String> problem;
    private final Knob<Double> shape;
    private final Knob<Integer> points;
    private final Knob<Double> noise;

    public KansaCollocation() {
        super("pde.kansa", "Collocation that tunes itself", "A differential equation on scattered points without a mesh: the solution is a sum of multiquadrics about the points, and the equation must "
                + "hold at each of them. How flat these hills are decides everything. Flat ones are accurate until the matrix is singular to rounding; sharp ones are harmless and "
                + "poor. The residual at points that were held out falls and rises with the true error, which nobody knows, so the shape can be learned from it. The same holds "
                + "for two coupled fields, and for the inverse problem, where the viscosity of Burgers' equation is found from noisy sensors. Our search is a plain line "
                + "search in log ε; the paper learns by gradients, with Gaussian hills, and steps through time; its comparison with networks is not shown.",
                List.of("u = Σ cⱼ √(1 + ε²|x − xⱼ|²)", "−Δu + u³ = f on the disc", "−Δu + uv = f,  −Δv + u² = g", "u_t + u u_x = ν u_xx", "ε = argmin residual held out"),
                new Citation("Z. Hu, W. Chen, C. Öztireli, C. Zhou, F. Zhong", 2026, "Learning-guided Kansa collocation for forward and inverse PDEs beyond linearity", "2602.07970"),
                new Citation("E. J. Kansa", 1990, "Multiquadrics: a scattered data approximation scheme with applications to computational fluid-dynamics II", "10.1016/0898-1221(90)90271-K"));
        pace(3);
        group("Problem");
        problem = choice("problem", "Ω", "Problem", List.of("reaction", TWO, BURGERS), "reaction", "A nonlinear equation, two coupled ones, or the viscosity of Burgers' equation from sensors.");
        noise = real("noise", "σ", "Noise", 0.01, 0, 0.1, "Of the sensors, beside the largest value.").within(0, 10).when(problem, BURGERS);
        group("Points");
        points = whole("points", "n", "Points inside", 200, 60, 400, "Points that carry a hill and the equation; a quarter as many stand on the edge.").within(20, 400).but(120, problem, BURGERS);
        shape = real("shape", "ε", "Shape", 8, 0.5, 16, "To begin with: large is sharp.").within(1e-3, 1e3).log().but(2.5, problem, BURGERS);
        rests(s -> s.change < (s.viscosity > 0 ? 1e-9 : FINE) ? Status.CONVERGED : Status.RUNNING);

        var error = gauge("error", "Error", "", s -> s.chosen.error);
        var residual = gauge("residual", "Residual held out", "", s -> s.chosen.heldOut);
        gauge("condition", "Condition", "", s -> s.chosen.condition);
        gauge("shape-now", "Shape", "", s -> s.chosen.shape);
        var parameter = gauge("parameter", "Viscosity found", "", s -> s.viscosity);
        var off = gauge("parameter-error", "Error of the viscosity", "", s -> s.truth == 0 ? 0 : Math.abs(s.viscosity / s.truth - 1));

        space("surface", "Solution", "height is u, color log₁₀ of the error").draw(SURFACE, "solution", "u").draw(SURFACE, "found", "u").stretched().axes("x", "y", "u");
        plot("valley", "Shapes tried", "what is seen and what is not").draw(CURVE, "held-out", "residual held out", "", "ε").draw(CURVE, "true-error", "true error", "", "ε").log().logX();
        plane("where", "Where it errs", "log₁₀ of the error, and the points").draw(FILL, "error-map", "log₁₀ |error|").draw(POINTS, "centers", "points");
        history("errors", "Best so far", "relative error and residual", error, residual).log();
        plot("condition", "Condition of the matrix", "").draw(CURVE, "conditions", "condition", "", "ε").log().logX();
        plane("wave", "Found", "x across, t up").draw(FILL, "found").draw(POINTS, "sensors", "sensors").alike("found", "exact");
        plane("exact", "Exact", "x across, t up").draw(FILL, "exact", "u").alike("found", "exact");
        history("viscosity", "Viscosity", "found so far", parameter);

        atEnd("good", "error", error, atMost(0.02), "far below what the first shape gives");
        reference("tuned", "reaction from ε = 8: error", atMost(1e-5), "closed form; 1.7e-6 to 5.7e-6 in independent runs in NumPy", t -> t.rest().value(error));
        reference("gain", "reaction from ε = 8: first error over last", atLeast(100), "our run of the paper's claim", t -> t.step().value(error) / t.rest().value(error));
        reference("two", "two fields: error", atMost(5e-5), "closed form; 2.8e-6 at ε = 1 in an independent run in NumPy", t -> t.rest().value(error), "problem=two-fields", "points=160");
        reference("inverse", "viscosity of Burgers' equation, noise of 1 %, mean of 3 seeds: relative error", atMost(0.01), "closed form; .65 % in an independent run in NumPy",
                t -> (t.rest().value(off) + t.anew(2).rest().value(off) + t.anew(3).rest().value(off)) / 3, "problem=burgers");
        reference("exact-data", "viscosity without noise: relative error", atMost(0.01), "closed form; what the hills cannot do", t -> t.rest().value(off), "problem=burgers", "noise=0");
        opens("From sharp to flat", "Shape after shape, the residual nobody trained on leads down the valley.");
        preset("two", "Two fields at once", "Coupled equations: one shape for both.").set("problem=two-fields", "points=120");
        preset("inverse", "A viscosity from sensors", "Two thousand noisy sensors know the viscosity to a percent.").set("problem=burgers").panes("wave", "exact", "viscosity", "errors");
        preset("limit", "Too flat", "Begun at ε = .55 the matrix is singular to rounding: the search has to climb out.").set("shape=0.55").panes("valley", "condition", "where", "errors");
        tiny("points=24 shape=3", "points=24 problem=two-fields", "points=24 problem=burgers");
    }

    @Override
    protected State start(Knobs p, Philox random) {
        KansaProblem k = switch (p.get(problem)) {
            case BURGERS -> KansaProblem.burgers(p.get(points), p.get(noise), random);
            case TWO -> KansaProblem.disc(p.get(points), true);
            default -> KansaProblem.disc(p.get(points), false);
        };
        if (p.get(problem).equals(BURGERS)) {
            double[] c = k.fitted(p.get(shape));
            Tried first = new Tried(p.get(shape), k.heldOut(p.get(shape), c, KansaProblem.GUESS), k.error(p.get(shape), c), 0);
            return new State(k, c, List.of(first), first, 0, KansaProblem.GUESS, 1, KansaProblem.VISCOSITY);
        }
        // Nothing is solved yet: the first shape is tried with the first step, which can be cancelled.
        double[] zero = new double[k.unknowns()];
        Tried first = new Tried(p.get(shape), k.heldOut(p.get(shape), zero, 0), 1, 0);
        return new State(k, zero, List.of(), first, -1, 0, 1, 0);
    }

    @Override
    protected State next(State s, Turn t) {
        if (s.viscosity > 0) {
            KansaProblem.Inverse i = s.problem.improved(s.chosen.shape, s.best, s.viscosity);
            Tried now = new Tried(s.chosen.shape, s.problem.heldOut(s.chosen.shape, i.c(), i.viscosity()), s.problem.error(s.chosen.shape, i.c()), 0);
            return new State(s.problem, i.c(), s.tried, now, 0, i.viscosity(), Math.abs(i.viscosity() - s.viscosity), s.truth);
        }
        double shape = s.tried.isEmpty() ? s.chosen.shape : s.chosen.shape * Math.pow(2, s.step);
        KansaProblem.Solved solved = s.problem.solved(shape, t);
        Tried now = new Tried(shape, s.problem.heldOut(shape, solved.c(), 0), s.problem.error(shape, solved.c()), solved.condition());
        List<Tried> all = new ArrayList<>(s.tried);
        all.add(now);
        boolean isBetter = s.tried.isEmpty() || now.heldOut < s.chosen.heldOut;
        double step = s.tried.isEmpty() || isBetter ? s.step : -0.5 * s.step;
        return new State(s.problem, isBetter ? solved.c() : s.best, List.copyOf(all), isBetter ? now : s.chosen, step, 0, Math.abs(step), 0);
    }

    @Override
    protected void look(State s, Knobs p, Look to) {
        if (s.viscosity > 0) {
            double[] found = new double[GRID * GRID];
            double[] exact = new double[GRID * GRID];
            for (int i = 0; i < found.length; i++) {
                double x = (i / GRID + 0.5) / GRID;
                double y = (i % GRID + 0.5) / GRID;
                found[i] = s.problem.at(s.chosen.shape, s.best, x, y, 0);
                exact[i] = s.problem.exact(x, y, 0);
            }
            to.field("found", GRID, GRID, Rect.UNIT, found);
            to.field("exact", GRID, GRID, Rect.UNIT, exact);
            double[] log = new double[found.length];
            Arrays.setAll(log, i -> Math.log10(Math.clamp(Math.abs(found[i] - exact[i]), 1e-9, 10)));
            to.field("error-map", GRID, GRID, Rect.UNIT, log);
            to.points("sensors", 2, Arrays.copyOf(s.problem.sensors(), Math.min(600, s.problem.sensors().length)));
        } else {
            disc(s, to);
        }
        List<Tried> sorted = s.tried.stream().sorted(Comparator.comparingDouble(Tried::shape)).toList();
        curve("held-out", sorted, Tried::heldOut, to);
        curve("true-error", sorted, Tried::error, to);
        curve("conditions", sorted, Tried::condition, to);
        to.points("centers", 2, s.problem.centers());
    }

    /** Solution and error on a mesh of rings and spokes. */
    private static void disc(State s, Look to) {
        int n = 1 + RINGS * SPOKES;
        double[] xyz = new double[3 * n];
        double[] flat = new double[2 * n];
        double[] log = new double[n];
        for (int v = 0; v < n; v++) {
            double r = v == 0 ? 0 : (double) ((v - 1) / SPOKES + 1) / RINGS;
            double a = 2 * Math.PI * ((v - 1) % SPOKES) / SPOKES;
            double x = r * Math.cos(a);
            double y = r * Math.sin(a);
            double u = s.problem.at(s.chosen.shape, s.best, x, y, 0);
            double[] place = {x, y, Math.clamp(u, -3, 3)};
            System.arraycopy(place, 0, xyz, 3 * v, 3);
            System.arraycopy(place, 0, flat, 2 * v, 2);
            log[v] = Math.log10(Math.clamp(Math.abs(u - s.problem.exact(x, y, 0)), 1e-9, 10));
        }
        List<int[]> all = new ArrayList<>();
        for (int k = 0; k < SPOKES; k++) {
            int next = (k + 1) % SPOKES;
            all.add(new int[] {0, 1 + k, 1 + next});
            for (int r = 0; r + 1 < RINGS; r++) {
                int in = 1 + r * SPOKES;
                int out = in + SPOKES;
                all.add(new int[] {in + k, out + k, out + next});
                all.add(new int[] {in + k, out + next, in + next});
            }
        }
        int[] triangles = all.stream().flatMapToInt(Arrays::stream).toArray();
        Layer.Field error = new Layer.Field("error", "log₁₀ |error|", "", log);
        to.triangles("solution", 3, xyz, triangles, List.of(error), List.of());
        to.triangles("error-map", 2, flat, triangles, List.of(error), List.of());
    }

    private static void curve(String id, List<Tried> tried, ToDoubleFunction<Tried> of, Look to) {
        // What is singular to rounding has no error worth drawing.
        List<Tried> shown = tried.stream().filter(v -> of.applyAsDouble(v) < 1e25 && v.error < 1e3).toList();
        to.series(id, shown.stream().mapToDouble(Tried::shape).toArray(), shown.stream().mapToDouble(v -> Math.max(of.applyAsDouble(v), 1e-16)).toArray());
    }
}
