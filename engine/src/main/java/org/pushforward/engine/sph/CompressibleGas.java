package org.pushforward.engine.sph;

import static org.pushforward.engine.api.Check.Criterion.atMost;
import static org.pushforward.engine.api.Pane.Style.POINTS;
import static org.pushforward.engine.api.Pane.Style.THIN;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.IntToDoubleFunction;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.pushforward.engine.api.InputException;
import org.pushforward.engine.api.Parameter.VectorValue;
import org.pushforward.engine.api.Status;
import org.pushforward.engine.numerics.Philox;
import org.pushforward.engine.numerics.RiemannProblem;
import org.pushforward.engine.numerics.SmoothingKernel;
import org.pushforward.engine.study.Gauge;
import org.pushforward.engine.study.Knob;
import org.pushforward.engine.study.Knobs;
import org.pushforward.engine.study.Look;
import org.pushforward.engine.study.Shared;
import org.pushforward.engine.study.Study;
import org.pushforward.engine.study.Trial;
import org.pushforward.engine.study.Turn;

/**
 * {@code sph.gas}: an ideal gas in one dimension as particles of equal mass with thermal energy and smoothing lengths of their own, beside the
 * exact solution of its Riemann problem. One step is one time step (Heun's method).
 */
public final class CompressibleGas extends Study<CompressibleGas.Gas> {

    private static final SmoothingKernel.Shape KERNEL = SmoothingKernel.Shape.CUBIC_SPLINE;
    /** h in local spacings. */
    private static final double ETA = 1.2;
    private static final double COURANT = 0.3;
    private static final double WATCHED = 0.45;
    /** Particles at either end that go on as they began. */
    private static final int HELD = 12;
    private static final int MOST = 400_000;
    private static final int CURVE_POINTS = 600;

    /** Places from left to right, velocities, thermal energies per mass, what follows from them, the exact solution, and the energy at the start. */
    record Gas(double time, double dt, double mass, double[] x, double[] v, double[] e, Thermo thermo, RiemannProblem exact, double energy) { }

    /** Densities, smoothing lengths and grad-h factors Ω. */
    record Thermo(double[] rho, double[] h, double[] omega) { }

    private record Rates(double[] v, double[] e) { }

    private final Knob<String> problem;
    private final Knob<VectorValue> left;
    private final Knob<VectorValue> right;
    private final Knob<Double> gamma;
    private final Knob<Integer> particles;
    private final Knob<Double> alpha;
    private final Knob<Double> beta;
    private final Knob<Double> conductivity;
    private final Knob<Double> end;

