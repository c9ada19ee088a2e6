package org.pushforward.engine.sph;

import static org.pushforward.engine.api.Check.Criterion.atMost;
import static org.pushforward.engine.api.Check.Criterion.within;
import static org.pushforward.engine.api.Pane.Style.CURVE;
import static org.pushforward.engine.api.Pane.Style.FILL;
import static org.pushforward.engine.api.Pane.Style.POINTS;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.pushforward.engine.api.Rect;
import org.pushforward.engine.api.StepContext;
import org.pushforward.engine.geometry.CellGrid;
import org.pushforward.engine.geometry.NeighborList;
import org.pushforward.engine.numerics.PerlinNoise;
import org.pushforward.engine.numerics.Philox;
import org.pushforward.engine.numerics.SmoothingKernel;
import org.pushforward.engine.study.Gauge;
import org.pushforward.engine.study.Knob;
import org.pushforward.engine.study.Knobs;
import org.pushforward.engine.study.Look;
import org.pushforward.engine.study.Study;
import org.pushforward.engine.study.Trial;
import org.pushforward.engine.study.Turn;

/**
 * {@code sph.barotropic}: N particles on a circle of length 2 carry a gas whose pressure depends on its density alone. One step is one time
 * step: RK4 for the velocities, then x ← x + Δt u with the new ones, as in the data set of SFBC.
 */
public final class BarotropicGas extends Study<BarotropicGas.Gas> {

    private static final double LENGTH = 2;
    private static final double MEAN = 2;
    private static final double SOUND = 10;
    static final int CELLS = 256;
    private static final int ROWS = 128;

    /**
     * Places (not wrapped), velocities and densities; the densities over places at ROWS times so far; and when the mode's velocity first came
     * back to zero, or NaN; the exact angular frequency of a wave, 0 for noise.
     */
    record Gas(double time, double[] x, double[] u, double[] density, List<double[]> rows, double half, double omega) { }

    private final Knob<String> initial;
    private final Knob<Integer> mode;
    private final Knob<Double> amplitude;
    private final Knob<Integer> particles;
    private final Knob<Double> support;
    private final Knob<Double> kappa;
    private final Knob<Double> alpha;
    private final Knob<Double> beta;
    private final Knob<Double> dt;
    private final Knob<Double> end;

