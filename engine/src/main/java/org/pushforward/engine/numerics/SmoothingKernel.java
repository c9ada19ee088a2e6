package org.pushforward.engine.numerics;

import java.util.List;

/**
 * The kernel W(r) = w(r/R) σ/R^d of smoothed-particle hydrodynamics: a bump of mass 1 that vanishes beyond its support R. Splines are those of
 * I. Schoenberg (1946) as in J. Monaghan (2005, "Smoothed particle hydrodynamics", Rep. Prog. Phys. 68, §2.1), Wendland's functions are those
 * of least degree that are positive definite in d dimensions (H. Wendland 1995, doi:10.1007/BF02123482; W. Dehnen and H. Aly 2012,
 * doi:10.1111/j.1365-2966.2012.21439.x, table 1), and {@code MUELLER} and {@code SPIKY} are those of M. Müller, D. Charypar and M. Gross (2003).
 *
 * <p>σ comes from Gauss quadrature on every piece, exact for these polynomials. O(1), nothing is allocated. Immutable and thread-safe.
 *
 * @param shape the function w
 * @param dimension 1, 2 or 3
 * @param support R &gt; 0, in the unit of lengths
 * @param scale σ/R^d
 * @param inverse 1/R
 */
public record SmoothingKernel(Shape shape, int dimension, double support, double scale, double inverse) {

    private static final GaussLegendre QUADRATURE = new GaussLegendre(8);

    /** What w is; {@code reach} is the support in smoothing lengths h, as authors count it. */
    public enum Shape {
        CUBIC_SPLINE(2, List.of(0.5, 1.0)), QUARTIC_SPLINE(2.5, List.of(0.2, 0.6, 1.0)), QUINTIC_SPLINE(3, List.of(1.0 / 3, 2.0 / 3, 1.0)),
        WENDLAND_C2(2, List.of(1.0)), WENDLAND_C4(2, List.of(1.0)), WENDLAND_C6(2, List.of(1.0)), MUELLER(1, List.of(1.0)), SPIKY(1, List.of(1.0));

        private final double reach;
        private final List<Double> knots;

        Shape(double reach, List<Double> knots) {
            this.reach = reach;
            this.knots = knots;
        }

        public double reach() {
            return reach;
        }
    }

    /** A kernel with this smoothing length. */
    public static SmoothingKernel of(Shape shape, int dimension, double h) {
        return withSupport(shape, dimension, shape.reach * h);
    }

    /** A kernel with this support. */
    public static SmoothingKernel withSupport(Shape shape, int dimension, double support) {
        if (dimension < 1 || dimension > 3 || !(support > 0)) {
            throw new IllegalArgumentException("a kernel in " + dimension + " dimensions with support " + support);
        }
        double sphere = dimension == 1 ? 2 : dimension == 2 ? 2 * Math.PI : 4 * Math.PI;
        double mass = 0;
        double from = 0;
        for (double to : shape.knots) {
            for (int k = 0; k < QUADRATURE.size(); k++) {
                double s = from + (to - from) * QUADRATURE.node(k);
                mass += (to - from) * QUADRATURE.weight(k) * value(shape, dimension, s) * Math.pow(s, dimension - 1);
            }
            from = to;
        }
        return new SmoothingKernel(shape, dimension, support, 1 / (sphere * mass * Math.pow(support, dimension)), 1 / support);
    }

    /** W(r) for r ≥ 0, in 1/length^d. */
    public double at(double r) {
        double s = r * inverse;
        return s >= 1 ? 0 : scale * value(shape, dimension, s);
    }

    /** W′(r). */
    public double slope(double r) {
        return r * slopeOverDistance(r);
    }

    /** W′(r)/r, so that ∇W(x) is this times x; finite at 0 for all but {@code SPIKY}. */
    public double slopeOverDistance(double r) {
        double s = r * inverse;
        return s >= 1 ? 0 : scale * inverse * inverse * slopeOverPlace(shape, dimension, s);
    }

    /** W″(r), from the exact derivative of the shape. */
    public double curvature(double r) {
        double s = r * inverse;
        return s >= 1 ? 0 : scale * inverse * inverse * curvature(shape, dimension, s);
    }

    private static double value(Shape shape, int d, double s) {
        return switch (shape) {
            case WENDLAND_C2 -> d == 1 ? cube(1 - s) * (1 + 3 * s) : fourth(1 - s) * (1 + 4 * s);
            case QUINTIC_SPLINE -> quintic(s);
            case CUBIC_SPLINE -> cube(1 - s) - 4 * cube(positive(0.5 - s));
            default -> otherValue(shape, d, s);
        };
    }

