package org.pushforward.engine.numerics;

import org.pushforward.engine.api.Workers;

/**
 * Solves Δₕu = f with ∂u/∂n = 0 on a cell-centred nx × ny grid by cosine transforms.
 *
 * <p>Δₕ is the 5-point Laplacian; its eigenvectors are cos(πk(i+½)/nx) cos(πl(j+½)/ny) with eigenvalues
 * (2cos(πk/nx)−2)/hx² + (2cos(πl/ny)−2)/hy². The mean of f is dropped and u has mean zero. O(N log N), second-order accurate, exact in
 * the discrete sense up to rounding. Index i·ny + j. Lines are transformed in fixed groups, so the bits do not depend on the number of
 * threads. Holds workspace: used by one solver at a time.
 */
public final class NeumannPoisson {

    /** Lines transposed together: one cache line of doubles. */
    private static final int GROUP = 8;

    private final int nx;
    private final int ny;
    private final double[] eigenX;
    private final double[] eigenY;
    private final double[] spectrum;
    private Lines[] alongX = {};
    private Lines[] alongY = {};

    public NeumannPoisson(int nx, int ny, double hx, double hy) {
        this.nx = nx;
        this.ny = ny;
        eigenX = eigenvalues(nx, hx);
        eigenY = eigenvalues(ny, hy);
        spectrum = new double[nx * ny];
    }

    /** Writes the solution for the right-hand side {@code f} to {@code u}; the two may be the same array. */
    public void solve(double[] f, double[] u, Workers workers) {
        int threads = workers.threads();
        reserve(threads);
        share(nx, threads, workers, (t, g) -> alongY[t].forward(f, spectrum, g, nx));
        share(ny, threads, workers, (t, l) -> alongX[t].filter(spectrum, l, eigenX, eigenY));
        share(nx, threads, workers, (t, g) -> alongY[t].inverse(spectrum, u, g, nx));
    }

    private void reserve(int threads) {
        if (alongX.length < threads) {
            alongX = new Lines[threads];
            alongY = new Lines[threads];
            for (int t = 0; t < threads; t++) {
                alongX[t] = new Lines(nx);
                alongY[t] = new Lines(ny);
            }
        }
    }

    /** Calls {@code task} with a workspace number and the first line of every group of lines. */
    private static void share(int lines, int threads, Workers workers, GroupTask task) {
        int groups = (lines + GROUP - 1) / GROUP;
        workers.forEach(threads, t -> {
            int end = (int) ((long) groups * (t + 1) / threads);
            for (int g = (int) ((long) groups * t / threads); g < end; g++) {
                task.run(t, g * GROUP);
            }
        });
    }

    private static double[] eigenvalues(int n, double h) {
        double[] lambda = new double[n];
        for (int k = 0; k < n; k++) {
            double s = Math.sin(Math.PI * k / (2.0 * n));
            lambda[k] = -4 * s * s / (h * h);
        }
        return lambda;
    }

    @FunctionalInterface
    private interface GroupTask {
        void run(int workspace, int firstLine);
    }

    /** A group of lines of length n and the transform they share. */
    private static final class Lines {
        private final int n;
        private final CosineTransform transform;
        private final double[] group;

        Lines(int n) {
            this.n = n;
            transform = new CosineTransform(n);
            group = new double[GROUP * n];
        }

        /** Transforms the rows first… of {@code in} and writes them as columns of {@code out}, whose rows have {@code rows} entries. */
        void forward(double[] in, double[] out, int first, int rows) {
            int count = Math.min(GROUP, rows - first);
            System.arraycopy(in, first * n, group, 0, count * n);
            for (int r = 0; r < count; r += 2) {
                transform.forward(group, r * n, Math.min(r + 1, count - 1) * n);
            }
            for (int k = 0; k < n; k++) {
                for (int r = 0; r < count; r++) {
                    out[k * rows + first + r] = group[r * n + k];
                }
            }
        }

        /** The way back of {@link #forward}. */
        void inverse(double[] in, double[] out, int first, int rows) {
            int count = Math.min(GROUP, rows - first);
            for (int k = 0; k < n; k++) {
                for (int r = 0; r < count; r++) {
                    group[r * n + k] = in[k * rows + first + r];
                }
            }
            for (int r = 0; r < count; r += 2) {
                transform.inverse(group, r * n, Math.min(r + 1, count - 1) * n);
            }
            System.arraycopy(group, 0, out, first * n, count * n);
        }

        /** Transforms rows of the spectrum, divides by the eigenvalues and transforms back. */
        void filter(double[] spectrum, int first, double[] eigenAlong, double[] eigenAcross) {
            int rows = eigenAcross.length;
            int end = Math.min(first + GROUP, rows);
            double scale = 1.0 / ((double) n * rows);
            for (int l = first; l < end; l += 2) {
                int last = Math.min(l + 1, end - 1);
                transform.forward(spectrum, l * n, last * n);
                for (int line = l; line <= last; line++) {
                    for (int k = 0; k < n; k++) {
                        spectrum[line * n + k] *= scale / (eigenAlong[k] + eigenAcross[line]);
                    }
                }
                if (l == 0) {
                    spectrum[0] = 0;
                }
                transform.inverse(spectrum, l * n, last * n);
            }
        }
    }
}
