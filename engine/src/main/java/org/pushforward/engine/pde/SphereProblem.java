package org.pushforward.engine.pde;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.jtransforms.fft.DoubleFFT_2D;
import org.pushforward.engine.numerics.Philox;
import org.pushforward.engine.numerics.ShallowWater;
import org.pushforward.engine.numerics.SphericalHarmonics;

/**
 * What goes on on a sphere, from one moment to the next: diffusion, a rotation about a tilted axis, or a jet in shallow water. Fields are coefficients a channel; of water
 * vorticity, divergence and geopotential, over their scales. Immutable.
 *
 * @param interval hours
 * @param viscosity radii² an hour
 * @param tilt of the axis, in radians
 */
record SphereProblem(String kind, SphericalHarmonics sphere, double viscosity, double interval, double tilt) {

    static final String DIFFUSION = "diffusion";
    static final String ROTATION = "rotation";
    static final String WATER = "galewsky";
    private static final double HOUR = 3600;
    /** Of the highest degree, s: two hours, as published for high degrees, would take the jet away before it moves. */
    private static final double DECAY = 172_800;
    /** The published bump is 120 m high; ours makes the jet roll up within days at a low degree. */
    private static final double BUMP = 480;
    /** Hours of a turn. */
    private static final double TURN = 288;
    /** Of vorticity (1/s), divergence (1/s) and geopotential (m²/s²) less its mean. */
    private static final double[] SCALES = {3e-5, 1e-6, 5e3};

    boolean isWater() {
        return kind.equals(WATER);
    }

    int channels() {
        return isWater() ? SCALES.length : 1;
    }

    private ShallowWater water() {
        ShallowWater e = ShallowWater.earth(sphere);
        return new ShallowWater(sphere, e.radius(), e.rotation(), e.gravity(), e.depth(), DECAY);
    }

    /** A start: random fields whose spectrum falls; of water the published jet with a higher bump as number −1, else others. */
    double[][] start(Philox random, int number) {
        if (!isWater()) {
            double[] a = new double[2 * sphere.count()];
            random.normals(number + 1, 1, 0, a.length, a, 0);
            double[] falling = new double[sphere.degree() + 1];
            Arrays.setAll(falling, l -> l == 0 ? 0 : Math.pow(1 + l, -1.5));
            for (int l = 0; l <= sphere.degree(); l++) {
                a[2 * sphere.index(l, 0) + 1] = 0;
            }
            return new double[][] {sphere.filtered(a, falling)};
        }
        double[] u = new double[6];
        random.uniforms(number + 1, 1, 0, 6, u, 0);
        if (number < 0) {
            u = new double[] {0.5, 0.5, 0, 0, 0.5, 0};
        }
        double south = Math.PI / 7 + 0.3 * (u[0] - 0.5);
        double width = 3 * Math.PI / 14 * (1 + 0.3 * (u[1] - 0.5));
        double most = number < 0 ? 80 : 60 + 40 * u[2];
        ShallowWater w = water();
        ShallowWater.State s = w.balanced(ShallowWater.jet(most, south, south + width));
        s = w.raised(s, w.bump(2 * BUMP * u[4], 2 * Math.PI * u[3], south + width / 2));
        return number < 0 ? scaled(s) : scaled(w.raised(s, w.bump(BUMP * u[2], 2 * Math.PI * u[5], south + width / 2)));
    }

    private double[][] scaled(ShallowWater.State s) {
        double[][] a = {s.zeta().clone(), s.delta().clone(), s.phi().clone()};
        a[2][0] -= water().gravity() * water().depth();
        for (int c = 0; c < a.length; c++) {
            double scale = SCALES[c];
            a[c] = Arrays.stream(a[c]).map(v -> v / scale).toArray();
        }
        return a;
    }

    private ShallowWater.State water(double[][] a) {
        double[][] b = IntStream.range(0, a.length).mapToObj(c -> Arrays.stream(a[c]).map(v -> v * SCALES[c]).toArray()).toArray(double[][]::new);
        b[2][0] += water().gravity() * water().depth();
        return new ShallowWater.State(b[0], b[1], b[2]);
    }

    /** An interval later. */
    double[][] next(double[][] a) {
        return switch (kind) {
            case DIFFUSION -> new double[][] {sphere.filtered(a[0], sphere.diffusion(viscosity, interval))};
            case ROTATION -> new double[][] {sphere.rotated(a[0], about(2 * Math.PI * interval / TURN))};
            default -> scaled(water().advanced(water(a), interval * HOUR, water().steps(interval * HOUR)));
        };
    }