    public BarotropicGas() {
        super("sph.barotropic", "A gas on a circle", "Particles on a circle, crowded here and sparse there, push each other apart: the pressure "
                + "knows nothing but the density, which every particle sums over its neighbors. Humps part into two waves that run round, "
                + "meet, steepen and wear off. This is the first data set on which symmetric basis convolutions learn. A single small wave has "
                + "an exact frequency, not that of a gas but that of the particles, which feel the width of the kernel.",
                List.of("ρᵢ = Σⱼ A W(xᵢ − xⱼ),  p = κρ₀(ρ − 1)", "aᵢ = −Σⱼ A (ρ₀(pᵢ/(ρᵢρ₀)² + pⱼ/(ρⱼρ₀)²) + Πᵢⱼ) W′(xᵢ − xⱼ)",
                        "Πᵢⱼ = (−αc₀μ + βμ²)/ρ̄,  μ = h uᵢⱼxᵢⱼ/(|xᵢⱼ| + 0.01 h²)", "ω² = ½κA Σⱼ (1 − cos πk xⱼ) W″(xⱼ)"),
                new Citation("R. Winchenbach, N. Thuerey", 2024, "Symmetric Basis Convolutions for Learning Lagrangian Fluid Mechanics", "2403.16680").code("https://github.com/tum-pbs/SFBC"),
                new Citation("J. J. Monaghan", 2005, "Smoothed particle hydrodynamics", "10.1088/0034-4885/68/8/R01"));
        pace(200);
        group("Start");
        initial = choice("initial", "ρ(0)", "Start", List.of("noise", "wave"), "noise", "Noise of two octaves, or one small standing wave.");
        mode = whole("mode", "k", "Mode", 1, 1, 8, "Half waves on half of the circle: the density is cos πkx.").within(1, 64).when(initial, "wave");
        amplitude = real("amplitude", "ε", "Amplitude", 1e-4, 1e-5, 0.3, "Of the density, beside its mean.").within(0, 0.9).log().when(initial, "wave");
        particles = whole("particles", "N", "Particles", 2048, 128, 4096, "Of equal mass.").within(32, 100_000).log();
        group("Gas");
        support = real("support", "h/Δx", "Support", 8, 4, 16, "Reach of the kernel in spacings.").within(2, 15.9);
        kappa = real("kappa", "κ", "Stiffness", 10, 1, 40, "The speed of sound is √κ.").within(1e-6, 1e6).log();
        alpha = real("alpha", "α", "Viscosity", 1, 0, 2, "Linear artificial viscosity.").within(0, 100).but(0.0, initial, "wave");
        beta = real("beta", "β", "Shock viscosity", 2, 0, 4, "Quadratic artificial viscosity.").within(0, 100).but(0.0, initial, "wave");
        group("Time");
        dt = real("dt", "Δt", "Time step", 1e-3, 1e-4, 2e-3, "Of a step; the last one is shortened.").within(1e-9, 1).log();
        end = real("end-time", "T", "End", 2, 0.1, 10, "Time at which the run is over.").within(0, 1e6);
        ends(end, Gas::time);
        // Beyond, the waves of one spacing grow.
        refuse(p -> p.get(dt) > 0.6 * reach(p) / Math.sqrt(p.get(kappa)), p -> String.format(Locale.ROOT,
                "a time step of %.3g is too large for a support of %.3g and a speed of sound of %.3g; at most %.2g, or fewer particles", p.get(dt),
                reach(p), Math.sqrt(p.get(kappa)), 0.6 * reach(p) / Math.sqrt(p.get(kappa))));

        gauge("time", "Time", "", Gas::time);
        var modeVelocity = gauge("mode-velocity", "(2/N) Σ uᵢ sin πkξᵢ", "", (s, p) -> modeVelocity(s.u, p.get(mode)));
        var momentum = gauge("momentum", "Σ uᵢ", "", s -> Arrays.stream(s.u).sum());
        var error = gauge("frequency-error", "half period / exact − 1", "", s -> Math.abs(s.half * s.omega / Math.PI - 1))
                .when(s -> !Double.isNaN(s.half));
        var exact = gauge("mode-exact", "the same, exact", "", (s, p) -> p.get(amplitude) * s.omega / (Math.PI * p.get(mode)) * Math.sin(s.omega * s.time)
                * Math.exp(-s.omega * s.omega * p.get(dt) * s.time / 4)).when(s -> s.omega > 0);
        var spread = gauge("density-spread", "Greatest less least density", "", s -> Arrays.stream(s.density).max().orElse(0) - Arrays.stream(s.density).min().orElse(0));

        plot("now", "Density", "of every particle, over its place").draw(POINTS, "particles", "density of the particles").draw(CURVE, "start", "at the start");
        plane("waves", "Waves", "density; place across, time upwards").draw(FILL, "waves", "density");
        plot("velocity", "Velocity", "of every particle, over its place").draw(POINTS, "velocity", "velocity");
        history("mode", "Velocity of the mode", "one small wave swings like a pendulum", modeVelocity, exact);
        history("spread", "What is left of the waves", "greatest less least density", spread);

        always("momentum", "momentum, if it was none at the start", momentum, within(0, 1e-10), "pair forces sum to zero");
        for (int k = 1; k <= 3; k++) {
            reference("mode-" + k, "half period of mode " + k + " / exact − 1, N = 256", atMost(List.of(5e-5, 1e-4, 1e-4).get(k - 1)), "closed form: discrete dispersion relation",
                    t -> half(t).value(error), "initial=wave", "mode=" + k, "particles=256");
        }
        reference("momentum-wave", "greatest |Σu| of a period of mode 1, N = 256", atMost(1e-13), "pair forces sum to zero", t -> greatestMomentum(t, momentum, 65), "initial=wave", "particles=256");
        reference("momentum-noise", "greatest |Σu| of 200 steps from noise, N = 512", atMost(1e-13), "pair forces sum to zero", t -> greatestMomentum(t, momentum, 20), "particles=512");
        timed("2048 particles, one step of noise", 0.01);
        opens("Crowded noise on a circle", "Humps part into waves that run round and meet.").panes("now", "waves", "velocity", "spread").pictured(600);
        preset("wave", "One standing wave", "The particles swing with the frequency of a sum over a kernel, not with that of a gas.")
                .set("initial=wave", "mode=3", "particles=256", "amplitude=0.01").panes("now", "waves", "mode", "velocity").pictured(400);
        preset("undamped", "Waves without viscosity", "Nothing wears the waves off, and the steep ones break into single particles.")
                .set("alpha=0", "beta=0").pictured(600);
        tiny("particles=64 dt=0.01 end-time=0.1", "initial=wave particles=64 dt=0.01 end-time=0.1");
    }

    private static double greatestMomentum(Trial<Gas> t, Gauge<Gas> momentum, int tens) {
        double worst = 0;
        for (int k = 0; k < tens; k++) {
            worst = Math.max(worst, Math.abs(t.steps(10).value(momentum)));
        }
        return worst;
    }

    private static Trial<Gas> half(Trial<Gas> t) {
        for (int k = 0; k < 1000 && Double.isNaN(t.state().half); k++) {
            t.step();
        }
        return t;
    }