    public CompressibleGas() {
        super("sph.gas", "Shock tube", "A wall between two gases is taken away. A shock runs into one of them, a rarefaction into the other, and "
                + "between them travels the place where they touch. Particles of equal mass carry momentum and heat along and see their "
                + "neighbors through kernels as wide as the gas is thin; viscosity acts where they approach, and heat is conducted where "
                + "pressures differ. The thin lines are the exact solution.",
                List.of("ρᵢ = Σⱼ m W(xᵢⱼ, hᵢ),  hᵢ = 1.2 m/ρᵢ", "dvᵢ/dt = −Σⱼ m (pᵢ/(Ωᵢρᵢ²) W′(hᵢ) + pⱼ/(Ωⱼρⱼ²) W′(hⱼ)) + viscosity",
                        "deᵢ/dt = pᵢ/(Ωᵢρᵢ²) Σⱼ m vᵢⱼ W′(hᵢ) + heating + conduction", "p = (γ − 1)ρe"),
                new Citation("D. J. Price", 2012, "Smoothed particle hydrodynamics and magnetohydrodynamics", "1012.1885"),
                new Citation("J. J. Monaghan", 1997, "SPH and Riemann Solvers", "10.1006/jcph.1997.5732"),
                new Citation("E. F. Toro", 2009, "Riemann Solvers and Numerical Methods for Fluid Dynamics, chapter 4", "10.1007/b79761"));
        pace(200);
        group("Gases");
        problem = choice("problem", "Ω", "Problem", List.of("sod", "toro-123", "blast", "custom"), "sod", "Sod's tube, two gases that part, a strong blast, or your own.");
        left = vector("left", "L", "Left gas", 1, 3, "1,0,1", "Density, velocity and pressure at x < 0.").when(problem, "custom");
        right = vector("right", "R", "Right gas", 1, 3, "0.125,0,0.1", "Density, velocity and pressure at x > 0.").when(problem, "custom");
        gamma = real("gamma", "γ", "Specific heats", 1.4, 1.1, 2, "Ratio of the specific heats.").within(1.01, 10);
        group("Particles");
        particles = whole("particles", "N", "Particles", 640, 50, 1000, "On −½ < x < 0; as many beyond both ends as the waves need.").within(20, 20_000).log();
        alpha = real("alpha", "α", "Viscosity", 1, 0, 2, "Linear, where particles approach.").within(0, 100).source("Price 2012, eq. 101");
        beta = real("beta", "β", "Shock viscosity", 2, 0, 4, "Quadratic, against particles passing each other.").within(0, 100);
        conductivity = real("conductivity", "α_u", "Conductivity", 1, 0, 2, "Evens out heat where pressures differ.").within(0, 100);
        end = real("end-time", "T", "End", 0.15, 0.01, 0.2, "Time at which the run is over.").within(0, 1e3).but(0.012, problem, "blast");
        ends(end, Gas::time);

        gauge("time", "Time", "", Gas::time);
        gauge("time-step", "Time step", "", Gas::dt);
        gauge("particles", "Particles", "", s -> s.x.length);
        var rho = gauge("l1-density", "Error of the density", "", s -> error(s, i -> s.thermo.rho[i], RiemannProblem.Gas::density));
        var u = gauge("l1-velocity", "Error of the velocity", "", s -> error(s, i -> s.v[i], RiemannProblem.Gas::velocity));
        var p = gauge("l1-pressure", "Error of the pressure", "", (s, k) -> error(s, i -> (k.get(gamma) - 1) * s.thermo.rho[i] * s.e[i], RiemannProblem.Gas::pressure));
        gauge("energy", "Energy of the particles not held", "", CompressibleGas::energy);
        var balance = gauge("energy-error", "Energy off its balance, as a share", "", s -> Math.abs(energy(s) / (s.energy + s.time * power(s.exact)) - 1));
        gauge("momentum-x", "Momentum of the particles not held", "", s -> total(s, i -> s.v[i]));
        gauge("kinetic-energy", "Kinetic energy of the particles not held", "", s -> total(s, i -> 0.5 * s.v[i] * s.v[i]));
        gauge("max-velocity", "Greatest speed", "", s -> Arrays.stream(s.v).map(Math::abs).max().orElse(0));
        fails((s, _, _) -> overtaken(s));

        plot("density", "Density", "particles, and exact").draw(POINTS, "particles-density", "density").draw(THIN, "exact-density", "exact")
                .note("Particles should lie on the thin line, most of all at the jumps: the shock ahead, the contact behind it.");
        plot("velocity", "Velocity", "particles, and exact").draw(POINTS, "particles-velocity", "velocity").draw(THIN, "exact-velocity", "exact");
        plot("pressure", "Pressure", "particles, and exact").draw(POINTS, "particles-pressure", "pressure").draw(THIN, "exact-pressure", "exact");
        plot("heat", "Thermal energy", "of unit mass; the contact is here").draw(POINTS, "particles-energy", "energy").draw(THIN, "exact-energy", "exact");
        layer("particles", "places of the particles that are shown", "", "");
        history("errors", "Distance from the exact solution", "mean over |x| < 0.45", rho, u, p).log();

        always("energy", "energy off its balance", balance, atMost(1e-3), "what was there and what the ends do; Heun's method leaves the rest");
        checks("sod", List.of(rho, u, p), 0.006, 0.01, 0.005);
        checks("toro-123", List.of(rho, u, p), 0.005, 0.01, 0.005);
        checks("blast", List.of(rho, u, p), 0.03, 0.01, 0.005);
        timed("one step of Sod's tube, 720 particles and what is beyond", 0.01);
        opens("Sod's shock tube", "A shock, a contact and a rarefaction, each where the exact solution has it.").pictured(400).pins("particles", "alpha", "beta");
        preset("123", "Two gases part", "The density falls to a fiftieth in the middle, and particles are all it has.").set("problem=toro-123").pictured(400);
        preset("blast", "A blast wave in a tube", "A hundred thousand times the pressure on the left.").set("problem=blast").pictured(2000);
        preset("inviscid", "A shock tube without viscosity", "Without viscosity the particles behind the shock swing for good.").set("alpha=0", "beta=0", "conductivity=0", "particles=200").pictured(300);
        tiny("particles=20 end-time=0.02", "problem=blast particles=20", "problem=toro-123 particles=20 end-time=0.02", "problem=custom particles=20 end-time=0.02");
    }

