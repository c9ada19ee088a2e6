package org.pushforward.engine.numerics;

import java.util.Arrays;
import org.pushforward.engine.api.CancelToken;

/**
 * A dense complex matrix as a value, for formulas rather than inner loops: products, LU with partial pivots, eigenvalues by the shifted QR iteration on a
 * Hessenberg form, and of Hermitian matrices by Jacobi's. O(n³) each, on one thread. EJML does the real parts where it can. Immutable and thread-safe.
 *
 * @param re rows × columns, row-major, and {@code im} likewise; nobody writes to them
 */
public record ComplexMatrix(int rows, int columns, double[] re, double[] im) {

    private static final int SWEEPS = 60;
    private static final int QR_STEPS = 60;

    /** Eigenvalues, and orthonormal eigenvectors as columns, of a Hermitian matrix, falling. */
    public record Hermitian(double[] values, ComplexMatrix vectors) { }

    public ComplexMatrix {
        if (re.length != rows * columns || im.length != re.length) {
            throw new IllegalArgumentException(rows + " × " + columns + " from " + re.length + " and " + im.length + " numbers");
        }
    }

    public static ComplexMatrix zeros(int rows, int columns) {
        return new ComplexMatrix(rows, columns, new double[rows * columns], new double[rows * columns]);
    }

    public static ComplexMatrix real(Matrix m) {
        return new ComplexMatrix(m.rows(), m.columns(), m.toArray(), new double[m.rows() * m.columns()]);
    }

    public static ComplexMatrix diagonal(double[] re, double[] im) {
        int n = re.length;
        ComplexMatrix d = zeros(n, n);
        for (int k = 0; k < n; k++) {
            d.re[k * n + k] = re[k];
            d.im[k * n + k] = im[k];
        }
        return d;
    }

    public ComplexMatrix plus(ComplexMatrix b) {
        return combined(b, 1);
    }

    public ComplexMatrix minus(ComplexMatrix b) {
        return combined(b, -1);
    }

    private ComplexMatrix combined(ComplexMatrix b, double sign) {
        double[] x = re.clone();
        double[] y = im.clone();
        for (int k = 0; k < x.length; k++) {
            x[k] += sign * b.re[k];
            y[k] += sign * b.im[k];
        }
        return new ComplexMatrix(rows, columns, x, y);
    }

    /** This times a + ib. */
    public ComplexMatrix scaled(double a, double b) {
        double[] x = new double[re.length];
        double[] y = new double[re.length];
        for (int k = 0; k < x.length; k++) {
            x[k] = a * re[k] - b * im[k];
            y[k] = a * im[k] + b * re[k];
        }
        return new ComplexMatrix(rows, columns, x, y);
    }

    public ComplexMatrix times(ComplexMatrix b) {
        CancelToken.askCurrent();
        int n = b.columns;
        double[] x = new double[rows * n];
        double[] y = new double[rows * n];
        for (int i = 0; i < rows; i++) {
            for (int k = 0; k < columns; k++) {
                double u = re[i * columns + k];
                double v = im[i * columns + k];
                for (int j = 0; j < n; j++) {
                    x[i * n + j] += u * b.re[k * n + j] - v * b.im[k * n + j];
                    y[i * n + j] += u * b.im[k * n + j] + v * b.re[k * n + j];
                }
            }
        }
        return new ComplexMatrix(rows, n, x, y);
    }

    /** The conjugate transpose. */
    public ComplexMatrix adjoint() {
        ComplexMatrix a = zeros(columns, rows);
        for (int i = 0; i < rows; i++) {
            for (int j = 0; j < columns; j++) {
                a.re[j * rows + i] = re[i * columns + j];
                a.im[j * rows + i] = -im[i * columns + j];
            }
        }
        return a;
    }

    /** Some of the columns, in this order. */
    public ComplexMatrix columns(int... which) {
        ComplexMatrix c = zeros(rows, which.length);
        for (int i = 0; i < rows; i++) {
            for (int j = 0; j < which.length; j++) {
                c.re[i * which.length + j] = re[i * columns + which[j]];
                c.im[i * which.length + j] = im[i * columns + which[j]];
            }
        }
        return c;
    }

    /** Rows {@code from} to {@code to} − 1. */
    public ComplexMatrix rowsBetween(int from, int to) {
        return new ComplexMatrix(to - from, columns, Arrays.copyOfRange(re, from * columns, to * columns), Arrays.copyOfRange(im, from * columns, to * columns));
    }

    public double frobenius() {
        double sum = 0;
        for (int k = 0; k < re.length; k++) {
            sum += re[k] * re[k] + im[k] * im[k];
        }
        return Math.sqrt(sum);
    }