    /** The angular frequency of one small standing wave of these particles. */
    double frequency(Knobs p) {
        double dx = LENGTH / p.get(particles);
        SmoothingKernel w = kernel(p);
        double sum = 0;
        for (int j = 1; j * dx < reach(p); j++) {
            sum += 2 * (1 - Math.cos(Math.PI * p.get(mode) * j * dx)) * w.curvature(j * dx);
        }
        return Math.sqrt(0.5 * p.get(kappa) * MEAN * dx * sum);
    }

    private double reach(Knobs p) {
        return p.get(support) * LENGTH / p.get(particles);
    }

    private SmoothingKernel kernel(Knobs p) {
        return SmoothingKernel.withSupport(SmoothingKernel.Shape.WENDLAND_C2, 1, reach(p));
    }

    private static double rest(int i, int n) {
        return -1 + LENGTH * (i + 0.5) / n;
    }

    private static double modeVelocity(double[] u, int k) {
        double sum = 0;
        for (int i = 0; i < u.length; i++) {
            sum += u[i] * Math.sin(Math.PI * k * rest(i, u.length));
        }
        return 2 * sum / u.length;
    }

    @Override
    protected Gas start(Knobs p, Philox random) {
        int n = p.get(particles);
        double[] x = new double[n];
        if (p.is(initial, "wave")) {
            double k = Math.PI * p.get(mode);
            Arrays.setAll(x, i -> rest(i, n) - p.get(amplitude) / k * Math.sin(k * rest(i, n)));
        } else {
            quantiles(x, new PerlinNoise(random.stream(1)));
        }
        double[] u = new double[n];
        return new Gas(0, x, u, new Forces(p, StepContext.serial(), x).density, List.of(), Double.NaN, p.is(initial, "wave") ? frequency(p) : 0);
    }

    /** Places that share the mass under 2 + ¼·noise equally; the noise is that of the plane on a circle of radius ¾. */
    private static void quantiles(double[] x, PerlinNoise noise) {
        int fine = 8192;
        double[] mass = new double[fine + 1];
        for (int c = 0; c < fine; c++) {
            double angle = 2 * Math.PI * (c + 0.5) / fine;
            mass[c + 1] = mass[c] + 2 + 0.25 * noise.fractal(4 * (1 + 0.75 * Math.cos(angle)), 4 * (1 + 0.75 * Math.sin(angle)), 2, 0.75);
        }
        int c = 0;
        for (int i = 0; i < x.length; i++) {
            double wanted = mass[fine] * (i + 0.5) / x.length;
            while (mass[c + 1] < wanted) {
                c++;
            }
            x[i] = -1 + LENGTH * (c + (wanted - mass[c]) / (mass[c + 1] - mass[c])) / fine;
        }
    }

    @Override
    protected Gas next(Gas s, Turn t) {
        t.ask();
        double left = t.get(end) - s.time;
        boolean last = left <= t.get(dt) * (1 + 1e-9);
        double step = last ? left : t.get(dt);
        double[] k1 = new Forces(t.p(), t.context(), s.x).on(s.u);
        double[] u2 = sum(s.u, 0.5 * step, k1);
        double[] k2 = new Forces(t.p(), t.context(), sum(s.x, 0.5 * step, s.u)).on(u2);
        double[] u3 = sum(s.u, 0.5 * step, k2);
        double[] k3 = new Forces(t.p(), t.context(), sum(s.x, 0.5 * step, u2)).on(u3);
        double[] u4 = sum(s.u, step, k3);
        double[] k4 = new Forces(t.p(), t.context(), sum(s.x, step, u3)).on(u4);
        double[] u = s.u.clone();
        for (int i = 0; i < u.length; i++) {
            u[i] += step / 6 * (k1[i] + 2 * k2[i] + 2 * k3[i] + k4[i]);
        }
        double[] x = sum(s.x, step, u);
        Forces forces = new Forces(t.p(), t.context(), x);
        double time = last ? t.get(end) : s.time + step;
        double before = modeVelocity(s.u, t.get(mode));
        double now = modeVelocity(u, t.get(mode));
        boolean crosses = s.omega > 0 && Double.isNaN(s.half) && before > 0 && now <= 0;
        return new Gas(time, x, u, forces.density, rows(s, x, forces.density, time, t.get(end)), crosses ? s.time + step * before / (before - now) : s.half, s.omega);
    }

    private static double[] sum(double[] a, double s, double[] b) {
        double[] c = new double[a.length];
        Arrays.setAll(c, i -> a[i] + s * b[i]);
        return c;
    }

