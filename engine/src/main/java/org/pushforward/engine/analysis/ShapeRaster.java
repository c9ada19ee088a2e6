package org.pushforward.engine.analysis;

import java.util.Arrays;
import org.pushforward.engine.geometry.WeightedSimplices;

/** A shape sampled on the unit square, which is what its spectrum is compared with. */
final class ShapeRaster {

    private ShapeRaster() { }

    /** Densities of n² cells as a raster takes them: what is at their centers, or all of the line or point that falls into them. */
    static double[] of(WeightedSimplices shape, double[] outline, int n) {
        double[] v = new double[n * n];
        if (outline.length > 0) {
            double full = shape.content() / WeightedSimplices.polygon(outline, 1).content();
            double[] in = inside(outline, n);
            Arrays.setAll(v, k -> full * in[k]);
            return v;
        }
        int samples = shape.order() == 1 ? 1 : 16 * n;
        for (int e = 0; e < shape.count(); e++) {
            int a = shape.simplices()[shape.order() * e];
            int b = shape.simplices()[shape.order() * e + shape.order() - 1];
            for (int q = 0; q < samples; q++) {
                double r = (q + 0.5) / samples;
                double x = (1 - r) * shape.xy()[2 * a] + r * shape.xy()[2 * b];
                double y = (1 - r) * shape.xy()[2 * a + 1] + r * shape.xy()[2 * b + 1];
                v[Math.min(n - 1, (int) (x * n)) * n + Math.min(n - 1, (int) (y * n))] += shape.mass(e) / samples * n * n;
            }
        }
        return v;
    }

    /** 1 for centers of n² cells inside a polygon, by the parity of crossings, else 0. */
    static double[] inside(double[] xy, int n) {
        double[] in = new double[n * n];
        int corners = xy.length / 2;
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < n; j++) {
                double x = (i + 0.5) / n;
                double y = (j + 0.5) / n;
                boolean odd = false;
                for (int k = 0, l = corners - 1; k < corners; l = k++) {
                    boolean crosses = xy[2 * k + 1] > y != xy[2 * l + 1] > y;
                    odd ^= crosses && x < (xy[2 * l] - xy[2 * k]) * (y - xy[2 * k + 1]) / (xy[2 * l + 1] - xy[2 * k + 1]) + xy[2 * k];
                }
                in[i * n + j] = odd ? 1 : 0;
            }
        }
        return in;
    }
}
