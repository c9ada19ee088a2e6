package org.pushforward.engine.mesh;

import static org.pushforward.engine.api.Check.Criterion.atLeast;
import static org.pushforward.engine.api.Check.Criterion.atMost;
import static org.pushforward.engine.api.Check.Criterion.within;
import static org.pushforward.engine.api.Pane.Style.CONTOURS;
import static org.pushforward.engine.api.Pane.Style.CURVE;
import static org.pushforward.engine.api.Pane.Style.FILL;
import static org.pushforward.engine.api.Pane.Style.LINES;
import static org.pushforward.engine.api.Pane.Style.POINTS;
import static org.pushforward.engine.api.Pane.Style.SURFACE;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.pushforward.engine.api.Layer;
import org.pushforward.engine.api.Rect;
import org.pushforward.engine.api.StepContext;
import org.pushforward.engine.geometry.CellPicture;
import org.pushforward.engine.numerics.Formula;
import org.pushforward.engine.numerics.Philox;
import org.pushforward.engine.study.Gauge;
import org.pushforward.engine.study.Knob;
import org.pushforward.engine.study.Knobs;
import org.pushforward.engine.study.Look;
import org.pushforward.engine.study.PaneSpec;
import org.pushforward.engine.study.Study;
import org.pushforward.engine.study.Turn;

/**
 * {@code ma.dirichlet}: det D²u = f on the unit square with u = g on its edge, by six methods. One step is one iteration.
 *
 * @see DirichletProblem
 * @see DirichletIteration
 * @see WideStencil
 * @see OlikerPrussner
 */
public final class MongeAmpereDirichlet extends Study<MongeAmpereDirichlet.Solved> {

    private static final String FORMULA = "formula";
    private static final String WIDE = "wide-stencil";
    private static final String SPARSE = "newton-sparse";
    private static final String EXACT_MASSES = "oliker-prussner";
    private static final String NAILS = "nails";
    private static final String RACE = "race";
    private static final int PATIENCE = 120;
    /** Nodes a side of the surface that is drawn. */
    private static final int DRAWN = 64;
    /** How far the floor is below u, over the range of u. */
    private static final double BELOW = 0.4;
    /** Nails are so far from the edge. */
    private static final double MARGIN = 0.15;
    private static final double LEAST_ERROR = 1e-12;
    /** Masses in a point are marked up to so many. */
    private static final int MOST_POINTS = 100;

    /** @param residual of the method's own scheme */
    record Solved(DirichletProblem problem, DirichletIteration iteration, DirichletIteration.Place place, double residual, int iterations, Optional<DirichletRace> race) {
        boolean isKnown() {
            return problem.exact().length > 0;
        }
    }

    private final Knob<String> problem;
    private final Knob<Integer> nails;
    private final Knob<String> exact;
    private final Knob<String> right;
    private final Knob<String> edge;
    private final Knob<String> method;
    private final Knob<Integer> nodes;
    private final Knob<Double> grading;
    private final Knob<String> stencil;
    private final Knob<Integer> memory;
    private final Knob<Double> tolerance;

