package org.pushforward.engine.mesh;

import static org.pushforward.engine.api.Check.Criterion.above;
import static org.pushforward.engine.api.Check.Criterion.atLeast;
import static org.pushforward.engine.api.Check.Criterion.atMost;
import static org.pushforward.engine.api.Pane.Style.CURVE;
import static org.pushforward.engine.api.Pane.Style.FILL;
import static org.pushforward.engine.api.Pane.Style.LINES;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.pushforward.engine.api.Layer;
import org.pushforward.engine.api.ParameterSet;
import org.pushforward.engine.api.Rect;
import org.pushforward.engine.api.Status;
import org.pushforward.engine.api.StepContext;
import org.pushforward.engine.geometry.MeshGrid;
import org.pushforward.engine.geometry.MovedMesh;
import org.pushforward.engine.geometry.NewtonKrylov;
import org.pushforward.engine.geometry.PlaneMesh;
import org.pushforward.engine.numerics.CubicSplineField;
import org.pushforward.engine.numerics.GaussianBlur;
import org.pushforward.engine.numerics.Philox;
import org.pushforward.engine.study.Gauge;
import org.pushforward.engine.study.Knob;
import org.pushforward.engine.study.Knobs;
import org.pushforward.engine.study.Look;
import org.pushforward.engine.study.Study;
import org.pushforward.engine.study.Turn;

/**
 * {@code mesh.front}: an equation solved on a mesh that moves with its solution, and on the fixed mesh of equal size. The first step fits the mesh to
 * the initial values; every other one is a time step: the mesh moves to the monitor of the computed u, then the equation is solved on the moving mesh.
 *
 * @see MovingElements
 */
public final class MeshFront extends Study<MeshFront.Travelling> {

    private static final String CONE = "cone";
    private static final String MONGE_AMPERE = "monge-ampere";
    /** Cells a side of the grid that the monitor stands on, and its blur in these cells. */
    private static final int CELLS = 128;
    private static final double BLUR = 1.5;
    private static final int FITTINGS = 4;
    private static final int NEWTON = 12;
    private static final int FLOWS = 2;
    private static final double SOLVED = 1e-4;
    private static final int PROFILE = 400;

    /**
     * @param phi potential of the mesh, for Monge-Ampère
     * @param errors L2 and largest, moving and fixed
     */
    record Travelling(FrontProblem problem, PlaneMesh mesh, MovingElements elements, double time, double[] xy, double[] phi, double[] u, double[] fixed, double[] errors, boolean isFitted) { }

    private final Knob<String> problem;
    private final Knob<String> mover;
    private final Knob<Integer> n;
    private final Knob<Double> viscosity;
    private final Knob<String> monitor;
    private final Knob<Double> alpha;
    private final Knob<Double> begin;
    private final Knob<Double> end;
    private final Knob<Double> dt;

