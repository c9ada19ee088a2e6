package org.pushforward.engine.numerics;

import java.util.Arrays;
import org.pushforward.engine.api.StepContext;

/**
 * The conjugate of a function on the centers of n × n cells of the unit square, φᶜ(x) = min over y of ½|x − y|² − φ(y): along j, then along i,
 * each line by the lower envelope of parabolas (Felzenszwalb & Huttenlocher 2012, "Distance transforms of sampled functions"). Exact, O(n²). φ
 * may be −∞ in places, not everywhere. Stateless.
 */
public final class GridConjugate {

    private GridConjugate() { }

    public static double[] of(double[] phi, int n, StepContext context) {
        double[] along = new double[n * n];
        double[] out = new double[n * n];
        context.workers().forRanges(n, 8, (from, to) -> {
            context.cancel().throwIfCancelled();
            Line line = new Line(n);
            for (int i = from; i < to; i++) {
                for (int j = 0; j < n; j++) {
                    line.f[j] = -phi[i * n + j];
                }
                line.transform();
                for (int j = 0; j < n; j++) {
                    along[j * n + i] = line.g[j];
                }
            }
        });
        context.workers().forRanges(n, 8, (from, to) -> {
            context.cancel().throwIfCancelled();
            Line line = new Line(n);
            for (int j = from; j < to; j++) {
                System.arraycopy(along, j * n, line.f, 0, n);
                line.transform();
                for (int i = 0; i < n; i++) {
                    out[i * n + j] = line.g[i];
                }
            }
        });
        return out;
    }

    /** g(p) = min over q of c (p − q)² + f(q), with c = ½h². */
    private static final class Line {
        private final int n;
        private final double c;
        private final double[] f;
        private final double[] g;
        private final int[] site;
        private final double[] from;

        Line(int n) {
            this.n = n;
            c = 0.5 / ((double) n * n);
            f = new double[n];
            g = new double[n];
            site = new int[n];
            from = new double[n + 1];
        }

        void transform() {
            int k = -1;
            for (int q = 0; q < n; q++) {
                if (f[q] == Double.POSITIVE_INFINITY) {
                    continue;
                }
                double s = Double.NEGATIVE_INFINITY;
                while (k >= 0) {
                    int p = site[k];
                    s = ((f[q] - f[p]) / c + (double) q * q - (double) p * p) / (2.0 * (q - p));
                    if (s > from[k]) {
                        break;
                    }
                    k--;
                    s = Double.NEGATIVE_INFINITY;
                }
                site[++k] = q;
                from[k] = s;
            }
            if (k < 0) {
                Arrays.fill(g, Double.POSITIVE_INFINITY);
                return;
            }
            int at = 0;
            for (int p = 0; p < n; p++) {
                while (at < k && from[at + 1] < p) {
                    at++;
                }
                double d = p - site[at];
                g[p] = c * d * d + f[site[at]];
            }
        }
    }
}