    public MongeAmpereDirichlet() {
        super("ma.dirichlet", "Monge-Ampère with given edges",
                "Which convex surface has a given product of curvatures, det D²u = f, and given edges? The equation is as nonlinear as one of second "
                        + "order can be. Where the solution is smooth, a Poisson problem again and again is enough, and mixing the latest "
                        + "answers (Anderson) halves the work; Newton needs fewest steps. Where it is not, centered differences may follow a "
                        + "solution that is not convex: the wide stencil cannot, and pays with an error from its few directions. Oliker and Prussner's "
                        + "scheme asks for less than derivatives: the gradients of all planes that touch the surface at a node fill a polygon, whose area is the node's mass. So it takes all curvature "
                        + "in a point as it is, and the most work a step. The blow-up at a corner spoils differences until nodes gather there.",
                List.of("det D²u = f,  u = g on the edge", "Δu⁺ = √(u_xx² + u_yy² + 2u_xy² + 2f)", "MA[u] = min_ν (D_νν u)⁺ (D_ν⊥ν⊥ u)⁺ + (D_νν u)⁻ + (D_ν⊥ν⊥ u)⁻",
                        "x = 1 − (1 − s)^p",
                        "|{p : u_j ≥ u_i + p·(x_j − x_i) for all j}| = μ_i"),
                new Citation("J.-D. Benamou, B. D. Froese, A. M. Oberman", 2010, "Two numerical methods for the elliptic Monge-Ampère equation", "10.1051/m2an/2010017"),
                new Citation("B. D. Froese, A. M. Oberman", 2011, "Convergent finite difference solvers for viscosity solutions of the elliptic Monge-Ampère equation in "
                        + "dimensions two and higher", "10.1137/100803092"),
                new Citation("V. I. Oliker, L. D. Prussner", 1988, "On the numerical solution of the equation (∂²z/∂x²)(∂²z/∂y²) − (∂²z/∂x∂y)² = f and its discretizations, I", ""));
        group("Problem");
        problem = choice("problem", "u", "Problem", DirichletProblem.NAMES, "smooth", "exp(|x|²/2), a flat disc in a paraboloid, −√(2 − |x|²), a cone, a hip roof upside down, nails that pull a sheet down, or formulas.");
        nails = whole("nails", "K", "Nails", 2, 1, 40, "Dirac masses of 0.1 to 1 at random nodes, under a sheet held at 0.").within(1, 400).when(problem, NAILS);
        exact = formula("exact", "u", "Solution", DirichletProblem.XY, "exp((x^2+y^2)/2)", true, "Convex; f and g follow from it. Nothing: f and g are as given.")
                .when(problem, FORMULA);
        right = formula("f", "f", "f", DirichletProblem.XY, "1", false, "Not negative; used when there is no solution.").when(problem, FORMULA);
        edge = formula("g", "g", "g", DirichletProblem.XY, "(x^2+y^2)/2", false, "Values on the edge; used when there is no solution.").when(problem, FORMULA);
        group("Method");
        method = choice("method", "A", "Method", Stream.concat(DirichletIteration.METHODS.stream(), Stream.of(RACE)).toList(), "anderson", "How u comes nearer; race: all of them. A step of oliker-prussner takes a second and more beyond 200 nodes a side.");
        group("Grid");
        nodes = whole("n", "n", "Nodes a side", 127, 15, 511, "With those on the edge; 2ᵏ − 1 and 2ᵏ + 1 are fastest.").within(5, 2049).log();
        grading = real("grading", "p", "Grading", 1, 1, 4, "Gathers nodes at the corner (1, 1).").within(1, 6).when(method, SPARSE);
        group("Iteration");
        stencil = choice("stencil", "q", "Stencil", WideStencil.points(), "17", "Points of the wide stencil.").when(method, WIDE, RACE);
        memory = whole("memory", "m", "Memory", 6, 0, 10, "Iterates that are mixed.").within(0, 50).when(method, "anderson", RACE);
        tolerance = real("tolerance", "δ", "Tolerance", 1e-8, 1e-12, 1e-4, "‖det D²u − f‖ / ‖f‖ at which to stop.").within(1e-14, 1).log();
        refuse(p -> p.get(grading) != 1 && !p.is(method, SPARSE), _ -> "grading: only method=newton-sparse works on graded nodes; take it, or grading=1");

        Gauge<Solved> residual = gauge("residual", "Residual", "", Solved::residual);
        Gauge<Solved> worst = gauge("max-error", "Error, largest", "", s -> s.problem.errors(s.place.u())[0]).when(Solved::isKnown);
        Gauge<Solved> mean = gauge("l2-error", "Error, root mean square", "", s -> s.problem.errors(s.place.u())[1]).when(Solved::isKnown);
        Gauge<Solved> iterations = gauge("iterations", "Iterations", "", s -> s.iterations);
        gauge("solves", "Linear problems solved", "", s -> s.place.inner());
        Gauge<Solved> masses = gauge("mass-error", "Error of the total mass", "", s -> s.iteration.geometric().orElseThrow().massError(s.place.tent().orElseThrow())).when(s -> s.place.tent().isPresent());
        gauge("min-eigenvalue", "Least eigenvalue of D²u", "", MongeAmpereDirichlet::least);
        converges(residual, Solved::residual, tolerance, PATIENCE);
        pace(8);

        space("surface", "Solution", "height is u, color too; the nodes on the floor").draw(SURFACE, "surface", "u").draw(LINES, "floor", "nodes").stretched().axes("x", "y", "u");
        history("residual", "Residual and error", "by iterations", residual, worst, mean).log();
        plane("error", "Where it errs", "log₁₀ of the error by node").draw(FILL, "log-error", "log₁₀ error");
        plane("contours", "Level lines", "of u, by node").draw(FILL, "u", "u").draw(CONTOURS, "u").draw(POINTS, "points", "masses in a point");
        layer("cells", "gradients", "", "");
        plane("gradients", "Gradients", "of all planes that touch at a node; their area is its mass").field(FILL, "cells", "mass").draw(LINES, "walls", "cells");
        plane("gradient-errors", "Errors of the masses", "in the plane of gradients").field(FILL, "cells", "mass-error").log().draw(LINES, "walls", "cells");
        PaneSpec race = plot("race", "Error by work", "in Poisson problems; factorizations count 20, wide stencil 40, gradients' cells 70").log().logX();
        DirichletIteration.METHODS.forEach(m -> race.draw(CURVE, "race-" + m, m, "", "Poisson problems"));
        layer("error", "error", "", "node");
        layer("nodes", "nodes", "", "node");

        atEnd("residual", "residual", residual, atMost(1e-4), "what the method was asked for");
        Object[][] table = {{"smooth", 127, 4.33e-6}, {"smooth", 255, 1.07e-6}, {"smooth", 511, 2.64e-7}, {"c1", 127, 5.87e-5}, {"c1", 255, 2.39e-5}, {"blow-up", 127, 9.04e-3}, {"blow-up", 255, 6.43e-3},
            {"cone", 127, 1.56e-3}, {"cone", 255, 8.6e-4}};
        for (Object[] row : table) {
            double bar = (Double) row[2];
            String name = "largest error of Anderson's iteration, " + row[0] + ", n = " + row[1];
            String[] values = {"problem=" + row[0], "n=" + row[1], row[0].equals("cone") ? "tolerance=5e-7" : row[1].equals(511) ? "tolerance=1e-8" : "tolerance=1e-7"};
            if (row[1].equals(255) && !row[0].equals("blow-up")) {
                lengthy(row[0] + "-255", name, within(bar, 0.05 * bar), "independent run in NumPy", t -> t.rest().value(worst), values);
            } else {
                reference(row[0] + "-" + row[1], name, within(bar, 0.05 * bar), "independent run in NumPy", t -> t.rest().value(worst), values);
            }
        }
        for (String u : List.of("exp((x^2+y^2)/2)", "cosh(x)+x*y/2+y^2+y^4/4")) {
            reference("order-" + (u.startsWith("exp") ? "exp" : "cosh"), "order of the largest error of " + u + ", n = 33 and 65", within(2, 0.15), "exact solution",
                    t -> Math.log(t.anew(1, "n=33").rest().value(worst) / t.rest().value(worst)) / Math.log(2), "problem=formula", "exact=" + u, "n=65");
        }
        reference("newton-krylov", "iterations of Newton–Krylov to 1e-8, smooth, n = 127", atMost(8), "4 fixed points, then Newton", t -> t.rest().value(iterations), "method=newton-krylov");
        reference("graded", "blow-up, n = 95: error on even nodes over that on graded ones, p = 2.5", atLeast(15), "exact solution",
                t -> t.anew(1, "grading=1").rest().value(worst) / t.rest().value(worst), "problem=blow-up", "n=95", "method=newton-sparse", "grading=2.5");
        double[][] wide = {{9, 2.3e-3, 1.1e-2}, {17, 7.2e-4, 3.8e-3}, {33, 3.4e-4, 1.8e-3}};
        for (double[] row : wide) {
            String points = "stencil=" + (int) row[0];
            reference("wide-c1-" + (int) row[0], "largest error of the wide stencil of " + (int) row[0] + " points, C¹ case, n = 63", atMost(row[1]), "exact solution",
                    t -> t.rest().value(worst), "problem=c1", "n=63", "method=wide-stencil", points);
            reference("wide-cone-" + (int) row[0], "the same for the cone", atMost(row[2]), "exact solution", t -> t.rest().value(worst), "problem=cone", "n=63",
                    "method=wide-stencil", points);
        }
        exactMasses(worst, masses, iterations);
        opens("A surface from its curvature", "Thirteen Poisson problems and a little memory bend a sheet until its curvatures multiply to f.");
        preset("corner", "Nodes where it is steep", "The gradient is infinite in one corner: gather the nodes there, and the error falls forty-fold.")
                .set("problem=blow-up", "method=newton-sparse", "grading=2.5", "n=95");
        preset("cone", "A cone, and monotone", "All curvature sits in one point. The wide stencil finds the cone from directions alone.")
                .set("problem=cone", "method=wide-stencil", "stencil=33", "n=63");
        preset("newton", "Newton's six steps", "Four Poisson problems to come near, then Newton doubles the digits.").set("method=newton-krylov");
        preset(RACE, "Six methods race", "Error by work: Anderson is first where the surface is smooth; where it is not, look again.").set("method=race", "n=63").panes("race", "surface", "residual", "error")
                .pictured(12);
        preset("race-cone", "The race on a cone", "Newton on centered differences is lost, the fixed point crawls, the wide stencil arrives, exact masses come twenty times nearer.").set("method=race", "n=41", "problem=cone", "tolerance=1e-6")
                .panes("race", "surface", "residual", "error").pictured(40);
        preset("tent", "Two nails under a tent", "Nails pull a sheet down with given forces: two Dirac masses. The gradients of the planes below it fill a polygon for each, as large as its force.")
                .set("problem=nails", "method=oliker-prussner", "n=65").panes("surface", "gradients", "residual", "contours").pictured(6);
        preset("roof", "A roof upside down", "Masses of 1 and 2 at the ends of the ridge, exact to rounding. The wide stencil, whose directions weigh a point otherwise, is off by 0.07 and more.")
                .set("problem=roof", "method=oliker-prussner", "n=65").panes("surface", "gradients", "residual", "contours").pictured(5);
        preset("nails", "Forty nails", "Forty unknowns hold the whole sheet: between nails it is flat, and nodes without mass are read off it.")
                .set("problem=nails", "nails=40", "method=oliker-prussner", "n=65").panes("surface", "gradients", "residual", "contours").pictured(8);
        preset("apex", "All curvature in one point", "The gradients at the apex of a cone fill a disc, of area π: given as the mass of one node, it needs no calibration.")
                .set("problem=cone", "method=oliker-prussner", "n=63").panes("surface", "gradients", "residual", "error").pictured(5);
        preset("cells", "Each node its share of gradients", "Newton opens and shuts the cells until each has its mass: six steps, and no cell is ever left empty.")
                .set("method=oliker-prussner", "n=33").panes("surface", "gradients", "gradient-errors", "residual").pictured(4);
        preset("own", "Your own surface", "Type a convex function: its curvatures become the data, and the error is known.")
                .set("problem=formula", "exact=cosh(2*x-1)+(x+y-1)^4+y^2/2", "n=127");
        tiny("n=9", "n=9 method=race", "n=9 method=newton-krylov problem=blow-up", "n=9 method=newton-sparse grading=2", "n=11 method=wide-stencil problem=cone", "n=9 method=fixed-point problem=formula",
                "n=9 method=oliker-prussner problem=nails nails=3", "n=9 method=oliker-prussner");
    }