    private static List<double[]> rows(Gas s, double[] x, double[] density, double time, double end) {
        int wanted = (int) Math.min(ROWS, Math.floor(ROWS * time / end + 1e-9));
        if (wanted <= s.rows.size()) {
            return s.rows;
        }
        List<double[]> more = new ArrayList<>(s.rows);
        double[] row = overPlaces(x, density);
        while (more.size() < wanted) {
            more.add(row);
        }
        return List.copyOf(more);
    }

    /** Means over cells; an empty one takes what its neighbor to the left has. */
    static double[] overPlaces(double[] x, double[] density) {
        double[] sum = new double[CELLS];
        int[] count = new int[CELLS];
        for (int i = 0; i < x.length; i++) {
            int c = Math.clamp((int) ((wrap(x[i]) + 1) / LENGTH * CELLS), 0, CELLS - 1);
            sum[c] += density[i];
            count[c]++;
        }
        double known = MEAN;
        for (int c = -CELLS; c < CELLS; c++) {
            int k = Math.floorMod(c, CELLS);
            known = count[k] > 0 ? sum[k] / count[k] : known;
            sum[k] = count[k] == 0 && c >= 0 ? known : sum[k];
        }
        for (int c = 0; c < CELLS; c++) {
            sum[c] /= Math.max(1, count[c]);
        }
        return sum;
    }

    static double wrap(double x) {
        return x - LENGTH * Math.floor((x + 1) / LENGTH);
    }

    /** Densities and accelerations at some places. */
    private final class Forces {
        private final SmoothingKernel w;
        private final CellGrid grid;
        private final NeighborList near;
        private final Knobs p;
        private final double[] density;
        private final StepContext context;
        private final double share;

        Forces(Knobs p, StepContext context, double[] x) {
            this.p = p;
            this.context = context;
            w = kernel(p);
            share = MEAN * LENGTH / x.length;
            grid = CellGrid.of(new double[][] {x}, x.length, new double[] {LENGTH}, w.support());
            near = NeighborList.of(grid, w.support(), context.workers(), context.cancel());
            double[] sorted = new double[x.length];
            double[] at = grid.x(0);
            context.workers().forRanges(x.length, NeighborList.BLOCK, (from, to) -> {
                for (int i = from; i < to; i++) {
                    double sum = w.at(0);
                    for (int q = near.from(i); q < near.to(i); q++) {
                        sum += w.at(Math.abs(grid.wrapped(0, at[i] - at[near.of(i)[q]])));
                    }
                    sorted[i] = share * sum;
                }
            });
            density = new double[x.length];
            grid.scatter(sorted, density);
        }

        /** Accelerations of particles with these velocities. */
        double[] on(double[] velocity) {
            double[] u = grid.gather(velocity);
            double[] rho = grid.gather(density);
            double[] at = grid.x(0);
            double[] sorted = new double[u.length];
            double h = w.support();
            double stiff = p.get(kappa);
            double a = p.get(alpha) * SOUND;
            double b = p.get(beta);
            context.workers().forRanges(u.length, NeighborList.BLOCK, (from, to) -> {
                for (int i = from; i < to; i++) {
                    double mine = stiff * (rho[i] - 1) / (rho[i] * rho[i]);
                    double sum = 0;
                    for (int q = near.from(i); q < near.to(i); q++) {
                        int j = near.of(i)[q];
                        double dx = grid.wrapped(0, at[i] - at[j]);
                        double r = Math.abs(dx);
                        double mu = h * (u[i] - u[j]) * dx / (r + 0.01 * h * h);
                        double viscous = (b * mu * mu - a * mu) / (0.5 * (rho[i] + rho[j]));
                        sum -= (mine + stiff * (rho[j] - 1) / (rho[j] * rho[j]) + viscous) * w.slopeOverDistance(r) * dx;
                    }
                    sorted[i] = share * sum;
                }
            });
            double[] acceleration = new double[u.length];
            grid.scatter(sorted, acceleration);
            return acceleration;
        }
    }

    @Override
    protected void look(Gas s, Knobs p, Look to) {
        int n = s.x.length;
        double[] place = new double[n];
        Arrays.setAll(place, i -> wrap(s.x[i]));
        to.series("particles", place, s.density);
        to.series("velocity", place, s.u);
        double[] x = new double[CELLS];
        Arrays.setAll(x, c -> -1 + LENGTH * (c + 0.5) / CELLS);
        double[] first = s.rows.isEmpty() ? overPlaces(s.x, s.density) : s.rows.getFirst();
        to.series("start", x, first);
        double[] field = new double[CELLS * ROWS];
        for (int c = 0; c < CELLS; c++) {
            for (int r = 0; r < ROWS; r++) {
                field[c * ROWS + r] = r < s.rows.size() ? s.rows.get(r)[c] : MEAN;
            }
        }
        to.field("waves", CELLS, ROWS, new Rect(-1, 0, 1, Math.max(p.get(end), 1e-9)), field);
    }
}