    /** [[Re, −Im], [Im, Re]]: the same map on pairs of real numbers. */
    public Matrix lifted() {
        double[] m = new double[4 * rows * columns];
        for (int i = 0; i < rows; i++) {
            for (int j = 0; j < columns; j++) {
                double a = re[i * columns + j];
                double b = im[i * columns + j];
                m[i * 2 * columns + j] = a;
                m[i * 2 * columns + columns + j] = -b;
                m[(rows + i) * 2 * columns + j] = b;
                m[(rows + i) * 2 * columns + columns + j] = a;
            }
        }
        return Matrix.of(2 * rows, 2 * columns, m);
    }

    /** The singular values, falling; EJML's of the lifted matrix, which come in pairs. */
    public double[] singularValues() {
        double[] twice = lifted().singularValues();
        double[] values = new double[Math.min(rows, columns)];
        Arrays.setAll(values, k -> twice[2 * k]);
        return values;
    }

    /** The solution X of AX = B, of least squares where A has more rows than columns. */
    public ComplexMatrix solve(ComplexMatrix b) {
        if (rows > columns) {
            ComplexMatrix adjoint = adjoint();
            return adjoint.times(this).solve(adjoint.times(b));
        }
        return factors().solve(b);
    }

    /** L and U of this square matrix in one, and the rows that were taken. */
    private record Factors(int n, double[] re, double[] im, int[] pivots) {

        ComplexMatrix solve(ComplexMatrix b) {
            int m = b.columns;
            double[] x = b.re.clone();
            double[] y = b.im.clone();
            for (int k = 0; k < n; k++) {
                swap(x, y, m, k, pivots[k]);
            }
            for (int k = 0; k < n; k++) {
                for (int i = k + 1; i < n; i++) {
                    subtract(x, y, m, i, k, 0, re[i * n + k], im[i * n + k]);
                }
            }
            for (int k = n - 1; k >= 0; k--) {
                double d = re[k * n + k] * re[k * n + k] + im[k * n + k] * im[k * n + k];
                for (int j = 0; j < m; j++) {
                    double u = x[k * m + j];
                    double v = y[k * m + j];
                    x[k * m + j] = (u * re[k * n + k] + v * im[k * n + k]) / d;
                    y[k * m + j] = (v * re[k * n + k] - u * im[k * n + k]) / d;
                }
                for (int i = 0; i < k; i++) {
                    subtract(x, y, m, i, k, 0, re[i * n + k], im[i * n + k]);
                }
            }
            return new ComplexMatrix(n, m, x, y);
        }
    }

    private Factors factors() {
        CancelToken.askCurrent();
        int n = rows;
        double[] x = re.clone();
        double[] y = im.clone();
        int[] pivots = new int[n];
        for (int k = 0; k < n; k++) {
            int p = k;
            for (int i = k + 1; i < n; i++) {
                p = Math.hypot(x[i * n + k], y[i * n + k]) > Math.hypot(x[p * n + k], y[p * n + k]) ? i : p;
            }
            pivots[k] = p;
            swap(x, y, n, k, p);
            double d = x[k * n + k] * x[k * n + k] + y[k * n + k] * y[k * n + k];
            if (d == 0) {
                throw new ArithmeticException("the matrix is singular");
            }
            for (int i = k + 1; i < n; i++) {
                double fr = (x[i * n + k] * x[k * n + k] + y[i * n + k] * y[k * n + k]) / d;
                double fi = (y[i * n + k] * x[k * n + k] - x[i * n + k] * y[k * n + k]) / d;
                subtract(x, y, n, i, k, k + 1, fr, fi);
                x[i * n + k] = fr;
                y[i * n + k] = fi;
            }
        }
        return new Factors(n, x, y, pivots);
    }

    private static void swap(double[] x, double[] y, int n, int i, int j) {
        for (int c = 0; i != j && c < n; c++) {
            double u = x[i * n + c];
            x[i * n + c] = x[j * n + c];
            x[j * n + c] = u;
            u = y[i * n + c];
            y[i * n + c] = y[j * n + c];
            y[j * n + c] = u;
        }
    }

    /** Row i less f times row k, from a column on. */
    private static void subtract(double[] x, double[] y, int n, int i, int k, int from, double fr, double fi) {
        for (int c = from; c < n; c++) {
            x[i * n + c] -= fr * x[k * n + c] - fi * y[k * n + c];
            y[i * n + c] -= fr * y[k * n + c] + fi * x[k * n + c];
        }
    }

    /** The eigenvalues, real and imaginary parts in turn, in no order. */
    public double[] eigenvalues() {
        return ComplexQr.eigenvalues(rows, re.clone(), im.clone(), QR_STEPS);
    }

