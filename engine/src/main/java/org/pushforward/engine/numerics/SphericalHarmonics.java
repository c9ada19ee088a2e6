package org.pushforward.engine.numerics;

import java.util.Arrays;
import org.jtransforms.fft.DoubleFFT_1D;
import org.visnow.jlargearrays.ConcurrencyUtils;

/**
 * Functions on the unit sphere by spherical harmonics up to a degree L (Swarztrauber 1993; Healy et al. 2003): f = Σ_l a_l0 P̄_l0(μ) + 2 Re Σ_{m≥1} a_lm P̄_lm(μ) e^{imλ},
 * μ the sine of the latitude, with P̄ from the three-term recurrence in l that is stable, of mean square 1 over [−1, 1], without the sign (−1)^m. So the mean of f² over the
 * sphere is Σ_l (|a_l0|² + 2 Σ_m |a_lm|²).
 *
 * <p>Values stand on a grid of n Gauss–Legendre latitudes from south to north and 2n meridians from 0 eastwards, row by row; n is such that products of two functions are
 * transformed exactly. Coefficients are ordered by m, then l ({@link #index}), real and imaginary parts in turn. A transform is O(L n (L + log n)). Immutable and thread-safe.
 */
public final class SphericalHarmonics {

    static {
        // Threads are ours: the transform would start its own for long lines.
        ConcurrencyUtils.setNumberOfThreads(1);
    }

    private final int degree;
    private final int latitudes;
    private final double[] mu;
    private final double[] weight;
    /** P̄ and (1 − μ²) dP̄/dμ: latitudes of each index. */
    private final double[] legendre;
    private final double[] slope;

    public SphericalHarmonics(int degree) {
        this(degree, ((3 * degree + 2) / 2 + 1) / 2 * 2);
    }

    /**
     * @param latitudes at least degree + 1, where products are of no interest
     */
    public SphericalHarmonics(int degree, int latitudes) {
        if (degree < 0 || latitudes <= degree) {
            throw new IllegalArgumentException("degree " + degree + " on " + latitudes + " latitudes");
        }
        this.degree = degree;
        this.latitudes = latitudes;
        GaussLegendre rule = new GaussLegendre(latitudes);
        mu = new double[latitudes];
        weight = new double[latitudes];
        Arrays.setAll(mu, j -> 2 * rule.node(j) - 1);
        Arrays.setAll(weight, rule::weight);
        legendre = new double[count() * latitudes];
        slope = new double[count() * latitudes];
        for (int j = 0; j < latitudes; j++) {
            double[] p = legendre(mu[j], degree + 1);
            for (int m = 0; m <= degree; m++) {
                for (int l = m; l <= degree; l++) {
                    double below = l == m ? 0 : (l + 1) * epsilon(l, m) * p[index(degree + 1, l - 1, m)];
                    legendre[index(l, m) * latitudes + j] = p[index(degree + 1, l, m)];
                    slope[index(l, m) * latitudes + j] = below - l * epsilon(l + 1, m) * p[index(degree + 1, l + 1, m)];
                }
            }
        }
    }

    /** √((l² − m²)/(4l² − 1)), of μ P̄_l = ε_{l+1} P̄_{l+1} + ε_l P̄_{l−1}. */
    private static double epsilon(int l, int m) {
        return Math.sqrt(((double) l * l - (double) m * m) / (4.0 * l * l - 1));
    }

    private static int index(int degree, int l, int m) {
        return m * (degree + 1) - m * (m - 1) / 2 + l - m;
    }

    /** All P̄_lm at a sine of latitude. */
    private static double[] legendre(double mu, int degree) {
        double[] p = new double[index(degree, degree, degree) + 1];
        double cos = Math.sqrt(Math.max(0, 1 - mu * mu));
        double sectoral = 1;
        for (int m = 0; m <= degree; m++) {
            sectoral *= m == 0 ? 1 : cos * Math.sqrt((2.0 * m + 1) / (2.0 * m));
            p[index(degree, m, m)] = sectoral;
            double before = 0;
            double at = sectoral;
            for (int l = m + 1; l <= degree; l++) {
                double next = (mu * at - epsilon(l - 1, m) * before) / epsilon(l, m);
                before = at;
                at = next;
                p[index(degree, l, m)] = next;
            }
        }
        return p;
    }

    public int degree() {
        return degree;
    }

    public int latitudes() {
        return latitudes;
    }

    public int meridians() {
        return 2 * latitudes;
    }

    /** Places of the grid. */
    public int places() {
        return 2 * latitudes * latitudes;
    }