    public MeshFront() {
        super("mesh.front", "A mesh that rides a front",
                "A steep front crosses the square. A fixed mesh smears it or makes it ring, because nowhere has it cells enough; a mesh of as many nodes that moves with the front has "
                        + "them where they are needed, always. The nodes carry their values along, u̇ + (b − ẋ)·∇u = νΔu, so that a constant stays a constant however the mesh "
                        + "moves. Both solve the same equation by the same elements and time steps, beside the exact solution; the moving one pays for its mesh with more work a step.",
                List.of("u_t + u(u_x + u_y) = νΔu,  u = 1/(1 + exp((x + y − t)/2ν))", "m = 1 + α|∇u|/max", "∫φ (u̇ + (b − ẋ)·∇u) + ν∇φ·∇u = 0"),
                new Citation("C. J. Budd, W. Huang, R. D. Russell", 2009, "Adaptivity with moving grids", "10.1017/S0962492906400015"),
                new Citation("W. Huang, R. D. Russell", 2011, "Adaptive Moving Mesh Methods", "10.1007/978-1-4419-7916-2"));
        group("Problem");
        problem = choice("problem", "u", "Problem", FrontProblem.NAMES, "burgers", "A front of Burgers' equation, a cone that goes round, or u = 1 on a mesh that moves.");
        viscosity = real("viscosity", "ν", "Viscosity", 0.005, 0.002, 0.05, "How thin the front is.").within(1e-4, 1).log();
        begin = real("start-time", "t₀", "Start time", 0.5, 0, 1, "Where the front begins.").within(-10, 10).but(0.0, problem, CONE);
        end = real("end-time", "T", "End time", 1.25, 0.1, 2, "When it is over; the cone goes round once in 1.").within(1e-6, 20).but(1.0, problem, CONE);
        group("Mesh");
        mover = choice("mover", "V", "Mover", List.of(MONGE_AMPERE, "mmpde", "fixed"), MONGE_AMPERE, "What moves the mesh.");
        n = whole("n", "n", "Cells a side", 40, 16, 96, "Of both meshes; each cell is two triangles.").within(4, 256);
        monitor = choice("monitor", "m", "Monitor", List.of("gradient", "arc-length", "hessian"), "gradient", "What of the computed u attracts nodes: its slope, the area of its graph, its bend.");
        alpha = real("alpha", "α", "Strength", 8, 0, 30, "How much denser cells may get.").within(0, 1000);
        group("Time");
        dt = real("dt", "Δt", "Time step", 0, 0, 0.02, "0: 0.4 of a cell's width, as seen by the front.").within(0, 1);
        refuse(p -> p.get(end) <= p.get(begin), p -> "end-time: " + p.get(end) + " is not after the start-time " + p.get(begin) + "; give a later end");

        Gauge<Travelling> l2 = gauge("l2-error", "L2 error, moving", "", s -> s.errors[0]);
        gauge("max-error", "Largest error, moving", "", s -> s.errors[1]);
        Gauge<Travelling> l2Fixed = gauge("l2-error-fixed", "L2 error, fixed", "", s -> s.errors[2]);
        Gauge<Travelling> worst = gaugeNamed("max-error");
        gauge("max-error-fixed", "Largest error, fixed", "", s -> s.errors[3]);
        Gauge<Travelling> least = gauge("min-jacobian", "Least area, over its start", "", s -> s.mesh.area(s.xy, s.mesh.worst(s.xy)) / s.mesh.area(s.mesh.start(), s.mesh.worst(s.xy)));
        gauge("time", "t", "", Travelling::time);
        ends(end, Travelling::time);
        fails((s, p, step) -> Double.isFinite(s.errors[0] + s.errors[2]) && s.errors[1] < 1e3 ? Optional.empty() : Optional.of(new Status.Failure(Status.Kind.DIVERGED, "u", "",
                "The solution is no longer finite: the front is too thin for the mesh or the time step too long", List.of(new Status.Remedy("take a larger viscosity", "viscosity", 2 * p.get(viscosity))))));
        pace(20);

        plane("moving", "On the moving mesh", "u, and the mesh that rides the front").draw(FILL, "front", "u").draw(LINES, "mesh", "mesh").alike("front", "front-fixed");
        plane("fixed", "On the fixed mesh", "as many nodes, same steps").draw(FILL, "front-fixed", "u").draw(LINES, "mesh-fixed", "fixed mesh").alike("front", "front-fixed");
        history("error", "L2 error", "moving and fixed", l2, l2Fixed).log();
        plot("profile", "Along the diagonal", "moving, fixed and exact").draw(CURVE, "along-fixed", "fixed", "", "x = y").draw(CURVE, "along-exact", "exact", "", "x = y")
                .draw(CURVE, "along-moving", "moving", "", "x = y").colors(1, 2, 0);
        plane("monitor", "Monitor", "m of the computed u").draw(FILL, "monitor", "m");
        history("largest", "Largest error at a node", "moving and fixed", worst, gaugeNamed("max-error-fixed")).log();
        layer("u", "u at the nodes", "", "");

        always("unfolded", "least area over its start", least, above(0), "a mesh that folds is not taken");
        reference("constant", "largest error of u = 1 on a mesh that moves, n = 16", atMost(1e-12), "closed form: slopes of constants are 0", t -> t.rest().value(worst), "problem=constant", "n=16");
        for (String m : List.of(MONGE_AMPERE, "mmpde")) {
            lengthy("gain-" + m, "L2 error of the fixed mesh over that of " + m + ", Burgers, n = 48, ν = 0.005", atLeast(4), "exact solution; our prototype 14",
                    t -> t.rest().value(l2Fixed) / t.value(l2), "n=48", "mover=" + m);
        }
        reference("order", "order of the L2 error on the fixed mesh, ν = 0.05, n = 16 and 32", atLeast(1.7), "linear elements: 2",
                t -> Math.log(t.anew(1, "n=16", "dt=0.02").rest().value(l2) / t.rest().value(l2)) / Math.log(2), "mover=fixed", "viscosity=0.05", "n=32", "dt=0.01");
        opens("A mesh that rides a front", "Forty by forty nodes, where they are needed: the front stays as thin as it is.").pictured(30);
        preset(CONE, "A cone goes round", "Nothing is lost by diffusion here; the sharp tip and foot are what a mesh can miss.").set("problem=cone").pictured(25);
        preset("thin", "Too thin for a fixed mesh", "The fixed mesh rings from side to side; the moving one barely notices.").set("viscosity=0.002", "alpha=20").pictured(30);
        preset("constant", "Nothing but a moving mesh", "u = 1 stays 1 to the last bits, while the mesh moves as if there were a front.").set("problem=constant").pictured(30).panes("moving", "largest", "fixed", "monitor");
        tiny("n=6 dt=0.2", "n=5 problem=cone mover=mmpde dt=0.3 monitor=hessian", "n=4 problem=constant dt=0.3 monitor=arc-length", "n=4 mover=fixed dt=0.3");
    }

