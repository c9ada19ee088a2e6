package org.pushforward.engine.dem;

import static org.pushforward.engine.api.Check.Criterion.atMost;
import static org.pushforward.engine.api.Check.Criterion.within;
import static org.pushforward.engine.api.Pane.Style.ARROWS;
import static org.pushforward.engine.api.Pane.Style.CURVE;
import static org.pushforward.engine.api.Pane.Style.FILL;
import static org.pushforward.engine.api.Pane.Style.LINES;
import static org.pushforward.engine.api.Pane.Style.POINTS;
import static org.pushforward.engine.api.Pane.Style.THIN;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.IntStream;
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
 * {@code dem.fluidized}: gas is blown through a bed of grains, unresolved, on a grid of some diameters a cell ({@link GasFlow}), until it carries them.
 * Inside lengths are in mean diameters d, masses in that of a grain, times in √(d/g), and gravity is 1; shown are SI units, and lengths in d. One step is
 * some twenty time steps of {@link GrainForces}, during which the push of the gas stays as it is: order 1 in its length.
 */
public final class Fluidized extends Study<Fluidized.Bed> {

    private static final double GRAVITY = 9.81;
    /** Spacing of the lattice from which grains fall to rest. */
    private static final double LOOSE = 1.02;
    /** For so long grains come to rest, in √(d/g), as what follows. */
    private static final double SETTLING = 10;
    /** Of the mean that is shown. */
    private static final double MEMORY = 8;
    /** By how much the gas speed may change in a time of 1, over that of minimum fluidization. */
    private static final double HASTE = 0.1;

    /**
     * Where it stands; gas comes in from time 0 on.
     *
     * @param time in s
     * @param born height of each grain when the gas came
     * @param speed superficial, of the gas through the floor
     * @param rest of the bed at time 0
     * @param up and {@code down}: pressure drop over weight while the gas speed rises or falls, against it
     * @param mean of the pressure drop over the weight, lately
     * @param onWalls what floor, walls and screen carry of the weight
     */
    record Bed(double time, Grains grains, double[] born, double speed, GasFlow.Gas gas, Packing rest, FluidizationCurve up, FluidizationCurve down, double mean, double onWalls, double overlap, GasGrid grid) {

        /** Pressure drop over the weight of the bed on an area. */
        double drop() {
            return gas.drop() * grid.width() * GasGrid.DEPTH / grains.weight();
        }

        /** How many centers are beyond a wall. */
        double outside() {
            double out = 0;
            for (int i = 0; i < grains.size(); i++) {
                boolean in = Math.abs(grains.x()[i]) < grid.width() / 2 && grains.y()[i] > 0 && grains.y()[i] < grid.height();
                out += in ? 0 : 1;
            }
            return out;
        }
    }

    /** Height of a bed, twice that of its center of mass, and the porosity that goes with it. */
    record Packing(double porosity, double height) {

        static Packing of(Grains g, double width) {
            double sum = 0;
            for (int i = 0; i < g.size(); i++) {
                sum += Grains.mass(g.r()[i]) * g.y()[i];
            }
            double height = 2 * sum / g.weight();
            return new Packing(1 - g.weight() / GasDrag.DENSITY / (width * height * GasGrid.DEPTH), height);
        }
    }

    private final Knob<Integer> grains;
    private final Knob<Double> width;
    private final Knob<Double> height;
    private final Knob<Double> gasSpeed;
    private final Knob<String> feed;
    private final Knob<Double> rampTime;
    private final Knob<Double> inlet;
    private final Knob<Double> diameter;
    private final Knob<Double> grainDensity;
    private final Knob<Double> gasDensity;
    private final Knob<Double> viscosity;
    private final Knob<Double> friction;
    private final Knob<Double> rolling;
    private final Knob<Double> restitution;
    private final Knob<Double> spread;
    private final Knob<Double> cell;
    private final Knob<Integer> resolution;
    private final Knob<Double> end;