    /** A unit eigenvector a column for eigenvalues that are known and simple, by inverse iteration. O(n³) each. */
    public ComplexMatrix eigenvectors(double[] values) {
        int n = rows;
        ComplexMatrix v = zeros(n, values.length / 2);
        double tiny = 1e-14 * Math.max(1e-300, frobenius());
        for (int k = 0; k < v.columns; k++) {
            double[] shiftRe = new double[n];
            double[] shiftIm = new double[n];
            Arrays.fill(shiftRe, values[2 * k] + tiny);
            Arrays.fill(shiftIm, values[2 * k + 1] + tiny);
            Factors shifted = minus(diagonal(shiftRe, shiftIm)).factors();
            ComplexMatrix x = zeros(n, 1);
            for (int i = 0; i < n; i++) {
                x.re[i] = 1 / Math.sqrt(n) + 0.01 * Math.cos(i);
                x.im[i] = 0.3 * Math.sin(3.0 * i + 1);
            }
            for (int step = 0; step < 3; step++) {
                x = shifted.solve(x);
                x = x.scaled(1 / x.frobenius(), 0);
            }
            for (int i = 0; i < n; i++) {
                v.re[i * v.columns + k] = x.re[i];
                v.im[i * v.columns + k] = x.im[i];
            }
        }
        return v;
    }

    /** Of this Hermitian matrix, by Jacobi's rotations. */
    public Hermitian hermitian() {
        int n = rows;
        double[] a = re.clone();
        double[] b = im.clone();
        double[] v = Matrix.identity(n).toArray();
        double[] w = new double[n * n];
        double scale = frobenius();
        for (int sweep = 0; sweep < SWEEPS; sweep++) {
            CancelToken.askCurrent();
            double off = 0;
            for (int i = 0; i < n; i++) {
                for (int j = i + 1; j < n; j++) {
                    off = Math.max(off, Math.hypot(a[i * n + j], b[i * n + j]));
                    rotate(n, a, b, v, w, i, j);
                }
            }
            if (off <= 1e-16 * scale) {
                break;
            }
        }
        Integer[] order = new Integer[n];
        Arrays.setAll(order, k -> k);
        Arrays.sort(order, (i, j) -> Double.compare(a[j * n + j], a[i * n + i]));
        double[] values = new double[n];
        Arrays.setAll(values, k -> a[order[k] * n + order[k]]);
        return new Hermitian(values, new ComplexMatrix(n, n, v, w).columns(Arrays.stream(order).mapToInt(k -> k).toArray()));
    }

    /** Columns i and j, and rows, by the unitary matrix that makes entry (i, j) zero. */
    private static void rotate(int n, double[] a, double[] b, double[] v, double[] w, int i, int j) {
        double size = Math.hypot(a[i * n + j], b[i * n + j]);
        if (size < 1e-300) {
            return;
        }
        double pr = a[i * n + j] / size;
        double pi = b[i * n + j] / size;
        double tau = (a[j * n + j] - a[i * n + i]) / (2 * size);
        double t = Math.copySign(1, tau) / (Math.abs(tau) + Math.sqrt(1 + tau * tau));
        double c = 1 / Math.sqrt(1 + t * t);
        double s = t * c;
        columns(n, a, b, i, j, c, s, pr, pi);
        columns(n, v, w, i, j, c, s, pr, pi);
        for (int k = 0; k < n; k++) {
            double xr = a[i * n + k];
            double xi = b[i * n + k];
            double yr = a[j * n + k];
            double yi = b[j * n + k];
            // the conjugate of what was done to the columns
            a[i * n + k] = c * xr - s * (pr * yr - pi * yi);
            b[i * n + k] = c * xi - s * (pr * yi + pi * yr);
            a[j * n + k] = s * (pr * xr + pi * xi) + c * yr;
            b[j * n + k] = s * (pr * xi - pi * xr) + c * yi;
        }
    }

    /** x ← c x − s p̄ y, y ← s p x + c y. */
    private static void columns(int n, double[] a, double[] b, int i, int j, double c, double s, double pr, double pi) {
        for (int k = 0; k < n; k++) {
            double xr = a[k * n + i];
            double xi = b[k * n + i];
            double yr = a[k * n + j];
            double yi = b[k * n + j];
            a[k * n + i] = c * xr - s * (pr * yr + pi * yi);
            b[k * n + i] = c * xi - s * (pr * yi - pi * yr);
            a[k * n + j] = s * (pr * xr - pi * xi) + c * yr;
            b[k * n + j] = s * (pr * xi + pi * xr) + c * yi;
        }
    }
}
