package org.pushforward.engine.dem;

import static org.pushforward.engine.api.Check.Criterion.atLeast;
import static org.pushforward.engine.api.Check.Criterion.atMost;
import static org.pushforward.engine.api.Check.Criterion.within;
import static org.pushforward.engine.api.Pane.Style.ARROWS;
import static org.pushforward.engine.api.Pane.Style.FILL;
import static org.pushforward.engine.api.Pane.Style.LINES;
import static org.pushforward.engine.api.Pane.Style.POINTS;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.IntStream;
import org.pushforward.engine.api.InputException;
import org.pushforward.engine.api.Rect;
import org.pushforward.engine.api.Status;
import org.pushforward.engine.numerics.Philox;
import org.pushforward.engine.study.Knob;
import org.pushforward.engine.study.Knobs;
import org.pushforward.engine.study.Look;
import org.pushforward.engine.study.Shared;
import org.pushforward.engine.study.Study;
import org.pushforward.engine.study.Turn;

/**
 * {@code dem.hopper}: grains run out of a hopper. Lengths are in mean diameters d, masses in that of a grain, times in √(d/g). One step is some
 * twenty time steps of {@link GrainForces}, during which one list of neighbors holds.
 */
public final class Hopper extends Study<Hopper.Silo> {

    /** Cells of the binned fields, in diameters. */
    private static final double CELL = 2;
    /** Spacing of the lattice from which grains fall to rest. */
    private static final double LOOSE = 1.02;
    private static final double SETTLING = 14;
    /** Time over which the rate of discharge is a mean. */
    private static final double WINDOW = 5;
    /** Diameters by which walls may move in a step, between two lists of neighbors. */
    private static final double PUSH = 0.04;

    /**
     * Where it stands; the gate opens at time 0.
     *
     * @param born where each of all grains was when the gate opened, x and y, and when it left (NaN: it is there)
     * @param left times at which grains left, of the last {@value #WINDOW}
     * @param discharged grains that have left
     * @param shape of the funnel now
     */
    record Silo(double time, Grains grains, double[] born, double[] gone, double[] left, int discharged, double overlap, double contacts, Funnel shape) { }

    /** Angle in radians and opening, which follow their knobs no faster than grains can be pushed aside. */
    record Funnel(double angle, double opening) {

        /** The height at which the funnel meets the walls of the bin. */
        double knee(double half) {
            return (half - gap()) * Math.tan(angle);
        }

        double gap() {
            return Math.max(3, opening) / 2;
        }

        /** Nearer to what is wanted: no point of the funnel moves by more than {@value #PUSH}. */
        Funnel towards(double wantedAngle, double wantedOpening, double half) {
            double open = opening + Math.clamp(wantedOpening - opening, -PUSH, PUSH);
            Funnel goal = new Funnel(wantedAngle, open);
            double lift = goal.knee(half) - knee(half);
            return Math.abs(lift) <= PUSH ? goal : new Funnel(Math.atan((knee(half) + Math.copySign(PUSH, lift)) / (half - goal.gap())), open);
        }
    }

    private final Knob<Integer> grains;
    private final Knob<Double> angle;
    private final Knob<Double> opening;
    private final Knob<Double> width;
    private final Knob<Double> friction;
    private final Knob<Double> rolling;
    private final Knob<Double> restitution;
    private final Knob<Double> spread;
    private final Knob<Integer> resolution;
    private final Knob<Double> end;