    public Fluidized() {
        super("dem.fluidized", "A fluidized bed", "Gas is blown from below through fifteen hundred grains. While they rest its pressure drop rises with its speed as Ergun measured it; when it has come "
                + "to the weight of the bed the grains float, and it rises no more, however hard one blows: what is too much goes through as bubbles. Every grain pushes and rubs by itself, the gas is "
                + "known on cells of three diameters only. Simplified: the gas has no inertia, it follows Darcy and Forchheimer at every moment; the bed is one layer of spheres; "
                + "at 1.6 times the least speed about 3 % of the weight falls onto the floor; no surrogate is learned here.",
                List.of("∇·(εu + (1 − ε)v) = 0,  0 = −ε∇p − β(u − v)", "F = V(−∇p + β(u − v)/(1 − ε)) on a grain of volume V", "β = 150(1 − ε)²μ/(εd²) + 1.75(1 − ε)ρ|u − v|/d  (Ergun),  Wen & Yu's for ε > 0.8",
                        "Δp = weight/area:  150(1 − ε)μu/(ε³d²) + 1.75ρu²/(ε³d) = ρ_s g  at u_mf"),
                new Citation("S. Ergun", 1952, "Fluid flow through packed columns", ""),
                new Citation("Y. Tsuji, T. Kawaguchi, T. Tanaka", 1993, "Discrete particle simulation of two-dimensional fluidized bed", "10.1016/0032-5910(93)85010-7"),
                new Citation("D. Gidaspow", 1994, "Multiphase Flow and Fluidization", ""),
                new Citation("B. P. B. Hoomans, J. A. M. Kuipers, W. J. Briels, W. P. M. van Swaaij", 1996, "Discrete particle simulation of bubble and slug formation in a two-dimensional gas-fluidised bed: a hard-sphere approach",
                        "10.1016/0009-2509(95)00271-5"),
                new Citation("B. Alkin, T. Kronlachner, S. Papa, S. Pirker, T. Lichtenegger, J. Brandstetter", 2024, "NeuralDEM: Real-time Simulation of Industrial Particulate Flows", "2411.09678").code("https://github.com/Emmi-AI/NeuralDEM"));
        pace(300);
        group("Gas");
        gasSpeed = real("gas-speed", "u", "Gas speed", 0.6, 0, 1.5, "Superficial: that of all gas over all of the floor. While it runs the gas follows in its time.").within(0, 100).live().unit("m/s");
        feed = choice("feed", "u(t)", "Feed", List.of("steady", "ramp"), "steady", "The gas speed as it is set, or up to it and down again.");
        rampTime = real("ramp-time", "T", "Ramp", 1, 0.5, 4, "For so long the gas speed rises, and falls.").within(1e-3, 1e4).unit("s").when(feed, "ramp");
        inlet = real("inlet", "a", "Inlet", 1, 0.1, 1, "Share of the floor, in its middle, through which gas comes.").within(0.01, 1).live();
        gasDensity = real("gas-density", "ρ", "Density of the gas", 1.2, 0.5, 10, "Air: 1.2.").positive().unit("kg/m³");
        viscosity = real("gas-viscosity", "μ", "Viscosity of the gas", 1.8e-5, 1e-5, 4e-5, "Air: 1.8e-5.").positive().unit("Pa s");
        group("Bed");
        grains = whole("grains", "N", "Grains", 1500, 300, 3000, "In the bed.").within(50, 50_000).log();
        width = real("width", "B", "Width", 60, 30, 90, "In diameters.").within(6, 1000);
        height = real("height", "H", "Height", 72, 50, 150, "Of the column, in diameters; a screen on top lets the gas out alone.").within(10, 1e4);
        group("Grains");
        diameter = real("diameter", "d", "Diameter", 1, 0.5, 2, "Mean.").within(0.05, 100).unit("mm");
        grainDensity = real("grain-density", "ρ_s", "Density of the grains", 2500, 1000, 8000, "Glass: 2500.").positive().unit("kg/m³");
        friction = real("friction", "μ_c", "Friction", 0.3, 0, 1, "Between grains, and with the walls.").within(0, 10).live();
        rolling = real("rolling-friction", "μ_r", "Rolling friction", 0.05, 0, 0.3, "Against rolling on each other.").within(0, 10).live();
        restitution = real("restitution", "e", "Restitution", 0.8, 0.1, 0.95, "Share of the speed that a collision gives back.").within(0.01, 1);
        spread = real("spread", "s", "Spread", 0.1, 0, 0.3, "Diameters are even in 1 ± that.").within(0, 0.5);
        group("Numbers");
        cell = real("cell", "h", "Cell", 3, 2.5, 5, "Of the grid of the gas, in diameters.").within(2, 20);
        resolution = whole("steps-per-contact", "n", "Steps a contact", 20, 15, 60, "Time steps while two grains touch.").within(10, 1000);
        end = real("end-time", "T", "End", 0, 0, 10, "Since the gas came in; 0: no end.").within(0, 1e5).unit("s");
        endsOrGoesOn(end, Bed::time, 2600);
        time(Bed::time);
        refuse(p -> p.get(height) < 1.3 * loose(p), p -> p.get(grains) + " grains fill a column of " + brief(p.get(width)) + " × " + brief(p.get(height)) + " diameters up to the top; take fewer, or a height of at least "
                + brief(Math.ceil(1.3 * loose(p))));
        refuse(p -> p.get(cell) > p.get(width) / 2, p -> "a cell of " + brief(p.get(cell)) + " diameters does not fit twice into a width of " + brief(p.get(width)) + "; take a smaller one");
        refuse(p -> drag(p).minimum(0.4) < 0.01, p -> "gas of that viscosity and density would lift grains of that size at " + brief(drag(p).minimum(0.4) * unit(p)) + " m/s already, and they would follow it faster than they collide; at least "
                + brief(0.01 * unit(p)) + " m/s is allowed, take larger or heavier grains or a thinner gas");

        declare();
    }

