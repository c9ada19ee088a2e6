package org.pushforward.engine.sph;

import static org.pushforward.engine.api.Check.Criterion.atLeast;
import static org.pushforward.engine.api.Check.Criterion.atMost;
import static org.pushforward.engine.api.Check.Criterion.atRounding;
import static org.pushforward.engine.api.Check.Criterion.within;
import static org.pushforward.engine.api.Pane.Style.POINTS;
import static org.pushforward.engine.api.Pane.Style.THIN;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.pushforward.engine.api.Status;
import org.pushforward.engine.numerics.Philox;
import org.pushforward.engine.numerics.SedovBlast;
import org.pushforward.engine.numerics.SmoothingKernel;
import org.pushforward.engine.study.Gauge;
import org.pushforward.engine.study.Knob;
import org.pushforward.engine.study.Knobs;
import org.pushforward.engine.study.Look;
import org.pushforward.engine.study.Race;
import org.pushforward.engine.study.Shared;
import org.pushforward.engine.study.Study;
import org.pushforward.engine.study.Trial;
import org.pushforward.engine.study.Turn;

/**
 * {@code sph.gas-plane}: an ideal gas in the plane as particles with thermal energy and smoothing lengths of their own. A blast beside Sedov's solution; two
 * gases that touch, with and without conduction of heat between particles.
 */
public final class PlaneGas extends Study<PlaneGas.State> {

    static final String WITH = "with";
    static final String WITHOUT = "without";
    private static final String BLAST = "sedov";
    private static final String SHEAR = "kelvin-helmholtz";
    private static final String PATCH = "patch";
    private static final double SPEED = 1;
    private static final int MOST = 300_000;

    /**
     * @param gases one gas that explodes, or two contestants from one start
     * @param exact of a blast, of this {@code energy}
     * @param dense particles that were born in dense gas
     * @param contact particles that were born near a contact
     */
    record State(double time, double dt, Race<GasInPlane> gases, Optional<SedovBlast> exact, double energy, int[] dense, int[] contact, First first) {
        GasInPlane gas() {
            return gases.states().getFirst();
        }

        boolean isContest() {
            return gases.has(WITHOUT);
        }
    }

    /** What was there at the start; an amplitude and a mode of 0 where nothing slides. */
    record First(double gamma, double energy, double momentum, double amplitude, int mode, double contrast, double rate) { }

    private final Knob<String> problem;
    private final Knob<Double> gamma;
    private final Knob<Double> energy;
    private final Knob<Double> contrast;
    private final Knob<Integer> mode;
    private final Knob<Double> amplitude;
    private final Knob<Integer> particles;
    private final Knob<Double> jitter;
    private final Knob<String> kernel;
    private final Knob<Double> alpha;
    private final Knob<Double> beta;
    private final Knob<Double> conductivity;
    private final Knob<Double> end;

    private final Gauge<State> time;
    private final Gauge<State> balance;
    private final Gauge<State> momentum;