    @Override
    protected Travelling start(Knobs p, Philox random) {
        FrontProblem q = new FrontProblem(p.get(problem), p.get(viscosity));
        PlaneMesh mesh = PlaneMesh.triangles(Rect.UNIT, p.get(n), p.get(n));
        MovingElements elements = new MovingElements(mesh, q);
        double[] xy = mesh.start();
        double[] u = elements.exact(xy, p.get(begin));
        double[] e = elements.errors(u, xy, p.get(begin));
        return new Travelling(q, mesh, elements, p.get(begin), xy, new double[p.get(n) * p.get(n)], u, u, new double[] {e[0], e[1], e[0], e[1]}, p.is(mover, "fixed"));
    }

    @Override
    protected Travelling next(Travelling s, Turn t) {
        if (!s.isFitted) {
            return fitted(s, t);
        }
        double left = t.get(end) - s.time;
        double step = t.get(dt) > 0 ? t.get(dt) : 0.4 / t.get(n);
        int steps = Math.max(1, (int) Math.ceil(left / step - 1e-9));
        double tau = steps == 1 ? left : left / steps;
        Moved to = moved(s, s.xy, s.phi, feature(s, s.u, s.time, t.p()), t);
        double time = steps == 1 ? t.get(end) : s.time + tau;
        double[] u = s.elements.next(s.u, s.xy, to.xy, s.time, tau, t.context());
        double[] fixed = t.p().is(mover, "fixed") ? u : s.elements.next(s.fixed, s.mesh.start(), s.mesh.start(), s.time, tau, t.context());
        return measured(s, time, to, u, fixed);
    }

    private static Travelling measured(Travelling s, double time, Moved to, double[] u, double[] fixed) {
        double[] a = s.elements.errors(u, to.xy, time);
        double[] b = s.elements.errors(fixed, s.mesh.start(), time);
        return new Travelling(s.problem, s.mesh, s.elements, time, to.xy, to.phi, u, fixed, new double[] {a[0], a[1], b[0], b[1]}, true);
    }

    /** The mesh is fitted to the initial values, which are taken anew on it each time. */
    private Travelling fitted(Travelling s, Turn t) {
        Moved to = new Moved(s.xy, s.phi);
        for (int k = 0; k < FITTINGS; k++) {
            to = moved(s, to.xy, to.phi, feature(s, s.elements.exact(to.xy, s.time), s.time, t.p(), to.xy), t);
        }
        return measured(s, s.time, to, s.elements.exact(to.xy, s.time), s.fixed);
    }

    private record Moved(double[] xy, double[] phi) { }

    /** Of the monitor m = 1 + weight · feature, feature in [0, 1] on cells of the square. */
    private record Feature(double weight, double[] values) {
        GriddedMonitor monitor() {
            return new GriddedMonitor(weight, new CubicSplineField(Rect.UNIT, CELLS, CELLS, values));
        }
    }

    private Feature feature(Travelling s, double[] u, double time, Knobs p) {
        return feature(s, u, time, p, s.xy);
    }