    private void declare() {
        gauge("time", "Time", "s", Bed::time);
        var speed = gauge("speed", "Gas speed", "m/s", (s, p) -> s.speed * unit(p));
        var least = gauge("minimum-fluidization", "u_mf by Ergun", "m/s", (s, p) -> drag(p).minimum(s.rest.porosity) * unit(p));
        var excess = gauge("excess", "Gas speed over u_mf", "", (s, p) -> s.speed / drag(p).minimum(s.rest.porosity));
        var drop = gauge("drop", "Pressure drop / weight", "", Bed::drop);
        var mean = gauge("mean-drop", "mean of late", "", Bed::mean);
        var ergun = gauge("ergun-drop", "Ergun's drop / weight", "", this::ergun);
        gauge("pressure-drop", "Pressure drop", "Pa", (s, p) -> s.gas.drop() / GasDrag.DENSITY * p.get(grainDensity) * GRAVITY * p.get(diameter) / 1000);
        gauge("porosity", "Porosity of the bed", "", (s, p) -> Packing.of(s.grains, p.get(width)).porosity());
        var high = gauge("bed-height", "Twice the center's height", "d", (s, p) -> Packing.of(s.grains, p.get(width)).height());
        gauge("kinetic-energy", "Kinetic energy", "", s -> s.grains.kinetic());
        var walls = gauge("walls-carry", "Force of floor and walls / weight", "", Bed::onWalls);
        var overlap = gauge("max-overlap", "Greatest overlap", "d", Bed::overlap);
        var residual = gauge("gas-residual", "Gas lost in a cell / flow", "", s -> s.gas.residual());
        var exchange = gauge("momentum-error", "Force on grains − force of the gas, over the weight", "", s -> s.gas.exchange());
        var out = gauge("outside", "Grains beyond the walls", "", Bed::outside);
        fails((s, _, _) -> escaped(s));

        plane("grains", "Grains", "colored by the height at which they were").field(POINTS, "grains", "layer").draw(LINES, "walls", "walls");
        layer("grains", "grains", "", "");
        plane("bubbles", "Bubbles", "share of each cell that is gas, and where it goes").draw(FILL, "porosity", "porosity ε").draw(ARROWS, "gas", "εu").draw(LINES, "walls");
        plane("speed", "Speed", "of every grain").field(POINTS, "grains", "speed").draw(LINES, "walls");
        plot("curve", "Pressure drop against gas speed", "over the weight of the bed")
                .draw(THIN, "weight", "weight of the bed", "", "gas speed in m/s").draw(THIN, "minimum", "u_mf by Ergun", "", "gas speed in m/s").draw(CURVE, "ergun", "Ergun, bed at rest", "", "gas speed in m/s")
                .draw(POINTS, "up", "speed rising", "", "gas speed in m/s").draw(POINTS, "down", "speed falling", "", "gas speed in m/s").draw(POINTS, "now", "now", "", "gas speed in m/s")
                .note("The drop rises as Ergun says until it carries the bed, then stays, whatever the speed. Points are means; below u_mf they bend off a little, since the bed loosens before it floats.");
        history("drop", "Pressure drop over weight", "1: the gas carries the bed", drop, mean).against(gaugeNamed("time"));
        history("height", "Height of the bed", "twice that of its center of mass", high).against(gaugeNamed("time"));
        history("speeds", "Gas speed", "beside that which ought to suffice", speed, least).against(gaugeNamed("time"));

        always("momentum", "force on the grains less that of the gas, over the weight", exchange, atMost(1e-10), "Newton: given is taken");
        always("gas", "gas and grains that a cell loses, over the flow through a face", residual, atMost(1e-8), "∇·(εu + (1 − ε)v) = 0");
        always("inside", "grains beyond the walls", out, atMost(0), "a floor, two walls and a screen");
        always("overlap", "greatest overlap of two grains", overlap, atMost(0.15), "grains are hard");
        reference("fixed", "gas speed ½ u_mf: pressure drop over Ergun's at the porosity and height of the bed − 1", atMost(0.05), "Ergun 1952; the bed is looser at walls and surface than in the mean",
                t -> Math.abs(FluidizedChecks.mean(t, 0.1, 0.15, drop) / t.value(ergun) - 1), "grains=1200", "width=30", "height=72", "gas-speed=0.18");
        Shared<double[]> floating = shared(t -> FluidizedChecks.floating(t, drop, walls), "grains=600", "width=36", "height=60");
        lengthy("carried", "gas speed 0.6 m/s: mean over 2 s of pressure drop over weight", within(1, 0.05), "what floats is carried by the gas; a few hundredths fall onto the floor", floating, f -> f[0]);
        lengthy("balance", "the same, with what floor and walls carry, less the momentum that the grains gain", within(1, 2e-3), "Newton", floating, f -> f[1]);
        Shared<double[]> ramp = shared(t -> FluidizedChecks.ramp(t, drop, excess), "grains=600", "width=36", "height=60", "feed=ramp", "gas-speed=0.7", "ramp-time=1", "end-time=2");
        lengthy("onset", "rising: gas speed at which the drop comes to the weight, over Ergun's u_mf", within(1, 0.15), "Ergun 1952", ramp, r -> r[0]);
        lengthy("plateau", "rising, 1.3 to 1.7 u_mf: mean of pressure drop over weight", within(1, 0.1), "the drop stays at the weight", ramp, r -> r[1]);
        timed("step-1500", "a step of 1500 grains, some twenty time steps; a picture is at most 0.06 s", 0.06, 100);
        opens("Bubbles in a bed", "Gas comes in: the drop rises to the weight, and bubbles go up. Move the gas speed.").panes("grains", "bubbles", "curve", "drop").pictured(2400).pins("gas-speed", "friction", "inlet");
        preset("ramp", "Blown up and down", "The gas speed rises slowly to twice what carries the bed, and falls again: the classical curve.").set("feed=ramp", "gas-speed=0.8", "ramp-time=1.5", "end-time=3")
                .panes("grains", "curve", "drop", "height").pictured(4500).pins("gas-speed", "ramp-time");
        preset("jet", "A spout", "Gas comes in only in the middle, throws grains up like a fountain, and they slide back along the slopes; the floor carries the rest, so the drop stays below the weight.").set("inlet=0.15", "gas-speed=0.5").panes("grains", "bubbles", "speed", "drop").pictured(2400)
                .pins("gas-speed", "inlet");
        tiny("grains=60 width=10 height=30 end-time=0.02", "grains=60 width=10 height=30 end-time=0.02 feed=ramp ramp-time=0.01 inlet=0.3");
    }

