package org.pushforward.engine.numerics;

import java.util.Arrays;

/**
 * Unit balls of matrices and the linear minimization over them: the D with ‖D‖ ≤ 1 for which ⟨G, D⟩ is largest, and that largest value, the
 * dual norm. Spectral: UVᵀ of G = UΣVᵀ and Σσᵢ; Frobenius: G/‖G‖ and ‖G‖; largest entry: sign(G) and Σ|gᵢⱼ|. A step −ηD is the one that gains most
 * within distance η (Kovalev 2025, arXiv:2503.12645). Matrices are rows × columns, row-major; spectral O(mn min(m, n)), the others O(mn).
 */
public enum NormBall {
    SPECTRAL, FROBENIUS, MAX;

    /** Of the largest singular value; less is round-off. */
    private static final double NOTHING = 1e-14;

    /** D, of norm 1; of a singular G that of its nonzero part. */
    public double[] farthest(double[] g, int columns) {
        return switch (this) {
            case SPECTRAL -> polar(g, columns);
            case FROBENIUS -> {
                double norm = norm(g, columns);
                yield Arrays.stream(g).map(v -> norm == 0 ? 0 : v / norm).toArray();
            }
            case MAX -> Arrays.stream(g).map(Math::signum).toArray();
        };
    }

    /** max ⟨G, D⟩ over the ball. */
    public double dual(double[] g, int columns) {
        return switch (this) {
            case SPECTRAL -> Arrays.stream(singular(g, columns)).sum();
            case FROBENIUS -> norm(g, columns);
            case MAX -> Arrays.stream(g).map(Math::abs).sum();
        };
    }

    /** ‖D‖²_F of the farthest D: how many singular values of G are not 0, 1, and how many entries are not 0. */
    public int farthestSquares(double[] g, int columns) {
        return (int) switch (this) {
            case SPECTRAL -> {
                double[] sigma = singular(g, columns);
                yield Arrays.stream(sigma).filter(v -> v > NOTHING * sigma[0]).count();
            }
            case FROBENIUS -> norm(g, columns) == 0 ? 0 : 1;
            case MAX -> Arrays.stream(g).filter(v -> v != 0).count();
        };
    }

    public double norm(double[] w, int columns) {
        return switch (this) {
            case SPECTRAL -> singular(w, columns)[0];
            case FROBENIUS -> Math.sqrt(Arrays.stream(w).map(v -> v * v).sum());
            case MAX -> Arrays.stream(w).map(Math::abs).max().orElse(0);
        };
    }

    /** ½ of the squared Frobenius distance to the ball of this radius. */
    public double halfSquaredDistance(double[] w, int columns, double radius) {
        double[] excess = switch (this) {
            case SPECTRAL -> singular(w, columns);
            case FROBENIUS -> new double[] {norm(w, columns)};
            case MAX -> Arrays.stream(w).map(Math::abs).toArray();
        };
        return 0.5 * Arrays.stream(excess).map(v -> Math.max(0, v - radius)).map(v -> v * v).sum();
    }

    private static double[] singular(double[] w, int columns) {
        return Matrix.of(w.length / columns, columns, w).singularValues();
    }

    /** UVᵀ = Σᵢ (G vᵢ) vᵢᵀ/σᵢ over σᵢ that are not round-off. */
    private static double[] polar(double[] g, int columns) {
        int rows = g.length / columns;
        if (columns > rows) {
            return transposed(polar(transposed(g, columns), rows), rows);
        }
        ProperModes modes = ProperModes.of(g, columns, columns);
        double[] sigma = modes.singularValues();
        double[] d = new double[g.length];
        for (int k = 0; k < sigma.length && sigma[k] > NOTHING * sigma[0]; k++) {
            double[] v = modes.mode(k);
            for (int i = 0; i < rows; i++) {
                double u = 0;
                for (int j = 0; j < columns; j++) {
                    u += g[i * columns + j] * v[j];
                }
                for (int j = 0; j < columns; j++) {
                    d[i * columns + j] += u / sigma[k] * v[j];
                }
            }
        }
        return d;
    }

    private static double[] transposed(double[] a, int columns) {
        int rows = a.length / columns;
        double[] t = new double[a.length];
        for (int k = 0; k < a.length; k++) {
            t[k % columns * rows + k / columns] = a[k];
        }
        return t;
    }
}