    /** Coefficients with m ≥ 0: (L + 1)(L + 2)/2. */
    public int count() {
        return (degree + 1) * (degree + 2) / 2;
    }

    /** Where the coefficient of l ≥ m ≥ 0 stands. */
    public int index(int l, int m) {
        return index(degree, l, m);
    }

    /** Sine of a latitude. */
    public double sine(int j) {
        return mu[j];
    }

    /** Half the Gauss–Legendre weight of a latitude: all together are 1. */
    public double weight(int j) {
        return weight[j];
    }

    /** P̄_lm at a latitude of the grid. */
    public double legendre(int l, int m, int j) {
        return legendre[index(l, m) * latitudes + j];
    }

    // ---- scalars

    public double[] coefficients(double[] values) {
        double[] a = new double[2 * count()];
        double[] z = waves(values);
        for (int m = 0; m <= degree; m++) {
            for (int j = 0; j < latitudes; j++) {
                int at = (j * (degree + 1) + m) * 2;
                add(a, m, j, legendre, weight[j] * z[at], weight[j] * z[at + 1]);
            }
        }
        return a;
    }

    /** a_lm += P_lm(μ_j) (x + iy) for all l. */
    private void add(double[] a, int m, int j, double[] table, double x, double y) {
        for (int k = index(m, m); k <= index(degree, m); k++) {
            double p = table[k * latitudes + j];
            a[2 * k] += p * x;
            a[2 * k + 1] += p * y;
        }
    }

    public double[] values(double[] a) {
        double[] z = new double[2 * (degree + 1) * latitudes];
        for (int m = 0; m <= degree; m++) {
            for (int j = 0; j < latitudes; j++) {
                accumulate(a, m, j, legendre, 1, 0, z);
            }
        }
        return grid(z);
    }

    /** z_mj += (c + id) Σ_l a_lm P_lm(μ_j). */
    private void accumulate(double[] a, int m, int j, double[] table, double c, double d, double[] z) {
        double x = 0;
        double y = 0;
        for (int k = index(m, m); k <= index(degree, m); k++) {
            double p = table[k * latitudes + j];
            x += a[2 * k] * p;
            y += a[2 * k + 1] * p;
        }
        int at = (j * (degree + 1) + m) * 2;
        z[at] += c * x - d * y;
        z[at + 1] += c * y + d * x;
    }

    /** (1/2n) Σ f e^{−imλ} of every latitude. */
    private double[] waves(double[] values) {
        int n = meridians();
        DoubleFFT_1D fft = new DoubleFFT_1D(n);
        double[] z = new double[2 * (degree + 1) * latitudes];
        double[] row = new double[n];
        for (int j = 0; j < latitudes; j++) {
            System.arraycopy(values, j * n, row, 0, n);
            fft.realForward(row);
            for (int m = 0; m <= degree; m++) {
                z[2 * (j * (degree + 1) + m)] = row[2 * m] / n;
                z[2 * (j * (degree + 1) + m) + 1] = m == 0 ? 0 : row[2 * m + 1] / n;
            }
        }
        return z;
    }

    private double[] grid(double[] z) {
        int n = meridians();
        DoubleFFT_1D fft = new DoubleFFT_1D(n);
        double[] f = new double[n * latitudes];
        double[] row = new double[n];
        for (int j = 0; j < latitudes; j++) {
            Arrays.fill(row, 0);
            for (int m = 0; m <= degree; m++) {
                row[2 * m] = z[2 * (j * (degree + 1) + m)] * n;
                if (m > 0) {
                    row[2 * m + 1] = z[2 * (j * (degree + 1) + m) + 1] * n;
                }
            }
            fft.realInverse(row, true);
            System.arraycopy(row, 0, f, j * n, n);
        }
        return f;
    }

    /** The function at any place of the sphere, of longitude λ. */
    public double value(double[] a, double mu, double lambda) {
        double[] p = legendre(mu, degree);
        double sum = 0;
        for (int m = 0; m <= degree; m++) {
            double x = 0;
            double y = 0;
            for (int l = m; l <= degree; l++) {
                x += a[2 * index(l, m)] * p[index(l, m)];
                y += a[2 * index(l, m) + 1] * p[index(l, m)];
            }
            sum += m == 0 ? x : 2 * (x * Math.cos(m * lambda) - y * Math.sin(m * lambda));
        }
        return sum;
    }

