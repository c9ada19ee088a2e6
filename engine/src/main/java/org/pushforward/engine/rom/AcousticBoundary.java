package org.pushforward.engine.rom;

import org.pushforward.engine.api.CancelToken;
import org.pushforward.engine.numerics.BesselFunctions;
import org.pushforward.engine.numerics.ComplexMatrix;
import org.pushforward.engine.numerics.Matrix;

/**
 * A smooth closed curve that scatters the plane wave e^{ikx}: combined-field integral equations by Kress' quadrature, which splits off the logarithm
 * and is spectrally accurate (Colton & Kress, Inverse Acoustic and Electromagnetic Scattering Theory, section 3.6; the hypersingular operator after Maue).
 * Sound-soft: u = ∫ (∂Φ/∂ν − ikΦ)φ. Sound-hard: u = ∫ (Φ + (i/k) ∂Φ/∂ν)φ. Immutable and thread-safe.
 */
final class AcousticBoundary {

    static final String SOFT = "soft";
    private static final double EULER = 0.5772156649015329;

    final int n;
    final double[] x;
    final double[] y;
    final double[] dx;
    final double[] dy;
    final double[] speed;
    final boolean isSoft;
    private final double[] bend;
    private final double[] logWeights;
    private final double[] differences;

    /** With an even number of nodes. */
    AcousticBoundary(String shape, boolean isSoft, int nodes) {
        n = nodes;
        this.isSoft = isSoft;
        x = new double[n];
        y = new double[n];
        dx = new double[n];
        dy = new double[n];
        speed = new double[n];
        bend = new double[n];
        for (int i = 0; i < n; i++) {
            double t = 2 * Math.PI * i / n;
            double c = Math.cos(t);
            double s = Math.sin(t);
            double c2 = Math.cos(2 * t);
            double s2 = Math.sin(2 * t);
            double[] p = switch (shape) {
                case "circle" -> new double[] {c, s, -s, c, -c, -s};
                case "ellipse" -> new double[] {1.5 * c, 0.6 * s, -1.5 * s, 0.6 * c, -1.5 * c, -0.6 * s};
                default -> new double[] {c + 0.65 * c2 - 0.65, 1.5 * s, -s - 1.3 * s2, 1.5 * c, -c - 2.6 * c2, -1.5 * s};
            };
            x[i] = p[0];
            y[i] = p[1];
            dx[i] = p[2];
            dy[i] = p[3];
            speed[i] = Math.hypot(p[2], p[3]);
            bend[i] = (p[2] * p[5] - p[3] * p[4]) / (speed[i] * speed[i]);
        }
        logWeights = new double[n];
        differences = new double[n];
        int half = n / 2;
        for (int i = 0; i < n; i++) {
            double sum = 0;
            for (int m = 1; m < half; m++) {
                sum += Math.cos(2 * Math.PI * m * i / n) / m;
            }
            int sign = i % 2 == 0 ? 1 : -1;
            logWeights[i] = -2 * Math.PI / half * sum - Math.PI / (half * half) * sign;
            differences[i] = i == 0 ? 0 : 0.5 * sign / Math.tan(Math.PI * i / n);
        }
    }

    /** One entry of weight × kernel where the kernel is a logarithm ln 4 sin² times {@code log}, and {@code smooth}. */
    private double weighted(int i, int j, double log, double smooth) {
        return logWeights[Math.abs(i - j)] * log + 2 * Math.PI / n * smooth;
    }

    private double ln(int i, int j) {
        double s = Math.sin(Math.PI * (i - j) / n);
        return Math.log(4 * s * s);
    }

    /** Of the equation for the density φ at the nodes. */
    ComplexMatrix matrix(double k) {
        CancelToken.askCurrent();
        double[] single = new double[n * n];
        double[] singleIm = new double[n * n];
        double[] twin = new double[n * n];
        double[] twinIm = new double[n * n];
        for (int i = 0; i < n; i++) {
            for (int j = i + 1; j < n; j++) {
                double r = Math.hypot(x[i] - x[j], y[i] - y[j]);
                BesselFunctions b = BesselFunctions.at(k * r, 1);
                both(single, singleIm, twin, twinIm, i, j, r, k, b);
                both(single, singleIm, twin, twinIm, j, i, r, k, b);
            }
            int d = i * n + i;
            single[d] = weighted(i, i, -1 / (2 * Math.PI), -EULER / Math.PI - Math.log(k / 2 * speed[i]) / Math.PI);
            singleIm[d] = 2 * Math.PI / n * 0.5;
            twin[d] = weighted(i, i, 0, -bend[i] / (2 * Math.PI));
        }
        return isSoft ? soft(k, single, singleIm, twin, twinIm) : hard(k, single, singleIm, twin, twinIm);
    }

    /** 2Φ per unit of the parameter (without the speed) and the double layer, or for a hard boundary its adjoint, over the row's speed. */
    private void both(double[] single, double[] singleIm, double[] twin, double[] twinIm, int i, int j, double r, double k, BesselFunctions b) {
        int e = i * n + j;
        double log = ln(i, j);
        double s1 = -b.j()[0] / (2 * Math.PI);
        single[e] = weighted(i, j, s1, -b.y()[0] / 2 - s1 * log);
        singleIm[e] = 2 * Math.PI / n * b.j()[0] / 2;
        double c = isSoft ? dy[j] * (x[i] - x[j]) - dx[j] * (y[i] - y[j]) : -(dy[i] * (x[i] - x[j]) - dx[i] * (y[i] - y[j])) * speed[j] / speed[i];
        double d1 = -k / (2 * Math.PI) * c * b.j()[1] / r;
        twin[e] = weighted(i, j, d1, -k / 2 * c * b.y()[1] / r - d1 * log);
        twinIm[e] = 2 * Math.PI / n * k / 2 * c * b.j()[1] / r;
    }

