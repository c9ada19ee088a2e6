package org.pushforward.views.colormap;

/**
 * What a reader without one kind of cone sees: a linear map of linear-light RGB.
 *
 * <p>Matrices of G. M. Machado, M. M. Oliveira, L. A. F. Fernandes 2009, "A physiologically-based model for simulation of color vision
 * deficiency", severity 1.0, as published in the paper's table. Also CIELAB (D65) with the 1976 color difference. Pure functions.
 */
public enum ColorVision {
    NORMAL(1, 0, 0, 0, 1, 0, 0, 0, 1),
    PROTAN(0.152286, 1.052583, -0.204868, 0.114503, 0.786281, 0.099216, -0.003882, -0.048116, 1.051998),
    DEUTAN(0.367322, 0.860646, -0.227968, 0.280085, 0.672501, 0.047413, -0.011820, 0.042940, 0.968881),
    TRITAN(1.255528, -0.076749, -0.178779, -0.078411, 0.930809, 0.147602, 0.004733, 0.691367, 0.303900);

    private final double[] m;

    ColorVision(double... m) {
        this.m = m;
    }

    /** The color as seen; alpha is kept. */
    public int seen(int argb) {
        double r = linear(argb >> 16 & 255);
        double g = linear(argb >> 8 & 255);
        double b = linear(argb & 255);
        return argb & 0xff000000
                | encoded(m[0] * r + m[1] * g + m[2] * b) << 16
                | encoded(m[3] * r + m[4] * g + m[5] * b) << 8
                | encoded(m[6] * r + m[7] * g + m[8] * b);
    }

    /** CIELAB (L*, a*, b*) of an sRGB color. */
    public static double[] lab(int argb) {
        double r = linear(argb >> 16 & 255);
        double g = linear(argb >> 8 & 255);
        double b = linear(argb & 255);
        double x = cube((0.4124564 * r + 0.3575761 * g + 0.1804375 * b) / 0.95047);
        double y = cube(0.2126729 * r + 0.7151522 * g + 0.0721750 * b);
        double z = cube((0.0193339 * r + 0.1191920 * g + 0.9503041 * b) / 1.08883);
        return new double[] {116 * y - 16, 500 * (x - y), 200 * (y - z)};
    }

    /** The CIE 1976 difference of two colors; 2.3 is just noticeable. */
    public static double difference(int argb1, int argb2) {
        double[] p = lab(argb1);
        double[] q = lab(argb2);
        return Math.sqrt((p[0] - q[0]) * (p[0] - q[0]) + (p[1] - q[1]) * (p[1] - q[1]) + (p[2] - q[2]) * (p[2] - q[2]));
    }

    private static double linear(int c8) {
        double c = c8 / 255.0;
        return c <= 0.04045 ? c / 12.92 : Math.pow((c + 0.055) / 1.055, 2.4);
    }

    private static int encoded(double c) {
        double e = c <= 0.0031308 ? 12.92 * c : 1.055 * Math.pow(c, 1 / 2.4) - 0.055;
        return (int) Math.round(255 * Math.clamp(e, 0, 1));
    }

    private static double cube(double t) {
        return t > 216.0 / 24389 ? Math.cbrt(t) : (24389.0 / 27 * t + 16) / 116;
    }
}
