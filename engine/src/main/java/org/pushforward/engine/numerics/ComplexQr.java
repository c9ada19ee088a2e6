package org.pushforward.engine.numerics;

import org.pushforward.engine.api.CancelToken;

/** Eigenvalues of a complex matrix: reduction to Hessenberg form by reflections, then QR steps with Wilkinson's shift (Golub & Van Loan, 7.4–7.5). */
final class ComplexQr {

    private static final double ROUNDING = 0x1p-53;

    private final int n;
    private final double[] a;
    private final double[] b;

    private ComplexQr(int n, double[] re, double[] im) {
        this.n = n;
        a = re;
        b = im;
    }

    /** Overwrites the matrix; real and imaginary parts in turn. */
    static double[] eigenvalues(int n, double[] re, double[] im, int most) {
        ComplexQr qr = new ComplexQr(n, re, im);
        qr.reduce();
        double[] values = new double[2 * n];
        int end = n - 1;
        int steps = 0;
        while (end >= 0) {
            CancelToken.askCurrent();
            int start = end;
            while (start > 0 && !qr.negligible(start)) {
                start--;
            }
            if (start == end) {
                values[2 * end] = re[end * n + end];
                values[2 * end + 1] = im[end * n + end];
                end--;
                steps = 0;
                continue;
            }
            if (++steps > most) {
                throw new ArithmeticException("the eigenvalues of a " + n + " × " + n + " matrix were not found");
            }
            double[] shift = steps % 11 == 10 ? new double[] {re[end * n + end] + Math.abs(re[end * n + end - 1]), im[end * n + end]} : qr.wilkinson(end);
            qr.step(start, end, shift);
        }
        return values;
    }

    private boolean negligible(int k) {
        double below = Math.hypot(a[k * n + k - 1], b[k * n + k - 1]);
        double diagonal = Math.abs(a[k * n + k]) + Math.abs(b[k * n + k]) + Math.abs(a[(k - 1) * n + k - 1]) + Math.abs(b[(k - 1) * n + k - 1]);
        return below <= ROUNDING * Math.max(diagonal, 1e-290);
    }

    /** Similarity by Householder reflections, which keeps the size of errors. */
    private void reduce() {
        for (int k = 0; k < n - 2; k++) {
            double norm = 0;
            for (int i = k + 1; i < n; i++) {
                norm = Math.hypot(norm, Math.hypot(a[i * n + k], b[i * n + k]));
            }
            double first = Math.hypot(a[(k + 1) * n + k], b[(k + 1) * n + k]);
            if (norm == 0) {
                continue;
            }
            double pr = first == 0 ? 1 : a[(k + 1) * n + k] / first;
            double pi = first == 0 ? 0 : b[(k + 1) * n + k] / first;
            double[] vr = new double[n];
            double[] vi = new double[n];
            for (int i = k + 1; i < n; i++) {
                vr[i] = a[i * n + k];
                vi[i] = b[i * n + k];
            }
            vr[k + 1] += pr * norm;
            vi[k + 1] += pi * norm;
            double square = 0;
            for (int i = k + 1; i < n; i++) {
                square += vr[i] * vr[i] + vi[i] * vi[i];
            }
            reflectRows(vr, vi, k, 2 / square);
            reflectColumns(vr, vi, k, 2 / square);
        }
    }

    private void reflectRows(double[] vr, double[] vi, int k, double beta) {
        for (int j = 0; j < n; j++) {
            double sr = 0;
            double si = 0;
            for (int i = k + 1; i < n; i++) {
                sr += vr[i] * a[i * n + j] + vi[i] * b[i * n + j];
                si += vr[i] * b[i * n + j] - vi[i] * a[i * n + j];
            }
            for (int i = k + 1; i < n; i++) {
                a[i * n + j] -= beta * (vr[i] * sr - vi[i] * si);
                b[i * n + j] -= beta * (vr[i] * si + vi[i] * sr);
            }
        }
    }

    private void reflectColumns(double[] vr, double[] vi, int k, double beta) {
        for (int i = 0; i < n; i++) {
            double sr = 0;
            double si = 0;
            for (int j = k + 1; j < n; j++) {
                sr += a[i * n + j] * vr[j] - b[i * n + j] * vi[j];
                si += a[i * n + j] * vi[j] + b[i * n + j] * vr[j];
            }
            for (int j = k + 1; j < n; j++) {
                a[i * n + j] -= beta * (sr * vr[j] + si * vi[j]);
                b[i * n + j] -= beta * (si * vr[j] - sr * vi[j]);
            }
        }
    }