    private Feature feature(Travelling s, double[] computed, double time, Knobs p, double[] xy) {
        double[] u = computed;
        if (p.is(problem, "constant")) {
            u = new double[s.mesh.nodes()];
            for (int v = 0; v < u.length; v++) {
                u[v] = s.problem.wave(xy[2 * v], xy[2 * v + 1], time);
            }
        }
        double[] d = s.elements.slopes(u, xy);
        double[] size = new double[u.length];
        if (p.is(monitor, "hessian")) {
            double[] dx = new double[u.length];
            double[] dy = new double[u.length];
            Arrays.setAll(dx, v -> d[2 * v]);
            Arrays.setAll(dy, v -> d[2 * v + 1]);
            double[] a = s.elements.slopes(dx, xy);
            double[] b = s.elements.slopes(dy, xy);
            Arrays.setAll(size, v -> Math.sqrt(a[2 * v] * a[2 * v] + 0.5 * Math.pow(a[2 * v + 1] + b[2 * v], 2) + b[2 * v + 1] * b[2 * v + 1]));
        } else {
            boolean isArc = p.is(monitor, "arc-length");
            Arrays.setAll(size, v -> isArc ? Math.sqrt(1 + d[2 * v] * d[2 * v] + d[2 * v + 1] * d[2 * v + 1]) - 1 : Math.hypot(d[2 * v], d[2 * v + 1]));
        }
        double[] smooth = GaussianBlur.blur(s.elements.sampled(size, xy, CELLS), CELLS, CELLS, BLUR);
        double most = Math.max(1e-12, Arrays.stream(smooth).max().orElse(0));
        return new Feature(p.is(monitor, "arc-length") ? most : p.get(alpha), Arrays.stream(smooth).map(v -> v / most).toArray());
    }

    private Moved moved(Travelling s, double[] xy, double[] phi, Feature f, Turn t) {
        return switch (t.get(mover)) {
            case MONGE_AMPERE -> potential(s, xy, phi, f.monitor(), t);
            case "mmpde" -> flow(s, xy, phi, f.monitor(), t);
            default -> new Moved(xy, phi);
        };
    }

    /** Newton's method from the last potential; where that stalls the mesh goes as far as it came. */
    private Moved potential(Travelling s, double[] xy, double[] phi, GriddedMonitor m, Turn t) {
        MeshGrid grid = new MeshGrid(Rect.UNIT, t.get(n), t.get(n), 1);
        NewtonKrylov newton = new NewtonKrylov(grid);
        double[] now = phi;
        for (int k = 0; k < NEWTON && newton.evaluate(now, m, 1, t.context()).residual() > SOLVED; k++) {
            if (!(newton.iterate(now, m, 1, t.context()) instanceof NewtonKrylov.Advanced a)) {
                break;
            }
            now = a.phi();
        }
        double[] moved = MovedMesh.nodes(grid, now);
        return s.mesh.folded(moved) == 0 ? new Moved(moved, now) : new Moved(xy, phi);
    }

    private Moved flow(Travelling s, double[] xy, double[] phi, GriddedMonitor m, Turn t) {
        MeshMover.Task task = new MeshMover.Task(s.mesh, m, ParameterSet.of(List.of()), Rect.UNIT, t.get(n), t.get(n), true, 0.1, 1.5, SOLVED);
        return new Moved(new FunctionalMover(task, "mmpde").onwards(xy, FLOWS, t.context()), phi);
    }

    @Override
    protected void look(Travelling s, Knobs p, Look to) {
        int cells = p.get(n);
        to.mesh("mesh", cells, cells, s.xy);
        to.mesh("mesh-fixed", cells, cells, s.mesh.start());
        front("front", s.mesh, s.xy, s.u, to);
        front("front-fixed", s.mesh, s.mesh.start(), s.fixed, to);
        to.matrix("u", cells + 1, cells + 1, s.u);
        Feature f = feature(s, s.u, s.time, p);
        to.field("monitor", CELLS, CELLS, Rect.UNIT, Arrays.stream(f.values).map(v -> 1 + f.weight * v).toArray());
        profile("along-moving", s.elements.sampled(s.u, s.xy, PROFILE), to);
        profile("along-fixed", s.elements.sampled(s.fixed, s.mesh.start(), PROFILE), to);
        double[] x = new double[PROFILE];
        double[] y = new double[PROFILE];
        Arrays.setAll(x, k -> (k + 0.5) / PROFILE);
        Arrays.setAll(y, k -> s.problem.exact(x[k], x[k], s.time));
        to.series("along-exact", x, y);
    }

    private static void front(String id, PlaneMesh mesh, double[] xy, double[] u, Look to) {
        to.triangles(id, 2, xy, mesh.triangles(), List.of(new Layer.Field("u", "u", "", u)), List.of());
    }

    private static void profile(String id, double[] square, Look to) {
        double[] x = new double[PROFILE];
        double[] y = new double[PROFILE];
        Arrays.setAll(x, k -> (k + 0.5) / PROFILE);
        Arrays.setAll(y, k -> square[k * PROFILE + k]);
        to.series(id, x, y);
    }
}
