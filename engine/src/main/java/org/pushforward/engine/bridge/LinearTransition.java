package org.pushforward.engine.bridge;

import java.util.Arrays;
import org.pushforward.engine.numerics.Matrix;

/**
 * One time step of a linear stochastic differential equation: x ← b + A x + B z with z ~ N(0, I). O(d²) per particle. Immutable and
 * thread-safe.
 *
 * @param offset b, d numbers
 * @param matrix A, d × d row-major
 * @param noise B, d × d row-major
 */
record LinearTransition(double[] offset, double[] matrix, double[] noise) {

    /** x + h g(x, t) + √(εh) z with the drift g of the bridge (Maruyama 1955); weak order 1 in h. */
    static LinearTransition eulerMaruyama(GaussianSchroedingerBridge bridge, double t, double h) {
        int d = bridge.dimension();
        Matrix a = bridge.driftMatrix(t).scaled(h).plusIdentity(1);
        double[] mean = bridge.mean(t);
        double[] moved = bridge.mean(t + h);
        return between(mean, moved, a, Matrix.identity(d).scaled(Math.sqrt(bridge.eps() * h)));
    }

    /** The law of X_{t+h} given X_t: no error for any h. A = Cov(X_{t+h}, X_t) S_t⁻¹, BBᵀ = S_{t+h} − A Cov(X_t, X_{t+h}). */
    static LinearTransition exact(GaussianSchroedingerBridge bridge, double t, double h) {
        double s = Math.min(1, t + h);
        Matrix a = bridge.covariance(s, t).over(bridge.covariance(t, t).symmetrised());
        Matrix rest = bridge.covariance(s, s).minus(a.times(bridge.covariance(t, s)));
        return between(bridge.mean(t), bridge.mean(s), a, rest.symmetrised().squareRoot());
    }

    /** A draw from N(m, S): whatever x was, b + B z. */
    static LinearTransition sample(Gaussian law) {
        int d = law.dimension();
        return new LinearTransition(law.mean(), new double[d * d], law.covariance().squareRoot().toArray());
    }

    private static LinearTransition between(double[] mean, double[] moved, Matrix a, Matrix noise) {
        double[] image = a.times(mean);
        double[] offset = new double[mean.length];
        Arrays.setAll(offset, i -> moved[i] - image[i]);
        return new LinearTransition(offset, a.toArray(), noise.toArray());
    }

    /** Moves {@code count} particles of {@code x}, n × d row-major, to the same places of {@code to}; z likewise. */
    void apply(double[] x, double[] z, double[] to, int first, int count) {
        int d = offset.length;
        for (int p = first * d; p < (first + count) * d; p += d) {
            for (int i = 0; i < d; i++) {
                double sum = offset[i];
                for (int j = 0; j < d; j++) {
                    sum += matrix[i * d + j] * x[p + j] + noise[i * d + j] * z[p + j];
                }
                to[p + i] = sum;
            }
        }
    }
}
