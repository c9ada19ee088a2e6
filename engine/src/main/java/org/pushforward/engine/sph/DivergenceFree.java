package org.pushforward.engine.sph;

import static org.pushforward.engine.api.Check.Criterion.atMost;
import static org.pushforward.engine.api.Check.Criterion.atRounding;
import static org.pushforward.engine.api.Check.Criterion.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.IntStream;
import org.pushforward.engine.api.InputException;
import org.pushforward.engine.api.Status;
import org.pushforward.engine.numerics.Philox;
import org.pushforward.engine.numerics.SmoothingKernel;
import org.pushforward.engine.sph.DivergenceFreeForces.Solved;
import org.pushforward.engine.sph.Flow.Tools;
import org.pushforward.engine.study.Gauge;
import org.pushforward.engine.study.Knob;
import org.pushforward.engine.study.Knobs;
import org.pushforward.engine.study.Look;
import org.pushforward.engine.study.Shared;
import org.pushforward.engine.study.Trial;
import org.pushforward.engine.study.Turn;

/**
 * {@code sph.dfsph}: a fluid that is not compressible, in large steps. One step: a flow free of divergence, what pulls, then the pressures that keep the
 * density after the move.
 *
 * @see DivergenceFreeForces
 */
public final class DivergenceFree extends FluidStudy {

    /** Of neighbors' velocities, evened out in a step. */
    private static final double EVENED = 0.02;
    private static final double STEADY = 0.1;
    private static final int MOST_ITERATIONS = 1000;
    private static final int MOST = 1_000_000;
    /** Times that a step may be halved. */
    private static final int SHORTER = 6;
    private static final double PILLAR = 0.5;

    private final Knob<String> scene;
    private final Knob<String> dimension;
    private final Knob<Integer> resolution;
    private final Knob<Double> densityTolerance;
    private final Knob<Double> divergenceTolerance;
    private final Knob<Double> gravity;
    private final Knob<Double> angle;
    private final Knob<Double> cfl;
    private final Knob<Double> end;
    private final Gauge<Flow> share;
    private final Gauge<Flow> iterations;