    /** Turned by an angle about the axis that is tilted towards longitude 0, row-major. */
    private double[] about(double angle) {
        double[] n = {Math.sin(tilt), 0, Math.cos(tilt)};
        double s = Math.sin(angle);
        double c = 1 - Math.cos(angle);
        double[] cross = {0, -n[2], n[1], n[2], 0, -n[0], -n[1], n[0], 0};
        double[] r = new double[9];
        Arrays.setAll(r, k -> (k % 4 == 0 ? 1 - c : 0) + s * cross[k] + c * n[k / 3] * n[k % 3]);
        return r;
    }

    /** What the globe looks like tilted to the side by the angle of the axis. */
    double[] tilted(double[] a) {
        double s = Math.sin(tilt);
        double c = Math.cos(tilt);
        return sphere.rotated(a, new double[] {1, 0, 0, 0, c, -s, 0, s, c});
    }

    /** Values of all channels on the grid, one behind the other. */
    double[] values(double[][] a) {
        return Arrays.stream(a).flatMapToDouble(c -> Arrays.stream(sphere.values(c))).toArray();
    }

    /** Coefficients of all channels of values on the grid. */
    double[][] coefficients(double[] values) {
        int n = sphere.places();
        return IntStream.range(0, channels()).mapToObj(c -> sphere.coefficients(Arrays.copyOfRange(values, c * n, (c + 1) * n))).toArray(double[][]::new);
    }

    /** Without what is beyond the degree; several fields may stand one behind the other. */
    double[] truncated(double[] values) {
        int n = sphere.places();
        return IntStream.range(0, values.length / n).mapToObj(c -> sphere.values(sphere.coefficients(Arrays.copyOfRange(values, c * n, (c + 1) * n)))).flatMapToDouble(Arrays::stream).toArray();
    }

    /** Σ_l of the vorticity's spectrum over l(l + 1): kinetic energy of what turns, up to a factor. */
    double turningEnergy(double[] values) {
        double[] s = sphere.spectrum(sphere.coefficients(Arrays.copyOf(values, sphere.places())));
        return IntStream.rangeClosed(1, sphere.degree()).mapToDouble(l -> s[l] / (l * (l + 1.0))).sum();
    }

    /** ‖u − v‖/‖v‖ of the first channel, with the weights of latitudes. */
    double distance(double[] u, double[] v) {
        double off = 0;
        double all = 0;
        for (int k = 0; k < sphere.places(); k++) {
            double w = sphere.weight(k / sphere.meridians());
            off += w * (u[k] - v[k]) * (u[k] - v[k]);
            all += w * v[k] * v[k];
        }
        return Math.sqrt(off / Math.max(all, 1e-300));
    }

    /** The best factor of every wave that latitudes × meridians have, as if latitudes were a circle too: real and imaginary parts in turn. */
    double[] fittedWaves(double[][] before, double[][] after) {
        double[] factor = new double[2 * sphere.places()];
        double[] down = new double[sphere.places()];
        for (int i = 0; i < before.length; i++) {
            double[] a = waves(before[i]);
            double[] b = waves(after[i]);
            for (int k = 0; k < down.length; k++) {
                factor[2 * k] += a[2 * k] * b[2 * k] + a[2 * k + 1] * b[2 * k + 1];
                factor[2 * k + 1] += a[2 * k] * b[2 * k + 1] - a[2 * k + 1] * b[2 * k];
                down[k] += a[2 * k] * a[2 * k] + a[2 * k + 1] * a[2 * k + 1];
            }
        }
        for (int k = 0; k < factor.length; k++) {
            factor[k] = down[k / 2] == 0 ? 0 : factor[k] / down[k / 2];
        }
        return factor;
    }

    private double[] waves(double[] values) {
        double[] z = new double[2 * sphere.places()];
        for (int k = 0; k < sphere.places(); k++) {
            z[2 * k] = values[k];
        }
        new DoubleFFT_2D(sphere.latitudes(), sphere.meridians()).complexForward(z);
        return z;
    }

    /** Values with every wave times its factor. */
    double[] filtered(double[] values, double[] factor) {
        double[] z = waves(values);
        for (int k = 0; k < sphere.places(); k++) {
            double x = z[2 * k];
            z[2 * k] = x * factor[2 * k] - z[2 * k + 1] * factor[2 * k + 1];
            z[2 * k + 1] = x * factor[2 * k + 1] + z[2 * k + 1] * factor[2 * k];
        }
        new DoubleFFT_2D(sphere.latitudes(), sphere.meridians()).complexInverse(z, true);
        double[] f = new double[sphere.places()];
        Arrays.setAll(f, k -> z[2 * k]);
        return f;
    }
}