    private void exactMasses(Gauge<Solved> worst, Gauge<Solved> masses, Gauge<Solved> iterations) {
        String method = "method=" + EXACT_MASSES;
        atEnd("total-mass", "error of the total mass", masses, atMost(1e-3), "what the method was asked for");
        Object[][] bars = {{"cone", 1.2e-4}, {"c1", 7e-5}, {"blow-up", 1.8e-4}, {"smooth", 5e-5}};
        for (Object[] row : bars) {
            reference("masses-" + row[0], "largest error of Oliker and Prussner's scheme, " + row[0] + ", n = 63", atMost((Double) row[1]), "exact solution", t -> t.rest().value(worst),
                    "problem=" + row[0], "n=63", method);
        }
        reference("masses-over-wide", "cone, n = 63: error of the wide stencil of 33 points over that of exact masses", atLeast(14), "exact solution",
                t -> t.anew(1, "method=wide-stencil").rest().value(worst) / t.rest().value(worst), "problem=cone", "n=63", method, "stencil=33");
        reference("masses-order", "order of the largest error of Oliker and Prussner's scheme, smooth, n = 33 and 65", within(2, 0.15), "exact solution",
                t -> Math.log(t.anew(1, "n=33").rest().value(worst) / t.rest().value(worst)) / Math.log(2), "n=65", method);
        reference("masses-total", "smooth, n = 63: Σ areas / Σ μ − 1", atMost(1e-10), "the scheme itself", t -> t.rest().value(masses), "n=63", "tolerance=1e-10", method);
        reference("masses-steps", "steps to 1e-10, smooth, n = 63", atMost(12), "9 in a run of ours; slopes that are a tenth off take 15", t -> t.rest().value(iterations), "n=63", "tolerance=1e-10", method);
        reference("roof", "Dirac masses of 1 and 2: largest error, n = 65", atMost(1e-12), "max(|y − ½|, x − ¾, ½ − 2x)", t -> t.rest().value(worst), "problem=roof", "n=65", "tolerance=1e-11", method);
        reference("nail", "one nail of mass m at (a, b): depth / √(2 m a (1 − a) b (1 − b)) − 1", atMost(1e-10), "four triangles from the edge to the nail", t -> {
            DirichletProblem p = t.rest().state().problem;
            int k = IntStream.of(p.inner()).filter(i -> p.f()[i] > 0).findFirst().orElseThrow();
            double a = p.places()[k / p.n()];
            double b = p.places()[k % p.n()];
            return Math.abs(-t.state().place.u()[k] / Math.sqrt(2 * p.f()[k] * p.h() * p.h() * a * (1 - a) * b * (1 - b)) - 1);
        }, "problem=nails", "nails=1", "n=65", "tolerance=1e-11", method);
    }

