package org.pushforward.engine.sph;

import static org.pushforward.engine.sph.FluidScene.Kind.BASIN;
import static org.pushforward.engine.sph.FluidScene.Kind.FREE;
import static org.pushforward.engine.sph.FluidScene.Kind.INNER;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.pushforward.engine.api.Change.Stroke;
import org.pushforward.engine.api.InputException;
import org.pushforward.engine.api.Status;
import org.pushforward.engine.api.StepContext;
import org.pushforward.engine.numerics.Philox;
import org.pushforward.engine.numerics.SmoothingKernel;
import org.pushforward.engine.numerics.SmoothingKernel.Shape;
import org.pushforward.engine.sph.Flow.Line;
import org.pushforward.engine.sph.Flow.Tools;
import org.pushforward.engine.sph.FluidForces.Law;
import org.pushforward.engine.sph.FluidForces.Scheme;
import org.pushforward.engine.study.Gauge;
import org.pushforward.engine.study.Knob;
import org.pushforward.engine.study.Knobs;
import org.pushforward.engine.study.Look;
import org.pushforward.engine.study.Turn;

/**
 * Weakly compressible smoothed-particle hydrodynamics: its knobs, and a step, which is one time step: half a kick, a drift, the densities, the
 * other half of the kick.
 */
abstract class WeaklyCompressibleFluid extends FluidStudy {

    private static final double REST = 1;
    private static final double SETTLING = 0.3;
    /** Times at which the middle lines of a cavity, and the way of a front, are kept. */
    private static final double KEPT = 0.05;
    private static final int MOST = 2_000_000;

    final Knob<String> scene;
    final Knob<String> dimension;
    final Knob<Integer> resolution;
    final Knob<String> scheme;
    final Knob<String> arrangement;
    final Knob<Double> reynolds;
    final Knob<Double> viscosity;
    final Knob<Double> soundFactor;
    final Knob<Double> alpha;
    final Knob<Double> delta;
    final Knob<Double> smoothing;
    final Knob<Double> gravity;
    final Knob<Double> angle;
    final Knob<Double> azimuth;
    final Knob<Double> sloshAmplitude;
    final Knob<Double> sloshFrequency;
    final Knob<String> obstacle;
    final Knob<Double> obstacleX;
    final Knob<Double> obstacleY;
    final Knob<Double> obstacleSize;
    final Knob<String> brush;
    final Knob<Double> strain;
    final Knob<Double> omega;
    final Knob<Double> cfl;
    final Knob<Double> end;
    final Gauge<Flow> ghiaMax;
    final Gauge<Flow> ghiaRms;

