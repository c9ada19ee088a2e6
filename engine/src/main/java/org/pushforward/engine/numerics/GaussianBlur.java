package org.pushforward.engine.numerics;

/**
 * Gaussian filter of a cell-centred nx × ny field (index i·ny + j), separable, mirrored at the sides.
 *
 * <p>Weights exp(−k²/2σ²), cut off at 4σ and normalised to sum 1, so constants are kept and the range never grows. σ in cells.
 * O(σ nx ny). Pure.
 */
public final class GaussianBlur {

    private static final double CUT_OFF = 4;

    private GaussianBlur() { }

    /** A blurred copy; {@code sigma} 0 copies. */
    public static double[] blur(double[] field, int nx, int ny, double sigma) {
        if (!(sigma > 0)) {
            return field.clone();
        }
        double[] kernel = kernel(sigma, Math.max(nx, ny));
        return alongX(alongY(field, nx, ny, kernel), nx, ny, kernel);
    }

    private static double[] alongY(double[] field, int nx, int ny, double[] kernel) {
        int reach = kernel.length - 1;
        double[] line = new double[ny + 2 * reach];
        double[] out = new double[field.length];
        for (int i = 0; i < nx; i++) {
            for (int j = 0; j < line.length; j++) {
                line[j] = field[i * ny + mirror(j - reach, ny)];
            }
            for (int k = 0; k <= reach; k++) {
                double w = half(kernel, k);
                for (int j = 0; j < ny; j++) {
                    out[i * ny + j] += w * (line[j + reach - k] + line[j + reach + k]);
                }
            }
        }
        return out;
    }

    private static double[] alongX(double[] field, int nx, int ny, double[] kernel) {
        double[] out = new double[field.length];
        for (int i = 0; i < nx; i++) {
            for (int k = 0; k < kernel.length; k++) {
                int below = mirror(i - k, nx) * ny;
                int above = mirror(i + k, nx) * ny;
                double w = half(kernel, k);
                for (int j = 0; j < ny; j++) {
                    out[i * ny + j] += w * (field[below + j] + field[above + j]);
                }
            }
        }
        return out;
    }

    /** The weight of two cells at distance k; the centre is its own partner. */
    private static double half(double[] kernel, int k) {
        return k == 0 ? 0.5 * kernel[0] : kernel[k];
    }

    /** Half of the kernel. It never reaches farther than {@code longest} cells, where the mirrored field has long been averaged. */
    private static double[] kernel(double sigma, int longest) {
        double[] w = new double[1 + (int) Math.min(longest, Math.ceil(CUT_OFF * sigma))];
        double sum = 0;
        for (int k = 0; k < w.length; k++) {
            w[k] = Math.exp(-0.5 * k * k / (sigma * sigma));
            sum += k == 0 ? w[k] : 2 * w[k];
        }
        for (int k = 0; k < w.length; k++) {
            w[k] /= sum;
        }
        return w;
    }

    /** Index of a cell beyond the ends, reflected about the side; period 2n. */
    static int mirror(int i, int n) {
        int m = Math.floorMod(i, 2 * n);
        return m < n ? m : 2 * n - 1 - m;
    }
}
