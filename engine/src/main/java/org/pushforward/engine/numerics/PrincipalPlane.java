package org.pushforward.engine.numerics;

import java.util.List;

/**
 * The plane in which points of ℝᵈ are shown: their first two coordinates for d ≤ 2 (a line has the second one 0), else coordinates
 * along the two principal axes of a sample, about its mean. Immutable; the arrays are never written.
 */
public record PrincipalPlane(double[] origin, List<double[]> axes) {

    public static PrincipalPlane of(SampleMoments sample) {
        int d = sample.mean().length;
        return switch (d) {
            case 1 -> new PrincipalPlane(new double[1], List.of(new double[] {1}, new double[1]));
            case 2 -> new PrincipalPlane(new double[2], List.of(new double[] {1, 0}, new double[] {0, 1}));
            default -> new PrincipalPlane(sample.mean(), sample.covariance().principalAxes(2));
        };
    }

    /** Coordinate c = 0, 1 of the point {@code x[at]}…. */
    public double coordinate(double[] x, int at, int c) {
        double[] axis = axes.get(c);
        double sum = 0;
        for (int i = 0; i < axis.length; i++) {
            sum += axis[i] * (x[at + i] - origin[i]);
        }
        return sum;
    }

    /** (x, y) of the first n points. */
    public double[] places(double[] x, int n) {
        double[] xy = new double[2 * n];
        for (int p = 0; p < n; p++) {
            xy[2 * p] = coordinate(x, p * origin.length, 0);
            xy[2 * p + 1] = coordinate(x, p * origin.length, 1);
        }
        return xy;
    }

    /** The point of ℝᵈ that lies in the plane at (a, b). */
    public double[] point(double a, double b) {
        double[] x = new double[origin.length];
        for (int i = 0; i < x.length; i++) {
            x[i] = origin[i] + a * axes.get(0)[i] + b * axes.get(1)[i];
        }
        return x;
    }

    /** Entry (c, e) of the projection of a diagonal matrix. */
    public double projected(double[] diagonal, int c, int e) {
        double sum = 0;
        for (int i = 0; i < diagonal.length; i++) {
            sum += axes.get(c)[i] * diagonal[i] * axes.get(e)[i];
        }
        return sum;
    }
}