    private void checks(String problem, List<Gauge<Gas>> gauges, double density, double velocity, double pressure) {
        Shared<Trial<Gas>> run = shared(Trial::rest, "problem=" + problem);
        String source = "exact Riemann solution; mean of the error over |x| < 0.45";
        reference("density-" + problem, problem + ": error of the density", atMost(density), source, run, t -> t.value(gauges.get(0)));
        reference("velocity-" + problem, problem + ": error of the velocity / greatest", atMost(velocity), source, run, t -> t.value(gauges.get(1))
                / greatest(t.state().exact, g -> Math.abs(g.velocity())));
        reference("pressure-" + problem, problem + ": error of the pressure / greatest", atMost(pressure), source, run, t -> t.value(gauges.get(2))
                / greatest(t.state().exact, RiemannProblem.Gas::pressure));
    }

    /** Between the waves or beyond them. */
    private static double greatest(RiemannProblem exact, ToDoubleFunction<RiemannProblem.Gas> of) {
        return Stream.of(exact.left(), exact.right(), exact.at(exact.starVelocity())).mapToDouble(of).max().orElseThrow();
    }

    private RiemannProblem exact(Knobs p) {
        return switch (p.get(problem)) {
            case "sod" -> RiemannProblem.of(new RiemannProblem.Gas(1, 0, 1), new RiemannProblem.Gas(0.125, 0, 0.1), p.get(gamma));
            case "toro-123" -> RiemannProblem.of(new RiemannProblem.Gas(1, -2, 0.4), new RiemannProblem.Gas(1, 2, 0.4), p.get(gamma));
            case "blast" -> RiemannProblem.of(new RiemannProblem.Gas(1, 0, 1000), new RiemannProblem.Gas(1, 0, 0.01), p.get(gamma));
            default -> RiemannProblem.of(gas(p.get(left)), gas(p.get(right)), p.get(gamma));
        };
    }

    private static RiemannProblem.Gas gas(VectorValue v) {
        return new RiemannProblem.Gas(v.values().get(0), v.values().get(1), v.values().get(2));
    }

    @Override
    protected Gas start(Knobs p, Philox random) {
        RiemannProblem exact = exact(p);
        double mass = exact.left().density() * 0.5 / p.get(particles);
        // What the waves reach, and what comes in through the ends.
        double reach = 0.5 + 1.1 * exact.reach() * p.get(end);
        double dl = mass / exact.left().density();
        double dr = mass / exact.right().density();
        double nl = reach / dl + HELD;
        double nr = reach / dr + HELD;
        if (!(nl + nr <= MOST)) {
            throw new InputException(String.format(Locale.ROOT, "%.3g particles are needed for these gases up to time %.3g, at most %d are allowed; end earlier or take fewer "
                    + "particles", nl + nr, p.get(end), MOST));
        }
        int l = (int) Math.ceil(nl);
        int n = l + (int) Math.ceil(nr);
        double[] x = new double[n];
        double[] v = new double[n];
        double[] e = new double[n];
        double[] rho = new double[n];
        for (int i = 0; i < n; i++) {
            RiemannProblem.Gas g = i < l ? exact.left() : exact.right();
            x[i] = i < l ? -dl * (l - i - 0.5) : dr * (i - l + 0.5);
            v[i] = g.velocity();
            e[i] = g.pressure() / ((p.get(gamma) - 1) * g.density());
            rho[i] = g.density();
        }
        Gas still = new Gas(0, 0, mass, x, v, e, thermo(mass, x, rho), exact, 0);
        return new Gas(0, 0, mass, x, v, e, still.thermo, exact, energy(still));
    }

