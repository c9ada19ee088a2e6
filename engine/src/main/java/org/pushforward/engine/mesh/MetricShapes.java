package org.pushforward.engine.mesh;

import org.pushforward.engine.numerics.CubicSplineField;

/**
 * Means of an anisotropic metric's P and Q over triangles, so of the logarithm of its shape A, with their derivatives by the six coordinates of the corners, by the
 * rule of {@link TriangleMeans}. Gradients are exact, second derivatives differences of them. Immutable.
 *
 * @param triangles three nodes each
 * @param step of the differences
 */
record MetricShapes(AnisotropicMetric metric, int[] triangles, double step) {

    /** Length of what {@link #jets} says of a triangle: a mean, six slopes, 36 curvatures. */
    private static final int JET = 43;

    /** P of all triangles, then Q. */
    double[][] of(double[] xy) {
        return new double[][] {means(metric.p(), xy), means(metric.q(), xy)};
    }

    private double[] means(CubicSplineField field, double[] xy) {
        double[][] at = TriangleMeans.points(xy, triangles);
        field.values(at[0], at[1], at[0], 0, at[0].length);
        double[] mean = new double[triangles.length / 3];
        for (int k = 0; k < at[0].length; k++) {
            mean[k / TriangleMeans.POINTS] += TriangleMeans.share(k) * at[0][k];
        }
        return mean;
    }

    /** The same with slopes and curvatures, of each triangle. */
    double[][][] jets(double[] xy) {
        return new double[][][] {jets(metric.p(), xy), jets(metric.q(), xy)};
    }

    private double[][] jets(CubicSplineField field, double[] xy) {
        double[][] at = TriangleMeans.points(xy, triangles);
        int n = at[0].length;
        double[][] values = new double[5][];
        double[][] alongX = new double[5][n];
        double[][] alongY = new double[5][n];
        for (int k = 0; k < 5; k++) {
            double[] x = at[0].clone();
            double[] y = at[1].clone();
            for (int i = 0; i < n; i++) {
                x[i] += k == 1 ? step : k == 2 ? -step : 0;
                y[i] += k == 3 ? step : k == 4 ? -step : 0;
            }
            values[k] = x;
            field.valuesAndGradients(x, y, values[k], alongX[k], alongY[k], 0, n);
        }
        double[][] jets = new double[triangles.length / 3][JET];
        for (int i = 0; i < n; i++) {
            double share = TriangleMeans.share(i);
            double[] second = {(alongX[1][i] - alongX[2][i]) / (2 * step), (alongX[3][i] - alongX[4][i] + alongY[1][i] - alongY[2][i]) / (4 * step), (alongY[3][i] - alongY[4][i]) / (2 * step)};
            add(jets[i / TriangleMeans.POINTS], i % TriangleMeans.POINTS, share, values[0][i], alongX[0][i], alongY[0][i], second);
        }
        return jets;
    }

    private static void add(double[] jet, int point, double share, double value, double alongX, double alongY, double[] second) {
        jet[0] += share * value;
        for (int i = 0; i < 6; i++) {
            double weight = share * TriangleMeans.barycentric(point, i / 2);
            jet[1 + i] += weight * (i % 2 == 0 ? alongX : alongY);
            for (int j = 0; j < 6; j++) {
                jet[7 + 6 * i + j] += weight * TriangleMeans.barycentric(point, j / 2) * second[i % 2 + j % 2];
            }
        }
    }
}