    WeaklyCompressibleFluid(String id, String title, String idea, List<String> formulas, Citation... papers) {
        super(id, title, idea, formulas, papers);
        pace(2000);
        group("Scene");
        scene = choice("scene", "Ω", "Scene", FluidScene.words(), "play", "What flows, and in what.");
        dimension = choice("dimension", "d", "Dimension", List.of("2", "3"), "2", "A plane, or space where the scene has a form there.").when(scene, FluidScene.words(BASIN));
        resolution = whole("resolution", "L/Δx", "Resolution", 40, 10, 120, "Particles a length: of the basin, the column, the channel, or the radius of the drop.").within(4, 1000)
                .but(50, scene, "taylor-green", "cavity", "square-patch").but(60, scene, "poiseuille", "couette").but(30, scene, "hydrostatic");
        scheme = choice("scheme", "S", "Scheme", List.of("delta", "transport", "plain"), "delta", "Diffusion of density for free surfaces, a transport velocity for inner flows, or neither.")
                .but("transport", scene, FluidScene.words(INNER));
        arrangement = choice("arrangement", "x₀", "Arrangement", List.of("lattice", "jittered", "relaxed"), "lattice",
                "A lattice, one shaken by a tenth of its spacing, or one that the flow has mixed for 0.3 before it starts anew.").but("relaxed", scene, "taylor-green");
        group("Fluid");
        reynolds = real("reynolds", "Re", "Reynolds number", 100, 1, 1000, "Of speed 1 and length 1.").within(0.01, 1e5).log().when(scene, "taylor-green", "cavity");
        viscosity = real("viscosity", "ν", "Viscosity", 100, 1e-3, 1e3, "Between the plates.").within(1e-6, 1e6).log().when(scene, "poiseuille", "couette");
        soundFactor = real("sound-factor", "c₀/u", "Speed of sound", 10, 5, 20, "In units of the greatest speed that the scene expects.").within(2, 100)
                .but(5.0, scene, "play").but(14.0, scene, "elliptical-drop");
        alpha = real("alpha", "α", "Artificial viscosity", 0.02, 0, 0.5, "Evens out velocities; no part of flows with viscosity.").within(0, 10).live().when(scheme, "delta", "plain");
        delta = real("delta", "δ", "Density diffusion", 0.1, 0, 0.3, "Evens out the densities.").within(0, 10).when(scheme, "delta");
        smoothing = real("smoothing", "h/Δx", "Smoothing length", 1.3, 1, 2, "In spacings.").within(0.8, 3).but(1.0, scheme, "transport");
        group("Forces");
        gravity = real("gravity", "g", "Gravity", 9.81, 0, 20, "Pulls down.").within(0, 1e3).live().but(1.0, scene, "hydrostatic")
                .but(0.0, scene, FluidScene.words(INNER, FREE));
        angle = real("gravity-angle", "θ", "Tilt", 0, -90, 90, "Of gravity, to the right.").within(-360, 360).live().unit("°").when(scene, FluidScene.words(BASIN));
        azimuth = real("gravity-azimuth", "φ", "Direction of tilt", 0, -90, 90, "In space: from the width towards the depth.").within(-360, 360).live().unit("°").when(dimension, "3");
        sloshAmplitude = real("slosh-amplitude", "a", "Amplitude", 0.1, 0, 0.5, "To which the tank is moved to either side.").within(0, 10).live().when(scene, "sloshing");
        sloshFrequency = real("slosh-frequency", "f", "Frequency", 0.5, 0, 3, "At which the tank is moved.").within(0, 10).live().when(scene, "sloshing");
        group("Hands");
        obstacle = choice("obstacle", "O", "Obstacle", List.of("none", "disc", "square", "bar"), "none", "Something to drag about; in space a ball, a cube or a pillar.")
                .but("disc", scene, "play").when(scene, FluidScene.words(BASIN));
        obstacleX = real("obstacle-x", "x", "Obstacle across", 1.5, 0, 4, "Where its center is to be; it goes there at the speed of the scene.").within(-1e3, 1e3).live()
                .but(2.5, scene, "dam-break").when(obstacle, "disc", "square", "bar");
        obstacleY = real("obstacle-y", "y", "Obstacle up", 0.8, 0, 2.5, "Where its center is to be.").within(-1e3, 1e3).live().but(0.25, scene, "dam-break")
                .but(1.9, scene, "falling-drop").when(obstacle, "disc", "square", "bar");
        obstacleSize = real("obstacle-size", "D", "Size", 0.2, 0.1, 1, "Of the obstacle.").within(0, 10).but(0.5, scene, "dam-break").when(obstacle, "disc", "square", "bar");
        brush = choice("brush", "B", "Brush", List.of("pour", "wall", "stir", "erase"), "pour", "What the brush does; held with Shift it erases.").live().when(scene, FluidScene.words(BASIN));
        group("Start and end");
        strain = real("strain", "A₀", "Strain", 100, 1, 200, "Rate at which the drop is squeezed.").within(1e-6, 1e6).log().when(scene, "elliptical-drop");
        omega = real("omega", "ω", "Turning", 1, 0.1, 10, "Rate at which the patch turns.").within(1e-6, 1e6).log().when(scene, "square-patch");
        cfl = real("cfl", "C", "Courant number", 0.25, 0.05, 0.5, "Of the time step.").within(1e-3, 2).but(0.4, scene, "play");
        end = real("end-time", "T", "End", 0, 0, 10, "Time at which the run is over; 0 leaves it open.").within(0, 1e6).but(0.75, scene, "dam-break").but(15.0, scene, "hydrostatic")
                .but(1.0, scene, "taylor-green").but(8.0, scene, "cavity").but(5e-3, scene, "poiseuille", "couette").but(2.0, scene, "square-patch", "falling-drop")
                .but(0.0076, scene, "elliptical-drop");
        endsOrGoesOn(end, Flow::time, 200);
        brush();
        refusals();
        ghiaMax = gauge("ghia-max", "Greatest distance from Ghia", "", (s, p) -> FlowNumbers.ghia(s.lines(), PublishedFlows.column(p.get(reynolds)))[0]).when(WeaklyCompressibleFluid::isCavity);
        ghiaRms = gauge("ghia-rms", "Distance from Ghia, root mean square", "", (s, p) -> FlowNumbers.ghia(s.lines(), PublishedFlows.column(p.get(reynolds)))[1]).when(WeaklyCompressibleFluid::isCavity);
        fails(this::fault);
    }

