package org.pushforward.engine.pde;

import java.util.List;
import org.pushforward.engine.numerics.SphericalHarmonics;

/** Globes side by side, north poles in front and up, with the grid of {@link SphericalHarmonics} and a node at each pole. Stateless. */
final class Globes {

    private static final double APART = 2.2;
    /** By so much a pole leans to who looks. */
    private static final double LEAN = Math.toRadians(35);
    /** So that they stand beside each other as a space is seen at first. */
    private static final double TURN = Math.toRadians(34);

    private Globes() { }

    private static int size(SphericalHarmonics s) {
        return s.places() + 2;
    }

    static double[] nodes(SphericalHarmonics s, int globes) {
        double[] xyz = new double[3 * size(s) * globes];
        for (int g = 0; g < globes; g++) {
            for (int k = 0; k < size(s); k++) {
                double z = k < s.places() ? s.sine(k / s.meridians()) : k == s.places() ? -1 : 1;
                double c = Math.sqrt(1 - z * z);
                double lambda = 2 * Math.PI * (k % s.meridians()) / s.meridians();
                double y = -c * Math.cos(lambda);
                int at = 3 * (g * size(s) + k);
                double right = APART * (g - 0.5 * (globes - 1)) + c * Math.sin(lambda);
                double away = y * Math.cos(LEAN) - z * Math.sin(LEAN);
                xyz[at] = Math.cos(TURN) * right + Math.sin(TURN) * away;
                xyz[at + 1] = -Math.sin(TURN) * right + Math.cos(TURN) * away;
                xyz[at + 2] = y * Math.sin(LEAN) + z * Math.cos(LEAN);
            }
        }
        return xyz;
    }

    static int[] triangles(SphericalHarmonics s, int globes) {
        int n = s.meridians();
        int[] t = new int[3 * 2 * n * s.latitudes() * globes];
        int at = 0;
        for (int g = 0; g < globes; g++) {
            int from = g * size(s);
            for (int i = 0; i < n; i++) {
                int east = (i + 1) % n;
                for (int j = 0; j + 1 < s.latitudes(); j++) {
                    for (int corner : new int[] {j * n + i, j * n + east, (j + 1) * n + east, j * n + i, (j + 1) * n + east, (j + 1) * n + i}) {
                        t[at++] = from + corner;
                    }
                }
                int top = (s.latitudes() - 1) * n;
                for (int corner : new int[] {s.places(), east, i, s.places() + 1, top + i, top + east}) {
                    t[at++] = from + corner;
                }
            }
        }
        return t;
    }

    /** Values of the nodes; at the poles the mean of the nearest latitude. */
    static double[] values(SphericalHarmonics s, List<double[]> fields) {
        double[] v = new double[size(s) * fields.size()];
        int n = s.meridians();
        for (int g = 0; g < fields.size(); g++) {
            double[] f = fields.get(g);
            System.arraycopy(f, 0, v, g * size(s), f.length);
            for (int i = 0; i < n; i++) {
                v[g * size(s) + f.length] += f[i] / n;
                v[g * size(s) + f.length + 1] += f[f.length - n + i] / n;
            }
        }
        return v;
    }

    /** As a map from −180° eastwards slow and from the south pole fast. */
    static double[] map(SphericalHarmonics s, double[] f) {
        int n = s.meridians();
        double[] m = new double[f.length];
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < s.latitudes(); j++) {
                m[i * s.latitudes() + j] = f[j * n + (i + n / 2) % n];
            }
        }
        return m;
    }
}
