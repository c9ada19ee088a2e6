package org.pushforward.engine.compress;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.pushforward.engine.numerics.Matrix;
import org.pushforward.engine.numerics.ProperModes;

/**
 * A matrix W, outputs × inputs, that is made smaller by what comes out of it. Of the outputs A = X Wᵀ for rows X the first k right singular vectors V leave
 * ‖A − A V Vᵀ‖² = Σ_{i&gt;k} σᵢ², the least of any k directions (Eckart & Young 1936), and are carried back to the weights: V Vᵀ W needs k (inputs + outputs) numbers.
 * A soft cut multiplies direction i by gᵢ = ½ + ½ tanh β(k − i + ½), which has a derivative by k. Only the root of XᵀX is needed: O(n inputs² + (inputs + outputs)³)
 * once. Immutable.
 *
 * @param w outputs × inputs
 * @param root (XᵀX)^½, inputs × inputs
 * @param v directions of the outputs, rank × outputs
 * @param u what is put along them, Vᵀ W: rank × inputs
 * @param sigma σ, falling
 */
record ActivationCut(Matrix w, Matrix root, Matrix v, Matrix u, double[] sigma) {

    /** @param x n × inputs */
    static ActivationCut of(Matrix x, Matrix w) {
        Matrix root = x.transposed().times(x).symmetrised().squareRoot();
        int m = w.rows();
        ProperModes modes = ProperModes.of(root.times(w.transposed()).toArray(), m, Math.min(m, w.columns()));
        double[] v = new double[modes.count() * m];
        for (int k = 0; k < modes.count(); k++) {
            System.arraycopy(modes.mode(k), 0, v, k * m, m);
        }
        Matrix rows = Matrix.of(modes.count(), m, v);
        return new ActivationCut(w, root, rows, rows.times(w), modes.singularValues());
    }

    int rank() {
        return v.rows();
    }

    /** g for a cut at k, which need not be whole. */
    static double[] gates(int count, double k, double sharpness) {
        return IntStream.rangeClosed(1, count).mapToDouble(i -> 0.5 + 0.5 * Math.tanh(sharpness * (k - i + 0.5))).toArray();
    }

    /** V diag(g) Vᵀ W. */
    Matrix soft(double k, double sharpness) {
        double[] scaled = u.toArray();
        double[] g = gates(rank(), k, sharpness);
        for (int i = 0; i < scaled.length; i++) {
            scaled[i] *= g[i / u.columns()];
        }
        return v.transposed().times(Matrix.of(u.rows(), u.columns(), scaled));
    }

    /** V Vᵀ W with k directions. */
    Matrix hard(int k) {
        int some = Math.min(k, rank());
        if (some == 0) {
            return w.scaled(0);
        }
        Matrix few = Matrix.of(some, v.columns(), Arrays.copyOf(v.toArray(), some * v.columns()));
        return few.transposed().times(few.times(w));
    }

    /** Derivative by k of what has the derivative {@code slope} by the soft matrix, outputs × inputs. */
    double slope(double[] slope, double k, double sharpness) {
        Matrix along = v.times(Matrix.of(w.rows(), w.columns(), slope));
        double[] a = along.toArray();
        double[] b = u.toArray();
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            double t = Math.tanh(sharpness * (k - i / u.columns() - 0.5));
            sum += a[i] * b[i] * 0.5 * sharpness * (1 - t * t);
        }
        return sum;
    }

    /** ‖X Wᵀ − X W′ᵀ‖². */
    double residual(Matrix other) {
        double f = root.times(w.minus(other).transposed()).frobenius();
        return f * f;
    }

    /** Σ_{i&gt;k} σᵢ². */
    double tail(int k) {
        double sum = 0;
        for (int i = sigma.length - 1; i >= k; i--) {
            sum += sigma[i] * sigma[i];
        }
        return sum;
    }

    /** The same number of directions of the weights alone. */
    static Matrix plain(Matrix w, int k) {
        return of(Matrix.identity(w.columns()), w).hard(k);
    }
}