    /** The eigenvalue of the last 2 × 2 block that is nearer to the last entry. */
    private double[] wilkinson(int e) {
        double ar = 0.5 * (a[(e - 1) * n + e - 1] - a[e * n + e]);
        double ai = 0.5 * (b[(e - 1) * n + e - 1] - b[e * n + e]);
        double pr = a[(e - 1) * n + e] * a[e * n + e - 1] - b[(e - 1) * n + e] * b[e * n + e - 1];
        double pi = a[(e - 1) * n + e] * b[e * n + e - 1] + b[(e - 1) * n + e] * a[e * n + e - 1];
        double qr = ar * ar - ai * ai + pr;
        double qi = 2 * ar * ai + pi;
        double modulus = Math.hypot(qr, qi);
        double rr = Math.sqrt(Math.max(0, 0.5 * (modulus + qr)));
        double ri = Math.copySign(Math.sqrt(Math.max(0, 0.5 * (modulus - qr))), qi);
        // bc/(d ± √…) with the larger denominator
        double sign = ar * rr + ai * ri >= 0 ? 1 : -1;
        double dr = ar + sign * rr;
        double di = ai + sign * ri;
        double d = dr * dr + di * di;
        double lr = d == 0 ? 0 : (pr * dr + pi * di) / d;
        double li = d == 0 ? 0 : (pi * dr - pr * di) / d;
        return new double[] {a[e * n + e] - lr, b[e * n + e] - li};
    }

    /** H − μI = QR, H ← RQ + μI, by Givens rotations on rows and columns start to end. */
    private void step(int start, int end, double[] shift) {
        for (int i = start; i <= end; i++) {
            a[i * n + i] -= shift[0];
            b[i * n + i] -= shift[1];
        }
        double[] c = new double[n];
        double[] sr = new double[n];
        double[] si = new double[n];
        for (int k = start; k < end; k++) {
            double xr = a[k * n + k];
            double xi = b[k * n + k];
            double yr = a[(k + 1) * n + k];
            double yi = b[(k + 1) * n + k];
            double x = Math.hypot(xr, xi);
            double r = Math.hypot(x, Math.hypot(yr, yi));
            // [c, s; −s̄, c] (x, y) = (r x/|x|, 0), s = x ȳ/(|x| r)
            c[k] = r == 0 ? 1 : x / r;
            double ur = x == 0 ? 1 : xr / x;
            double ui = x == 0 ? 0 : xi / x;
            sr[k] = r == 0 ? 0 : (ur * yr + ui * yi) / r;
            si[k] = r == 0 ? 0 : (ui * yr - ur * yi) / r;
            for (int j = k; j <= end; j++) {
                double pr = a[k * n + j];
                double pi = b[k * n + j];
                double qr = a[(k + 1) * n + j];
                double qi = b[(k + 1) * n + j];
                a[k * n + j] = c[k] * pr + sr[k] * qr - si[k] * qi;
                b[k * n + j] = c[k] * pi + sr[k] * qi + si[k] * qr;
                a[(k + 1) * n + j] = c[k] * qr - (sr[k] * pr + si[k] * pi);
                b[(k + 1) * n + j] = c[k] * qi - (sr[k] * pi - si[k] * pr);
            }
        }
        for (int k = start; k < end; k++) {
            for (int i = start; i <= Math.min(k + 1, end); i++) {
                double pr = a[i * n + k];
                double pi = b[i * n + k];
                double qr = a[i * n + k + 1];
                double qi = b[i * n + k + 1];
                a[i * n + k] = c[k] * pr + sr[k] * qr + si[k] * qi;
                b[i * n + k] = c[k] * pi + sr[k] * qi - si[k] * qr;
                a[i * n + k + 1] = c[k] * qr - (sr[k] * pr - si[k] * pi);
                b[i * n + k + 1] = c[k] * qi - (sr[k] * pi + si[k] * pr);
            }
        }
        for (int i = start; i <= end; i++) {
            a[i * n + i] += shift[0];
            b[i * n + i] += shift[1];
        }
    }
}
