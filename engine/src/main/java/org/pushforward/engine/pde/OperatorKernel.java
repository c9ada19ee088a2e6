package org.pushforward.engine.pde;

import java.util.Arrays;
import org.pushforward.engine.numerics.ComplexMatrix;
import org.pushforward.engine.numerics.DenseSolve;
import org.pushforward.engine.numerics.Philox;
import org.pushforward.engine.study.Turn;

/**
 * The covariance K(u, v)(d) of infinitely wide Fourier neural operators with ReLU on the unit circle at N places, for a shift d between the places of
 * both: K₀(d) = Σ_{0 < |k| ≤ modes} û_k v̂_k* e^{2πikd} + σ², then through the arc-cosine map of degree 1 (Cho &amp; Saul 2009), between layers half filtered
 * by the same frequencies. Immutable and thread-safe.
 */
final class OperatorKernel {

    private static final int N = ViscousBurgers.N;
    private static final double JITTER = 1e-9;
    /** Variance of the biases, without which operators would be homogeneous; inputs have about 0.4. */
    private static final double BIAS = 0.25;
    private final int depth;
    private final int modes;
    /** Row d: what a filtered sequence has at d of the sequence. */
    private final double[] filter;

    /**
     * @param mean at the tested functions, and {@code deviation}, which is one for all places
     * @param atExamples largest distance of the posterior from the examples, over their largest value
     */
    record Posterior(int examples, double[][] mean, double[] deviation, double atExamples) {

        double error(double[][] truth) {
            double off = 0;
            double size = 0;
            for (int i = 0; i < truth.length; i++) {
                for (int x = 0; x < N; x++) {
                    off += Math.pow(mean[i][x] - truth[i][x], 2);
                    size += truth[i][x] * truth[i][x];
                }
            }
            return Math.sqrt(off / size);
        }

        double coverage(double[][] truth) {
            int in = 0;
            for (int i = 0; i < truth.length; i++) {
                for (int x = 0; x < N; x++) {
                    in += Math.abs(mean[i][x] - truth[i][x]) <= 1.96 * deviation[i] ? 1 : 0;
                }
            }
            return (double) in / (truth.length * N);
        }
    }

    OperatorKernel(int depth, int modes) {
        this.depth = depth;
        this.modes = modes;
        filter = new double[N];
        for (int d = 0; d < N; d++) {
            filter[d] = 1.0 / N;
            for (int k = 1; k <= modes; k++) {
                filter[d] += 2.0 / N * Math.cos(2 * Math.PI * k * d / N);
            }
        }
    }

    /** Frequencies 1 … modes: real parts, then imaginary ones, so that the sum of squares is the mean square. */
    private double[] spectrum(double[] u) {
        double[] s = new double[2 * modes];
        for (int k = 1; k <= modes; k++) {
            for (int i = 0; i < N; i++) {
                double a = 2 * Math.PI * k * i / N;
                s[2 * k - 2] += Math.sqrt(2) / N * u[i] * Math.cos(a);
                s[2 * k - 1] -= Math.sqrt(2) / N * u[i] * Math.sin(a);
            }
        }
        return s;
    }

    /** K₀ at all shifts: cov of κ∗u at d with κ∗v at 0, and the bias. */
    private static double[] correlation(double[] a, double[] b) {
        double[] c = filled(N, BIAS);
        for (int k = 1; 2 * k <= a.length; k++) {
            double re = a[2 * k - 2] * b[2 * k - 2] + a[2 * k - 1] * b[2 * k - 1];
            double im = a[2 * k - 1] * b[2 * k - 2] - a[2 * k - 2] * b[2 * k - 1];
            for (int d = 0; d < N; d++) {
                c[d] += re * COS[k * d % N] - im * SIN[k * d % N];
            }
        }
        return c;
    }

    private static final double[] COS = new double[N];
    private static final double[] SIN = new double[N];

