package org.pushforward.engine.numerics;

import java.util.Arrays;
import org.jtransforms.fft.DoubleFFT_1D;
import org.pushforward.engine.api.Workers;

/**
 * Solves Δₕu = f on the nx × ny inner nodes of a rectangle with u = 0 on its edge, by sine transforms (DST-I).
 *
 * <p>Δₕ is the 5-point Laplacian; its eigenvectors are sin(πki/(nx+1)) sin(πlj/(ny+1)) with eigenvalues −4 sin²(πk/2(nx+1))/hx² −
 * 4 sin²(πl/2(ny+1))/hy². O(N log N) where nx + 1 and ny + 1 have small prime factors; second-order accurate, exact in the discrete sense up
 * to rounding. Index i·ny + j. Every line is transformed by itself, so the bits do not depend on the number of threads. Holds workspace:
 * used by one solver at a time.
 */
public final class DirichletPoisson {

    private final int nx;
    private final int ny;
    private final double[] eigenX;
    private final double[] eigenY;
    private final double[] turned;

    public DirichletPoisson(int nx, int ny, double hx, double hy) {
        this.nx = nx;
        this.ny = ny;
        eigenX = eigenvalues(nx, hx);
        eigenY = eigenvalues(ny, hy);
        turned = new double[nx * ny];
    }

    private static double[] eigenvalues(int n, double h) {
        double[] lambda = new double[n];
        Arrays.setAll(lambda, k -> -Math.pow(2 * Math.sin(0.5 * Math.PI * (k + 1) / (n + 1)) / h, 2));
        return lambda;
    }

    /** Writes the solution for the right-hand side {@code f} to {@code u}; the two may be the same array. */
    public void solve(double[] f, double[] u, Workers workers) {
        if (u != f) {
            System.arraycopy(f, 0, u, 0, f.length);
        }
        lines(u, nx, ny, workers, (_, _) -> { });
        turn(u, turned, nx, ny);
        double scale = 4.0 / ((nx + 1.0) * (ny + 1.0));
        lines(turned, ny, nx, workers, (line, from) -> {
            for (int k = 0; k < nx; k++) {
                turned[from + k] *= scale / (eigenX[k] + eigenY[line]);
            }
        });
        lines(turned, ny, nx, workers, (_, _) -> { });
        turn(turned, u, ny, nx);
        lines(u, nx, ny, workers, (_, _) -> { });
    }

    @FunctionalInterface
    private interface Then {
        void line(int number, int from);
    }

    /** Transforms all lines of n numbers, two at a time. */
    private static void lines(double[] a, int lines, int n, Workers workers, Then then) {
        workers.forRanges((lines + 1) / 2, 8, (from, end) -> {
            Sines sines = new Sines(n);
            for (int pair = from; pair < end; pair++) {
                int second = Math.min(2 * pair + 1, lines - 1);
                sines.transform(a, 2 * pair * n, second * n);
                then.line(2 * pair, 2 * pair * n);
                if (second > 2 * pair) {
                    then.line(second, second * n);
                }
            }
        });
    }

    private static void turn(double[] a, double[] b, int rows, int columns) {
        for (int i = 0; i < rows; i++) {
            for (int j = 0; j < columns; j++) {
                b[j * rows + i] = a[i * columns + j];
            }
        }
    }

    /** X[k] = Σⱼ x[j] sin(πjk/(n+1)), j and k from 1, of two lines through one complex transform of twice the length. */
    private static final class Sines {
        private final int n;
        private final DoubleFFT_1D fft;
        private final double[] z;

        Sines(int n) {
            this.n = n;
            fft = new DoubleFFT_1D(2L * (n + 1));
            z = new double[4 * (n + 1)];
        }

        void transform(double[] a, int first, int second) {
            int m = 2 * (n + 1);
            Arrays.fill(z, 0);
            for (int j = 1; j <= n; j++) {
                z[2 * j] = a[first + j - 1];
                z[2 * j + 1] = a[second + j - 1];
                z[2 * (m - j)] = -a[first + j - 1];
                z[2 * (m - j) + 1] = -a[second + j - 1];
            }
            fft.complexForward(z);
            for (int k = 1; k <= n; k++) {
                a[first + k - 1] = -0.5 * z[2 * k + 1];
                a[second + k - 1] = 0.5 * z[2 * k];
            }
        }
    }
}