    /** Particles that have changed places, or gas that is colder than nothing. */
    private static Optional<Status.Failure> overtaken(Gas s) {
        for (int i = 1; i < s.x.length; i++) {
            if (!(s.e[i] > 0)) {
                return Optional.of(new Status.Failure(Status.Kind.DIVERGED, "particles-energy", String.format(Locale.ROOT, "x = %.3g", s.x[i]),
                        "a particle has lost more heat than it had", List.of(new Status.Remedy("conductivity 1", "conductivity", 1.0))));
            }
            if (!(s.x[i] > s.x[i - 1])) {
                return Optional.of(new Status.Failure(Status.Kind.DIVERGED, "particles-density", String.format(Locale.ROOT, "x = %.3g", s.x[i]),
                        "a particle has overtaken its neighbor, since the viscosity is too weak for this shock", List.of(new Status.Remedy("β = 2", "beta", 2.0))));
            }
        }
        return Optional.empty();
    }

    /** Densities and smoothing lengths that fit each other, by Newton's method from the densities before (Price 2012, §2.3). */
    private static Thermo thermo(double mass, double[] x, double[] guess) {
        int n = x.length;
        double[] rho = guess.clone();
        double[] h = new double[n];
        double[] omega = new double[n];
        SmoothingKernel w = SmoothingKernel.of(KERNEL, 1, 1);
        Arrays.fill(omega, 1);
        Arrays.setAll(h, i -> ETA * mass / rho[i]);
        for (int i = HELD; i < n - HELD; i++) {
            double change = 1;
            for (int k = 0; k < 30 && change > 1e-9; k++) {
                h[i] = ETA * mass / rho[i];
                double sum = w.at(0);
                double slope = -w.at(0);
                for (int s = -1; s <= 1; s += 2) {
                    for (int j = i + s; j >= 0 && j < n; j += s) {
                        double q = Math.abs(x[i] - x[j]) / h[i];
                        if (q >= KERNEL.reach()) {
                            break;
                        }
                        sum += w.at(q);
                        slope -= w.at(q) + q * w.slope(q);
                    }
                }
                // ρ(h) = m Σ w(q)/h and ∂ρ/∂h = m/h² Σ −(w + q w′); Ω = 1 + (h/ρ) ∂ρ/∂h.
                double summed = mass * sum / h[i];
                omega[i] = 1 + mass * slope / (h[i] * rho[i]);
                double next = rho[i] + (summed - rho[i]) / Math.max(omega[i], 0.2);
                next = Math.min(Math.max(next, 0.3 * rho[i]), 3 * rho[i]);
                change = Math.abs(next / rho[i] - 1);
                rho[i] = next;
            }
            h[i] = ETA * mass / rho[i];
        }
        for (double[] values : List.of(rho, h, omega)) {
            // The gas goes on evenly beyond the ends, and a sum over its lattice is not quite the density.
            Arrays.fill(values, 0, HELD, values[HELD]);
            Arrays.fill(values, n - HELD, n, values[n - HELD - 1]);
        }
        return new Thermo(rho, h, omega);
    }