    private static boolean isCavity(Flow s) {
        return !s.lines().isEmpty() && s.lines().getFirst().v().length > 0;
    }

    private void refusals() {
        refuse(p -> scene(p).kind() != BASIN && is3D(p), p -> p.get(scene) + " is a scene of the plane; with dimension=3 take one of " + String.join(", ", FluidScene.words(BASIN)));
        refuse(p -> spacings(p) > MOST, p -> String.format(Locale.ROOT, "%.3g places are too many for a resolution of %d, at most %d are allowed; take a lower one", spacings(p), p.get(resolution), MOST));
        refuse(p -> p.get(smoothing) * reach(p) * spacing(p) > 0.5 * box(p)[0] && scene(p).periods(box(p))[0] > 0, p ->
                "a kernel of reach " + brief(p.get(smoothing) * reach(p) * spacing(p)) + " does not fit twice into the period " + brief(box(p)[0]) + "; take a higher resolution");
        refuse(p -> hasObstacle(p) && p.get(obstacleSize) < 2 * spacing(p), p ->
                "an obstacle of size " + brief(p.get(obstacleSize)) + " is thinner than two spacings of " + brief(spacing(p)) + "; take a larger one or a higher resolution");
        refuse(p -> hasObstacle(p) && !fits(p), p -> "the obstacle at (" + brief(p.get(obstacleX)) + ", " + brief(p.get(obstacleY)) + ") reaches out of the box of "
                + brief(box(p)[0]) + " by " + brief(box(p)[box(p).length - 1]) + "; move it inside or make it smaller");
        refuse(p -> p.get(cfl) > 1, p -> "a Courant number of " + brief(p.get(cfl)) + " makes the time step too large, the fluid would explode; take at most 1");
    }

    // ---- what the knobs say

    FluidScene scene(Knobs p) {
        return FluidScene.of(p.get(scene));
    }

    private boolean is3D(Knobs p) {
        return p.is(dimension, "3");
    }

    private int dimension(Knobs p) {
        return is3D(p) ? 3 : 2;
    }

    double spacing(Knobs p) {
        return scene(p).unit() / p.get(resolution);
    }

    double[] box(Knobs p) {
        return scene(p).box(dimension(p), spacing(p));
    }

    private double spacings(Knobs p) {
        return Arrays.stream(box(p)).map(l -> l / spacing(p)).reduce(1, (a, b) -> a * b);
    }

    private double reach(Knobs p) {
        return shape(p).reach();
    }

    private Shape shape(Knobs p) {
        return p.is(scheme, "transport") ? Shape.QUINTIC_SPLINE : Shape.WENDLAND_C2;
    }

    double mass(Knobs p) {
        return REST * Math.pow(spacing(p), dimension(p));
    }

    private double speed(Knobs p) {
        return scene(p).speed(p.get(gravity), p.get(strain), p.get(omega));
    }