    public Hopper() {
        super("dem.hopper", "Grains run out of a hopper", "Three thousand grains that push, rub and roll. When the gate opens they run out at a rate that hardly depends on how many "
                + "are left, unlike water: the walls carry most of the weight. In a steep hopper all of them sink together and the lowest leave first; over a flat floor a "
                + "core runs out while the rest stands still, and the colored layers turn over. Change the angle, the opening and the frictions while it runs.",
                List.of("F_n = kδ + c δ′ ≥ 0,  |F_t| ≤ μF_n with a spring between", "M = −μ_r F_n r* sign(ω)", "W = C ρ √g (D − kd)^{3/2}  (Beverloo, in the plane)"),
                new Citation("P. A. Cundall, O. D. L. Strack", 1979, "A discrete numerical model for granular assemblies", "10.1680/geot.1979.29.1.47"),
                new Citation("W. A. Beverloo, H. A. Leniger, J. van de Velde", 1961, "The flow of granular solids through orifices", "10.1016/0009-2509(61)85030-6"),
                new Citation("B. Alkin, T. Kronlachner, S. Papa, S. Pirker, T. Lichtenegger, J. Brandstetter", 2024, "NeuralDEM: Real-time Simulation of Industrial Particulate Flows", "2411.09678").code("https://github.com/Emmi-AI/NeuralDEM"));
        pace(400);
        group("Hopper");
        grains = whole("grains", "N", "Grains", 3000, 200, 6000, "At the start.").within(50, 50_000).log();
        angle = real("angle", "θ", "Angle", 30, 0, 75, "Of the funnel from the horizontal; 0 is a flat floor. While it runs the funnel takes its time to move.").within(0, 85).live().unit("°");
        opening = real("opening", "D", "Opening", 8, 4, 16, "In diameters.").within(0, 1000).live();
        width = real("width", "B", "Width", 24, 16, 40, "Of the bin, in diameters.").within(6, 1000);
        group("Grains");
        friction = real("friction", "μ", "Friction", 0.5, 0, 1, "Between grains, and with the walls.").within(0, 10).live();
        rolling = real("rolling-friction", "μ_r", "Rolling friction", 0.05, 0, 0.3, "Against rolling on each other.").within(0, 10).live();
        restitution = real("restitution", "e", "Restitution", 0.5, 0.1, 0.95, "Share of the speed that a collision gives back.").within(0.01, 1);
        spread = real("spread", "s", "Spread", 0.1, 0, 0.3, "Diameters are even in 1 ± that.").within(0, 0.5);
        group("Time");
        resolution = whole("steps-per-contact", "n", "Steps a contact", 30, 15, 60, "Time steps while two grains touch.").within(10, 1000);
        end = real("end-time", "T", "End", 40, 5, 400, "Since the gate was opened.").within(0, 1e5);
        ends(end, s -> s.time);
        refuse(p -> p.get(opening) < 3, p -> brief(p.get(opening)) + " grains is an opening that arches close; take at least 3");
        refuse(p -> p.get(opening) > p.get(width) - 1, p -> "an opening of " + brief(p.get(opening)) + " does not fit into a width of " + brief(p.get(width)) + "; take a smaller one");

        var time = gauge("time", "Time", "√(d/g)", Silo::time);
        var discharged = gauge("discharged", "Discharged", "grains", Silo::discharged);
        var rate = gauge("discharge-rate", "Rate of discharge", "grains/√(d/g)", s -> s.left.length / Math.clamp(s.time, 1e-3, WINDOW));
        gauge("kinetic-energy", "Kinetic energy", "", s -> s.grains.kinetic());
        gauge("max-overlap", "Greatest overlap", "d", Silo::overlap);
        var flowing = gauge("flow-overlap", "Greatest overlap, gate open", "d", s -> s.time > 0 ? s.overlap : 0);
        var contacts = gauge("mean-contacts", "Contacts a grain", "", Silo::contacts);
        fails((s, _, _) -> escaped(s));

        plane("grains", "Grains", "colored by the height at which they were").field(POINTS, "grains", "layer").draw(LINES, "walls", "walls");
        layer("grains", "grains", "", "");
        plane("occupancy", "Occupancy", "share of each cell that is grain").draw(FILL, "occupancy", "occupancy").draw(LINES, "walls");
        plane("transport", "Transport", "mean velocity in each cell").draw(FILL, "speed", "speed").draw(ARROWS, "transport", "velocity").draw(LINES, "walls");
        plane("residence", "Residence time", "of the grains that were there when the gate opened, as far as known").draw(FILL, "residence-time", "time until they left").draw(LINES, "walls");
        plane("speed", "Speed", "of every grain").field(POINTS, "grains", "speed").draw(LINES, "walls");
        history("discharge", "Discharged grains", "a straight line: the rate does not care how many are left", discharged).against(time);
        history("rate", "Rate", "grains that left, over the last " + (int) WINDOW, rate).against(time);
        history("contacts", "Contacts", "of a grain, mean", contacts).against(time);

        always("overlap", "greatest overlap of two grains, once the gate is open", flowing, atMost(0.15), "grains are hard: a hundredth of a diameter at rest, a tenth where they fall onto each other");
        Shared<double[]> beverloo = shared(HopperChecks::beverloo, "grains=1200", "angle=0", "end-time=400");
        reference("hydrostatic", "weight on floor and walls of 300 grains at rest over theirs − 1", atMost(0.02), "Newton: what rests is carried", HopperChecks::carried, "grains=300", "width=16", "opening=4", "end-time=1");
        lengthy("beverloo-straight", "W^(2/3) over openings 6, 8, 11: R² of a straight line", atLeast(0.99), "Beverloo, Leniger & van de Velde 1961, in the plane", beverloo, f -> f[0]);
        lengthy("beverloo-zero", "opening at which that line meets 0", within(1.5, 0.6), "Beverloo, Leniger & van de Velde 1961: k = 1 to 2 diameters; 2.06 here", beverloo, f -> f[1]);
        lengthy("steady", "flat floor, opening 8, 3 seeds: rate from 30 to 50 % gone over that from 10 to 30 % − 1", atMost(0.1), "Beverloo: the rate does not depend on the filling", HopperChecks::steadiness,
                "grains=1200", "angle=0", "end-time=400");
        Shared<double[]> orders = shared(t -> new double[] {HopperChecks.order(t.anew(1, "angle=70", "friction=0.2")), HopperChecks.order(t.anew(1, "angle=0"))}, "grains=1200", "end-time=400");
        lengthy("steep-order", "steep: share of the lowest quarter still inside when half is gone", atMost(0.1), "mass flow: first in, first out", orders, o -> o[0]);
        lengthy("flat-order", "flat: the same", atLeast(0.2), "funnel flow: what lies on the floor beside the core stays, and layers turn over", orders, o -> o[1]);
        opens("A hopper empties", "Colored layers bend into the funnel; change the angle and the opening while it runs.").panes("grains", "transport", "discharge", "residence").pictured(1400).pins("angle", "opening", "friction", "rolling-friction");
        preset("flat", "A hopper with a flat floor", "A core runs out, the rest stands: the layers turn over.").set("angle=0", "grains=1200", "end-time=30").panes("grains", "transport", "residence", "discharge").pictured(1400);
        preset("steep", "A steep hopper", "First in, first out: all of the bin sinks together.").set("angle=70", "friction=0.2", "grains=1200", "end-time=30").panes("grains", "transport", "residence", "discharge").pictured(1400);
        tiny("grains=60 width=10 opening=4 end-time=1");
    }