    static {
        for (int i = 0; i < N; i++) {
            COS[i] = Math.cos(2 * Math.PI * i / N);
            SIN[i] = Math.sin(2 * Math.PI * i / N);
        }
    }

    /** Variances before each rectifier of one function. */
    private double[] scales(double[] spectrum) {
        double[] q = new double[depth];
        double[] k = correlation(spectrum, spectrum);
        for (int l = 0; l < depth; l++) {
            q[l] = Math.max(1e-12, k[0]);
            k = rectified(k, q[l], q[l]);
            k = l + 1 < depth ? filtered(k) : k;
        }
        return q;
    }

    /** 2 E ReLU ReLU of two Gaussians with variances q and r. */
    private static double[] rectified(double[] k, double q, double r) {
        double[] out = new double[N];
        Arrays.setAll(out, d -> rectified(k[d], q, r));
        return out;
    }

    private static double rectified(double k, double q, double r) {
        double size = Math.sqrt(q * r);
        double t = Math.clamp(k / size, -1, 1);
        return size / Math.PI * (Math.sqrt(1 - t * t) + t * (Math.PI - Math.acos(t)));
    }

    private double[] filtered(double[] k) {
        double[] out = new double[N];
        for (int d = 0; d < N; d++) {
            double sum = 0;
            for (int e = 0; e < N; e++) {
                sum += filter[Math.floorMod(d - e, N)] * k[e];
            }
            out[d] = (sum + k[d]) / 2 + BIAS;
        }
        return out;
    }

    /** K(u, v) at all shifts, from the spectra and the scales of both. */
    private double[] between(double[] a, double[] qa, double[] b, double[] qb) {
        double[] k = correlation(a, b);
        for (int l = 0; l < depth; l++) {
            k = rectified(k, qa[l], qb[l]);
            k = l + 1 < depth ? filtered(k) : k;
        }
        return k;
    }

    private static double[] fourier(double[] k, boolean isImaginary) {
        double[] out = new double[N / 2 + 1];
        for (int w = 0; w < out.length; w++) {
            for (int d = 0; d < N; d++) {
                out[w] += k[d] * (isImaginary ? -SIN[w * d % N] : COS[w * d % N]);
            }
        }
        return out;
    }

