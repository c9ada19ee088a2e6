package org.pushforward.engine.numerics;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.pushforward.engine.api.CancelToken;

/**
 * The nonlinear Fourier transform of a pulse q(t) that is constant on cells, by the focusing Zakharov–Shabat system v_t = [[−iλ, q], [−q*, iλ]] v (Zakharov & Shabat 1972): transfer matrices, exact on every cell,
 * give a(λ) and b(λ) of the solution that comes in as (e^(−iλt), 0), with |a|² + |b|² = 1 for real λ. Zeros of a above the axis are the solitons. The pulse evolves by q_z = i(q_tt + 2|q|²q), under which a stands and b turns by e^(4iλ²z).
 * O(cells) a λ; error of a sampled smooth pulse of order 2. Immutable and thread-safe.
 */
public final class ZakharovShabat {

    /** Steps of a cell and q there, real and imaginary; equal neighbours are one cell. */
    private final double[] lengths;
    private final double[] re;
    private final double[] im;
    private final double end;
    private final double largest;

    /**
     * @param re and {@code im}: q in the middle of cells of width h
     * @param t0 where the first cell begins
     */
    public ZakharovShabat(double[] re, double[] im, double h, double t0) {
        int n = 0;
        double[] l = new double[re.length];
        double[] r = new double[re.length];
        double[] i = new double[re.length];
        double most = 0;
        for (int k = 0; k < re.length; k++) {
            if (k > 0 && re[k] == r[n - 1] && im[k] == i[n - 1]) {
                l[n - 1] += h;
            } else {
                l[n] = h;
                r[n] = re[k];
                i[n++] = im[k];
            }
            most = Math.max(most, Math.hypot(re[k], im[k]));
        }
        lengths = Arrays.copyOf(l, n);
        this.re = Arrays.copyOf(r, n);
        this.im = Arrays.copyOf(i, n);
        end = t0 + h * re.length;
        largest = most;
    }

    /** Re a, Im a, Re b, Im b; b only for real λ. */
    public double[] at(double x, double y) {
        double ar = 1;
        double ai = 0;
        double br = 0;
        double bi = 0;
        double er = 1;
        double ei = 0;
        double before = 0;
        for (int k = 0; k < lengths.length; k++) {
            double h = lengths[k];
            // κ² = λ² + |q|²
            double[] root = y == 0 ? new double[] {Math.sqrt(x * x + re[k] * re[k] + im[k] * im[k]), 0} : root(x * x - y * y + re[k] * re[k] + im[k] * im[k], 2 * x * y);
            double p = root[0] * h;
            double g = root[1] * h;
            double even = y == 0 ? 1 : Math.cosh(g);
            double odd = y == 0 ? 0 : Math.sinh(g);
            double sine = Math.sin(p);
            double cosine = Math.cos(p);
            double cr = cosine * even;
            double ci = -sine * odd;
            double sr = sine * even;
            double si = cosine * odd;
            double size = root[0] * root[0] + root[1] * root[1];
            double ur = size < 1e-24 ? h : (sr * root[0] + si * root[1]) / size;
            double ui = size < 1e-24 ? 0 : (si * root[0] - sr * root[1]) / size;
            // iλ sin(κh)/κ
            double wr = -(y * ur + x * ui);
            double wi = x * ur - y * ui;
            double qr = re[k] * ur - im[k] * ui;
            double qi = re[k] * ui + im[k] * ur;
            double dr = re[k] * ur + im[k] * ui;
            double di = re[k] * ui - im[k] * ur;
            double vr = (cr - wr) * ar - (ci - wi) * ai + qr * br - qi * bi;
            double vi = (cr - wr) * ai + (ci - wi) * ar + qr * bi + qi * br;
            double tr = -(dr * ar - di * ai) + (cr + wr) * br - (ci + wi) * bi;
            double ti = -(dr * ai + di * ar) + (cr + wr) * bi + (ci + wi) * br;
            // times e^(iλh), so that the first component tends to a
            if (h != before) {
                er = Math.exp(-y * h) * Math.cos(x * h);
                ei = Math.exp(-y * h) * Math.sin(x * h);
                before = h;
            }
            ar = er * vr - ei * vi;
            ai = er * vi + ei * vr;
            br = er * tr - ei * ti;
            bi = er * ti + ei * tr;
        }
        double c = Math.cos(2 * x * end);
        double s = -Math.sin(2 * x * end);
        return new double[] {ar, ai, br * c - bi * s, br * s + bi * c};
    }

