package org.pushforward.engine.numerics;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.pushforward.engine.api.CancelToken;

/**
 * Poles of a rational matrix function from its values, by tangential interpolation (Mayo & Antoulas 2007, doi:10.1016/j.laa.2007.03.008):
 * half of the values are looked at from the right, w = H(λ) r, half from the left, v = ℓᵀ H(μ);
 * <pre>  L = (v r − ℓᵀ w)/(μ − λ),   L_s = (μ v r − λ ℓᵀ w)/(μ − λ),</pre>
 * the rank of L is the order, and the poles are the eigenvalues of the pencil (L_s, L) on its leading singular directions. Immutable and
 * thread-safe.
 */
public final class Loewner {

    private final ComplexMatrix l;
    private final ComplexMatrix shifted;
    private final ComplexMatrix left;
    private final ComplexMatrix right;
    private final double[] singular;

    private Loewner(ComplexMatrix l, ComplexMatrix shifted, ComplexMatrix left, ComplexMatrix right, double[] singular) {
        this.l = l;
        this.shifted = shifted;
        this.left = left;
        this.right = right;
        this.singular = singular;
    }

    /**
     * @param points where the function is known: real and imaginary parts in turn; even ones are used from the right, odd ones from the left
     * @param values of each point, a matrix of outputs × inputs
     * @param directions of each point, of length inputs for even and outputs for odd ones
     */
    public static Loewner of(double[] points, ComplexMatrix[] values, double[][] directions) {
        int n = points.length / 4;
        ComplexMatrix l = ComplexMatrix.zeros(n, n);
        ComplexMatrix s = ComplexMatrix.zeros(n, n);
        for (int i = 0; i < n; i++) {
            CancelToken.askCurrent();
            ComplexMatrix h = values[2 * i + 1];
            double[] from = directions[2 * i + 1];
            double mr = points[4 * i + 2];
            double mi = points[4 * i + 3];
            for (int j = 0; j < n; j++) {
                ComplexMatrix g = values[2 * j];
                double[] to = directions[2 * j];
                double lr = points[4 * j];
                double li = points[4 * j + 1];
                // v r and ℓᵀ w: both functions seen from the left and the right.
                double vr = 0;
                double vi = 0;
                double wr = 0;
                double wi = 0;
                for (int a = 0; a < from.length; a++) {
                    for (int b = 0; b < to.length; b++) {
                        double weight = from[a] * to[b];
                        vr += weight * h.re()[a * to.length + b];
                        vi += weight * h.im()[a * to.length + b];
                        wr += weight * g.re()[a * to.length + b];
                        wi += weight * g.im()[a * to.length + b];
                    }
                }
                set(l, i, j, vr - wr, vi - wi, mr - lr, mi - li);
                set(s, i, j, mr * vr - mi * vi - lr * wr + li * wi, mr * vi + mi * vr - lr * wi - li * wr, mr - lr, mi - li);
            }
        }
        // Singular directions of L from the Hermitian matrices L Lᴴ and Lᴴ L would lose half of the digits: both come from one of twice the size.
        ComplexMatrix both = ComplexMatrix.zeros(2 * n, 2 * n);
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < n; j++) {
                both.re()[i * 2 * n + n + j] = l.re()[i * n + j];
                both.im()[i * 2 * n + n + j] = l.im()[i * n + j];
                both.re()[(n + j) * 2 * n + i] = l.re()[i * n + j];
                both.im()[(n + j) * 2 * n + i] = -l.im()[i * n + j];
            }
        }
        ComplexMatrix.Hermitian e = both.hermitian();
        int[] first = IntStream.range(0, n).toArray();
        ComplexMatrix vectors = e.vectors().columns(first);
        return new Loewner(l, s, vectors.rowsBetween(0, n), vectors.rowsBetween(n, 2 * n), Arrays.copyOf(e.values(), n));
    }

    private static void set(ComplexMatrix m, int i, int j, double re, double im, double dr, double di) {
        double d = dr * dr + di * di;
        m.re()[i * m.columns() + j] = (re * dr + im * di) / d;
        m.im()[i * m.columns() + j] = (im * dr - re * di) / d;
    }

    /** Of L, falling: where they fall is the order. */
    public double[] singularValues() {
        return singular.clone();
    }

    /** Poles of the model of an order: real and imaginary parts in turn. */
    public double[] poles(int order) {
        int[] first = IntStream.range(0, order).toArray();
        ComplexMatrix u = left.columns(first).adjoint();
        ComplexMatrix v = right.columns(first);
        return u.times(l).times(v).solve(u.times(shifted).times(v)).eigenvalues();
    }
}
