package org.pushforward.engine.mesh;

import static org.pushforward.engine.api.Check.Criterion.above;
import static org.pushforward.engine.api.Check.Criterion.atLeast;
import static org.pushforward.engine.api.Check.Criterion.atMost;
import static org.pushforward.engine.api.Pane.Style.CIRCLES;
import static org.pushforward.engine.api.Pane.Style.CURVE;
import static org.pushforward.engine.api.Pane.Style.LINES;
import static org.pushforward.engine.api.Pane.Style.THIN;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.DoubleUnaryOperator;
import org.pushforward.engine.api.Status;
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
 * {@code mesh.line}: meshes on the line that follow a monitor, and Burgers' equation on them. One step is one step of time: each mesh moves, then the
 * function is solved for, or taken, on it.
 *
 * @see LineMesh
 * @see BurgersWave
 */
public final class MovingLine extends Study<MovingLine.Moved> {

    private static final String FIVE = "mmpde5";
    private static final String SIX = "mmpde6";
    private static final String DE_BOOR = "de-boor";
    private static final String FIXED = "fixed";
    private static final List<String> NAMES = List.of(FIVE, SIX, DE_BOOR, FIXED);
    private static final List<String> MOVERS = List.of(FIVE, SIX, DE_BOOR);
    private static final String BURGERS = "burgers";
    private static final String EVEN = "uniform";
    private static final double MIDDLE = 0.25;
    private static final int LEVELS = 240;
    private static final int FINE = 400;
    private static final int FITTINGS = 30;

    record Moved(BurgersWave wave, LineMonitor monitor, double t, Race<Line> race) {

        /** Of the front's monitor, at the nodes of de Boor's mesh. */
        double offClosedForm() {
            double[] x = race.get(DE_BOOR).x;
            double w = 4 * wave.nu();
            DoubleUnaryOperator c = v -> v + monitor.alpha() * w * (Math.tanh((v - wave.middle(t)) / w) + Math.tanh(wave.middle(t) / w));
            double most = 0;
            for (int i = 0; i < x.length; i++) {
                most = Math.max(most, Math.abs(c.applyAsDouble(x[i]) / c.applyAsDouble(1) - i / (x.length - 1.0)));
            }
            return most;
        }
    }

    /**
     * One contestant.
     *
     * @param u at the nodes
     * @param shares M x_ξ of cells over the mean
     */
    record Line(double[] x, double[] u, double[] shares, double error, Ways ways) { }

    /** Where the nodes have been: at most 240 levels, every {@code stride}-th step. */
    record Ways(int stride, int steps, List<double[]> places, List<Double> times) {

        Ways and(double[] x, double t) {
            List<double[]> p = new ArrayList<>(places);
            List<Double> at = new ArrayList<>(times);
            int every = stride;
            if (steps % every == 0) {
                p.add(x);
                at.add(t);
            }
            if (p.size() > LEVELS) {
                for (int k = p.size() - 1 - p.size() % 2; k > 0; k -= 2) {
                    p.remove(k);
                    at.remove(k);
                }
                every *= 2;
            }
            return new Ways(every, steps + 1, List.copyOf(p), List.copyOf(at));
        }
    }

    private final Knob<String> problem;
    private final Knob<Double> viscosity;
    private final Knob<String> scheme;
    private final Knob<Integer> n;
    private final Knob<Double> tau;
    private final Knob<String> monitor;
    private final Knob<String> text;
    private final Knob<Double> alpha;
    private final Knob<Integer> smoothing;
    private final Knob<String> begins;
    private final Knob<Double> end;
    private final Knob<Double> dt;