    public DivergenceFree() {
        super("sph.dfsph", "A fluid that cannot be squeezed", "Pressures are solved for so that no particle is denser after the step than at rest, and before it the flow is made free of "
                + "divergence. That costs some sweeps over all neighbors, but a step may be as long as a particle takes for half its size, where a weakly compressible "
                + "fluid must wait for sound. Only what is too dense counts as an error: at a surface neighbors are missing. What is promised is the density that the solve "
                + "foresees; the move itself leaves a little more, which is drawn beside it.",
                List.of("ρᵢ = Σⱼ Vⱼ W,   Dᵢ(v) = Σⱼ Vⱼ (vᵢ − vⱼ)·∇W", "q ≥ 0:  Δt Dᵢ(v + a/Δt) ≤ 0,  then  ρᵢ + Δt Dᵢ(v + a/Δt) ≤ ρ₀,  aᵢ = −Σⱼ Vⱼ (qᵢ + qⱼ) ∇W", "walls: V = 1/Σ W over the samples"),
                new Citation("J. Bender, D. Koschier", 2017, "Divergence-Free SPH for Incompressible and Viscous Fluids", "10.1109/TVCG.2016.2578335").code("https://github.com/InteractiveComputerGraphics/SPlisHSPlasH"),
                new Citation("N. Akinci, M. Ihmsen, G. Akinci, B. Solenthaler, M. Teschner", 2012, "Versatile rigid-fluid coupling for incompressible SPH", "10.1145/2185520.2185558"));
        pace(200);
        group("Scene");
        scene = choice("scene", "Ω", "Scene", FluidScene.incompressible(), "dam-break", "What flows, and in what.");
        dimension = choice("dimension", "d", "Dimension", List.of("2", "3"), "3", "A plane or space.");
        resolution = whole("resolution", "L/Δx", "Resolution", 18, 10, 60, "Particles a length, the width of the column.").within(4, 400).but(40, dimension, "2");
        group("Solve");
        densityTolerance = real("density-tolerance", "η", "Density tolerance", 1e-4, 1e-5, 1e-2, "Mean excess of the density that a step may foresee.").within(1e-7, 0.1).log();
        divergenceTolerance = real("divergence-tolerance", "η_D", "Divergence tolerance", 1e-3, 1e-4, 1e-1, "Mean compression in a step that the flow may be left with.").within(1e-6, 1).log();
        cfl = real("cfl", "C", "Courant number", 0.4, 0.1, 0.5, "Spacings that the fastest particle moves in a step.").within(1e-3, 1);
        group("Forces");
        gravity = real("gravity", "g", "Gravity", 9.81, 0, 20, "Pulls down.").within(0, 1e3).live().but(0.0, scene, "blobs");
        angle = real("gravity-angle", "θ", "Tilt", 0, -90, 90, "Of gravity, to the right.").within(-360, 360).live().unit("°");
        end = real("end-time", "T", "End", 1.5, 0, 10, "Time at which the run is over; 0 leaves it open.").within(0, 1e6).but(2.0, scene, "blobs");
        endsOrGoesOn(end, Flow::time, 100);
        refuse(p -> places(p) > MOST, p -> String.format(Locale.ROOT, "%.3g places are too many for a resolution of %d, at most %d are allowed; take a lower one", places(p), p.get(resolution), MOST));
        fails(this::fault);
        var mean = gauge("mean-density-error", "Mean excess of density, foreseen", "", s -> s.solve().error());
        var actual = gauge("mean-density-excess", "Mean excess of density, after the move before", "", s -> s.solve().actual());
        share = gauge("density-over-tolerance", "Mean excess foreseen, over its tolerance", "", (q, p) -> q.solve().error() / p.get(densityTolerance));
        iterations = gauge("iterations", "Iterations", "", s -> s.solve().iterations());
        var divided = gauge("divergence-iterations", "Iterations against divergence", "", s -> s.solve().divergenceIterations());
        history("solve", "Iterations of a step", "for the density and against divergence", iterations, divided).against(time);
        history("excess", "Mean excess of density", "foreseen by the solve, and left by the move before", mean, actual).against(time).log();
        judged();
        opens("A dam breaks in space", "Twelve thousand particles in large steps, none squeezed.").panes("space", "side", "solve", "excess").pictured(60);
        preset("pillar", "Around a pillar", "The wave parts, climbs the pillar and closes behind it.").set("scene=obstacle", "resolution=20").panes("space", "surface", "energy").pictured(120);
        preset("block", "A block falls into a pool", "In the air it keeps its shape, since nothing pushes; then it does not.").set("scene=falling-block", "resolution=24").panes("space", "side", "solve").pictured(60);
        preset("blobs", "Two balls meet", "No gravity: they collide off center, join and spread into a sheet.").set("scene=blobs", "resolution=26").panes("space", "surface", "energy").pictured(60);
        preset("plane", "In the plane", "The front beside the experiment, in a tenth of the steps that a weakly compressible fluid takes.").set("dimension=2", "resolution=40").panes("flow", "reference", "solve", "excess").pictured(100);
        preset("loose", "What a loose tolerance does", "One per cent of mean excess: a few iterations, and the fluid sinks into itself.").set("dimension=2", "resolution=40", "density-tolerance=1e-2").panes("flow", "excess", "solve", "energy").pictured(100);
        timed("one step of a dam break, 11 664 particles", 0.1, "scene=dam-break");
        timed("large", "step of a dam break, 54 000 particles", 0.12, 5, "resolution=30");
        tiny("resolution=5", "resolution=8 dimension=2 scene=falling-block end-time=0", "resolution=6 scene=blobs", "resolution=6 scene=obstacle");
    }

    private void judged() {
        always("density", "mean excess of density that the step foresees, over density-tolerance", share, atMost(1), "what the solve promises");
        always("escaped", "particles that left the domain", escaped, within(0, 0), "walls hold");
        Shared<double[]> dam = shared(this::dam, "scene=dam-break", "end-time=0.6");
        String run = "dam break in space, 11 664 particles, to t = 0.6";
        reference("dam-density", "greatest mean excess of a step / density-tolerance", atMost(1), run, dam, r -> r[0]);
        reference("dam-moved", "the same after the move / density-tolerance", atMost(10), run + "; the move is not linear, so that more is left than was foreseen", dam, r -> r[1]);
        reference("dam-escaped", "particles escaped", within(0, 0), run, dam, r -> r[2]);
        reference("dam-front", "front ahead of L + 2√(gH) t + 2h, over L", atMost(0), "Ritter's bound; " + run, dam, r -> r[3]);
        reference("fall", "block in free fall: momentum / (−M g t) − 1, greatest over the flight", atRounding(), "free fall", this::fall, "scene=falling-block", "resolution=16");
        reference("blobs", "two balls: momentum lost until they touch the walls, over that of one ball", atRounding(), "conservation", this::collide, "scene=blobs", "resolution=16", "end-time=0.28");
    }

