package org.pushforward.engine.numerics;

/**
 * Bessel functions Jₙ and Yₙ of whole orders at z &gt; 0, to rounding relative to the larger of 1 and their size: Jₙ by backward recurrence (Miller),
 * Y₀ by Neumann's series in them, Y₁ = −Y₀′, further Yₙ by forward recurrence (Abramowitz & Stegun 9.1.88, 9.1.28, 9.1.27). O(z + n). Immutable and thread-safe.
 *
 * @param j J₀ … Jₙ
 * @param y Y₀ … Yₙ
 */
public record BesselFunctions(double[] j, double[] y) {

    private static final double EULER = 0.5772156649015329;

    /** Orders 0 … n, n ≥ 1; IllegalArgumentException unless z &gt; 0. */
    public static BesselFunctions at(double z, int n) {
        if (!(z > 0)) {
            throw new IllegalArgumentException("Bessel functions of the second kind are infinite at 0 and not real below; got " + z);
        }
        double largest = Math.max(n, z);
        int from = 2 * (int) ((largest + 24 + 8 * Math.cbrt(largest)) / 2);
        double[] f = new double[from + 2];
        f[from] = 1e-280;
        double even = f[from];
        for (int k = from; k > 0; k--) {
            f[k - 1] = 2 * k / z * f[k] - f[k + 1];
            if (k - 1 > 0 && (k - 1) % 2 == 0) {
                even += f[k - 1];
            }
            if (Math.abs(f[k - 1]) > 1e200) {
                for (int i = k - 1; i <= from; i++) {
                    f[i] *= 1e-200;
                }
                even *= 1e-200;
            }
        }
        double sum = f[0] + 2 * even;
        for (int k = 0; k <= from; k++) {
            f[k] /= sum;
        }
        double logarithm = Math.log(z / 2) + EULER;
        double y0 = logarithm * f[0];
        double y1 = -f[0] / z + logarithm * f[1];
        for (int k = 1; 2 * k + 1 <= from; k++) {
            double sign = k % 2 == 0 ? 1 : -1;
            y0 -= 2 * sign * f[2 * k] / k;
            y1 += sign * (f[2 * k - 1] - f[2 * k + 1]) / k;
        }
        double[] j = new double[n + 1];
        double[] y = new double[n + 1];
        System.arraycopy(f, 0, j, 0, n + 1);
        y[0] = 2 / Math.PI * y0;
        y[1] = 2 / Math.PI * y1;
        for (int k = 1; k < n; k++) {
            y[k + 1] = 2 * k / z * y[k] - y[k - 1];
        }
        return new BesselFunctions(j, y);
    }

    /** Derivative of Jₙ, for n below the last order. */
    public double slopeOfJ(int n) {
        return n == 0 ? -j[1] : (j[n - 1] - j[n + 1]) / 2;
    }

    /** Derivative of Yₙ, for n below the last order. */
    public double slopeOfY(int n) {
        return n == 0 ? -y[1] : (y[n - 1] - y[n + 1]) / 2;
    }
}