    public MovingLine() {
        super("mesh.line", "Moving meshes on the line", "A monitor M says where nodes are wanted, and a mesh equidistributes it when M x_ξ is the same in all cells: few nodes where M is "
                + "small, many where it is large. De Boor's algorithm goes there at once; MMPDE5 lets each node drift to its heavier side, MMPDE6 lets each cell shrink or swell by itself, both with a "
                + "time τ of their own. On Burgers' wave the nodes ride the front, and the error is that of a mesh many times as fine. Where the wave is thick, the fixed mesh does as well; and with τ too "
                + "long the mesh comes too late.",
                List.of("M x_ξ = const", "MMPDE5: τ x_t = (M x_ξ)_ξ", "MMPDE6: τ x_tξξ = −(M x_ξ)_ξ", "u̇ = ẋ u_x − (½u²)_x + ν u_xx"),
                new Citation("W. Huang, Y. Ren, R. D. Russell", 1994, "Moving mesh partial differential equations (MMPDEs) based on the equidistribution principle", "10.1137/0731038"),
                new Citation("C. de Boor", 1974, "Good approximation by splines with variable knots II", "10.1007/BFb0069121"));
        group("Problem");
        problem = choice("problem", "u", "Problem", List.of(BURGERS, "function"), BURGERS, "Solve for the wave of Burgers' equation, or take it as it is and only move the mesh.");
        viscosity = real("viscosity", "ν", "Viscosity", 0.005, 0.001, 0.05, "How thin the wave is: 8ν or so.").within(1e-5, 1).log();
        scheme = choice("scheme", "D", "Differences", List.of("central", "upwind"), "central", "Of the flux. Central ones ring where a cell is longer than the wave, upwind ones smear.").when(problem, BURGERS);
        group("Mesh");
        n = whole("n", "n", "Cells", 40, 10, 160, "Of each mesh.").within(2, 2000).log();
        tau = real("tau", "τ", "Time of the mesh", 0.1, 1e-3, 10, "How fast the mesh answers: shorter is closer to de Boor's.").within(1e-9, 1e6).log().live();
        monitor = choice("monitor", "M", "Monitor", LineMonitor.NAMES, LineMonitor.ARC_LENGTH, "What wants nodes: the length of the graph of u, a bell in the middle, the front as it is known, or a formula.");
        text = formula("monitor-formula", "M", "Monitor formula", LineMonitor.VARIABLES, "1+20*exp(-200*(x-0.5-0.3*sin(2*pi*t))^2)", false, "Positive.").when(monitor, LineMonitor.FORMULA);
        alpha = real("alpha", "α", "Strength", 1.0, 0, 40, "How much denser nodes get; 0 is a constant monitor.").within(0, 1e6).but(20.0, monitor, "bell", "front");
        smoothing = whole("smoothing", "s", "Smoothing", 2, 0, 10, "Passes of ¼, ½, ¼ over the arc length of the computed u in the cells.").within(0, 1000).when(problem, BURGERS);
        begins = choice("start", "x₀", "Mesh at first", List.of("equidistributed", EVEN), "equidistributed", "Fitted to the function at first, or even.").but(EVEN, problem, "function");
        group("Time");
        end = real("end-time", "T", "End time", 1, 0.1, 1.5, "When it is over; the wave goes from ¼ to ¾ in 1.").within(1e-6, 100);
        dt = real("dt", "Δt", "Time step", 0, 0, 0.02, "0: 0.4 of the fixed mesh's cell.").within(0, 1);
        ends(end, Moved::t);
        pace(25);
        fails((s, p, step) -> s.race.states().stream().allMatch(l -> Double.isFinite(l.error) && l.error < 1e3) ? Optional.empty() : Optional.of(new Status.Failure(Status.Kind.DIVERGED, "u", "",
                "The solution is no longer finite: the wave is too thin for a mesh, or the time step too long", List.of(new Status.Remedy("take a larger viscosity", "viscosity", 2 * p.get(viscosity))))));

        List<Gauge<Moved>> errors = gauges("l2-error", "L2 error", "", NAMES, (s, c) -> s.race.get(c).error);
        List<Gauge<Moved>> spreads = gauges("spread", "σ/μ of M x_ξ", "", NAMES, (s, c) -> LineMesh.spread(s.race.get(c).shares));
        Gauge<Moved> least = gauge("least-width", "Least width · n", "", s -> MOVERS.stream().mapToDouble(c -> leastWidth(s.race.get(c).x)).min().orElseThrow() * (s.race.get(FIXED).x.length - 1));
        Gauge<Moved> away = gauge("away", "Farthest from uniform", "", s -> MOVERS.stream().mapToDouble(c -> farthest(s.race.get(c).x, s.race.get(FIXED).x)).max().orElseThrow());
        gauge("gain", "Fixed error / MMPDE5's", "", s -> s.race.get(FIXED).error / s.race.get(FIVE).error);
        panes(errors, spreads);
        checks(errors, spreads, least, away);
        opens("Nodes that ride a wave", "Forty nodes follow the thin front of Burgers' equation; forty that stay where they are ring.").pins("tau", "alpha", "n").pictured(90);
        preset("late", "A mesh that comes too late", "With a long τ MMPDE6's mesh is left behind and errs more than one that stands still; MMPDE5, whose rate grows with n², still keeps up.").set("tau=3").panes("ways-mmpde5", "ways-mmpde6", "shares", "error").pins("tau").pictured(90);
        preset("bell", "To a bell, by three ways", "MMPDE5 passes nodes on from neighbor to neighbor; MMPDE6 lets all cells answer at once; de Boor is there already.")
                .set("problem=function", "monitor=bell", "tau=1", "end-time=0.5").panes("ways-mmpde5", "ways-mmpde6", "ways-de-boor", "spread").pictured(40);
        preset("formula", "A bump that swings", "Any monitor in x and t: the nodes swing along.").set("problem=function", "monitor=formula", "dt=0.005").panes("ways-mmpde5", "ways-mmpde6", "shares", "spread").pictured(190);
        preset("thick", "Where nothing is gained", "A thick wave: the fixed mesh does as well, at less work.").set("viscosity=0.05").pictured(90);
        tiny("n=6 dt=0.2", "n=5 problem=function monitor=bell dt=0.3", "n=5 scheme=upwind monitor=front dt=0.3", "n=4 monitor=formula dt=0.3 start=uniform");
    }

