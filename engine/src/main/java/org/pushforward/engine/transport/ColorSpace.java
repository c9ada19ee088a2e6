package org.pushforward.engine.transport;

import java.util.List;

/**
 * Where colors are points: sRGB as it is stored, each channel in [0, 1], or CIE L*a*b* (white D65) over 100, in which equal distances look about
 * equal. Both ways, three numbers a color. Source: IEC 61966-2-1; CIE 15:2004. Immutable.
 */
record ColorSpace(String name) {

    static final String RGB = "rgb";
    static final String LAB = "lab";
    static final List<String> NAMES = List.of(RGB, LAB);
    private static final double[][] TO_XYZ = {{0.4124564, 0.3575761, 0.1804375}, {0.2126729, 0.7151522, 0.0721750}, {0.0193339, 0.1191920, 0.9503041}};
    private static final double[][] FROM_XYZ = {{3.2404542, -1.5371385, -0.4985314}, {-0.9692660, 1.8760108, 0.0415560}, {0.0556434, -0.2040259, 1.0572252}};
    private static final double[] WHITE = {0.4124564 + 0.3575761 + 0.1804375, 1, 0.0193339 + 0.1191920 + 0.9503041};
    private static final double EDGE = 6.0 / 29;

    double[] from(double[] rgb) {
        double[] out = rgb.clone();
        for (int k = 0; k < out.length && name.equals(LAB); k += 3) {
            double[] f = new double[3];
            for (int i = 0; i < 3; i++) {
                double sum = 0;
                for (int j = 0; j < 3; j++) {
                    sum += TO_XYZ[i][j] * linear(rgb[k + j]);
                }
                f[i] = root(sum / WHITE[i]);
            }
            out[k] = (116 * f[1] - 16) / 100;
            out[k + 1] = 5 * (f[0] - f[1]);
            out[k + 2] = 2 * (f[1] - f[2]);
        }
        return out;
    }

    /** 0xRRGGBB; what no screen can show is cut off. */
    int[] pixels(double[] points) {
        int[] rgb = new int[points.length / 3];
        for (int k = 0; k < rgb.length; k++) {
            rgb[k] = pixel(points[3 * k], points[3 * k + 1], points[3 * k + 2]);
        }
        return rgb;
    }

    int pixel(double a, double b, double c) {
        double[] color = {a, b, c};
        if (name.equals(LAB)) {
            double y = (100 * a + 16) / 116;
            double[] xyz = {WHITE[0] * cube(y + b / 5), cube(y), WHITE[2] * cube(y - c / 2)};
            for (int i = 0; i < 3; i++) {
                color[i] = stored(FROM_XYZ[i][0] * xyz[0] + FROM_XYZ[i][1] * xyz[1] + FROM_XYZ[i][2] * xyz[2]);
            }
        }
        return level(color[0]) << 16 | level(color[1]) << 8 | level(color[2]);
    }

    private static int level(double v) {
        return (int) Math.round(255 * Math.clamp(v, 0, 1));
    }

    private static double linear(double v) {
        return v <= 0.04045 ? v / 12.92 : Math.pow((v + 0.055) / 1.055, 2.4);
    }

    private static double stored(double v) {
        return v <= 0.0031308 ? 12.92 * v : 1.055 * Math.pow(v, 1 / 2.4) - 0.055;
    }

    private static double root(double t) {
        return t > EDGE * EDGE * EDGE ? Math.cbrt(t) : t / (3 * EDGE * EDGE) + 4.0 / 29;
    }

    private static double cube(double f) {
        return f > EDGE ? f * f * f : 3 * EDGE * EDGE * (f - 4.0 / 29);
    }
}