    /** After the examples y of u at the functions v: a system for each frequency, and the scale of the process that fits the examples best. */
    Posterior posterior(double[][] u, double[][] y, double[][] v, Turn t) {
        int n = u.length;
        int m = v.length;
        double[][] a = Arrays.stream(u).map(this::spectrum).toArray(double[][]::new);
        double[][] b = Arrays.stream(v).map(this::spectrum).toArray(double[][]::new);
        double[][] qa = Arrays.stream(a).map(this::scales).toArray(double[][]::new);
        double[][] qb = Arrays.stream(b).map(this::scales).toArray(double[][]::new);
        int half = N / 2 + 1;
        ComplexMatrix[] gram = new ComplexMatrix[half];
        ComplexMatrix[] right = new ComplexMatrix[half];
        ComplexMatrix[] cross = new ComplexMatrix[half];
        Arrays.setAll(gram, _ -> ComplexMatrix.zeros(n, n));
        Arrays.setAll(right, _ -> ComplexMatrix.zeros(n, 1 + m));
        Arrays.setAll(cross, _ -> ComplexMatrix.zeros(m, n));
        double[] self = new double[half];
        double[][] own = new double[m][];
        for (int i = 0; i < n; i++) {
            t.ask();
            for (int j = i; j < n; j++) {
                double[] k = between(a[i], qa[i], a[j], qa[j]);
                double[] re = fourier(k, false);
                double[] im = fourier(k, true);
                for (int w = 0; w < half; w++) {
                    gram[w].re()[i * n + j] = re[w];
                    gram[w].im()[i * n + j] = im[w];
                    gram[w].re()[j * n + i] = re[w];
                    gram[w].im()[j * n + i] = -im[w];
                    self[w] = i == j && i == 0 ? re[w] : self[w];
                }
            }
            double[] re = fourier(y[i], false);
            double[] im = fourier(y[i], true);
            for (int w = 0; w < half; w++) {
                right[w].re()[i * (1 + m)] = re[w];
                right[w].im()[i * (1 + m)] = im[w];
            }
        }
        for (int q = 0; q < m; q++) {
            own[q] = fourier(between(b[q], qb[q], b[q], qb[q]), false);
            for (int j = 0; j < n; j++) {
                double[] k = between(b[q], qb[q], a[j], qa[j]);
                double[] re = fourier(k, false);
                double[] im = fourier(k, true);
                for (int w = 0; w < half; w++) {
                    cross[w].re()[q * n + j] = re[w];
                    cross[w].im()[q * n + j] = im[w];
                    right[w].re()[j * (1 + m) + 1 + q] = re[w];
                    right[w].im()[j * (1 + m) + 1 + q] = -im[w];
                }
            }
        }
        double[][] mean = new double[m][N];
        double[] variance = new double[m];
        double fit = 0;
        double worst = 0;
        double[][] again = new double[n][N];
        for (int w = 0; w < half; w++) {
            t.ask();
            double top = 0;
            for (int i = 0; i < n; i++) {
                top += gram[w].re()[i * n + i] / n;
            }
            ComplexMatrix jittered = gram[w].plus(ComplexMatrix.diagonal(filled(n, JITTER * Math.max(top, 1e-12)), new double[n]));
            ComplexMatrix solved = jittered.solve(right[w]);
            int[] first = {0};
            ComplexMatrix alpha = solved.columns(first);
            ComplexMatrix at = cross[w].times(alpha);
            ComplexMatrix back = gram[w].times(alpha);
            double twice = w == 0 || w == N / 2 ? 1 : 2;
            for (int q = 0; q < m; q++) {
                double gone = 0;
                for (int j = 0; j < n; j++) {
                    int e = j * (1 + m) + 1 + q;
                    gone += cross[w].re()[q * n + j] * solved.re()[e] - cross[w].im()[q * n + j] * solved.im()[e];
                }
                variance[q] += twice * Math.max(0, own[q][w] - gone) / N;
                added(mean[q], at.re()[q], at.im()[q], w, twice);
            }
            for (int i = 0; i < n; i++) {
                fit += twice * (right[w].re()[i * (1 + m)] * alpha.re()[i] + right[w].im()[i * (1 + m)] * alpha.im()[i]) / ((double) n * N * N) * N;
                added(again[i], back.re()[i], back.im()[i], w, twice);
            }
        }
        double size = 0;
        for (int i = 0; i < n; i++) {
            for (int x = 0; x < N; x++) {
                worst = Math.max(worst, Math.abs(again[i][x] - y[i][x]));
                size = Math.max(size, Math.abs(y[i][x]));
            }
        }
        double scale = fit / N;
        return new Posterior(n, mean, Arrays.stream(variance).map(s -> Math.sqrt(Math.max(0, scale * s))).toArray(), worst / size);
    }

    private static void added(double[] to, double re, double im, int w, double twice) {
        for (int x = 0; x < N; x++) {
            to[x] += twice / N * (re * COS[w * x % N] - im * SIN[w * x % N]);
        }
    }

    private static double[] filled(int n, double v) {
        double[] d = new double[n];
        Arrays.fill(d, v);
        return d;
    }

