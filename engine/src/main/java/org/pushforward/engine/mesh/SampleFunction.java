package org.pushforward.engine.mesh;

import java.util.Locale;

/** Functions on the unit square with features worth adapting to, and their derivatives up to the third order. */
enum SampleFunction {

    /** f = exp(−r²/0.01) about (0.51, 0.65): the hill of the Helmholtz demonstration of Firedrake's movement library. */
    GAUSSIAN {
        @Override
        void jet(double x, double y, double[] j) {
            double g = Math.exp(-((x - 0.51) * (x - 0.51) + (y - 0.65) * (y - 0.65)) / 0.01);
            radial(x - 0.51, y - 0.65, g, -100 * g, 1e4 * g, -1e6 * g, j);
        }
    },

    /** f = tanh(60(r² − 0.09)) about (½, ½). */
    RING {
        @Override
        void jet(double x, double y, double[] j) {
            double q = (x - 0.5) * (x - 0.5) + (y - 0.5) * (y - 0.5);
            double t = Math.tanh(60 * (q - 0.09));
            double s = sech2(60 * (q - 0.09));
            radial(x - 0.5, y - 0.5, t, 60 * s, -7200 * t * s, 216e3 * s * (6 * t * t - 2), j);
        }
    },

    /** f = tanh(40(y − ½ − 0.15 cos 2πx)): a wavy front that meets the sides at right angles. */
    WAVEFRONT {
        @Override
        void jet(double x, double y, double[] j) {
            double k = 2 * Math.PI;
            double wave = 6 * Math.cos(k * x);
            double wx = 6 * k * Math.sin(k * x);
            double wxx = k * k * wave;
            double wxxx = -k * k * wx;
            double wy = 40;
            double w = 40 * (y - 0.5) - wave;
            double t = Math.tanh(w);
            double t1 = sech2(w);
            double t2 = -2 * t * t1;
            double t3 = t1 * (6 * t * t - 2);
            j[F] = t;
            j[FX] = t1 * wx;
            j[FY] = t1 * wy;
            j[FXX] = t2 * wx * wx + t1 * wxx;
            j[FXY] = t2 * wx * wy;
            j[FYY] = t2 * wy * wy;
            j[FXXX] = t3 * wx * wx * wx + 3 * t2 * wx * wxx + t1 * wxxx;
            j[FXXY] = (t3 * wx * wx + t2 * wxx) * wy;
            j[FXYY] = t3 * wx * wy * wy;
            j[FYYY] = t3 * wy * wy * wy;
        }
    };

    static final int F = 0;
    static final int FX = 1;
    static final int FY = 2;
    static final int FXX = 3;
    static final int FXY = 4;
    static final int FYY = 5;
    static final int FXXX = 6;
    static final int FXXY = 7;
    static final int FXYY = 8;
    static final int FYYY = 9;
    /** Length of a jet. */
    static final int JET = 10;

    /** Writes the value and all derivatives up to the third order at (x, y) to {@code j}, at the indices {@link #F} to {@link #FYYY}. */
    abstract void jet(double x, double y, double[] j);

    /** The function of that name in lower case. */
    static SampleFunction named(String name) {
        return valueOf(name.toUpperCase(Locale.ROOT));
    }

    /** The jet of g(x² + y²) from g and its derivatives. */
    private static void radial(double x, double y, double g, double g1, double g2, double g3, double[] j) {
        j[F] = g;
        j[FX] = 2 * x * g1;
        j[FY] = 2 * y * g1;
        j[FXX] = 4 * x * x * g2 + 2 * g1;
        j[FXY] = 4 * x * y * g2;
        j[FYY] = 4 * y * y * g2 + 2 * g1;
        j[FXXX] = x * (8 * x * x * g3 + 12 * g2);
        j[FXXY] = y * (8 * x * x * g3 + 4 * g2);
        j[FXYY] = x * (8 * y * y * g3 + 4 * g2);
        j[FYYY] = y * (8 * y * y * g3 + 12 * g2);
    }

    private static double sech2(double w) {
        double e = Math.exp(-2 * Math.abs(w));
        return 4 * e / ((1 + e) * (1 + e));
    }
}