    private static String brief(double v) {
        return String.format(Locale.ROOT, "%.3g", v);
    }

    private double lattice(Knobs p) {
        return LOOSE * (1 + p.get(spread));
    }

    private int across(Knobs p) {
        return (int) Math.floor((p.get(width) - 1.1 * lattice(p)) / lattice(p)) + 1;
    }

    /** Height of the grains before they fall. */
    private double loose(Knobs p) {
        return Math.ceil((double) p.get(grains) / across(p)) * lattice(p);
    }

    /** √(gd) in m/s. */
    private double unit(Knobs p) {
        return Math.sqrt(GRAVITY * p.get(diameter) / 1000);
    }

    /** √(d/g) in s. */
    private double second(Knobs p) {
        return Math.sqrt(p.get(diameter) / 1000 / GRAVITY);
    }

    private GasDrag drag(Knobs p) {
        return GasDrag.of(p.get(diameter) / 1000, p.get(grainDensity), p.get(gasDensity), p.get(viscosity), unit(p));
    }

    /** Over the weight what Ergun gives for grains at rest in a bed of that height and porosity. */
    private double ergun(Bed s, Knobs p) {
        Packing now = Packing.of(s.grains, p.get(width));
        return drag(p).gradient(now.porosity, s.speed) * now.height * p.get(width) * GasGrid.DEPTH / s.grains.weight();
    }