    private static String brief(double v) {
        return String.format(Locale.ROOT, "%.3g", v);
    }

    private double[] walls(Knobs p, Funnel shape, boolean open) {
        double half = p.get(width) / 2;
        double gap = shape.gap();
        double knee = shape.knee(half);
        double top = 1e4;
        double[] all = {-half, top, -half, knee, -half, knee, -gap, 0, half, knee, half, top, gap, 0, half, knee, -gap, 0, gap, 0};
        return open ? Arrays.copyOf(all, 16) : all;
    }

    @Override
    protected Silo start(Knobs p, Philox random) {
        double half = p.get(width) / 2;
        double gap = p.get(opening) / 2;
        int n = p.get(grains);
        double step = LOOSE * (1 + p.get(spread));
        double[] x = new double[n];
        double[] y = new double[n];
        double up = 0.6;
        int placed = 0;
        double steep = Math.tan(Math.toRadians(p.get(angle)));
        double slant = 0.5 * step / Math.cos(Math.toRadians(p.get(angle)));
        while (placed < n) {
            double room = steep > 0 ? Math.min(half - 0.5 * step, gap + (up - slant) / steep) : half - 0.5 * step;
            int across = (int) Math.floor(2 * room / step) + 1;
            for (int k = 0; k < across && placed < n && room > 0; k++) {
                x[placed] = (k - 0.5 * (across - 1)) * step;
                y[placed++] = up;
            }
            up += step;
            if (up > 1e4) {
                throw new InputException("so many grains do not fit into this hopper; take fewer or a larger width");
            }
        }
        double[] u = new double[2 * n];
        random.uniforms(0, n, 0, 2, u, 0);
        double[] r = new double[n];
        for (int i = 0; i < n; i++) {
            r[i] = 0.5 * (1 + p.get(spread) * (2 * u[2 * i] - 1));
            x[i] += 0.01 * (u[2 * i + 1] - 0.5);
        }
        double[] gone = new double[n];
        Arrays.fill(gone, Double.NaN);
        double[] born = new double[2 * n];
        for (int i = 0; i < n; i++) {
            born[2 * i] = x[i];
            born[2 * i + 1] = y[i];
        }
        return new Silo(-SETTLING, Grains.atRest(x, y, r), born, gone, new double[0], 0, 0, 0, new Funnel(Math.toRadians(p.get(angle)), p.get(opening)));
    }

    @Override
    protected Silo next(Silo s, Turn t) {
        t.ask();
        Knobs p = t.p();
        GrainForces.Law law = GrainForces.Law.of(p.get(restitution), p.get(friction), p.get(rolling), p.get(resolution));
        boolean open = s.time >= 0;
        double until = open ? p.get(end) : 0;
        Funnel shape = s.shape.towards(Math.toRadians(p.get(angle)), p.get(opening), p.get(width) / 2);
        GrainForces forces = new GrainForces(law, s.grains, walls(p, shape, open), t.context());
        double dt = law.dt();
        int steps = forces.steps(s.grains);
        boolean last = s.time + steps * dt >= until;
        if (last) {
            steps = Math.max(1, (int) Math.ceil((until - s.time) / dt - 1e-9));
            dt = (until - s.time) / steps;
        }
        for (int k = 0; k < steps; k++) {
            forces.step(dt);
        }
        Grains after = forces.grains();
        double time = last ? until : s.time + steps * dt;
        double[] born = s.born;
        if (!open && last) {
            born = s.born.clone();
            for (int i = 0; i < after.size(); i++) {
                born[2 * after.id()[i]] = after.x()[i];
                born[2 * after.id()[i] + 1] = after.y()[i];
            }
        }
        return counted(s, after, time, born, forces, shape);
    }