    public PlaneGas() {
        super("sph.gas-plane", "Gas in the plane", "An explosion drives a shock into cold gas, and particles of equal mass follow Sedov's solution: crowded in a thin "
                + "shell, a few of them alone in the hot middle. Two gases that slide past each other roll up; where they touch, the heat of a particle jumps while its density "
                + "is smooth, so that the pressure has a blip which holds them apart like a skin. Conducting heat between particles takes the blip away. With so few particles the waves "
                + "begin alike in both, at four fifths of the linear rate; what differs is the blip, and later on whether the gases mix or stay in fingers. Part of that mixing is the conducted heat "
                + "itself, which smears the contact. A sharp contact has no limit to converge to, since the shortest waves grow fastest.",
                List.of("ρᵢ = Σⱼ mⱼ W(|xᵢⱼ|, hᵢ),  hᵢ = 1.2 √(mᵢ/ρᵢ)", "dvᵢ/dt = −Σⱼ mⱼ (pᵢ/(Ωᵢρᵢ²) ∇W(hᵢ) + pⱼ/(Ωⱼρⱼ²) ∇W(hⱼ)) + viscosity",
                        "deᵢ/dt = pᵢ/(Ωᵢρᵢ²) Σⱼ mⱼ vᵢⱼ·∇W(hᵢ) + heating + α_u Σⱼ mⱼ/ρ √(|pᵢ − pⱼ|/ρ) (eᵢ − eⱼ) W′", "R(t) = (E t²/(α ρ₀))^¼,   ω = k ΔU √(ρ₁ρ₂)/(ρ₁ + ρ₂)"),
                new Citation("D. J. Price", 2008, "Modelling discontinuities and Kelvin–Helmholtz instabilities in SPH", "0709.2772"),
                new Citation("D. J. Price", 2012, "Smoothed particle hydrodynamics and magnetohydrodynamics", "1012.1885"),
                new Citation("C. P. McNally, W. Lyra, J.-C. Passy", 2012, "A Well-posed Kelvin–Helmholtz Instability Test and Comparison", "1111.1764"));
        pace(60);
        group("Gas");
        problem = choice("problem", "Ω", "Problem", List.of(BLAST, SHEAR, PATCH), BLAST, "A blast, two gases that slide past each other, or a square of dense gas at rest.");
        gamma = real("gamma", "γ", "Specific heats", 1.4, 1.1, 1.9, "Ratio of the specific heats.").within(1.05, 1.95).but(5.0 / 3, problem, SHEAR, PATCH);
        energy = real("energy", "E", "Energy", 1, 0.1, 10, "Of the blast.").within(1e-2, 1e2).log().when(problem, BLAST);
        contrast = real("contrast", "χ", "Contrast", 2, 1, 8, "Density of the dense gas over that of the light one.").within(1, 20).when(problem, SHEAR, PATCH).but(4.0, problem, PATCH);
        mode = whole("mode", "m", "Waves", 2, 1, 6, "Along the contact at first.").within(1, 64).when(problem, SHEAR);
        amplitude = real("amplitude", "A", "Amplitude", 0.025, 0.005, 0.1, "Vertical velocity of the waves at first.").within(0, 1).when(problem, SHEAR);
        group("Particles");
        particles = whole("particles", "n", "Particles a side", 96, 32, 128, "Of the square where the density is 1.").within(8, 400).log().but(64, problem, SHEAR).but(48, problem, PATCH);
        jitter = real("jitter", "J", "Jitter", 0.2, 0, 0.4, "Of a quarter of the lattice in spacings; the other quarters are turned images of it.").within(0, 0.5).when(problem, BLAST);
        kernel = choice("kernel", "W", "Kernel", List.of("cubic", "quintic"), "quintic", "Spline that a particle is smeared with: about 18 neighbors, or 41.");
        alpha = real("alpha", "α", "Viscosity", 1, 0, 2, "Linear, where particles approach.").within(0, 100).live().source("Price 2012, eq. 101").but(0.02, problem, SHEAR);
        beta = real("beta", "β", "Shock viscosity", 2, 0, 4, "Quadratic, against particles passing each other.").within(0, 100).live();
        conductivity = real("conductivity", "α_u", "Conductivity", 1, 0, 2, "Evens out heat where pressures differ; of the contestant that has any.").within(0, 100).live();
        end = real("end-time", "T", "End", 0.16, 0.05, 2, "Time at which the run is over.").within(0, 1e3).but(1.5, problem, SHEAR, PATCH);
        ends(end, State::time);
        refuse(p -> p.is(problem, SHEAR) && 8 * p.get(mode) > p.get(particles), p -> String.format(Locale.ROOT,
                "%d waves along %d particles cannot be seen, a wave needs at least 8; take mode %d or particles %d", p.get(mode), p.get(particles), p.get(particles) / 8, 8 * p.get(mode)));
        refuse(p -> count(p) > MOST, p -> String.format(Locale.ROOT, "%.0f particles are needed for %d a side and a contrast of %.3g, at most %d are allowed; take fewer particles or less contrast",
                count(p), p.get(particles), p.get(contrast), MOST));

        time = gauge("time", "Time", "", State::time);
        gauge("time-step", "Time step", "", State::dt);
        gauge("particles", "Particles", "", s -> s.gas().size());
        balance = gauge("energy-error", "Energy off that at the start, as a share", "", s -> PlaneGasNumbers.worst(s, g -> Math.abs(g.energy() / s.first.energy() - 1)));
        momentum = gauge("momentum-error", "Momentum off that at the start, over Σ m|v|", "", s -> PlaneGasNumbers.worst(s, g -> PlaneGasNumbers.momentumError(s, g)));
        gauge("kinetic-energy", "Kinetic energy", "", s -> s.gas().kineticEnergy());
        fails((s, _, _) -> cold(s));
        blast();
        contest();
        history("conserved", "What is conserved", "off the start, as a share", balance, momentum).against(time).log();
        always("energy", "energy off that at the start, as a share", balance, atMost(2e-3), "conservation; what Verlet's steps leave");
        always("momentum", "momentum off that at the start, over Σ m|v|", momentum, atRounding(), "forces of a pair are equal and opposite");
        ways();
    }

