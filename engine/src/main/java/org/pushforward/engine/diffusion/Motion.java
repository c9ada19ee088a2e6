package org.pushforward.engine.diffusion;

import java.util.Arrays;
import org.pushforward.engine.numerics.Extrapolation;
import org.pushforward.engine.numerics.Philox;

/**
 * Trajectories of a pendulum, H = p²/2 − cos(q)/ℓ, or of an oscillator, H = (p² + q²/ℓ)/2, frame by frame; exact to 1e-13 by extrapolation.
 *
 * @param q place, {@code q[trajectory][frame]}
 * @param p momentum
 * @param length ℓ of each trajectory
 */
record Motion(System system, double[][] q, double[][] p, double[] length) {

    /** The places where energies of the pendulum's data lie, in units of 1/ℓ. */
    private static final double LOWEST = -0.9;
    private static final double RANGE = 1.2;

    enum System {
        HARMONIC, PENDULUM
    }

    static double energy(System system, double q, double p) {
        return 0.5 * p * p + (system == System.HARMONIC ? 0.5 * q * q : -Math.cos(q));
    }

    /** n trajectories with energies uniform between −0.9/ℓ and 0.3/ℓ, each from some moment of its turn; lengths between two bounds, uniform in ln ℓ. */
    static Motion of(System system, int n, int frames, double h, double shortest, double longest, Philox random) {
        double[] u = new double[3 * n];
        random.uniforms(0, n, 0, 3, u, 0);
        double[][] q = new double[n][frames];
        double[][] p = new double[n][frames];
        double[] length = new double[n];
        for (int k = 0; k < n; k++) {
            length[k] = shortest * Math.pow(longest / shortest, u[3 * k + 2]);
            double level = LOWEST + RANGE * u[3 * k];
            double[] y = {system == System.HARMONIC ? 0.5 + 0.5 * RANGE * u[3 * k] : Math.acos(-level), 0};
            // From the turning point for some part of a turn.
            follow(system, length[k], y, 2 * Math.PI * Math.sqrt(length[k]) * u[3 * k + 1]);
            for (int f = 0; f < frames; f++) {
                q[k][f] = y[0];
                p[k][f] = y[1];
                follow(system, length[k], y, h);
            }
        }
        return new Motion(system, q, p, length);
    }

    private static void follow(System system, double length, double[] y, double time) {
        Extrapolation.solve((_, z, slope) -> {
            slope[0] = z[1];
            slope[1] = -(system == System.HARMONIC ? z[0] : Math.sin(z[0])) / length;
        }, 0, time, y, 1e-13, 0.5);
    }

    Motion with(double[][] otherQ, double[][] otherP) {
        return new Motion(system, otherQ, otherP, length);
    }

    /** Every number with noise of this deviation added. */
    Motion noisy(double deviation, Philox random) {
        double[][] newQ = new double[q.length][];
        double[][] newP = new double[q.length][];
        for (int k = 0; k < q.length; k++) {
            int n = q[k].length;
            double[] z = new double[2 * n];
            random.normals(k, 1, 0, z.length, z, 0);
            double[] oldQ = q[k];
            double[] oldP = p[k];
            newQ[k] = new double[n];
            newP[k] = new double[n];
            Arrays.setAll(newQ[k], f -> oldQ[f] + deviation * z[2 * f]);
            Arrays.setAll(newP[k], f -> oldP[f] + deviation * z[2 * f + 1]);
        }
        return with(newQ, newP);
    }
}