    private double nu(Knobs p) {
        return switch (scene(p)) {
            case TAYLOR_GREEN, CAVITY -> 1 / p.get(reynolds);
            case POISEUILLE, COUETTE -> p.get(viscosity);
            default -> 0;
        };
    }

    private boolean hasObstacle(Knobs p) {
        return scene(p).kind() == BASIN && !p.is(obstacle, "none");
    }

    private Obstacle solid(Knobs p) {
        return new Obstacle(p.get(obstacle), p.get(obstacleSize), spacing(p), box(p));
    }

    private boolean fits(Knobs p) {
        return solid(p).fits(p.get(obstacleX), p.get(obstacleY));
    }

    static String brief(double v) {
        return String.format(Locale.ROOT, "%.3g", v);
    }

    /** The law of a run; the speed of sound is that of the gravity at the start. */
    private Law law(Knobs p, double[] g) {
        double h = p.get(smoothing) * spacing(p);
        double sound = sound(p);
        return new Law(Scheme.valueOf(p.get(scheme).toUpperCase(Locale.ROOT)), SmoothingKernel.of(shape(p), dimension(p), h), h, mass(p), REST, sound, p.get(alpha), p.get(delta), nu(p),
                g, scene(p).kind() != BASIN);
    }

    /** c₀; gravity that is turned up while the run goes on makes it larger, down does not make it less than that of 9.81. */
    double sound(Knobs p) {
        return p.get(soundFactor) * (scene(p).kind() == BASIN && scene(p) != FluidScene.HYDROSTATIC ? scene(p).speed(Math.max(p.get(gravity), 9.81), 0, 0) : speed(p));
    }

    private double[] pull(Knobs p, double phase) {
        double g = p.get(gravity);
        double tilt = scene(p).kind() == BASIN ? Math.toRadians(p.get(angle)) : 0;
        double turn = is3D(p) ? Math.toRadians(p.get(azimuth)) : 0;
        double rate = 2 * Math.PI * p.get(sloshFrequency);
        double push = scene(p) == FluidScene.SLOSHING ? p.get(sloshAmplitude) * rate * rate * Math.sin(phase) : scene(p).drive(nu(p));
        double[] a = new double[dimension(p)];
        a[0] = g * Math.sin(tilt) * Math.cos(turn) + push;
        if (is3D(p)) {
            a[1] = g * Math.sin(tilt) * Math.sin(turn);
        }
        a[a.length - 1] -= g * Math.cos(tilt);
        return a;
    }

    FlowNumbers.Setting setting(Knobs p, double phase) {
        return new FlowNumbers.Setting(scene(p), box(p), spacing(p), mass(p), REST, pull(p, phase), p.get(gravity), nu(p));
    }

    // ---- start

    @Override
    protected Flow start(Knobs p, Philox random) {
        FluidScene s = scene(p);
        double dx = spacing(p);
        double[] box = box(p);
        int d = dimension(p);
        Walls walls = Walls.ofBox(s, box, dx);
        double[] center = {p.get(obstacleX), p.get(obstacleY)};
        List<double[]> places = lattice(s, box, dx);
        if (hasObstacle(p)) {
            long hit = places.stream().filter(x -> solid(p).contains(x, center, 0.5 * dx)).count();
            if (hit > 0) {
                throw new InputException("the obstacle at (" + brief(center[0]) + ", " + brief(center[1]) + ") overlaps " + hit + " particles of the fluid; move it out, or drag it in while the run goes on");
            }
            walls = walls.and(Walls.of(solid(p).places(center), d, Walls.OBSTACLE, new double[d]));
        }
        if (places.isEmpty()) {
            throw new InputException("there is no fluid at a resolution of " + p.get(resolution) + "; take a higher one");
        }
        Fluid fluid = filled(places, p, random);
        return new Flow(0, 0, fluid, walls, new Tools(List.of(), new double[0], center), 0, FlowNumbers.of(fluid, 0, 0, setting(p, 0)), List.of());
    }

