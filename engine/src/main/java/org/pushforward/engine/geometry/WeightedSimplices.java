package org.pushforward.engine.geometry;

import java.util.Arrays;

/**
 * Points, segments or triangles that carry mass: density times length or area each. Immutable and thread-safe.
 *
 * @param dimension of the space, 2 or 3
 * @param order vertices of a simplex: 1, 2 or 3
 * @param xy vertices, row-major
 * @param simplices numbers of their vertices, {@code order} each
 * @param weights densities; negative ones take away, as corners of a polygon that are seen from outside do
 */
public record WeightedSimplices(int dimension, int order, double[] xy, int[] simplices, double[] weights) {

    public WeightedSimplices {
        if (order < 1 || order > 3 || simplices.length != order * weights.length) {
            throw new IllegalArgumentException(simplices.length + " vertices of simplices of order " + order + " with " + weights.length + " weights");
        }
    }

    /** The inside of a polygon, as triangles from its first corner that count by their orientation; its corners go round either way. */
    public static WeightedSimplices polygon(double[] xy, double weight) {
        int n = xy.length / 2;
        int[] fan = new int[3 * Math.max(0, n - 2)];
        double[] weights = new double[Math.max(0, n - 2)];
        double area = 0;
        for (int k = 0; k < weights.length; k++) {
            fan[3 * k + 1] = k + 1;
            fan[3 * k + 2] = k + 2;
            double signed = signedArea(xy, 0, k + 1, k + 2);
            weights[k] = weight * Math.signum(signed);
            area += signed;
        }
        double turn = Math.signum(area);
        return new WeightedSimplices(2, 3, xy, fan, Arrays.stream(weights).map(w -> w * turn).toArray());
    }

    private static double signedArea(double[] xy, int a, int b, int c) {
        return 0.5 * ((xy[2 * b] - xy[2 * a]) * (xy[2 * c + 1] - xy[2 * a + 1]) - (xy[2 * c] - xy[2 * a]) * (xy[2 * b + 1] - xy[2 * a + 1]));
    }

    public int count() {
        return weights.length;
    }

    /** Mass of simplex e: weight times length or area, or the weight itself. */
    public double mass(int e) {
        return weights[e] * switch (order) {
            case 1 -> 1;
            case 2 -> distance(simplices[2 * e], simplices[2 * e + 1]);
            default -> area(simplices[3 * e], simplices[3 * e + 1], simplices[3 * e + 2]);
        };
    }

    /** The whole mass, F(0). */
    public double content() {
        double sum = 0;
        for (int e = 0; e < count(); e++) {
            sum += mass(e);
        }
        return sum;
    }

    private double distance(int a, int b) {
        double sum = 0;
        for (int k = 0; k < dimension; k++) {
            double d = xy[dimension * a + k] - xy[dimension * b + k];
            sum += d * d;
        }
        return Math.sqrt(sum);
    }

    private double area(int a, int b, int c) {
        double uu = 0;
        double vv = 0;
        double uv = 0;
        for (int k = 0; k < dimension; k++) {
            double u = xy[dimension * b + k] - xy[dimension * a + k];
            double v = xy[dimension * c + k] - xy[dimension * a + k];
            uu += u * u;
            vv += v * v;
            uv += u * v;
        }
        return 0.5 * Math.sqrt(Math.max(0, uu * vv - uv * uv));
    }

    /** Adds F(k) to two entries of {@code out}, real part first; {@code k} is in radians a unit of length. */
    public void transform(double[] k, double[] out, int at) {
        for (int e = 0; e < count(); e++) {
            int s = order * e;
            switch (order) {
                case 1 -> SimplexTransform.point(phase(k, simplices[s]), weights[e], out, at);
                case 2 -> SimplexTransform.segment(phase(k, simplices[s]), phase(k, simplices[s + 1]), mass(e), out, at);
                default -> SimplexTransform.triangle(phase(k, simplices[s]), phase(k, simplices[s + 1]), phase(k, simplices[s + 2]), mass(e), out, at);
            }
        }
    }

    private double phase(double[] k, int vertex) {
        double sum = 0;
        for (int d = 0; d < dimension; d++) {
            sum += k[d] * xy[dimension * vertex + d];
        }
        return sum;
    }
}