    private double[] dam(Trial<Flow> t) {
        double foreseen = 0;
        double moved = 0;
        double gone = 0;
        double ahead = Double.NEGATIVE_INFINITY;
        while (t.state().time() < 0.6) {
            Flow s = t.step().state();
            foreseen = Math.max(foreseen, s.solve().error());
            moved = Math.max(moved, s.solve().actual());
            gone += s.numbers().escaped();
            ahead = Math.max(ahead, s.numbers().front() - 1 - 2 * Math.sqrt(9.81 * 2) * s.time() - 2.0 / 18);
        }
        return new double[] {foreseen / 1e-4, moved / 1e-4, gone, ahead};
    }

    private double fall(Trial<Flow> t) {
        int[] block = IntStream.range(0, t.state().fluid().size()).filter(i -> FluidScene.isBlock(place(t.state().fluid(), i))).toArray();
        double worst = 0;
        // The pool is 0.8 below; it is felt from one support above its surface on.
        while (t.state().time() < 0.3) {
            Flow s = t.step().state();
            double v = Arrays.stream(block).mapToDouble(i -> s.fluid().v()[2][i]).average().orElseThrow();
            worst = Math.max(worst, Math.abs(v / (-9.81 * s.time()) - 1));
        }
        return worst;
    }

    private double collide(Trial<Flow> t) {
        double one = 1.5 * t.state().fluid().size() / 2 * Math.pow(1.0 / 16, 3);
        double worst = 0;
        double[] first = t.state().numbers().momentum();
        while (t.state().time() < 0.28) {
            double[] now = t.step().state().numbers().momentum();
            worst = Math.max(worst, IntStream.range(0, 3).mapToDouble(a -> Math.abs(now[a] - first[a])).max().orElseThrow());
        }
        return worst / one;
    }

    private static double[] place(Fluid f, int i) {
        return Arrays.stream(f.x()).mapToDouble(axis -> axis[i]).toArray();
    }

    // ---- what the knobs say

    private FluidScene scene(Knobs p) {
        return FluidScene.of(p.get(scene));
    }

    private int dimension(Knobs p) {
        return p.is(dimension, "3") ? 3 : 2;
    }

    private double spacing(Knobs p) {
        return 1.0 / p.get(resolution);
    }

    /** Whole spacings, so that walls are where the lattice ends. */
    private double[] box(Knobs p) {
        return Arrays.stream(scene(p).box(dimension(p), spacing(p))).map(l -> spacing(p) * Math.rint(l * p.get(resolution))).toArray();
    }

    private double places(Knobs p) {
        return Arrays.stream(box(p)).map(l -> l / spacing(p)).reduce(1, (a, b) -> a * b);
    }

    private double[] pull(Knobs p) {
        double[] g = new double[dimension(p)];
        g[0] = p.get(gravity) * Math.sin(Math.toRadians(p.get(angle)));
        g[g.length - 1] = -p.get(gravity) * Math.cos(Math.toRadians(p.get(angle)));
        return g;
    }

    private FlowNumbers.Setting setting(Knobs p) {
        return new FlowNumbers.Setting(scene(p), box(p), spacing(p), Math.pow(spacing(p), dimension(p)), 1, pull(p), p.get(gravity), 0, true);
    }

    private SmoothingKernel kernel(Knobs p) {
        return SmoothingKernel.of(SmoothingKernel.Shape.CUBIC_SPLINE, dimension(p), spacing(p));
    }

    /** What makes a lattice as dense as the fluid at rest: 1/Σ W. */
    private static double volume(SmoothingKernel w, int d, double dx) {
        return 1 / IntStream.rangeClosed(-2, 2).mapToDouble(k -> layer(w, d, dx, k * dx)).sum();
    }

