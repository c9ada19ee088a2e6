package org.pushforward.engine.rom;

import java.util.Arrays;
import org.pushforward.engine.numerics.Philox;

/**
 * A structure by its modes, each an oscillator q″ + 2ζω q′ + ω² q = φᵀ f that is shaken by independent forces on every sensor's place, held
 * between two samples and so stepped exactly; what is measured are accelerations. Immutable.
 *
 * @param omega angular frequencies, rising
 * @param shapes a row a mode, values at the sensors
 * @param rate samples a second
 */
record ShakenStructure(double[] omega, double[][] shapes, double damping, double rate) {

    /** Roots of cos β cosh β = −1, of a cantilever. */
    private static final double[] CANTILEVER = {1.8751040687119611, 4.694091132974175, 7.854757438237613, 10.995540734875467};

    /** n equal masses between equal springs, one end held: ω_k = 2√(k/m) sin((2k−1)π/(4n+2)), up to 12 Hz. */
    static ShakenStructure chain(int n, double damping) {
        double[] omega = new double[n];
        double[][] shapes = new double[n][n];
        for (int k = 0; k < n; k++) {
            double angle = (2 * k + 1) * Math.PI / (4 * n + 2);
            omega[k] = 2 * (2 * Math.PI * 6) * Math.sin(angle);
            double sum = 0;
            for (int i = 0; i < n; i++) {
                shapes[k][i] = Math.sin(2 * (i + 1) * angle);
                sum += shapes[k][i] * shapes[k][i];
            }
            double length = Math.sqrt(sum);
            shapes[k] = Arrays.stream(shapes[k]).map(v -> v / length).toArray();
        }
        return new ShakenStructure(omega, shapes, damping, 64);
    }

    /** A clamped beam with eight sensors and its first four modes, ω ∝ β²: 2 to 69 Hz. */
    static ShakenStructure spar(double damping) {
        double[] omega = new double[4];
        double[][] shapes = new double[4][8];
        for (int k = 0; k < 4; k++) {
            double b = CANTILEVER[k];
            omega[k] = 2 * Math.PI * 2 * Math.pow(b / CANTILEVER[0], 2);
            double s = (Math.cosh(b) + Math.cos(b)) / (Math.sinh(b) + Math.sin(b));
            double sum = 0;
            for (int i = 0; i < 8; i++) {
                double x = b * (i + 1) / 8;
                shapes[k][i] = Math.cosh(x) - Math.cos(x) - s * (Math.sinh(x) - Math.sin(x));
                sum += shapes[k][i] * shapes[k][i];
            }
            double length = Math.sqrt(sum);
            shapes[k] = Arrays.stream(shapes[k]).map(v -> v / length).toArray();
        }
        return new ShakenStructure(omega, shapes, damping, 200);
    }

    int modes() {
        return omega.length;
    }

    int sensors() {
        return shapes[0].length;
    }

    double hertz(int mode) {
        return omega[mode] / (2 * Math.PI);
    }

    /** Where all modes stand: q and q′ of each in turn. */
    double[] still() {
        return new double[2 * modes()];
    }

    /**
     * Accelerations at the sensors while it is shaken; {@code state} is moved on.
     *
     * @param number of the block, which its forces are drawn by
     */
    double[][] measured(double[] state, int samples, int number, Philox random) {
        double[] f = new double[samples * sensors()];
        random.normals((long) number * samples, samples, 0, sensors(), f, 0);
        double[][] y = new double[samples][sensors()];
        double dt = 1 / rate;
        for (int k = 0; k < modes(); k++) {
            double w = omega[k];
            double decay = damping * w;
            double wd = w * Math.sqrt(1 - damping * damping);
            double e = Math.exp(-decay * dt);
            double c = e * Math.cos(wd * dt);
            double s = e * Math.sin(wd * dt) / wd;
            for (int t = 0; t < samples; t++) {
                double force = 0;
                for (int i = 0; i < sensors(); i++) {
                    force += shapes[k][i] * f[t * sensors() + i];
                }
                double q = state[2 * k];
                double v = state[2 * k + 1];
                double a = force - 2 * decay * v - w * w * q;
                for (int i = 0; i < sensors(); i++) {
                    y[t][i] += shapes[k][i] * a;
                }
                // About the rest position under the force that is held.
                double rest = force / (w * w);
                double away = q - rest;
                state[2 * k] = rest + c * away + s * (v + decay * away);
                state[2 * k + 1] = c * v - s * (decay * v + w * w * away);
            }
        }
        return y;
    }
}