    private static double[] root(double x, double y) {
        double r = Math.hypot(x, y);
        double a = Math.sqrt(Math.max(0, (r + x) / 2));
        double b = Math.sqrt(Math.max(0, (r - x) / 2));
        return new double[] {a, y < 0 ? -b : b};
    }

    /** ∫ |q|² dt. */
    public double energy() {
        double sum = 0;
        for (int k = 0; k < lengths.length; k++) {
            sum += lengths[k] * (re[k] * re[k] + im[k] * im[k]);
        }
        return sum;
    }

    /** The same from the spectrum, −(1/π) ∫ log |a|² dλ + 4 Σ Im λₖ (trace formula); where the pulse jumps, with the tail ∑|jump|²/(2πL) beyond ±L. */
    public double energy(double[] eigenvalues) {
        boolean isPlain = lengths.length <= 8;
        double reach = isPlain ? 1000 : Math.max(6, 3 * largest);
        int n = isPlain ? 80_000 : 360;
        double d = 2 * reach / n;
        double sum = 0;
        for (int k = 0; k <= n; k++) {
            double[] ab = at(-reach + k * d, 0);
            sum -= (k == 0 || k == n ? 0.5 : 1) * d * Math.log(ab[0] * ab[0] + ab[1] * ab[1]) / Math.PI;
        }
        for (int k = 1; k < eigenvalues.length; k += 2) {
            sum += 4 * eigenvalues[k];
        }
        double jumps = 0;
        for (int k = 0; isPlain && k <= lengths.length; k++) {
            double x = (k < lengths.length ? re[k] : 0) - (k > 0 ? re[k - 1] : 0);
            double y = (k < lengths.length ? im[k] : 0) - (k > 0 ? im[k - 1] : 0);
            jumps += x * x + y * y;
        }
        return sum + jumps / (2 * Math.PI * reach);
    }

    /** How often a turns around 0 along the real axis: the number of its zeros above. */
    public int count() {
        double reach = Math.max(8, 8 * largest);
        double turned = 0;
        double before = 0;
        int n = 400;
        for (int k = 0; k <= n; k++) {
            double[] ab = at(reach * Math.sinh(5 * (2.0 * k / n - 1)) / Math.sinh(5), 0);
            double angle = Math.atan2(ab[1], ab[0]);
            double by = angle - before;
            turned += k == 0 ? 0 : by - 2 * Math.PI * Math.rint(by / (2 * Math.PI));
            before = angle;
        }
        return (int) Math.max(0, Math.round(turned / (2 * Math.PI)));
    }

    /** Zeros of a above the axis, real and imaginary parts in turn, by falling imaginary part: Newton's method with those found divided out. */
    public double[] eigenvalues(int most) {
        List<double[]> found = new ArrayList<>();
        for (int row = 1; row <= 6 && found.size() < most; row++) {
            for (double column : new double[] {0, 0.4, -0.4, 1, -1, 2, -2}) {
                if (found.size() < most) {
                    newton(found, column * largest, largest * row / 6.5);
                }
            }
        }
        found.sort((a, b) -> Double.compare(b[1], a[1]));
        return found.stream().flatMapToDouble(Arrays::stream).toArray();
    }

    /** The same zeros followed from where they were before. */
    public double[] eigenvalues(double[] near) {
        List<double[]> found = new ArrayList<>();
        for (int k = 0; k < near.length; k += 2) {
            newton(found, near[k], near[k + 1]);
        }
        return found.stream().flatMapToDouble(Arrays::stream).toArray();
    }

