package org.pushforward.engine.sph;

import static org.pushforward.engine.sph.FluidScene.Kind.BASIN;

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
import org.pushforward.engine.sph.Flow.Line;
import org.pushforward.engine.sph.Flow.Tools;
import org.pushforward.engine.study.Knobs;
import org.pushforward.engine.study.Look;
import org.pushforward.engine.study.Turn;

/**
 * Weakly compressible smoothed-particle hydrodynamics. One step is one time step: half a kick, a drift, the densities, the other half of the kick.
 */
abstract class WeaklyCompressibleFluid extends WeaklyCompressibleKnobs {

    private static final double SETTLING = 0.3;
    /** Times at which the middle lines of a cavity are kept. */
    private static final double KEPT = 0.05;

    WeaklyCompressibleFluid(String id, String title, String idea, List<String> formulas, Citation... papers) {
        super(id, title, idea, formulas, papers);
        fails(this::fault);
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
        List<double[]> places = s.lattice(box, dx);
        if (hasObstacle(p)) {
            Obstacle solid = solid(p);
            long hit = places.stream().filter(x -> solid.contains(x, center, 0.5 * dx)).count();
            if (hit > 0) {
                throw new InputException("the obstacle at (" + brief(center[0]) + ", " + brief(center[1]) + ") overlaps " + hit + " particles of the fluid; move it out, or drag it in while the run goes on");
            }
            List<double[]> filled = solid.places(center);
            if (filled.isEmpty()) {
                throw new InputException("the obstacle is so thin that none of the particles would be in it; take a larger one or a higher resolution");
            }
            walls = walls.and(Walls.of(filled, d, Walls.OBSTACLE, new double[d]));
        }
        if (places.isEmpty()) {
            throw new InputException("there is no fluid at a resolution of " + p.get(resolution) + "; take a higher one");
        }
        Fluid fluid = filled(places, p, random);
        return new Flow(0, 0, fluid, walls, new Tools(List.of(), new double[0], center), 0, FlowNumbers.of(fluid, 0, 0, setting(p, 0)), List.of());
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
        forces.letGo(v, speed(p));
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
        List<Flow.Move> moves = s.tools().moves();
        double ex = (moves.isEmpty() ? p.get(obstacleX) : moves.getLast().x()) - at[0];
        double ey = (moves.isEmpty() ? p.get(obstacleY) : moves.getLast().y()) - at[1];
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
        return s.with(s.fluid(), walls, s.tools().at(new double[] {at[0] + go * ex, at[1] + go * ey}));
    }

    /** Middle lines of the cavity over the last unit of time; of other scenes a number or two now and then. */
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
        lines.add(cavity ? FlowNumbers.line(after, time, spacing(p)) : new Line(time, numbers(at, after, p), new double[0]));
        return List.copyOf(lines);
    }

    private double[] numbers(FluidScene at, Fluid f, Knobs p) {
        FlowNumbers.Setting setting = setting(p, 0);
        Flow.Numbers n = FlowNumbers.of(f, 0, 0, setting);
        return switch (at) {
            case DAM_BREAK -> new double[] {n.front()};
            case TAYLOR_GREEN -> new double[] {0.5 * Math.log(Math.max(n.kinetic(), 1e-300))};
            default -> n.semiAxes();
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
        boolean isSent = !before.get(obstacleX).equals(now.get(obstacleX)) || !before.get(obstacleY).equals(now.get(obstacleY));
        return isSent ? s.with(s.fluid(), s.walls(), s.tools().with(List.of())) : s;
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
        Brush hand = new Brush(box(p), spacing(p), REST, 0.5 * speed(p));
        Brush.Scene now = Brush.without(new Brush.Scene(s.fluid(), s.walls()), gone);
        List<Flow.Taken> taken = new ArrayList<>();
        for (Flow.Taken k : s.tools().taken()) {
            Brush.Scene what = Brush.without(k.what(), gone);
            if (gone.contains(k.stroke())) {
                now = hand.back(now, what);
            } else {
                taken.add(new Flow.Taken(k.stroke(), what));
            }
        }
        List<Long> handled = new ArrayList<>(s.tools().handled().stream().filter(there::contains).toList());
        double[] ended = s.tools().end();
        List<Stroke> fresh = strokes.subList(Math.min(handled.size(), strokes.size()), strokes.size());
        for (Stroke stroke : fresh) {
            double[] path = stroke.xy().stream().mapToDouble(Double::doubleValue).toArray();
            boolean goesOn = ended.length > 0 && !handled.isEmpty() && handled.getLast() == stroke.id();
            double[] whole = goesOn ? joined(ended, path) : path;
            if (Brush.erases(p.get(brush), stroke)) {
                taken.add(new Flow.Taken(stroke.id(), hand.taken(stroke, whole, now)));
            }
            now = hand.apply(p.get(brush), stroke, whole, now);
            ended = Arrays.copyOfRange(path, path.length - 2, path.length);
            handled.add(stroke.id());
        }
        if (now.fluid().size() == 0) {
            throw new InputException("nothing would be left of the fluid; take a smaller brush");
        }
        Flow after = s.with(now.fluid(), now.walls(), new Tools(List.copyOf(handled), ended, s.tools().obstacle(), List.copyOf(taken), moves(s.tools().moves(), p, fresh, gone)));
        return after.with(FlowNumbers.of(after.fluid(), s.time(), s.numbers().neighbors(), setting(p, s.phase())));
    }

    /** Where strokes have sent the obstacle, without those that are gone; one that reaches out of the box sends it to the edge. */
    private List<Flow.Move> moves(List<Flow.Move> before, Knobs p, List<Stroke> fresh, Set<Long> gone) {
        List<Flow.Move> moves = new ArrayList<>(before.stream().filter(m -> !gone.contains(m.stroke())).toList());
        for (Stroke stroke : fresh) {
            if (p.is(brush, "move") && !Brush.erases("move", stroke)) {
                if (!hasObstacle(p)) {
                    throw new InputException("there is no obstacle to move; choose a disc, a square or a bar, or another brush");
                }
                double[] to = solid(p).inside(stroke.xy().get(stroke.xy().size() - 2), stroke.xy().getLast());
                moves.add(new Flow.Move(stroke.id(), to[0], to[1]));
            }
        }
        return List.copyOf(moves);
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
        lookAt(s, at, box(p), spacing(p), FlowNumbers.endangered(s.fluid(), timeStep(s, p), 0.5 * sound(p), setting(p, s.phase())), to);
        if (hasObstacle(p) && !is3D(p) && solid(p).surface().isEmpty()) {
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
                double[] t = times(p, s);
                double[][] exact = Arrays.stream(t).mapToObj(q -> FlowNumbers.drop(p.get(strain), q)).toArray(double[][]::new);
                for (int axis = 0; axis < 2; axis++) {
                    int k = axis;
                    double[] lived = s.lines().stream().mapToDouble(Line::time).toArray();
                    to.as(k == 1 ? "long semi-axis" : "short semi-axis").series(k == 1 ? "ours" : "ours-2", lived, s.lines().stream().mapToDouble(l -> l.u()[k]).toArray());
                    to.as(k == 1 ? "long, exact" : "short, exact").series(k == 1 ? "exact" : "exact-2", t, Arrays.stream(exact).mapToDouble(e -> e[k]).toArray());
                }
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