    /** I + K − ikS. */
    private ComplexMatrix soft(double k, double[] single, double[] singleIm, double[] twin, double[] twinIm) {
        for (int e = 0; e < n * n; e++) {
            double w = k * speed[e % n];
            double re = twin[e] + w * singleIm[e];
            twinIm[e] -= w * single[e];
            twin[e] = re + (e / n == e % n ? 1 : 0);
        }
        return new ComplexMatrix(n, n, twin, twinIm);
    }

    /** K′ − I + (i/k) T, T = d/ds S d/ds + k² ν·Sν. */
    private ComplexMatrix hard(double k, double[] single, double[] singleIm, double[] twin, double[] twinIm) {
        double[] d = new double[n * n];
        for (int e = 0; e < n * n; e++) {
            d[e] = e / n >= e % n ? differences[e / n - e % n] : -differences[e % n - e / n];
        }
        Matrix along = Matrix.of(n, n, d);
        double[] t = along.times(Matrix.of(n, n, single)).times(along).toArray();
        double[] tIm = along.times(Matrix.of(n, n, singleIm)).times(along).toArray();
        for (int e = 0; e < n * n; e++) {
            int i = e / n;
            int j = e % n;
            double normals = (dx[i] * dx[j] + dy[i] * dy[j]) / speed[i];
            double re = t[e] / speed[i] + k * k * normals * single[e];
            double im = tIm[e] / speed[i] + k * k * normals * singleIm[e];
            twin[e] += -im / k - (i == j ? 1 : 0);
            twinIm[e] += re / k;
        }
        return new ComplexMatrix(n, n, twin, twinIm);
    }

    /** −2u or −2∂u/∂ν of the plane wave. */
    ComplexMatrix right(double k) {
        double[] re = new double[n];
        double[] im = new double[n];
        for (int i = 0; i < n; i++) {
            double f = isSoft ? -2 : -2 * k * dy[i] / speed[i];
            re[i] = f * (isSoft ? Math.cos(k * x[i]) : -Math.sin(k * x[i]));
            im[i] = f * (isSoft ? Math.sin(k * x[i]) : Math.cos(k * x[i]));
        }
        return new ComplexMatrix(n, 1, re, im);
    }

    ComplexMatrix solved(double k) {
        return matrix(k).solve(right(k));
    }

    /** u∞ at so many directions, u ~ e^{ikr} r^{−½} u∞: real parts, then imaginary ones. */
    double[] farField(ComplexMatrix density, double k, int directions) {
        double[] u = new double[2 * directions];
        double size = 1 / Math.sqrt(8 * Math.PI * k);
        for (int m = 0; m < directions; m++) {
            double a = 2 * Math.PI * m / directions;
            double re = 0;
            double im = 0;
            for (int i = 0; i < n; i++) {
                double facing = (dy[i] * Math.cos(a) - dx[i] * Math.sin(a)) / speed[i];
                double w = 2 * Math.PI / n * speed[i] * (isSoft ? k * facing + k : 1 + facing);
                double phase = -k * (Math.cos(a) * x[i] + Math.sin(a) * y[i]);
                re += w * (Math.cos(phase) * density.re()[i] - Math.sin(phase) * density.im()[i]);
                im += w * (Math.cos(phase) * density.im()[i] + Math.sin(phase) * density.re()[i]);
            }
            double turn = isSoft ? -Math.PI / 4 : Math.PI / 4;
            u[m] = size * (Math.cos(turn) * re - Math.sin(turn) * im);
            u[directions + m] = size * (Math.cos(turn) * im + Math.sin(turn) * re);
        }
        return u;
    }

    /** Of the unit circle, by the series of cylindrical waves. */
    static double[] seriesFarField(boolean isSoft, double k, int directions) {
        int orders = (int) (k + 40);
        BesselFunctions b = BesselFunctions.at(k, orders);
        double[] u = new double[2 * directions];
        double size = Math.sqrt(2 / (Math.PI * k));
        for (int m = 0; m < directions; m++) {
            double re = 0;
            double im = 0;
            for (int q = 0; q < orders; q++) {
                double j = isSoft ? b.j()[q] : b.slopeOfJ(q);
                double y = isSoft ? b.y()[q] : b.slopeOfY(q);
                double w = (q == 0 ? 1 : 2) * Math.cos(2 * Math.PI * q * m / directions) * j / (j * j + y * y);
                re += w * j;
                im -= w * y;
            }
            u[m] = -size * (re + im) * Math.sqrt(0.5);
            u[directions + m] = -size * (im - re) * Math.sqrt(0.5);
        }
        return u;
    }

    boolean contains(double px, double py) {
        boolean in = false;
        for (int i = 0, j = n - 1; i < n; j = i++) {
            if (y[i] > py != y[j] > py && px < (x[j] - x[i]) * (py - y[i]) / (y[j] - y[i]) + x[i]) {
                in = !in;
            }
        }
        return in;
    }
}
