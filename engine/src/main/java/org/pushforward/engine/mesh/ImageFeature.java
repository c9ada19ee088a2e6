package org.pushforward.engine.mesh;

import org.pushforward.engine.data.Photograph;
import org.pushforward.engine.numerics.GaussianBlur;

/** What of a picture attracts cells; each is scaled to [0, 1] after a Gaussian blur of the luminance L by σ pixels. */
enum ImageFeature {

    /** |∇L| over its maximum. */
    EDGES {
        @Override
        double[] of(double[] light, int nx, int ny) {
            double[] e = new double[nx * ny];
            double max = 0;
            for (int i = 0; i < nx; i++) {
                for (int j = 0; j < ny; j++) {
                    double dx = light[Math.min(i + 1, nx - 1) * ny + j] - light[Math.max(i - 1, 0) * ny + j];
                    double dy = light[i * ny + Math.min(j + 1, ny - 1)] - light[i * ny + Math.max(j - 1, 0)];
                    e[i * ny + j] = Math.sqrt(dx * dx + dy * dy);
                    max = Math.max(max, e[i * ny + j]);
                }
            }
            for (int k = 0; k < e.length && max > NOISE; k++) {
                e[k] /= max;
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

    abstract double[] of(double[] light, int nx, int ny);

    /** The feature on the cells of the photograph's luminance. */
    double[] of(Photograph photograph, double sigma) {
        double[] light = GaussianBlur.blur(photograph.luminance(), photograph.nx(), photograph.ny(), sigma);
        return of(light, photograph.nx(), photograph.ny());
    }

    /** The feature of that name in lower case. */
    static ImageFeature named(String name) {
        return valueOf(name.toUpperCase(java.util.Locale.ROOT));
    }
}