    private void ways() {
        opens("A blast wave", "A point explosion, and Sedov's exact solution behind it.").panes("gas", "density", "pressure", "shock").pictured(500).pins("particles", "alpha", "conductivity");
        preset("kelvin-helmholtz", "Two gases roll up", "With conduction the waves wind up and mix; without it a skin keeps them in fingers.").set("problem=kelvin-helmholtz")
                .panes("gases", "growth", "contact").pictured(850).pins("contrast", "mode", "alpha", "conductivity");
        preset("contrast", "Eight times as dense", "Without conduction a gap opens along the contact; with it, heat smears the contact nearly as wide as the waves.").set("problem=kelvin-helmholtz", "contrast=8", "particles=36", "end-time=2.5")
                .panes("gases", "growth", "contact").pictured(850).pins("contrast", "mode", "alpha", "conductivity");
        preset("patch", "A square in equilibrium", "Nothing should move: without conduction a skin makes the square round; with it the edge is smeared, and the corners last twice as long.").set("problem=patch")
                .panes("gases", "shape", "contact").pictured(500).pins("contrast", "alpha", "conductivity");
        preset("unconducted", "A blast without conduction", "Every particle keeps the heat that the shock gave it: pressures scatter, and the middle stays too hot.").set("conductivity=0")
                .panes("gas", "density", "pressure", "shock").pictured(600).pins("particles", "alpha", "conductivity");
        timed("one step of a blast, 96² particles", 0.06);
        timed("contest", "step of two gases, twice 6143 particles", 0.06, 5, "problem=kelvin-helmholtz");
        tiny("particles=10 end-time=0.02", "particles=16 problem=kelvin-helmholtz end-time=0.02", "particles=10 problem=patch end-time=0.02");
    }

    // ---- what is seen and judged

    private void blast() {
        String along = "radius";
        plane("gas", "Gas", "every particle, colored by its density; the circle is the exact shock").draw(POINTS, "particles", "density").draw(THIN, "circle", "exact shock");
        plot("density", "Density", "every particle over its distance from the middle").draw(POINTS, "particles-density", "density", "", along).draw(THIN, "exact-density", "exact", "", along)
                .note("The shell is six times as dense as the gas ahead, and thinner than a kernel: particles cut its peak and fill its foot.");
        plot("pressure", "Pressure", "every particle over its distance from the middle").draw(POINTS, "particles-pressure", "pressure", "", along).draw(THIN, "exact-pressure", "exact", "", along);
        plot("velocity", "Radial velocity", "every particle over its distance from the middle").draw(POINTS, "particles-velocity", "velocity", "", along).draw(THIN, "exact-velocity", "exact", "", along);
        var radius = gauge("shock-radius", "Radius of the shock", "", PlaneGasNumbers::shock).when(PlaneGasNumbers::isGrown);
        var exact = gauge("exact-radius", "Sedov's radius", "", PlaneGasNumbers::exactRadius).when(s -> !s.isContest());
        var off = gauge("radius-error", "Radius over Sedov's, less 1", "", s -> PlaneGasNumbers.shock(s) / PlaneGasNumbers.exactRadius(s) - 1).when(PlaneGasNumbers::isJudged);
        var l1 = gauge("l1-density", "Error of the density", "", PlaneGasNumbers::densityError).when(s -> !s.isContest());
        var turned = gauge("symmetry-error", "Off its image after a quarter turn, in spacings", "", PlaneGasNumbers::asymmetry).when(s -> !s.isContest());
        history("shock", "Radius of the shock", "where the mean density on a ring is greatest", radius).draw(THIN, exact.id()).against(time);
        history("errors", "Distance from Sedov's solution", "mean of |ρ − exact| over r < ½, and of the radius", l1).against(time).log();
        formula("sedov-energy", "E for a shock at R = ¾ at t = 1, γ = 1.4", within(0.311357, 2e-5), "J. Kamm, F. Timmes (2007), LA-UR-07-2849", () -> new SedovBlast(2, 1.4).alpha() * Math.pow(0.75, 4));
        Shared<Trial<State>> run = shared(Trial::rest, "problem=sedov", "particles=64");
        reference("sedov-radius", "64²: shock radius over Sedov's at t = 0.16, less 1, absolute", atMost(0.03), "closed form, R = (E t²/(α ρ₀))^¼", run, t -> Math.abs(t.value(off)));
        reference("sedov-density", "64²: mean of |ρ − exact| over r < ½ at t = 0.16", atMost(0.33), "closed form; the shell is thinner than a kernel", run, t -> t.value(l1));
        reference("sedov-symmetry", "64²: off the image after a quarter turn, in spacings", atMost(1e-9), "symmetry of the start; rounding, grown", run, t -> t.value(turned));
    }

