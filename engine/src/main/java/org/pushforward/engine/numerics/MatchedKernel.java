package org.pushforward.engine.numerics;

import java.util.Arrays;
import org.jtransforms.fft.DoubleFFT_1D;

/**
 * A kernel K(x, t) = Π (1 + γ k(xₖ, tₖ)) that matches its points, so that the n × n system of interpolation is solved by two fast transforms
 * (Sorokin 2025, arXiv:2502.14256, section 4): with k a Bernoulli polynomial of x − t modulo one on a lattice the
 * matrix is circulant, with k a function of the digitwise difference on a net in base 2 Walsh functions are its eigenvectors. O(n log n).
 * Immutable and thread-safe.
 */
public final class MatchedKernel {

    private final boolean isNet;
    private final int order;
    private final double gamma;

    private MatchedKernel(boolean isNet, int order, double gamma) {
        this.isNet = isNet;
        this.order = order;
        this.gamma = gamma;
    }

    /** k = (−1)^{r+1} (2π)^{2r}/(2r)! B_{2r}({x − t}), smoothness r from 1 to 3; points {@link LowDiscrepancy.Kind#LATTICE}. */
    public static MatchedKernel ofLattice(int order, double gamma) {
        return new MatchedKernel(false, order, gamma);
    }

    /** k = ⅙ − 2^{⌊log₂(x ⊖ t)⌋ − 1} (Dick & Pillichshammer 2010, chapter 12), times 6; points {@link LowDiscrepancy.Kind#SOBOL}. */
    public static MatchedKernel ofNet(double gamma) {
        return new MatchedKernel(true, 1, gamma);
    }

    /** K of two points that begin at offsets. */
    public double at(double[] x, int i, double[] t, int j, int d) {
        double k = 1;
        for (int c = 0; c < d; c++) {
            k *= 1 + gamma * (isNet ? net(x[i + c], t[j + c]) : bernoulli(x[i + c] - t[j + c]));
        }
        return k;
    }

    private static double net(double x, double t) {
        long bits = (long) (x * 0x1p32) ^ (long) (t * 0x1p32);
        return bits == 0 ? 1 : 1 - 6 * Math.scalb(1.0, Math.getExponent((double) bits) - 33);
    }

    private double bernoulli(double difference) {
        double x = difference - Math.floor(difference);
        return switch (order) {
            case 1 -> 2 * Math.PI * Math.PI * (x * x - x + 1.0 / 6);
            case 2 -> -Math.pow(2 * Math.PI, 4) / 24 * (x * x * (x * x - 2 * x + 1) - 1.0 / 30);
            default -> Math.pow(2 * Math.PI, 6) / 720 * (x * x * (x * x * (x * x - 3 * x + 2.5) - 0.5) + 1.0 / 42);
        };
    }

    /**
     * c of Σⱼ K(xᵢ, xⱼ) cⱼ = fᵢ.
     *
     * @param x n × d, a lattice with or without a shift, or a net with or without linear scramble and digital shift, in their order
     * @throws ArithmeticException when an eigenvalue is lost in rounding
     */
    public double[] coefficients(double[] x, int d, double[] f) {
        int n = f.length;
        double[] column = new double[n];
        Arrays.setAll(column, i -> at(x, i * d, x, 0, d));
        return isNet ? byWalsh(column, f) : byFourier(column, f);
    }

    private static double[] byWalsh(double[] column, double[] f) {
        int n = f.length;
        double[] c = f.clone();
        WalshHadamard.transform(column);
        WalshHadamard.transform(c);
        for (int k = 0; k < n; k++) {
            c[k] /= regular(column[k], column[0]) * n;
        }
        WalshHadamard.transform(c);
        return c;
    }

    private static double[] byFourier(double[] column, double[] f) {
        int n = f.length;
        DoubleFFT_1D fft = new DoubleFFT_1D(n);
        double[] e = new double[2 * n];
        double[] c = new double[2 * n];
        for (int i = 0; i < n; i++) {
            e[2 * i] = column[i];
            c[2 * i] = f[i];
        }
        fft.complexForward(e);
        fft.complexForward(c);
        for (int k = 0; k < n; k++) {
            // The first column of a symmetric circulant matrix has a real transform.
            double value = regular(e[2 * k], e[0]);
            c[2 * k] /= value;
            c[2 * k + 1] /= value;
        }
        fft.complexInverse(c, true);
        double[] real = new double[n];
        Arrays.setAll(real, i -> c[2 * i]);
        return real;
    }

    private static double regular(double eigenvalue, double largest) {
        if (!(eigenvalue > 1e-15 * largest)) {
            throw new ArithmeticException("the kernel is too smooth for so many points: an eigenvalue is lost in rounding");
        }
        return eigenvalue;
    }
}
