package org.pushforward.engine.mesh;

import org.pushforward.engine.geometry.MonitorFunction;

/**
 * Means of a monitor m over triangles with their derivatives by the six coordinates of the corners (x₀, y₀, x₁, …), by Dunavant's rule of degree 4
 * (1985, six points). Gradients are exact, second derivatives differences of them. Immutable.
 *
 * @param triangles three nodes each
 * @param width of a cell
 */
record TriangleMeans(MonitorFunction monitor, int[] triangles, double width) {

    /** Barycentric coordinates of the rule's two orbits, and their weights. */
    private static final double[] ORBIT = {0.445948490915965, 0.091576213509771};
    private static final double[] SHARE = {0.223381589678011, 0.109951743655322};
    static final int POINTS = 6;
    /** Of the differences, in widths of a cell. */
    static final double STEP = 1e-4;

    /** Mean of m on each triangle. */
    double[] of(double[] xy) {
        return of(xy, new double[0]);
    }

    /** Second derivatives of the mean of m on each triangle over it, by the six coordinates; less the products of {@code slopes}. */
    double[] curvatures(double[] xy, double[] slopes) {
        int count = triangles.length / 3;
        double step = STEP * width;
        double[][] x = new double[5][POINTS * count];
        double[][] y = new double[5][POINTS * count];
        double[][] m = new double[5][POINTS * count];
        double[][] at = points(xy, triangles);
        x[0] = at[0];
        y[0] = at[1];
        for (int q = 0; q < POINTS * count; q++) {
            for (int k = 1; k < 5; k++) {
                x[k][q] = x[0][q] + (k == 1 ? step : k == 2 ? -step : 0);
                y[k][q] = y[0][q] + (k == 3 ? step : k == 4 ? -step : 0);
            }
        }
        for (int k = 0; k < 5; k++) {
            monitor.densityAndGradient(x[k], y[k], m[k], x[k], y[k], 0, m[k].length);
        }
        double[] mean = new double[count];
        for (int q = 0; q < m[0].length; q++) {
            mean[q / POINTS] += SHARE[q % POINTS / 3] * m[0][q];
        }
        double[] second = new double[36 * count];
        for (int q = 0; q < m[0].length; q++) {
            double w = SHARE[q % POINTS / 3] * m[0][q] / mean[q / POINTS];
            double[] d = {x[0][q] * x[0][q] + (x[1][q] - x[2][q]) / (2 * step), x[0][q] * y[0][q] + (y[1][q] - y[2][q] + x[3][q] - x[4][q]) / (4 * step),
                y[0][q] * y[0][q] + (y[3][q] - y[4][q]) / (2 * step)};
            for (int i = 0; i < 6; i++) {
                for (int j = 0; j < 6; j++) {
                    second[q / POINTS * 36 + 6 * i + j] += w * barycentric(q % POINTS, i / 2) * barycentric(q % POINTS, j / 2) * d[i % 2 + j % 2];
                }
            }
        }
        for (int k = 0; k < second.length; k++) {
            second[k] -= slopes[k / 36 * 6 + k % 36 / 6] * slopes[k / 36 * 6 + k % 6];
        }
        return second;
    }

    /** Mean of m on each triangle, and the gradient of its logarithm by the six coordinates where {@code slopes} is given. */
    double[] of(double[] xy, double[] slopes) {
        int count = triangles.length / 3;
        double[][] at = points(xy, triangles);
        double[] x = at[0];
        double[] y = at[1];
        double[] m = new double[x.length];
        double[] mean = new double[count];
        if (slopes.length == 0) {
            monitor.density(x, y, m, 0, m.length);
        } else {
            monitor.densityAndGradient(x, y, m, x, y, 0, m.length);
        }
        for (int q = 0; q < m.length; q++) {
            mean[q / POINTS] += SHARE[q % POINTS / 3] * m[q];
        }
        if (slopes.length > 0) {
            for (int q = 0; q < m.length; q++) {
                for (int v = 0; v < 3; v++) {
                    double w = SHARE[q % POINTS / 3] * m[q] * barycentric(q % POINTS, v) / mean[q / POINTS];
                    slopes[q / POINTS * 6 + 2 * v] += w * x[q];
                    slopes[q / POINTS * 6 + 2 * v + 1] += w * y[q];
                }
            }
        }
        return mean;
    }

    /** Where the rule evaluates: x of the six points of each triangle, and y. */
    static double[][] points(double[] xy, int[] triangles) {
        double[][] points = new double[2][POINTS * (triangles.length / 3)];
        for (int q = 0; q < points[0].length; q++) {
            for (int v = 0; v < 3; v++) {
                int at = 2 * triangles[q / POINTS * 3 + v];
                points[0][q] += barycentric(q % POINTS, v) * xy[at];
                points[1][q] += barycentric(q % POINTS, v) * xy[at + 1];
            }
        }
        return points;
    }

    /** Weight of the q-th of those points. */
    static double share(int q) {
        return SHARE[q % POINTS / 3];
    }

    static double barycentric(int point, int corner) {
        double a = ORBIT[point / 3];
        return point % 3 == corner ? 1 - 2 * a : a;
    }
}