    /** Σ W over a flat lattice at this distance. */
    private static double layer(SmoothingKernel w, int d, double dx, double far) {
        double sum = 0;
        for (int i = -2; i <= 2; i++) {
            for (int j = d == 3 ? -2 : 0; j <= (d == 3 ? 2 : 0); j++) {
                sum += w.at(Math.sqrt(dx * dx * (i * i + j * j) + far * far));
            }
        }
        return sum;
    }

    /** How far beyond the next place of the lattice a wall of one layer must lie, so that the fluid beside it is as dense as at rest. */
    private static double gap(SmoothingKernel w, int d, double dx) {
        double wanted = volume(w, d, dx) * (layer(w, d, dx, dx) + layer(w, d, dx, 2 * dx)) * layer(w, d, dx, 0);
        double low = 0.5 * dx;
        double high = 2 * dx;
        for (int k = 0; k < 50; k++) {
            double middle = 0.5 * (low + high);
            if (layer(w, d, dx, middle) > wanted) {
                low = middle;
            } else {
                high = middle;
            }
        }
        return low - dx;
    }

    private Walls box(FluidScene s, Knobs p) {
        double[] box = box(p);
        double gap = gap(kernel(p), box.length, spacing(p));
        Walls walls = Walls.ofBox(s, box, spacing(p), 1);
        for (int a = 0; a < box.length; a++) {
            for (int k = 0; k < walls.size(); k++) {
                double at = walls.x()[a][k];
                walls.x()[a][k] += at < 0 ? -gap : at > box[a] ? gap : 0;
            }
        }
        return walls;
    }

    // ---- the run

    @Override
    protected Flow start(Knobs p, Philox random) {
        FluidScene s = scene(p);
        int d = dimension(p);
        double[] box = box(p);
        double dx = spacing(p);
        Walls walls = box(s, p);
        if (s == FluidScene.OBSTACLE) {
            walls = walls.and(Walls.of(pillar(p).places(new double[] {2.5, 0.5}), d, Walls.OBSTACLE, new double[d]));
        }
        List<double[]> places = s.lattice(box, dx);
        if (places.isEmpty()) {
            throw new InputException("there is no fluid at a resolution of " + p.get(resolution) + "; take a higher one");
        }
        double[][] x = new double[d][places.size()];
        double[][] v = new double[d][places.size()];
        double[] paint = new double[places.size()];
        for (int i = 0; i < paint.length; i++) {
            double[] u = new double[d];
            s.velocity(places.get(i), 0, 0, u);
            for (int a = 0; a < d; a++) {
                x[a][i] = places.get(i)[a];
                v[a][i] = u[a];
            }
            paint[i] = s == FluidScene.BLOBS ? places.get(i)[0] < 1.5 ? 0.2 : 0.8 : s == FluidScene.FALLING_BLOCK ? FluidScene.isBlock(places.get(i)) ? 0.8 : 0.2
                    : 0.1 * Math.clamp((int) Math.floor(places.get(i)[d - 1] / s.height() * 6), 0, 5);
        }
        Fluid fluid = Fluid.atRest(x, 1, 0, paint).at(v);
        return new Flow(0, 0, fluid, walls, new Tools(List.of(), new double[0], new double[] {2.5, 0.5}), 0, FlowNumbers.of(fluid, 0, 0, setting(p)), List.of());
    }

    private Obstacle pillar(Knobs p) {
        return new Obstacle("bar", PILLAR, spacing(p), box(p));
    }

    @Override
    protected Flow next(Flow s, Turn t) {
        double left = t.get(end) == 0 ? Double.POSITIVE_INFINITY : t.get(end) - s.time();
        double wanted = timeStep(s, t.p());
        boolean last = wanted * (1 + 1e-9) >= left;
        double dt = last ? left : wanted;
        Flow after = stepped(s, dt, last ? t.get(end) : s.time() + dt, t);
        // What is hit is faster after the step than before: it must not jump over others, or through a wall.
        for (int k = 0; k < SHORTER && after.numbers().fastest() * dt > 1.5 * t.get(cfl) * spacing(t.p()); k++) {
            dt /= 2;
            after = stepped(s, dt, s.time() + dt, t);
        }
        return after;
    }