    private static List<double[]> lattice(FluidScene s, double[] box, double dx) {
        int d = box.length;
        boolean free = s.kind() == FREE;
        List<double[]> places = new ArrayList<>();
        int[] n = Arrays.stream(box).mapToInt(l -> (int) Math.rint(l / dx)).toArray();
        int[] from = free ? Arrays.stream(n).map(k -> -k / 2).toArray() : new int[d];
        for (int i = 0; i < n[0]; i++) {
            for (int j = 0; j < n[1]; j++) {
                for (int k = 0; k < (d == 3 ? n[2] : 1); k++) {
                    double[] x = d == 3 ? new double[] {(i + 0.5) * dx, (j + 0.5) * dx, (k + 0.5) * dx} : new double[] {(from[0] + i + 0.5) * dx, (from[1] + j + 0.5) * dx};
                    if (s.isFluid(x, d)) {
                        places.add(x);
                    }
                }
            }
        }
        return places;
    }

    private Fluid filled(List<double[]> places, Knobs p, Philox random) {
        FluidScene s = scene(p);
        int d = dimension(p);
        int n = places.size();
        double c2 = sound(p) * sound(p);
        double[][] x = new double[d][n];
        double[][] v = new double[d][n];
        double[] rho = new double[n];
        double[] pressure = new double[n];
        double[] paint = new double[n];
        double[] shaken = new double[n * d];
        random.uniforms(0, n, 0, d, shaken, 0);
        for (int i = 0; i < n; i++) {
            double[] at = places.get(i);
            if (!p.is(arrangement, "lattice")) {
                for (int a = 0; a < d; a++) {
                    at[a] += 0.2 * spacing(p) * (shaken[i * d + a] - 0.5);
                }
            }
            double[] u = new double[d];
            s.velocity(at, p.get(strain), p.get(omega), u);
            for (int a = 0; a < d; a++) {
                x[a][i] = at[a];
                v[a][i] = u[a];
            }
            pressure[i] = REST * s.pressure(at, p.get(gravity), p.get(strain), p.get(omega));
            rho[i] = REST + pressure[i] / c2;
            // Layers, so that one sees what mixes.
            paint[i] = 0.1 * Math.clamp((int) Math.floor(at[d - 1] / s.height() * 6), 0, 5);
        }
        return new Fluid(x, v, new double[d][n], new double[d][n], rho, pressure, new long[n], paint);
    }

    // ---- a step

    @Override
    protected Flow next(Flow s, Turn t) {
        t.ask();
        Flow from = t.step() == 0 ? begun(s, t) : s;
        double left = t.get(end) == 0 ? Double.POSITIVE_INFINITY : t.get(end) - from.time();
        double wanted = timeStep(from, t.p());
        boolean last = wanted * (1 + 1e-9) >= left;
        Flow after = stepped(from, last ? left : wanted, t.p(), t.context());
        return last ? new Flow(t.get(end), after.dt(), after.fluid(), after.walls(), after.tools(), after.phase(), after.numbers(), after.lines()) : after;
    }

    /** Accelerations at the start; and a relaxed start, which the flow itself makes. */
    private Flow begun(Flow s, Turn t) {
        Flow now = accelerated(s, t.p(), t.context());
        if (!t.p().is(arrangement, "relaxed")) {
            return now;
        }
        while (now.time() < SETTLING) {
            t.ask();
            now = stepped(now, Math.min(timeStep(now, t.p()), SETTLING - now.time() + 1e-12), t.p(), t.context());
        }
        Fluid f = now.fluid();
        double[][] v = new double[f.dimension()][f.size()];
        for (int i = 0; i < f.size(); i++) {
            double[] u = new double[f.dimension()];
            int k = i;
            scene(t.p()).velocity(Arrays.stream(f.x()).mapToDouble(axis -> axis[k]).toArray(), t.get(strain), t.get(omega), u);
            for (int a = 0; a < u.length; a++) {
                v[a][i] = u[a];
            }
        }
        Flow still = new Flow(0, 0, f.at(v), now.walls(), now.tools(), 0, now.numbers(), List.of());
        return accelerated(still, t.p(), t.context());
    }