    @Override
    protected Bed start(Knobs p, Philox random) {
        int n = p.get(grains);
        double step = lattice(p);
        int row = across(p);
        double[] u = new double[2 * n];
        random.uniforms(0, n, 0, 2, u, 0);
        double[] x = new double[n];
        double[] y = new double[n];
        double[] r = new double[n];
        for (int i = 0; i < n; i++) {
            // A little beside the lattice, so that it does not stand as a stack.
            x[i] = (i % row - 0.5 * (row - 1)) * step + 0.04 * (u[2 * i + 1] - 0.5);
            y[i] = 0.6 + i / row * step;
            r[i] = 0.5 * (1 + p.get(spread) * (2 * u[2 * i] - 1));
        }
        Grains g = Grains.atRest(x, y, r);
        GasGrid grid = new GasGrid(p.get(width), p.get(height), p.get(cell));
        GasFlow.Gas gas = new GasFlow(grid, drag(p), g, new double[grid.nx], new double[0], new double[0]).gas();
        return new Bed(-SETTLING * second(p), g, y, 0, gas, Packing.of(g, p.get(width)), FluidizationCurve.none(), FluidizationCurve.none(), 0, 0, 0, grid);
    }

    @Override
    protected Bed next(Bed s, Turn t) {
        t.ask();
        Knobs p = t.p();
        double half = p.get(width) / 2;
        double top = p.get(height);
        double[] walls = {-half, 0, half, 0, -half, 0, -half, top, half, 0, half, top, -half, top, half, top};
        GrainForces.Law law = GrainForces.Law.of(p.get(restitution), p.get(friction), p.get(rolling), p.get(resolution));
        GrainForces forces = new GrainForces(law, s.grains, walls, t.context());
        double second = second(p);
        double until = s.time < 0 ? 0 : p.get(end) > 0 ? p.get(end) : Double.POSITIVE_INFINITY;
        double dt = law.dt();
        // Grains follow the gas within u_mf/g; its push stands still for a fifth of that at most.
        int steps = Math.clamp((int) (0.2 * drag(p).minimum(s.rest.porosity) / dt), 1, forces.steps(s.grains));
        boolean last = s.time + steps * dt * second >= until;
        if (last) {
            steps = Math.max(1, (int) Math.ceil((until - s.time) / (dt * second) - 1e-9));
            dt = (until - s.time) / second / steps;
        }
        double speed = s.time < 0 ? 0 : speed(s, p, steps * dt);
        GasFlow flow = new GasFlow(s.grid, drag(p), s.grains, columns(s.grid, speed, p.get(inlet)), s.gas.slipX(), s.gas.slipY());
        t.ask();
        forces.push(flow.pushX(), flow.pushY());
        double overlap = 0;
        double onWalls = 0;
        for (int k = 0; k < steps; k++) {
            forces.step(dt);
            overlap = Math.max(overlap, forces.greatestOverlap());
            onWalls += forces.onWalls() / steps;
        }
        Bed after = new Bed(last ? until : s.time + steps * dt * second, forces.grains(), s.born, speed, flow.gas(), s.rest, s.up, s.down, s.mean, onWalls / s.grains.weight(), overlap, s.grid);
        return s.time < 0 ? settled(after, p) : counted(after, s, p, steps * dt);
    }

    /** When the gas comes, the bed is measured as it lies. */
    private Bed settled(Bed s, Knobs p) {
        return new Bed(s.time, s.grains, s.time < 0 ? s.born : s.grains.y(), 0, s.gas, Packing.of(s.grains, p.get(width)), s.up, s.down, 0, s.onWalls, s.overlap, s.grid);
    }