    // The methods are small, so that the compiler puts them into the loops that call them.

    private static double quintic(double s) {
        double w = fifth(1 - s);
        if (s < 2.0 / 3) {
            w -= 6 * fifth(2.0 / 3 - s);
        }
        return s < 1.0 / 3 ? w + 15 * fifth(1.0 / 3 - s) : w;
    }

    private static double otherValue(Shape shape, int d, double s) {
        double c = 1 - s;
        return switch (shape) {
            case QUARTIC_SPLINE -> fourth(c) - 5 * fourth(positive(0.6 - s)) + 10 * fourth(positive(0.2 - s));
            case WENDLAND_C4 -> d == 1 ? fifth(c) * (1 + 5 * s + 8 * s * s) : fifth(c) * c * (1 + 6 * s + 35.0 / 3 * s * s);
            case WENDLAND_C6 -> d == 1 ? fifth(c) * c * c * (1 + 7 * s + 19 * s * s + 21 * cube(s)) : fourth(c) * fourth(c) * (1 + 8 * s + 25 * s * s + 32 * cube(s));
            case MUELLER -> cube(1 - s * s);
            default -> cube(c);
        };
    }

    /** w′(s)/s. */
    private static double slopeOverPlace(Shape shape, int d, double s) {
        return switch (shape) {
            case WENDLAND_C2 -> d == 1 ? -12 * (1 - s) * (1 - s) : -20 * cube(1 - s);
            case QUINTIC_SPLINE -> quinticSlope(s);
            case CUBIC_SPLINE -> s < 0.5 ? 9 * s - 6 : -3 * (1 - s) * (1 - s) / s;
            default -> otherSlope(shape, d, s);
        };
    }

    private static double quinticSlope(double s) {
        if (s < 1.0 / 3) {
            return -40.0 / 9 + s * s * (40 - 50 * s);
        }
        double w = -5 * fourth(1 - s);
        return (s < 2.0 / 3 ? w + 30 * fourth(2.0 / 3 - s) : w) / s;
    }

    private static double otherSlope(Shape shape, int d, double s) {
        double c = 1 - s;
        return switch (shape) {
            case QUARTIC_SPLINE -> s < 0.2 ? 24 * s * s - 4.8 : (20 * cube(positive(0.6 - s)) - 4 * cube(c)) / s;
            case WENDLAND_C4 -> d == 1 ? -14 * fourth(c) * (1 + 4 * s) : -56.0 / 3 * fifth(c) * (1 + 5 * s);
            case WENDLAND_C6 -> d == 1 ? -6 * fifth(c) * c * (3 + 18 * s + 35 * s * s) : -22 * fifth(c) * c * c * (1 + 7 * s + 16 * s * s);
            case MUELLER -> -6 * (1 - s * s) * (1 - s * s);
            default -> -3 * c * c / s;
        };
    }

    private static double curvature(Shape shape, int d, double s) {
        double c = 1 - s;
        return switch (shape) {
            case CUBIC_SPLINE -> 6 * c - 24 * positive(0.5 - s);
            case QUARTIC_SPLINE -> 12 * c * c - 60 * square(positive(0.6 - s)) + 120 * square(positive(0.2 - s));
            case QUINTIC_SPLINE -> 20 * cube(c) - 120 * cube(positive(2.0 / 3 - s)) + 300 * cube(positive(1.0 / 3 - s));
            case WENDLAND_C2 -> d == 1 ? -12 * c * (1 - 3 * s) : -20 * c * c * (1 - 4 * s);
            case WENDLAND_C4 -> d == 1 ? -14 * cube(c) * (1 + 3 * s - 24 * s * s) : -56.0 / 3 * fourth(c) * (1 + 4 * s - 35 * s * s);
            case WENDLAND_C6 -> d == 1 ? -18 * fifth(c) * (1 + 5 * s - 13 * s * s - 105 * cube(s))
                    : -22 * fifth(c) * c * (1 + 6 * s - 15 * s * s - 160 * cube(s));
            case MUELLER -> -6 * (1 - s * s) * (1 - 5 * s * s);
            case SPIKY -> 6 * c;
        };
    }

    private static double positive(double v) {
        return Math.max(v, 0);
    }

    private static double square(double v) {
        return v * v;
    }

    private static double cube(double v) {
        return v * v * v;
    }

    private static double fourth(double v) {
        return v * v * v * v;
    }

    private static double fifth(double v) {
        return v * v * v * v * v;
    }
}