    /** {@code ot.line} has the other. */
    @Override
    protected String word() {
        return "mesh-line";
    }

    private void panes(List<Gauge<Moved>> errors, List<Gauge<Moved>> spreads) {
        plane("ways-" + FIVE, "Ways of the nodes, MMPDE5", "x across, time upwards, 1 is the end").draw(THIN, "frame", "all of the time").draw(LINES, "ways-" + FIVE, "nodes of MMPDE5").colors(4, 0);
        plot("profile", "On both meshes", "the moving one of MMPDE5, the fixed one, and the wave")
                .draw(THIN, "exact", "exact", "", "x").draw(CURVE, "u-" + FIXED, "fixed", "", "x").draw(CIRCLES, "u-" + FIVE, "MMPDE5", "", "x")
                .colors(4, 3, 0);
        plot("shares", "Equal parts", "M x_ξ of the cells over the mean; 1 is equidistributed").draw(CURVE, "shares-" + FIVE, "MMPDE5", "", "ξ").draw(CURVE, "shares-" + SIX, "MMPDE6", "", "ξ")
                .draw(CURVE, "shares-" + DE_BOOR, "de Boor", "", "ξ").draw(CURVE, "shares-" + FIXED, "fixed", "", "ξ").log();
        history("error", "L2 error", "against the exact wave, meshes of equal size", errors).against(gaugeTime()).log();
        plane("ways-" + SIX, "Ways of the nodes, MMPDE6", "x across, time upwards, 1 is the end").draw(THIN, "frame").draw(LINES, "ways-" + SIX, "nodes of MMPDE6").colors(4, 1);
        plane("ways-" + DE_BOOR, "Ways of the nodes, de Boor", "x across, time upwards, 1 is the end").draw(THIN, "frame").draw(LINES, "ways-" + DE_BOOR, "nodes of de Boor").colors(4, 2);
        history("spread", "From equal parts", "σ/μ of M x_ξ over the cells", spreads).log();
        plot("map", "Mesh", "where node ξ is").draw(CURVE, "map-" + FIVE, "MMPDE5", "", "ξ").draw(CURVE, "map-" + SIX, "MMPDE6", "", "ξ").draw(CURVE, "map-" + DE_BOOR, "de Boor", "", "ξ")
                .draw(CURVE, "map-" + FIXED, "fixed", "", "ξ");
        layer("monitor", "M", "", "x");
    }

    private Gauge<Moved> gaugeTime() {
        return gauge("time", "t", "", Moved::t);
    }