    private void contest() {
        multiples("gases", "Both gases", "every particle, colored by its density; one start, one range of colors").draw(POINTS, "particles-with", "with conduction").draw(POINTS, "particles-without", "without")
                .alike("particles-with", "particles-without");
        var grown = both("amplitude", "Amplitude", (s, g) -> PlaneGasNumbers.amplitude(g, s.first.mode()), s -> s.first.mode() > 0);
        var theory = gauge("amplitude-linear", "Linear theory, up to ½ ΔU", "", s -> Math.min(0.5 * SPEED, PlaneGasNumbers.linear(s))).when(s -> s.first.mode() > 0);
        history("growth", "Amplitude of the mode", "of the vertical velocity at the contacts", List.of(grown.get(0), grown.get(1))).draw(THIN, theory.id()).against(time).log()
                .note("On this axis growth at the rate ω is a straight line.");
        var blip = both("blip", "Pressure off its mean at the contact", PlaneGasNumbers::blip, State::isContest);
        var mixed = both("mixed", "Share", PlaneGasNumbers::mixed, State::isContest);
        history("mixed", "Mixed gas", "share of the mass with a density in the middle half between both", mixed).against(time);
        var shape = both("squareness", "Squareness", PlaneGasNumbers::squareness, s -> s.isContest() && s.first.mode() == 0);
        history("shape", "Shape of the dense gas", "1 is a square, 0 a disc, below it a square on its corner", shape).against(time);
        plot("contact", "Pressure", "every particle over its height").draw(POINTS, "pressure-with", "with conduction", "", "y").draw(POINTS, "pressure-without", "without", "", "y")
                .note("The skin is where the gas without conduction leaves the mean: too much pressure on one side of the contact, too little on the other.");
        lengthy("patch", "square in equilibrium at t = 0.5: squareness with conduction less that without", atLeast(0.3), "equal pressures: nothing should move; 32 particles a side",
                t -> t.rest().value(shape.getFirst()) - t.value(shape.getLast()), "problem=patch", "particles=32", "end-time=0.5");
        judged(grown, theory, blip, mixed);
    }

    private void judged(List<Gauge<State>> grown, Gauge<State> theory, List<Gauge<State>> blip, List<Gauge<State>> mixed) {
        String start = "problem=kelvin-helmholtz";
        String size = "particles=40";
        Shared<double[]> begun = shared(t -> {
            double[] early = new double[3];
            double[] late = new double[3];
            double skin = Double.NaN;
            while (t.state().time < 0.4) {
                late = new double[] {t.state().time, t.value(grown.getFirst()), t.value(theory)};
                if (late[0] < 0.2) {
                    early = late;
                    skin = t.value(blip.getFirst()) / Math.max(1e-12, t.value(blip.getLast()));
                }
                t.step();
            }
            return new double[] {Math.log(late[1] / early[1]) / Math.log(late[2] / early[2]), skin};
        }, start, size);
        String source = "the same start, χ = 2, 40 particles a side";
        reference("growth", "with conduction: growth from t = 0.2 to 0.4 over that of linear theory", within(0.9, 0.15), "ω = k ΔU √(ρ₁ρ₂)/(ρ₁ + ρ₂); compression alone takes 6 %; " + source, begun, r -> r[0]);
        reference("blip", "pressure off its mean at the contact at t = 0.2: with conduction over without", atMost(0.25), source, begun, r -> r[1]);
        Shared<double[]> rolled = shared(t -> {
            while (t.state().time < 1.5) {
                t.step();
            }
            return new double[] {t.value(grown.getFirst()) / t.value(grown.getLast()), t.value(mixed.getFirst()) / t.value(mixed.getLast())};
        }, start, size);
        lengthy("rolls", "amplitude at t = 1.5: with conduction over without", atLeast(1.4), source, rolled, r -> r[0]);
        lengthy("mixing", "mixed gas at t = 1.5: with conduction over without", atLeast(2), source, rolled, r -> r[1]);
    }

    /** Of a contestant. */
    private interface OfGas {
        double at(State s, GasInPlane g);
    }