    private Flow accelerated(Flow s, Knobs p, StepContext context) {
        Fluid f = s.fluid();
        FluidForces forces = new FluidForces(law(p, pull(p, s.phase())), f.x(), s.walls(), scene(p).periods(box(p)), context);
        forces.given(f.density(), f.v());
        double[][] rates = forces.accelerations(f.v());
        int d = f.dimension();
        return s.with(f.moved(f.x(), f.v(), Arrays.copyOf(rates, d), Arrays.copyOfRange(rates, d, 2 * d), f.density(), f.pressure()), s.walls(), s.tools());
    }

    private double timeStep(Flow s, Knobs p) {
        Fluid f = s.fluid();
        double h = p.get(smoothing) * spacing(p);
        double pushed = 0;
        for (int i = 0; i < f.size(); i++) {
            double sum = 0;
            for (double[] axis : f.a()) {
                sum += axis[i] * axis[i];
            }
            pushed = Math.max(pushed, sum);
        }
        double dt = p.get(cfl) * h / (sound(p) + s.numbers().fastest());
        dt = pushed > 0 ? Math.min(dt, 0.25 * Math.sqrt(h / Math.sqrt(pushed))) : dt;
        return nu(p) > 0 ? Math.min(dt, 0.125 * h * h / nu(p)) : dt;
    }

    private Flow stepped(Flow s, double dt, Knobs p, StepContext context) {
        Fluid f = s.fluid();
        int d = f.dimension();
        double[] periods = scene(p).periods(box(p));
        double phase = s.phase() + 2 * Math.PI * p.get(sloshFrequency) * dt;
        Flow moved = dragged(s, dt, p);
        double[][] v = new double[d][];
        double[][] transport = new double[d][];
        double[][] x = new double[d][];
        for (int a = 0; a < d; a++) {
            v[a] = sum(f.v()[a], 0.5 * dt, f.a()[a]);
            transport[a] = sum(v[a], 0.5 * dt, f.shift()[a]);
            x[a] = sum(f.x()[a], dt, transport[a]);
            wrap(x[a], periods[a]);
        }
        FluidForces forces = new FluidForces(law(p, pull(p, phase)), x, moved.walls(), periods, context);
        double[] density = forces.density(f.density(), v, dt);
        double[] pressure = forces.pressure();
        double[][] rates = forces.accelerations(transport);
        double calm = scene(p) == FluidScene.HYDROSTATIC && p.get(gravity) > 0 && s.time() < 2 * Math.sqrt(scene(p).height() / p.get(gravity))
                ? Math.exp(-4 * dt * Math.sqrt(p.get(gravity) / scene(p).height())) : 1;
        for (int a = 0; a < d; a++) {
            for (int i = 0; i < v[a].length; i++) {
                v[a][i] = calm * (v[a][i] + 0.5 * dt * rates[a][i]);
            }
        }
        Fluid after = f.moved(x, v, Arrays.copyOf(rates, d), Arrays.copyOfRange(rates, d, 2 * d), density, pressure);
        double time = s.time() + dt;
        return new Flow(time, dt, after, moved.walls(), moved.tools(), phase, FlowNumbers.of(after, time, forces.neighbors(), setting(p, phase)), kept(s, after, time, p));
    }

    private static double[] sum(double[] a, double s, double[] b) {
        double[] c = new double[a.length];
        for (int i = 0; i < c.length; i++) {
            c[i] = a[i] + s * b[i];
        }
        return c;
    }

    private static void wrap(double[] x, double period) {
        if (period > 0) {
            for (int i = 0; i < x.length; i++) {
                x[i] -= period * Math.floor(x[i] / period);
            }
        }
    }