    private void checks(List<Gauge<Moved>> errors, List<Gauge<Moved>> spreads, Gauge<Moved> least, Gauge<Moved> away) {
        always("unfolded", "least width of a cell · n", least, above(0), "maximum principle: the order of nodes is kept, whatever the step");
        formula("decay", "one step of MMPDE5 and MMPDE6 from ξ + 0.05 sin πξ, M = 1, against theirs, n = 40", atMost(1e-12), "closed form: 1/(1 + 4ρn² sin²(π/2n)) and 1/(1 + ρ) of the sine is left",
                MovingLine::decay);
        reference("closed", "C(x)/C(1) − ξ of de Boor's mesh, front, n = 40", atMost(1e-10), "closed form C = x + 4αν (tanh((x − s)/4ν) + tanh(s/4ν))", t -> t.steps(10).state().offClosedForm(),
                "problem=function", "monitor=front", "viscosity=0.01");
        for (String name : List.of(FIVE, SIX)) {
            reference("rest-" + name, "largest |M x_ξ over the mean − 1| where " + name + " rests, bell", atMost(1e-8), "where it rests C(x) is even",
                    t -> Arrays.stream(t.rest().state().race.get(name).shares).map(v -> Math.abs(v - 1)).max().orElseThrow(), "problem=function", "monitor=bell", "tau=0.01");
        }
        for (String q : List.of(BURGERS, "function")) {
            reference("still-" + q, "farthest move of a node, constant monitor, " + q, atMost(1e-13), "closed form", t -> t.rest().value(away), "problem=" + q, "alpha=0");
        }
        reference("violent", "least width of a cell · n when α = 1000 and τ = 1e-6, the mesh at first even", above(0), "maximum principle", t -> t.rest().value(least), "alpha=1000", "tau=1e-6",
                "start=uniform", "monitor=front");
        reference("gain", "error of the fixed mesh over that of MMPDE5, n = 40, ν = 0.005", atLeast(10), "exact wave; 17 when first measured", t -> t.rest().value(errors.get(3)) / t.value(errors.get(0)));
        for (String name : List.of(FIVE, FIXED)) {
            reference("order-" + name, "order of the L2 error, " + name + ", known front, ν = 0.02, n = 40 and 80", atLeast(1.8), "central differences, Crank and Nicolson: 2",
                    t -> order(t, errors.get(NAMES.indexOf(name))), "viscosity=0.02", "monitor=front", "alpha=5");
        }
    }

    private static double order(Trial<Moved> t, Gauge<Moved> error) {
        double coarse = t.rest().value(error);
        return Math.log(coarse / t.anew(1, "n=80").rest().value(error)) / Math.log(2);
    }

    private static double decay() {
        int cells = 40;
        double rho = 0.3;
        double[] x = LineMesh.uniform(cells);
        double[] xi = x.clone();
        Arrays.setAll(x, i -> xi[i] + 0.05 * Math.sin(Math.PI * xi[i]));
        LineMass one = LineMass.of(_ -> 1);
        double[] five = LineMesh.mmpde5(x, one, rho);
        double[] six = LineMesh.mmpde6(x, one, rho);
        double s = Math.sin(0.5 * Math.PI / cells);
        double most = 0;
        for (int i = 0; i <= cells; i++) {
            most = Math.max(most, Math.abs(five[i] - xi[i] - (x[i] - xi[i]) / (1 + 4 * rho * cells * cells * s * s)));
            most = Math.max(most, Math.abs(six[i] - xi[i] - (x[i] - xi[i]) / (1 + rho)));
        }
        return most;
    }

    @Override
    protected Moved start(Knobs p, Philox random) {
        BurgersWave wave = new BurgersWave(p.get(viscosity), MIDDLE);
        LineMonitor m = LineMonitor.of(p.get(monitor), p.get(alpha), wave, "monitor-formula", p.get(text), p.get(end));
        LineMass known = m.known(0);
        double[] even = LineMesh.uniform(p.get(n));
        double[] fitted = p.is(begins, EVEN) ? even : fitted(m, wave, p);
        return new Moved(wave, m, 0, Race.of(NAMES, c -> {
            double[] x = c.equals(FIXED) ? even : fitted;
            return measured(wave, known, x, wave.at(x, 0), 0, new Ways(1, 0, List.of(), List.of()));
        }));
    }

