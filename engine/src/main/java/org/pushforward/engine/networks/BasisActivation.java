package org.pushforward.engine.networks;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.IntStream;
import org.pushforward.engine.learn.Value;
import org.pushforward.engine.numerics.DenseSolve;
import org.pushforward.engine.numerics.GaussianMean;
import org.pushforward.engine.numerics.NormalDistribution;

/**
 * An activation function with coefficients c that are learnt (Khalfaoui-Hassani &amp; Kesselheim 2025, arXiv:2502.01247), of {@code count} members of a family:
 * Hermite Σ c_k He_k(x)/√k!, Fourier c_0 + √2 Σ c_k cos(kx − φ_k) with the phases φ behind the c, tropical s max_k (kx + c_k) with a factor s that is kept;
 * or √2 ReLU, which has none. {@link #start(String)} makes the gain E f(Z)² one for a standard normal Z.
 *
 * @param scale s, 1 for the others
 */
record BasisActivation(Family family, int count, double scale) {

    private static final double ROOT_TWO = Math.sqrt(2);
    private static final double GELU_REACH = 3;
    private static final double KINKS = 1.5;

    enum Family { HERMITE, FOURIER, TROPICAL, RELU }

    /** Of a family by its word, for a {@link #start}. */
    static BasisActivation of(String family, int count, String start) {
        BasisActivation f = new BasisActivation(Family.valueOf(family.toUpperCase(Locale.ROOT)), count, 1);
        return f.family == Family.TROPICAL ? new BasisActivation(f.family, count, 1 / Math.sqrt(f.gain(f.raw(start)))) : f;
    }

    /** Numbers that are learnt. */
    int size() {
        return switch (family) {
            case HERMITE, TROPICAL -> count;
            case FOURIER -> 2 * count - 1;
            case RELU -> 0;
        };
    }

    // ---- coefficients to start from

    /**
     * Coefficients with gain one, but GELU's.
     *
     * @param kind {@code balanced}, as in the paper; {@code equal}, all members alike; {@code gelu}, for Hermite
     */
    double[] start(String kind) {
        double[] c = raw(kind);
        boolean isLinear = family == Family.HERMITE || family == Family.FOURIER;
        double factor = isLinear && !kind.equals("gelu") ? 1 / Math.sqrt(gain(c)) : 1;
        for (int k = 0; k < Math.min(count, c.length); k++) {
            c[k] *= factor;
        }
        return c;
    }

    private double[] raw(String kind) {
        return kind.equals("balanced") || family == Family.RELU ? balanced() : kind.equals("equal") ? equal() : gelu();
    }

    /** The same weight for all; lines with kinks at equal distances on ±{@value #KINKS}. */
    private double[] equal() {
        double[] c = new double[size()];
        for (int k = 0; k < c.length; k++) {
            double kink = count > 2 ? KINKS * (2.0 * (k - 1) / (count - 2) - 1) : 0;
            c[k] = family == Family.TROPICAL ? k == 0 ? 0 : c[k - 1] - kink : k < count ? 1 : 0.25 * Math.PI;
        }
        return c;
    }

    /**
     * Hermite coefficients of the polynomial that has the values and slopes of GELU, xΦ(x), at the ⌊n/2⌋ zeros of a Chebyshev polynomial on ±3; for odd n one more
     * value, at 0 or 3.
     */
    double[] gelu() {
        int nodes = count / 2;
        double[][] rows = new double[count][count];
        double[] b = new double[count];
        for (int k = 0; k < count; k++) {
            double extra = nodes % 2 == 1 ? GELU_REACH : 0;
            double x = k / 2 < nodes ? GELU_REACH * Math.cos((k / 2 + 0.5) * Math.PI / nodes) : extra;
            double[] h = hermite(x);
            boolean isSlope = k % 2 == 1;
            for (int j = 0; j < count; j++) {
                rows[k][j] = isSlope ? Math.sqrt(j) * h[Math.max(0, j - 1)] : h[j];
            }
            b[k] = isSlope ? NormalDistribution.cumulative(x) + x * NormalDistribution.density(x) : gelu(x);
        }
        return DenseSolve.solved(rows, b);
    }