    private Rates rates(Knobs k, double mass, double[] x, double[] v, double[] e, Thermo t) {
        int n = x.length;
        double[] dv = new double[n];
        double[] de = new double[n];
        double g = k.get(gamma) - 1;
        double rubs = 0.5 * k.get(alpha);
        double bulk = k.get(beta);
        double conducts = k.get(conductivity);
        SmoothingKernel w = SmoothingKernel.of(KERNEL, 1, 1);
        double widest = KERNEL.reach() * Arrays.stream(t.h).max().orElse(0);
        for (int i = 0; i < n; i++) {
            double pi = g * t.rho[i] * e[i];
            for (int j = i + 1; j < n && x[j] - x[i] < widest; j++) {
                double r = x[j] - x[i];
                double wi = w.slope(r / t.h[i]) / (t.h[i] * t.h[i]);
                double wj = w.slope(r / t.h[j]) / (t.h[j] * t.h[j]);
                if (wi == 0 && wj == 0) {
                    continue;
                }
                double pj = g * t.rho[j] * e[j];
                double fi = pi / (t.omega[i] * t.rho[i] * t.rho[i]) * wi;
                double fj = pj / (t.omega[j] * t.rho[j] * t.rho[j]) * wj;
                double mean = 0.5 * (t.rho[i] + t.rho[j]);
                double steep = 0.5 * (wi + wj);
                // Seen from i the other is to the right: ∇W points left, v·r̂ is the speed of parting.
                double parting = v[j] - v[i];
                double signal = parting < 0 ? rubs * (Math.sqrt((g + 1) * pi / t.rho[i]) + Math.sqrt((g + 1) * pj / t.rho[j]) - bulk * parting) : 0;
                double drag = signal * parting * steep / mean;
                double force = mass * (fi + fj - drag);
                dv[i] += force;
                dv[j] -= force;
                double heat = -0.5 * signal * parting * parting * steep / mean;
                double flow = conducts * Math.sqrt(Math.abs(pi - pj) / mean) * (e[i] - e[j]) * steep / mean;
                de[i] += mass * (fi * parting + heat + flow);
                de[j] += mass * (fj * parting + heat - flow);
            }
        }
        for (int i = 0; i < HELD; i++) {
            dv[i] = de[i] = dv[n - 1 - i] = de[n - 1 - i] = 0;
        }
        return new Rates(dv, de);
    }

    private double timeStep(Gas s, Knobs k) {
        int n = s.x.length;
        double g = k.get(gamma);
        double viscous = 1 + 0.6 * k.get(alpha);
        double bulk = 1 + k.get(alpha) * k.get(beta);
        double conducts = k.get(conductivity);
        double least = Double.POSITIVE_INFINITY;
        // Of a particle and its left neighbor: gas that parts quickly cools by work in a step as gas that meets heats; and how fast heat is conducted.
        double change = 0;
        double conducted = 0;
        for (int i = 0; i < n; i++) {
            double c = Math.sqrt(g * (g - 1) * s.e[i]);
            double changed = i + 1 < n ? Math.abs(s.v[i] - s.v[i + 1]) : 0;
            double heat = i + 1 < n ? conducts * heatSpeed(s, i, g - 1) : 0;
            least = Math.min(least, COURANT * s.thermo.h[i] / (viscous * c + bulk * Math.max(change, changed) + Math.max(conducted, heat)));
            change = changed;
            conducted = heat;
        }
        return least;
    }

    /** At which heat is conducted between i and its right neighbor, for a conductivity of 1. */
    private static double heatSpeed(Gas s, int i, double g) {
        double jump = g * Math.abs(s.thermo.rho[i] * s.e[i] - s.thermo.rho[i + 1] * s.e[i + 1]);
        return Math.sqrt(2 * jump / (s.thermo.rho[i] + s.thermo.rho[i + 1]));
    }

