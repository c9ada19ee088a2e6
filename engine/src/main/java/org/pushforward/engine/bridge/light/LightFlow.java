package org.pushforward.engine.bridge.light;

import java.util.Arrays;
import org.pushforward.engine.api.StepContext;
import org.pushforward.engine.data.PointSource;
import org.pushforward.engine.numerics.Philox;
import org.pushforward.engine.numerics.QuadraticLogSumExp;

/**
 * Particles that follow the drift of a light bridge from t = 0 to 1 by N Euler–Maruyama steps x ← x + h g(x, t) + √(εh) z (Maruyama
 * 1955; weak order 1), again and again; or particles at a time of choice, drawn exactly from the bridge. The noise is a function of
 * seed, particle, pass and step. O(nKd) a step. Immutable and thread-safe.
 *
 * @param n number of particles
 * @param steps N
 */
record LightFlow(PointSource source, int n, int steps, Philox random) {

    private static final int GRAIN = 256;
    private static final int STARTS = 1;
    private static final int NOISE = 2;
    private static final int ENDS = 3;
    /** Particles whose ways are kept. */
    static final int TRACKED = 40;

    /**
     * Where the particles are. Immutable; arrays are never written.
     *
     * @param pass how often they have started, less one
     * @param step time steps since
     * @param x positions, n × d row-major
     * @param start positions at t = 0
     * @param ways positions of the first few at steps 0 to {@code step}, time after time
     */
    record Pass(int pass, int step, double[] x, double[] start, double[] ways) {
        long bytes() {
            return (long) Double.BYTES * (x.length + start.length + ways.length);
        }
    }

    int dimension() {
        return source.dimension();
    }

    int tracked() {
        return Math.min(TRACKED, n);
    }

    /** Fresh draws from p₀. */
    Pass start(int pass) {
        double[] x = new double[n * dimension()];
        source.draw(random.stream(STARTS), pass, 0, n, x, 0);
        return new Pass(pass, 0, x, x, Arrays.copyOf(x, tracked() * dimension()));
    }

    /** One time step; from t = 1 on, the first of the next pass. */
    Pass advance(Pass from, LightBridge bridge, StepContext context) {
        Pass p = from.step() == steps ? start(from.pass() + 1) : from;
        int d = dimension();
        double h = 1.0 / steps;
        double kick = Math.sqrt(bridge.eps() * h);
        int stamp = p.pass() * steps + p.step();
        QuadraticLogSumExp potential = bridge.potential(h * p.step());
        Philox noise = random.stream(NOISE);
        double[] to = new double[p.x().length];
        context.workers().forRanges(n, GRAIN, (first, end) -> {
            context.cancel().throwIfCancelled();
            double[] z = new double[(end - first) * d];
            noise.normals(first, end - first, stamp, d, z, 0);
            potential.gradient(p.x(), first, end, h * bridge.eps(), to, potential.scratch());
            for (int k = first * d; k < end * d; k++) {
                to[k] += p.x()[k] + kick * z[k - first * d];
            }
        });
        int width = tracked() * d;
        double[] ways = Arrays.copyOf(p.ways(), p.ways().length + width);
        System.arraycopy(to, 0, ways, p.ways().length, width);
        return new Pass(p.pass(), p.step() + 1, to, p.start(), ways);
    }

    /** The particles at time t: X₁ drawn from the plan and X_t = (1 − t)X₀ + tX₁ + √(εt(1 − t)) Z; the same draws for every t. */
    Pass hold(LightBridge bridge, double t) {
        Pass p = start(0);
        double[] ends = new PushedSource(source, bridge).push(p.x(), random.stream(ENDS), 0, 0);
        double[] x = new double[ends.length];
        random.stream(NOISE).normals(0, n, 0, dimension(), x, 0);
        double spread = Math.sqrt(bridge.eps() * t * (1 - t));
        for (int k = 0; k < x.length; k++) {
            x[k] = (1 - t) * p.x()[k] + t * ends[k] + spread * x[k];
        }
        return new Pass(0, 0, x, p.x(), Arrays.copyOf(x, tracked() * dimension()));
    }
}
