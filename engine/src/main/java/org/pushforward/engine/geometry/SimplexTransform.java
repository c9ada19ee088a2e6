package org.pushforward.engine.geometry;

/**
 * The Fourier transform of mass spread evenly over simplices (Jiang, Lansigan, Marcus & Nießner 2019, arXiv:1901.11082, theorem 1):
 * points, segments and triangles in a space of any dimension,
 * <pre>  F(k) = ∫ e^{−i k·x} dx = i^j j! V [σ₀, …, σ_j] e^{−iσ},   σ = k·vertex,</pre>
 * V the length or area and [·] the divided difference. Where the σ nearly meet it is evaluated by a series, so that no wave vector is
 * special: relative error some 1e-15 of V. Stateless.
 */
public final class SimplexTransform {

    /** Where the series takes over: beyond, differences lose at most a digit. */
    private static final double NEAR = 0.7;
    private static final int TERMS = 14;

    private SimplexTransform() { }

    /** e^{−iσ}: all of the mass in a point; adds weight times it to {@code out}, real part first. */
    public static void point(double sigma, double weight, double[] out, int at) {
        out[at] += weight * Math.cos(sigma);
        out[at + 1] -= weight * Math.sin(sigma);
    }

    /** The mean of e^{−iσ} over a segment with σ at its ends, e^{−i(a+b)/2} sin(½(a−b))/(½(a−b)). */
    public static void segment(double a, double b, double weight, double[] out, int at) {
        point(0.5 * (a + b), weight * sinc(0.5 * (a - b)), out, at);
    }

    /** The mean of e^{−iσ} over a triangle with σ at its corners. */
    public static void triangle(double s0, double s1, double s2, double weight, double[] out, int at) {
        double low = Math.min(s0, Math.min(s1, s2));
        double high = Math.max(s0, Math.max(s1, s2));
        double middle = s0 + s1 + s2 - low - high;
        if (high - low < NEAR) {
            series(low, middle, high, weight, out, at);
            return;
        }
        // −2 [a, b, c] with [a, b] = −i times the mean over the segment: 2i (upper mean − lower mean) over the largest difference.
        double scale = 2 * weight / (high - low);
        double[] m = new double[4];
        segment(low, middle, scale, m, 0);
        segment(middle, high, scale, m, 2);
        out[at] += m[1] - m[3];
        out[at + 1] += m[2] - m[0];
    }

    /** Σ 2 (−i)ⁿ hₙ/(n+2)! with hₙ the complete homogeneous polynomials of the σ about their mean. */
    private static void series(double a, double b, double c, double weight, double[] out, int at) {
        double mean = (a + b + c) / 3;
        double x = a - mean;
        double y = b - mean;
        double z = c - mean;
        // hₙ(x), hₙ(x, y), hₙ(x, y, z): each from the one before and the one with a variable less.
        double one = 1;
        double two = 1;
        double three = 1;
        double factor = 1;
        double real = 1;
        double imaginary = 0;
        for (int n = 1; n <= TERMS; n++) {
            one *= x;
            two = one + y * two;
            three = two + z * three;
            factor /= n + 2;
            double term = three * factor;
            switch (n % 4) {
                case 1 -> imaginary -= term;
                case 2 -> real -= term;
                case 3 -> imaginary += term;
                default -> real += term;
            }
        }
        double cos = Math.cos(mean);
        double sin = Math.sin(mean);
        out[at] += weight * (real * cos + imaginary * sin);
        out[at + 1] += weight * (imaginary * cos - real * sin);
    }

    private static double sinc(double x) {
        return Math.abs(x) < 1e-4 ? 1 - x * x / 6 : Math.sin(x) / x;
    }
}