    @Override
    protected Gas next(Gas s, Turn t) {
        t.ask();
        Knobs k = t.p();
        double wanted = timeStep(s, k);
        double left = t.get(end) - s.time;
        boolean last = !(wanted * (1 + 1e-9) < left);
        double dt = last ? left : wanted;
        Rates a = rates(k, s.mass, s.x, s.v, s.e, s.thermo);
        double[] x1 = moved(s.x, dt, s.v);
        double[] v1 = moved(s.v, dt, a.v);
        double[] e1 = moved(s.e, dt, a.e);
        t.ask();
        Thermo then = thermo(s.mass, x1, s.thermo.rho);
        Rates b = rates(k, s.mass, x1, v1, e1, then);
        double[] x = moved(moved(s.x, 0.5 * dt, s.v), 0.5 * dt, v1);
        double[] v = moved(moved(s.v, 0.5 * dt, a.v), 0.5 * dt, b.v);
        double[] e = moved(moved(s.e, 0.5 * dt, a.e), 0.5 * dt, b.e);
        t.ask();
        return new Gas(last ? t.get(end) : s.time + dt, dt, s.mass, x, v, e, thermo(s.mass, x, then.rho), s.exact, s.energy);
    }

    private static double[] moved(double[] y, double dt, double[] rate) {
        double[] z = new double[y.length];
        Arrays.setAll(z, i -> y[i] + dt * rate[i]);
        return z;
    }

    private static RiemannProblem.Gas at(Gas s, double x) {
        return s.time > 0 ? s.exact.at(x / s.time) : x < 0 ? s.exact.left() : s.exact.right();
    }

    /** Mean of |error| over the length. */
    private static double error(Gas s, IntToDoubleFunction mine, ToDoubleFunction<RiemannProblem.Gas> exact) {
        double sum = 0;
        double length = 0;
        for (int i = 0; i < s.x.length; i++) {
            if (Math.abs(s.x[i]) < WATCHED) {
                double d = s.mass / s.thermo.rho[i];
                sum += d * Math.abs(mine.applyAsDouble(i) - exact.applyAsDouble(at(s, s.x[i])));
                length += d;
            }
        }
        return length > 0 ? sum / length : 0;
    }

    private static double energy(Gas s) {
        return total(s, i -> s.e[i] + 0.5 * s.v[i] * s.v[i]);
    }

    /** What the gas beyond the ends does to that between them. */
    private static double power(RiemannProblem exact) {
        return exact.left().pressure() * exact.left().velocity() - exact.right().pressure() * exact.right().velocity();
    }

    private static double total(Gas s, IntToDoubleFunction of) {
        double sum = 0;
        for (int i = HELD; i < s.x.length - HELD; i++) {
            sum += s.mass * of.applyAsDouble(i);
        }
        return sum;
    }

    @Override
    protected void look(Gas s, Knobs p, Look to) {
        double g = p.get(gamma) - 1;
        int[] shown = IntStream.range(0, s.x.length).filter(i -> Math.abs(s.x[i]) <= 0.5).toArray();
        double[] x = Arrays.stream(shown).mapToDouble(i -> s.x[i]).toArray();
        to.matrix("particles", x.length, 1, x);
        to.series("particles-density", x, Arrays.stream(shown).mapToDouble(i -> s.thermo.rho[i]).toArray());
        to.series("particles-velocity", x, Arrays.stream(shown).mapToDouble(i -> s.v[i]).toArray());
        to.series("particles-pressure", x, Arrays.stream(shown).mapToDouble(i -> g * s.thermo.rho[i] * s.e[i]).toArray());
        to.series("particles-energy", x, Arrays.stream(shown).mapToDouble(i -> s.e[i]).toArray());
        double[] line = new double[CURVE_POINTS];
        Arrays.setAll(line, i -> -0.5 + (i + 0.5) / CURVE_POINTS);
        to.series("exact-density", line, Arrays.stream(line).map(q -> at(s, q).density()).toArray());
        to.series("exact-velocity", line, Arrays.stream(line).map(q -> at(s, q).velocity()).toArray());
        to.series("exact-pressure", line, Arrays.stream(line).map(q -> at(s, q).pressure()).toArray());
        to.series("exact-energy", line, Arrays.stream(line).map(q -> at(s, q).pressure() / (g * at(s, q).density())).toArray());
    }
}