    private List<Gauge<State>> both(String id, String label, OfGas of, Predicate<State> there) {
        return List.of(gauge(id + "-with", label + ", with conduction", "", s -> of.at(s, s.gases.get(WITH))).when(there),
                gauge(id + "-without", label + ", without", "", s -> of.at(s, s.gases.get(WITHOUT))).when(there));
    }

    // ---- the run

    private double count(Knobs p) {
        double square = Math.pow(p.get(particles), 2);
        double dense = p.is(problem, BLAST) ? 0 : p.is(problem, SHEAR) ? 0.5 : 0.25;
        return square * (1 + dense * (p.get(contrast) - 1));
    }

    /** Of linear theory, for gases that cannot be squeezed and a sharp contact. */
    private double rate(Knobs p) {
        return 2 * Math.PI * p.get(mode) * SPEED * Math.sqrt(p.get(contrast)) / (1 + p.get(contrast));
    }

    private GasInPlane.Law law(Knobs p, String who) {
        SmoothingKernel.Shape shape = p.is(kernel, "cubic") ? SmoothingKernel.Shape.CUBIC_SPLINE : SmoothingKernel.Shape.QUINTIC_SPLINE;
        return GasInPlane.Law.of(shape, p.get(gamma), p.get(alpha), p.get(beta), who.equals(WITHOUT) ? 0 : p.get(conductivity));
    }

    @Override
    protected State start(Knobs p, Philox random) {
        int n = p.get(particles);
        double g = p.get(gamma);
        GasInPlane gas = switch (p.get(problem)) {
            case BLAST -> PlaneGasStart.blast(n, p.get(energy), g, p.get(jitter), random.stream(1));
            case SHEAR -> PlaneGasStart.shear(n, p.get(contrast), p.get(mode), p.get(amplitude), SPEED, g);
            default -> PlaneGasStart.patch(n, p.get(contrast), g);
        };
        boolean isShear = p.is(problem, SHEAR);
        First first = new First(g, gas.energy(), gas.momentum()[0], isShear ? PlaneGasNumbers.amplitude(gas, p.get(mode)) : 0, isShear ? p.get(mode) : 0, p.get(contrast), rate(p));
        if (p.is(problem, BLAST)) {
            return new State(0, 0, Race.of(List.of("gas"), _ -> gas), Optional.of(new SedovBlast(2, g)), p.get(energy), new int[0], new int[0], first);
        }
        int[] dense = IntStream.range(0, gas.size()).filter(i -> PlaneGasStart.isDense(gas.x()[i], gas.y()[i], isShear)).toArray();
        int[] contact = IntStream.range(0, gas.size()).filter(i -> PlaneGasStart.toContact(gas.x()[i], gas.y()[i], isShear) < 1.0 / n).toArray();
        return new State(0, 0, Race.of(List.of(WITH, WITHOUT), _ -> gas), Optional.empty(), 0, dense, contact, first);
    }

    @Override
    protected State next(State s, Turn t) {
        t.ask();
        Race<GasInPlane> now = s.gases.then((who, g) -> g.longest() > 0 ? g : g.evaluated(law(t.p(), who), t.workers(), t.context().cancel()));
        double wanted = now.states().stream().mapToDouble(GasInPlane::longest).min().orElseThrow();
        double left = t.get(end) - s.time;
        boolean last = !(wanted * (1 + 1e-9) < left);
        double dt = last ? left : wanted;
        Race<GasInPlane> then = now.then((who, g) -> g.after(dt, law(t.p(), who), t.workers(), t.context().cancel()));
        return new State(last ? t.get(end) : s.time + dt, dt, then, s.exact, s.energy, s.dense, s.contact, s.first);
    }

    /** Gas that is colder than nothing, or nowhere. */
    private static Optional<Status.Failure> cold(State s) {
        for (GasInPlane g : s.gases.states()) {
            for (int i = 0; i < g.size(); i++) {
                if (!(g.e()[i] > 0 && Math.abs(g.vx()[i]) + Math.abs(g.vy()[i]) < Double.POSITIVE_INFINITY)) {
                    return Optional.of(new Status.Failure(Status.Kind.DIVERGED, "particles-energy", String.format(Locale.ROOT, "(%.3g, %.3g)", g.x()[i], g.y()[i]),
                            "a particle has lost more heat than it had", List.of(new Status.Remedy("α = 1", "alpha", 1.0))));
                }
            }
        }
        return Optional.empty();
    }

    @Override
    protected void look(State s, Knobs p, Look to) {
        PlaneGasPictures.draw(s, p.get(gamma), to);
    }
}
