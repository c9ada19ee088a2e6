package org.pushforward.engine.dem;

import static org.pushforward.engine.api.Check.Criterion.atMost;
import static org.pushforward.engine.api.Check.Criterion.within;
import static org.pushforward.engine.api.Pane.Style.CURVE;
import static org.pushforward.engine.api.Pane.Style.LINES;
import static org.pushforward.engine.api.Pane.Style.POINTS;
import static org.pushforward.engine.api.Pane.Style.THIN;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.pushforward.engine.api.Layer;
import org.pushforward.engine.numerics.Philox;
import org.pushforward.engine.study.Knob;
import org.pushforward.engine.study.Knobs;
import org.pushforward.engine.study.Look;
import org.pushforward.engine.study.Study;
import org.pushforward.engine.study.Turn;

/**
 * {@code dem.collision}: the contact law of the discrete element method on its own. Two grains meet head on, or one slides on a floor until it
 * rolls. One step is one time step of an impact, and a two-hundredth of the way into rolling.
 */
public final class Collision extends Study<Collision.Contact> {

    private static final int ROLLING_STEPS = 200;
    /** Steps between two of the places at which a rolling disc is seen. */
    private static final int FLASH = 30;
    /** How far rolling is followed, in units of the time the slip lasts. */
    private static final double AFTER = 1.5;

    /** Time since the start, what moves, and the way so far, a row a step. */
    record Contact(double time, Motion at, List<double[]> way, double exit, double restitution) { }

    /**
     * Overlap and its rate for the impact; for rolling place, speed, turn, spin, overlap with the floor and its rate, and the shear of the contact.
     */
    record Motion(double x, double v, double angle, double spin, double overlap, double rate, double shear) { }

    private final Knob<String> scene;
    private final Knob<Double> damping;
    private final Knob<Double> stiffness;
    private final Knob<Double> mass;
    private final Knob<Double> radius;
    private final Knob<Double> speed;
    private final Knob<Double> friction;
    private final Knob<Double> gravity;
    private final Knob<Integer> resolution;