    /** f(x) → f(Rᵀx), exactly up to rounding; R is 3 × 3, row-major. O(n² L²). */
    public double[] rotated(double[] a, double[] r) {
        double[] f = new double[places()];
        for (int k = 0; k < f.length; k++) {
            double s = mu[k / meridians()];
            double c = Math.sqrt(1 - s * s);
            double lambda = 2 * Math.PI * (k % meridians()) / meridians();
            double[] x = {c * Math.cos(lambda), c * Math.sin(lambda), s};
            double[] y = new double[3];
            Arrays.setAll(y, i -> r[i] * x[0] + r[3 + i] * x[1] + r[6 + i] * x[2]);
            f[k] = value(a, Math.clamp(y[2], -1, 1), Math.atan2(y[1], y[0]));
        }
        return coefficients(f);
    }

    // ---- what acts on degrees

    /** Every a_lm times a factor of its degree. */
    public double[] filtered(double[] a, double[] byDegree) {
        double[] b = a.clone();
        for (int m = 0; m <= degree; m++) {
            for (int l = m; l <= degree; l++) {
                b[2 * index(l, m)] *= byDegree[l];
                b[2 * index(l, m) + 1] *= byDegree[l];
            }
        }
        return b;
    }

    /** e^{−νt l(l+1)} of every degree: what diffusion leaves after a time. */
    public double[] diffusion(double viscosity, double time) {
        double[] r = new double[degree + 1];
        Arrays.setAll(r, l -> Math.exp(-viscosity * time * l * (l + 1)));
        return r;
    }

    /** The factors of the degrees that bring a nearest to b, both of the same functions: Σ_m Re āb / Σ_m |a|². */
    public double[] fittedFilter(double[][] a, double[][] b) {
        double[] up = new double[degree + 1];
        double[] down = new double[degree + 1];
        for (int i = 0; i < a.length; i++) {
            for (int m = 0; m <= degree; m++) {
                for (int l = m; l <= degree; l++) {
                    int k = 2 * index(l, m);
                    double share = m == 0 ? 1 : 2;
                    up[l] += share * (a[i][k] * b[i][k] + a[i][k + 1] * b[i][k + 1]);
                    down[l] += share * (a[i][k] * a[i][k] + a[i][k + 1] * a[i][k + 1]);
                }
            }
        }
        Arrays.setAll(up, l -> down[l] == 0 ? 0 : up[l] / down[l]);
        return up;
    }

    /** Mean square over the sphere of what each degree carries. */
    public double[] spectrum(double[] a) {
        double[] s = new double[degree + 1];
        for (int m = 0; m <= degree; m++) {
            for (int l = m; l <= degree; l++) {
                int k = 2 * index(l, m);
                s[l] += (m == 0 ? 1 : 2) * (a[k] * a[k] + a[k + 1] * a[k + 1]);
            }
        }
        return s;
    }

    /** The mean over the sphere of values on the grid. */
    public double mean(double[] values) {
        double sum = 0;
        for (int j = 0; j < latitudes; j++) {
            double row = 0;
            for (int i = 0; i < meridians(); i++) {
                row += values[j * meridians() + i];
            }
            sum += weight[j] * row / meridians();
        }
        return sum;
    }

    // ---- vectors, times the cosine of the latitude

    /** U and V, cos φ times the eastward and northward parts of ∇χ + k × ∇ψ: values on the grid. */
    public double[][] vector(double[] psi, double[] chi) {
        double[] u = new double[2 * (degree + 1) * latitudes];
        double[] v = u.clone();
        for (int m = 0; m <= degree; m++) {
            for (int j = 0; j < latitudes; j++) {
                accumulate(chi, m, j, legendre, 0, m, u);
                accumulate(psi, m, j, slope, -1, 0, u);
                accumulate(psi, m, j, legendre, 0, m, v);
                accumulate(chi, m, j, slope, 1, 0, v);
            }
        }
        return new double[][] {grid(u), grid(v)};
    }

    /** Divergence and vertical curl, coefficients of both, of a vector that is given as {@link #vector} gives it; the higher degrees are dropped. */
    public double[][] divergenceAndCurl(double[] u, double[] v) {
        double[] uz = waves(u);
        double[] vz = waves(v);
        double[] divergence = new double[2 * count()];
        double[] curl = new double[2 * count()];
        for (int m = 0; m <= degree; m++) {
            for (int j = 0; j < latitudes; j++) {
                int at = (j * (degree + 1) + m) * 2;
                double w = weight[j] / (1 - mu[j] * mu[j]);
                add(divergence, m, j, legendre, -w * m * uz[at + 1], w * m * uz[at]);
                add(divergence, m, j, slope, -w * vz[at], -w * vz[at + 1]);
                add(curl, m, j, legendre, -w * m * vz[at + 1], w * m * vz[at]);
                add(curl, m, j, slope, w * uz[at], w * uz[at + 1]);
            }
        }
        return new double[][] {divergence, curl};
    }
}