    private Flow stepped(Flow s, double dt, double time, Turn t) {
        t.ask();
        Fluid f = s.fluid();
        Knobs p = t.p();
        int d = f.dimension();
        SmoothingKernel w = kernel(p);
        DivergenceFreeForces forces = new DivergenceFreeForces(w, volume(w, d, spacing(p)), f.x(), f.v(), s.walls(), t.context());
        Solved flow = forces.undivided(dt, p.get(divergenceTolerance), MOST_ITERATIONS);
        forces.pull(dt, pull(p), EVENED);
        Solved dense = forces.uncompressed(dt, f.pressure(), p.get(densityTolerance), MOST_ITERATIONS);
        double[][] v = forces.velocities();
        double[][] x = new double[d][f.size()];
        for (int a = 0; a < d; a++) {
            for (int i = 0; i < f.size(); i++) {
                x[a][i] = f.x()[a][i] + dt * v[a][i];
            }
        }
        double[] density = forces.density();
        double actual = Arrays.stream(density).map(r -> Math.max(0, r - 1)).sum() / f.size();
        Fluid after = f.moved(x, v, f.a(), f.shift(), density, dense.q());
        return new Flow(time, dt, after, s.walls(), s.tools(), 0, FlowNumbers.of(after, time, forces.neighbors(), setting(p)), kept(s, after, time, p))
                .with(new Flow.Solve(dense.error(), actual, dense.iterations(), flow.iterations()));
    }

    private double timeStep(Flow s, Knobs p) {
        double dx = spacing(p);
        double dt = p.get(gravity) > 0 ? STEADY * Math.sqrt(dx / p.get(gravity)) : STEADY * dx;
        return Math.min(dt, p.get(cfl) * dx / Math.max(1e-12, s.numbers().fastest()));
    }

    private List<Flow.Line> kept(Flow s, Fluid after, double time, Knobs p) {
        if (scene(p) != FluidScene.DAM_BREAK || !s.lines().isEmpty() && time < s.lines().getLast().time() + 0.01) {
            return s.lines();
        }
        List<Flow.Line> lines = new ArrayList<>(s.lines());
        lines.add(new Flow.Line(time, new double[] {FlowNumbers.of(after, time, 0, setting(p)).front()}, new double[0]));
        return List.copyOf(lines);
    }

    private Optional<Status.Failure> fault(Flow s, Knobs p, long step) {
        Fluid f = s.fluid();
        double slower = Math.max(1e-3, p.get(cfl) / 2);
        if (s.numbers().escaped() > 0) {
            int who = IntStream.range(0, f.size()).filter(i -> FlowNumbers.isOutside(f, i, setting(p))).findFirst().orElseThrow();
            return Optional.of(new Status.Failure(Status.Kind.DIVERGED, "particles", "particle " + who + " at (" + WeaklyCompressibleKnobs.brief(f.x()[0][who]) + ", "
                    + WeaklyCompressibleKnobs.brief(f.x()[f.dimension() - 1][who]) + ")", s.numbers().escaped() + " particle(s) left the domain, pressed through a wall in a step that is too long",
                    List.of(new Status.Remedy("Courant number " + slower, "cfl", slower))));
        }
        if (s.solve().iterations() >= MOST_ITERATIONS) {
            return Optional.of(new Status.Failure(Status.Kind.STALLED, iterations.id(), "", "the pressures have not settled after " + MOST_ITERATIONS + " iterations; the mean excess of density is "
                    + WeaklyCompressibleKnobs.brief(s.solve().error()), List.of(new Status.Remedy("Courant number " + slower, "cfl", slower))));
        }
        return Optional.empty();
    }

    @Override
    protected void look(Flow s, Knobs p, Look to) {
        lookAt(s, scene(p), box(p), spacing(p), FlowNumbers.endangered(s.fluid(), timeStep(s, p), Double.POSITIVE_INFINITY, setting(p)), to);
        if (scene(p) == FluidScene.OBSTACLE && dimension(p) == 2) {
            to.path("outline", pillar(p).outline(new double[] {2.5, 0.5}));
        }
        if (scene(p) == FluidScene.DAM_BREAK) {
            lived("ours", "front", s.lines(), to);
            table("published", "Koshizuka & Oka", PublishedFlows.KOSHIZUKA_OKA, 1, to);
        }
    }
}