    /** Relative error of the process that does not know of shifts: the arc-cosine map on ⟨u, v⟩, as often. */
    double plain(double[][] u, double[][] y, double[][] v, double[][] truth) {
        int n = u.length;
        double[][] gram = new double[n][n];
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < n; j++) {
                gram[i][j] = plain(u[i], u[j]);
            }
        }
        double top = gram[0][0];
        for (int i = 0; i < n; i++) {
            gram[i][i] += 1e-6 * top;
        }
        double off = 0;
        double size = 0;
        for (int q = 0; q < v.length; q++) {
            double[] k = new double[n];
            for (int j = 0; j < n; j++) {
                k[j] = plain(v[q], u[j]);
            }
            double[] weights = DenseSolve.solved(gram, k);
            for (int x = 0; x < N; x++) {
                double sum = 0;
                for (int j = 0; j < n; j++) {
                    sum += weights[j] * y[j][x];
                }
                off += (sum - truth[q][x]) * (sum - truth[q][x]);
                size += truth[q][x] * truth[q][x];
            }
        }
        return Math.sqrt(off / size);
    }

    private double plain(double[] u, double[] v) {
        double k = BIAS;
        double q = BIAS;
        double r = BIAS;
        for (int i = 0; i < N; i++) {
            k += u[i] * v[i] / N;
            q += u[i] * u[i] / N;
            r += v[i] * v[i] / N;
        }
        for (int l = 0; l < depth; l++) {
            k = rectified(k, q, r) + (l + 1 < depth ? BIAS : 0);
            q += BIAS;
            r += BIAS;
        }
        return k;
    }

    /** Inputs κ∗u of one rectifier at all places, a stationary Gaussian field with covariance K₀. */
    private double[] field(double[] spectrum, double[] z, int from) {
        double[] f = filled(N, Math.sqrt(BIAS) * z[from + 2 * modes]);
        for (int k = 1; k <= modes; k++) {
            double re = spectrum[2 * k - 2];
            double im = spectrum[2 * k - 1];
            double g = z[from + 2 * k - 2];
            double h = z[from + 2 * k - 1];
            double c = g * re - h * im;
            double s = -(g * im + h * re);
            for (int x = 0; x < N; x++) {
                f[x] += c * COS[k * x % N] + s * SIN[k * x % N];
            }
        }
        return f;
    }

    /** Operators of one layer with random weights, applied to u. */
    double[][] operators(double[] u, int width, int count, Philox random) {
        double[] spectrum = spectrum(u);
        double[][] out = new double[count][N];
        int d = 2 * modes + 2;
        double[] z = new double[d];
        for (int c = 0; c < count; c++) {
            for (int j = 0; j < width; j++) {
                random.normals((long) c * width + j, 1, 0, d, z, 0);
                double[] f = field(spectrum, z, 0);
                for (int x = 0; x < N; x++) {
                    out[c][x] += Math.sqrt(2.0 / width) * z[d - 1] * Math.max(0, f[x]);
                }
            }
        }
        return out;
    }

    /** Kernels of such operators: 2/m Σⱼ ReLU ReLU at a shift of an eighth, over the limit's variance. */
    double[] kernels(double[] u, int width, int count, Philox random) {
        double[] spectrum = spectrum(u);
        double size = correlation(spectrum, spectrum)[0];
        double[] out = new double[count];
        double[] z = new double[2 * modes + 1];
        for (int c = 0; c < count; c++) {
            for (int j = 0; j < width; j++) {
                random.normals((long) c * width + j, 1, 0, z.length, z, 0);
                double[] f = field(spectrum, z, 0);
                out[c] += 2.0 / width * Math.max(0, f[0]) * Math.max(0, f[N / 8]) / size;
            }
        }
        return out;
    }

    /** What {@link #kernels} tend to. */
    double limit(double[] u) {
        double[] k = correlation(spectrum(u), spectrum(u));
        return rectified(k, k[0], k[0])[N / 8] / k[0];
    }

    /** Of one value given all but the last weights, 2/m Σⱼ ReLU(zⱼ)² for standard normal z: a value is Gaussian with this variance. */
    double[] variances(int width, int count, Philox random) {
        double[] out = new double[count];
        double[] z = new double[width];
        for (int c = 0; c < count; c++) {
            random.normals(c, 1, 0, width, z, 0);
            for (double v : z) {
                out[c] += 2.0 / width * Math.max(0, v) * Math.max(0, v);
            }
        }
        return out;
    }
}
