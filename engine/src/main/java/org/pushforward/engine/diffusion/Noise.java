package org.pushforward.engine.diffusion;

import org.pushforward.engine.numerics.Philox;

/** Standard normal numbers that a sampler starts from, n × d row-major. Stateless. */
final class Noise {

    /** Parts of the golden ratio, and of the next ones of its kind, by which the lattice turns (Roberts 2018). */
    private static final double[] TURN = {0.6180339887498949, 0.7548776662466927, 0.5698402909980532};

    private Noise() { }

    static double[] gaussian(int n, int d, Philox random) {
        double[] z = new double[n * d];
        random.normals(0, n, 0, d, z, 0);
        return z;
    }

    /** A lattice that Box and Muller's map spreads evenly over the normal law: u₁ = (i + ½)/n, u₂ the fractional part of (i + ½) times the golden ratio. */
    static double[] lattice(int n, int d) {
        double[] z = new double[n * d];
        for (int i = 0; i < n; i++) {
            for (int k = 0; k < d; k += 2) {
                double u = k == 0 ? (i + 0.5) / n : part(i, TURN[1]);
                double radius = Math.sqrt(-2 * Math.log(u));
                double angle = 2 * Math.PI * part(i, TURN[k == 0 ? 0 : 2]);
                z[i * d + k] = radius * Math.cos(angle);
                if (k + 1 < d) {
                    z[i * d + k + 1] = radius * Math.sin(angle);
                }
            }
        }
        return z;
    }

    private static double part(int i, double turn) {
        double u = (i + 0.5) * turn;
        return u - Math.floor(u);
    }
}
