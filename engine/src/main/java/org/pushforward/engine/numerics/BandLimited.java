package org.pushforward.engine.numerics;

/**
 * Fields of period 1 in 2 or 3 dimensions with waves |m| ≤ M along each axis, f(x) = Σ_m F_m e^{2πi m·x}: coefficients as (2M+1)^d complex
 * numbers in a row, real part first, the last axis fastest, each axis from −M to M; values on N^d cell centers. Stateless.
 */
public final class BandLimited {

    private BandLimited() { }

    /**
     * Values of a real field, O(N^d M) in all.
     *
     * @param sigma whether waves are damped by Lanczos' factors Π sinc(π m/(M+1)), which takes the overshoots at edges away
     * @param shown waves that count, at most M
     */
    public static double[] values(double[] coefficients, int dimension, int modes, int shown, int n, boolean sigma) {
        double[] data = coefficients;
        int side = 2 * modes + 1;
        int rest = data.length / (2 * side);
        // The last axis is summed and comes to the front, so that after d turns all axes are in their order.
        for (int d = 0; d < dimension; d++) {
            data = summed(data, rest, modes, shown, n, sigma);
            rest = rest / side * n;
        }
        double[] real = new double[data.length / 2];
        for (int k = 0; k < real.length; k++) {
            real[k] = data[2 * k];
        }
        return real;
    }

    private static double[] summed(double[] data, int rest, int modes, int shown, int n, boolean sigma) {
        int side = 2 * modes + 1;
        double[] wave = new double[2 * n * side];
        for (int i = 0; i < n; i++) {
            for (int m = -shown; m <= shown; m++) {
                double angle = 2 * Math.PI * m * (i + 0.5) / n;
                double s = Math.PI * m / (shown + 1);
                double damped = sigma && m != 0 ? Math.sin(s) / s : 1;
                wave[2 * (i * side + m + modes)] = damped * Math.cos(angle);
                wave[2 * (i * side + m + modes) + 1] = damped * Math.sin(angle);
            }
        }
        double[] out = new double[2 * n * rest];
        for (int i = 0; i < n; i++) {
            for (int r = 0; r < rest; r++) {
                double re = 0;
                double im = 0;
                for (int m = modes - shown; m <= modes + shown; m++) {
                    double c = wave[2 * (i * side + m)];
                    double s = wave[2 * (i * side + m) + 1];
                    double a = data[2 * (r * side + m)];
                    double b = data[2 * (r * side + m) + 1];
                    re += a * c - b * s;
                    im += a * s + b * c;
                }
                out[2 * (i * rest + r)] = re;
                out[2 * (i * rest + r) + 1] = im;
            }
        }
        return out;
    }

    /** Coefficients Σ v e^{−2πi m·x} / n² of values in the plane, as a sum over cell centers would have them. */
    public static double[] coefficients(double[] values, int n, int modes) {
        int side = 2 * modes + 1;
        double[] first = new double[2 * n * side];
        for (int m = 0; m < side; m++) {
            for (int j = 0; j < n; j++) {
                double angle = -2 * Math.PI * (m - modes) * (j + 0.5) / n;
                double c = Math.cos(angle);
                double s = Math.sin(angle);
                for (int i = 0; i < n; i++) {
                    first[2 * (m * n + i)] += values[i * n + j] * c;
                    first[2 * (m * n + i) + 1] += values[i * n + j] * s;
                }
            }
        }
        double[] out = new double[2 * side * side];
        for (int m = 0; m < side; m++) {
            for (int i = 0; i < n; i++) {
                double angle = -2 * Math.PI * (m - modes) * (i + 0.5) / n;
                double c = Math.cos(angle) / (n * n);
                double s = Math.sin(angle) / (n * n);
                for (int k = 0; k < side; k++) {
                    double a = first[2 * (k * n + i)];
                    double b = first[2 * (k * n + i) + 1];
                    out[2 * (m * side + k)] += a * c - b * s;
                    out[2 * (m * side + k) + 1] += a * s + b * c;
                }
            }
        }
        return out;
    }
}