    @Override
    protected Solved start(Knobs p, Philox random) {
        boolean races = p.is(method, RACE);
        DirichletIteration iteration = iteration(p, races ? DirichletIteration.METHODS.getFirst() : p.get(method), random);
        DirichletProblem q = iteration.problem();
        Optional<DirichletRace> race = races ? Optional.of(DirichletRace.start(m -> iteration(p, m, random))) : Optional.empty();
        return new Solved(q, iteration, new DirichletIteration.Place(q.start(), 0), 1, 0, race);
    }

    private DirichletIteration iteration(Knobs p, String name, Philox random) {
        return new DirichletIteration(problem(p, name, random), name, Integer.parseInt(p.get(stencil)));
    }

    private DirichletProblem problem(Knobs p, String name, Philox random) {
        int n = p.get(nodes);
        double g = p.get(grading);
        if (p.is(problem, NAILS)) {
            int count = p.get(nails);
            double[] xy = new double[2 * count];
            double[] masses = new double[count];
            random.stream(1).uniforms(0, count, 0, 2, xy, 0);
            random.stream(2).uniforms(0, count, 0, 1, masses, 0);
            Arrays.setAll(xy, k -> MARGIN + (1 - 2 * MARGIN) * xy[k]);
            return DirichletProblem.nails(n, g, xy, Arrays.stream(masses).map(m -> 0.1 + 0.9 * m).toArray());
        }
        if (!p.is(problem, FORMULA)) {
            return DirichletProblem.named(p.get(problem), n, g, switch (name) {
                case WIDE -> 4.0 / WideStencil.longest(Integer.parseInt(p.get(stencil)));
                case EXACT_MASSES -> Math.PI;
                default -> 4;
            });
        }
        return p.get(exact).isBlank() ? DirichletProblem.given(Formula.of("f", p.get(right), DirichletProblem.XY), Formula.of("g", p.get(edge), DirichletProblem.XY), n, g)
                : DirichletProblem.exactly(Formula.of("exact", p.get(exact), DirichletProblem.XY), n, g);
    }