    /** Those below the gate have left, and are gone from the picture a little further down. */
    private static Silo counted(Silo s, Grains after, double time, double[] born, GrainForces forces, Funnel shape) {
        double[] gone = s.gone.clone();
        int fresh = 0;
        boolean[] keep = new boolean[after.size()];
        for (int i = 0; i < after.size(); i++) {
            int id = after.id()[i];
            if (after.y()[i] < -0.5 && Double.isNaN(gone[id])) {
                gone[id] = time;
                fresh++;
            }
            keep[i] = !(after.y()[i] < -6);
        }
        double[] left = Arrays.copyOf(s.left, s.left.length + fresh);
        Arrays.fill(left, s.left.length, left.length, time);
        left = Arrays.stream(left).filter(q -> q > time - WINDOW).toArray();
        return new Silo(time, after.only(keep), born, gone, left, s.discharged + fresh, forces.greatestOverlap(), forces.meanContacts(), shape);
    }

    private static Optional<Status.Failure> escaped(Silo s) {
        Grains g = s.grains;
        return g.strayed(i -> Math.abs(g.x()[i]) < 1e3 && Math.abs(g.y()[i]) < 1e4, "a grain was thrown out of the hopper");
    }

    // ---- what is seen

    @Override
    protected void look(Silo s, Knobs p, Look to) {
        double top = Math.max(8, 1 + IntStream.range(0, s.born.length / 2).mapToDouble(i -> s.born[2 * i + 1]).max().orElse(0));
        s.grains.draw(id -> s.born[2 * id + 1], 1, "", to);
        double half = p.get(width) / 2;
        double gap = s.shape.gap();
        double knee = s.shape.knee(half);
        boolean closed = s.time < 0;
        double[] walls = {-half, top, -half, knee, -gap, 0, half, top, half, knee, gap, 0, -gap, 0, closed ? gap : -gap, 0};
        to.paths("walls", 2, walls, new int[] {0, 3, 6, 8});
        fields(s, p, top, to);
    }

    private void fields(Silo s, Knobs p, double top, Look to) {
        Grains g = s.grains;
        int nx = (int) Math.ceil(p.get(width) / CELL);
        int ny = (int) Math.ceil(top / CELL);
        Rect domain = new Rect(-nx * CELL / 2, 0, nx * CELL / 2, ny * CELL);
        double[] area = new double[nx * ny];
        double[] u = new double[nx * ny];
        double[] v = new double[nx * ny];
        double[] stay = new double[nx * ny];
        double[] count = new double[nx * ny];
        for (int i = 0; i < g.size(); i++) {
            int c = cell(g.x()[i], g.y()[i], nx, ny);
            if (c >= 0) {
                double a = Math.PI * g.r()[i] * g.r()[i];
                area[c] += a;
                u[c] += a * g.u()[i];
                v[c] += a * g.v()[i];
            }
        }
        for (int i = 0; i < s.gone.length; i++) {
            int c = cell(s.born[2 * i], s.born[2 * i + 1], nx, ny);
            if (c >= 0) {
                stay[c] += Double.isNaN(s.gone[i]) ? Math.max(0, s.time) : s.gone[i];
                count[c]++;
            }
        }
        double[] speed = new double[nx * ny];
        for (int c = 0; c < area.length; c++) {
            u[c] = area[c] > 0 ? u[c] / area[c] : 0;
            v[c] = area[c] > 0 ? v[c] / area[c] : 0;
            speed[c] = Math.hypot(u[c], v[c]);
            stay[c] = count[c] > 0 ? stay[c] / count[c] : 0;
            area[c] /= CELL * CELL;
        }
        to.field("occupancy", nx, ny, domain, area);
        to.field("speed", nx, ny, domain, speed);
        to.vectors("transport", nx, ny, domain, u, v);
        to.field("residence-time", nx, ny, domain, stay);
    }

    private static int cell(double x, double y, int nx, int ny) {
        int i = (int) Math.floor(x / CELL + nx / 2.0);
        int j = (int) Math.floor(y / CELL);
        return i < 0 || i >= nx || j < 0 || j >= ny ? -1 : i * ny + j;
    }
}