    /** The obstacle goes where the hand wants it, no faster than the scene's own speed. */
    private Flow dragged(Flow s, double dt, Knobs p) {
        if (!hasObstacle(p)) {
            return s;
        }
        double[] at = s.tools().obstacle();
        double ex = p.get(obstacleX) - at[0];
        double ey = p.get(obstacleY) - at[1];
        double far = Math.hypot(ex, ey);
        double go = far > 0 ? Math.min(1, speed(p) * dt / far) : 0;
        int d = dimension(p);
        double[] by = new double[d];
        by[0] = go * ex;
        by[d - 1] = go * ey;
        boolean pillar = d == 3 && p.is(obstacle, "bar");
        if (pillar) {
            by[2] = 0;
        }
        Walls walls = far == 0 ? s.walls().movedObstacle(by, new double[d]) : s.walls().movedObstacle(by, Arrays.stream(by).map(b -> b / dt).toArray());
        return s.with(s.fluid(), walls, new Tools(s.tools().handled(), s.tools().end(), new double[] {at[0] + go * ex, at[1] + go * ey}));
    }

    /** Middle lines of the cavity over the last unit of time; of other scenes one number now and then. */
    private List<Line> kept(Flow s, Fluid after, double time, Knobs p) {
        FluidScene at = scene(p);
        boolean cavity = at == FluidScene.CAVITY && PublishedFlows.column(p.get(reynolds)) > 0;
        double told = cavity ? Double.NaN : switch (at) {
            case DAM_BREAK, TAYLOR_GREEN, ELLIPTICAL_DROP -> 1;
            default -> 0;
        };
        double every = cavity ? KEPT : p.get(end) / 100;
        if (told == 0 || every == 0 || !s.lines().isEmpty() && time < s.lines().getLast().time() + every) {
            return s.lines();
        }
        List<Line> lines = new ArrayList<>(cavity ? s.lines().stream().filter(l -> l.time() > time - 1).toList() : s.lines());
        lines.add(cavity ? FlowNumbers.line(after, time, spacing(p)) : new Line(time, new double[] {number(at, after, p)}, new double[0]));
        return List.copyOf(lines);
    }

    private double number(FluidScene at, Fluid f, Knobs p) {
        FlowNumbers.Setting setting = setting(p, 0);
        Flow.Numbers n = FlowNumbers.of(f, 0, 0, setting);
        return switch (at) {
            case DAM_BREAK -> n.front();
            case TAYLOR_GREEN -> 0.5 * Math.log(Math.max(n.kinetic(), 1e-300));
            default -> n.semiAxes()[1];
        };
    }

    private Optional<Status.Failure> fault(Flow s, Knobs p, long step) {
        double sound = sound(p);
        if (s.numbers().escaped() > 0) {
            int who = 0;
            while (!FlowNumbers.isOutside(s.fluid(), who, setting(p, s.phase()))) {
                who++;
            }
            return Optional.of(failure(s.fluid(), who, s.numbers().escaped() + " particle(s) left the domain, the first between the particles of a wall or pressed through it", p));
        }
        if (!(s.numbers().fastest() < sound)) {
            int who = 0;
            for (int i = 0; i < s.fluid().size(); i++) {
                who = s.fluid().speed(i) > s.fluid().speed(who) || Double.isNaN(s.fluid().speed(i)) ? i : who;
            }
            return Optional.of(failure(s.fluid(), who, String.format(Locale.ROOT, "a particle is faster than sound (%.3g), since the time step of %.3g is too large or it was squeezed", sound, s.dt()), p));
        }
        return Optional.empty();
    }

    private Status.Failure failure(Fluid f, int who, String why, Knobs p) {
        String where = "particle " + who + " at (" + brief(f.x()[0][who]) + ", " + brief(f.x()[f.dimension() - 1][who]) + ")";
        return new Status.Failure(Status.Kind.DIVERGED, "particles", where, why, List.of(new Status.Remedy("Courant number " + brief(p.get(cfl) / 2), "cfl", Math.max(1e-3, p.get(cfl) / 2)),
                new Status.Remedy("speed of sound " + brief(Math.min(100, 2 * p.get(soundFactor))), "sound-factor", Math.min(100, 2 * p.get(soundFactor)))));
    }