    private void newton(List<double[]> found, double startX, double startY) {
        double x = startX;
        double y = startY;
        for (int k = 0; k < 40; k++) {
            CancelToken.askCurrent();
            double delta = 1e-6;
            double[] f = at(x, y);
            double[] g = at(x + delta, y);
            double[] e = at(x - delta, y);
            double dr = (g[0] - e[0]) / (2 * delta);
            double di = (g[1] - e[1]) / (2 * delta);
            double size = f[0] * f[0] + f[1] * f[1];
            if (size == 0) {
                break;
            }
            // a′/a − Σ 1/(λ − λₖ)
            double lr = (dr * f[0] + di * f[1]) / size;
            double li = (di * f[0] - dr * f[1]) / size;
            for (double[] z : found) {
                double u = x - z[0];
                double v = y - z[1];
                double d = Math.max(1e-30, u * u + v * v);
                lr -= u / d;
                li += v / d;
            }
            double d = lr * lr + li * li;
            double sx = lr / d;
            double sy = -li / d;
            double shrink = Math.min(1, 0.5 * Math.max(0.1, largest) / Math.hypot(sx, sy));
            x -= shrink * sx;
            y -= shrink * sy;
            if (!(y > 1e-4) || Math.abs(x) > 10 * largest + 10) {
                return;
            }
            if (Math.hypot(sx, sy) < 1e-11) {
                break;
            }
        }
        double[] f = at(x, y);
        if (Math.hypot(f[0], f[1]) < 1e-7) {
            found.add(new double[] {x, y});
        }
    }

    /**
     * The pulse of solitons alone by Darboux transforms (Matveev & Salle 1991), one after the other.
     *
     * @param eigenvalues real and imaginary parts in turn
     * @param constants b of each, real and imaginary parts in turn
     * @return q, real and imaginary parts in turn
     */
    public static double[] darboux(double[] eigenvalues, double[] constants, double[] times) {
        int n = eigenvalues.length / 2;
        double[] out = new double[2 * times.length];
        for (int s = 0; s < times.length; s++) {
            double[][] phi = new double[n][];
            for (int k = 0; k < n; k++) {
                double x = eigenvalues[2 * k] * times[s];
                double y = eigenvalues[2 * k + 1] * times[s];
                // (e^(−iλt), b e^(iλt)) up to a factor
                double up = Math.exp(Math.min(0, 2 * y));
                double down = Math.exp(Math.min(0, -2 * y));
                double br = -constants[2 * k];
                double bi = -constants[2 * k + 1];
                phi[k] = new double[] {up * Math.cos(x), -up * Math.sin(x), down * (br * Math.cos(x) - bi * Math.sin(x)), down * (br * Math.sin(x) + bi * Math.cos(x))};
            }
            for (int k = 0; k < n; k++) {
                double[] u = phi[k];
                double size = u[0] * u[0] + u[1] * u[1] + u[2] * u[2] + u[3] * u[3];
                double width = 2 * eigenvalues[2 * k + 1];
                // q − 2i (λ − λ*) u₁u₂* / |u|², λ − λ* = i·width
                out[2 * s] += 2 * width * (u[0] * u[2] + u[1] * u[3]) / size;
                out[2 * s + 1] += 2 * width * (u[1] * u[2] - u[0] * u[3]) / size;
                for (int j = k + 1; j < n; j++) {
                    double[] p = phi[j];
                    double ir = (u[0] * p[0] + u[1] * p[1] + u[2] * p[2] + u[3] * p[3]) * width / size;
                    double ii = (u[0] * p[1] - u[1] * p[0] + u[2] * p[3] - u[3] * p[2]) * width / size;
                    double dr = eigenvalues[2 * j] - eigenvalues[2 * k];
                    double di = eigenvalues[2 * j + 1] + eigenvalues[2 * k + 1];
                    double[] next = new double[4];
                    for (int c = 0; c < 4; c += 2) {
                        next[c] = dr * p[c] - di * p[c + 1] + (u[c] * ii + u[c + 1] * ir);
                        next[c + 1] = dr * p[c + 1] + di * p[c] - (u[c] * ir - u[c + 1] * ii);
                    }
                    phi[j] = next;
                }
            }
        }
        return out;
    }
}