    public Collision() {
        super("dem.collision", "How grains collide", "Grains are taken to be springs where they touch. A spring with a dashpot gives back the same share of the "
                + "speed whatever it was, after a time that does not depend on it either: both are known in closed form. Sideways, friction pulls until "
                + "the surfaces rest on each other; a disc that was only sliding ends up rolling at two thirds of its speed, whatever the friction was.",
                List.of("m* δ″ + 2ζω₀ m* δ′ + kδ = 0,  ω₀² = k/m*", "e = exp(−ζπ/√(1 − ζ²)),  t_c = π/(ω₀√(1 − ζ²))", "|F_t| ≤ μ F_n;  v(∞) = ⅔ v(0) for I = ½mr²"),
                new Citation("P. A. Cundall, O. D. L. Strack", 1979, "A discrete numerical model for granular assemblies", "10.1680/geot.1979.29.1.47"),
                new Citation("S. Luding", 2008, "Cohesive, frictional powders: contact models for tension", "10.1007/s10035-008-0099-x"));
        pace(30);
        group("Case");
        scene = choice("case", "Ω", "Case", List.of("impact", "rolling"), "impact", "Two grains meet head on, or one slides on a floor.");
        group("Contact");
        damping = real("damping", "ζ", "Damping", 0.2, 0, 0.9, "Of the normal spring, as a share of the critical one.").within(0, 0.999);
        stiffness = real("stiffness", "k", "Stiffness", 1e5, 1e3, 1e7, "Of the normal spring; the tangential one is 2/7 of it.").positive().log().unit("N/m");
        friction = real("friction", "μ", "Friction", 0.5, 0.05, 1, "Coulomb's bound.").within(1e-3, 100).when(scene, "rolling");
        group("Grains");
        mass = real("mass", "m", "Mass", 1e-3, 1e-4, 1e-2, "Of a grain.").positive().log().unit("kg");
        radius = real("radius", "r", "Radius", 5e-3, 1e-3, 2e-2, "Of a grain.").positive().log().unit("m");
        speed = real("speed", "v", "Speed", 1, 0.1, 5, "At which the grains meet, or the disc begins to slide.").positive().log().unit("m/s");
        gravity = real("gravity", "g", "Gravity", 9.81, 1, 20, "Onto the floor.").within(1e-3, 1e3).unit("m/s²").when(scene, "rolling");
        group("Time");
        resolution = whole("steps-per-contact", "N", "Steps a contact", 30, 10, 400, "Time steps while two grains touch.").within(5, 10_000).log();
        lasts(p -> p.is(scene, "impact") ? 2L * p.get(resolution) + approach(p) : (long) (AFTER * ROLLING_STEPS));
        time(Contact::time);
        refuse(p -> p.is(scene, "rolling") && !(slide(p) / timeStep(p) < 1e7 && slide(p) / timeStep(p) > 50), p ->
                "the disc slides for " + brief(slide(p)) + " s, which is " + brief(slide(p) / timeStep(p)) + " time steps; 50 to 1e7 are allowed, change speed, friction or stiffness");
        refuse(p -> p.is(scene, "rolling") && !(p.get(mass) * p.get(gravity) / p.get(stiffness) < 0.1 * p.get(radius)), p ->
                "the floor gives way by " + brief(p.get(mass) * p.get(gravity) / p.get(stiffness)) + " m under the disc, at most a tenth of its radius is allowed; take a larger stiffness");

        gauge("time", "Time", "s", Contact::time);
        var e = gauge("restitution", "Restitution", "", Contact::restitution).when(s -> !Double.isNaN(s.exit));
        var tc = gauge("contact-time", "Contact time", "s", Contact::exit).when(s -> !Double.isNaN(s.exit));
        var off = gauge("restitution-error", "Restitution / exact − 1", "", (s, p) -> Math.abs(s.restitution / exact(p) - 1)).when(s -> !Double.isNaN(s.exit));
        var v = gauge("final-speed", "Speed", "m/s", s -> s.at.v).when(s -> Double.isFinite(s.at.shear));
        var spin = gauge("final-spin", "Spin", "1/s", s -> s.at.spin).when(s -> Double.isFinite(s.at.shear));
        var slip = gauge("slip", "Slip of the surfaces", "m/s", (s, p) -> s.at.v - s.at.spin * p.get(radius)).when(s -> Double.isFinite(s.at.shear));

        plane("grains", "Grains", "gaps and overlaps of an impact are magnified; a rolling disc is seen every 30 steps").draw(LINES, "floor", "floor").draw(POINTS, "grains", "grains").draw(LINES, "spokes", "marks");
        plot("way", "What happens", "overlap of an impact; speed and rim of a rolling disc").draw(THIN, "exact", "exact", "", "time in s").draw(POINTS, "overlap", "steps", "", "time in s")
                .draw(CURVE, "speed", "speed", "m/s", "time in s").draw(CURVE, "rim", "rim", "m/s", "time in s");
        plot("loop", "Force and overlap", "what the loop encloses is lost").draw(CURVE, "loop", "normal force", "N", "overlap in m")
                .note("The area inside the loop is the energy that is lost; without damping there is none.");
        history("slip", "Slip", "speed less that of the rim", slip);

        atEnd("restitution", "restitution / exact − 1", off, atMost(0.1), "closed form; error ∝ Δt");
        for (double zeta : new double[] {0.05, 0.2, 0.4}) {
            reference("restitution-" + zeta, "ζ = " + zeta + ": restitution / exact − 1, 400 steps a contact", atMost(3e-3), "closed form exp(−ζπ/√(1−ζ²))",
                    t -> t.rest().value(off), "steps-per-contact=400", "damping=" + zeta);
        }
        reference("duration", "contact time / exact − 1, 400 steps a contact", atMost(3e-3), "closed form π/(ω₀√(1−ζ²))",
                t -> Math.abs(t.rest().value(tc) / (Math.PI / (Math.sqrt(2e8) * Math.sqrt(1 - 0.04))) - 1), "steps-per-contact=400");
        reference("order", "error at 100 / error at 400 steps a contact", within(4, 0.4), "the integrator is of first order in Δt", t -> {
            double coarse = t.anew(1, "steps-per-contact=100").rest().value(off);
            return coarse / t.anew(1, "steps-per-contact=400").rest().value(off);
        });
        reference("rolling", "speed at the end / ⅔ of that at the start − 1", atMost(2e-3), "closed form: angular momentum about the floor", t -> Math.abs(t.rest().value(v) / (2.0 / 3) - 1), "case=rolling");
        reference("spin", "spin at the end · r / speed − 1", atMost(2e-3), "closed form: rolling", t -> Math.abs(t.rest().value(spin) * 5e-3 / t.value(v) - 1), "case=rolling");
        opens("Two grains meet", "The overlap of every step on the exact curve; part of the speed comes back.").panes("grains", "way", "loop").pictured(40).pins("damping", "stiffness", "speed");
        preset("rolling", "Sliding becomes rolling", "Friction brakes the disc and turns it until nothing slips any more, at two thirds of the speed.").set("case=rolling").panes("grains", "way", "slip").pictured(200).pins("friction", "speed");
        preset("soft", "Two grains thud", "Much damping: the grains hang on to each other, because the dashpot pulls at the end.").set("damping=0.6", "steps-per-contact=100").panes("grains", "way", "loop").pictured(130);
        tiny("", "case=rolling steps-per-contact=5");
    }

