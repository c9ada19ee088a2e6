package org.pushforward.engine.mesh;

import java.util.Locale;
import org.pushforward.engine.data.Photograph;
import org.pushforward.engine.numerics.GaussianBlur;

/**
 * What of a picture attracts cells: a feature of its luminance L, blurred by σ pixels and scaled to [0, 1].
 *
 * <p>Two blurs, a fine one before and a wide one after the feature is taken: edges at every side of a textured region then add up
 * instead of cancelling, and the monitor is smooth where |∇L| has its kinks. O(σ) per cell. Pure.
 */
enum ImageFeature {

    /** |∇L|. */
    EDGES {
        @Override
        double[] of(double[] light, int nx, int ny) {
            double[] e = new double[nx * ny];
            for (int i = 0; i < nx; i++) {
                for (int j = 0; j < ny; j++) {
                    double dx = light[Math.min(i + 1, nx - 1) * ny + j] - light[Math.max(i - 1, 0) * ny + j];
                    double dy = light[i * ny + Math.min(j + 1, ny - 1)] - light[i * ny + Math.max(j - 1, 0)];
                    e[i * ny + j] = Math.sqrt(dx * dx + dy * dy);
                }
            }
            return e;
        }
    },

    /** L. */
    LUMINANCE {
        @Override
        double[] of(double[] light, int nx, int ny) {
            return light;
        }
    },

    /** 1 − L. */
    DARKNESS {
        @Override
        double[] of(double[] light, int nx, int ny) {
            double[] e = new double[light.length];
            for (int k = 0; k < e.length; k++) {
                e[k] = 1 - light[k];
            }
            return e;
        }
    };

    /** Differences that are rounding, not edges. */
    private static final double NOISE = 1e-9;
    /** Width of the first blur in units of σ. */
    private static final double DETAIL = 0.5;

    /** The feature of light on nx × ny cells, before it is blurred. */
    abstract double[] of(double[] light, int nx, int ny);

    /** The feature on the cells of the photograph's luminance: taken at the scale σ/2, averaged over σ, scaled to maximum 1. */
    double[] of(Photograph photograph, double sigma) {
        int nx = photograph.nx();
        int ny = photograph.ny();
        double[] light = GaussianBlur.blur(photograph.luminance(), nx, ny, DETAIL * sigma);
        double[] e = GaussianBlur.blur(of(light, nx, ny), nx, ny, sigma);
        double max = 0;
        for (double v : e) {
            max = Math.max(max, v);
        }
        for (int k = 0; k < e.length; k++) {
            e[k] = max > NOISE ? e[k] / max : 0;
        }
        return e;
    }

    /** The feature of that name in lower case. */
    static ImageFeature named(String name) {
        return valueOf(name.toUpperCase(Locale.ROOT));
    }
}