    private Bed counted(Bed s, Bed before, Knobs p, double passed) {
        double of = s.speed / drag(p).minimum(s.rest.porosity);
        boolean falls = s.speed < before.speed || s.speed == before.speed && p.is(feed, "ramp") && s.time > p.get(rampTime);
        FluidizationCurve up = falls ? s.up : s.up.with(of, s.drop());
        FluidizationCurve down = falls ? s.down.with(of, s.drop()) : s.down;
        double mean = s.mean + (s.drop() - s.mean) * -Math.expm1(-passed / MEMORY);
        return new Bed(s.time, s.grains, s.born, s.speed, s.gas, s.rest, up, down, mean, s.onWalls, s.overlap, s.grid);
    }

    /** Nearer to what is set. */
    private double speed(Bed s, Knobs p, double passed) {
        double most = p.get(gasSpeed) / unit(p);
        if (p.is(feed, "ramp")) {
            double at = s.time / p.get(rampTime);
            return most * Math.max(0, 1 - Math.abs(at - 1));
        }
        double step = HASTE * passed * drag(p).minimum(s.rest.porosity);
        return s.speed + Math.clamp(most - s.speed, -step, step);
    }

    /** Superficial speed through the floor of each column: all through the inlet. */
    private static double[] columns(GasGrid grid, double speed, double share) {
        double[] in = new double[grid.nx];
        double reach = 0.5 * share * grid.width();
        for (int i = 0; i < in.length; i++) {
            double left = i * grid.dx - 0.5 * grid.width();
            double covered = Math.max(0, Math.min(left + grid.dx, reach) - Math.max(left, -reach));
            in[i] = speed / share * covered / grid.dx;
        }
        return in;
    }

    private static Optional<Status.Failure> escaped(Bed s) {
        Grains g = s.grains;
        return g.strayed(i -> Math.abs(g.x()[i]) < s.grid.width() / 2 + 1 && g.y()[i] > -1 && g.y()[i] < s.grid.height() + 1, "a grain went through a wall");
    }

    // ---- what is seen

    @Override
    protected void look(Bed s, Knobs p, Look to) {
        s.grains.draw(id -> s.born[id], unit(p), "m/s", to);
        double half = p.get(width) / 2;
        double top = p.get(height);
        to.path("walls", new double[] {-half, top, -half, 0, half, 0, half, top});
        GasGrid grid = s.grid;
        Rect domain = new Rect(-half, 0, half, top);
        to.field("porosity", grid.nx, grid.ny, domain, s.gas.porosity());
        double unit = unit(p);
        to.vectors("gas", grid.nx, grid.ny, domain, times(s.gas.flowX(), unit), times(s.gas.flowY(), unit));
        curves(s, p, to);
    }

    private static double[] times(double[] v, double by) {
        return Arrays.stream(v).map(q -> q * by).toArray();
    }

    private void curves(Bed s, Knobs p, Look to) {
        GasDrag drag = drag(p);
        double least = drag.minimum(s.rest.porosity);
        double unit = unit(p);
        double far = Math.max(2.2 * least, 1.1 * p.get(gasSpeed) / unit) * unit;
        double weight = s.grains.weight() / (p.get(width) * GasGrid.DEPTH);
        double[] u = new double[60];
        Arrays.setAll(u, k -> 1.3 * least * k / 59);
        to.series("ergun", times(u, unit), Arrays.stream(u).map(q -> drag.gradient(s.rest.porosity, q) * s.rest.height / weight).toArray());
        to.series("weight", new double[] {0, far}, new double[] {1, 1});
        to.series("minimum", new double[] {least * unit, least * unit}, new double[] {0, 1});
        to.series("now", new double[] {s.speed * unit}, new double[] {s.mean});
        points("up", s.up, least * unit, to);
        points("down", s.down, least * unit, to);
    }

    private static void points(String id, FluidizationCurve c, double unit, Look to) {
        int[] known = IntStream.range(0, c.count().length).filter(k -> c.count()[k] > 0).toArray();
        to.series(id, Arrays.stream(known).mapToDouble(k -> (k + 0.5) * FluidizationCurve.BIN * unit).toArray(), Arrays.stream(known).mapToDouble(k -> c.mean()[k]).toArray());
    }
}