    private static String brief(double v) {
        return String.format(Locale.ROOT, "%.3g", v);
    }

    /** e of the closed form. */
    private double exact(Knobs p) {
        double z = p.get(damping);
        return Math.exp(-z * Math.PI / Math.sqrt(1 - z * z));
    }

    /** ω₀ of two equal grains, or of one on a floor. */
    private double omega(Knobs p) {
        return Math.sqrt(p.get(stiffness) / (p.is(scene, "impact") ? 0.5 * p.get(mass) : p.get(mass)));
    }

    private double contactTime(Knobs p) {
        return Math.PI / (omega(p) * Math.sqrt(1 - p.get(damping) * p.get(damping)));
    }

    private double timeStep(Knobs p) {
        return contactTime(p) / p.get(resolution);
    }

    /** Steps before two grains touch. */
    private int approach(Knobs p) {
        return p.get(resolution) / 2;
    }

    /** How long a disc slips: v = v₀ − μgt meets ωr = 2μgt. */
    private double slide(Knobs p) {
        return p.get(speed) / (3 * p.get(friction) * p.get(gravity));
    }

    @Override
    protected Contact start(Knobs p, Philox random) {
        boolean impact = p.is(scene, "impact");
        Motion at = impact ? new Motion(0, 0, 0, 0, -approach(p) * timeStep(p) * p.get(speed), p.get(speed), Double.NEGATIVE_INFINITY)
                : new Motion(0, p.get(speed), 0, 0, p.get(mass) * p.get(gravity) / p.get(stiffness), 0, 0);
        return new Contact(0, at, List.of(row(0, at, p)), Double.NaN, Double.NaN);
    }

    private double[] row(double time, Motion m, Knobs p) {
        return p.is(scene, "impact") ? new double[] {time, m.overlap, normal(m, p), m.rate} : new double[] {time, m.v, m.spin * p.get(radius), normal(m, p), m.x, m.angle};
    }

    /** Spring and dashpot of an impact; it pulls at the end, since nothing cuts it off. On the floor it only pushes. */
    private double normal(Motion m, Knobs p) {
        double inertia = p.is(scene, "impact") ? 0.5 * p.get(mass) : p.get(mass);
        double force = p.get(stiffness) * m.overlap + 2 * p.get(damping) * omega(p) * inertia * m.rate;
        return p.is(scene, "impact") ? force : Math.max(0, force);
    }

    @Override
    protected Contact next(Contact s, Turn t) {
        t.ask();
        return t.p().is(scene, "impact") ? impact(s, t) : rolling(s, t);
    }

    /** δ′ ← δ′ − Δt F/m*, δ ← δ + Δt δ′; once apart the grains fly on. */
    private Contact impact(Contact s, Turn t) {
        double dt = timeStep(t.p());
        Motion m = s.at;
        boolean apart = !Double.isNaN(s.exit);
        double rate = apart || t.step() < approach(t.p()) ? m.rate : m.rate - dt * normal(m, t.p()) / (0.5 * t.get(mass));
        double overlap = m.overlap + dt * rate;
        Motion after = new Motion(0, 0, 0, 0, overlap, rate, m.shear);
        boolean parts = !apart && overlap <= 0 && rate < 0;
        double share = parts ? m.overlap / (m.overlap - overlap) : 0;
        double time = s.time + dt;
        return new Contact(time, after, longer(s.way, row(time, after, t.p())), parts ? s.time + share * dt - approach(t.p()) * dt : s.exit,
                parts ? -(m.rate + share * (rate - m.rate)) / t.get(speed) : s.restitution);
    }

    /** The tangential spring stretches with the slip and is cut to Coulomb's bound. */
    private Contact rolling(Contact s, Turn t) {
        Knobs p = t.p();
        double time = AFTER * slide(p) * (t.step() + 1) / (AFTER * ROLLING_STEPS);
        int n = (int) Math.ceil((time - s.time) / timeStep(p));
        double dt = (time - s.time) / n;
        double m = p.get(mass);
        double r = p.get(radius);
        double kt = 2.0 / 7 * p.get(stiffness);
        // The slip feels 1/m + r²/I = 3/m.
        double dashpot = 2 * Math.max(p.get(damping), 0.05) * Math.sqrt(kt * m / 3);
        Motion a = s.at;
        for (int k = 0; k < n; k++) {
            if (k % 4096 == 0) {
                t.ask();
            }
            double fn = normal(a, p);
            double slip = a.v - a.spin * r;
            double stretched = a.shear + dt * slip;
            double ft = -kt * stretched - dashpot * slip;
            double bound = p.get(friction) * fn;
            if (Math.abs(ft) > bound) {
                ft = Math.copySign(bound, ft);
                stretched = -(ft + dashpot * slip) / kt;
            }
            double rate = a.rate + dt * (p.get(gravity) - fn / m);
            double v = a.v + dt * ft / m;
            double spin = a.spin - dt * ft * r / (0.5 * m * r * r);
            a = new Motion(a.x + dt * v, v, a.angle + dt * spin, spin, a.overlap + dt * rate, rate, stretched);
        }
        return new Contact(time, a, longer(s.way, row(time, a, p)), s.exit, s.restitution);
    }