    /** To the monitor as the first step will see it. */
    private double[] fitted(LineMonitor m, BurgersWave wave, Knobs p) {
        double[] x = LineMesh.deBoor(p.get(n), m.known(0));
        for (int k = 0; k < FITTINGS && isComputed(m, p); k++) {
            x = LineMesh.mmpde5(x, m.of(x, wave.at(x, 0), 0, p.get(smoothing)), 1);
        }
        return x;
    }

    private static Line measured(BurgersWave wave, LineMass known, double[] x, double[] u, double t, Ways ways) {
        return new Line(x, u, LineMesh.shares(x, known), wave.error(x, u, t), ways.and(x, t));
    }

    @Override
    protected Moved next(Moved s, Turn t) {
        double left = t.get(end) - s.t;
        double longest = t.get(dt) > 0 ? t.get(dt) : 0.4 / t.get(n);
        int steps = Math.max(1, (int) Math.ceil(left / longest - 1e-9));
        double step = left / steps;
        double time = steps == 1 ? t.get(end) : s.t + step;
        LineMass known = s.monitor.known(time);
        return new Moved(s.wave, s.monitor, time, s.race.then((name, line) -> {
            t.ask();
            double[] x = moved(s, name, line, known, step, t);
            double[] u = t.p().is(problem, BURGERS) ? s.wave.next(line.u, line.x, x, s.t, time - s.t, t.p().is(scheme, "upwind")) : s.wave.at(x, time);
            return measured(s.wave, known, x, u, time, line.ways);
        }));
    }

    /** A monitor of the computed u is that of the step before; one that is known is taken where the step leads to. */
    private double[] moved(Moved s, String name, Line line, LineMass known, double step, Turn t) {
        LineMass mass = isComputed(s.monitor, t.p()) ? s.monitor.of(line.x, line.u, s.t, t.get(smoothing)) : known;
        return switch (name) {
            case FIVE -> LineMesh.mmpde5(line.x, mass, step / t.get(tau));
            case SIX -> LineMesh.mmpde6(line.x, mass, step / t.get(tau));
            case DE_BOOR -> LineMesh.deBoor(t.get(n), mass);
            default -> line.x;
        };
    }

    private boolean isComputed(LineMonitor m, Knobs p) {
        return p.is(problem, BURGERS) && m.name().equals(LineMonitor.ARC_LENGTH);
    }

    @Override
    protected void look(Moved s, Knobs p, Look to) {
        to.path("frame", new double[] {0, 0, 1, 0, 1, 1, 0, 1, 0, 0});
        double[] cells = new double[p.get(n)];
        Arrays.setAll(cells, i -> (i + 0.5) / cells.length);
        double[] xi = LineMesh.uniform(cells.length);
        for (String c : NAMES) {
            Line line = s.race.get(c);
            to.series("shares-" + c, cells, line.shares);
            to.series("map-" + c, xi, line.x);
            if (!c.equals(FIXED)) {
                ways("ways-" + c, line.ways, p.get(end), to);
            }
        }
        to.series("u-" + FIXED, s.race.get(FIXED).x, s.race.get(FIXED).u);
        to.series("u-" + FIVE, s.race.get(FIVE).x, s.race.get(FIVE).u);
        double[] x = LineMesh.uniform(FINE);
        to.series("exact", x, s.wave.at(x, s.t));
        double[] m = new double[FINE + 1];
        Arrays.setAll(m, i -> s.monitor.at(x[i], s.t));
        to.series("monitor", x, m);
    }

    private static void ways(String id, Ways w, double end, Look to) {
        int nodes = w.places.getFirst().length;
        int levels = w.places.size();
        double[] xy = new double[2 * nodes * levels];
        int[] offsets = new int[nodes + 1];
        for (int i = 0; i < nodes; i++) {
            for (int k = 0; k < levels; k++) {
                xy[2 * (i * levels + k)] = w.places.get(k)[i];
                xy[2 * (i * levels + k) + 1] = w.times.get(k) / end;
            }
            offsets[i + 1] = (i + 1) * levels;
        }
        to.paths(id, 2, xy, offsets);
    }

    private static double leastWidth(double[] x) {
        return Arrays.stream(LineMesh.widths(x)).min().orElseThrow();
    }

    private static double farthest(double[] x, double[] y) {
        double most = 0;
        for (int i = 0; i < x.length; i++) {
            most = Math.max(most, Math.abs(x[i] - y[i]));
        }
        return most;
    }
}