    @Override
    protected Solved next(Solved s, Turn t) {
        StepContext context = t.context();
        if (s.race.isPresent()) {
            DirichletRace race = s.race.get().next(t.step() == 0, t.get(memory), t.get(tolerance), context);
            DirichletIteration.Place first = race.race().states().getFirst().place();
            return new Solved(s.problem, s.iteration, first, race.residual(), s.iterations + 1, Optional.of(race));
        }
        DirichletIteration.Place place = t.step() == 0 ? s.iteration.start(context) : s.iteration.next(s.place, t.get(memory), context);
        return new Solved(s.problem, s.iteration, place, s.iteration.residual(place), s.iterations + 1, Optional.empty());
    }

    private static double least(Solved s) {
        DirichletProblem.Hessian d = s.problem.hessian(s.place.u());
        return Arrays.stream(s.problem.inner()).mapToDouble(d::least).min().orElse(0);
    }

    @Override
    protected void look(Solved s, Knobs p, Look to) {
        s.race.ifPresent(r -> r.race().names().forEach(m -> to.series("race-" + m, r.race().get(m).work(), r.race().get(m).errors())));
        s.place.tent().ifPresent(t -> gradients(t, s.iteration.geometric().orElseThrow().masses(), to));
        int n = s.problem.n();
        double[] u = s.place.u();
        double[] x = s.problem.places();
        Rect square = new Rect(0, 0, 1, 1);
        to.field("u", n, n, square, u);
        if (s.isKnown()) {
            double[] e = new double[u.length];
            Arrays.setAll(e, k -> u[k] - s.problem.exact()[k]);
            to.field("error", n, n, square, e);
            double least = Math.max(1e-14, 1e-4 * s.problem.errors(u)[0]);
            to.field("log-error", n, n, square, Arrays.stream(e).map(v -> Math.log10(Math.max(least, Math.abs(v)))).toArray());
        }
        int[] heavy = IntStream.of(s.problem.inner()).filter(k -> s.problem.f()[k] > 0).toArray();
        if (heavy.length <= Math.min(MOST_POINTS, n)) {
            to.points("points", 2, IntStream.of(heavy).mapToObj(k -> new double[] {x[k / n], x[k % n]}).flatMapToDouble(Arrays::stream).toArray());
        }
        double[] xy = new double[2 * n * n];
        Arrays.setAll(xy, k -> k % 2 == 0 ? x[k / 2 / n] : x[k / 2 % n]);
        to.mesh("nodes", n - 1, n - 1, xy);
        surface(u, x, to);
    }