    private static List<double[]> longer(List<double[]> way, double[] row) {
        double[][] all = Arrays.copyOf(way.toArray(double[][]::new), way.size() + 1);
        all[way.size()] = row;
        return List.of(all);
    }

    @Override
    protected void look(Contact s, Knobs p, Look to) {
        double r = p.get(radius);
        double[] time = s.way.stream().mapToDouble(w -> w[0]).toArray();
        if (p.is(scene, "impact")) {
            double shown = s.at.overlap * omega(p) / p.get(speed);
            double half = r * (1 - 0.2 * shown);
            double touched = approach(p) * timeStep(p);
            grains(to, r, new double[] {-half, r, half, r}, new double[] {0, 0}, new double[] {0.5 * s.at.rate, -0.5 * s.at.rate});
            to.path("floor", new double[] {-3 * r, 0, 3 * r, 0});
            to.series("overlap", time, s.way.stream().mapToDouble(w -> w[1]).toArray());
            double[] line = new double[200];
            Arrays.setAll(line, k -> contactTime(p) * k / 199);
            double w0 = omega(p);
            double wd = Math.PI / contactTime(p);
            to.series("exact", Arrays.stream(line).map(q -> touched + q).toArray(), Arrays.stream(line).map(q -> p.get(speed) / wd * Math.exp(-p.get(damping) * w0 * q) * Math.sin(wd * q)).toArray());
            double[][] touching = s.way.stream().filter(w -> w[1] >= 0).toArray(double[][]::new);
            to.series("loop", Arrays.stream(touching).mapToDouble(w -> w[1]).toArray(), Arrays.stream(touching).mapToDouble(w -> w[2]).toArray());
        } else {
            double[][] seen = IntStream.range(0, s.way.size()).filter(k -> k % FLASH == 0 || k == s.way.size() - 1).mapToObj(s.way::get).toArray(double[][]::new);
            grains(to, r, Arrays.stream(seen).flatMapToDouble(w -> DoubleStream.of(w[4], r)).toArray(), Arrays.stream(seen).mapToDouble(w -> -w[5]).toArray(),
                    Arrays.stream(seen).mapToDouble(w -> w[1]).toArray());
            to.path("floor", new double[] {-2 * r, 0, AFTER * slide(p) * p.get(speed), 0});
            to.series("speed", time, s.way.stream().mapToDouble(w -> w[1]).toArray());
            to.series("rim", time, s.way.stream().mapToDouble(w -> w[2]).toArray());
            double[] line = new double[200];
            Arrays.setAll(line, k -> AFTER * slide(p) * k / 199);
            to.series("exact", line, Arrays.stream(line).map(q -> Math.max(p.get(speed) - p.get(friction) * p.get(gravity) * q, 2.0 / 3 * p.get(speed))).toArray());
        }
    }

    /** Discs with a cross on each, so that one sees them turn. */
    private static void grains(Look to, double r, double[] centers, double[] angles, double[] speeds) {
        int n = angles.length;
        double[] xy = new double[8 * n];
        int[] offsets = new int[2 * n + 1];
        for (int g = 0; g < n; g++) {
            for (int arm = 0; arm < 2; arm++) {
                double c = 0.9 * r * Math.cos(angles[g] + arm * Math.PI / 2);
                double s = 0.9 * r * Math.sin(angles[g] + arm * Math.PI / 2);
                int at = 8 * g + 4 * arm;
                xy[at] = centers[2 * g] - c;
                xy[at + 1] = centers[2 * g + 1] - s;
                xy[at + 2] = centers[2 * g] + c;
                xy[at + 3] = centers[2 * g + 1] + s;
                offsets[2 * g + arm + 1] = 2 * (2 * g + arm + 1);
            }
        }
        to.points("grains", 2, centers, new double[] {r}, new Layer.Field("speed", "speed to the right", "m/s", speeds));
        to.paths("spokes", 2, xy, offsets);
    }
}