    static double gelu(double x) {
        return x * NormalDistribution.cumulative(x);
    }

    /** Largest distance of the polynomial from GELU on ±3. */
    static double geluError(int count) {
        BasisActivation f = new BasisActivation(Family.HERMITE, count, 1);
        double[] c = f.gelu();
        return IntStream.rangeClosed(-300, 300).mapToDouble(k -> Math.abs(f.at(c, GELU_REACH * k / 300) - gelu(GELU_REACH * k / 300))).max().orElseThrow();
    }

    /**
     * As in the paper and its library, before the gain is set to one. With He_k/k! and coefficients 1 but for a_0² = 1 − 1/n!, E f² = E f′² = Σ_{j&lt;n} 1/j!, and
     * likewise with 1/(j!)² for cosines over a period, whose phases are π/4.
     */
    double[] balanced() {
        double[] c = new double[size()];
        double factorial = 1;
        for (int k = 1; k < count && family != Family.RELU; k++) {
            factorial *= k;
            c[k] = switch (family) {
                case HERMITE -> 1 / Math.sqrt(factorial);
                case FOURIER -> 1 / factorial;
                default -> 1;
            };
        }
        if (family == Family.FOURIER) {
            Arrays.fill(c, count, c.length, 0.25 * Math.PI);
        }
        if (family != Family.RELU) {
            c[0] = switch (family) {
                case HERMITE -> Math.sqrt(1 - 1 / factorial);
                case FOURIER -> Math.sqrt(1 - 1 / (factorial * factorial));
                default -> 1;
            };
        }
        return c;
    }

    // ---- the function

    Value apply(Value x, Value c) {
        return switch (family) {
            case RELU -> x.relu().times(ROOT_TWO);
            case TROPICAL -> x.unsqueeze(-1).times(x.tape().of(IntStream.range(0, count).asDoubleStream().toArray())).plus(c).largest(-1).times(scale);
            case FOURIER -> {
                Value sum = x.times(0).plus(c.slice(0, 0, 1));
                for (int k = 1; k < count; k++) {
                    sum = sum.plus(x.times(k).minus(c.slice(0, count + k - 1, count + k)).cos().times(c.slice(0, k, k + 1)).times(ROOT_TWO));
                }
                yield sum;
            }
            case HERMITE -> {
                Value before = x.times(0).plus(1);
                Value now = x;
                Value sum = before.times(c.slice(0, 0, 1)).plus(now.times(c.slice(0, 1, 2)));
                for (int k = 2; k < count; k++) {
                    Value next = x.times(now).minus(before.times(Math.sqrt(k - 1))).times(1 / Math.sqrt(k));
                    before = now;
                    now = next;
                    sum = sum.plus(now.times(c.slice(0, k, k + 1)));
                }
                yield sum;
            }
        };
    }

    double at(double[] c, double x) {
        return switch (family) {
            case RELU -> ROOT_TWO * Math.max(0, x);
            case TROPICAL -> scale * IntStream.range(0, count).mapToDouble(k -> k * x + c[k]).max().orElseThrow();
            case FOURIER -> c[0] + IntStream.range(1, count).mapToDouble(k -> ROOT_TWO * c[k] * Math.cos(k * x - c[count + k - 1])).sum();
            case HERMITE -> {
                double[] h = hermite(x);
                yield IntStream.range(0, count).mapToDouble(k -> c[k] * h[k]).sum();
            }
        };
    }

    /** f′. */
    double slopeAt(double[] c, double x) {
        return switch (family) {
            case RELU -> x > 0 ? ROOT_TWO : 0;
            case TROPICAL -> scale * steepest(c, x);
            case FOURIER -> -IntStream.range(1, count).mapToDouble(k -> ROOT_TWO * k * c[k] * Math.sin(k * x - c[count + k - 1])).sum();
            case HERMITE -> {
                double[] h = hermite(x);
                yield IntStream.range(1, count).mapToDouble(k -> c[k] * Math.sqrt(k) * h[k - 1]).sum();
            }
        };
    }