    private static void gradients(OlikerPrussner.Tent t, double[] masses, Look to) {
        CellPicture c = CellPicture.of(t.cells().cells().subList(0, masses.length));
        double[] errors = new double[masses.length];
        Arrays.setAll(errors, i -> Math.max(LEAST_ERROR, Math.abs(t.areas()[i] / masses[i] - 1)));
        to.triangles("cells", 2, c.xy(), c.triangles(), List.of(), List.of(new Layer.Field("mass", "area", "", c.spread(t.areas())),
                new Layer.Field("mass-error", "|area over mass − 1|", "", c.spread(errors))));
        to.paths("walls", 2, c.walls(), c.offsets());
    }

    /** Every so many nodes, with u as height. */
    private static void surface(double[] u, double[] x, Look to) {
        int n = x.length;
        int stride = Math.ceilDiv(n - 1, DRAWN);
        int m = Math.ceilDiv(n - 1, stride) + 1;
        double low = Arrays.stream(u).min().orElse(0);
        double ground = low - BELOW * Math.max(1e-12, Arrays.stream(u).max().orElse(1) - low);
        double[] xyz = new double[3 * m * m];
        double[] value = new double[m * m];
        double[] floor = new double[2 * 3 * m * m];
        int[] lines = new int[2 * m + 1];
        for (int a = 0; a < m; a++) {
            for (int b = 0; b < m; b++) {
                int i = Math.min(n - 1, a * stride);
                int j = Math.min(n - 1, b * stride);
                int at = a * m + b;
                value[at] = u[i * n + j];
                xyz[3 * at] = x[i];
                xyz[3 * at + 1] = x[j];
                xyz[3 * at + 2] = value[at];
                // Lines along y, then those along x, on the floor.
                floor[3 * at] = x[i];
                floor[3 * at + 1] = x[j];
                floor[3 * at + 2] = ground;
                floor[3 * (m * m + b * m + a)] = x[i];
                floor[3 * (m * m + b * m + a) + 1] = x[j];
                floor[3 * (m * m + b * m + a) + 2] = ground;
            }
        }
        int[] triangles = new int[6 * (m - 1) * (m - 1)];
        int at = 0;
        for (int a = 0; a + 1 < m; a++) {
            for (int b = 0; b + 1 < m; b++) {
                int k = a * m + b;
                for (int corner : new int[] {k, k + m, k + 1, k + 1, k + m, k + m + 1}) {
                    triangles[at++] = corner;
                }
            }
        }
        to.triangles("surface", 3, xyz, triangles, List.of(new Layer.Field("u", "u", "", value)), List.of());
        Arrays.setAll(lines, k -> k * m);
        to.paths("floor", 3, floor, lines);
    }
}
