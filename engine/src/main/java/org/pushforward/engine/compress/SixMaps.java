package org.pushforward.engine.compress;

import org.pushforward.engine.numerics.Philox;

/**
 * A problem for mixtures of experts: six affine maps of the plane, each valid around one of six places on a circle, where the inputs lie normally distributed.
 *
 * @param slope six 2 × 2 matrices
 * @param shift what the places are sent to, six times two
 */
record SixMaps(double[] slope, double[] shift) {

    private static final int CLUSTERS = 6;
    private static final double RADIUS = 2;
    private static final double SPREAD = 0.35;

    /** n points and what the map of their cluster makes of them. */
    record Points(double[] x, double[] y) { }

    /** All numbers normal. */
    static SixMaps of(Philox random) {
        double[] slope = new double[4 * CLUSTERS];
        double[] shift = new double[2 * CLUSTERS];
        random.stream(1).normals(0, 1, 0, slope.length, slope, 0);
        random.stream(2).normals(0, 1, 0, shift.length, shift, 0);
        return new SixMaps(slope, shift);
    }

    /** n points by lot. */
    Points sampled(Philox random, int n) {
        double[] z = new double[2 * n];
        double[] u = new double[n];
        random.stream(3).normals(0, n, 0, 2, z, 0);
        random.stream(4).uniforms(0, n, 0, 1, u, 0);
        return points(z, u);
    }

    /** @param uniforms say which cluster a point belongs to, {@code normals} where it lies in it */
    Points points(double[] normals, double[] uniforms) {
        int n = uniforms.length;
        double[] x = new double[2 * n];
        double[] y = new double[2 * n];
        for (int k = 0; k < n; k++) {
            int c = Math.min(CLUSTERS - 1, (int) (CLUSTERS * uniforms[k]));
            double dx = SPREAD * normals[2 * k];
            double dy = SPREAD * normals[2 * k + 1];
            x[2 * k] = RADIUS * Math.cos(2 * Math.PI * c / CLUSTERS) + dx;
            x[2 * k + 1] = RADIUS * Math.sin(2 * Math.PI * c / CLUSTERS) + dy;
            for (int i = 0; i < 2; i++) {
                y[2 * k + i] = slope[4 * c + 2 * i] * dx + slope[4 * c + 2 * i + 1] * dy + shift[2 * c + i];
            }
        }
        return new Points(x, y);
    }
}