    private int steepest(double[] c, double x) {
        int best = 0;
        for (int k = 1; k < count; k++) {
            best = k * x + c[k] > best * x + c[best] ? k : best;
        }
        return best;
    }

    private double[] hermite(double x) {
        double[] h = new double[Math.max(2, count)];
        h[0] = 1;
        h[1] = x;
        for (int k = 2; k < count; k++) {
            h[k] = (x * h[k - 1] - Math.sqrt(k - 1) * h[k - 2]) / Math.sqrt(k);
        }
        return h;
    }

    /** Where the function has kinks. */
    double[] kinks(double[] c) {
        return switch (family) {
            case RELU -> new double[1];
            case TROPICAL -> IntStream.range(1, count).filter(k -> from(c, k) < to(c, k)).mapToDouble(k -> from(c, k)).toArray();
            default -> new double[0];
        };
    }

    private double from(double[] c, int k) {
        return IntStream.range(0, k).mapToDouble(j -> (c[j] - c[k]) / (k - j)).max().orElse(Double.NEGATIVE_INFINITY);
    }

    private double to(double[] c, int k) {
        return IntStream.range(k + 1, count).mapToDouble(j -> (c[k] - c[j]) / (j - k)).min().orElse(Double.POSITIVE_INFINITY);
    }

    // ---- moments under a normal law

    /** The length map V(q) = E f(√q Z)², by quadrature. */
    double length(double[] c, double q) {
        double root = Math.sqrt(q);
        return GaussianMean.of(z -> Math.pow(at(c, root * z), 2), Arrays.stream(kinks(c)).map(k -> k / root).toArray());
    }

    /** V′(1) = E Z f f′ = E (f′² + f f″), by quadrature: above one, lengths run away from one. */
    double lengthSlope(double[] c) {
        return GaussianMean.of(z -> z * at(c, z) * slopeAt(c, z), kinks(c));
    }

    /** V(1) in closed form. */
    double gain(double[] c) {
        return switch (family) {
            case RELU -> 1;
            case HERMITE -> Arrays.stream(c).map(v -> v * v).sum();
            case FOURIER -> fourierGain(c);
            case TROPICAL -> IntStream.range(0, count).filter(k -> from(c, k) < to(c, k)).mapToDouble(k -> piece(c[k], k, from(c, k), to(c, k))).sum() * scale * scale;
        };
    }

    /** Cosines are orthonormal over a period, not under a normal law: E cos(kZ − φ) = cos φ exp(−k²/2). */
    private double fourierGain(double[] c) {
        double sum = c[0] * c[0];
        for (int k = 1; k < count; k++) {
            double phase = c[count + k - 1];
            sum += 2 * ROOT_TWO * c[0] * c[k] * Math.cos(phase) * Math.exp(-0.5 * k * k);
            for (int j = 1; j < count; j++) {
                double other = c[count + j - 1];
                sum += c[k] * c[j] * (Math.cos(phase - other) * Math.exp(-0.5 * (k - j) * (k - j)) + Math.cos(phase + other) * Math.exp(-0.5 * (k + j) * (k + j)));
            }
        }
        return sum;
    }

    /** ∫ (kz + a)² over the normal law from l to u. */
    private static double piece(double a, int k, double l, double u) {
        double mass = NormalDistribution.cumulative(u) - NormalDistribution.cumulative(l);
        double low = NormalDistribution.density(l);
        double high = NormalDistribution.density(u);
        double second = mass + (low > 0 ? l * low : 0) - (high > 0 ? u * high : 0);
        return a * a * mass + 2 * a * k * (low - high) + k * k * second;
    }

    /** V′(1) of Hermite coefficients in closed form: Σ k c_k² + Σ c_k c_{k+2} √((k+1)(k+2)). */
    static double hermiteSlope(double[] c) {
        double sum = 0;
        for (int k = 0; k < c.length; k++) {
            sum += k * c[k] * c[k] + (k + 2 < c.length ? c[k] * c[k + 2] * Math.sqrt((k + 1.0) * (k + 2)) : 0);
        }
        return sum;
    }
}