    // ---- hands

    @Override
    protected Flow changed(Flow s, Knobs before, Knobs now) {
        if (hasObstacle(now) && !fits(now)) {
            throw new InputException("the obstacle would reach out of the box of " + brief(box(now)[0]) + " by " + brief(box(now)[box(now).length - 1]) + "; keep it inside");
        }
        return s;
    }

    @Override
    protected Flow painted(Flow s, Knobs p, List<Stroke> strokes) {
        if (scene(p).kind() != BASIN) {
            throw new InputException(p.get(scene) + " has no room for a brush; take a scene in a basin");
        }
        Set<Long> there = new HashSet<>();
        strokes.forEach(k -> there.add(k.id()));
        Set<Long> gone = new HashSet<>(s.tools().handled());
        gone.removeAll(there);
        Brush.Scene now = Brush.without(new Brush.Scene(s.fluid(), s.walls()), gone);
        List<Long> handled = new ArrayList<>(s.tools().handled().stream().filter(there::contains).toList());
        Brush hand = new Brush(box(p), spacing(p), REST, 0.5 * speed(p));
        double[] ended = s.tools().end();
        for (Stroke stroke : strokes.subList(Math.min(handled.size(), strokes.size()), strokes.size())) {
            double[] path = stroke.xy().stream().mapToDouble(Double::doubleValue).toArray();
            boolean goesOn = ended.length > 0 && !handled.isEmpty() && handled.getLast() == stroke.id();
            double[] whole = goesOn ? joined(ended, path) : path;
            now = hand.apply(p.get(brush), stroke, whole, now);
            ended = Arrays.copyOfRange(path, path.length - 2, path.length);
            handled.add(stroke.id());
        }
        if (now.fluid().size() == 0) {
            throw new InputException("nothing would be left of the fluid; take a smaller brush");
        }
        Flow after = s.with(now.fluid(), now.walls(), new Tools(List.copyOf(handled), ended, s.tools().obstacle()));
        return after.with(FlowNumbers.of(after.fluid(), s.time(), s.numbers().neighbors(), setting(p, s.phase())));
    }

    private static double[] joined(double[] a, double[] b) {
        double[] all = Arrays.copyOf(a, a.length + b.length);
        System.arraycopy(b, 0, all, a.length, b.length);
        return all;
    }

    // ---- what is seen

    @Override
    protected void look(Flow s, Knobs p, Look to) {
        FluidScene at = scene(p);
        lookAt(s, at, box(p), spacing(p), sound(p), to);
        if (hasObstacle(p) && !is3D(p)) {
            to.path("outline", solid(p).outline(s.tools().obstacle()));
        }
        switch (at) {
            case CAVITY -> cavity(s, p.get(reynolds), spacing(p), to);
            case POISEUILLE, COUETTE -> channel(s, at, nu(p), to);
            case DAM_BREAK -> {
                lived("ours", "front", s.lines(), to);
                table("published", "Koshizuka & Oka", PublishedFlows.KOSHIZUKA_OKA, 1, to);
            }
            case TAYLOR_GREEN -> {
                lived("ours", "ln √(kinetic energy)", s.lines(), to);
                double[] t = times(p, s);
                to.as("exact decay").series("exact", t, Arrays.stream(t).map(q -> 0.5 * Math.log(0.25) - 8 * Math.PI * Math.PI / p.get(reynolds) * q).toArray());
            }
            case ELLIPTICAL_DROP -> {
                lived("ours", "long semi-axis", s.lines(), to);
                double[] t = times(p, s);
                to.as("exact").series("exact", t, Arrays.stream(t).map(q -> FlowNumbers.drop(p.get(strain), q)[1]).toArray());
            }
            default -> { }
        }
    }

    /** From the start to the end, or as far as it has come. */
    private double[] times(Knobs p, Flow s) {
        double[] t = new double[100];
        Arrays.setAll(t, k -> Math.max(p.get(end), s.time()) * k / (t.length - 1));
        return t;
    }
}
